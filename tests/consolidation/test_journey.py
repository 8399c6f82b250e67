"""In a browser: the head of the lead reads what follows to the successors, lets it follow, and undoes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import AXE, RUN_AXE, TOO_WIDE
from tests.browser.visiting import Visitor
from tests.cast import PASSWORD
from tests.consolidation.conftest import People
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves
PAGES = ("departments/", "succession/", "")


def test_work_follows_by_clicks_and_comes_back(
    decided: Dossier, appraised: Dossier, people: People, site: str, window: Callable[..., Page]
) -> None:
    User.objects.update(language=os.environ.get("LANGUAGE_OF_THE_LOOK", "en"))
    found: list[str] = []
    for name, size in (("phone", PHONE), ("desk", DESK)):
        binh = Visitor(window(viewport=size), site, "binh").signs_in()
        for number, path in enumerate(PAGES):
            assert binh.goes_to(f"/dossiers/HN-01/{path}") == 200
            binh.page.evaluate(AXE)
            found += [f"{name} {path}: {one}" for one in binh.page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in binh.page.evaluate(TOO_WIDE)]
            if KEPT:
                binh.page.screenshot(path=str(Path(KEPT) / f"{name}-{number}.png"), full_page=True)
    assert not found, "\n".join(found)
    binh.page.locator("main").get_by_role("link", name="What follows to the successors").click()
    binh.reads("HN-02")
    binh.field("Your password, to confirm").fill(PASSWORD)
    binh.clicks("Let it follow")
    binh.is_told("It can be undone below.")
    binh.page.get_by_role("link", name="Undo run").click()
    binh.field("Why it is undone").fill("Chưa bàn giao xong.")
    binh.field("Your password, to confirm").fill(PASSWORD)
    binh.clicks("Undo it")
    binh.is_told("everything is where it was")
    assert appraised.parties.get(key="home_affairs").organisation.key == "hd_home_affairs"
