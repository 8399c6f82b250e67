"""A dossier that has ended: a paper recalled and replaced, content removed by law, and frozen by the auditors."""

from __future__ import annotations

from django.db import transaction

from reorg.demo.acting import Stage
from reorg.demo.cast import AGENCY_PARTS, bodies
from reorg.demo.samples import sample
from reorg.people.models import User
from workflows import actions
from workflows.models import Document, DocumentType, Dossier, ProcedureVersion
from workflows.text import Text

ENDED = "HP-2025-06"
SAMPLE = "Tình huống mẫu cho trình diễn."


@transaction.atomic
def ended_dossier(people: dict[str, User]) -> Dossier:
    """A consolidation taken back before it was decided; everything in it is a sample."""
    dossier = actions.open_dossier(
        ProcedureVersion.objects.get(code="agency_consolidation", version="2025.1"),
        code=ENDED,
        title=Text("Hợp nhất hai Chi cục Văn thư, Lưu trữ (hồ sơ mẫu)", "Consolidate two archive branches (a sample)"),
        parts=bodies(AGENCY_PARTS),
        actor=people["anh"],
    )
    stage = Stage(dossier, people)
    stage.files("anh", "ĐA", Text("Đề án hợp nhất (mẫu)", "Scheme (a sample)"), step="draft", signed=True)
    report = _report(dossier, people, "01/BC-MẪU", "Báo cáo biên chế (mẫu)")
    actions.recall_document(
        report,
        ground=f"Số liệu biên chế chưa đối chiếu. {SAMPLE}",
        authority="UBND thành phố Hải Phòng",
        actor=people["anh"],
    )
    report = _report(dossier, people, "02/BC-MẪU", "Báo cáo biên chế, đã đối chiếu (mẫu)", replaces=report)
    item = dossier.items.filter(checklist__code="staff").order_by("order").first() or dossier.items.order_by("pk")[0]
    listed = sample("Danh sách (mẫu)", "Danh sách người lao động.", "danh-sach-mau.pdf")
    proof = actions.add_evidence(item, file=listed, actor=people["anh"], sample=True)
    actions.erase_file(
        proof,
        ground=f"Điều 16 Nghị định 13/2023/NĐ-CP. {SAMPLE}",
        paper="Phiếu yêu cầu mẫu số 1",
        actor=people["binh"],
    )
    actions.withdraw(dossier, reason=f"Gộp vào hồ sơ khác. {SAMPLE}", actor=people["binh"])
    actions.place_hold(
        dossier, ground=f"Kiểm toán việc sắp xếp biên chế. {SAMPLE}", paper="Quyết định mẫu số 2", actor=people["phuc"]
    )
    return dossier


def _report(
    dossier: Dossier, people: dict[str, User], symbol: str, subject: str, replaces: Document | None = None
) -> Document:
    return actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk="BC"),
        symbol=symbol,
        issuer="Sở Nội vụ thành phố Hải Phòng",
        date=None,
        subject=Text(subject, "Report on posts (a sample)"),
        step="draft",
        signed=False,
        sample=True,
        actor=people["anh"],
        file=sample(symbol, subject, f"{symbol.replace('/', '-')}.pdf"),
        replaces=replaces,
    )
