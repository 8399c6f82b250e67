"""Lessons learned: what earlier rounds taught, with the difficulty, how it was solved, and where that is written."""

from __future__ import annotations

from reorg.registers.definition import RECEIVER, Kind, Watch, choice, day, note, text
from workflows.text import Text

LESSONS = Kind(
    "lessons",
    Text("Bài học kinh nghiệm", "Lessons learned"),
    Text(
        "Bài học, bối cảnh, khó khăn và cách giải quyết của các đợt sắp xếp, có nguồn.",
        "What rounds of arrangement taught: the context, the difficulty, how it was solved, and the source.",
    ),
    lists=("governance",),
    items=("GOV-07",),
    columns=(
        text("code", "Mã", "Code", required=True),
        text("name", "Bài học", "Lesson", required=True),
        choice(
            "kind",
            "Loại",
            "Kind",
            {
                "lesson": ("Bài học", "Lesson"),
                "difficulty": ("Khó khăn và cách giải quyết", "Difficulty and solution"),
                "proposal": ("Kiến nghị", "Proposal"),
            },
            required=True,
        ),
        text("context", "Bối cảnh", "Context", required=True),
        text("difficulty", "Khó khăn", "Difficulty"),
        text("solution", "Cách giải quyết", "Solution"),
        text("source", "Nguồn", "Source", required=True),
        day("on", "Ngày ghi nhận", "Noted on"),
        note(),
    ),
    sides=RECEIVER,
    watches=(
        Watch(
            "unsolved",
            Text("Khó khăn chưa có cách giải quyết", "Difficulties without a solution"),
            {"kind": "difficulty", "solution": None},
        ),
    ),
)
