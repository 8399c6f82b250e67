"""The pages of support in a browser: nothing axe objects to, none wider than a phone; both procedures by clicks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from reorg.demo import support as demo
from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.browser.visiting import Visitor, a_file
from tests.support.doing import HAI_CHAU, HUNG_SON, admitted, now, open_assignment, open_twinning, pair_of
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves


def paths(twinning: Dossier, assignment: Dossier, fresh: Dossier) -> list[tuple[str, str]]:
    """Every kind of page, with who looks at it."""
    pair = pair_of(twinning, HAI_CHAU, HUNG_SON)
    gift = pair.lines.filter(book="ledger").first()
    asked = assignment.support_lines.filter(book="proposals").first()
    helps = assignment.support_pairs.get(place_code="03214")
    assert gift is not None
    assert asked is not None
    one, other, small = (f"{dossier.code}/" for dossier in (twinning, assignment, fresh))
    return [
        (one, "dn_soan"),
        (f"{one}support/", "dn_soan"),
        (f"{one}support/?show=overdue", "dn_haichau"),
        (f"{one}support/pairs/{pair.pk}/", "dn_haichau"),
        (f"{one}support/pairs/{pair.pk}/agreement/", "dn_haichau"),
        (f"{one}support/lines/{gift.pk}/", "dn_haichau"),
        (f"{one}support/units/{HUNG_SON}/", "dn_soan"),
        (f"{one}support/books/letter/", "dn_soan"),
        (f"{one}support/letter/", "dn_soan"),
        (f"{one}support/summary/", "phuc"),
        (f"{one}registers/twinning_needs/", "dn_soan"),
        (f"{small}support/", "dn_soan"),
        (f"{small}support/propose/", "dn_soan"),
        (f"{small}support/pairs/new/", "dn_soan"),
        (f"{small}support/terms/", "dn_soan"),
        (f"{small}support/admit/", "dn_soan"),
        (f"{other}support/", "db_soan"),
        (f"{other}support/units/03214/", "db_soan"),
        (f"{other}support/units/tinhdoan/", "db_doan"),
        (f"{other}support/proposals/{asked.pk}/{helps.pk}/", "db_soan"),
        (f"{other}support/books/conferences/", "db_soan"),
        (f"{other}support/books/criteria/import/", "db_soan"),
        (f"{other}support/summary/", "db_soan"),
    ]


@pytest.fixture
def signed_in(site: str, window: Callable[..., Page]) -> Callable[[User, dict[str, int]], Page]:
    def opened(user: User, size: dict[str, int], **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        page = window(viewport=size, **options)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        return page

    return opened


def test_every_page_is_clean_on_a_desk_and_on_a_phone(everybody: dict[str, User], site: str, signed_in: Any) -> None:
    pages = paths(demo.twinning(everybody), demo.assignment(everybody), open_twinning(everybody))
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    found: list[str] = []
    for name, size in (("desk", DESK), ("phone", PHONE)):
        windows: dict[str, Page] = {}
        for number, (path, who) in enumerate(pages):
            page = windows.get(who) or windows.setdefault(who, signed_in(everybody[who], size))
            answer = page.goto(f"{site}/dossiers/{path}")
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(AXE)
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            if KEPT:
                page.screenshot(path=str(Path(KEPT) / f"{name}-{number:02d}.png"), full_page=True)
    assert not found, "\n".join(found)


@pytest.fixture
def visits(site: str, everybody: dict[str, User], signed_in: Any) -> Callable[..., Visitor]:
    """Somebody at their browser, reading English; on a phone or without JavaScript where that is asked for."""

    def comes(name: str, size: dict[str, int] = DESK, **options: Any) -> Visitor:
        User.objects.update(language="en")
        return Visitor(signed_in(everybody[name], size, **options), site, name)

    return comes


def test_a_twinning_is_proposed_decided_and_signed_by_clicks(
    everybody: dict[str, User], visits: Callable[..., Visitor]
) -> None:
    """The drafter without JavaScript; who decides on a phone; the commune records its agreement and a gift."""
    dossier = open_twinning(everybody)
    drafter = visits("dn_soan", java_script_enabled=False)
    drafter.goes_to(f"/dossiers/{dossier.code}/support/")
    drafter.follows("Propose pairs")
    drafter.clicks("Take this proposal over")
    drafter.is_told("3 new pairs")
    drafter.follows("Take out Xã Bà Nà")
    drafter.fills(Reason="Bà Nà asks for another commune.")
    drafter.clicks("Take it out")
    drafter.follows(f"Add a helper {'Xã Đắc Pring'}")
    drafter.field("Unit that helps").select_option(value="20308")
    drafter.fills(Reason="Nearer.")
    drafter.clicks("Assign")
    drafter.is_told("Xã Bà Nà – Xã Đắc Pring")
    drafter.takes_up(dossier.code, "Survey needs and means")
    drafter.clicks("Done, pass it on")
    visits("dn_truong").signs(dossier.code, "The Organising Committee proposes the assignment")
    secretary = visits("dn_bithu", PHONE)
    secretary.takes_up(dossier.code, "The Standing Committee decides")
    secretary.reads("Phường An Khê, Xã Bà Nà")
    secretary.decides("Approve and sign")
    assert now(dossier).phase == "implementation"

    admitted(dossier, everybody)
    officer = visits("dn_hungson")
    officer.goes_to(f"/dossiers/{dossier.code}/support/")
    officer.follows("Phường Hải Châu")
    officer.follows("Record the agreement")
    officer.fills(Signed_on="2025-08-16", Signed_for_the_helper_by="Secretary of the ward")
    officer.clicks("Record")
    officer.reads("An agreement has two signatories")
    officer.fills(Signed_for_the_commune_by="Secretary of the commune")
    officer.clicks("Record")
    officer.is_told("the agreement is recorded")
    officer.follows("Write a line Support ledger")
    officer.fills(**{"Year *": "2025", "Item *": "Two houses", "Value (VND)": "160,000,000"})
    officer.field("Form *").select_option(label="In cash")
    officer.field("Field *").select_option(label="Housing")
    officer.clicks("Save")
    officer.is_told("The line is written.")
    officer.reads("160,000,000")


def test_a_helper_answers_a_proposal_by_clicks(everybody: dict[str, User], visits: Callable[..., Visitor]) -> None:
    """The commune's proposal, the helper's answer on a phone, evidence of what was given, and the sums of the years."""
    dossier = open_assignment(everybody)
    drafter = visits("db_soan")
    drafter.goes_to(f"/dossiers/{dossier.code}/support/units/03214/")
    drafter.follows("Write a proposal")
    drafter.field("Category *").select_option(label="Seedlings, livestock")
    drafter.fills(**{"What is proposed *": "Seedlings for 60 households", "Estimated cost (VND)": "48,000,000"})
    drafter.clicks("Save")
    drafter.is_told("The line is written.")

    helper = visits("db_doan", PHONE)
    helper.goes_to(f"/dossiers/{dossier.code}/support/units/03214/")
    helper.follows("Answer for Tỉnh đoàn")
    helper.page.get_by_role("radio", name="Taken into the plan").check()
    helper.fills(What_the_unit_will_do="Seedlings for 30 households")
    helper.clicks("Answer")
    helper.is_told("The answer is recorded.")
    helper.goes_to(f"/dossiers/{dossier.code}/support/pairs/{pair_of(dossier, 'tinhdoan', '03214').pk}/")
    helper.follows("Write a line Support ledger")
    helper.fills(**{"Year *": "2024", "Item *": "Seedlings", "Value (VND)": "24,000,000"})
    helper.field("Form *").select_option(label="In kind")
    helper.field("Field *").select_option(label="Production, livelihoods")
    helper.clicks("Save")
    helper.follows("Edit line 1 of Support ledger")
    helper.page.locator("main input[type=file]").set_input_files(a_file("receipt.pdf"))
    helper.clicks("Attach")
    helper.is_told("The file is attached.")

    auditor = visits("phuc")
    auditor.goes_to(f"/dossiers/{dossier.code}/support/summary/")
    auditor.reads("24,000,000")
    auditor.reads("1/1")
