"""The auditor's room and the page that verifies, as they look: nothing axe objects to, nothing too wide for a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from reorg.audit.actions import keep_question
from reorg.papers.models import Bundle, Export
from reorg.people.models import User
from tests import cast as doing
from tests.browser.conftest import DESK, PHONE, site, troubles, window  # noqa: F401 - fixtures
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.verify.making import Case, house
from workflows.models import Dossier

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("verify")]
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


def looked_at(page: Page, name: str) -> list[str]:
    page.evaluate(AXE)
    wrong = [f"{name}: {one}" for one in [*page.evaluate(RUN_AXE), *page.evaluate(TOO_WIDE)]]
    if KEPT:
        page.screenshot(path=str(Path(KEPT) / f"audit-{name}.png"), full_page=name.startswith("phone"))
    return wrong


def test_the_room_is_clean_on_a_desk_and_on_a_phone(
    agency: Dossier,
    merger: Dossier,
    people: dict[str, User],
    site: str,  # noqa: F811
    signed_in: Any,
) -> None:
    doing.drafted(agency, people)
    phuc = people["phuc"]
    keep_question("Trả lại", {"verb": "step.returned"}, shared=True, actor=phuc)
    made = Bundle.objects.create(language="vi", asked_by=phuc, state=Export.State.CANCELLED)
    made.items.create(dossier=agency, state=Export.State.FAILED, why="Hết mực.")
    pages = {
        "room": "/audit/",
        "asked": "/audit/?weight=decision&dossier=HN",
        "none": "/audit/?dossier=ZZ",
        "access": "/audit/access/",
        "bundles": "/audit/bundles/",
        "bundle": f"/audit/bundles/{made.pk}/",
        "dossier": "/dossiers/HN-01/access/",
    }
    found: list[str] = []
    for size_name, size in (("desk", DESK), ("phone", PHONE)):
        page = signed_in(phuc, size)
        for name, path in pages.items():
            answer = page.goto(f"{site}{path}")
            assert answer is not None
            assert answer.status == 200, path
            found += looked_at(page, f"{size_name}-{name}")
    assert not found, "\n".join(found)


def test_a_dropped_file_is_verified_without_an_account(
    people: dict[str, User],
    site: str,  # noqa: F811
    window: Callable[..., Page],  # noqa: F811
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.KEYS_DIR = tmp_path
    (tmp_path / "root.crt").write_text(house().anchor)
    trail = tmp_path / "trail.pdf"
    trail.write_bytes(Case(count=5).build())
    found: list[str] = []
    for size_name, size in (("desk", DESK), ("phone", PHONE)):
        page = window(viewport=size)
        page.goto(f"{site}/accounts/login/")
        page.get_by_role("link", name="Verify a file").click()
        found += looked_at(page, f"{size_name}-verify")
        page.set_input_files("#id_file", str(trail))
        page.get_by_role("button", name="Verify", exact=True).click()
        expect(page.locator("#verdict")).to_contain_text("This file is whole", timeout=60_000)
        found += looked_at(page, f"{size_name}-verified")
    assert not found, "\n".join(found)
