"""Deadline rules as data, and the one function that turns a rule into a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from workflows.clock.calendar import Calendar, calendar

END_OF_DAY = time(17, 0)  # offices close at five in the afternoon
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class WorkingDays:
    """So many working days, the first being the one after the start."""

    count: int


@dataclass(frozen=True)
class Days:
    """So many calendar days; a day off moves the end to the next working day."""

    count: int


@dataclass(frozen=True)
class After:
    """Days (or months) from an anchor of the dossier: ``operation``, ``resolution`` or ``opening``; may be negative."""

    anchor: str
    days: int = 0
    months: int = 0
    at: time = END_OF_DAY


@dataclass(frozen=True)
class On:
    """A fixed date."""

    date: date
    at: time = END_OF_DAY


@dataclass(frozen=True)
class Weekly:
    """Every week on a day, the next one after the start."""

    weekday: str
    at: time = END_OF_DAY


Rule = WorkingDays | Days | After | On | Weekly
Anchors = Callable[[str], date | None]


def deadline(rule: Rule | None, start: datetime, anchors: Anchors, days: Calendar | None = None) -> datetime | None:
    """The moment something is due, in the office's time zone; None while the rule's anchor is not known.

    Deadlines counted in days never end on a day off. Those fixed by an anchor or a date are kept as the law fixes them.
    """
    days = days or calendar()
    begin = timezone.localtime(start).date()
    match rule:
        case None:
            return None
        case WorkingDays(count):
            return _at(days.add_working_days(begin, count), END_OF_DAY)
        case Days(count):
            return _at(days.next_working(begin + timedelta(days=count)), END_OF_DAY)
        case After(anchor, offset, months, at):
            known = anchors(anchor)
            return _at(_add_months(known, months) + timedelta(days=offset), at) if known else None
        case On(day, at):
            return _at(day, at)
        case Weekly(weekday, at):
            ahead = (WEEKDAYS.index(weekday) - begin.weekday()) % 7 or 7
            return _at(begin + timedelta(days=ahead), at)


def rule_from(data: Mapping[str, Any] | None) -> Rule | None:
    """A rule from the JSON of a fixture.

    Shapes: ``{"working_days": 10}``, ``{"days": 30}``, ``{"anchor": "operation", "days": -30, "months": 6, "time":
    "18:00"}``, ``{"date": "2025-07-15"}``, ``{"weekly": "friday", "time": "12:00"}``. ValueError for any other.
    """
    if data is None:
        return None
    at = time.fromisoformat(data["time"]) if "time" in data else END_OF_DAY
    if "working_days" in data:
        return WorkingDays(int(data["working_days"]))
    if "anchor" in data:
        return After(str(data["anchor"]), int(data.get("days", 0)), int(data.get("months", 0)), at)
    if "date" in data:
        return On(date.fromisoformat(data["date"]), at)
    if "weekly" in data and data["weekly"] in WEEKDAYS:
        return Weekly(str(data["weekly"]), at)
    if "days" in data:
        return Days(int(data["days"]))
    raise ValueError(f"This is not a deadline rule: {dict(data)!r}")


def _at(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _add_months(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
