"""Small procedures for what no real one has: three seats side by side, a sequence, a threshold, signed lists.

They lie in an app of the test settings, because a flow is stored by its app's name.
"""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.parts import LEAD_CHAIR, LEAD_CLERK, OTHER_CHAIR, OVERSIGHT, TASK_FORCE
from workflows.clock import After, WorkingDays
from workflows.flow import Ballot, Beginning, End, OpinionRound, Part, Procedure, Seat, SignOff, Step
from workflows.flow.rules import HALF_OF_HOUSEHOLDS
from workflows.phases import Phase
from workflows.text import Text

AGREED = Text("Tôi đồng ý.", "I agree.")
DIRECTOR = Seat("home_affairs", "chair")


class Panel(Procedure):
    """Ba người ký"""

    code = "panel"
    version = "1"
    title = Text("Ba người ký", "Three signers")
    valid_from = date(2025, 1, 1)
    lead = "lead_pc"
    parts = {
        "lead_pc": Part(Text("Chủ trì", "Lead")),
        "other_pc": Part(Text("Phối hợp", "Partner")),
        "lead_council": Part(Text("HĐND", "Council")),
        "home_affairs": Part(Text("Sở Nội vụ", "Home Affairs")),
        **OVERSIGHT,
    }

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)
    draft = Step(Text("Soạn thảo", "Draft"), by=TASK_FORCE, phase=Phase.DRAFTING, edits=True).Next(this.panel)
    panel = SignOff(
        Text("Ba người cùng ký", "Three sign side by side"),
        by=(LEAD_CHAIR, OTHER_CHAIR, DIRECTOR),
        phase=Phase.REVIEW,
        returns=(this.draft,),
        statement=AGREED,
    ).Next(this.line)
    line = SignOff(
        Text("Ba người ký lần lượt", "Three sign in turn"),
        by=(OTHER_CHAIR, DIRECTOR, LEAD_CHAIR),
        phase=Phase.REVIEW,
        in_sequence=True,
        returns=(this.draft, this.panel),
        statement=AGREED,
    ).Next(this.vote)
    vote = Ballot(
        Text("Biểu quyết", "Vote"),
        by=LEAD_CLERK,
        phase=Phase.APPROVAL,
        due=WorkingDays(5),
        returns=(this.draft, this.panel),
    ).Next(this.carry)
    carry = Step(
        Text("Thực hiện", "Carry out"), by=TASK_FORCE, phase=Phase.IMPLEMENTATION, due=After("operation", days=-10)
    ).Next(this.end)
    end = End(Text("Hoàn tất", "Closed"))


class Consulted(Procedure):
    """Lấy ý kiến có ngưỡng"""

    code = "consulted"
    version = "1"
    title = Text("Lấy ý kiến có ngưỡng", "Consultation with a threshold")
    valid_from = date(2025, 1, 1)
    lead = "lead_pc"
    parts = Panel.parts
    lists = ("seals",)
    signed_lists = ("seals",)

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)
    draft = Step(Text("Soạn thảo", "Draft"), by=TASK_FORCE, phase=Phase.DRAFTING, edits=True).Next(this.households)
    households = OpinionRound(
        Text("Lấy ý kiến hộ gia đình", "Ask the households"),
        by=TASK_FORCE,
        phase=Phase.REVIEW,
        rule=HALF_OF_HOUSEHOLDS,
        window=30,
        returns=(this.draft,),
    ).Next(this.leader)
    leader = SignOff(
        Text("Lãnh đạo ký", "The leader signs"),
        by=LEAD_CHAIR,
        phase=Phase.REVIEW,
        returns=(this.draft,),
        statement=AGREED,
    ).Next(this.decide)
    decide = SignOff(
        Text("Quyết định", "Decide"),
        by=OTHER_CHAIR,
        phase=Phase.APPROVAL,
        frozen=True,
        returns=(this.draft, this.leader),
        statement=AGREED,
    ).Next(this.carry)
    carry = Step(Text("Thực hiện", "Carry out"), by=TASK_FORCE, phase=Phase.IMPLEMENTATION).Next(this.end)
    end = End(Text("Hoàn tất", "Closed"))
