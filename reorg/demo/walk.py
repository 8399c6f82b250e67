"""The demonstration: the merger of Hải Dương into Hải Phòng walked to implementation, and what stands beside it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from reorg.audit.demo import demo_questions
from reorg.demo.acting import Stage
from reorg.demo.case import case
from reorg.demo.cast import AGENCY_PARTS, COMMUNE_PARTS, PROVINCE_PARTS, bodies
from reorg.demo.samples import sample
from reorg.meetings.demo import pack_for_appraisal, packs_after_supplement
from reorg.notices.demo import demo_notices
from reorg.people.models import User
from reorg.registers.demo import demo_registers
from reorg.reviews.demo import demo_conformity, demo_evaluations, demo_reports
from reorg.units.actions import change_plan
from reorg.units.models import Succession
from reorg.units.plan import planned_from_successions
from workflows import actions
from workflows.models import ChecklistItem, Dossier, ProcedureVersion, Programme
from workflows.text import Text

PROVINCE, COMMUNES, AGENCY = "HP-2025-01", "HP-2025-02", "HP-2025-03"
RESOLUTION, OPERATION = date(2025, 6, 12), date(2025, 7, 1)
VOTED = date(2025, 4, 28)
HEADCOUNT = Text(
    "Nguồn ghi 100 % tán thành (nhất trí); số đại biểu là số liệu mẫu.",
    "The source says 100 % in favour (unanimous); the headcount is a sample.",
)
HOUSEHOLDS = "Nguồn chỉ ghi tỷ lệ 99,21 % đồng ý của Hải Dương; số hộ là số liệu mẫu."


def programme() -> Programme:
    data = case()["programme"]
    mandate = {row["key"]: row for row in case()["documents"]}
    made, _ = Programme.objects.get_or_create(
        code="HP-2025",
        defaults={
            "title_vi": data["title_vi"],
            "title_en": data["title_en"],
            "mandate": [
                {"symbol": mandate[key]["number"], "date": mandate[key]["date"], "subject": mandate[key]["subject_vi"]}
                for key in data["legal_bases"]
            ],
            "starts_on": date(2025, 4, 12),
            "ends_on": date(2026, 12, 31),
        },
    )
    return made


@transaction.atomic
def province_merger(people: dict[str, User]) -> Dossier:
    """Hải Dương into Hải Phòng: every step from drafting to the hand-over, with one return and one supplement."""
    dossier = opened(
        "province_merger",
        PROVINCE,
        PROVINCE_PARTS,
        people,
        resolution=None,
        title=Text("Sáp nhập tỉnh Hải Dương vào thành phố Hải Phòng", "Merge Hải Dương into Hải Phòng"),
    )
    stage = Stage(dossier, people, "province")
    provinces = Succession.objects.filter(successor__code="31", successor__level="province").select_related(
        "predecessor", "successor"
    )
    change_plan(dossier, planned_from_successions(provinces), actor=people["anh"])
    stage.registers("anh", "draft")
    scheme = stage.files(
        "anh",
        "ĐA",
        Text("Đề án sáp nhập tỉnh Hải Dương và thành phố Hải Phòng", "Scheme of the merger"),
        step="draft",
        signed=True,
    )
    stage.files("anh", "TTr", Text("Tờ trình về việc sáp nhập", "Submission on the merger"), step="draft", signed=True)
    stage.done("anh", "Số liệu tính đến ngày 31/12/2024.")
    _consult(stage)

    stage.signs("dung")
    stage.returns(
        "giang", "draft", "Đề nghị bổ sung phương án nhà ở, đi lại cho cán bộ Hải Dương chuyển công tác vào đề án."
    )
    second = sample("Đề án (bản 2)", "Đề án sáp nhập, bổ sung phương án nhà ở, đi lại.", "ĐA-draft-ban-mau-2.pdf")
    actions.add_version(scheme, file=second, actor=people["anh"], note="Bổ sung phương án nhà ở, đi lại.")
    stage.done("anh", "Đã tiếp thu ý kiến của Tỉnh ủy Hải Dương.")
    _consult(stage)
    stage.registers("anh", "party_opinion", "concurrence")
    stage.signs("dung", "giang")
    stage.signs("cuc", "binh")

    stage.registers("hanh", "councils", only="Hội đồng nhân dân thành phố Hải Phòng")
    stage.registers("khanh", "councils", only="Hội đồng nhân dân tỉnh Hải Dương")
    stage.votes("hanh", 66, HEADCOUNT.vi, VOTED)
    stage.votes("khanh", 62, HEADCOUNT.vi, VOTED)
    stage.signs("binh")

    stage.registers("lam", "appraisal")
    pack = pack_for_appraisal(dossier, people)
    actions.ask_supplement(
        stage.asked("lam"),
        reason="Làm rõ số liệu diện tích, dân số theo Công văn 05/CV-BCĐ; bổ sung bản đồ phương án.",
        ground="incorrect",
        actor=people["lam"],
    )
    stage.files(
        "anh",
        "BC",
        Text("Báo cáo giải trình số liệu, bản đồ", "Report explaining figures and maps"),
        step="supplement",
        signed=True,
    )
    stage.done("anh", "Đã rà soát số liệu và bổ sung bản đồ phương án.")
    stage.files("lam", "BC", Text("Báo cáo thẩm định", "Appraisal report"), step="appraisal", signed=False)
    packs_after_supplement(pack, people)
    stage.signs("lam")
    stage.registers("mai", "government")
    stage.signs("mai")
    stage.signs("nam")
    stage.registers("oanh", "assembly")
    stage.signs("oanh")
    actions.set_dates(dossier, resolution=RESOLUTION, operation=OPERATION, actor=people["anh"])

    stage.registers("anh", "prepare")
    _work_lists(stage)
    demo_registers(dossier, people)
    demo_reports(dossier, people)
    stage.done("anh")
    stage.registers("anh", "handover_assets", at="hand_over_property")
    stage.registers("anh", "handover_it_cutover", at="hand_over_people")
    demo_evaluations(dossier, people)
    return dossier


def _consult(stage: Stage) -> None:
    """Both localities' households. The share of Hải Dương is real; the numbers of households are samples."""
    for respondent, total, agree, note in (
        ("Tỉnh Hải Dương", 10_000, 9_921, HOUSEHOLDS),
        ("Thành phố Hải Phòng", 10_000, 9_800, "Chưa tìm được kết quả; số liệu mẫu."),
    ):
        actions.record_opinion(
            stage.asked("anh"),
            respondent=respondent,
            total=total,
            agree=agree,
            disagree=0,
            other=total - agree,
            note=note,
            sample=True,
            actor=stage.people["anh"],
        )
    actions.close_round(
        stage.asked("anh"), actor=stage.people["anh"], opens=date(2025, 4, 17), closes=date(2025, 4, 21)
    )


