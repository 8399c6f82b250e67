"""Arranging the specialised agencies of two localities: 24 departments into 12 (Hải Phòng and Hải Dương, 2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.consolidation.readiness import DepartmentProcedure
from reorg.procedures.parts import LEAD_CHAIR, LEAD_CLERK, OTHER_CHAIR, OVERSIGHT, TASK_FORCE
from workflows.clock import After, On, WorkingDays
from workflows.flow import Ballot, Beginning, Concurrence, End, HandOver, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text

LISTS = ("staff", "assets", "finance", "archives", "seals")


class AgencyScheme(DepartmentProcedure):
    """Thành lập, hợp nhất các cơ quan chuyên môn"""

    code = "agency_scheme"
    version = "2025.1"
    title = Text("Thành lập, hợp nhất các cơ quan chuyên môn", "Arrangement of specialised agencies")
    regime = {"name": "150/2025/NĐ-CP", "laws": ["72/2025/QH15"], "sources": ["E1", "E4", "E5", "E7", "S3"]}
    valid_from = date(2025, 4, 15)
    lead = "lead_pc"
    parts = {
        "lead_pc": Part(Text("UBND địa phương chủ trì", "People's Committee in the lead")),
        "other_pc": Part(Text("UBND địa phương phối hợp", "People's Committee of the other locality")),
        "lead_council": Part(Text("HĐND địa phương chủ trì", "People's Council in the lead")),
        "home_affairs": Part(Text("Sở Nội vụ", "Department of Home Affairs")),
        "justice": Part(Text("Sở Tư pháp", "Department of Justice")),
        **OVERSIGHT,
    }
    lists = LISTS
    needs_plan = True

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Xây dựng đề án", "Draft the scheme"),
        by=TASK_FORCE,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        needs=("ĐA", "TTr"),
    ).Next(this.concurrence)

    concurrence = Concurrence(
        Text("Lãnh đạo UBND hai địa phương thống nhất", "The leaders of both People's Committees concur"),
        by=(LEAD_CHAIR, OTHER_CHAIR),
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        returns=(this.draft,),
        statement=Text(
            "Tôi thống nhất đề án và phương án các cơ quan với nội dung đã đọc.",
            "I agree to the scheme and the plan of departments with the content as read.",
        ),
    ).Next(this.justice)

    justice = SignOff(
        Text("Sở Tư pháp thẩm định dự thảo nghị quyết, quyết định", "The Department of Justice appraises the drafts"),
        by=Seat("justice", "chair"),
        phase=Phase.APPRAISAL,
        due=WorkingDays(5),
        returns=(this.draft,),
        needs=("BC@",),
        frozen=True,
        statement=Text(
            "Dự thảo nghị quyết, quyết định bảo đảm tính hợp hiến, hợp pháp và thống nhất.",
            "The drafts of the resolution and the decisions are lawful and consistent.",
        ),
    ).Next(this.home_affairs)

    home_affairs = SignOff(
        Text("Sở Nội vụ thẩm định đề án", "The Department of Home Affairs appraises the scheme"),
        by=Seat("home_affairs", "chair"),
        phase=Phase.APPRAISAL,
        due=WorkingDays(5),
        returns=(this.draft,),
        needs=("BC@",),
        frozen=True,
        statement=Text(
            "Đề án đã được thẩm định, đủ điều kiện trình Hội đồng nhân dân.",
            "The scheme has been appraised and may be put before the People's Council.",
        ),
    ).Next(this.submit)

    submit = SignOff(
        Text("Trình Hội đồng nhân dân", "Submit the scheme to the People's Council"),
        by=LEAD_CHAIR,
        phase=Phase.APPRAISAL,
        due=On(date(2025, 7, 10)),  # the joint conference wants the project before this day
        returns=(this.draft,),
        frozen=True,
        statement=Text("Tôi trình Hội đồng nhân dân đề án này.", "I submit this scheme to the People's Council."),
    ).Next(this.council)

    council = Ballot(
        Text("Hội đồng nhân dân biểu quyết thành lập các cơ quan", "The People's Council votes on the departments"),
        by=LEAD_CLERK,
        phase=Phase.APPROVAL,
        due=WorkingDays(10),
        returns=(this.draft,),
        needs=("NQ@",),
    ).Next(this.functions)

    functions = SignOff(
        Text("UBND quyết định chức năng, nhiệm vụ", "The People's Committee decides functions and tasks"),
        by=LEAD_CHAIR,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(10),
        needs=("QĐ@",),
        frozen=True,
        statement=Text(
            "Tôi ký ban hành quyết định quy định chức năng, nhiệm vụ của các cơ quan trong phương án.",
            "I sign the decisions on functions and tasks of the departments in the plan.",
        ),
    ).Next(this.hand_over)

    hand_over = HandOver(
        Text("Bàn giao giữa các cơ quan", "Hand over between the agencies"),
        by=(OTHER_CHAIR, LEAD_CHAIR),
        phase=Phase.IMPLEMENTATION,
        due=After("operation"),
        in_sequence=True,
        lists=LISTS,
        statement=Text(
            "Tôi xác nhận việc bàn giao, tiếp nhận theo danh mục và minh chứng kèm theo.",
            "I confirm the hand-over according to the lists and their evidence.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
