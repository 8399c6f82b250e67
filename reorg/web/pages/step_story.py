"""One step of a dossier told whole: whom it asks, each time it was reached, how long that took, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from workflows.clock import Days, Months, WorkingDays
from workflows.errors import NotFound
from workflows.flow import WorkNode
from workflows.flow.diagram import KINDS, STATES, Reached, flow_svg, reached
from workflows.models import Assignment, Dossier, Role, Task
from workflows.phases import Phase


@dataclass(frozen=True)
class Turn:
    """One time the dossier came to the step."""

    task: Task
    asked: list[Assignment]
    lasted: str

    @property
    def is_open(self) -> bool:
        return self.task.outcome == ""


@dataclass(frozen=True)
class StepStory:
    node: WorkNode
    kind: str
    phase: str
    state: str
    state_label: str
    turns: list[Turn]
    seats: list[tuple[Any, Role | None]]
    """Organisation and role that are asked, for a step nobody has come to yet."""
    term: str
    next: list[tuple[str, str]]
    """Title and address of what follows; the address is empty at the end of the procedure."""
    back: list[tuple[str, str]]


def english() -> bool:
    return (get_language() or "vi").startswith("en")


def living_diagram(dossier: Dossier, tasks: list[Task]) -> str:
    """The flow with the steps passed; each step leads to its story."""
    standing = reached(dossier, tasks)
    linked = {
        node.name: Reached(standing.get(node.name, Reached()).state, address(dossier, node.name))
        for node in dossier.flow.steps()
    }
    return flow_svg(dossier.flow, "en" if english() else "vi", linked)


def address(dossier: Dossier, name: str) -> str:
    return reverse("dossier_step", args=[dossier.code, name])


def step_story(dossier: Dossier, name: str) -> StepStory:
    """What is known of a step of this dossier.

    Raises:
        NotFound: the procedure of the dossier has no such step.
    """
    node = next((one for one in dossier.flow.steps() if one.name == name), None)
    if node is None:
        raise NotFound(_("The procedure of this dossier has no such step."))
    asked = Assignment.objects.select_related("organisation", "role", "done_by").order_by("order", "id")
    tasks = list(dossier.tasks.filter(step=name).order_by("-pk").prefetch_related(Prefetch("assignments", asked)))
    return told(dossier, node, tasks)


def told(dossier: Dossier, node: WorkNode, tasks: Iterable[Task]) -> StepStory:
    """The story of a step from its tasks, the newest first."""
    tasks = list(tasks)
    language = "en" if english() else "vi"
    state = reached(dossier, tasks[::-1]).get(node.name, Reached()).state
    kind = next(text for cls, text in KINDS.items() if isinstance(node, cls))
    return StepStory(
        node=node,
        kind=getattr(kind, language),
        phase=str(Phase(node.phase).label),
        state=state,
        state_label=getattr(STATES[state], language),
        turns=[_turn(task) for task in tasks],
        seats=[] if tasks else _seats(dossier, node),
        term=_term(node),
        next=[_named(dossier, edge.dst) for edge in node._outgoing()],
        back=[_named(dossier, target) for target in node.returns],
    )


def _turn(task: Task) -> Turn:
    asked = [one for one in task.assignments.all() if one.state != Assignment.State.CANCELLED or task.outcome]
    return Turn(task, asked, lasted(task.started, task.finished or timezone.now()) if task.started else "")


def _seats(dossier: Dossier, node: WorkNode) -> list[tuple[Any, Role | None]]:
    parties = {party.key: party.organisation for party in dossier.parties.select_related("organisation")}
    roles = Role.objects.in_bulk([seat.role for seat in node.seats])
    return [(parties[seat.part], roles.get(seat.role)) for seat in node.seats if seat.part in parties]


def _named(dossier: Dossier, node: Any) -> tuple[str, str]:
    title = node.title.en if english() else node.title.vi
    return title, address(dossier, node.name) if isinstance(node, WorkNode) else ""


def _term(node: WorkNode) -> str:
    """How long it may take, where that is so many days."""
    match node.due:
        case WorkingDays(count=count):
            return ngettext("%(n)s working day", "%(n)s working days", int(count)) % {"n": f"{count:g}"}
        case Days(count=count):
            return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}
        case Months(count=count):
            return ngettext("%(n)s month", "%(n)s months", count) % {"n": count}
        case None:
            return ""
        case _:
            return _("counted from a date of the dossier")


def lasted(begin: datetime, end: datetime) -> str:
    """How long something took, in the largest unit that says enough."""
    passed = max(end - begin, timedelta())
    if passed >= timedelta(days=1):
        return ngettext("%(n)d day", "%(n)d days", passed.days) % {"n": passed.days}
    hours = passed.seconds // 3600
    if hours:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    minutes = passed.seconds // 60
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes} if minutes else _("less than a minute")
