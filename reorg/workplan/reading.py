"""What is read of a plan of work: through the dossiers somebody may see, with queries that do not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from reorg.units.models import PlanClause
from reorg.workplan.entries import PARTS, TARGET, TASK, Part
from reorg.workplan.models import Communication, Goal, Group, Reading, Resource, Risk, Said, Target, Task, tone_of
from reorg.workplan.people import CHECKERS, SPEAKERS, WRITERS, holds
from reorg.workplan.states import OPEN, State
from workflows import reading
from workflows.errors import NotFound
from workflows.models import Dossier
from workflows.phases import Phase

JOINED = {
    TASK.code: ("lead", "second", "parent__lead", "responsible__person", "responsible__organisation", "goal", "group"),
    "target": ("body", "goal"),
    "group": ("head__person", "head__organisation"),
    "risk": ("owner",),
    "resource": ("owner",),
    "communication": ("task",),
}


def entries(dossier: Dossier, part: Part) -> QuerySet[Any]:
    found: QuerySet[Any] = part.model._default_manager.filter(dossier=dossier, removed=False)
    found = found.select_related(*JOINED.get(part.code, ()))
    return found.prefetch_related(*part.lists)


def papers_by_symbol(user: Any, dossier: Dossier) -> dict[str, int]:
    """Papers of the dossier that this person may see, by number and symbol: where a basis leads to."""
    papers = reading.papers_for(user).filter(dossier=dossier).exclude(symbol="")
    return dict(papers.values_list("symbol", "pk"))


# Goals and targets


@dataclass
class Measured:
    """A target with its last reading."""

    target: Target
    last: Reading | None
    today: date

    @property
    def share(self) -> int:
        """Of the way to the target, in whole per cent, cut."""
        return int(self.target.share(self.last.value) * 100) if self.last else 0

    @property
    def tone(self) -> str:
        """``met``, ``missed`` (its day has passed), ``open``, or ``none`` while nothing is measured."""
        if self.last is not None and self.target.reached_by(self.last.value):
            return "met"
        if self.target.by < self.today:
            return "missed"
        return "open" if self.last else "none"

    @property
    def word(self) -> str:
        words = {"met": _("reached"), "missed": _("not reached"), "open": _("on the way"), "none": _("not measured")}
        return words[self.tone]

    @property
    def value(self) -> Decimal | None:
        return neat(self.last.value) if self.last else None

    @property
    def aim(self) -> Decimal:
        return neat(self.target.value)

    @property
    def base(self) -> Decimal | None:
        return neat(self.target.base) if self.target.base is not None else None


def neat(value: Decimal) -> Decimal:
    """Without zeros that say nothing: 10.2, 100."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


class Aimed(NamedTuple):
    goal: Goal
    targets: list[Measured]


def aims(dossier: Dossier, today: date) -> list[tuple[str, list[Aimed]]]:
    """Goals with their targets, by horizon: short, medium, long."""
    targets: dict[int, list[Measured]] = {}
    for target in entries(dossier, TARGET).prefetch_related("readings"):
        readings = list(target.readings.all())
        targets.setdefault(target.goal_id, []).append(Measured(target, readings[-1] if readings else None, today))
    goals = list(entries(dossier, PARTS["goal"]))
    return [
        (str(label), [Aimed(goal, targets.get(goal.pk, [])) for goal in goals if goal.horizon == horizon])
        for horizon, label in Goal.Horizon.choices
        if any(goal.horizon == horizon for goal in goals)
    ]


def target_of(dossier: Dossier, no: int) -> Target:
    found = entries(dossier, TARGET).filter(no=no).first()
    if found is None:
        raise NotFound(_("There is no such target in this plan."))
    result: Target = found
    return result


def readings_of(target: Target) -> list[Reading]:
    return list(target.readings.select_related("body", "given_by"))


class Point(NamedTuple):
    x: int
    y: int
    reading: Reading


