"""The answer to a question as a paper: what was asked, and every event found with its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation

from reorg.audit.told import Told
from reorg.papers import fonts
from reorg.papers.content import HANOI, Language, map_text
from reorg.papers.press import TAGGED, print_part
from reorg.papers.words import Words
from workflows.models import Event

SAID = {
    "title": ("Danh sách sự kiện trong nhật ký các hồ sơ", "Events from the trails of dossiers"),
    "asked": ("Điều kiện", "What was asked"),
    "all": ("Mọi sự kiện", "All events"),
    "by": ("Người lập", "Made by"),
    "at": ("Thời điểm lập", "Made at"),
    "count": ("Số sự kiện", "Events"),
    "where": ("Hồ sơ, số", "Dossier, No."),
    "when": ("Thời điểm", "Time"),
    "what": ("Nội dung", "What happened"),
    "note": (
        "Danh sách này là bản trích. Mỗi sự kiện mang mã băm của mình trong nhật ký của hồ sơ; để kiểm chứng, xuất "
        "nhật ký của hồ sơ đó và đối chiếu mã băm.",
        "This list is an extract. Each event bears its hash in the trail of its dossier; to verify one, export that "
        "trail and compare the hash.",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    where: str
    seq: int
    at: datetime
    who: str
    office: str
    sentence: str
    hash: str


@dataclass(frozen=True, slots=True)
class ListPaper:
    question: tuple[tuple[str, str], ...]
    person: str
    made_at: datetime
    lines: tuple[Line, ...]


def print_list(
    events: Sequence[tuple[Event, Told]],
    question: Sequence[tuple[str, str]],
    person: str,
    language: Language,
    made_at: datetime,
) -> bytes:
    """The list as a tagged, archivable PDF.

    Raises:
        PaperError: it cannot be printed as it should be.
    """
    lines = tuple(
        Line(
            told.dossier,
            event.seq,
            event.at,
            told.name,
            ", ".join(filter(None, (told.authority, told.office, told.organisation))),
            told.sentence,
            event.hash,
        )
        for event, told in events
    )
    paper = map_text(ListPaper(tuple(question), person, made_at, lines), fonts.clean)
    words = Words(language, HANOI)
    context = {
        "paper": paper,
        "w": words,
        "say": {key: pair[language == "en"] for key, pair in SAID.items()},
        "language": language,
        "font_faces": fonts.font_face_css(),
        "rows": [(line, words.moment(line.at)) for line in paper.lines],
        "made_at": words.moment(made_at),
    }
    with translation.override(None):  # the paper's language is stated, not the reader's
        html = render_to_string("papers/audit/list.html", context)
    return print_part(html, TAGGED).pdf
