"""Sessions in a browser: from what a commune asks for to its settlement, and every page as it looks."""

from __future__ import annotations

import os
from typing import Any

import pytest

from reorg.demo import lang_son
from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import looked_at, signed_in
from tests.cast import PASSWORD
from tests.sessions.conftest import People, conclude
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_page_is_clean_on_a_desk_and_on_a_phone(people: People, site: str, window: Any) -> None:
    code = lang_son.session(PASSWORD).code
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    home = f"/dossiers/{code}"
    pages = [
        ("/sessions/", "ls_office"),
        ("/sessions/overdue/", "ls_office"),
        (f"{home}/session/", "ls_office"),
        (f"{home}/session/", "ls_officer"),
        (f"{home}/session/entries/follow_up/new/", "ls_office"),
        (f"{home}/recommendations/1/", "ls_office"),
        (f"{home}/recommendations/2/", "ls_checker"),
        (f"{home}/recommendations/3/", "ls_officer"),
        (f"{home}/recommendations/3/", "ls_office"),
        (f"{home}/session/reports/1/ls_loc_binh/", "ls_checker"),
        (f"{home}/session/reports/1/ls_loi_bac/", "ls_commune"),
        (f"{home}/", "ls_office"),
    ]
    found = looked_at(pages, people, window, site, "sessions")
    assert not found, "\n".join(found)


def test_a_commune_asks_and_others_answer_by_clicks(held: Dossier, people: People, site: str, window: Any) -> None:
    User.objects.update(language="en")
    commune = signed_in(people["ls_commune"], window, site, PHONE)
    commune.goto(f"{site}/dossiers/{held.code}/session/")
    commune.get_by_role("link", name="Add recommendation").click()
    commune.get_by_label("Raised by").select_option(label="People's Committee of Lợi Bác Commune (Lạng Sơn)")
    commune.get_by_label("Field").select_option("roads")
    commune.get_by_label("Text (Vietnamese)").fill("Làm đường vào thôn Nà Mò.")
    commune.get_by_role("button", name="Save").click()
    commune.get_by_text("Recommendation no. 8 is saved.").wait_for()

    office = signed_in(people["ls_office"], window, site, DESK)
    office.goto(f"{site}/dossiers/{held.code}/session/entries/recommendation/8/")
    office.get_by_label("Lead body").select_option(label="Lạng Sơn Department of Construction")
    office.get_by_label("Due").fill("2026-12-31")
    office.get_by_role("button", name="Save").click()
    office.get_by_text("Recommendation no. 8 is saved.").wait_for()

    conclude(held, people)
    officer = signed_in(people["ls_officer"], window, site, DESK)
    officer.goto(f"{site}/dossiers/{held.code}/session/")
    officer.get_by_role("link", name="8. Làm đường vào thôn Nà Mò.").click()
    officer.get_by_label("Answer (Vietnamese)").fill("Đã đưa vào kế hoạch năm 2026.")
    officer.get_by_role("button", name="Answer").click()
    officer.get_by_text("Somebody else verifies this: you gave the answer.").wait_for()

    commune.goto(f"{site}/dossiers/{held.code}/recommendations/8/")
    commune.get_by_role("button", name="Verify the answer").click()
    commune.get_by_text("Recommendation no. 8 is up to date.").wait_for()
    office.goto(f"{site}/dossiers/{held.code}/recommendations/8/")
    office.get_by_role("button", name="Settle it").click()
    office.locator("dd .state-closed").wait_for()
