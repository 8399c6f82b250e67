"""Deadline rules as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from workflows.clock.calendar import END_OF_DAY

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KEEP, NEXT, BEFORE = "keep", "next", "before"  # what becomes of a fixed day that falls on a day off


class _Plain:
    """Written out without the choices nobody made, so that the digest of a procedure does not depend on them."""

    def __repr__(self) -> str:
        shown = []
        for one in fields(self):  # type: ignore[arg-type]
            value = getattr(self, one.name)
            if one.metadata.get("quiet") and one.default is not MISSING and value == one.default:
                continue
            shown.append(f"{one.name}={value!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _quiet(default: Any) -> Any:
    return field(default=default, metadata={"quiet": True})


@dataclass(frozen=True, repr=False)
class WorkingDays(_Plain):
    """So many working days, in whole or half days, the first being the one after the start.

    ``from_receipt`` counts from the next half-day after the moment of receipt itself: for terms of half a day.
    """

    count: int | Decimal
    from_receipt: bool = _quiet(False)

    @property
    def halves(self) -> int:
        return int(self.count * 2)


@dataclass(frozen=True, repr=False)
class Days(_Plain):
    """So many calendar days; a day off moves the end to the next working day."""

    count: int


@dataclass(frozen=True, repr=False)
class Months(_Plain):
    """So many months, to the same day of the last one or its last day; a day off moves the end on as well."""

    count: int


@dataclass(frozen=True, repr=False)
class After(_Plain):
    """Days, working days or months from an anchor of the dossier: ``operation``, ``resolution`` or ``opening``.

    All may be negative. ``on_day_off`` says what becomes of a day off: kept, or moved to the working day beside it.
    """

    anchor: str
    days: int = 0
    months: int = 0
    at: time = END_OF_DAY
    working_days: int = _quiet(0)
    on_day_off: str = _quiet(KEEP)


@dataclass(frozen=True, repr=False)
class On(_Plain):
    """A fixed date."""

    date: date
    at: time = END_OF_DAY
    on_day_off: str = _quiet(KEEP)


@dataclass(frozen=True, repr=False)
class Weekly(_Plain):
    """Every week on a day, the next one after the start."""

    weekday: str
    at: time = END_OF_DAY
    on_day_off: str = _quiet(KEEP)


Rule = WorkingDays | Days | Months | After | On | Weekly
COUNTED = (WorkingDays, Days, Months)  # terms that run, and stand still while the clock is stopped


def rule_from(data: Mapping[str, Any] | None) -> Rule | None:
    """A rule from the JSON of a fixture.

    Shapes: ``{"working_days": 10}``, ``{"working_days": 0.5, "from": "receipt"}``, ``{"days": 30}``, ``{"months": 2}``,
    ``{"anchor": "operation", "days": -30, "months": 6, "working_days": 5, "time": "18:00"}``, ``{"date":
    "2025-07-15"}``, ``{"weekly": "friday", "time": "12:00"}``; those with a fixed day may say ``"on_day_off": "next"``
    or ``"before"``. ValueError for any other.
    """
    if data is None:
        return None
    at = time.fromisoformat(data["time"]) if "time" in data else END_OF_DAY
    day_off = str(data.get("on_day_off", KEEP))
    if day_off not in (KEEP, NEXT, BEFORE):
        raise ValueError(f"This is not a deadline rule: {dict(data)!r}")
    if "anchor" in data:
        return After(
            str(data["anchor"]),
            int(data.get("days", 0)),
            int(data.get("months", 0)),
            at,
            int(data.get("working_days", 0)),
            day_off,
        )
    if "working_days" in data:
        return WorkingDays(_in_halves(data), data.get("from") == "receipt")
    if "date" in data:
        return On(date.fromisoformat(data["date"]), at, day_off)
    if "weekly" in data and data["weekly"] in WEEKDAYS:
        return Weekly(str(data["weekly"]), at, day_off)
    if "days" in data:
        return Days(int(data["days"]))
    if "months" in data:
        return Months(int(data["months"]))
    raise ValueError(f"This is not a deadline rule: {dict(data)!r}")


def _in_halves(data: Mapping[str, Any]) -> int | Decimal:
    try:
        count = Decimal(str(data["working_days"]))
    except InvalidOperation:
        raise ValueError(f"This is not a deadline rule: {dict(data)!r}") from None
    if count < 0 or count * 2 != int(count * 2):
        raise ValueError(f"Working days are counted in whole or half days: {dict(data)!r}")
    return int(count) if count == int(count) else count
