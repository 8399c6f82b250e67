"""When the dossiers of a programme may be done: many imagined futures, drawn from how long steps have taken so far.

The same figures give the same answer: the draws are seeded by what they are drawn for.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import prod
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from workflows.calendars import calendar_for, newest_order, with_days_of_their_own
from workflows.clock import Calendar, deadline
from workflows.flow import Procedure, WorkNode
from workflows.models import Dossier, DossierParty, Task
from workflows.phases import ENDED

FUTURES = 400
ENOUGH = 5  # durations of a step before they are believed more than the procedure's own deadline
LEAST, MOST = 0.5, 1.5  # of the planned days, where too few have been seen
UNPLANNED = 5.0  # days, for a step without a deadline of its own
RETURNS = 5  # a dossier is imagined to be returned at most so often
DAY = timedelta(days=1)


class Foreseen(NamedTuple):
    """One dossier: the days by which it is done in half and in nine of ten futures, and its chance (0 to 1)."""

    dossier: Dossier
    even: date
    safe: date
    chance: float | None


@dataclass(frozen=True)
class Forecast:
    """``deadline`` is the programme's last day. ``chance`` says how often all dossiers were done by then."""

    deadline: date | None
    dossiers: list[Foreseen]
    chance: float | None
    seen: int  # durations it rests on
    planned: int  # steps for which the procedure's own deadlines stand in
    returned: float  # share of steps that were returned


@dataclass
class _Seen:
    """What has been seen of one procedure."""

    days: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    finished: int = 0
    returned: int = 0

    @property
    def share(self) -> float:
        """How often a step is returned; one imagined return keeps it from being never."""
        return (self.returned + 1) / (self.finished + self.returned + 20)


def forecast(dossiers: QuerySet[Dossier], ends_on: date | None, now: datetime | None = None) -> Forecast:
    """Seven queries at most, whatever the number of dossiers."""
    now = now or timezone.now()
    seen = _durations(dossiers)
    running = list(dossiers.exclude(phase__in=ENDED).select_related("procedure").order_by("code"))
    open_since: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    open_now = Task.objects.filter(dossier__in=[dossier.pk for dossier in running], outcome="", status="STARTED")
    for dossier_id, step, started in open_now.order_by("id").values_list("dossier_id", "step", "started"):
        open_since[dossier_id].append((step, started))
    futures = _Futures(seen, now, _Days(running))
    left = None if ends_on is None else (_end_of(ends_on) - now) / DAY
    foreseen = []
    for dossier in running:
        days = sorted(futures.of(dossier, open_since[dossier.pk]))
        chance = None if left is None else sum(one <= left for one in days) / len(days)
        foreseen.append(Foreseen(dossier, _day(now, days, 0.5), _day(now, days, 0.9), chance))
    finished, returned = (sum(getattr(one, name) for one in seen.values()) for name in ("finished", "returned"))
    chances = [one.chance for one in foreseen if one.chance is not None]
    return Forecast(
        ends_on,
        foreseen,
        prod(chances) if chances else None,
        sum(len(days) for one in seen.values() for days in one.days.values()),
        futures.planned,
        returned / max(1, finished + returned),
    )


