"""The clock of a step: stopped, set going, made longer; deadlines moved; the late brought to those who must know."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from workflows import signals
from workflows.actions.door import Case, database_time, door
from workflows.actions.moving import ON, day_of
from workflows.clock import COUNTED, Level, first_look, levels
from workflows.deadlines import GROUNDS, Clocks, open_steps
from workflows.deputies import deputies_of
from workflows.errors import BadInput, NotNow
from workflows.flow import Appraisal, WorkNode
from workflows.models import Assignment, CalendarDay, ClockStop, Task, TermExtension
from workflows.offices import offices_of, offices_on, today
from workflows.text import Text

HEADS = ("chair", "secretary")  # the roles of those who lead a body
SUPPLEMENTED = (ClockStop.Ground.INCOMPLETE, ClockStop.Ground.INCORRECT)
MOST_DAYS = 250  # working days of one extension: about a year


def stop_clock(assignment: Assignment, *, reason: str, actor: Any) -> ClockStop:
    """Stop the clock of an open step for a cause outside the office; it goes on with what was left.

    Raises:
        NotNow: the step is closed, has no term that runs, or its clock stands. NotYou: it is asked of another body.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        task, node = _open_step(case, assignment)
        if not isinstance(node.due, COUNTED):
            raise NotNow(_("The deadline of this step is a fixed day; it does not stand still."))
        if task.clock_stops.filter(until__isnull=True).exists():
            raise NotNow(_("The clock of this step already stands."))
        if not reason.strip():
            raise BadInput(_("Say why the clock has to stand."), "reason")
        stop = _stop(case, node, task, ClockStop.Ground.OUTSIDE, reason.strip())
        _set_due(case, node, task, None)
    return stop


def resume_clock(assignment: Assignment, *, actor: Any) -> Task:
    """Set the clock of a step going again: what was left when it was stopped begins with the next day."""
    with door(assignment.dossier_id, actor=actor) as case:
        task, node = _open_step(case, assignment)
        stop = task.clock_stops.filter(until__isnull=True).first()
        if stop is None:
            raise NotNow(_("The clock of this step runs."))
        _end(case, stop)
        was = _fact_of(case, "clock.stopped", "was", task)
        _set_due(case, node, task, _reckon(case, node, task))
        case.record("clock.resumed", step=node.name, title=node.title, how=ON, was=was, due=day_of(task.due))
    return task


def extend_term(assignment: Assignment, *, working_days: int, reason: str, basis: str, actor: Any) -> TermExtension:
    """Add working days to the term of an open step, with the ground and the paper that says so."""
    with door(assignment.dossier_id, actor=actor) as case:
        task, node = _open_step(case, assignment)
        if task.due is None:
            raise NotNow(_("This step has no deadline now that could be extended."))
        if not 1 <= working_days <= MOST_DAYS:
            raise BadInput(_("Extend by 1 to %(most)d working days.") % {"most": MOST_DAYS}, "working_days")
        if not reason.strip():
            raise BadInput(_("Say on what ground the term is extended."), "reason")
        if not basis.strip():
            raise BadInput(_("Give the paper by which the term is extended: number and date."), "basis")
        was = day_of(task.due)
        extension = TermExtension.objects.create(
            dossier=case.dossier,
            task=task,
            working_days=working_days,
            reason=reason.strip(),
            basis=basis.strip(),
            given_by=actor,
            given_at=case.now,
        )
        _set_due(case, node, task, _reckon(case, node, task))
        case.record(
            "clock.extended",
            step=node.name,
            title=node.title,
            days=working_days,
            was=was,
            due=day_of(task.due),
            reason=reason.strip(),
            basis=basis.strip(),
        )
    return extension


def stop_for_supplement(case: Case, node: WorkNode, task: Task, ground: str, reason: str) -> None:
    """The clock of an appraisal stands until the supplement has come."""
    if node.due is not None:
        _stop(case, node, task, ClockStop.Ground(ground), reason)


