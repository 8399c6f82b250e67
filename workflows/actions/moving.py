"""Moving a dossier along its flow and through its phases: onward, back, to an end."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from workflows.actions.opened import Opened
from workflows.calendars import calendar_for
from workflows.clock import Calendar, deadline, first_look
from workflows.deadlines import Clocks
from workflows.errors import NotNow
from workflows.flow import End, OpinionRound, WorkNode
from workflows.models import Assignment, ClockStop, Consultation, Decision, Process, Task
from workflows.phases import VERB_FOR, Phase
from workflows.text import Text

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


ON = Text("chạy tiếp", "goes on")
ANEW = Text("tính lại từ đầu", "begins anew")


class Moving(Opened):
    """An opened dossier whose steps can be started, finished, stopped and returned."""

    _returning = False
    resuming: ClockStop | None = None  # the clock-stop that ends with the step that is reached next

    @abstractmethod
    def counting(self) -> Any:
        """The sign-offs of steps that count."""

    @abstractmethod
    def supersede(self, decisions: Iterable[Decision], why: Text, changes: Text | None = None) -> None:
        """Stop counting sign-offs."""

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
        self._time(node, task)
        task.save()
        self._opened.append(task)
        self._ask(node, task)
        self.record(
            "step.opened",
            step=node.name,
            title=node.title,
            due=day_of(task.due),
            waits_for=[f"{seat.part}:{seat.role}" for seat in node.seats],
        )
        if task.resumes is not None:
            self._clock_goes_on(node, task)
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
        self.dossier.flow.reached(self, node)

    def calendar_of(self, node: WorkNode) -> Calendar:
        """The calendar of those a step is asked of."""
        return calendar_for((self.parties[seat.part] for seat in node.seats), self.newest_order)

    def _time(self, node: WorkNode, task: Task) -> None:
        """Set the clock of a step that is reached now, or let it go on where it was stopped."""
        days = self.calendar_of(node)
        task.started, task.resumes = self.now, self.resuming
        if task.resumes is None or task.resumes.restarts:
            task.due = deadline(node.due, self.now, self.dossier.anchor, days)
        else:
            bodies = [self.parties[seat.part] for seat in node.seats]
            found = Clocks([self.dossier.pk], self.newest_order).of(self.dossier, task, bodies)
            task.due = found.due if found else None
        task.look_at = first_look(task.due, self.dossier.flow.escalation, days, self.now)

    def _clock_goes_on(self, node: WorkNode, task: Task) -> None:
        assert task.resumes is not None
        self.record(
            "clock.resumed",
            step=node.name,
            title=node.title,
            how=ANEW if task.resumes.restarts else ON,
            was=day_of(task.resumes.task.due),
            due=day_of(task.due),
        )

    def _held_back(self, node: WorkNode) -> bool:
        """A returned dossier shows as returned until it leaves the step it was returned to."""
        return self.dossier.phase == Phase.RETURNED and self._returning

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
        if len(asked) == 1:  # as nearly always: a third of the work
            asked[0].save(force_insert=True)
        else:
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


class _Shim:
    """What a node's ``create`` needs of the activation before it, when there is none."""

    task = None

    def __init__(self, process: Process) -> None:
        self.process = process


@lru_cache(maxsize=4096)
def day_of(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else None
