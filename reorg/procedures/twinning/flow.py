"""Twinning of lowland units with communes of the mountains and islands (Đà Nẵng, Resolution 02-NQ/TU, 2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.parts import OVERSIGHT
from reorg.registers.kinds.twinning import TWINNING_CAPACITIES, TWINNING_NEEDS
from reorg.support.books import LEDGER, LETTER, ROADMAP, ROTATION
from reorg.support.procedure import SupportProcedure
from workflows.clock import After, WorkingDays
from workflows.flow import Beginning, End, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text

PROPOSER, PROPOSING_HEAD = Seat("proposer", "drafter"), Seat("proposer", "chair")
DECIDER = Seat("decider", "secretary")
DECISION = Text(
    "Thay mặt Ban Thường vụ, tôi quyết định phân công theo danh sách đã đọc.",
    "On behalf of the Standing Committee I decide on the assignment as listed here.",
)


class Twinning(SupportProcedure):
    """Kết nghĩa giữa các xã, phường"""

    code = "twinning"
    version = "2025.1"
    title = Text("Kết nghĩa xã, phường đồng bằng với xã miền núi, hải đảo", "Twinning of communes and wards")
    regime = {"name": "02-NQ/TU", "laws": [], "sources": ["P1"]}
    valid_from = date(2025, 7, 29)
    lead = "proposer"
    parts = {
        "proposer": Part(Text("Cơ quan đề xuất", "Proposing body")),
        "decider": Part(Text("Cơ quan quyết định", "Deciding body")),
        **OVERSIGHT,
    }
    registers = ("twinning",)
    helpers, places = TWINNING_CAPACITIES, TWINNING_NEEDS
    books = (ROADMAP, LEDGER, ROTATION, LETTER)
    solves = True
    agreed_at = "agreements"

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Rà soát nhu cầu, nguồn lực; dự kiến phân công", "Survey needs and means; draft the assignment"),
        by=PROPOSER,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        guide=Text(
            "Lập bảng nhu cầu của các xã và bảng nguồn lực của các xã, phường, rồi lấy phương án đề xuất và sửa lại.",
            "List what communes need and what units can give, then take the proposed assignment and amend it.",
        ),
    ).Next(this.proposal)

    proposal = SignOff(
        Text("Ban Tổ chức trình phương án phân công", "The Organising Committee proposes the assignment"),
        by=PROPOSING_HEAD,
        phase=Phase.REVIEW,
        due=WorkingDays(3),
        returns=(this.draft,),
        statement=Text(
            "Tôi trình phương án phân công với nội dung đã đọc.",
            "I propose the assignment with the content as read.",
        ),
    ).Next(this.decision)

    decision = SignOff(
        Text("Ban Thường vụ quyết định phân công", "The Standing Committee decides on the assignment"),
        by=DECIDER,
        phase=Phase.APPROVAL,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.draft,),
        statement=DECISION,
    ).Next(this.agreements)

    agreements = Step(
        Text("Các cặp ký kết, lập kế hoạch", "The pairs sign their agreements and plan"),
        by=PROPOSER,
        phase=Phase.IMPLEMENTATION,
        due=After("complete_by"),
        returns=(this.amendment,),
        guide=Text(
            "Ghi biên bản ký kết của từng cặp. Cần đổi phân công thì trả lại bước điều chỉnh để quyết định lại.",
            "Record the agreement of each pair. To change the assignment, return it for amendment and a new decision.",
        ),
    ).Next(this.summary)

    amendment = Step(
        Text("Điều chỉnh phân công", "Amend the assignment"),
        by=PROPOSER,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(5),
        edits=True,
    ).Next(this.new_decision)

    new_decision = SignOff(
        Text("Ban Thường vụ quyết định điều chỉnh", "The Standing Committee decides on the amendment"),
        by=DECIDER,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.amendment,),
        statement=DECISION,
    ).Next(this.agreements)

    summary = SignOff(
        Text("Tổng kết, đóng hồ sơ", "Sum up and close"),
        by=PROPOSING_HEAD,
        phase=Phase.IMPLEMENTATION,
        due=After("complete_by", months=12),
        frozen=True,
        statement=Text(
            "Tôi xác nhận các cặp đã ký kết và thực hiện kế hoạch như sổ theo dõi.",
            "I confirm that the pairs have signed and carried out their plans as the books show.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
