"""Bodies of a province assigned to its especially disadvantaged communes (Điện Biên, Decision 2072/QĐ-UBND, 2021)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.parts import OVERSIGHT
from reorg.registers.kinds.support import ASSIGNED_UNITS, ASSISTED_COMMUNES
from reorg.support.books import COMMITMENTS, CONFERENCES, LEDGER, PROPOSALS, ROADMAP, TRACKER
from reorg.support.procedure import SupportProcedure
from workflows.clock import After, WorkingDays
from workflows.flow import Beginning, End, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text

DRAFTER, HEAD = Seat("proposer", "drafter"), Seat("proposer", "chair")
DECIDER = Seat("decider", "chair")
DECISION = Text(
    "Thay mặt Ủy ban nhân dân, tôi quyết định phân công theo danh sách đã đọc.",
    "On behalf of the People's Committee I decide on the assignment as listed here.",
)


class SupportAssignment(SupportProcedure):
    """Phân công cơ quan, đơn vị giúp đỡ xã đặc biệt khó khăn"""

    code = "support_assignment"
    version = "2021.1"
    title = Text("Phân công cơ quan, đơn vị giúp đỡ xã đặc biệt khó khăn", "Assignment of bodies to help communes")
    regime = {"name": "2072/QĐ-UBND", "laws": [], "sources": ["P2"]}
    valid_from = date(2021, 1, 1)
    lead = "proposer"
    parts = {
        "proposer": Part(Text("Cơ quan tham mưu, theo dõi", "Body that drafts and follows up")),
        "decider": Part(Text("UBND tỉnh", "Provincial People's Committee")),
        "district": Part(Text("Huyện ủy của các xã được giúp", "Party committee of the district")),
        **OVERSIGHT,
    }
    registers = ("support_assignment",)
    helpers, places = ASSIGNED_UNITS, ASSISTED_COMMUNES
    books = (PROPOSALS, CONFERENCES, COMMITMENTS, ROADMAP, LEDGER, TRACKER)

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Dự kiến phân công", "Draft the assignment"),
        by=DRAFTER,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        guide=Text(
            "Lập danh sách xã theo loại và thời kỳ, danh sách đơn vị; phân công đơn vị giúp từng xã, thời hạn.",
            "List communes by category and period, and the bodies; assign who helps which commune, and until when.",
        ),
    ).Next(this.proposal)

    proposal = SignOff(
        Text("Trình phương án phân công", "Propose the assignment"),
        by=HEAD,
        phase=Phase.REVIEW,
        due=WorkingDays(3),
        returns=(this.draft,),
        statement=Text(
            "Tôi trình phương án phân công với nội dung đã đọc.",
            "I propose the assignment with the content as read.",
        ),
    ).Next(this.decision)

    decision = SignOff(
        Text("UBND tỉnh quyết định phân công", "The People's Committee decides on the assignment"),
        by=DECIDER,
        phase=Phase.APPROVAL,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.draft,),
        statement=DECISION,
    ).Next(this.support)

    support = Step(
        Text("Thực hiện giúp đỡ, theo dõi", "Support and follow up"),
        by=DRAFTER,
        phase=Phase.IMPLEMENTATION,
        due=After("ends_on"),
        returns=(this.amendment,),
        guide=Text(
            "Ghi đề xuất của xã, trả lời của đơn vị, hội nghị, cam kết và sổ hỗ trợ. "
            "Cần đổi phân công thì trả lại bước điều chỉnh để quyết định lại.",
            "Record proposals, answers, conferences, commitments and the ledger. "
            "To change the assignment, return it for amendment and a new decision.",
        ),
    ).Next(this.summary)

    amendment = Step(
        Text("Điều chỉnh phân công", "Amend the assignment"),
        by=DRAFTER,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(5),
        edits=True,
    ).Next(this.new_decision)

    new_decision = SignOff(
        Text("UBND tỉnh quyết định điều chỉnh", "The People's Committee decides on the amendment"),
        by=DECIDER,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.amendment,),
        statement=DECISION,
    ).Next(this.support)

    summary = SignOff(
        Text("Tổng kết giai đoạn, đóng hồ sơ", "Sum up the period and close"),
        by=HEAD,
        phase=Phase.IMPLEMENTATION,
        due=After("ends_on", months=3),
        frozen=True,
        statement=Text(
            "Tôi xác nhận kết quả giúp đỡ như sổ theo dõi.",
            "I confirm the support as the books show it.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
