"""What registers add to readiness: differences that nobody settled block the steps that hand over or close."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from reorg.registers.kinds import KINDS, kinds_of_lists
from reorg.registers.reconciling import Counts, counts_of
from workflows.flow import End, HandOver, Procedure, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text


class RegisterProcedure(Procedure):
    """A procedure whose checklists have registers behind them, or that keeps registers without a checklist."""

    registers: ClassVar[tuple[str, ...]] = ()  # groups of registers, as `Kind.lists` names them

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        yield from super().missing(dossier, node)
        yield from unsettled(dossier, node)


def unsettled(dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
    """One line for each register in which giver and receiver differ, with the page where it is settled."""
    last = any(isinstance(edge.dst, End) for edge in node._outgoing())
    lists = set(dossier.flow.lists) if last else set(node.lists) if isinstance(node, HandOver) else set()
    if not lists:
        return
    for code, counts in counts_of(dossier, kinds_of_lists(lists)).items():
        if counts.unsettled:
            yield Missing(in_words(KINDS[code].title, counts), ("register", code), node.name)


def in_words(title: Text, counts: Counts) -> Text:
    """“Trụ sở, nhà, đất: 13 chưa nhận, 2 lệch”."""
    vi = [
        f"{count} {word}"
        for count, word in (
            (counts.missing, "chưa nhận"),
            (counts.surplus, "ngoài danh mục của bên giao"),
            (counts.differing, "sai lệch"),
        )
        if count
    ]
    en = [
        f"{count} {word}"
        for count, word in (
            (counts.missing, "not received"),
            (counts.surplus, "not listed by the giver"),
            (counts.differing, "differing"),
        )
        if count
    ]
    return Text(f"bảng kê {title.vi}: {', '.join(vi)}", f"register {title.en}: {', '.join(en)}")