def end_supplement(case: Case) -> None:
    """The supplement has come: the clock of the appraisal goes on, or begins anew, with the step that is reached."""
    appraisals = [node.name for node in case.dossier.flow.steps() if isinstance(node, Appraisal)]
    stop = (
        case.dossier.clock_stops.filter(until__isnull=True, task__step__in=appraisals)
        .select_related("task")
        .order_by("-pk")
        .first()
    )
    if stop is not None:
        _end(case, stop)
        case.resuming = stop


def move_deadlines(case: Case, tasks: Iterable[Task], why: Text) -> int:
    """Reckon the deadlines of open steps again. Those that moved are written down; returns how many."""
    moved = 0
    clocks = Clocks([case.dossier.pk], case.newest_order)
    for task in tasks:
        node = case.node(task)
        found = clocks.of(case.dossier, task, [case.parties[seat.part] for seat in node.seats])
        due = found.due if found else None
        if due != task.due:
            was = day_of(task.due)
            _set_due(case, node, task, due)
            case.record("clock.moved", step=node.name, title=node.title, was=was, due=day_of(due), why=why)
            moved += 1
    return moved


# Days off and working days, by order


@transaction.atomic
def order_day(
    *, day: date, halves: int | None, why: Text, basis: str, actor: Any, organisation: Any = None
) -> CalendarDay:
    """Say what is worked on a day; ``halves`` None takes earlier orders about it back.

    The caller has made sure that the actor may. Open deadlines are moved afterwards, by ``rederiving.rederive_all``.
    """
    if not basis.strip():
        raise BadInput(_("Give the paper by which the day is ordered: number and date."), "basis")
    if not why.vi.strip() or not why.en.strip():
        raise BadInput(_("Say in both languages why the day is not an ordinary one."), "title_vi")
    with connection.cursor() as cursor:
        # Calendars are kept by the number of the newest order: a lower one must not become visible after a higher one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workflows_calendarday'))")
    order = CalendarDay.objects.create(
        day=day,
        halves=halves,
        organisation=organisation,
        title_vi=why.vi.strip(),
        title_en=why.en.strip(),
        basis=basis.strip(),
        added_by=actor,
        added_at=database_time(),
    )
    signals.ordered.send(sender=CalendarDay, order=order)
    return order


# What is due, and what is late


def look_at_all(most: int = 500) -> int:
    """Look at every open step whose time has come; the index of open steps by that time finds them.

    Safe with several workers at once: each step is looked at under its dossier's lock, and what was told is not told
    again. A dossier somebody works on for long is left for the next time. Returns how many levels were reached.
    """
    free = open_steps().filter(dossier__held_since__isnull=True)  # what is frozen is looked at once it is let go
    found = free.filter(look_at__lte=database_time()).order_by("look_at").values_list("pk", "dossier_id")
    reached = 0
    for task, dossier in found[:most]:
        with suppress(NotNow):
            reached += len(look_at(task, dossier))
    return reached


def look_at(task_id: int, dossier_id: int) -> list[Level]:
    """Tell what a step has come to since it was last looked at. The levels that were reached; each is told once.

    Nothing is decided by silence: a late step stays asked of whom it was asked of.
    """
    with door(dossier_id, actor=None) as case:
        task = case.dossier.tasks.filter(pk=task_id, outcome="", look_at__lte=case.now).first()
        if task is None or task.due is None or task.look_at is None:
            return []
        node = case.node(task)
        ahead = levels(task.due, case.dossier.flow.escalation, case.calendar_of(node))
        reached = [level for at, level in ahead if task.look_at <= at <= case.now]
        task.look_at = next((at for at, _level in ahead if at > case.now), None)
        task.save(update_fields=["look_at"])
        if Level.LATE in reached:
            reached = [level for level in reached if level is not Level.SOON]
        return [level for level in reached if _tell(case, node, task, level)]


