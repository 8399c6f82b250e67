"""The first minutes: an empty installation set up once, the tour, help for each role."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from reorg.administration import first_run
from reorg.administration.models import Administrator, FirstCode, TourTaken
from reorg.administration.rights import scope_of
from reorg.people.models import Office, Organisation, User
from reorg.system.models import SystemEvent
from reorg.web.views.administration.entering import GUIDES
from tests.cast import PASSWORD
from tests.web.reader import as_, words

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture
def code(db: None) -> str:
    """Nobody is there; the server has printed a code."""
    with connection.cursor() as cursor:  # as after `migrate`: nobody, no office
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM people_office; DELETE FROM people_user")
        cursor.execute("SET session_replication_role = DEFAULT")
    said = StringIO()
    call_command("first_run", stdout=said)
    return said.getvalue().split()[-1]


def answers(**changes: str) -> dict[str, str]:
    return {
        "organisation": "",
        "title_vi": "UBND tỉnh Mẫu",
        "title_en": "People's Committee of Sample Province",
        "kind": "peoples_committee",
        "short": "UBND",
        "full_name": "Nguyễn Văn Quản",
        "username": "quan",
        "email": "quan@example.org",
        "language": "vi",
        "password": "một mật khẩu thật dài",
        "again": "một mật khẩu thật dài",
    } | changes


def test_an_empty_installation_is_set_up_once_by_who_holds_the_code(code: str) -> None:
    client, url = Client(), reverse("first_run")
    assert client.get(url).status_code == 200
    wrong = client.post(url, answers(code="aaaaaa"))
    assert wrong.status_code == 400
    assert "UBND tỉnh Mẫu" in wrong.content.decode(), "what was typed is kept"
    assert not User.objects.exists()
    done = client.post(url, answers(code=f" {code.upper()} "))
    assert done.status_code == 302
    person = User.objects.get()
    assert scope_of(person).everything
    assert not Office.objects.exists(), "to administer is no office"
    assert Organisation.objects.get(title_vi="UBND tỉnh Mẫu").kind == "peoples_committee"
    assert [event.verb for event in SystemEvent.objects.all()] == ["system.begun", "administrator.appointed"]
    assert client.get(url).status_code == client.post(url, answers(code=code)).status_code == 404
    assert client.login(username="quan", password="một mật khẩu thật dài")
    with pytest.raises(CommandError):
        call_command("first_run")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"password": "ngan", "again": "ngan"}, "password"),
        ({"again": "khác"}, "again"),
        ({"title_en": ""}, "title_vi"),
        ({"email": "x"}, "email"),
    ],
)
def test_the_assistant_says_what_to_mend_and_does_nothing_by_halves(
    code: str, changes: dict[str, str], told: str
) -> None:
    answer = Client().post(reverse("first_run"), answers(code=code, **changes))
    assert answer.status_code == 400
    assert told in answer.context["form"].errors
    assert not User.objects.exists()
    assert not SystemEvent.objects.exists()
    assert not Organisation.objects.filter(title_vi="UBND tỉnh Mẫu").exists()


def test_guessing_the_code_ends_it(code: str) -> None:
    client, url = Client(), reverse("first_run")
    for _ in range(first_run.TRIES):
        client.post(url, answers(code="aaaaaa"))
    assert client.post(url, answers(code=code)).status_code == 404
    assert FirstCode.objects.get().tries == first_run.TRIES
    assert not User.objects.exists()


def test_where_somebody_is_there_already_there_is_no_assistant(people: People, client: Client) -> None:
    assert client.get(reverse("first_run")).status_code == 404
    with pytest.raises(CommandError, match="appoint_administrator"):
        call_command("first_run")


def test_an_administrator_is_named_on_the_server(people: People) -> None:
    said = StringIO()
    call_command("appoint_administrator", "anh", "--body", "hp_pc", "--basis", "1/QĐ", stdout=said)
    assert Administrator.objects.get().organisation.key == "hp_pc"
    for wrong in (["nobody", "--basis", "1"], ["anh", "--body", "no_such", "--basis", "1"], ["anh", "--basis", " "]):
        with pytest.raises(CommandError):
            call_command("appoint_administrator", *wrong)


# The tour


def signed_in(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="en")
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client


def test_the_tour_comes_with_the_first_sign_in_and_stays_away_once_closed(people: People) -> None:
    user = people["anh"]
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(user)
    assert "What you see here · 1 of 5 This is your desk" in words(client.get("/"))
    assert "What you see here" not in words(client.get("/dossiers/")), "only at the desk"
    for step in range(2, 6):
        page = client.post(reverse("tour"), {"act": "next"}, follow=True)
        assert f"{step} of 5" in words(page)
    back = client.post(reverse("tour"), {"act": "back"}, follow=True)
    assert "4 of 5" in words(back)
    closed = client.post(reverse("tour"), {"act": "close"}, follow=True)
    assert "What you see here" not in words(closed)
    client.post(reverse("tour"), {"act": "close"})
    assert TourTaken.objects.filter(person=user).count() == 1
    assert "What you see here" not in words(signed_in(user).get("/")), "remembered"
    again = client.post(reverse("tour"), {"act": "again"}, follow=True)
    assert "1 of 5" in words(again)


# Help


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.code)
def test_each_role_has_a_page_of_help_with_pictures_that_are_there(people: People, guide: Any, language: str) -> None:
    page = as_(people["anh"], language).get(reverse("help_page", args=[guide.code]))
    assert page.status_code == 200
    html = page.content.decode()
    pictures = re.findall(r'<img src="/static/([^"]+)" alt="([^"]+)"', html.split('class="help-text', 1)[1])
    assert pictures
    for path, alt in pictures:
        assert alt
        assert finders.find(path), path
    assert ("Danh mục" in html or "Bàn làm việc" in html or "Nhật ký" in html or "hồ sơ" in html) == (language == "vi")


def test_help_puts_the_readers_own_role_first(people: People) -> None:
    page = words(as_(people["phuc"]).get(reverse("help")))
    assert page.index("Auditing") < page.index("Drafting a dossier")
    assert as_(people["phuc"]).get(reverse("help_page", args=["nothing"])).status_code == 404
