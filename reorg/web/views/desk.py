"""The desk: what waits for me, what I wait for, what my office owes, what was done lately."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reorg.sessions import reading as sessions
from reorg.web.shared import offices_today
from workflows.deputies import stands_in_for
from workflows.flow import WorkNode
from workflows.models import Assignment, ChecklistItem, Delegation, Event
from workflows.offices import organisations_of
from workflows.phases import ENDED
from workflows.reading import assignments_for, dossiers_for

MINE, OTHERS, ITEMS, DONE = 50, 10, 10, 8  # rows of each box
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


class Asked(NamedTuple):
    """One thing asked of somebody, with the step it is asked in, and the delegation by which it reaches a deputy."""

    assignment: Assignment
    node: WorkNode
    late: bool
    given: Delegation | None = None


class Box(NamedTuple):
    """The first rows of a list, and how many there are in all."""

    rows: list[Any]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    mine = box(waiting_for_me(request.user), MINE)
    asked = as_deputy([with_step(assignment) for assignment in mine.rows], request.user)
    others = box(waiting_for_others(request.user), OTHERS)
    context = {
        "mine": mine._replace(rows=asked),
        "late": sum(one.late for one in asked),
        "others": others._replace(rows=[with_step(assignment) for assignment in others.rows]),
        "items": box(owed_by_my_offices(request.user), ITEMS),
        "asked": sessions.asked_of(offices_today(request), ITEMS),
        "today": timezone.localdate(),
        "done": list(done_lately(request.user)[:DONE]),
    }
    return render(request, "desk.html", context)


def box(rows: QuerySet[Any], limit: int) -> Box:
    """The first rows; the rest is counted only when there is a rest."""
    first = list(rows[: limit + 1])
    return Box(first[:limit], rows.count() if len(first) > limit else len(first))


def with_step(assignment: Assignment) -> Asked:
    node = assignment.dossier.flow.step(assignment.task.step)
    return Asked(assignment, node, bool(assignment.due and assignment.due < timezone.now()))


def as_deputy(rows: list[Asked], user: Any) -> list[Asked]:
    """The same rows; those that reach the reader as a deputy say by whose delegation."""
    if all(one.assignment.own for one in rows):  # type: ignore[attr-defined]
        return rows
    given = stands_in_for(user)
    return [one._replace(given=None if one.assignment.own else given.get(_office(one))) for one in rows]  # type: ignore[attr-defined]


def _office(one: Asked) -> tuple[int, str]:
    return one.assignment.organisation_id, one.assignment.role_id


def waiting_for_me(user: Any) -> QuerySet[Assignment]:
    return assignments_for(user).filter(state=Assignment.State.OPEN).select_related("role", "taken_by")


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
