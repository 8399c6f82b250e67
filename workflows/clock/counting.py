"""The one function that turns a rule, a start and a calendar into a moment, and can say how it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone

from workflows.clock.calendar import (
    AFTERNOON,
    CLOSES,
    END_OF_DAY,
    MORNING,
    OPENS,
    WHOLE_DAY,
    Calendar,
    calendar,
)
from workflows.clock.rules import (
    BEFORE,
    COUNTED,
    NEXT,
    WEEKDAYS,
    After,
    Days,
    Months,
    On,
    Rule,
    Weekly,
    WorkingDays,
)
from workflows.text import Text

Anchors = Callable[[str], date | None]


@dataclass(frozen=True)
class Stop:
    """A time during which the clock stood: from the day after ``since`` to ``until``, which is None while it stands."""

    since: date
    until: date | None
    why: Text


@dataclass(frozen=True)
class Extension:
    """Working days added to a term by a decision of ``on``, with its ground."""

    working_days: int
    on: date
    why: Text


@dataclass(frozen=True)
class Reckoning:
    """A deadline as it was reckoned: everything that led to it.

    ``due`` is None while an anchor is not known or the clock stands; ``left`` is then how many half-days (of a term in
    working days) or days (of any other term) were left when it was stopped.
    """

    rule: Rule
    start: datetime
    days: Calendar
    due: datetime | None
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    counted: date | None = None  # the day the rule alone comes to, before a day off moves it
    first_due: datetime | None = None  # before any extension
    left: int | None = None

    @property
    def standing(self) -> bool:
        return self.left is not None

    def off_days(self) -> list[date]:
        """The days from the start to the deadline that did not count as whole ones, because of the calendar."""
        if self.due is None or not isinstance(self.rule, WorkingDays):
            return []
        begin, end = timezone.localdate(self.start), timezone.localdate(self.due)
        days = (begin + timedelta(days=n) for n in range(1, (end - begin).days))
        return [day for day in days if self.days.halves(day) != WHOLE_DAY and not stands(self.stops, day)]


def deadline(rule: Rule | None, start: datetime, anchors: Anchors, days: Calendar | None = None) -> datetime | None:
    """The moment something is due, in the office's time zone; None while the rule's anchor is not known.

    Deadlines counted in days never end on a day off. Those fixed by an anchor or a date are kept as the law fixes them,
    unless the rule says otherwise.
    """
    return reckon(rule, start, anchors, days).due if rule is not None else None


def reckon(
    rule: Rule,
    start: datetime,
    anchors: Anchors,
    days: Calendar | None = None,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Extension] = (),
) -> Reckoning:
    """A deadline with all that led to it.

    The day on which the clock is stopped still counts, the day on which it goes on does not: as the day of receipt does
    not. Terms that are counted stand still meanwhile; days fixed by law or by an anchor do not move.
    """
    days = days or calendar()
    stood = tuple(stops) if isinstance(rule, COUNTED) else ()
    longer = tuple(extensions)
    open_stop = next((stop for stop in stood if stop.until is None), None)
    if open_stop is not None:
        left = _left(rule, start, days, stood, open_stop, longer)
        return Reckoning(rule, start, days, None, stood, longer, left=left)
    counted = _counted(rule, start, anchors, days, stood)
    if counted is None:
        return Reckoning(rule, start, days, None, stood, longer)
    day, at = _moved(rule, counted, days, stood)
    first_due = _at(day, at)
    for extension in longer:
        day, _half = _walk(day, extension.working_days * 2, days, stood)
    return Reckoning(rule, start, days, _at(day, at), stood, longer, counted[0], first_due)


def stands(stops: Sequence[Stop], day: date) -> bool:
    """Whether the clock stood on a day."""
    return any(stop.since < day and (stop.until is None or day <= stop.until) for stop in stops)


def working_days_after(moment: datetime, count: int, days: Calendar) -> datetime:
    """So many working days after (before, if negative) a moment, at the same time of day."""
    local = timezone.localtime(moment)
    return _at(_steps(local.date(), count, days), local.time())


def _counted(
    rule: Rule, start: datetime, anchors: Anchors, days: Calendar, stops: Sequence[Stop]
) -> tuple[date, time] | None:
    """The day and the time the rule comes to by itself."""
    local = timezone.localtime(start)
    begin = local.date()
    match rule:
        case WorkingDays(count=0):
            return days.next_working(begin), END_OF_DAY
        case WorkingDays(from_receipt=True):
            return _from_receipt(local, rule.halves, days, stops)
        case WorkingDays():
            return _plain(begin, rule.halves, days) if not stops else _walked(begin, rule.halves, days, stops)
        case Days(count):
            return _run(begin, count, stops), END_OF_DAY
        case Months(count):
            return _run(begin, (_add_months(begin, count) - begin).days, stops), END_OF_DAY
        case After(anchor, offset, months, at, working):
            known = anchors(anchor)
            return (_steps(_add_months(known, months) + timedelta(days=offset), working, days), at) if known else None
        case On(day, at):
            return day, at
        case Weekly(weekday, at):
            ahead = (WEEKDAYS.index(weekday) - begin.weekday()) % 7 or 7
            return begin + timedelta(days=ahead), at


def _moved(rule: Rule, counted: tuple[date, time], days: Calendar, stops: Sequence[Stop]) -> tuple[date, time]:
    """Where the rule asks for it, from a day off to the working day beside it."""
    day, at = counted
    if isinstance(rule, Days | Months):
        while not days.works(day) or stands(stops, day):
            day += timedelta(days=1)
    elif isinstance(rule, After | On | Weekly) and rule.on_day_off != "keep":
        day = {NEXT: days.next_working, BEFORE: days.last_working}[rule.on_day_off](day)
    return day, at


def _walk(day: date, halves: int, days: Calendar, stops: Sequence[Stop]) -> tuple[date, int]:
    """The day, and the half of it, on which so many half-days after ``day`` have been worked."""
    while True:
        day += timedelta(days=1)
        worked = days.halves(day)
        if not worked or (stops and stands(stops, day)):
            continue
        for half in (MORNING, AFTERNOON):
            if worked & half:
                halves -= 1
                if halves <= 0:
                    return day, half


def _walked(day: date, halves: int, days: Calendar, stops: Sequence[Stop] = ()) -> tuple[date, time]:
    end, half = _walk(day, halves, days, stops)
    return end, CLOSES[half]


@lru_cache(maxsize=4096)
def _plain(day: date, halves: int, days: Calendar) -> tuple[date, time]:
    """Many dossiers begin on the same day; without a stop they end on the same one."""
    return _walked(day, halves, days)


def _from_receipt(local: datetime, halves: int, days: Calendar, stops: Sequence[Stop]) -> tuple[date, time]:
    """Half-days that begin after the receipt, on the day itself first."""
    today = local.date()
    for half in (MORNING, AFTERNOON):
        if days.halves(today) & half and local.time() <= OPENS[half]:
            halves -= 1
            if halves == 0:
                return today, CLOSES[half]
    return _walked(today, halves, days, stops)


def _run(day: date, count: int, stops: Sequence[Stop]) -> date:
    """So many calendar days on which the clock ran."""
    if not stops:
        return day + timedelta(days=count)
    while count > 0:
        day += timedelta(days=1)
        count -= not stands(stops, day)
    return day


def _left(
    rule: Rule,
    start: datetime,
    days: Calendar,
    stops: Sequence[Stop],
    stopped: Stop,
    longer: Sequence[Extension],
) -> int:
    """How much of a term was left when the clock was stopped: half-days of a term in working days, else days."""
    earlier = [stop for stop in stops if stop is not stopped]
    begin = timezone.localdate(start)
    used = [begin + timedelta(days=n) for n in range(1, (stopped.since - begin).days + 1)]
    ran = [day for day in used if not stands(earlier, day)]
    added = sum(extension.working_days for extension in longer)
    match rule:
        case WorkingDays():
            spent = sum(days.halves(day).bit_count() for day in ran)
            if rule.from_receipt:
                local = timezone.localtime(start)
                spent += sum(bool(days.halves(begin) & half) and local.time() <= OPENS[half] for half in OPENS)
            return max(0, rule.halves + added * 2 - spent)
        case Months(count):
            return max(0, (_add_months(begin, count) - begin).days + added - len(ran))
        case Days(count):
            return max(0, count + added - len(ran))
    raise AssertionError("only a term that is counted can stand still")


def _steps(day: date, count: int, days: Calendar) -> date:
    """So many working days on, or back."""
    way = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += way
        while not days.works(day):
            day += way
    return day


@lru_cache(maxsize=4096)
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
