"""What a procedure declares besides its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from viewflow.workflow.base import Flow

from workflows.clock import STANDARD, Escalation
from workflows.flow.nodes import Beginning, End, WorkNode
from workflows.models.steps import Process, Task
from workflows.text import Text
from workflows.trail.canonical import digest

if TYPE_CHECKING:
    from workflows.models import Dossier
    from workflows.readiness import Missing


class Part(NamedTuple):
    """A part that an organisation plays in a dossier."""

    title: Text
    oversight: bool = False


def _row_lock(flow: Any, process_pk: int) -> Any:
    raise AssertionError("The dossier's row is locked at the door; flows are never run beside it.")


class Procedure(Flow):
    """A flow with what the law and the office add to it: parts, papers, lists, regime, dates of validity."""

    process_class = Process
    task_class = Task
    lock_impl = _row_lock

    code: ClassVar[str] = ""
    version: ClassVar[str] = ""
    title: ClassVar[Text]
    regime: ClassVar[Mapping[str, Any]] = {}
    valid_from: ClassVar[date]
    valid_to: ClassVar[date | None] = None
    lead: ClassVar[str] = ""  # the part whose drafters own the content
    parts: ClassVar[Mapping[str, Part]] = {}
    lists: ClassVar[tuple[str, ...]] = ()  # the checklists it carries
    signed_lists: ClassVar[tuple[str, ...]] = ()  # those whose states are part of the signed content
    escalation: ClassVar[tuple[Escalation, ...]] = STANDARD  # whom a late step is brought to, and when

    @classmethod
    def content(cls, dossier: Dossier) -> dict[str, Any]:
        """What leaders sign besides papers, opinions and dates; JSON without floats. For example the unit plan."""
        return {}

    @classmethod
    def anchor(cls, dossier: Dossier, name: str) -> date | None:
        """A date of the procedure's own on which deadlines hang, None while it is not known.

        Raises:
            LookupError: the procedure has no such date.
        """
        raise LookupError(f"The procedure {cls.code} has no date “{name}”.")

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        """What this procedure misses before the step can be finished, beyond papers and lists."""
        return iter(())

    @classmethod
    def part(cls, key: str) -> Part | None:
        """The part a party plays, for parties that join a dossier after it was opened as well."""
        return cls.parts.get(key)

    @classmethod
    def reached(cls, case: Any, node: WorkNode) -> None:
        """What follows at once when a step is reached, behind the same door. ``case`` is the open case."""

    @classmethod
    def beginning(cls) -> Beginning:
        return next(node for node in cls.instance.nodes() if isinstance(node, Beginning))

    @classmethod
    def steps(cls) -> list[WorkNode]:
        """The steps in the order in which the procedure names them."""
        return [node for node in cls.in_order() if isinstance(node, WorkNode)]

    @classmethod
    def in_order(cls) -> list[WorkNode | End | Beginning]:
        order = _places(cls)  # type: ignore[arg-type]
        return sorted(cls.instance.nodes(), key=lambda node: order.get(node.name, len(order)))

    @classmethod
    def step(cls, name: str) -> WorkNode:
        node = cls.instance.node(name, no_obsolete=True)
        if not isinstance(node, WorkNode):
            raise LookupError(f"The procedure {cls.code} has no step “{name}”.")
        return node

    @classmethod
    def description(cls) -> dict[str, Any]:
        """The definition as data: what a dossier is bound to when it is opened."""
        own = {} if cls.escalation == STANDARD else {"escalation": [list(rule) for rule in cls.escalation]}
        return own | {
            "code": cls.code,
            "version": cls.version,
            "regime": dict(cls.regime),
            "parts": {key: part.title.as_fact() for key, part in cls.parts.items()},
            "lists": list(cls.lists),
            "steps": [
                {
                    "step": node.name,
                    "kind": node.kind,
                    "title": node.title.as_fact(),
                    "phase": node.phase.value,
                    "seats": [f"{seat.part}:{seat.role}" for seat in node.seats],
                    "due": repr(node.due) if node.due else None,
                    "needs": list(node.needs),
                    "gates": list(node.gates),
                    "returns": [target.name for target in node.returns],
                    "next": [edge.dst.name for edge in node._outgoing()],
                }
                for node in cls.steps()
            ],
        }

    @classmethod
    def digest(cls) -> str:
        return digest(cls.description())


@cache
def _places(cls: Any) -> dict[str, int]:
    return {name: place for place, name in enumerate(_declared(cls))}


def _declared(cls: type[Procedure]) -> Iterator[str]:
    """Names of the steps in the order they are written, those of the base first."""
    seen: set[str] = set()
    for base in reversed(cls.__mro__):
        for name in vars(base):
            if name not in seen:
                seen.add(name)
                yield name
