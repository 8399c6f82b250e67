"""The one door for change: lock → is it the moment? → is it the person? → change → write it down.

An act opens the door with ``with door(dossier, actor=...) as case``. The dossier's row is locked for as long as it
stands open, other acts on the same dossier wait, and on leaving all that was recorded is written in one go with it.
Mail, papers and jobs are left with ``case.afterwards`` and run only once the transaction is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import DateTimeField, Func, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from workflows import signals
from workflows.clock import deadline
from workflows.content import content_of
from workflows.errors import NotFound, NotNow, NotYou
from workflows.flow import End, HandOver, OpinionRound, WorkNode
from workflows.models import (
    Assignment,
    Consultation,
    Decision,
    Dossier,
    Event,
    Process,
    Snapshot,
    Task,
)
from workflows.offices import Acting, acting, offices_of
from workflows.phases import VERB_FOR, Phase
from workflows.text import Text
from workflows.trail import verbs
from workflows.trail.canonical import canonical, digest, sha256, stamp


class Case:
    """A dossier with its door open: locked, its trail ready to be written, its flow ready to go on."""

    def __init__(self, dossier: Dossier, actor: Any, now: datetime) -> None:
        self.dossier = dossier
        self.actor = actor
        self.now = now
        self.person: Acting | None = None
        self._events: list[Event] = []
        self._changed: set[str] = set()
        self._opened: list[Task] = []
        self._offices: list[Any] | None = None
        self._parties: dict[str, int] | None = None

    # Who

    @property
    def offices(self) -> list[Any]:
        if self._offices is None:
            self._offices = list(offices_of(self.actor)) if self.actor.is_active else []
        return self._offices

    def act_as(self, organisation_id: int, roles: Iterable[str]) -> Acting:
        """The actor in their office; NotYou when they hold none of these roles in this organisation today."""
        wanted = set(roles)
        for office in self.offices:
            if office.organisation_id == organisation_id and office.role_id in wanted:
                self.person = acting(self.actor, office)
                return self.person
        raise NotYou(_("This is for another office: you do not hold it today."))

    def act_for_part(self, part: str, roles: Iterable[str]) -> Acting:
        return self.act_as(self.parties[part], roles)

    @property
    def parties(self) -> dict[str, int]:
        """Ids of the organisations by the parts they play."""
        if self._parties is None:
            self._parties = dict(self.dossier.parties.values_list("key", "organisation_id"))
        return self._parties

    def authors(self) -> set[int]:
        """Those who made the content: who finished an editing step or ever changed what is signed."""
        editing = [node.name for node in self.dossier.flow.steps() if node.edits]
        wrote = Assignment.objects.filter(dossier=self.dossier, task__step__in=editing, done_by__isnull=False)
        changed = Event.objects.filter(dossier=self.dossier, verb="content.changed", actor__isnull=False)
        return set(
            wrote.order_by().values_list("done_by", flat=True).union(changed.order_by().values_list("actor", flat=True))
        )

    # The trail

    def record(self, verb: str, /, **facts: Any) -> Event:
        """Add an event. The verb must be declared and the facts must be its facts."""
        plain = {name: _fact(value) for name, value in facts.items()}
        verbs.check(verb, plain)
        seq, prev = self.dossier.head_seq + 1, self.dossier.head_hash
        record = canonical(
            {
                "v": 1,
                "dossier": self.dossier.code,
                "seq": seq,
                "at": stamp(self.now),
                "verb": verb,
                "actor": self.person.as_fact() if self.person else None,
                "facts": plain,
                "prev": prev,
            }
        )
        event = Event(
            dossier=self.dossier,
            seq=seq,
            at=self.now,
            verb=verb,
            actor=self.person.user if self.person else None,
            record=record,
            prev_hash=prev,
            hash=sha256(record),
        )
        self._events.append(event)
        self.dossier.head_seq, self.dossier.head_hash = seq, event.hash
        return event

    def changed(self, *fields: str) -> None:
        """Fields of the dossier that are to be saved with the act."""
        self._changed.update(fields)

    def afterwards(self, what: Callable[[], Any]) -> None:
        """Something that leaves the system: run after commit, its failure logged and never undoing the act."""
        transaction.on_commit(what, robust=True)

    def close(self) -> None:
        """Write what was recorded, and the dossier with it."""
        if not self._events and not self._changed:
            return
        Event.objects.bulk_create(self._events)
        fields = {"head_seq", "head_hash", *self._changed}
        if any(verbs.VERBS[event.verb].weight is not verbs.Weight.ACCESS for event in self._events):
            self.dossier.changed_at = self.now
            fields.add("changed_at")
        self.dossier.save(update_fields=sorted(fields))
        if self._opened:
            flow, dossier = self.dossier.flow, self.dossier.pk
            tasks = [task.pk for task in self._opened]
            self.afterwards(lambda: signals.asked.send_robust(sender=flow, dossier=dossier, tasks=tasks))

    # Steps

    @property
    def process(self) -> Process:
        process: Process = self.dossier.process
        process.case = self  # the flow's nodes reach the case through their process
        return process

    def open_tasks(self) -> list[Task]:
        tasks = list(self.dossier.tasks.filter(status=STATUS.STARTED).prefetch_related("assignments"))
        for task in tasks:
            task.process = self.process
        return tasks

    def node(self, task: Task) -> WorkNode:
        return self.dossier.flow.step(task.step)

    def reach(self, node: WorkNode, task: Task) -> None:
        """The dossier has come to a step: the phase follows, people are asked, deadlines begin."""
        if node.phase != self.dossier.phase and not self._held_back(node):
            self.move_to(node.phase)
        task.dossier, task.process = self.dossier, self.process
        task.step, task.phase, task.round = node.name, node.phase, self.dossier.round
        task.due = deadline(node.due, self.now, self.dossier.anchor)
        task.save()
        self._opened.append(task)
        self._ask(node, task)
        self.record(
            "step.opened",
            step=node.name,
            title=node.title,
            due=_day(task.due),
            waits_for=[f"{seat.part}:{seat.role}" for seat in node.seats],
        )
        if isinstance(node, OpinionRound):
            opens = timezone.localdate(self.now)
            closes = opens + timedelta(days=node.window)
            Consultation.objects.create(
                dossier=self.dossier, task=task, rule=node.rule.code, opens=opens, closes=closes
            )
            self.record(
                "opinion.opened",
                step=node.name,
                title=node.title,
                rule=node.rule.code,
                opens=opens.isoformat(),
                closes=closes.isoformat(),
            )

    def _held_back(self, node: WorkNode) -> bool:
        """A returned dossier shows as returned until it leaves the step it was returned to."""
        return self.dossier.phase == Phase.RETURNED and self._returning

    _returning = False

    def _ask(self, node: WorkNode, task: Task) -> None:
        asked = []
        for place, seat in enumerate(node.seats):
            order = node.order_of(place)
            first = order == 0
            asked.append(
                Assignment(
                    task=task,
                    dossier=self.dossier,
                    seat=seat.part,
                    organisation_id=self.parties[seat.part],
                    role_id=seat.role,
                    order=order,
                    state=Assignment.State.OPEN if first else Assignment.State.WAITING,
                    due=task.due,
                    opened_at=self.now if first else None,
                )
            )
        Assignment.objects.bulk_create(asked)

    def reach_end(self, node: End, task: Task) -> None:
        task.dossier, task.process = self.dossier, self.process
        task.step, task.phase, task.round = node.name, node.phase, self.dossier.round
        task.outcome = Task.Outcome.DONE
        task.save()
        self.process.status, self.process.finished = PROCESS.DONE, self.now
        self.process.save(update_fields=["status", "finished"])
        self.move_to(node.phase)

    def start_at(self, node: WorkNode, *, returning: bool = False) -> None:
        """Begin a step that the flow does not come to by itself: the first, one returned to, a supplement."""
        self._returning = returning
        activation = node._create(_Shim(self.process), Token("start"))
        activation.activate()
        self._returning = False

    def go_on(self, task: Task, outcome: str, *, note: str = "") -> None:
        """Finish a step and let the flow reach what comes next."""
        task.outcome, task.note = outcome, note
        activation = task.flow_task.activation_class(task)
        activation.complete()
        activation.activate_next()

    def stop(self, task: Task, outcome: str, *, reason: str = "") -> None:
        """Finish a step from which the flow does not go on by itself."""
        task.outcome, task.reason, task.finished = outcome, reason, self.now
        task.status = STATUS.CANCELED if outcome == Task.Outcome.CANCELLED else STATUS.DONE
        task.save(update_fields=["outcome", "reason", "finished", "status"])
        task.assignments.filter(state__in=("open", "waiting")).update(state=Assignment.State.CANCELLED)

    def cancel_open(self, *, but: Task | None = None) -> None:
        """Close every other open step, unfinished."""
        for task in self.open_tasks():
            if but is None or task.pk != but.pk:
                self.stop(task, Task.Outcome.CANCELLED)
                self.record("step.cancelled", step=task.step, title=self.node(task).title)

    def move_to(self, phase: Phase) -> None:
        """Move the dossier through the machine to a phase; the machine's own guards have the last word."""
        was = Phase(self.dossier.phase)
        verb = VERB_FOR.get((was, phase))
        if verb is None:
            raise NotNow(_("A dossier in “%(from)s” cannot go to “%(to)s”.") % {"from": was.label, "to": phase.label})
        try:
            getattr(self.dossier, verb)()
        except TransitionNotAllowed:
            raise NotNow(
                _("Something that has to be done before “%(to)s” is still open.") % {"to": phase.label}
            ) from None
        self.record(
            "phase.changed",
            verb=verb,
            **{"from": was.value, "to": phase.value},
            from_title=PHASE_TITLES[was],
            to_title=PHASE_TITLES[phase],
        )
        self.changed("phase", "round")

    def return_to(self, task: Task, target: WorkNode, *, reason: str) -> None:
        """Send the dossier from an open step back to an earlier one. What was signed since then no longer counts."""
        node = self.node(task)
        self.stop(task, Task.Outcome.RETURNED, reason=reason)
        self.record(
            "step.returned",
            step=node.name,
            title=node.title,
            target=target.name,
            target_title=target.title,
            reason=reason,
        )
        self.cancel_open(but=task)
        since = self.dossier.tasks.filter(step=target.name, pk__lt=task.pk).aggregate(last=Max("pk"))["last"] or 0
        self.supersede(
            self.counting().filter(task_id__gte=since),
            Text(f"hồ sơ được trả lại về “{target.title.vi}”", f"the dossier was returned to “{target.title.en}”"),
        )
        self.dossier.ballots.filter(superseded_at__isnull=True, task_id__gte=since).update(superseded_at=self.now)
        back = target.phase != self.dossier.phase
        if back and self.dossier.phase != Phase.RETURNED:  # a returned dossier may be returned further
            self.move_to(Phase.RETURNED)
        self.start_at(target, returning=back)

    # Content

    def counting(self) -> Any:
        """Sign-offs of steps that count. A return or a refusal approves nothing that could be superseded."""
        return Decision.objects.filter(
            dossier=self.dossier,
            outcome=Decision.Outcome.APPROVED,
            superseded_at__isnull=True,
            task__isnull=False,
        )

    def content_open(self) -> bool:
        """Whether the content may be changed now: no open step holds it still."""
        nodes = [self.node(task) for task in self.open_tasks()]
        return bool(nodes) and not any(node.frozen for node in nodes)

    def content_changed(self, what: Text) -> None:
        """Take the content's new digest; signatures over the old one in this phase no longer count."""
        content = content_of(self.dossier)
        new = digest(content)
        before = self.dossier.content_digest
        if new == before:
            return
        Snapshot.objects.get_or_create(
            dossier=self.dossier, digest=new, defaults={"content": content, "taken_at": self.now}
        )
        self.dossier.content_digest = new
        self.changed("content_digest")
        self.record("content.changed", what=what, before=before, after=new)
        self._supersede_older(new, what)

    def _supersede_older(self, current: str, what: Text) -> None:
        steps = {node.name for node in self.dossier.flow.steps() if not isinstance(node, HandOver)}
        older = list(
            self.counting()
            .filter(task__phase=self._phase_of_work(), task__round=self.dossier.round, task__step__in=steps)
            .exclude(snapshot__digest=current)
            .select_related("task", "assignment")
            .order_by("task_id", "id")
        )
        if not older:
            return
        self.supersede(older, Text(f"nội dung thay đổi: {what.vi}", f"the content changed: {what.en}"), changes=what)
        settled = [decision.task for decision in older if decision.task.outcome]
        if settled:
            first = self.dossier.flow.step(settled[0].step)
            self.cancel_open()
            self.record("step.rewound", step=first.name, title=first.title)
            self.start_at(first)
            return
        self._ask_again(older)

    def _phase_of_work(self) -> str:
        """The phase the open step belongs to; it differs from the dossier's while that shows as returned."""
        tasks = self.open_tasks() if self.dossier.phase == Phase.RETURNED else []
        return tasks[0].phase if tasks else self.dossier.phase

    def list_changed(self, code: str, what: Text) -> None:
        """Signatures at an open hand-over cover its lists as they were; after a change they are asked for again."""
        steps = [node.name for node in self.dossier.flow.steps() if isinstance(node, HandOver) and code in node.lists]
        if not steps or self.dossier.phase != Phase.IMPLEMENTATION:
            return
        open_ones = self.counting().filter(task__step__in=steps, task__status=STATUS.STARTED)
        signed = list(open_ones.select_related("task").order_by("id"))
        if signed:
            self.supersede(signed, Text(f"danh mục thay đổi: {what.vi}", f"the list changed: {what.en}"), changes=what)
            self._ask_again(signed)

    def _ask_again(self, decisions: list[Decision]) -> None:
        """The step is still open: the same people are asked again, in a sequence in their order."""
        Assignment.objects.filter(pk__in=[decision.assignment_id for decision in decisions]).update(
            state=Assignment.State.OPEN, done_at=None, done_by=None, opened_at=self.now
        )
        for task in {decision.task_id: decision.task for decision in decisions}.values():
            assert task is not None
            if self.node(task).in_sequence:
                asked = task.assignments.filter(state__in=(Assignment.State.OPEN, Assignment.State.WAITING))
                first = asked.order_by("order").values_list("order", flat=True)[0]
                asked.filter(order__gt=first).update(state=Assignment.State.WAITING)

    def supersede(self, decisions: Iterable[Decision], why: Text, changes: Text | None = None) -> None:
        """Keep decisions on record but stop counting them, and say why."""
        for decision in decisions:
            assert decision.task is not None
            decision.superseded_at, decision.superseded_why = self.now, why.vi
            decision.save(update_fields=["superseded_at", "superseded_why"])
            self.record(
                "signoff.superseded",
                step=decision.task.step,
                title=self.dossier.flow.step(decision.task.step).title,
                signer=decision.signer_name,
                why=why,
                decision=decision.pk,
                changes=changes or why,
            )


