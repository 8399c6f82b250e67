"""The kinds of entries a session has: what they are called, what is written in them, and who writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from reorg.sessions.models import (
    Delegate,
    Difficulty,
    Entry,
    FollowUp,
    Instruction,
    Recommendation,
    ReportCall,
    Visit,
)
from workflows.text import Text


@dataclass(frozen=True)
class Part:
    """One kind of entry. ``fields`` are those people fill in; ``signed`` entries are concluded on."""

    code: str
    model: type[Entry]
    title: Text
    many: Text
    fields: tuple[str, ...]
    symbol: str
    signed: bool = True
    units_write: bool = False
    lists: tuple[str, ...] = ()  # fields that hold several organisations


TOLD = ("text_vi", "text_en")
PARTS: dict[str, Part] = {
    part.code: part
    for part in (
        Part(
            "delegate",
            Delegate,
            Text("đại biểu", "participant"),
            Text("Thành phần", "Who takes part"),
            ("name", *TOLD, "side"),
            "users",
        ),
        Part(
            "visit",
            Visit,
            Text("nơi làm việc", "visit"),
            Text("Đơn vị, địa điểm, trụ sở đã đến", "Units, sites and head offices visited"),
            ("kind", *TOLD, "unit", "on", "housed_vi", "findings_vi", "findings_en"),
            "map-pin",
        ),
        Part(
            "difficulty",
            Difficulty,
            Text("khó khăn", "difficulty"),
            Text("Khó khăn, vướng mắc", "Difficulties"),
            ("unit", "category", *TOLD),
            "alert-circle",
            units_write=True,
        ),
        Part(
            "recommendation",
            Recommendation,
            Text("kiến nghị", "recommendation"),
            Text("Kiến nghị, đề xuất", "Recommendations"),
            ("unit", "category", *TOLD, "project", "difficulty", "lead", "coordinating", "due"),
            "messages",
            units_write=True,
            lists=("coordinating",),
        ),
        Part(
            "instruction",
            Instruction,
            Text("chỉ đạo", "instruction"),
            Text("Ý kiến chỉ đạo", "Instructions"),
            (*TOLD, "to", "due"),
            "flag",
        ),
        Part(
            "follow_up",
            FollowUp,
            Text("việc tiếp theo", "follow-up"),
            Text("Việc tiếp theo", "Follow-ups"),
            (
                "kind",
                *TOLD,
                "recommendation",
                "unit",
                "by",
                "quantity",
                "amount",
                "starts_on",
                "ends_on",
                "details",
            ),
            "list-check",
            signed=False,
        ),
        Part(
            "report_call",
            ReportCall,
            Text("yêu cầu báo cáo", "request for reports"),
            Text("Báo cáo định kỳ", "Periodic reports"),
            (*TOLD, "template", "due"),
            "report",
            signed=False,
        ),
    )
}
# What only the host decides: a unit that raises a recommendation does not say who answers it.
ASSIGNING = ("lead", "coordinating", "due")


def values_of(part: Part, entry: Any) -> dict[str, Any]:
    """The fields of an entry as plain data, organisations by their key: what the trail and the signed content have."""
    return {name: plain(getattr(entry, name)) for name in part.fields}


def plain(value: Any) -> Any:
    if hasattr(value, "all"):
        return sorted(one.key for one in value.all())
    if isinstance(value, list | tuple):
        return sorted(one.key for one in value)
    if isinstance(value, Entry):
        return value.no
    if isinstance(value, Model):
        return getattr(value, "key", value.pk)
    if isinstance(value, date):
        return value.isoformat()
    return value


def short(entry: Entry, length: int = 120) -> Text:
    return Text(cut(entry.text.vi, length), cut(entry.text.en, length))


def cut(text: str, length: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
