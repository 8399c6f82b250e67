"""The registers as they look: nothing axe objects to, nothing wider than a phone, no complaints."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from reorg.people.models import User
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.models import Row
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.registers.sheets import hand_in, imported, office
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves


def paths(dossier: Dossier, people: dict[str, User]) -> list[tuple[str, str]]:
    """Every page of the registers, with who looks at it."""
    many = [office(n, code=f"HD-{n:03d}", value=n * 10**6, land_area=str(n)) for n in range(13, 190)]
    imported(dossier, OFFICES, "giver", many, actor=people["son"])
    wrong = hand_in(
        dossier,
        OFFICES,
        "giver",
        [office(1, value="12 tỷ", kind="Biệt thự"), office(2, name=None)],
        actor=people["son"],
    )
    columns = hand_in(dossier, OFFICES, "giver", [{"code": "1", "name": "a", "colour": "x"}], actor=people["son"])
    ready = hand_in(
        dossier,
        OFFICES,
        "giver",
        [office(n, code=f"HD-{n:03d}", value=n) for n in (1, 20, 500, 501)],
        actor=people["son"],
    )
    row = Row.objects.get(register__kind="offices", side="giver", key="hd-001")
    return [
        ("", "anh"),
        ("offices/", "son"),
        ("offices/", "quynh"),
        ("offices/?q=nothing-of-the-kind", "phuc"),
        ("infrastructure/", "son"),
        ("vehicles/", "phuc"),
        ("offices/rows/new/", "son"),
        (f"offices/rows/{row.pk}/", "son"),
        ("offices/import/", "son"),
        (f"offices/import/{wrong.token}/", "son"),
        (f"offices/import/{columns.token}/", "son"),
        (f"offices/import/{ready.token}/", "son"),
        ("offices/reconcile/", "quynh"),
        ("archives/reconcile/?show=all", "binh"),
        ("staff/working/", "phuc"),
        ("housing_needs/working/", "binh"),
        ("transport_options/working/", "phuc"),
        ("it_systems/", "quynh"),
    ]


@pytest.fixture
def signed_in(site: str, window: Callable[..., Page]) -> Callable[[User, dict[str, int]], Page]:
    def opened(user: User, size: dict[str, int]) -> Page:
        client = Client()
        client.force_login(user)
        page = window(viewport=size)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        return page

    return opened


def test_every_page_is_clean_on_a_desk_and_on_a_phone(
    filled: Dossier, people: dict[str, User], site: str, signed_in: Any
) -> None:
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    pages = paths(filled, people)
    found: list[str] = []
    for name, size in (("desk", DESK), ("phone", PHONE)):
        windows: dict[str, Page] = {}
        for number, (path, who) in enumerate(pages):
            page = windows.get(who) or windows.setdefault(who, signed_in(people[who], size))
            answer = page.goto(f"{site}/dossiers/{filled.code}/registers/{path}")
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(AXE)
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            if KEPT:
                page.screenshot(path=str(Path(KEPT) / f"{name}-{number:02d}.png"), full_page=name == "phone")
    assert not found, "\n".join(found)


def test_son_edits_in_place_and_quynh_settles_by_clicks(
    filled: Dossier, people: dict[str, User], site: str, signed_in: Any
) -> None:
    User.objects.update(language="en")
    page = signed_in(people["son"], DESK)
    page.goto(f"{site}/dossiers/{filled.code}/registers/offices/?q=khu")
    page.get_by_label("Edit HD-009").click()
    page.get_by_label("Land (m²)").fill("4300.5")
    if KEPT:
        page.screenshot(path=str(Path(KEPT) / "edit.png"))
    page.get_by_role("button", name="Save").click()
    page.locator("tr.ledger-saved").get_by_text("4,300.5").wait_for()
    page.get_by_label("Edit HD-009").click()
    page.get_by_label("Site *").fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Must not be empty.").wait_for()
    page.get_by_role("link", name="Cancel").click()
    page.locator("tr#row-" + str(Row.objects.get(register__kind="offices", side="giver", key="hd-009").pk)).get_by_text(
        "4,300.5"
    ).wait_for()

    page = signed_in(people["quynh"], DESK)
    page.goto(f"{site}/dossiers/{filled.code}/registers/offices/reconcile/")
    page.get_by_label("Choose HD-009", exact=False).check()
    page.get_by_text("The giver's list is right").click()
    page.get_by_role("button", name="Settle").click()
    page.get_by_text("1 of 1 rows done").wait_for()
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_text("HD-101").wait_for()
    assert page.get_by_text("HD-009").count() == 0


def test_a_sheet_comes_in_by_clicks(
    filled: Dossier, people: dict[str, User], site: str, signed_in: Any, tmp_path: Path
) -> None:
    from tests.registers.sheets import sheet

    User.objects.update(language="en")
    file = tmp_path / "nha-dat.xlsx"
    file.write_bytes(sheet([office(700), office(701)]))
    page = signed_in(people["son"], DESK)
    page.goto(f"{site}/dossiers/{filled.code}/registers/offices/import/")
    page.get_by_label("Spreadsheet").set_input_files(file)
    page.get_by_role("button", name="Check the sheet").click()
    page.get_by_text("TS-700").wait_for()
    page.get_by_role("button", name="Take over all of it").click()
    page.get_by_text("Taken over.").wait_for()
    assert Row.objects.filter(key="ts-701").exists()