def _tell(case: Case, node: WorkNode, task: Task, level: Level) -> bool:
    """Write down and tell that a level is reached; a level at which there is nobody to be told is none."""
    people = [person for asked in task.assignments.filter(state="open") for person in _told_of(case, asked, level)]
    if not people:
        return False
    due = day_of(task.due)
    if level is Level.LATE:
        case.record("clock.late", step=node.name, title=node.title, due=due)
    elif level in (Level.DEPUTY, Level.HEAD):
        names = ", ".join(dict.fromkeys(person.get_full_name() for _asked, person in people))
        case.record("clock.escalated", step=node.name, title=node.title, due=due, to=names, level=level.value)
    signals.late.send(sender=case.dossier.flow, task=task, level=level, people=people, case=case)
    return True


def _told_of(case: Case, asked: Assignment, level: Level) -> list[tuple[Assignment, Any]]:
    """Whom a level concerns in one seat: those asked, those who may act for them today, or those above them."""
    holders = _holders(asked.organisation_id, (asked.role_id,))
    match level:
        case Level.DEPUTY:
            found = deputies_of(asked.organisation_id, asked.role_id, case.dossier)
        case Level.HEAD:
            found = _holders(asked.organisation_id, HEADS) - holders or _holders(case.dossier.lead_id, HEADS) - holders
        case _:
            found = holders
    return [(asked, person) for person in sorted(found, key=lambda one: one.pk)]


def _holders(organisation: int, roles: Iterable[str]) -> set[Any]:
    held = offices_on(today()).filter(organisation=organisation, role__in=list(roles), person__is_active=True)
    return {office.person for office in held.select_related("person")}


# What the acts above are made of


def _open_step(case: Case, assignment: Assignment) -> tuple[Task, WorkNode]:
    """The open step under the lock, if the actor is asked in it or leads a body that is."""
    asked = Assignment.objects.select_related("task").filter(dossier=case.dossier, pk=assignment.pk).get()
    if asked.task.outcome:
        raise NotNow(_("This step is closed; its deadline stays as it was."))
    case.act_as(asked.organisation_id, (asked.role_id, *HEADS))
    asked.task.process = case.process
    return asked.task, case.node(asked.task)


def may_move(user: Any, assignment: Assignment) -> bool:
    """Whether somebody holds an office that may stop or extend the term of a step."""
    theirs = offices_of(user).filter(organisation=assignment.organisation_id, role__in=(assignment.role_id, *HEADS))
    return bool(theirs.exists())


def _stop(case: Case, node: WorkNode, task: Task, ground: ClockStop.Ground, reason: str) -> ClockStop:
    was = day_of(task.due)
    stop = ClockStop.objects.create(
        dossier=case.dossier, task=task, ground=ground, reason=reason, since=case.now, stopped_by=case.actor
    )
    case.record("clock.stopped", step=node.name, title=node.title, ground=GROUNDS[ground], reason=reason, was=was)
    return stop


def _end(case: Case, stop: ClockStop) -> None:
    stop.until, stop.resumed_by = case.now, case.actor
    stop.save(update_fields=["until", "resumed_by"])


def _reckon(case: Case, node: WorkNode, task: Task) -> datetime | None:
    bodies = [case.parties[seat.part] for seat in node.seats]
    found = Clocks([case.dossier.pk], case.newest_order).of(case.dossier, task, bodies)
    return found.due if found else None


def _set_due(case: Case, node: WorkNode, task: Task, due: datetime | None) -> None:
    task.due = due
    task.look_at = first_look(due, case.dossier.flow.escalation, case.calendar_of(node), case.now)
    task.save(update_fields=["due", "look_at"])
    task.assignments.filter(state__in=(Assignment.State.OPEN, Assignment.State.WAITING)).update(due=due)


def _fact_of(case: Case, verb: str, fact: str, task: Task) -> Any:
    """A fact of the last event of a verb about a step."""
    events = case.dossier.events.filter(verb=verb).order_by("-seq")
    return next((event.body["facts"][fact] for event in events if event.body["facts"]["step"] == task.step), None)
