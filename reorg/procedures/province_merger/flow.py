"""Merging provinces, as the round of 2025 did it (Resolution 76/2025/UBTVQH15, Law 65 and then 72/2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.parts import (
    ALL_LISTS,
    APPRAISER,
    ASSEMBLY,
    CENTRE,
    GOVERNMENT,
    LEAD_CHAIR,
    LEAD_CLERK,
    LEAD_SECRETARY,
    LOCALITIES,
    OTHER_CHAIR,
    OTHER_CLERK,
    OTHER_SECRETARY,
    OVERSIGHT,
    OWNERS,
    TASK_FORCE,
    VERIFIER,
)
from reorg.procedures.plan import UnitProcedure
from workflows.clock import After, Days, WorkingDays
from workflows.flow import (
    Appraisal,
    Ballot,
    Beginning,
    Concurrence,
    End,
    HandOver,
    OpinionRound,
    Part,
    SignOff,
    Step,
)
from workflows.flow.rules import INFORMING, MAJORITY_OF_ALL
from workflows.phases import Phase
from workflows.text import Text

DRAFTING, REVIEW, APPRAISAL = Phase.DRAFTING, Phase.REVIEW, Phase.APPRAISAL
APPROVAL, IMPLEMENTATION = Phase.APPROVAL, Phase.IMPLEMENTATION


class ProvinceMerger(UnitProcedure):
    """Sáp nhập đơn vị hành chính cấp tỉnh"""

    code = "province_merger"
    version = "2025.1"
    title = Text("Sáp nhập đơn vị hành chính cấp tỉnh", "Merger of provinces")
    regime = {"name": "76/2025/UBTVQH15", "laws": ["65/2025/QH15", "72/2025/QH15"], "sources": ["C1", "C7"]}
    valid_from = date(2025, 4, 15)
    lead = "lead_pc"
    parts = LOCALITIES | CENTRE | {"assembly": Part(Text("Quốc hội", "National Assembly"))} | OWNERS | OVERSIGHT
    lists = ALL_LISTS

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Xây dựng đề án", "Draft the scheme"),
        by=TASK_FORCE,
        phase=DRAFTING,
        due=WorkingDays(10),
        edits=True,
        needs=("ĐA", "TTr"),
        guide=Text(
            "Đề án, tờ trình, bản đồ hiện trạng và phương án; phương án đơn vị; số liệu tính đến ngày 31/12/2024.",
            "Scheme, submission, maps of today and of the plan; the unit plan; figures as of 31 December 2024.",
        ),
    ).Next(this.household_opinion)

    household_opinion = OpinionRound(
        Text("Lấy ý kiến cử tri đại diện hộ gia đình", "Consult the voters representing households"),
        by=TASK_FORCE,
        phase=REVIEW,
        due=Days(5),
        rule=INFORMING,
        window=5,
        returns=(this.draft,),
    ).Next(this.party_opinion)

    party_opinion = SignOff(
        Text("Cấp ủy hai địa phương cho ý kiến", "The Party committees of both localities give their opinion"),
        by=(LEAD_SECRETARY, OTHER_SECRETARY),
        phase=REVIEW,
        due=WorkingDays(5),
        returns=(this.draft,),
        statement=Text(
            "Thay mặt Ban Thường vụ cấp ủy, tôi thống nhất chủ trương và nội dung hồ sơ đã đọc.",
            "On behalf of the standing committee I agree to the policy and to the content of the dossier as read.",
        ),
    ).Next(this.concurrence)

    concurrence = Concurrence(
        Text("UBND hai địa phương thống nhất hồ sơ", "Both People's Committees concur"),
        by=(LEAD_CHAIR, OTHER_CHAIR),
        phase=REVIEW,
        due=WorkingDays(3),
        returns=(this.draft,),
        statement=Text(
            "Thay mặt Ủy ban nhân dân, tôi thống nhất trình hồ sơ với nội dung đã đọc.",
            "On behalf of the People's Committee I agree that the dossier be submitted with the content as read.",
        ),
    ).Next(this.councils)

    councils = Ballot(
        Text("Hội đồng nhân dân hai địa phương biểu quyết", "The People's Councils of both localities vote"),
        by=(LEAD_CLERK, OTHER_CLERK),
        phase=REVIEW,
        due=WorkingDays(5),
        rule=MAJORITY_OF_ALL,
        needs=("NQ@each",),
        returns=(this.draft,),
    ).Next(this.submit)

    submit = SignOff(
        Text("Ký tờ trình gửi Chính phủ", "Sign the submission to the Government"),
        by=LEAD_CHAIR,
        phase=REVIEW,
        due=WorkingDays(2),
        frozen=True,
        returns=(this.draft, this.concurrence),
        statement=Text(
            "Tôi ký tờ trình và chịu trách nhiệm về tính đầy đủ, chính xác của hồ sơ trình Chính phủ.",
            "I sign the submission and answer for the dossier being complete and correct.",
        ),
    ).Next(this.appraisal)

    appraisal = Appraisal(
        Text("Bộ Nội vụ thẩm định", "The Ministry of Home Affairs appraises"),
        by=APPRAISER,
        phase=APPRAISAL,
        due=WorkingDays(5),
        needs=("BC@",),
        supplement=this.supplement,
        returns=(this.draft, this.submit),
        statement=Text(
            "Hồ sơ đã được thẩm định, đủ điều kiện trình Chính phủ.",
            "The dossier has been appraised and may be put before the Government.",
        ),
    ).Next(this.government)

    supplement = Step(
        Text("Bổ sung, giải trình hồ sơ", "Supplement and explain"),
        by=TASK_FORCE,
        phase=APPRAISAL,
        due=WorkingDays(3),
        edits=True,
    ).Next(this.appraisal)

    government = SignOff(
        Text("Chính phủ thông qua, trình Quốc hội", "The Government adopts and submits to the National Assembly"),
        by=GOVERNMENT,
        phase=APPRAISAL,
        due=WorkingDays(3),
        frozen=True,
        needs=("NQ@",),
        returns=(this.draft, this.appraisal),
        statement=Text(
            "Chính phủ đã thông qua hồ sơ; tôi ghi nhận nghị quyết và chuyển trình Quốc hội.",
            "The Government has adopted the dossier; I record its resolution and pass it to the National Assembly.",
        ),
    ).Next(this.verification)

    verification = SignOff(
        Text("Ủy ban Pháp luật và Tư pháp thẩm tra", "The Law and Justice Committee verifies"),
        by=VERIFIER,
        phase=APPROVAL,
        due=WorkingDays(15),
        frozen=True,
        returns=(this.draft, this.government),
        statement=Text(
            "Ủy ban đã thẩm tra, tán thành trình Quốc hội xem xét, quyết định.",
            "The committee has verified the dossier and agrees that the National Assembly decide on it.",
        ),
    ).Next(this.assembly)

    assembly = SignOff(
        Text("Quốc hội quyết định", "The National Assembly decides"),
        by=ASSEMBLY,
        phase=APPROVAL,
        due=WorkingDays(10),
        frozen=True,
        needs=("NQ@",),
        returns=(this.draft,),
        statement=Text(
            "Quốc hội đã thông qua nghị quyết; tôi ghi nhận số, ngày và hiệu lực của nghị quyết.",
            "The National Assembly has passed the resolution; I record its number, date and effect.",
        ),
    ).Next(this.prepare)

    prepare = Step(
        Text("Chuẩn bị bàn giao", "Prepare the hand-over"),
        by=TASK_FORCE,
        phase=IMPLEMENTATION,
        due=After("operation", days=-10),
        gates=("governance",),
    ).Next(this.hand_over_property)

    hand_over_property = HandOver(
        Text("Bàn giao tài sản, tài chính, con dấu, hồ sơ", "Hand over property, finance, seals and records"),
        by=(OTHER_CHAIR, LEAD_CHAIR),
        phase=IMPLEMENTATION,
        due=After("operation"),
        in_sequence=True,
        lists=("assets", "finance", "seals", "archives"),
        statement=Text(
            "Tôi xác nhận việc bàn giao, tiếp nhận theo danh mục và minh chứng kèm theo.",
            "I confirm the hand-over according to the lists and their evidence.",
        ),
    ).Next(this.hand_over_people)

    hand_over_people = HandOver(
        Text("Bàn giao nhân sự, nhà ở, đi lại, công nghệ thông tin", "Hand over staff, housing, transport and IT"),
        by=(OTHER_CHAIR, LEAD_CHAIR),
        phase=IMPLEMENTATION,
        due=After("operation", days=30),
        in_sequence=True,
        lists=("staff", "housing", "transport", "it_cutover"),
        statement=Text(
            "Tôi xác nhận việc bàn giao, tiếp nhận theo danh mục và minh chứng kèm theo.",
            "I confirm the hand-over according to the lists and their evidence.",
        ),
    ).Next(this.wind_up)

    wind_up = SignOff(
        Text("Tổng kết, đóng hồ sơ", "Sum up and close"),
        by=LEAD_CHAIR,
        phase=IMPLEMENTATION,
        due=After("operation", months=18),
        frozen=True,
        gates=("continuity",),
        statement=Text(
            "Tôi xác nhận việc sắp xếp đã hoàn tất.",
            "I confirm that the arrangement has been completed.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
