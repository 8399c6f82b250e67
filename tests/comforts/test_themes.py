"""Light and dark: chosen once, kept with the person, in the page before any script runs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from reorg.comforts.models import Taste
from reorg.people.models import User
from tests.web.reader import as_

pytestmark = pytest.mark.django_db


def test_a_reader_chooses_the_dark_and_finds_it_in_another_browser(people: dict[str, User]) -> None:
    anh = as_(people["anh"])
    assert '<html lang="en">' in anh.get("/").content.decode()
    answer = anh.post(reverse("set_theme"), {"theme": "dark", "next": "/dossiers/"})
    assert (answer.status_code, answer["Location"]) == (302, "/dossiers/")
    assert '<html lang="en" data-bs-theme="dark">' in anh.get("/").content.decode()
    elsewhere = as_(people["anh"])
    assert '<html lang="en" data-bs-theme="dark">' in elsewhere.get("/").content.decode()


def test_the_next_person_at_this_browser_keeps_their_own(people: dict[str, User]) -> None:
    browser = as_(people["anh"])
    browser.post(reverse("set_theme"), {"theme": "dark"})
    browser.logout()
    browser.force_login(people["binh"])
    assert "data-bs-theme" not in browser.get("/").content.decode().partition(">")[0]


def test_a_stranger_chooses_for_the_browser_only(client: Client, db: None) -> None:
    client.post(reverse("set_theme"), {"theme": "light"})
    assert 'data-bs-theme="light"' in client.get(reverse("account_login")).content.decode()
    assert not Taste.objects.exists()


@pytest.mark.parametrize("made_up", ["", "blue", '"><script>'])
def test_what_is_no_theme_changes_nothing(people: dict[str, User], made_up: str) -> None:
    anh = as_(people["anh"])
    assert anh.post(reverse("set_theme"), {"theme": made_up, "next": "//elsewhere.example/"})["Location"] == "/"
    assert not Taste.objects.exists()


def test_as_the_system_takes_the_choice_back(people: dict[str, User]) -> None:
    anh = as_(people["anh"])
    anh.post(reverse("set_theme"), {"theme": "dark"})
    anh.post(reverse("set_theme"), {"theme": "system"})
    assert 'data-bs-theme="dark"' not in anh.get("/").content.decode()
