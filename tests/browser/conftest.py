"""A real browser at the real site: each person of the cast in a window of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Page

from reorg.people.models import Organisation, User
from reorg.units.models import Unit
from tests.browser.stepping import Desk
from tests.browser.visiting import PATIENCE, Cast, Troubles, Visitor

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def site(live_server: Any, people: dict[str, User]) -> str:
    """The site's address. The cast reads English there, except where a test says otherwise."""
    cache.clear()
    with connection.cursor() as cursor:  # the queue is not Django's, so no flush between tests empties it
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers CASCADE")
    User.objects.update(language="en")
    address: str = live_server.url
    return address


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    found = Troubles()
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def window(site: str, troubles: Troubles, new_context: Callable[..., Any]) -> Callable[..., Page]:
    """Open a window of its own, watched; ``java_script_enabled``, ``viewport`` and the like as Playwright has them."""

    def opened(**options: Any) -> Page:
        context = new_context(**{"viewport": DESK, "locale": "en", "reduced_motion": "reduce"} | options)
        context.set_default_timeout(PATIENCE)
        troubles.watch(context, site)
        page: Page = context.new_page()
        return page

    return opened


@pytest.fixture
def cast(site: str, window: Callable[..., Page]) -> Cast:
    """Somebody of the cast, signed in with their password, each in a window that stays open: ``cast("anh")``."""
    there: dict[str, Visitor] = {}

    def somebody(name: str) -> Visitor:
        if name not in there:
            there[name] = Visitor(window(), site, name).signs_in()
        return there[name]

    return somebody


@pytest.fixture
def desk(site: str, window: Callable[..., Page]) -> Desk:
    """One window at which the cast sit down one after the other: ``desk("anh")``; for journeys of many people."""
    return Desk(window(), site)


@pytest.fixture
def before_the_merger(db: None) -> None:
    """Hải Dương and Hải Phòng side by side, with the figures of the resolution and bodies that have not ended."""
    Organisation.objects.filter(key__startswith="hd_").update(valid_to=None)
    rows = (
        ("30", "Hải Dương", "tinh", Decimal("1668.28"), 2_142_000),
        ("31", "Hải Phòng", "thanh_pho_tw", Decimal("1526.44"), 2_522_000),
    )
    for code, name, kind, area, people in rows:
        Unit(
            code=code,
            name=name,
            kind=kind,
            level="province",
            area_km2=area,
            population=people,
            valid_from=date(1945, 9, 2),
            source="202/2025/QH15",
        ).save()