def _durations(dossiers: QuerySet[Dossier]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    tasks = Task.objects.filter(dossier__in=dossiers.order_by().values("pk"), finished__isnull=False)
    rows = tasks.values_list("dossier__procedure__code", "step", "outcome", "started", "finished")
    for procedure, step, outcome, started, finished in rows.iterator(chunk_size=5000):
        if outcome in ("returned", "supplement"):
            seen[procedure].returned += 1
        elif outcome in ("done", "approved"):
            seen[procedure].finished += 1
            seen[procedure].days[step].append((finished - started) / DAY)
    return seen


class _Step(NamedTuple):
    """A step as the imagining needs it."""

    node: WorkNode
    onward: str | None
    back: str | None


Local = frozenset[tuple[str, int]]  # the parts of a dossier played by bodies with days off of their own


class _Days:
    """The calendars that the steps of some dossiers go by: those of the bodies they are asked of."""

    def __init__(self, dossiers: Iterable[Dossier]) -> None:
        self.version = newest_order()
        parts = DossierParty.objects.filter(dossier__in=[dossier.pk for dossier in dossiers])
        rows = list(parts.values_list("dossier_id", "key", "organisation_id")) if self.version else []
        apart = with_days_of_their_own({body for _dossier, _part, body in rows}, self.version)
        self._local: dict[int, set[tuple[str, int]]] = defaultdict(set)
        for dossier, part, body in rows:
            if body in apart:
                self._local[dossier].add((part, body))

    def local(self, dossier: Dossier) -> Local:
        """Dossiers that have the same answer here go by the same days."""
        return frozenset(self._local[dossier.pk])

    def calendar(self, node: WorkNode, local: Local) -> Calendar:
        asked = {seat.part for seat in node.seats}
        return calendar_for((body for part, body in local if part in asked), self.version)


class _Futures:
    """Imagined once for each step that is open somewhere; dossiers differ in how long they have been there.

    They also differ where one of their bodies has days off of its own.
    """

    def __init__(self, seen: dict[str, _Seen], now: datetime, days: _Days) -> None:
        self.seen, self.now, self.days = seen, now, days
        self._planned: dict[tuple[str, str, Local], float | None] = {}
        self._routes: dict[str, dict[str, _Step]] = {}
        self._drawn: dict[tuple[str, str, Local], list[tuple[float, float]]] = {}

    @property
    def planned(self) -> int:
        return len({key[:2] for key, days in self._planned.items() if days is not None})

    def of(self, dossier: Dossier, steps: Sequence[tuple[str, datetime]]) -> list[float]:
        """Days from now until the dossier is done, in each future. Of several open steps the longest way counts."""
        days, local = [0.0] * FUTURES, self.days.local(dossier)
        for name, started in steps:
            since = (self.now - started) / DAY
            futures = self._from(dossier.flow, name, local)
            days = [max(one, max(here - since, 0.0) + rest) for one, (here, rest) in zip(days, futures, strict=True)]
        return days

    def _from(self, flow: type[Procedure], name: str, local: Local) -> list[tuple[float, float]]:
        """From a step on: days of the step itself, and days of all that follows."""
        key = (flow.code, name, local)
        if key not in self._drawn:
            draw = random.Random(f"{flow.code} {name}")  # noqa: S311 - an imagined future, no secret
            route = self._route(flow)
            self._drawn[key] = [
                (self._draw(flow.code, route[name], local, draw), self._rest(flow.code, route, name, local, draw))
                for _ in range(FUTURES)
            ]
        return self._drawn[key]

    def _route(self, flow: type[Procedure]) -> dict[str, _Step]:
        if flow.code not in self._routes:
            self._routes[flow.code] = {
                node.name: _Step(
                    node,
                    after.name if (after := _after(node)) else None,
                    node.returns[0].name if node.returns else None,
                )
                for node in flow.steps()
            }
        return self._routes[flow.code]

    def _rest(self, code: str, route: dict[str, _Step], name: str, local: Local, draw: random.Random) -> float:
        share, returns, days = self.seen[code].share, 0, 0.0
        at: str | None = name
        while at is not None:
            step = route[at]
            if step.back and returns < RETURNS and draw.random() < share:
                at, returns = step.back, returns + 1
            else:
                at = step.onward
            if at is not None:
                days += self._draw(code, route[at], local, draw)
        return days

    def _draw(self, code: str, step: _Step, local: Local, draw: random.Random) -> float:
        key = (code, step.node.name, local)
        seen = self.seen[code].days.get(step.node.name, ())
        if len(seen) >= ENOUGH:
            self._planned.setdefault(key, None)
            return draw.choice(seen)
        days = self._planned.get(key)
        if days is None:
            days = self._planned[key] = self._plan(step.node, self.days.calendar(step.node, local))
        return draw.triangular(LEAST * days, MOST * days, days)

    def _plan(self, node: WorkNode, days: Calendar) -> float:
        """Calendar days that the procedure gives a step which begins now."""
        due = deadline(node.due, self.now, lambda _name: None, days)
        return max((due - self.now) / DAY, 0.0) if due is not None else UNPLANNED


def _day(now: datetime, days: Sequence[float], share: float) -> date:
    return timezone.localdate(now + days[min(int(share * len(days)), len(days) - 1)] * DAY)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + DAY, datetime.min.time()))


# A dossier's own plan


class Bar(NamedTuple):
    """One step in time. What has not begun has only a plan, what never had a deadline only what was."""

    step: str
    title: object
    begun: datetime | None
    ended: datetime | None
    planned_from: datetime
    planned_to: datetime | None
    outcome: str
    late: bool


def timeplan(dossier: Dossier, now: datetime | None = None) -> list[Bar]:
    """The steps of a dossier as they were, are, and are planned: one query for those that began, four for the days."""
    now = now or timezone.now()
    flow = dossier.flow
    tasks = list(dossier.tasks.exclude(step="").order_by("id"))
    known = {node.name for node in flow.steps()}
    bars = [_begun(flow, task, now) for task in tasks if task.step in known]
    if dossier.is_open:
        last = next((task.step for task in reversed(tasks) if task.outcome == "" and task.step in known), None)
        bars += _to_come(dossier, flow, last, max([now, *(bar.planned_to for bar in bars if bar.planned_to)]))
    return bars


def _begun(flow: type[Procedure], task: Task, now: datetime) -> Bar:
    late = task.due is not None and (task.finished or now) > task.due
    node = flow.step(task.step)
    return Bar(node.name, node.title, task.started, task.finished, task.started, task.due, task.outcome, late)


def _to_come(dossier: Dossier, flow: type[Procedure], last: str | None, start: datetime) -> Iterable[Bar]:
    node, days = _after(flow.step(last)) if last else None, _Days([dossier])
    local = days.local(dossier)
    while node is not None:
        due = deadline(node.due, start, dossier.anchor, days.calendar(node, local))
        end = max(due, start) if due is not None else start + UNPLANNED * DAY
        yield Bar(node.name, node.title, None, None, start, end, "", False)
        start, node = end, _after(node)


def _after(node: WorkNode) -> WorkNode | None:
    return next((edge.dst for edge in node._outgoing() if isinstance(edge.dst, WorkNode)), None)
