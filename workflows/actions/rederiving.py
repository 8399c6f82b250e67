"""All open deadlines reckoned again after a change of the calendar: many dossiers at a time, each written down."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model

from workflows.actions.door import Case, database_time
from workflows.actions.moving import day_of
from workflows.calendars import calendar_for, newest_order, supposing
from workflows.clock import deadline, first_look, rule_from
from workflows.deadlines import Clocks, open_steps
from workflows.models import Assignment, CalendarDay, ChecklistItem, Dossier, ProcedureVersion, Task
from workflows.phases import ENDED
from workflows.text import Text

BATCH = 500  # dossiers locked at a time
STEPS_DUE = """
UPDATE workflows_task AS task SET due = new.due, look_at = new.look_at
FROM jsonb_to_recordset(%s::jsonb) AS new (id bigint, due timestamptz, look_at timestamptz) WHERE task.id = new.id
"""
ASKED_DUE = """
UPDATE workflows_assignment AS asked SET due = new.due
FROM jsonb_to_recordset(%s::jsonb) AS new (id bigint, due timestamptz)
WHERE asked.task_id = new.id AND asked.state IN ('open', 'waiting')
"""
ITEMS_DUE = """
UPDATE workflows_checklistitem AS item SET due = new.due
FROM jsonb_to_recordset(%s::jsonb) AS new (id bigint, due timestamptz) WHERE item.id = new.id
"""
EVENTS = """
INSERT INTO workflows_event (dossier_id, seq, at, verb, record, prev_hash, hash)
SELECT dossier_id, seq, at, verb, record, prev_hash, hash
FROM jsonb_to_recordset(%s::jsonb) AS new (dossier_id bigint, seq integer, at timestamptz, verb text, record text,
    prev_hash text, hash text) ORDER BY dossier_id, seq
