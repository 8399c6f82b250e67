"""Somebody signed in without the sign-in page, and a page looked at: by axe, and for what reaches beyond the edge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.test import Client
from playwright.sync_api import Page

from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages_look import AXE, RUN_AXE, TOO_WIDE

KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves


def signed_in(user: User | None, window: Callable[..., Page], site: str, size: dict[str, int]) -> Page:
    page = window(viewport=size)
    if user is not None:
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))  # with the password as it is now
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    return page


def looked_at(
    pages: Iterable[tuple[str, str]], people: dict[str, User], window: Any, site: str, kept: str
) -> list[str]:
    """What is wrong with these pages (path, who looks; nobody: a stranger) on a desk and on a phone."""
    found: list[str] = []
    for name, size in (("desk", DESK), ("phone", PHONE)):
        windows: dict[str, Page] = {}
        for number, (path, who) in enumerate(pages):
            page = windows.get(who) or windows.setdefault(who, signed_in(people.get(who), window, site, size))
            answer = page.goto(site + path)
            assert answer is not None
            assert (answer.status, page.url) == (200, site + path)
            page.evaluate(AXE)
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            if KEPT:
                page.screenshot(path=str(Path(KEPT) / f"{kept}-{name}-{number:02d}.png"), full_page=True)
    return found
