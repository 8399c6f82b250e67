"""Three real documents; one asks for reviews. Who was told, and the answer of one dossier, are samples."""

from __future__ import annotations

from datetime import date
from typing import Any

from reorg.guidance.asking import answer, ask_for_reviews
from reorg.guidance.library import enter, tell
from reorg.guidance.models import BasisReview, GuidingDocument
from reorg.people.loading import fixture
from reorg.people.models import Organisation, User

ANSWERED = "HP-2025-01"


def demo_guidance(administrator: User, drafter: User) -> None:
    """Done once. The administrator enters and asks, the drafter of the lead tells people and answers for the merger."""
    if GuidingDocument.objects.exists():
        return
    made = {row["number"]: enter(_values(row), actor=administrator) for row in fixture("guidance")["documents"]}
    tell(
        made["05/CV-BCĐ"],
        body=Organisation.objects.get(key="hp_pc"),
        held_on=date(2025, 4, 25),
        audience="Thành viên Tổ công tác (mẫu)",
        people=24,
        evidence="Số liệu mẫu: danh sách dự họp. / Sample: list of those present.",
        sample=True,
        actor=drafter,
    )
    ask_for_reviews(made["112/2025/UBTVQH15"], actor=administrator)
    waiting = BasisReview.objects.filter(dossier__code=ANSWERED, outcome="").first()
    if waiting is not None:
        answer(
            waiting,
            outcome=BasisReview.Outcome.NO_CHANGE,
            reason="Mẫu: đề án đã được quyết định trước ngày 01/01/2026. / Sample: it was decided before 01/01/2026.",
            actor=drafter,
        )


def _values(row: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("issued_on", "in_force_from")}
    return row | days
