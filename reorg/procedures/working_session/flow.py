"""A working session of provincial leaders with units, and what becomes of the recommendations (Lạng Sơn, 2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.parts import OVERSIGHT
from reorg.sessions.readiness import SessionProcedure
from workflows.clock import WorkingDays
from workflows.flow import Beginning, End, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text

OFFICE = Seat("host", "drafter")


class WorkingSession(SessionProcedure):
    """Buổi làm việc với cơ sở"""

    code = "working_session"
    version = "2025.1"
    title = Text("Làm việc với cơ sở, giải quyết kiến nghị", "Working session and its recommendations")
    regime = {"name": "36-HD/VPTW", "laws": [], "sources": ["S1", "N2"]}
    valid_from = date(2025, 7, 1)
    lead = "host"
    parts = {
        "host": Part(Text("Cơ quan chủ trì buổi làm việc", "Body that holds the session")),
        **OVERSIGHT,
    }

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.prepare)

    prepare = Step(
        Text("Chuẩn bị chương trình, thành phần", "Prepare the programme and the delegation"),
        by=OFFICE,
        phase=Phase.DRAFTING,
        due=WorkingDays(10),
        edits=True,
        guide=Text(
            "Ghi người chủ trì, thành phần đoàn, các đơn vị đến làm việc; yêu cầu đơn vị báo cáo theo mẫu.",
            "Say who heads it, who comes along, which units are visited; ask the units for their reports.",
        ),
    ).Next(this.hold)

    hold = Step(
        Text("Làm việc, ghi nhận kiến nghị", "Hold the session and record what is raised"),
        by=OFFICE,
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        edits=True,
        returns=(this.prepare,),
        guide=Text(
            "Ghi nơi đã đến, kết quả kiểm tra trụ sở, khó khăn, kiến nghị, chỉ đạo; dự kiến ai trả lời, thời hạn.",
            "Record visits, inspections, difficulties, recommendations and instructions; propose who answers and when.",
        ),
    ).Next(this.conclude)

    conclude = SignOff(
        Text("Kết luận buổi làm việc", "Conclude the session"),
        by=Seat("host", "secretary"),
        phase=Phase.APPROVAL,
        due=WorkingDays(5),
        frozen=True,
        returns=(this.hold,),
        statement=Text(
            "Tôi kết luận buổi làm việc và giao các cơ quan giải quyết kiến nghị như nội dung đã đọc.",
            "I conclude the session and assign the recommendations to the bodies named, as read.",
        ),
    ).Next(this.follow_up)

    follow_up = Step(
        Text("Theo dõi giải quyết kiến nghị, chỉ đạo", "Follow up recommendations and instructions"),
        by=OFFICE,
        phase=Phase.IMPLEMENTATION,
        guide=Text(
            "Bước này xong khi mọi kiến nghị đã kết thúc và mọi chỉ đạo đã được xác nhận.",
            "This step is done once every recommendation is settled and every instruction confirmed.",
        ),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
