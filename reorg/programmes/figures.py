"""The figures of a programme. Each takes the dossiers its reader may see and costs one query, two at most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.fields.json import KT, JSONField
from django.db.models.functions import Cast
from django.utils import timezone

from reorg.people.models import Organisation
from reorg.registers.kinds import KINDS
from reorg.registers.reconciling import counts_among
from workflows.models import Assignment, ChecklistItem, Dossier, Event
from workflows.phases import ENDED, Phase
from workflows.text import Text

POINTS = 40  # columns of the picture over time, at most
AHEAD = timedelta(days=14)


# Over time


class Moment(NamedTuple):
    """Where all dossiers stood at the end of a day."""

    day: date
    phases: dict[Phase, int]

    @property
    def opened(self) -> int:
        return sum(self.phases.values())

    @property
    def decided(self) -> int:
        """Approved or ended in another way: nothing is left to decide."""
        return sum(count for phase, count in self.phases.items() if phase in DECIDED)


DECIDED = frozenset({Phase.IMPLEMENTATION, *ENDED})


def over_time(dossiers: QuerySet[Dossier], today: date | None = None) -> list[Moment]:
    """The phases of all dossiers day by day from the day before the first was opened, thinned to `POINTS` moments."""
    moves = (
        Event.objects.filter(dossier__in=dossiers.order_by().values("pk"), verb__in=("dossier.opened", "phase.changed"))
        .annotate(written=Cast("record", JSONField()), to=KT("written__facts__to"))
        .order_by("at", "seq")
        .values_list("dossier_id", "at", "verb", "to")
    )
    ends: dict[date, dict[Phase, int]] = {}
    stand: dict[int, Phase] = {}
    counted: Counter[Phase] = Counter()
    for dossier, at, verb, to in moves.iterator(chunk_size=5000):
        phase = Phase.DRAFTING if verb == "dossier.opened" else Phase(to)
        if dossier in stand:
            counted[stand[dossier]] -= 1
        stand[dossier] = phase
        counted[phase] += 1
        ends[timezone.localdate(at)] = {phase: count for phase, count in counted.items() if count}
    if not ends:
        return []
    return list(_thinned(ends, today or timezone.localdate()))


def _thinned(ends: dict[date, dict[Phase, int]], last: date) -> Iterable[Moment]:
    first = min(ends) - timedelta(days=1)
    days = max((last - first).days, 1)
    step = -(-days // (POINTS - 1))
    shown = {last - timedelta(days=step * back) for back in range(days // step + 1)} | {first}
    stand: dict[Phase, int] = {}
    for ahead in range(days + 1):
        day = first + timedelta(days=ahead)
        stand = ends.get(day, stand)
        if day in shown:
            yield Moment(day, stand)


# As it stands


class Cell(NamedTuple):
    phase: Phase
    dossiers: int
    share: int  # of the largest cell, in tenths


class HeatRow(NamedTuple):
    organisation: Organisation
    cells: list[Cell]
    total: int


def by_organisation(dossiers: QuerySet[Dossier]) -> list[HeatRow]:
    """Leading organisations × phases: how many dossiers of each stand where."""
    counts: dict[int, Counter[Phase]] = defaultdict(Counter)
    for lead, phase, count in dossiers.order_by().values_list("lead", "phase").annotate(Count("pk")):
        counts[lead][Phase(phase)] = count
    if not counts:
        return []
    largest = max(max(row.values()) for row in counts.values())
    phases = used_phases(phase for row in counts.values() for phase in row)
    leads = Organisation.objects.in_bulk(counts)
    rows = [
        HeatRow(
            leads[lead],
            [Cell(phase, row[phase], -(-10 * row[phase] // largest)) for phase in phases],
            sum(row.values()),
        )
        for lead, row in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, str(row.organisation)))


def used_phases(phases: Iterable[Phase]) -> list[Phase]:
    """Those that occur, in the order of the law."""
    there = set(phases)
    return [phase for phase in Phase if phase in there]


class Late(NamedTuple):
    organisation: Organisation
    steps: int
    items: int
    oldest: datetime

    @property
    def total(self) -> int:
        return self.steps + self.items


def overdue(dossiers: QuerySet[Dossier], now: datetime | None = None) -> list[Late]:
    """By body: open steps and items past their deadline, most first."""
    now = now or timezone.now()
    running = dossiers.exclude(phase__in=ENDED).order_by().values("pk")
    steps: Counter[int] = Counter()
    items: Counter[int] = Counter()
    oldest: dict[int, datetime] = {}

    def note(body: int, due: datetime | None) -> None:
        assert due is not None, "what has no deadline is not late"
        oldest[body] = min(due, oldest.get(body, due))

    late = Assignment.objects.filter(dossier__in=running, state=Assignment.State.OPEN, due__lt=now).order_by("due")
    for body, due in late.values_list("organisation", "due"):
        steps[body] += 1
        note(body, due)
    owed = ChecklistItem.objects.filter(dossier__in=running, due__lt=now).exclude(state__in=ChecklistItem.SETTLED)
    for body, due in owed.order_by("due").values_list("owner", "due"):
        items[body] += 1
        note(body, due)
    bodies = Organisation.objects.in_bulk(oldest)
    rows = [Late(bodies[body], steps[body], items[body], since) for body, since in oldest.items()]
    return sorted(rows, key=lambda row: (-row.total, row.oldest))


class Completion(NamedTuple):
    list: Text
    settled: int
    total: int
    overdue: int


def completion(dossiers: QuerySet[Dossier], now: datetime | None = None) -> list[Completion]:
    """By checklist: items verified or waived, of all items of these dossiers."""
    done = Q(state__in=ChecklistItem.SETTLED)
    counted = (
        ChecklistItem.objects.filter(dossier__in=dossiers.order_by().values("pk"))
        .order_by()
        .values_list("checklist__title_vi", "checklist__title_en")
        .annotate(
            place=Min("checklist__order"),
            settled=Count("pk", filter=done),
            total=Count("pk"),
            late=Count("pk", filter=~done & Q(due__lt=now or timezone.now())),
        )
        .order_by("place")
    )
    return [Completion(Text(vi, en), *numbers) for vi, en, _place, *numbers in counted]


class Compared(NamedTuple):
    register: Text
    missing: int
    surplus: int
    differing: int
    settled: int
    total: int


def reconciled(dossiers: QuerySet[Dossier]) -> list[Compared]:
    """By register: what giver and receiver list differently and have not settled."""
    counts = counts_among(dossiers.order_by().values_list("pk", flat=True))
    return [
        Compared(KINDS[code].title, one.missing, one.surplus, one.differing, one.settled_count, one.total)
        for code, one in counts.items()
    ]


@dataclass(frozen=True)
class Coming:
    """Something due soon."""

    due: datetime
    dossier: Dossier
    what: Text
    body: Organisation
    assignment: Assignment | None = None
    item: ChecklistItem | None = None


def coming(dossiers: QuerySet[Dossier], now: datetime | None = None, limit: int = 40) -> list[Coming]:
    """Steps and items due within the next fourteen days, the next first."""
    now = now or timezone.now()
    running = dossiers.exclude(phase__in=ENDED).order_by().values("pk")
    within = {"dossier__in": running, "due__gte": now, "due__lt": now + AHEAD}
    asked = (
        Assignment.objects.filter(state=Assignment.State.OPEN, **within)
        .select_related("task", "organisation", "dossier__procedure")
        .order_by("due", "id")[:limit]
    )
    items = (
        ChecklistItem.objects.filter(**within)
        .exclude(state__in=ChecklistItem.SETTLED)
        .select_related("owner", "dossier")
        .order_by("due", "id")[:limit]
    )
    found = [
        Coming(one.due, one.dossier, one.dossier.flow.step(one.task.step).title, one.organisation, assignment=one)
        for one in asked
        if one.due
    ]
    found += [
        Coming(one.due, one.dossier, Text(one.title_vi, one.title_en), one.owner, item=one) for one in items if one.due
    ]
    return sorted(found, key=lambda one: one.due)[:limit]
