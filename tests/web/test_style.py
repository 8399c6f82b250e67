"""The page of all components: for those who build pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from reorg.people.models import User
from tests.web.reader import as_

pytestmark = pytest.mark.django_db


def test_it_shows_both_languages_light_and_dark(people: dict[str, User]) -> None:
    page = as_(people["anh"]).get("/style/").content.decode()
    grounds = re.findall(r'class="style-ground" data-bs-theme="(\w+)" lang="(\w+)"', page)
    assert sorted(grounds) == [("dark", "en"), ("dark", "vi"), ("light", "en"), ("light", "vi")]


def test_it_shows_every_component_that_needs_no_dossier(people: dict[str, User]) -> None:
    """A new partial is put on the page, or named here with the page on which it is seen."""
    elsewhere = {"breadcrumb", "card", "dossier_tabs", "header", "held_banner", "keep", "language", "name_mark"}
    elsewhere |= {"pages", "person", "phase_badge", "progress", "hash", "due", "missing_list", "table", "theme"}
    elsewhere |= {"timeline_event", "search_box", "audit_links", "verify_link"}
    folder = Path(settings.BASE_DIR) / "templates" / "components"
    shown = (folder / "_all.html").read_text()
    tags = {"card": "{% card", "due": "{% due", "hash": "{% fingerprint", "person": "{% person"}
    tags |= {"phase_badge": "{% phase_badge", "progress": "{% progress", "missing_list": "{% missing_list"}
    for partial in folder.glob("*.html"):
        name = partial.stem
        if name.startswith("_"):
            continue
        assert tags.get(name, f"components/{name}.html") in shown or name in elsewhere - tags.keys(), name


def test_where_it_is_switched_off_it_is_for_the_staff(people: dict[str, User]) -> None:
    with override_settings(SHOW_COMPONENTS=False):
        assert as_(people["anh"]).get("/style/").status_code == 404
        User.objects.filter(pk=people["anh"].pk).update(is_staff=True)
        assert as_(people["anh"]).get("/style/").status_code == 200
