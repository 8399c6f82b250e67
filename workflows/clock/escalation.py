"""When somebody is told that a step is due or late, and who: rules in the data of a procedure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from workflows.clock.calendar import Calendar
from workflows.clock.counting import working_days_after


class Level(StrEnum):
    """How urgent it has become: those asked are reminded, then told; then deputies, then the head of the body."""

    SOON = "soon"
    LATE = "late"
    DEPUTY = "deputy"
    HEAD = "head"


class Escalation(NamedTuple):
    """A level, and how many working days after the deadline (before it, if negative) it is reached."""

    level: Level
    working_days: int


STANDARD = (
    Escalation(Level.SOON, -2),
    Escalation(Level.LATE, 0),
    Escalation(Level.DEPUTY, 1),
    Escalation(Level.HEAD, 3),
)


@lru_cache(maxsize=4096)
def levels(due: datetime, rules: tuple[Escalation, ...], days: Calendar) -> tuple[tuple[datetime, Level], ...]:
    """The moments at which a deadline reaches its levels, in order."""
    return tuple(sorted((working_days_after(due, rule.working_days, days), rule.level) for rule in rules))


def first_look(due: datetime | None, rules: tuple[Escalation, ...], days: Calendar, now: datetime) -> datetime | None:
    """When to look at a deadline that was set now: at its next level, or at once where it has passed already."""
    if due is None:
        return None
    return next((at for at, _level in levels(due, rules, days) if at > now or now >= due <= at), None)
