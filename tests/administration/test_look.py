"""The pages of administration in a browser, nothing axe objects to, none wider than a phone, also without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from reorg.administration import checklists, sheets
from reorg.administration.rights import Scope
from reorg.people.models import Office, User
from reorg.web.views.administration.entering import GUIDES
from tests.administration.conftest import body
from tests.administration.test_people import MOI, a_sheet
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.cast import drafted, open_agency
from workflows.actions import order_day
from workflows.models import Delegation
from workflows.offices import today
from workflows.text import Text

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves


@pytest.fixture
def paths(boss: Scope, local: Scope, people: dict[str, User]) -> list[str]:
    """Every kind of page."""
    drafted(open_agency(people), people)
    draft = checklists.begin(boss, "seals")
    Delegation.objects.create(
        organisation=body("hp_pc"), role_id="chair", deputy=people["tuan"], kind="TL.", valid_from=today(),
        given_by=people["binh"], given_at=draft.made_at,
    )  # fmt: skip
    day = order_day(day=today(), halves=0, why=Text("bão", "storm"), basis="1", organisation=None, actor=boss.user)
    good, bad = (sheets.hand_in(boss, a_sheet(row)).token for row in (MOI, [*MOI[:4], "no", *MOI[5:]]))
    office = Office.objects.get(person=people["binh"], role="chair")
    first, at_home = draft.rows[0]["code"], body("hp_pc").pk
    return [
        "administration/",
        "administration/trail/",
        "administration/people/",
        "administration/people/invite/",
        "administration/people/import/",
        f"administration/people/import/{good}/",
        f"administration/people/import/{bad}/",
        f"administration/people/{people['binh'].pk}/",
        f"administration/people/{people['binh'].pk}/close/",
        "administration/administrators/",
        "administration/organisations/",
        f"administration/organisations/{at_home}/",
        f"administration/organisations/{at_home}/close/",
        f"administration/offices/{office.pk}/hand-over/",
        "administration/days/",
        "administration/days/new/",
        f"administration/days/{day.pk}/",
        "administration/delegations/",
        "administration/checklists/",
        "administration/checklists/seals/",
        "administration/checklists/seals/draft/",
        f"administration/checklists/seals/draft/items/{first}/",
        "",
        "help/",
        *(f"help/{guide.code}/" for guide in GUIDES),
    ]


@pytest.fixture
def signed_in(site: str, window: Callable[..., Page]) -> Callable[..., Page]:
    def opened(user: User, **options: Any) -> Page:
        client = Client()
        client.force_login(user)
        page = window(**options)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        return page

    return opened


def test_every_page_is_clean_on_a_desk_and_on_a_phone(
    boss: Scope, paths: list[str], site: str, signed_in: Callable[..., Page]
) -> None:
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    found: list[str] = []
    page = signed_in(boss.user, viewport=DESK)
    for number, path in enumerate(paths):
        answer = page.goto(f"{site}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(AXE)
        for name, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            if KEPT:
                page.screenshot(path=str(Path(KEPT) / f"{name}-{number:02d}.png"), full_page=True)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert not found, "\n".join(found)


def test_a_day_is_ordered_and_a_sign_in_closed_without_javascript(
    boss: Scope, people: dict[str, User], site: str, signed_in: Callable[..., Page]
) -> None:
    drafted(open_agency(people), people)
    page = signed_in(boss.user, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{site}/")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Close the tour").click()
    page.goto(f"{site}/administration/")
    page.get_by_role("link", name="Calendar").click()
    page.get_by_role("link", name="Order a day").click()
    page.get_by_label("Day", exact=True).fill((today()).isoformat())
    page.get_by_label("What is worked").select_option(label="day off")
    page.get_by_label("Why (Vietnamese)").fill("nghỉ chống bão")
    page.get_by_label("Why (English)").fill("storm")
    page.get_by_label("Written basis").fill("30/CĐ-TTg")
    page.get_by_role("button", name="See what happens").click()
    page.get_by_role("button", name="Order the day").click()
    assert "The day is ordered" in page.inner_text("main")
    page.goto(f"{site}/administration/people/?q=Bình")
    page.get_by_role("link", name="Trần Văn Bình").click()
    page.get_by_role("link", name="Close the sign-in").click()
    assert "Steps that would wait for nobody" in page.inner_text("main")
    page.get_by_label("Reason").fill("nghỉ hưu")
    page.get_by_role("button", name="Close the sign-in").click()
    assert "can no longer sign in" in page.inner_text("main")
    page.get_by_role("link", name="Administration").first.click()
    page.get_by_role("link", name="The whole trail").click()
    assert "closed the sign-in of Trần Văn Bình: nghỉ hưu" in page.inner_text("main")
