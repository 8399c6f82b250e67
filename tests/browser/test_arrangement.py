"""Arranging communes in a browser: screened, planned in variants, consulted; and the pages as they look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from reorg.arrangement.actions import make_variant, propose_variant
from reorg.arrangement.consulting import Line, close_rolls, record_returns
from reorg.criteria.models import Screening
from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.units.models import Unit
from reorg.units.plan import planned_of
from tests import cast as acting
from tests.arrangement.conftest import communes, six
from tests.arrangement.test_plans import merge
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.browser.visiting import Cast
from workflows.actions import Return
from workflows.models import Dossier

__all__ = ["communes", "six"]
pytestmark = pytest.mark.django_db(transaction=True)
CLOSED = date(2025, 4, 16)


def test_six_communes_are_screened_planned_and_consulted(cast: Cast, communes: Dossier, six: dict[str, Unit]) -> None:
    anh = cast("anh")
    page = anh.page
    anh.goes_to("/screenings/new/?q=kim+son&regime=76%2F2025&day=2025-04-20")
    page.get_by_role("checkbox", name="all communes of Kim Son district").check()
    anh.fills(Title="Kim Sơn again")
    anh.clicks("Screen them")
    anh.reads("6 units of 6")
    page.get_by_text("Working and articles").first.click()
    anh.reads("of 30 km²")
    anh.follows("An commune")
    page.get_by_role("checkbox", name="An isolated position, hard to connect").check()
    anh.clicks("Save")
    anh.reads("Say why this factor applies.")
    assert Screening.objects.count() == 2

    anh.goes_to(f"/dossiers/{communes.code}/plan/new/")
    anh.fills(Name_of_the_resulting_unit="An Bình")
    page.locator("#id_kind").select_option("xa")
    page.locator("#id_parts-0-unit").select_option(str(six["An"].pk))
    page.locator("#id_parts-0-formula").select_option("whole")
    expect(page.locator("#check")).to_contain_text("area 15 km² is 50 % of 30 km²")  # as one types
    anh.clicks("Save the clause")
    anh.is_told("Clause 1 is saved.")
    anh.follows("Variants")
    page.locator("#id_propose-name").fill("Three at most")
    anh.clicks("Propose mergers")
    anh.is_told("guessed from coordinates")
    anh.clicks("Choose it as the plan")
    anh.is_told("is now the plan of the dossier")
    assert all(len(clause.parts) > 1 for clause in planned_of(communes))
    anh.follows("Clauses of the resolution")
    anh.reads("1. Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã")

    acting.drafted(communes, {"anh": User.objects.get(username="anh")})
    anh.takes_up(communes.code, "Consult the voters representing households")
    page.locator("#id_file_returns").set_input_files(returns_sheet())
    page.locator("form", has=page.locator("#id_file_returns")).get_by_role("button", name="Check the sheet").click()
    anh.reads("2 rows can be taken over")
    anh.clicks("Take over all of it")
    anh.is_told("2 rows are taken over.")
    anh.follows("Results by place")
    anh.reads("99.24 %")


def returns_sheet() -> dict[str, Any]:
    book, made = Workbook(), BytesIO()
    for row in (
        ("place", "listed", "agree", "disagree", "other"),
        ("Xã An", 2755, 2734, 21, 0),
        ("Xã Bình", 2711, 2687, 24, 0),
    ):
        book.active.append(list(row))
    book.save(made)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "ket-qua.xlsx", "mimeType": kind, "buffer": made.getvalue()}


def test_every_page_is_clean_on_a_desk_and_on_a_phone(
    communes: Dossier, six: dict[str, Unit], people: dict[str, User], site: str, window: Callable[..., Page]
) -> None:
    anh = people["anh"]
    change_plan(communes, [merge(1, "An Bình", six["An"], six["Bình"])], actor=anh)
    make_variant(communes, name="Bản sao", actor=anh)
    variant, _proposal = propose_variant(communes, name="Máy", most=3, actor=anh)
    screening = Screening.objects.get()
    plan = f"/dossiers/{communes.code}/plan"
    drafting = [
        "/screenings/",
        "/screenings/new/?q=kim+son",
        f"/screenings/{screening.pk}/",
        f"/screenings/{screening.pk}/?q=nothing",
        f"/screenings/{screening.pk}/units/{six['An'].pk}/",
        f"/dossiers/{communes.code}/screening/",
        f"/dossiers/new/?screening={screening.pk}",
        f"{plan}/",
        f"{plan}/1/",
        f"{plan}/clauses/",
        f"{plan}/variants/",
        f"{plan}/variants/{variant.pk}/",
    ]
    found = look(site, window, anh, drafting)
    found += look(site, window, people["binh"], [f"/dossiers/{communes.code}/exempt/"])
    acting.drafted(communes, people)
    asked = acting.asked(communes, anh)
    close_rolls(asked, [Line("Xã An", 100, CLOSED), Line("Xã Bình", 200, CLOSED)], actor=anh)
    record_returns(asked, [Return("Xã An", 0, 90, 5, 5)], actor=anh)
    found += look(site, window, anh, [f"/dossiers/{communes.code}/consultation/", f"/steps/{asked.pk}/"])
    assert not found, "\n".join(found)


def look(site: str, window: Callable[..., Page], user: User, paths: list[str]) -> list[str]:
    found: list[str] = []
    client = Client()
    client.force_login(user)
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page = window(viewport=size)
        page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        for path in paths:
            answer = page.goto(site + path)
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(AXE)
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
    return found
