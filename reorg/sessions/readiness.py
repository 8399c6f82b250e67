"""What is signed at the conclusion of a session, what is missing before its steps, and what the conclusion sets off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reorg.sessions.entries import PARTS, values_of
from reorg.sessions.models import Instruction, Recommendation, Session, Visit
from reorg.sessions.recommending import assign_all
from reorg.sessions.states import State
from workflows.flow import Part, Procedure, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text

JOINED = {
    "unit": Part(Text("Đơn vị được làm việc", "Unit of the session")),
    "body": Part(Text("Cơ quan được giao", "Body that is asked")),
}
PLACE = ("session", "")


class SessionProcedure(Procedure):
    """A procedure that holds a working session: prepared, held, concluded, followed up."""

    @classmethod
    def part(cls, key: str) -> Part | None:
        return super().part(key) or JOINED.get(key.partition("-")[0])

    @classmethod
    def content(cls, dossier: Dossier) -> dict[str, Any]:
        return signed_content(dossier)

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        yield from super().missing(dossier, node)
        yield from missing_at(dossier, node)

    @classmethod
    def reached(cls, case: Any, node: WorkNode) -> None:
        if node.name == "follow_up":
            assign_all(case)


def signed_content(dossier: Dossier) -> dict[str, Any]:
    """Everything the conclusion covers, by kind and number."""
    content: dict[str, Any] = {}
    session = Session.objects.filter(dossier=dossier).first()
    if session:
        content["session"] = {
            "named": Text("thông tin, kết luận", "head and conclusion").as_fact(),
            "held": [str(session.held_from or ""), str(session.held_to or "")],
            "place": session.place,
            "head": [session.head_name, session.head_vi],
            "purpose": session.purpose_vi,
            "conclusion": session.conclusion_vi,
        }
    for part in PARTS.values():
        if not part.signed:
            continue
        entries: Any = part.model._default_manager.filter(dossier=dossier, removed=False)
        entries = entries.select_related(*_joined(part.fields, part.model)).prefetch_related(*part.lists)
        if part.model is Visit:
            entries = entries.prefetch_related("photos")
        for entry in entries:
            content[f"{part.code}:{entry.no:04}"] = {
                "named": Text(f"{part.title.vi} số {entry.no}", f"{part.title.en} no. {entry.no}").as_fact(),
                **values_of(part, entry),
                **({"photos": [photo.sha256 for photo in entry.photos.all()]} if isinstance(entry, Visit) else {}),
            }
    return content


def _joined(fields: tuple[str, ...], model: Any) -> list[str]:
    return [name for name in fields if model._meta.get_field(name).many_to_one]


def missing_at(dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
    """What stops a step of the session, one line each, with the page where it is mended."""
    match node.name:
        case "prepare":
            yield from _unprepared(dossier, node.name)
        case "hold":
            yield from _inconclusive(dossier, node.name)
        case "follow_up":
            yield from _unsettled(dossier, node.name)


def _unprepared(dossier: Dossier, step: str) -> Iterator[Missing]:
    if not Session.objects.filter(dossier=dossier).exists():
        yield Missing(Text("chưa ghi ai chủ trì buổi làm việc", "nobody has said who heads the session"), PLACE, step)
    if not Visit.objects.filter(dossier=dossier, removed=False, kind=Visit.Kind.UNIT).exists():
        yield Missing(Text("chưa ghi làm việc với đơn vị nào", "no unit to work with is named"), PLACE, step)


def _inconclusive(dossier: Dossier, step: str) -> Iterator[Missing]:
    session = Session.objects.filter(dossier=dossier).first()
    if session is None or not session.conclusion_vi.strip():
        yield Missing(Text("chưa có nội dung kết luận", "the conclusion is not written"), PLACE, step)
    for one in Recommendation.objects.filter(dossier=dossier, removed=False, lead=None):
        yield Missing(
            Text(
                f"kiến nghị số {one.no} chưa ghi cơ quan trả lời và thời hạn",
                f"recommendation no. {one.no} says neither who answers nor until when",
            ),
            ("session", f"recommendation/{one.no}"),
            step,
        )


def _unsettled(dossier: Dossier, step: str) -> Iterator[Missing]:
    for one in Recommendation.objects.filter(dossier=dossier, removed=False).exclude(state=State.CLOSED):
        yield Missing(
            Text(f"kiến nghị số {one.no} chưa kết thúc", f"recommendation no. {one.no} is not settled"),
            ("recommendation", str(one.no)),
            step,
        )
    for given in Instruction.objects.filter(dossier=dossier, removed=False).exclude(state=Instruction.State.CONFIRMED):
        yield Missing(
            Text(f"chỉ đạo số {given.no} chưa được xác nhận", f"instruction no. {given.no} is not confirmed"),
            ("session", "instructions"),
            step,
        )
