"""Making one department out of two (Hải Phòng and Hải Dương, 2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.consolidation.readiness import DepartmentProcedure
from reorg.procedures.parts import LEAD_CHAIR, LEAD_CLERK, OTHER_CHAIR, OVERSIGHT, TASK_FORCE
from workflows.clock import After, WorkingDays
from workflows.flow import Ballot, Beginning, Concurrence, End, HandOver, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text


class AgencyConsolidation(DepartmentProcedure):
    """Hợp nhất cơ quan chuyên môn"""

    code = "agency_consolidation"
    version = "2025.1"
    title = Text("Hợp nhất cơ quan chuyên môn", "Consolidation of agencies")
    regime = {"name": "150/2025/NĐ-CP", "laws": ["72/2025/QH15"], "sources": ["E1", "E4", "S3"]}
    valid_from = date(2025, 4, 15)
    lead = "lead_pc"
    parts = {
        "lead_pc": Part(Text("UBND địa phương chủ trì", "People's Committee in the lead")),
        "other_pc": Part(Text("UBND địa phương phối hợp", "People's Committee of the other locality")),
        "lead_council": Part(Text("HĐND địa phương chủ trì", "People's Council in the lead")),
        "giver": Part(Text("Cơ quan được hợp nhất", "Agency that is absorbed")),
        "home_affairs": Part(Text("Sở Nội vụ", "Department of Home Affairs")),
        **OVERSIGHT,
    }
    lists = ("staff", "assets", "archives", "seals")

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Xây dựng đề án hợp nhất", "Draft the scheme"),
        by=TASK_FORCE,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        needs=("ĐA",),
    ).Next(this.concurrence)

    concurrence = Concurrence(
        Text("Lãnh đạo UBND hai địa phương thống nhất", "The leaders of both People's Committees concur"),
        by=(LEAD_CHAIR, OTHER_CHAIR),
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        returns=(this.draft,),
        statement=Text(
            "Tôi thống nhất đề án hợp nhất với nội dung đã đọc.",
            "I agree to the scheme of consolidation with the content as read.",
        ),
    ).Next(this.appraisal)

    appraisal = SignOff(
        Text("Sở Nội vụ thẩm định", "The Department of Home Affairs appraises"),
        by=Seat("home_affairs", "chair"),
        phase=Phase.APPRAISAL,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.draft,),
        statement=Text(
            "Đề án đã được thẩm định, đủ điều kiện trình Hội đồng nhân dân.",
            "The scheme has been appraised and may be put before the People's Council.",
        ),
    ).Next(this.council)

    council = Ballot(
        Text("Hội đồng nhân dân biểu quyết", "The People's Council votes"),
        by=LEAD_CLERK,
        phase=Phase.APPROVAL,
        due=WorkingDays(10),
        returns=(this.draft,),
    ).Next(this.hand_over)

    hand_over = HandOver(
        Text("Bàn giao giữa hai cơ quan", "Hand over between the agencies"),
        by=(Seat("giver", "chair"), LEAD_CHAIR),
        phase=Phase.IMPLEMENTATION,
        due=After("operation"),
        in_sequence=True,
        lists=("staff", "assets", "archives", "seals"),
        statement=Text(
            "Tôi xác nhận việc bàn giao, tiếp nhận theo danh mục và minh chứng kèm theo.",
            "I confirm the hand-over according to the lists and their evidence.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