PHASE_TITLES: dict[Phase, Text] = {
    Phase.DRAFTING: Text("Soạn thảo", "Drafting"),
    Phase.REVIEW: Text("Lấy ý kiến, cho ý kiến", "Review"),
    Phase.APPRAISAL: Text("Thẩm định", "Appraisal"),
    Phase.APPROVAL: Text("Phê duyệt", "Approval"),
    Phase.IMPLEMENTATION: Text("Triển khai", "Implementation"),
    Phase.CLOSED: Text("Hoàn tất", "Closed"),
    Phase.RETURNED: Text("Trả lại", "Returned"),
    Phase.REFUSED: Text("Từ chối", "Refused"),
    Phase.WITHDRAWN: Text("Đã rút", "Withdrawn"),
    Phase.EXEMPT: Text("Không thuộc diện", "Exempt"),
}


class _Shim:
    """What a node's ``create`` needs of the activation before it, when there is none."""

    task = None

    def __init__(self, process: Process) -> None:
        self.process = process


class ClockTimestamp(Func):
    """The database's clock. With a row that was locked and changed meanwhile, it is read anew once the lock is had."""

    function = "clock_timestamp"
    output_field = DateTimeField()


@contextmanager
def door(dossier: Dossier | int, *, actor: Any) -> Iterator[Case]:
    """Open a dossier for one act. Waits for others at the same dossier up to the database's lock timeout.

    Raises:
        NotFound: there is no such dossier. NotNow: others kept it locked for too long.
    """
    pk = dossier if isinstance(dossier, int) else dossier.pk
    with transaction.atomic():
        try:
            locked = (
                Dossier.objects.select_for_update(of=("self",))
                .select_related("procedure", "process")
                .annotate(now=ClockTimestamp())
                .get(pk=pk)
            )
        except Dossier.DoesNotExist:
            raise NotFound(_("There is no such dossier.")) from None
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) == "55P03":
                raise NotNow(_("Somebody else is working on this dossier at this moment. Please try again.")) from error
            raise
        case = Case(locked, actor, locked.now)
        yield case
        case.close()


def database_time() -> datetime:
    """The database's clock, to the microsecond, in UTC: one clock for all web processes and workers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def _fact(value: Any) -> Any:
    return value.as_fact() if isinstance(value, Text) else value


def _day(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else None
