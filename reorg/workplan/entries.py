"""The kinds of entries a plan of work has: what they are called and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from reorg.people.models import Office
from reorg.workplan.models import Communication, Entry, Goal, Group, Resource, Risk, Target, Task
from workflows.text import Text


@dataclass(frozen=True)
class Part:
    """One kind of entry. ``fields`` are those people fill in; ``room`` is the page it stands on."""

    code: str
    model: type[Entry]
    title: Text
    many: Text
    fields: tuple[str, ...]
    symbol: str
    room: str = "work"
    lists: tuple[str, ...] = ()  # fields that hold several


TOLD = ("text_vi", "text_en")
PARTS: dict[str, Part] = {
    part.code: part
    for part in (
        Part(
            "goal",
            Goal,
            Text("mục tiêu", "goal"),
            Text("Mục tiêu", "Goals"),
            (*TOLD, "horizon", "year", "basis"),
            "flag",
        ),
        Part(
            "target",
            Target,
            Text("chỉ tiêu", "target"),
            Text("Chỉ tiêu", "Targets"),
            ("goal", *TOLD, "unit", "base", "value", "by", "basis", "body"),
            "target",
        ),
        Part(
            "group",
            Group,
            Text("tổ công tác", "working group"),
            Text("Tổ công tác", "Working groups"),
            (*TOLD, "basis", "head", "members"),
            "users-group",
            lists=("members",),
        ),
        Part(
            "task",
            Task,
            Text("nhiệm vụ", "task"),
            Text("Nhiệm vụ", "Tasks"),
            ("kind", *TOLD, "scope", "lead", "second", "coordinating", "due", "goal", "group", "basis"),
            "list-check",
            room="work_tasks",
            lists=("coordinating",),
        ),
        Part(
            "communication",
            Communication,
            Text("lần tuyên truyền", "communication"),
            Text("Nhật ký tuyên truyền", "Communication log"),
            ("on", "channel", *TOLD, "audience", "reach", "evidence"),
            "speakerphone",
            room="work_tasks",
        ),
        Part(
            "risk",
            Risk,
            Text("rủi ro", "risk"),
            Text("Rủi ro", "Risks"),
            (*TOLD, "field", "likelihood", "consequence", "measure_vi", "measure_en", "owner", "state"),
            "alert-triangle",
            room="work_risks",
        ),
        Part(
            "resource",
            Resource,
            Text("nguồn lực", "resource"),
            Text("Nguồn lực", "Resources"),
            ("kind", *TOLD, "unit", "needed", "ready", "owner", "by", "basis"),
            "briefcase",
            room="work_risks",
        ),
    )
}
GOAL, TARGET, GROUP, TASK, LOG = (PARTS[code] for code in ("goal", "target", "group", "task", "communication"))
OWNED = ("risk", "resource")  # whoever answers for them writes them too


def values_of(part: Part, entry: Any) -> dict[str, Any]:
    """The fields of an entry as plain data: what the trail has."""
    return {name: plain(getattr(entry, name)) for name in part.fields}


def plain(value: Any) -> Any:
    if hasattr(value, "all"):
        return sorted(plain(one) for one in value.all())
    if isinstance(value, list | tuple):
        return sorted(plain(one) for one in value)
    if isinstance(value, Entry):
        return value.no
    if isinstance(value, Office):
        return f"{value.person.username} ({value.role_id}, {value.organisation.key})"
    if isinstance(value, Model):
        return getattr(value, "key", value.pk)
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def figure(value: Decimal) -> str:
    """A figure as it is told: 10.2, not 10.2000."""
    return f"{value.normalize():f}"


def short(entry: Entry, length: int = 120) -> Text:
    return Text(cut(entry.text.vi, length), cut(entry.text.en, length))


def cut(text: str, length: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