class Drawing(NamedTuple):
    """The readings as a line beside the line of the target, in a box of 600 by 200."""

    points: list[Point]
    aim: int
    base: int | None

    @property
    def line(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def drawing(target: Target, readings: list[Reading]) -> Drawing | None:
    """None while nothing is measured. Of several readings of a day the last one is drawn."""
    counted = list({one.on: one for one in readings}.values())
    if not counted:
        return None
    values = [one.value for one in counted] + [target.value] + ([target.base] if target.base is not None else [])
    low, high = min(values), max(values)
    first, last = counted[0].on, max(counted[-1].on, target.by)
    days = max((last - first).days, 1)

    def y(value: Decimal) -> int:
        return 180 - int((value - low) / (high - low) * 160) if high != low else 100

    points = [Point(20 + (one.on - first).days * 560 // days, y(one.value), one) for one in counted]
    return Drawing(points, y(target.value), y(target.base) if target.base is not None else None)


# Tasks


@dataclass
class Node:
    """A task with its parts. Progress is counted in leaves: a whole is as far as its parts are."""

    task: Task
    parts: list[Node] = field(default_factory=list)

    @property
    def leaves(self) -> list[Task]:
        return [leaf for part in self.parts for leaf in part.leaves] if self.parts else [self.task]

    @property
    def total(self) -> int:
        return len(self.leaves)

    @property
    def done(self) -> int:
        return sum(leaf.state == State.CONFIRMED for leaf in self.leaves)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)


def tasks_of(dossier: Dossier) -> list[Task]:
    tasks = list(entries(dossier, TASK))
    for task in tasks:
        task.dossier = dossier
    return tasks


def tree(tasks: Iterable[Task]) -> list[Node]:
    nodes = {task.pk: Node(task) for task in tasks}
    roots = []
    for node in nodes.values():
        whole = nodes.get(node.task.parent_id or 0)
        if whole is None:
            roots.append(node)
        else:
            whole.parts.append(node)
    return sorted(roots, key=lambda node: (node.task.due, node.task.no))


@dataclass(frozen=True)
class Counted:
    """How the tasks stand, counted in leaves."""

    total: int
    done: int
    waiting: int
    late: int


def counted(nodes: Iterable[Node], today: date) -> Counted:
    leaves = [leaf for node in nodes for leaf in node.leaves]
    return Counted(
        len(leaves),
        sum(leaf.state == State.CONFIRMED for leaf in leaves),
        sum(leaf.state == State.REPORTED for leaf in leaves),
        sum(leaf.is_late(today) for leaf in leaves),
    )


class Filter(NamedTuple):
    """What the list of tasks is narrowed to; empty: everything."""

    kind: str = ""
    state: str = ""
    body: str = ""

    def keeps(self, task: Task, today: date) -> bool:
        if self.kind and task.kind != self.kind:
            return False
        if self.body and self.body not in [body.key for body in task.leads]:
            return False
        return not self.state or (task.is_late(today) if self.state == "late" else task.state == self.state)


def task_of(dossier: Dossier, no: int) -> Task:
    found = entries(dossier, TASK).filter(no=no).first()
    if found is None:
        raise NotFound(_("There is no such task in this plan."))
    found.dossier = dossier
    result: Task = found
    return result


def asked_of(offices: Iterable[Any], most: int) -> list[Task]:
    """What the bodies for which somebody speaks owe, and what is theirs to confirm: the oldest deadline first."""
    offices = list(offices)
    speaks = {office.organisation_id for office in offices if office.role_id in SPEAKERS}
    checks = {office.organisation_id for office in offices if office.role_id in CHECKERS}
    if not speaks and not checks:
        return []
    reported = Said.objects.filter(task=OuterRef("pk"), round=OuterRef("round"), kind=Said.Kind.REPORT, body__in=speaks)
    owed = Q(state__in=OPEN) & (Q(lead__in=speaks) | Q(second__in=speaks)) & ~Exists(reported)
    given = Q(parent__lead__in=checks) | Q(parent=None, dossier__lead__in=checks)
    found = Task.objects.filter(owed | (Q(state=State.REPORTED) & given), removed=False)
    running = found.exclude(dossier__phase__in=[phase for phase in Phase if phase.ended])
    return list(running.select_related("lead", "dossier").order_by("due", "id")[:most])


def said_of(task: Task) -> list[Said]:
    return list(task.said.select_related("body", "given_by"))


def log_of(task: Task) -> list[Communication]:
    return list(entries(task.dossier, PARTS["communication"]).filter(task=task).order_by("on", "no"))


def units_without_part(task: Task) -> int:
    """How many new units of the dossier's plan have no part of this task yet."""
    there = set(task.parts.filter(removed=False).values_list("place_vi", flat=True))
    clauses = PlanClause.objects.filter(dossier=task.dossier_id)
    return sum(clause.title.vi not in there for clause in clauses)


@dataclass(frozen=True)
class May:
    """What somebody may do with a task, as the doors will answer."""

    accept: bool = False
    name_anew: bool = False
    report: bool = False
    check: bool = False
    divide: bool = False
    change: bool = False
    log: bool = False


def may(task: Task, said: list[Said], offices: list[Any], user: Any) -> May:
    if not task.dossier.is_open:
        return May()
    leading = [body for body in task.lead_ids if holds(offices, body, SPEAKERS)]
    drafts = holds(offices, task.dossier.lead_id, WRITERS)
    reports = [one for one in said if one.kind == Said.Kind.REPORT and one.round == task.round]
    owing = [body for body in leading if body not in {one.body_id for one in reports}]
    spoke = any(one.given_by_id == user.pk for one in reports)
    own = task.responsible is not None and task.responsible.person_id == user.pk
    gives = drafts or (task.parent is not None and any(holds(offices, body, SPEAKERS) for body in task.parent.lead_ids))
    in_hand = task.state in (State.ACCEPTED, State.RETURNED)
    return May(
        accept=task.state == State.GIVEN and bool(leading),
        name_anew=in_hand and bool(leading),
        report=in_hand and bool(owing) and not spoke,
        check=task.state == State.REPORTED and holds(offices, task.giver_id, CHECKERS) and not spoke and not own,
        divide=task.state in OPEN and (bool(leading) or drafts),
        change=task.state in OPEN and gives,
        log=task.kind == Task.Kind.COMMUNICATION
        and (bool(leading) or drafts or any(holds(offices, body.pk, SPEAKERS) for body in task.coordinating.all())),
    )


# Groups, risks, resources


def groups_of(dossier: Dossier) -> list[Group]:
    tasks = Prefetch("tasks", Task.objects.filter(removed=False).select_related("lead"), to_attr="given")
    found = entries(dossier, PARTS["group"]).prefetch_related(None)
    return list(found.prefetch_related("members__person", "members__organisation", tasks))


class Cell(NamedTuple):
    likelihood: int
    consequence: int
    tone: str
    risks: list[Risk]


def heat(risks: Iterable[Risk]) -> list[tuple[int, list[Cell]]]:
    """Five rows from almost certain to hardly likely, five columns from slight to grave; closed risks are left out."""
    standing = [risk for risk in risks if risk.state != Risk.State.CLOSED]
    return [
        (
            likely,
            [
                Cell(
                    likely,
                    grave,
                    tone_of(likely * grave),
                    [one for one in standing if (one.likelihood, one.consequence) == (likely, grave)],
                )
                for grave in range(1, 6)
            ],
        )
        for likely in range(5, 0, -1)
    ]


def risks_of(dossier: Dossier) -> list[Risk]:
    """The gravest first; closed ones last."""
    found = entries(dossier, PARTS["risk"])
    return sorted(found, key=lambda risk: (risk.state == Risk.State.CLOSED, -risk.score, risk.no))


def resources_of(dossier: Dossier) -> list[Resource]:
    return list(entries(dossier, PARTS["resource"]))
