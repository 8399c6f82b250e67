"""Whether a flow can be walked: every step reached, every way ends, nobody waits for what cannot come.

A dossier is somewhere on a flow and in some phase. All such states are visited from the beginning on, by every outcome
a step may have; what is wrong is told with the way that leads there. The people of an installation are no part of it.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from workflows.flow.nodes import Appraisal, Beginning, Concurrence, End, HandOver, SignOff, WorkNode
from workflows.flow.procedure import Procedure
from workflows.phases import VERB_FOR, Phase

DONE, RETURNED, SUPPLEMENT = "done", "returned", "supplement asked"


@dataclass(frozen=True)
class Known:
    """What the office knows besides the flow: codes of roles, of checklists and of types of papers."""

    roles: Collection[str]
    lists: Collection[str]
    papers: Collection[str]


class Unsound(NamedTuple):
    """One mistake: what is wrong, and the way from the beginning on which a dossier would meet it."""

    what: str
    way: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what} The way there: {' → '.join(self.way)}." if self.way else self.what


class State(NamedTuple):
    """Where a dossier may be: at a node, in a phase."""

    node: str
    phase: Phase


class Exit(NamedTuple):
    outcome: str
    target: WorkNode | End


def unsound(flow: type[Procedure], known: Known | None = None) -> list[Unsound]:
    """Everything that is wrong with a flow; nothing when a dossier can always be brought to an end.

    ``known`` also asks whether the roles, lists and papers exist of which the flow speaks.
    """
    strange = [node for node in flow.instance.nodes() if not isinstance(node, (WorkNode, Beginning, End))]
    if strange:
        return [
            Unsound(
                f"“{node.name}” is a {type(node).__name__}, which the engine does not run. Give a step several seats."
            )
            for node in strange
        ]
    starts = [node for node in flow.instance.nodes() if isinstance(node, Beginning)]
    if len(starts) != 1:
        return [Unsound(f"A flow begins at one place; this one has {len(starts)}.")]
    walk = _Walk(flow, starts[0])
    found = [*walk.mistakes, *walk.not_reached(), *walk.without_end()]
    for node in flow.steps():
        found += (Unsound(what, walk.way_to(node.name)) for what in _of_step(flow, node))
        if known is not None:
            found += (Unsound(what, walk.way_to(node.name)) for what in _of_the_office(node, known))
    if known is not None:
        found += (Unsound(f"There is no checklist “{code}”.") for code in flow.lists if code not in known.lists)
    return found


class _Walk:
    """All states a dossier can be in, each with the state before it on a shortest way."""

    def __init__(self, flow: type[Procedure], start: Beginning) -> None:
        self.flow = flow
        self.mistakes: list[Unsound] = []
        self.before: dict[State, tuple[State, str] | None] = {}
        self.after: dict[State, list[State]] = {}
        first = [edge.dst for edge in start._outgoing()]
        if len(first) != 1 or not isinstance(first[0], WorkNode):
            self.mistakes.append(Unsound("The beginning leads to one step, the first."))
            return
        if first[0].phase != Phase.DRAFTING:
            self.mistakes.append(
                Unsound(f"A dossier begins in drafting, but “{first[0].name}” is of {first[0].phase}.")
            )
        self._visit(State(first[0].name, first[0].phase))

    def _visit(self, first: State) -> None:
        self.before[first] = None
        waiting = deque([first])
        while waiting:
            state = waiting.popleft()
            self.after[state] = []
            node = self.flow.instance.node(state.node)
            if isinstance(node, End):
                continue
            for exit_ in _exits(node):
                target = self._moved(state, exit_)
                if target is None:
                    continue
                self.after[state].append(target)
                if target not in self.before:
                    self.before[target] = (state, exit_.outcome)
                    waiting.append(target)

    def _moved(self, state: State, exit_: Exit) -> State | None:
        """The state after an exit, as `workflows.actions.moving` moves; None when the machine of phases refuses."""
        target, phase = exit_.target, exit_.target.phase
        if exit_.outcome == RETURNED and phase != state.phase:
            phase = Phase.RETURNED
        if phase != state.phase and (state.phase, phase) not in VERB_FOR:
            leads = f"“{state.node}” ({exit_.outcome}) leads to “{target.name}”"
            never = f"no dossier moves from {state.phase} to {phase}"
            self.mistakes.append(Unsound(f"{leads}, but {never}.", self.way(state)))
            return None
        return State(target.name, phase)

    def way(self, state: State) -> tuple[str, ...]:
        steps = [state.node]
        before = self.before[state]
        while before is not None:
            state, outcome = before
            steps.append(f"{state.node} ({outcome})")
            before = self.before[state]
        return tuple(reversed(steps))

    def way_to(self, name: str) -> tuple[str, ...]:
        return next((self.way(state) for state in self.before if state.node == name), ())

    def not_reached(self) -> Iterator[Unsound]:
        reached = {state.node for state in self.before}
        for node in self.flow.in_order():
            if not isinstance(node, Beginning) and node.name not in reached:
                yield Unsound(f"“{node.name}” is never reached.")

    def without_end(self) -> Iterator[Unsound]:
        """States from which no way leads to an end; of a whole blind alley only where it begins."""
        ending = {state for state in self.after if isinstance(self.flow.instance.node(state.node), End)}
        leading: dict[State, set[State]] = {}
        for state, targets in self.after.items():
            for target in targets:
                leading.setdefault(target, set()).add(state)
        good, waiting = set(ending), list(ending)
        while waiting:
            for state in leading.get(waiting.pop(), ()):
                if state not in good:
                    good.add(state)
                    waiting.append(state)
        told: set[str] = set()
        for state, came in self.before.items():
            if state in good or state.node in told or (came is not None and came[0] not in good):
                continue
            told.add(state.node)
            yield Unsound(f"From “{state.node}” no way leads to an end.", self.way(state))


def _exits(node: WorkNode) -> Iterator[Exit]:
    for edge in node._outgoing():
        yield Exit(DONE, edge.dst)
    for target in node.returns:
        yield Exit(RETURNED, target)
    if isinstance(node, Appraisal) and node.supplement is not None:
        yield Exit(SUPPLEMENT, node.supplement)


def _of_step(flow: type[Procedure], node: WorkNode) -> Iterator[str]:
    onward = [edge.dst.name for edge in node._outgoing()]
    if len(onward) > 1:
        yield f"“{node.name}” has {len(onward)} exits for one outcome, done: {', '.join(onward)}."
    for target, times in Counter(target.name for target in node.returns).items():
        if times > 1:
            yield f"“{node.name}” has {times} exits for one outcome, returned to {target}."
    if node in node.returns:
        yield f"“{node.name}” is returned to itself."
    if not node.seats:
        yield f"“{node.name}” is asked of nobody, so nobody can finish it."
    for seat, times in Counter(node.seats).items():
        if seat.part not in flow.parts:
            yield f"“{node.name}” waits for the part “{seat.part}”, which nobody plays."
        if times > 1:
            yield f"“{node.name}” waits {times} times for one office, {seat.part}:{seat.role}, which answers once."
    if isinstance(node, Concurrence) and len({seat.part for seat in node.seats}) < 2:
        yield f"“{node.name}” is a concurrence of one party; it needs at least two."
    for code in {*node.gates, *(node.lists if isinstance(node, HandOver) else ())}:
        if code not in flow.lists:
            yield f"“{node.name}” waits for the list “{code}”, which the procedure does not carry."
    if isinstance(node, SignOff) and node.edits:
        yield f"“{node.name}” signs what it may change."


def _of_the_office(node: WorkNode, known: Known) -> Iterator[str]:
    for role in sorted({seat.role for seat in node.seats}):
        if role not in known.roles:
            yield f"“{node.name}” is asked of the role “{role}”, which does not exist."
    for need in node.needs:
        if need.partition("@")[0] not in known.papers:
            yield f"“{node.name}” needs a paper of the type “{need.partition('@')[0]}”, which does not exist."
