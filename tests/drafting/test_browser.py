"""Drafts and opinions in a browser: a stranger on a phone without scripts, the editors on a desk."""

from __future__ import annotations

import os
from typing import Any

import pytest

from reorg.demo.political_report import political_report
from reorg.drafting.models import Drafting, Round
from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import looked_at, signed_in
from tests.cast import PASSWORD
from tests.drafting.conftest import People

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report(people: People) -> Drafting:
    return Drafting.objects.get(document__dossier=political_report(PASSWORD))


def test_every_page_is_clean_on_a_desk_and_on_a_phone(report: Drafting, people: People, site: str, window: Any) -> None:
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    home, public = f"/documents/{report.document_id}/drafting/", Round.objects.get(kind="public")
    pages = [
        (home, "hp_editor"),
        (f"{home}compare/", "hp_editor"),
        (f"{home}2/", "hp_adviser"),
        (f"{home}new/", "hp_editor"),
        (f"{home}rounds/new/", "hp_editor"),
        (f"/drafting/rounds/{public.pk}/", "hp_chief_editor"),
        (f"/drafting/rounds/{Round.objects.get(kind='bodies').pk}/", "hp_adviser"),
        (f"/consult/{public.token}/", ""),
        ("/dossiers/HP-2025-05/documents/", "hp_editor"),
    ]
    found = looked_at(pages, people, window, site, "drafting")
    assert not found, "\n".join(found)


def test_a_stranger_is_heard_and_answered(report: Drafting, people: People, site: str, window: Any) -> None:
    User.objects.update(language="en")
    public = Round.objects.get(kind="public")
    page = window(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{site}/consult/{public.token}/")
    page.get_by_role("textbox", name="Your opinion").fill("Ngắn")
    page.get_by_role("button", name="Send the opinion").click()
    page.get_by_text("at least ten letters").wait_for()
    page.get_by_role("textbox", name="Your opinion").fill("Đề nghị thêm một cây cầu qua sông.")
    page.get_by_role("button", name="Send the opinion").click()
    page.get_by_text("Thank you.").wait_for()

    editor = signed_in(people["hp_chief_editor"], window, site, DESK)
    editor.goto(f"{site}/drafting/rounds/{public.pk}/?show=open")
    mine = editor.locator("li.entry", has_text="một cây cầu qua sông")
    mine.locator("summary").click()
    mine.get_by_label("not taken up").check()
    mine.get_by_role("button", name="Save the answer").click()
    editor.get_by_text("Say why it is not taken up, or only in part.").wait_for()
    mine.get_by_label("Reason").fill("Thuộc quy hoạch riêng.")
    mine.get_by_role("button", name="Save the answer").click()
    editor.get_by_text("Thuộc quy hoạch riêng.").first.wait_for()
