"""The deadlines of a dossier: what is due when, how that came about, and what moved it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.actions.deadlines import may_move
from workflows.calendars import newest_order
from workflows.clock import COUNTED, Reckoning, told
from workflows.deadlines import Clocks, asked_bodies, reckoned_item
from workflows.flow import WorkNode
from workflows.models import Assignment, ChecklistItem, ClockStop, Dossier, Event, Task
from workflows.text import Text

ITEMS = 25  # the next items; the others are told on their own lists


@dataclass(frozen=True)
class StepDeadline:
    """An open step: its deadline, the paragraph, and what the reader may do about it."""

    task: Task
    node: WorkNode
    asked: list[Assignment]
    found: Reckoning | None
    told: Text
    mine: Assignment | None

    @property
    def may_stop(self) -> bool:
        return self.mine is not None and isinstance(self.node.due, COUNTED) and not self.standing

    @property
    def may_extend(self) -> bool:
        return self.mine is not None and self.task.due is not None

    @property
    def standing(self) -> bool:
        return self.found is not None and self.found.standing


@dataclass(frozen=True)
class DeadlinesPage:
    steps: list[StepDeadline]
    standing: list[tuple[ClockStop, WorkNode, Text]]
    items: list[tuple[ChecklistItem, Text]]
    more_items: int
    moved: list[Event]


def deadlines_page(dossier: Dossier, user: Any) -> DeadlinesPage:
    version = newest_order()
    clocks = Clocks([dossier.pk], version)
    tasks = list(dossier.tasks.filter(outcome="", status="STARTED").prefetch_related("assignments__organisation"))
    steps = [_step(dossier, task, clocks, user) for task in tasks]
    owed = (
        dossier.items.exclude(state__in=ChecklistItem.SETTLED)
        .filter(due__isnull=False)
        .select_related("owner")
        .order_by("due", "checklist__order", "order")
    )
    items = list(owed[: ITEMS + 1])
    for item in items:
        item.dossier = dossier
    return DeadlinesPage(
        steps=steps,
        standing=[_standing(dossier, clocks, stop) for stop in clocks.by_pk.values() if _closed_and_standing(stop)],
        items=[(item, reckoned_item(item, version)[1]) for item in items[:ITEMS]],
        more_items=owed.count() - ITEMS if len(items) > ITEMS else 0,
        moved=list(dossier.events.filter(verb__startswith="clock.").order_by("-seq")[:30]),
    )


def _step(dossier: Dossier, task: Task, clocks: Clocks, user: Any) -> StepDeadline:
    asked = [one for one in task.assignments.all() if one.state in (Assignment.State.OPEN, Assignment.State.WAITING)]
    found = clocks.of(dossier, task, asked_bodies(task))
    words = clocks.paragraph(dossier, task, found) if found else Text("", "")
    mine = next((one for one in asked if may_move(user, one)), None)
    return StepDeadline(task, dossier.flow.step(task.step), asked, found, words, mine)


def _closed_and_standing(stop: ClockStop) -> bool:
    """A stop while a supplement is awaited: the step itself is closed, its clock waits for the next one."""
    return stop.until is None and bool(stop.task.outcome)


def _standing(dossier: Dossier, clocks: Clocks, stop: ClockStop) -> tuple[ClockStop, WorkNode, Text]:
    found = clocks.of(dossier, stop.task, asked_bodies(stop.task))
    return stop, dossier.flow.step(stop.task.step), told(found) if found else Text("", "")