"""
HEADS = """
UPDATE workflows_dossier AS dossier SET head_seq = new.head_seq, head_hash = new.head_hash, changed_at = new.changed_at
FROM jsonb_to_recordset(%s::jsonb) AS new (id bigint, head_seq integer, head_hash text, changed_at timestamptz)
WHERE dossier.id = new.id
"""


class Moved(NamedTuple):
    """How many deadlines were reckoned again, and how many of them moved."""

    reckoned: int
    steps: int
    items: int


Progress = Callable[[int, int, "Moved"], None]


def rederive_all(why: Text, progress: Progress | None = None) -> Moved:
    """Reckon every open deadline of every dossier again, and write down what moved.

    Batch by batch, each in its own transaction: killed halfway and begun again, it goes on with what has not moved yet.
    Dossiers somebody is working on are waited for. ``progress`` hears after each batch how many dossiers are done, of
    how many, and what has moved so far.
    """
    totals, done, every = [0, 0, 0], 0, with_deadlines()
    for first in range(0, len(every), BATCH):
        batch = every[first : first + BATCH]
        for place, number in enumerate(_rederive(batch, why)):
            totals[place] += number
        done += len(batch)
        if progress:
            progress(done, len(every), Moved(*totals))
    return Moved(*totals)


class WouldMove(NamedTuple):
    """One open deadline that would be another: of a step (a name) or of an item (a code) of a dossier."""

    dossier: Dossier
    step: str
    item: str
    was: datetime | None
    due: datetime | None


def would_move(order: CalendarDay) -> list[WouldMove]:
    """The open deadlines that an order about a day would move; nothing is locked or written."""
    found: list[WouldMove] = []
    every, version = with_deadlines(), newest_order()
    procedures = ProcedureVersion.objects.in_bulk()
    with supposing(order):
        for first in range(0, len(every), BATCH):
            dossiers = Dossier.objects.in_bulk(every[first : first + BATCH])
            for dossier in dossiers.values():
                dossier.procedure = procedures[dossier.procedure_id]
            found += _steps_that_would(dossiers, version)
            found += _items_that_would(dossiers, version)
    return sorted(found, key=lambda one: (one.dossier.code, one.step, one.item))


def _steps_that_would(dossiers: dict[int, Dossier], version: int) -> Iterator[WouldMove]:
    steps = list(open_steps().filter(dossier__in=dossiers).only("dossier", "step", "started", "due", "resumes"))
    asked, clocks = _asked(steps), Clocks(dossiers, version)
    for task in steps:
        dossier = dossiers[task.dossier_id]
        reckoned = clocks.of(dossier, task, asked[task.pk])
        if (due := reckoned.due if reckoned else None) != task.due:
            yield WouldMove(dossier, task.step, "", task.due, due)


def _items_that_would(dossiers: dict[int, Dossier], version: int) -> Iterator[WouldMove]:
    for item in _open_items().filter(dossier__in=dossiers).only("dossier_id", "code", "owner_id", "due", "due_rule"):
        dossier = dossiers[item.dossier_id]
        if (due := _due_of(item, dossier, version)) != item.due:
            yield WouldMove(dossier, "", item.code, item.due, due)


def with_deadlines() -> list[int]:
    """The dossiers in which something open may have a deadline."""
    steps = open_steps().filter(dossier__held_since__isnull=True).order_by().values_list("dossier_id", flat=True)
    items = _open_items().order_by().values_list("dossier_id", flat=True)
    return sorted(set(steps) | set(items))


def _open_items() -> Any:
    return (
        ChecklistItem.objects.filter(due_rule__isnull=False, dossier__held_since__isnull=True)
        .exclude(state__in=ChecklistItem.SETTLED)
        .exclude(dossier__phase__in=ENDED)
    )


@transaction.atomic
def _rederive(dossiers: list[int], why: Text) -> Moved:
    version, now = newest_order(), database_time()
    procedures = ProcedureVersion.objects.in_bulk()
    cases = {}
    for dossier in Dossier.objects.select_for_update().filter(pk__in=dossiers).order_by("pk"):
        dossier.procedure = procedures[dossier.procedure_id]
        cases[dossier.pk] = Case(dossier, None, now, version)
    wanted = ("dossier", "step", "started", "due", "look_at", "resumes")
    steps = list(open_steps().filter(dossier__in=dossiers).only(*wanted))
    asked = _asked(steps)
    clocks = Clocks(dossiers, version)
    moved = [task for task in steps if _moves(cases[task.dossier_id], task, asked[task.pk], clocks, why)]
    items = list(_open_items().filter(dossier__in=dossiers).only("dossier_id", "code", "owner_id", "due", "due_rule"))
    were = {item.pk: item.due for item in items}
    others = [item for item in items if _item_moves(cases[item.dossier_id], item, version)]
    _write_items(cases, others, were, why)
    _write(cases, moved)
    return Moved(len(steps) + len(items), len(moved), len(others))


def _asked(steps: list[Task]) -> dict[int, list[int]]:
    """The bodies of which each step is asked."""
    asked: dict[int, list[int]] = defaultdict(list)
    for task, body in Assignment.objects.filter(task__in=steps).order_by().values_list("task", "organisation"):
        asked[task].append(body)
    return asked


def _moves(case: Case, task: Task, bodies: list[int], clocks: Clocks, why: Text) -> bool:
    """Whether the deadline of a step is another one now; sets and records it."""
    found = clocks.of(case.dossier, task, bodies)
    due = found.due if found else None
    if due == task.due:
        return False
    node = case.node(task)
    case.record("clock.moved", step=node.name, title=node.title, was=day_of(task.due), due=day_of(due), why=why)
    days = calendar_for(bodies, case.newest_order)
    task.due, task.look_at = due, first_look(due, case.dossier.flow.escalation, days, case.now)
    return True


def _item_moves(case: Case, item: ChecklistItem, version: int) -> bool:
    was, item.due = item.due, _due_of(item, case.dossier, version)
    return item.due != was


def _due_of(item: ChecklistItem, dossier: Dossier, version: int) -> datetime | None:
    days = calendar_for([item.owner_id], version)
    return deadline(rule_from(item.due_rule), dossier.opened_at, dossier.anchor, days)


def _write_items(
    cases: dict[int, Case], items: list[ChecklistItem], were: dict[int, datetime | None], why: Text
) -> None:
    _send(ITEMS_DUE, items, "id", "due")
    by_dossier: dict[int, list[dict[str, str | None]]] = defaultdict(list)
    for item in items:
        told = {"item": item.code, "was": day_of(were[item.pk]), "due": day_of(item.due)}
        by_dossier[item.dossier_id].append(told)
    for dossier, rows in by_dossier.items():
        cases[dossier].record("clock.items", count=len(rows), items=rows, why=why)


def _write(cases: dict[int, Case], moved: list[Task]) -> None:
    _send(STEPS_DUE, moved, "id", "due", "look_at")
    _send(ASKED_DUE, moved, "id", "due")
    written = {pk: case.taken_out() for pk, case in cases.items()}
    events = [event for one in written.values() for event in one]
    _send(EVENTS, events, "dossier_id", "seq", "at", "verb", "record", "prev_hash", "hash")
    changed = [cases[pk].dossier for pk, one in written.items() if one]
    _send(HEADS, changed, "id", "head_seq", "head_hash", "changed_at")


def _send(statement: str, rows: Sequence[Model], *columns: str) -> None:
    """Many rows written by one statement, which takes them as JSON: a tenth of what rows of parameters cost."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                statement, [json.dumps([{name: getattr(row, name) for name in columns} for row in rows], default=str)]
            )
