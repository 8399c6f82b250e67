"""Who answers for what, and how it stands: counted by person and by body, and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from reorg.workplan.models import Task
from reorg.workplan.states import OPEN


@dataclass
class Account:
    """What one person or body was given: on time + late + open + overdue make up the whole."""

    who: Any
    where: Any = ""
    given: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    returned: int = 0
    tasks: list[Task] = field(default_factory=list)

    def count(self, task: Task, today: date) -> None:
        self.tasks.append(task)
        self.given += 1
        self.returned += bool(task.returns)
        if task.state in OPEN:
            if task.due < today:
                self.overdue += 1
            else:
                self.open += 1
        elif task.reported_on is not None and task.reported_on > task.due:
            self.late += 1
        else:
            self.on_time += 1

    @property
    def figures(self) -> tuple[int, ...]:
        return (self.given, self.on_time, self.late, self.open, self.overdue, self.returned)


class Accounts(NamedTuple):
    people: list[Account]
    bodies: list[Account]


def accounts(tasks: Iterable[Task], today: date) -> Accounts:
    """A task with two lead bodies counts for both of them, and for the one person who answers for it."""
    people: dict[Any, Account] = {}
    bodies: dict[int, Account] = {}
    for task in tasks:
        who = task.responsible
        key = (who.person_id, who.organisation_id) if who else None
        if key not in people:
            people[key] = Account(who.person, who) if who else Account(None)
        people[key].count(task, today)
        for body in task.leads:
            bodies.setdefault(body.pk, Account(body)).count(task, today)
    return Accounts(_worst_first(people.values()), _worst_first(bodies.values()))


def _worst_first(found: Iterable[Account]) -> list[Account]:
    return sorted(found, key=lambda one: (-one.overdue, -one.late, -one.given, str(one.who)))


def sheet(counted: Accounts, tasks: Iterable[Task], today: date) -> bytes:
    """Three sheets: by person, by body, and every task one by one."""
    book = Workbook(write_only=True)
    heads = [_("Given"), _("On time"), _("Late"), _("Open"), _("Overdue"), _("Returned")]
    people = book.create_sheet(_("By person")[:31])
    people.append([_("Responsible person"), _("Office"), *heads])
    for one in counted.people:
        name = str(one.who) if one.who else _("nobody named yet")
        people.append([_text(people, name), _text(people, str(one.where)), *one.figures])
    bodies = book.create_sheet(_("By body")[:31])
    bodies.append([_("Body"), *heads])
    for one in counted.bodies:
        bodies.append([_text(bodies, str(one.who)), *one.figures])
    each = book.create_sheet(_("Tasks")[:31])
    each.append([str(head) for head, _value in columns()] + [_("Overdue")])
    for task in tasks:
        row = [value(task) for _head, value in columns()]
        row.append(_("yes") if task.is_late(today) else "")
        each.append([_text(each, cell) if isinstance(cell, str) else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def columns() -> list[tuple[str, Callable[[Task], Any]]]:
    return [
        (_("No."), lambda task: task.no),
        (_("Part of"), lambda task: task.parent.no if task.parent else ""),
        (_("Kind of task"), lambda task: str(task.get_kind_display())),
        (_("Task"), lambda task: str(task)),
        (_("Lead body"), lambda task: "; ".join(str(body) for body in task.leads)),
        (_("Responsible person"), lambda task: str(task.responsible.person) if task.responsible else ""),
        (_("Due"), lambda task: task.due),
        (_("State"), lambda task: str(task.get_state_display())),
        (_("Reported on"), lambda task: task.reported_on),
        (_("Times returned"), lambda task: task.returns),
    ]


def _text(sheet: Any, value: str) -> Any:
    """Text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell
