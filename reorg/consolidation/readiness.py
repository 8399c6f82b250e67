"""What a scheme of departments adds to a procedure: the plan is signed, must be complete, and must keep the limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from reorg.consolidation.models import Department
from reorg.consolidation.plan import Finding, departments_of, findings, plan_content
from reorg.registers.readiness import RegisterProcedure
from workflows.flow import Step, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text

WANTED = (
    ("functions", Text("chức năng, nhiệm vụ", "functions")),
    ("divisions", Text("tổ chức bên trong", "internal divisions")),
    ("posts", Text("biên chế", "posts of staff")),
    ("deputies", Text("số cấp phó", "the number of deputies")),
    ("assets", Text("tài sản", "assets")),
    ("finance", Text("tài chính", "finance")),
)


class DepartmentProcedure(RegisterProcedure):
    """A procedure whose content is a plan of departments; it may be left out where a larger scheme holds it."""

    needs_plan: ClassVar[bool] = False

    @classmethod
    def content(cls, dossier: Dossier) -> dict[str, Any]:
        return plan_content(dossier)

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        """Finishing an editing step needs departments that are described and keep the limits."""
        yield from super().missing(dossier, node)
        if not (isinstance(node, Step) and node.edits):
            return
        rows = departments_of(dossier)
        if rows or cls.needs_plan:
            for what in _lacking(dossier, rows):
                yield Missing(what, ("departments", dossier.code), node.name)


def plans_departments(dossier: Dossier) -> bool:
    """Whether this dossier's procedure arranges agencies."""
    return issubclass(dossier.flow, DepartmentProcedure)


def _lacking(dossier: Dossier, rows: list[Department]) -> Iterator[Text]:
    if not rows:
        yield Text("chưa có phương án: cơ quan nào thành cơ quan nào", "no plan yet: which agencies become which")
        return
    for one in rows:
        lacks = [title for name, title in WANTED if getattr(one, name) in (None, "", [])]
        if lacks:
            yield Text(
                f"{one.title_vi}: thiếu {', '.join(title.vi for title in lacks)}",
                f"{one.title_en}: without {', '.join(title.en for title in lacks)}",
            )
    for finding in findings(dossier, rows):
        if finding.kept is False and not (finding.code == "deputies" and _explained(rows)):
            yield over(finding)


def _explained(rows: list[Department]) -> bool:
    """More deputies than the average are allowed for a time after an arrangement, where the scheme says until when."""
    return any(one.deputies_reason.strip() for one in rows)


def over(finding: Finding) -> Text:
    return Text(
        f"vượt giới hạn: {finding.working.vi} ({finding.law.vi})",
        f"over the limit: {finding.working.en} ({finding.law.en})",
    )
