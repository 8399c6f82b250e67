"""The political report of Hải Phòng: its real dates; the text is a sample that says so, nobody's real report."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from reorg.drafting import actions
from reorg.drafting.models import Round
from reorg.people.models import Organisation, User
from workflows import actions as engine
from workflows.models import DocumentType, Dossier, ProcedureVersion
from workflows.reading import assignments_for
from workflows.text import Text

CODE = "HP-2025-05"
SUBJECT = Text(
    "Báo cáo chính trị trình Đại hội Đảng bộ thành phố Hải Phòng nhiệm kỳ 2025-2030 (mẫu)",
    "Political report to the Congress of the Party of Hải Phòng for 2025-2030 (sample)",
)
# What the source says, by day (S3).
MILESTONES = (
    (
        date(2025, 6, 15),
        Text("Hoàn thành dự thảo lần hai, lấy ý kiến các cơ quan", "Second draft done, opinions of agencies asked"),
    ),
    (
        date(2025, 8, 31),
        Text("Kết thúc lấy ý kiến cán bộ, đảng viên, Nhân dân", "End of opinions of cadres, members and people"),
    ),
    (date(2025, 9, 30), Text("Hoàn chỉnh văn kiện đại hội", "Congress papers ready")),
)
FIRST = """BÁO CÁO CHÍNH TRỊ (BẢN MẪU)
Đây là văn bản mẫu dùng cho trình diễn, không phải báo cáo thật của Đảng bộ thành phố.
Phần thứ nhất. Kết quả nhiệm kỳ qua
Đoạn mẫu về kết quả phát triển kinh tế, xã hội. Số liệu sẽ do Tổ biên tập bổ sung.
Phần thứ hai. Phương hướng
Đoạn mẫu về chuyển đổi số theo Nghị quyết số 57.
Đoạn mẫu về hội nhập quốc tế.
Phần thứ ba. Tổ chức thực hiện
Đoạn mẫu về phân công thực hiện."""
SECOND = """BÁO CÁO CHÍNH TRỊ (BẢN MẪU)
Đây là văn bản mẫu dùng cho trình diễn, không phải báo cáo thật của Đảng bộ thành phố.
Phần thứ nhất. Kết quả nhiệm kỳ qua
Đoạn mẫu về kết quả phát triển kinh tế, xã hội của hai địa phương. Số liệu sẽ do Tổ biên tập bổ sung.
Phần thứ hai. Phương hướng
Đoạn mẫu về khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số theo Nghị quyết số 57-NQ/TW.
Đoạn mẫu về hội nhập quốc tế theo Nghị quyết số 59-NQ/TW.
Đoạn mẫu về xây dựng và thi hành pháp luật theo Nghị quyết số 66-NQ/TW.
Phần thứ ba. Tổ chức thực hiện
Đoạn mẫu về phân công thực hiện."""
OPINIONS = (
    ("Đề nghị bổ sung nội dung về kinh tế tư nhân theo Nghị quyết số 68-NQ/TW (ý kiến mẫu).", "taken", ""),
    (
        "Đề nghị nêu rõ lộ trình nhà ở cho cán bộ Hải Dương (ý kiến mẫu).",
        "partly",
        "Nêu nguyên tắc; lộ trình thuộc đề án riêng (mẫu).",
    ),
    ("Đề nghị đổi tên phần thứ ba (ý kiến mẫu).", "declined", "Giữ theo đề cương hướng dẫn (mẫu)."),
    ("Đề nghị rút gọn phần kết quả nhiệm kỳ qua (ý kiến mẫu).", "", ""),
)


def demo_draft(people: dict[str, User], *, parts: dict[str, Organisation]) -> Dossier:
    """Two drafts, a round of the bodies and one of the public, most opinions answered."""
    editor, adviser, chief = people["hp_editor"], people["hp_adviser"], people["hp_chief_editor"]
    dossier = engine.open_dossier(
        ProcedureVersion.objects.get(code="paper_drafting", version="2025.1"),
        code=CODE,
        title=Text("Soạn thảo Báo cáo chính trị thành phố Hải Phòng", "Draft the political report of Hải Phòng"),
        parts={"owner": parts["hp_party"], "audit": parts["state_audit"]},
        actor=editor,
    )
    paper = engine.register_document(
        dossier,
        type=DocumentType.objects.get(pk="BC"),
        symbol="",
        issuer=parts["hp_party"].title_vi,
        date=None,
        subject=SUBJECT,
        step="draft",
        sample=True,
        source="S3",
        actor=editor,
    )
    drafting = actions.begin(paper, required="four_pillars", actor=editor)
    for due, title in MILESTONES:
        actions.plan(drafting, title=title, due=due, source="S3", actor=editor)
    actions.make_draft(drafting, text=FIRST, sample=True, actor=editor)
    engine.complete(assignments_for(editor).get(dossier=dossier, state="open"), actor=editor)
    today = timezone.localdate()
    bodies = actions.send_round(
        drafting,
        kind=Round.Kind.BODIES,
        addressees=[parts["hp_pc"], parts["hp_front"]],
        opens=today,
        closes=today + timedelta(days=10),
        actor=editor,
    )
    for text, disposition, reason in OPINIONS[:2]:
        said = actions.give_opinion(bodies, text=text, sample=True, actor=adviser)
        actions.dispose(said, disposition=disposition, reason=reason, actor=chief)
    actions.make_draft(drafting, text=SECOND, note="Tiếp thu ý kiến các cơ quan (mẫu)", sample=True, actor=editor)
    actions.reach(drafting.milestones.order_by("due")[0], on=min(today, date(2025, 6, 15)), actor=editor)
    public = actions.send_round(
        drafting,
        kind=Round.Kind.PUBLIC,
        opens=today,
        closes=max(date(2025, 8, 31), today + timedelta(days=30)),
        actor=editor,
    )
    for text, disposition, reason in OPINIONS[2:]:
        said = actions.give_public_opinion(public.token, text=text, sample=True)
        if disposition:
            actions.dispose(said, disposition=disposition, reason=reason, actor=chief)
    return dossier
