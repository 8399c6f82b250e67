"""Which days are working days: weekends, public holidays, and the days swapped by order."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache

import holidays
from django.conf import settings


class Calendar:
    """The working days of Viet Nam. ``extra_off`` and ``extra_on`` are the days moved by order of the authorities."""

    def __init__(self, extra_off: frozenset[date] = frozenset(), extra_on: frozenset[date] = frozenset()) -> None:
        self.extra_off = extra_off
        self.extra_on = extra_on
        self._public = holidays.country_holidays("VN")

    def works(self, day: date) -> bool:
        if day in self.extra_on:
            return True
        return day.weekday() < 5 and day not in self.extra_off and day not in self._public

    def next_working(self, day: date) -> date:
        """The day itself if it is worked on, else the first one after it that is."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The last of ``count`` working days counted from the day after ``day``; of none, the first day worked."""
        for _ in range(count):
            day = self.next_working(day + timedelta(days=1))
        return self.next_working(day)


@cache
def calendar() -> Calendar:
    """The calendar of the installation: the public one, with the swapped days in ``fixtures/holidays_vn.json``."""
    path = settings.BASE_DIR / "fixtures" / "holidays_vn.json"
    data = json.loads(path.read_text("utf-8")) if path.exists() else {}
    swaps = data.get("swaps", ())
    return Calendar(
        frozenset(date.fromisoformat(swap["day_off"]) for swap in swaps),
        frozenset(date.fromisoformat(swap["make_up"]) for swap in swaps),
    )
