"""Arranging communes in 2025: decided by the Standing Committee of the National Assembly (Resolution 76/2025)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from viewflow import this

from reorg.procedures.parts import (
    ALL_LISTS,
    APPRAISER,
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
    Seat,
    SignOff,
    Step,
)
from workflows.flow.rules import INFORMING, MAJORITY_OF_ALL
from workflows.phases import Phase
from workflows.text import Text

STANDING_COMMITTEE = Seat("standing_committee", "assembly_clerk")


class CommuneSteps:
    """What arrangements of communes have in common, whatever the rules of their time. Who is consulted differs: a
    version names that step anew. No flow itself, since a flow's steps know only the steps of their own flow."""

    code = "commune_arrangement"
    title = Text("Sắp xếp đơn vị hành chính cấp xã", "Arrangement of communes")
    lead = "lead_pc"
    parts: ClassVar[Mapping[str, Part]] = (
        LOCALITIES
        | CENTRE
        | {"standing_committee": Part(Text("Ủy ban Thường vụ Quốc hội", "Standing Committee of the National Assembly"))}
        | OWNERS
        | OVERSIGHT
    )
    lists: ClassVar[tuple[str, ...]] = ALL_LISTS

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Xây dựng đề án sắp xếp cấp xã", "Draft the scheme of the communes"),
        by=TASK_FORCE,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        needs=("ĐA", "TTr"),
    ).Next(this.household_opinion)

    household_opinion = OpinionRound(
        Text("Lấy ý kiến cử tri đại diện hộ gia đình", "Consult the voters representing households"),
        by=TASK_FORCE,
        phase=Phase.REVIEW,
        due=Days(5),
        rule=INFORMING,
        window=5,
        returns=(this.draft,),
    ).Next(this.party_opinion)

    party_opinion = SignOff(
        Text("Cấp ủy cho ý kiến", "The Party committees give their opinion"),
        by=(LEAD_SECRETARY, OTHER_SECRETARY),
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        returns=(this.draft,),
        statement=Text(
            "Thay mặt Ban Thường vụ cấp ủy, tôi thống nhất phương án sắp xếp đã đọc.",
            "On behalf of the standing committee I agree to the arrangement as read.",
        ),
    ).Next(this.concurrence)

    concurrence = Concurrence(
        Text("UBND hai địa phương thống nhất", "Both People's Committees concur"),
        by=(LEAD_CHAIR, OTHER_CHAIR),
        phase=Phase.REVIEW,
        due=WorkingDays(3),
        returns=(this.draft,),
        statement=Text(
            "Thay mặt Ủy ban nhân dân, tôi thống nhất trình hồ sơ với nội dung đã đọc.",
            "On behalf of the People's Committee I agree that the dossier be submitted with the content as read.",
        ),
    ).Next(this.councils)

    councils = Ballot(
        Text("Hội đồng nhân dân biểu quyết", "The People's Councils vote"),
        by=(LEAD_CLERK, OTHER_CLERK),
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        rule=MAJORITY_OF_ALL,
        returns=(this.draft,),
    ).Next(this.appraisal)

    appraisal = Appraisal(
        Text("Bộ Nội vụ thẩm định", "The Ministry of Home Affairs appraises"),
        by=APPRAISER,
        phase=Phase.APPRAISAL,
        due=WorkingDays(5),
        supplement=this.supplement,
        returns=(this.draft,),
        statement=Text(
            "Hồ sơ đã được thẩm định, đủ điều kiện trình Chính phủ.",
            "The dossier has been appraised and may be put before the Government.",
        ),
    ).Next(this.government)

    supplement = Step(
        Text("Bổ sung, giải trình hồ sơ", "Supplement and explain"),
        by=TASK_FORCE,
        phase=Phase.APPRAISAL,
        due=WorkingDays(3),
        edits=True,
    ).Next(this.appraisal)

    government = SignOff(
        Text("Chính phủ thông qua đề án, ký tờ trình", "The Government adopts the scheme and signs the submission"),
        by=GOVERNMENT,
        phase=Phase.APPRAISAL,
        due=WorkingDays(3),
        frozen=True,
        needs=("TTr@", "ĐA@"),
        returns=(this.draft, this.appraisal),
        statement=Text(
            "Chính phủ đã thông qua hồ sơ; tôi ghi nhận và chuyển trình Ủy ban Thường vụ Quốc hội.",
            "The Government has adopted the dossier; I record it and pass it to the Standing Committee.",
        ),
    ).Next(this.verification)

    verification = SignOff(
        Text("Ủy ban Pháp luật và Tư pháp thẩm tra", "The Law and Justice Committee verifies"),
        by=VERIFIER,
        phase=Phase.APPROVAL,
        due=WorkingDays(15),
        frozen=True,
        needs=("BC@",),
        returns=(this.draft, this.government),
        statement=Text(
            "Ủy ban đã thẩm tra, tán thành trình Ủy ban Thường vụ Quốc hội.",
            "The committee has verified the dossier and agrees that the Standing Committee decide on it.",
        ),
    ).Next(this.decision)

    decision = SignOff(
        Text("Ủy ban Thường vụ Quốc hội quyết định", "The Standing Committee of the National Assembly decides"),
        by=STANDING_COMMITTEE,
        phase=Phase.APPROVAL,
        due=WorkingDays(10),
        frozen=True,
        needs=("NQ@",),
        returns=(this.draft,),
        statement=Text(
            "Ủy ban Thường vụ Quốc hội đã thông qua nghị quyết; tôi ghi nhận số, ngày và hiệu lực.",
            "The Standing Committee has passed the resolution; I record its number, date and effect.",
        ),
    ).Next(this.hand_over)

    hand_over = HandOver(
        Text("Bàn giao cho các đơn vị mới", "Hand over to the new units"),
        by=(OTHER_CHAIR, LEAD_CHAIR),
        phase=Phase.IMPLEMENTATION,
        due=After("operation"),
        in_sequence=True,
        lists=ALL_LISTS,
        statement=Text(
            "Tôi xác nhận việc bàn giao, tiếp nhận theo danh mục và minh chứng kèm theo.",
            "I confirm the hand-over according to the lists and their evidence.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))


class CommuneArrangement(CommuneSteps, UnitProcedure):
    """Sắp xếp đơn vị hành chính cấp xã"""

    version = "2025.1"
    regime = {"name": "76/2025/UBTVQH15", "laws": ["65/2025/QH15", "72/2025/QH15"], "sources": ["C1", "C7"]}
    valid_from = date(2025, 4, 15)
    valid_to = date(2025, 12, 15)
