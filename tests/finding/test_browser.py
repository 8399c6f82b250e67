"""The box by keyboard alone, and its pages as they look."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from reorg.people.models import User
from reorg.units.models import Unit
from tests import cast as doing
from tests.browser.conftest import DESK, PHONE, site, troubles, window  # noqa: F401 - fixtures
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves


@pytest.fixture
def signed_in(site: str, window: Callable[..., Page]) -> Callable[[User, dict[str, int]], Page]:  # noqa: F811
    def opened(user: User, size: dict[str, int]) -> Page:
        client = Client()
        client.force_login(user)
        page = window(viewport=size)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        return page

    return opened


def kept(page: Page, name: str) -> None:
    if KEPT:
        page.screenshot(path=str(Path(KEPT) / f"find-{name}.png"))


def test_a_leader_finds_a_dossier_without_the_mouse(
    agency: Dossier,
    communes: dict[str, Unit],
    people: dict[str, User],
    site: str,  # noqa: F811
    signed_in: Any,
) -> None:
    page = signed_in(people["binh"], DESK)
    page.goto(f"{site}/")
    page.keyboard.press("/")
    box = page.locator("#search-box")
    expect(box).to_be_focused()
    page.keyboard.type("xuan thien")
    expect(page.get_by_role("option").first).to_contain_text("Xuan Thien commune")
    expect(box).to_have_attribute("aria-expanded", "true")
    kept(page, "suggestions")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("")
    page.keyboard.type("hop nhat")
    expect(page.get_by_role("option").first).to_contain_text(agency.title_en)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/dossiers/HN-01/")
    # Without a choice, Enter asks for everything.
    page.keyboard.press("/")
    page.keyboard.type("hop nhat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/?q=hop+nhat")


def test_what_is_found_is_clean_on_a_desk_and_on_a_phone(
    agency: Dossier,
    communes: dict[str, Unit],
    people: dict[str, User],
    site: str,  # noqa: F811
    signed_in: Any,
) -> None:
    doing.paper(agency, "NQ", actor=people["anh"], symbol="1669/NQ-UBTVQH15")
    pages = {
        "all": "/find/?q=hop+nhat",
        "units": "/find/?q=xuan+thien",
        "paper": "/find/?q=1669&kind=document",
        "slip": "/find/?q=xuan+thein",
        "nothing": "/find/?q=zzzzzz",
        "empty": "/find/",
        "unit": f"/units/{communes['Xuân Chính'].pk}/",
    }
    found: list[str] = []
    for size_name, size in (("desk", DESK), ("phone", PHONE)):
        page = signed_in(people["anh"], size)
        for name, path in pages.items():
            answer = page.goto(f"{site}{path}")
            assert answer is not None
            assert answer.status == 200, path
            page.evaluate(AXE)
            found += [f"{size_name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{size_name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            kept(page, f"{size_name}-{name}")
    assert not found, "\n".join(found)
