"""What waits for somebody, what others owe them, what they follow and what they did: the lists of a desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from reorg.notices.models import Watching
from workflows.deputies import stands_in_for
from workflows.flow import SignOff, WorkNode
from workflows.models import Assignment, ChecklistItem, Delegation, Event
from workflows.offices import organisations_of
from workflows.phases import ENDED
from workflows.reading import assignments_for, dossiers_for

# What somebody would call their own work, out of everything the trail says they set going.
ACTS = (
    "dossier.opened",
    "dossier.withdrawn",
    "dossier.exempted",
    "step.done",
    "step.returned",
    "supplement.asked",
    "supplement.given",
    "signoff.approved",
    "signoff.returned",
    "signoff.refused",
    "ballot.recorded",
    "opinion.closed",
    "document.registered",
    "item.done",
    "item.verified",
    "item.waived",
)
DOSSIER, PROCEDURE, WEEK = "dossier", "procedure", "week"
Office = tuple[int, str]


class Asked(NamedTuple):
    """One thing asked of somebody, with the step it is asked in, and the delegation by which it reaches a deputy.

    ``alike``: there are others of the same procedure, step and role, with which it can be signed in one go.
    """

    assignment: Assignment
    node: WorkNode
    late: bool
    given: Delegation | None = None
    alike: bool = False

    @property
    def kind(self) -> tuple[int, str, str]:
        return kind_of(self.assignment)


class Group(NamedTuple):
    """Rows under one heading. ``what``: dossier, procedure, week, or nothing; ``key`` is what they have in common."""

    what: str
    key: Any
    rows: list[Asked]


class Week(NamedTuple):
    """The week from ``monday``, as seen from today; the past is one."""

    monday: date | None
    past: bool = False
    current: bool = False

    @property
    def sunday(self) -> date | None:
        return self.monday + timedelta(days=6) if self.monday else None


def kind_of(assignment: Assignment) -> tuple[int, str, str]:
    """What is alike can be signed in one go: the same step of the same procedure, asked of the same role."""
    return assignment.dossier.procedure_id, assignment.task.step, assignment.role_id


def with_steps(assignments: Iterable[Assignment], given: dict[Office, Delegation] | None = None) -> list[Asked]:
    rows = [_with_step(one, given or {}) for one in assignments]
    many = Counter(row.kind for row in rows if isinstance(row.node, SignOff))
    return [row._replace(alike=many[row.kind] > 1) for row in rows]


def _with_step(assignment: Assignment, given: dict[Office, Delegation]) -> Asked:
    node = assignment.dossier.flow.step(assignment.task.step)
    late = bool(assignment.due and assignment.due < timezone.now())
    return Asked(assignment, node, late, given.get((assignment.organisation_id, assignment.role_id)))


def grouped(rows: list[Asked], by: str) -> list[Group]:
    """The same rows under headings; groups and rows keep the order of the deadlines."""
    if by not in (DOSSIER, PROCEDURE, WEEK):
        return [Group("", None, rows)] if rows else []
    groups: dict[Any, Group] = {}
    for row in rows:
        key = _key(row, by)
        groups.setdefault(key, Group(by, key, [])).rows.append(row)
    return list(groups.values())


def _key(row: Asked, by: str) -> Any:
    if by == DOSSIER:
        return row.assignment.dossier
    if by == PROCEDURE:
        return row.assignment.dossier.procedure
    return week_of(row.assignment.due)


def week_of(due: datetime | None) -> Week:
    if due is None:
        return Week(None)
    if due < timezone.now():
        return Week(None, past=True)
    day = timezone.localtime(due).date()
    monday = day - timedelta(days=day.weekday())
    return Week(monday, current=monday <= timezone.localdate())


# The lists, the oldest deadline first


def waiting_for_me(user: Any) -> QuerySet[Assignment]:
    """What is asked of the offices somebody holds (``own``) or stands in for."""
    return assignments_for(user).filter(state=Assignment.State.OPEN).select_related("role", "taken_by")


def given_to(user: Any) -> dict[Office, Delegation]:
    return stands_in_for(user)


def waiting_for_others(user: Any) -> QuerySet[Assignment]:
    """What others still owe to dossiers my organisation leads, or that I have worked on."""
    worked_on = Assignment.objects.filter(dossier=OuterRef("dossier"), done_by=user)
    led = Q(dossier__lead__in=organisations_of(user))
    return (
        Assignment.objects.filter(led | Exists(worked_on), state=Assignment.State.OPEN, dossier__in=dossiers_for(user))
        .exclude(pk__in=assignments_for(user).order_by().values("pk"))
        .select_related("task", "organisation", "role", "dossier__procedure")
        .order_by("due", "id")
    )


def watched(user: Any) -> QuerySet[Watching]:
    """The dossiers somebody follows and may see, the next deadline of anybody first."""
    still_open = Assignment.objects.filter(dossier=OuterRef("dossier"), state=Assignment.State.OPEN)
    first = still_open.order_by().values("dossier").annotate(first=Min("due")).values("first")
    return (
        Watching.objects.filter(person=user, dossier__in=dossiers_for(user))
        .select_related("dossier")
        .annotate(due=Subquery(first))
        .order_by(F("due").asc(nulls_last=True), "dossier__code")
    )


def owed_by_my_offices(user: Any) -> QuerySet[ChecklistItem]:
    return (
        ChecklistItem.objects.filter(owner__in=organisations_of(user), dossier__in=dossiers_for(user))
        .exclude(state__in=ChecklistItem.SETTLED)
        .exclude(dossier__phase__in=ENDED)
        .select_related("dossier", "checklist", "owner")
        .order_by(F("due").asc(nulls_last=True), "dossier_id", "checklist__order", "order", "code")
    )


def done_lately(user: Any) -> QuerySet[Event]:
    return (
        Event.objects.filter(actor=user, verb__in=ACTS, dossier__in=dossiers_for(user))
        .select_related("dossier")
        .order_by("-at", "-seq")
    )
