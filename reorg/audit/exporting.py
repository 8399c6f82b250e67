"""The answer to a question, for taking along: a spreadsheet, JSON lines, an event log for process mining, a paper."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, cast

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from reorg.audit.ocel import log_of
from reorg.audit.paper import print_list
from reorg.audit.told import told_of
from reorg.papers.content import Language
from workflows.errors import BadInput
from workflows.models import Event

MOST = 50_000
ON_PAPER = 1_000
AT_A_TIME = 2_000


@dataclass(frozen=True)
class Asked:
    """What is exported: the events, what was asked in words, by whom, in which language."""

    events: QuerySet[Event]
    question: list[tuple[str, str]]
    person: Any
    language: str


def rows_of(events: QuerySet[Event]) -> Iterator[Event]:
    return events.iterator(AT_A_TIME)


def spreadsheet(asked: Asked, out: IO[bytes]) -> None:
    """One line for each event; every cell of text is text, whatever it begins with."""
    vi = asked.language == "vi"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sự kiện" if vi else "Events")
    for letter, width in zip("ABCDEFGHIJ", (20, 8, 20, 26, 30, 34, 12, 22, 80, 66), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    heads = [_text(sheet, head) for head in HEADS["vi" if vi else "en"]]
    for head in heads:
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8F0F4")
    sheet.append(heads)
    for event in rows_of(asked.events):
        told = told_of(event, asked.language)
        sheet.append([
            _text(sheet, told.dossier),
            event.seq,
            timezone.localtime(event.at).replace(tzinfo=None),
            *(_text(sheet, value) for value in (told.name, told.office, told.organisation, told.authority)),
            *(_text(sheet, value) for value in (event.verb, told.sentence, event.hash)),
        ])  # fmt: skip
    book.save(out)


HEADS = {
    "vi": (
        "Hồ sơ", "Số", "Thời điểm (giờ Việt Nam)", "Người thực hiện", "Chức vụ", "Cơ quan", "Thẩm quyền", "Hành vi",
        "Nội dung", "Mã băm (SHA-256)",
    ),
    "en": (
        "Dossier", "No.", "Time (Viet Nam)", "Person", "Office", "Body", "Authority", "Verb", "What happened",
        "Hash (SHA-256)",
    ),
}  # fmt: skip


def _text(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet, value=_without_controls(value))
    cell.data_type = "s"  # never a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _without_controls(value: str) -> str:
    """What a workbook cannot hold."""
    return "".join(letter for letter in value if letter >= " " or letter in "\t\n")[:32_000]


def json_lines(asked: Asked, out: IO[bytes]) -> None:
    """One event a line: its record exactly as it was hashed, its hash, and the hash it names as the one before."""
    for event in rows_of(asked.events):
        line = {"record": event.record, "hash": event.hash, "prev_hash": event.prev_hash}
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")


def event_log(asked: Asked, out: IO[bytes]) -> None:
    """OCEL 2.0, as tools of process mining read it."""
    text = json.JSONEncoder(ensure_ascii=False).iterencode(log_of(asked.events, asked.language))
    for piece in text:
        out.write(piece.encode())


def paper(asked: Asked, out: IO[bytes]) -> None:
    events = [(event, told_of(event, asked.language)) for event in asked.events]
    out.write(print_list(events, asked.question, str(asked.person), cast(Language, asked.language), timezone.now()))


@dataclass(frozen=True)
class Form:
    ending: str
    content_type: str
    write: Callable[[Asked, IO[bytes]], None]
    most: int = MOST


FORMS = {
    "pdf": Form("pdf", "application/pdf", paper, ON_PAPER),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", spreadsheet),
    "jsonl": Form("jsonl", "application/jsonl", json_lines),
    "ocel": Form("ocel.json", "application/json", event_log),
}


def export(asked: Asked, form: Form) -> BytesIO:
    """The file, ready to be read.

    Raises:
        BadInput: nothing was found, or more than this form holds.
    """
    many = asked.events.order_by()[: form.most + 1].count()
    if not many:
        raise BadInput(_("Nothing was found, so there is nothing to take along."))
    if many > form.most:
        raise BadInput(
            _("These are more than %(most)s events. Narrow the question, by dates for example.") % {"most": form.most}
        )
    out = BytesIO()
    form.write(asked, out)
    out.seek(0)
    return out
