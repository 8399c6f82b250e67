"""Drafting a paper, consulting on it and adopting it (the political report of Hải Phòng, 2025)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.drafting.readiness import DraftingProcedure
from reorg.procedures.parts import OVERSIGHT
from workflows.clock import WorkingDays
from workflows.flow import Beginning, End, Part, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text

EDITORS = Seat("owner", "drafter")


class PaperDrafting(DraftingProcedure):
    """Soạn thảo, lấy ý kiến văn bản"""

    code = "paper_drafting"
    version = "2025.1"
    title = Text("Soạn thảo, lấy ý kiến văn bản", "Drafting a paper and consulting on it")
    regime = {"name": "36-HD/VPTW", "laws": [], "sources": ["S3", "N2"]}
    valid_from = date(2025, 4, 15)
    lead = "owner"
    parts = {
        "owner": Part(Text("Cơ quan ban hành", "Body that issues it")),
        **OVERSIGHT,
    }

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)

    draft = Step(
        Text("Xây dựng dự thảo", "Write the draft"),
        by=EDITORS,
        phase=Phase.DRAFTING,
        due=WorkingDays(20),
        edits=True,
        guide=Text(
            "Đăng ký văn bản, rồi nộp dự thảo lần một ở trang soạn thảo của văn bản.",
            "Register the document, then hand in its first draft on its drafting page.",
        ),
    ).Next(this.consult)

    consult = Step(
        Text("Lấy ý kiến, tiếp thu, giải trình", "Ask for opinions and answer them"),
        by=EDITORS,
        phase=Phase.REVIEW,
        due=WorkingDays(60),
        edits=True,
        returns=(this.draft,),
        guide=Text(
            "Lấy ý kiến cơ quan, Nhân dân; ý kiến nào cũng được tiếp thu hoặc giải trình; đủ nội dung bắt buộc.",
            "Ask bodies and the public; every opinion gets its answer; the draft has all required contents.",
        ),
    ).Next(this.adopt)

    adopt = SignOff(
        Text("Thông qua văn bản", "Adopt the paper"),
        by=Seat("owner", "secretary"),
        phase=Phase.APPROVAL,
        due=WorkingDays(10),
        frozen=True,
        returns=(this.consult,),
        statement=Text(
            "Tôi thông qua văn bản với nội dung đã đọc.",
            "I adopt the paper with the content as read.",
        ),
    ).Next(this.publish)

    publish = Step(
        Text("Hoàn chỉnh, phát hành", "Finish and issue it"),
        by=EDITORS,
        phase=Phase.IMPLEMENTATION,
        due=WorkingDays(10),
    ).Next(this.end)

    end = End(Text("Hoàn tất", "Closed"))
