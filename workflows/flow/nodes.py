"""The kinds of steps a procedure is written with, on viewflow's nodes.

A node says what is asked of whom; it does nothing by itself. What happens is done by ``workflows.actions``, which finds
the node, checks the moment and the person against it, and lets the flow go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from django.utils import timezone
from viewflow.this_object import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.nodes.mixins import NextNodeActivationMixin, NextNodeMixin
from viewflow.workflow.signals import task_finished
from viewflow.workflow.status import STATUS

from workflows.clock import Rule
from workflows.flow.rules import INFORMING, MAJORITY_OF_ALL, BallotRule, OpinionRule
from workflows.phases import Phase
from workflows.text import Text

if TYPE_CHECKING:
    from workflows.models import Task


class Seat(NamedTuple):
    """Who is asked: a role of the organisation that plays a part in the dossier."""

    part: str
    role: str


class Running(Protocol):
    """What a node needs of the open case when a dossier reaches it."""

    def reach(self, node: WorkNode, task: Task) -> None: ...

    def reach_end(self, node: End, task: Task) -> None: ...


class Unsaved(Activation):
    """An activation whose task is saved once it is complete with its dossier, not the moment it is thought of."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self.task is other.task

    def __hash__(self) -> int:
        return id(self.task)


class WorkActivation(NextNodeActivationMixin, Unsaved):
    """A step that a dossier has reached: it waits for people and goes on when it has an outcome."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> WorkActivation:
        process = prev_activation.process
        return cls(process.flow_class.task_class(process=process, flow_task=flow_task, token=token))

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def activate(self) -> None:
        self.task.started = timezone.now()
        self.process.case.reach(self.flow_task, self.task)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE, conditions=[this.has_outcome])
    def complete(self) -> None:
        self.task.finished = timezone.now()
        self.task.save(update_fields=["status", "finished", "outcome", "reason", "note"])
        task_finished.send(sender=self.flow_class, process=self.process, task=self.task)

    def has_outcome(self) -> bool:
        return bool(self.task.outcome)


class WorkNode(NextNodeMixin, Node):
    """What all steps have: a title, a phase, seats, a deadline, and what must be there before it can be finished."""

    activation_class = WorkActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"
    shape: ClassVar = {"width": 150, "height": 100, "svg": ""}

    signs = False  # finishing it is a sign-off
    edits = False  # its seats may change the content
    frozen = True  # while it is open, nobody may change the content

    def __init__(
        self,
        title: Text,
        *,
        by: Seat | Sequence[Seat],
        phase: Phase,
        due: Rule | None = None,
        needs: Sequence[str] = (),
        gates: Sequence[str] = (),
        returns: Sequence[Any] = (),
        in_sequence: bool = False,
        guide: Text | None = None,
    ) -> None:
        super().__init__()
        self.title = title
        self.seats: tuple[Seat, ...] = (by,) if isinstance(by, Seat) else tuple(by)
        self.phase = phase
        self.due = due
        self.needs = tuple(needs)
        self.gates = tuple(gates)
        self.in_sequence = in_sequence
        self.guide = guide
        self._returns = tuple(returns)
        self.returns: tuple[WorkNode, ...] = ()
        self.task_title = title.vi

    def _resolve(self, cls: Any) -> None:
        super()._resolve(cls)
        self.returns = tuple(this.resolve(cls, node) for node in self._returns)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def kind(self) -> str:
        return type(self).__name__

    def order_of(self, index: int) -> int:
        return index if self.in_sequence else 0


class Step(WorkNode):
    """Work by a role of an organisation. ``edits`` gives it the content to change."""

    def __init__(self, title: Text, *, edits: bool = False, **options: Any) -> None:
        super().__init__(title, **options)
        self.edits = edits
        self.frozen = not edits


class SignOff(WorkNode):
    """One or several named roles sign the content, side by side or one after the other."""

    signs = True
    frozen = False

    def __init__(self, title: Text, *, statement: Text, frozen: bool = False, **options: Any) -> None:
        super().__init__(title, **options)
        self.statement = statement
        self.frozen = frozen


class Concurrence(SignOff):
    """Both (all) localities must agree before it goes on. The seats are of different organisations."""


class Appraisal(SignOff):
    """A body appraises the dossier, may ask for a supplement, and signs its conclusion."""

    def __init__(self, title: Text, *, supplement: Any = None, **options: Any) -> None:
        super().__init__(title, frozen=True, **options)
        self._supplement = supplement
        self.supplement: WorkNode | None = None

    def _resolve(self, cls: Any) -> None:
        super()._resolve(cls)
        self.supplement = this.resolve(cls, self._supplement) if self._supplement else None


class Ballot(WorkNode):
    """A council votes; its clerk records the count and the rule computes the result."""

    def __init__(self, title: Text, *, rule: BallotRule = MAJORITY_OF_ALL, **options: Any) -> None:
        super().__init__(title, **options)
        self.rule = rule


class OpinionRound(WorkNode):
    """Households, voters or agencies answer within a window; below the threshold it goes back."""

    frozen = False

    def __init__(self, title: Text, *, rule: OpinionRule = INFORMING, window: int = 60, **options: Any) -> None:
        super().__init__(title, **options)
        self.rule = rule
        self.window = window


class HandOver(SignOff):
    """Giver and receiver sign that a list is handed over; its checklist must be settled first.

    What is signed is the list with its evidence, not the content that was decided on.
    """

    def __init__(self, title: Text, *, lists: Sequence[str], **options: Any) -> None:
        super().__init__(title, gates=lists, frozen=True, **options)
        self.lists = tuple(lists)


class EndActivation(Unsaved):
    """The end of the flow: the process is finished and the dossier closed."""

    @classmethod
    def create(cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None) -> Any:
        process = prev_activation.process
        return cls(process.flow_class.task_class(process=process, flow_task=flow_task, token=token))

    @Activation.status.super()
    def activate(self) -> None:
        self.task.started = self.task.finished = timezone.now()
        self.process.case.reach_end(self.flow_task, self.task)

    @Activation.status.super()
    def complete(self) -> None:
        self.task.save(update_fields=["status", "finished"])

    @Activation.status.super()
    def create_next(self) -> Iterator[Any]:
        return iter(())


class End(Node):
    """Where a flow ends: the dossier takes the given phase."""

    activation_class = EndActivation
    task_type = "END"
    bpmn_element = "endEvent"
    shape: ClassVar = {"width": 50, "height": 50, "svg": ""}

    def __init__(self, title: Text, *, phase: Phase = Phase.CLOSED) -> None:
        super().__init__()
        self.title = title
        self.phase = phase
        self.task_title = title.vi

    def _outgoing(self) -> Iterator[Any]:
        return iter(())


class Beginning(NextNodeMixin, Node):
    """Where a flow begins; opening a dossier goes straight to what follows."""

    activation_class = WorkActivation
    task_type = "START"
    bpmn_element = "startEvent"
    shape: ClassVar = {"width": 50, "height": 50, "svg": ""}

    def __init__(self, title: Text) -> None:
        super().__init__()
        self.title = title
        self.task_title = title.vi
