"""The calendar a body works by: the country's, with the orders for it and for those above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache, reduce

from django.db.models import Max

from workflows.clock import Calendar, Ordered, calendar
from workflows.models import CalendarDay
from workflows.offices import chains_above
from workflows.text import Text


def newest_order() -> int:
    """The number of the last order about a day; calendars are kept in memory by it. 0 where there is none."""
    return CalendarDay.objects.aggregate(last=Max("pk"))["last"] or 0


def calendar_for(bodies: Iterable[int], version: int) -> Calendar:
    """The calendar of one body or of several together: a half-day counts when all of them work.

    ``version`` is ``newest_order()`` as the caller has read it.
    """
    supposed = _supposed.get()
    if supposed is not None:
        return supposed.calendar(frozenset(bodies), version)
    return _calendar(frozenset(bodies), version) if version else calendar()


def with_days_of_their_own(bodies: Iterable[int], version: int) -> set[int]:
    """Those of the bodies for which, or for one above them, days were ordered beside the country's."""
    orders = CalendarDay.objects.filter(pk__lte=version, organisation__isnull=False)
    ordering = set(orders.values_list("organisation_id", flat=True)) if version else set()
    chains = chains_above(bodies) if ordering else {}
    return {body for body, chain in chains.items() if chain & ordering}


class _Supposed:
    """Calendars as they would be with one more order; forgotten once it is no longer supposed."""

    def __init__(self, order: CalendarDay) -> None:
        self.order = order
        self.known: dict[frozenset[int], Calendar] = {}

    def calendar(self, bodies: frozenset[int], version: int) -> Calendar:
        if bodies not in self.known:
            self.known[bodies] = _reckoned(bodies, [*_orders(version), self.order])
        return self.known[bodies]


_supposed: ContextVar[_Supposed | None] = ContextVar("supposed", default=None)


@contextmanager
def supposing(order: CalendarDay) -> Iterator[None]:
    """Calendars as if this order, which is written nowhere, were the newest."""
    token = _supposed.set(_Supposed(order))
    try:
        yield
    finally:
        _supposed.reset(token)


@lru_cache(maxsize=256)
def _calendar(bodies: frozenset[int], version: int) -> Calendar:
    return _reckoned(bodies, _orders(version))


def forget() -> None:
    """Reckon all calendars anew: where a database took the place of another, the same number is another order."""
    _calendar.cache_clear()


def _orders(version: int) -> list[CalendarDay]:
    return list(CalendarDay.objects.filter(pk__lte=version).order_by("pk"))


def _reckoned(bodies: frozenset[int], orders: list[CalendarDay]) -> Calendar:
    country = calendar().with_orders(_in_force(order for order in orders if order.organisation_id is None))
    local = [order for order in orders if order.organisation_id is not None]
    if not local:
        return country
    chains = chains_above(bodies)
    theirs = [
        country.with_orders(_in_force(order for order in local if order.organisation_id in chains[body]))
        for body in sorted(bodies)
    ]
    return reduce(Calendar.and_also, theirs) if theirs else country


def _in_force(orders: Iterable[CalendarDay]) -> dict[date, Ordered]:
    found: dict[date, Ordered] = {}
    for order in orders:
        if order.halves is None:
            found.pop(order.day, None)
        else:
            why = Text(f"{order.title_vi}, {order.basis}", f"{order.title_en}, {order.basis}")
            found[order.day] = Ordered(order.halves, why)
    return found
