"""Which days are working days, and which halves of them: weekends, public holidays, and what was ordered otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from functools import cache
from typing import NamedTuple

import holidays
from django.conf import settings

from workflows.text import Text

OFF, MORNING, AFTERNOON, WHOLE_DAY = 0, 1, 2, 3  # the halves of a day on which an office is open, added up
NOON = time(12, 0)
END_OF_DAY = time(17, 0)  # offices close at five in the afternoon
OPENS = {MORNING: time(8, 0), AFTERNOON: time(13, 0)}
CLOSES = {MORNING: NOON, AFTERNOON: END_OF_DAY}
WEEKEND = Text("cuối tuần", "weekend")


class Ordered(NamedTuple):
    """What an order makes of a day: the halves that are worked, and why (in words, with the paper it rests on)."""

    halves: int
    why: Text


class Calendar:
    """The working days of Viet Nam, with the days that were ordered otherwise.

    ``extra_off`` and ``extra_on`` are whole days moved by order; ``ordered`` may say of any day which halves are
    worked.
    """

    def __init__(
        self,
        extra_off: Iterable[date] = (),
        extra_on: Iterable[date] = (),
        ordered: Mapping[date, Ordered] | None = None,
    ) -> None:
        swapped = Text("nghỉ hoán đổi", "day off in exchange")
        worked = Text("làm bù", "worked in exchange")
        self.ordered = {day: Ordered(OFF, swapped) for day in extra_off}
        self.ordered |= {day: Ordered(WHOLE_DAY, worked) for day in extra_on}
        self.ordered |= ordered or {}
        self._known: dict[date, int] = {}

    def halves(self, day: date) -> int:
        """The halves of a day that are worked: OFF, MORNING, AFTERNOON or WHOLE_DAY."""
        found = self._known.get(day)
        if found is None:
            order = self.ordered.get(day)
            usual = WHOLE_DAY if day.weekday() < 5 and day not in _public("vi") else OFF
            found = self._known[day] = usual if order is None else order.halves
        return found

    def works(self, day: date) -> bool:
        return self.halves(day) != OFF

    def why(self, day: date) -> Text:
        """Why a day is not an ordinary one: an order, a holiday by its name, a weekend. Empty for ordinary days."""
        order = self.ordered.get(day)
        if order is not None:
            return order.why
        if day in _public("vi"):
            return Text(_public("vi")[day], _public("en_US")[day])
        return WEEKEND if day.weekday() >= 5 else Text("", "")

    def next_working(self, day: date) -> date:
        """The day itself if it is worked on, else the first one after it that is."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def last_working(self, day: date) -> date:
        """The day itself if it is worked on, else the last one before it that is."""
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def with_orders(self, ordered: Mapping[date, Ordered]) -> Calendar:
        """The same calendar with further orders; theirs go before those already known."""
        return Calendar(ordered=self.ordered | dict(ordered))

    def and_also(self, other: Calendar) -> Calendar:
        """The days on which both work: of a step that is asked of two bodies, the halves on which both are open."""
        both = {}
        for day in self.ordered.keys() | other.ordered.keys():
            halves = self.halves(day) & other.halves(day)
            source = self if self.halves(day) == halves else other
            both[day] = Ordered(halves, source.why(day))
        return Calendar(ordered=both)


@cache
def _public(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", language=language)


@cache
def calendar() -> Calendar:
    """The calendar of the whole country: the public one, with the swapped days in ``fixtures/holidays_vn.json``."""
    path = settings.BASE_DIR / "fixtures" / "holidays_vn.json"
    data = json.loads(path.read_text("utf-8")) if path.exists() else {}
    ordered = {}
    for swap in data.get("swaps", ()):
        off, worked = date.fromisoformat(swap["day_off"]), date.fromisoformat(swap["make_up"])
        paper = f", {swap['legal_source']}" if swap["legal_source"] else ""
        ordered[off] = Ordered(
            OFF, Text(f"nghỉ hoán đổi với {worked:%d/%m/%Y}{paper}", f"off in exchange for {worked:%d/%m/%Y}{paper}")
        )
        ordered[worked] = Ordered(
            WHOLE_DAY, Text(f"làm bù cho {off:%d/%m/%Y}{paper}", f"worked in exchange for {off:%d/%m/%Y}{paper}")
        )
    return Calendar(ordered=ordered)
