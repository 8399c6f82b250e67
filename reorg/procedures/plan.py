"""What every arrangement of units adds to a procedure: the unit plan is signed, and must be complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reorg.arrangement.consulting import without_return
from reorg.registers.readiness import RegisterProcedure
from reorg.units import plan
from workflows.flow import OpinionRound, Step, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text


class UnitProcedure(RegisterProcedure):
    """A procedure whose content is a plan of which units become which."""

    @classmethod
    def content(cls, dossier: Dossier) -> dict[str, Any]:
        return {f"{clause['number']:03d}": clause for clause in plan.plan_content(dossier)["clauses"]}

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        """Finishing an editing step needs a plan whose parts add up to the wholes."""
        yield from super().missing(dossier, node)
        if isinstance(node, OpinionRound):
            for place in without_return(dossier):
                yield Missing(
                    Text(f"chưa có kết quả lấy ý kiến của {place}", f"no return from {place} yet"),
                    ("consultation", dossier.code),
                    node.name,
                )
        if not (isinstance(node, Step) and node.edits):
            return
        clauses = plan.plan_of(dossier)
        if not clauses:
            yield Missing(
                Text("chưa có phương án: đơn vị nào thành đơn vị nào", "no plan yet: which units become which"),
                ("plan", dossier.code),
                node.name,
            )
        for problem in plan.balance_of(clauses).problems:
            yield Missing(problem.text, ("plan", dossier.code), node.name)