def _work_lists(stage: Stage) -> None:
    """Governance is complete; the other lists are as far as such lists are when the hand-over begins."""
    items = list(
        ChecklistItem.objects.filter(dossier=stage.dossier)
        .select_related("owner", "checklist", "dossier")
        .order_by("checklist__order", "order")
    )
    for place, item in enumerate(items):
        if item.checklist.code == "governance" or place % 4 == 0:
            stage.settles(item)
        elif place % 4 == 1:
            stage.settles(item, verify=False)
        elif place % 4 == 2:
            worker = stage.people["son" if item.owner.key.startswith("hd_") else "quynh"]
            actions.start_item(item, actor=worker)


@transaction.atomic
def commune_arrangement(people: dict[str, User], province: Dossier) -> Dossier:
    """The 114 units of the new Hải Phòng: planned with the clauses of the resolution, on its way to the households."""
    dossier = opened(
        "commune_arrangement",
        COMMUNES,
        COMMUNE_PARTS,
        people,
        links=(province,),
        title=Text(
            "Sắp xếp đơn vị hành chính cấp xã của thành phố Hải Phòng (mới) thành 114 đơn vị",
            "Arrange the communes of the new Hải Phòng into 114 units",
        ),
    )
    communes = (
        Succession.objects.filter(
            successor__parent__code="31", successor__level="commune", successor__valid_from=OPERATION
        )
        .select_related("predecessor", "successor")
        .order_by("successor__code")
    )
    change_plan(dossier, planned_from_successions(communes), actor=people["anh"])
    demo_conformity(dossier, people)
    stage = Stage(dossier, people, "commune")
    stage.registers("anh", "draft")
    stage.files(
        "anh", "ĐA", Text("Đề án sắp xếp đơn vị hành chính cấp xã", "Scheme of the communes"), step="draft", signed=True
    )
    stage.files(
        "anh", "TTr", Text("Tờ trình về việc sắp xếp cấp xã", "Submission on the communes"), step="draft", signed=True
    )
    stage.done("anh")
    return dossier


@transaction.atomic
def agency_consolidation(people: dict[str, User], province: Dossier) -> Dossier:
    """A fresh dossier that waits for the leaders of both localities to sign."""
    dossier = opened(
        "agency_consolidation",
        AGENCY,
        AGENCY_PARTS,
        people,
        links=(province,),
        operation=None,
        title=Text(
            "Hợp nhất Sở Nội vụ tỉnh Hải Dương và Sở Nội vụ thành phố Hải Phòng",
            "Consolidate the Departments of Home Affairs of Hải Dương and Hải Phòng",
        ),
    )
    stage = Stage(dossier, people)
    stage.files(
        "anh", "ĐA", Text("Đề án hợp nhất hai Sở Nội vụ", "Scheme of the consolidation"), step="draft", signed=True
    )
    stage.done("anh", "Trình lãnh đạo hai UBND thống nhất trước ngày 10/7/2025.")
    demo_notices(dossier, people)
    demo_questions(people)
    return dossier


def opened(
    code: str,
    number: str,
    parts: dict[str, str],
    people: dict[str, User],
    *,
    title: Text,
    links: tuple[Dossier, ...] = (),
    resolution: date | None = None,
    operation: date | None = OPERATION,
) -> Dossier:
    return actions.open_dossier(
        ProcedureVersion.objects.get(code=code, version="2025.1"),
        code=number,
        title=title,
        parts=bodies(parts),
        programme=programme(),
        operation_date=operation,
        resolution_date=resolution,
        links=links,
        actor=people["anh"],
    )
