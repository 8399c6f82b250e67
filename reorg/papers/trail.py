"""The trail of one dossier as PDF/A: a page to be read, then all that happened, then the annexes."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any, TypeVar

import segno
from django.template.loader import render_to_string
from django.utils import translation

from reorg.papers import fonts
from reorg.papers.binding import Binding, Bookmark, bind
from reorg.papers.content import (
    Decision,
    Event,
    Fact,
    PaperAttachment,
    Person,
    Succession,
    TrailPaper,
    Unit,
    Weight,
    map_text,
)
from reorg.papers.press import Part, print_part, print_parts
from reorg.papers.words import Words

CHUNK = 250
"""Events printed as one part: rendering time is flat from 25 to 1,000, memory is not."""
PARALLEL_FROM = 300
"""Below this, starting processes costs more than it saves."""
PROCESSES = 2

SECTIONS = (
    *("units", "diagram", "events", "deadlines", "sign_offs", "ballots"),
    *("opinions", "checklists", "documents", "access", "chain"),
)
SHORT_HASH = 8
WIDE_FROM = 750
"""Pixels: wider than this, 13 px letters would print under 8 pt on a portrait page."""
SUMMARY_ROWS = ((10, 4), (8, 3), (6, 2), (5, 2), (4, 2), (2, 1))
"""How many decisions and open points page 1 shows: the first pair that keeps it one page."""
SUMMARY_PARTIES = 2
FEW_UNITS = 12
SHORT_FACT = 60
"""Facts up to this length share a line."""

Progress = Callable[[int, int], None]
Item = TypeVar("Item")
Key = TypeVar("Key")


def render_trail(
    paper: TrailPaper,
    *,
    processes: int | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The trail as PDF/A-3u. Same paper, same bytes; `sign` gets them last and may append.

    `progress` hears (parts printed, parts in all).
    """
    printed = map_text(paper, fonts.clean)
    words = Words(paper.language, paper.timezone)
    chunks = list(in_chunks(printed.events, printed))
    if processes is None:
        processes = PROCESSES if len(printed.events) > PARALLEL_FROM else 1
    total = len(chunks) + 3

    def tell(done: int) -> None:
        if progress:
            progress(done + 1, total)

    with translation.override(None):  # the paper's language is stated, not the reader's
        summary = _summary(printed, words)
        tell(0)
        rest = print_parts(_pages(printed, words, chunks), processes=processes, progress=tell)
    pdf = bind([summary, *rest], _binding(printed, words, chunks))
    return sign(pdf) if sign else pdf


# What is printed where


def _summary(paper: TrailPaper, words: Words) -> Part:
    """Page 1 stays one page: it shows fewer rows, and says so, rather than run over."""
    for rows in SUMMARY_ROWS:
        part = print_part(_html("summary", paper, words, _summary_page(paper, words, rows)))
        if part.pages == 1:
            break
    return part


def _pages(paper: TrailPaper, words: Words, chunks: Sequence["Chunk"]) -> Iterator[str]:
    yield _html("plan", paper, words, _plan(paper))
    for chunk in chunks:
        yield _html("events", paper, words, {"chunk": chunk})
    yield _html("annex", paper, words, _annex(paper, words))


def _html(name: str, paper: TrailPaper, words: Words, more: dict[str, Any]) -> str:
    context = {
        "paper": paper,
        "w": words,
        "font_faces": fonts.font_face_css(),
        "section": {key: number for number, key in enumerate(SECTIONS, start=1)},
    }
    return render_to_string(f"papers/trail/{name}.html", context | more)


def _binding(paper: TrailPaper, words: Words, chunks: Sequence["Chunk"]) -> Binding:
    return Binding(
        page_of=words["page_of"],
        footer_left=words.fill("trail_of", code=paper.code),
        footer_right=f"{words.fill('event_no', n=paper.head_seq)} · {paper.head_hash[:16]}",
        at=paper.exported_at,
        bookmarks=tuple(_bookmarks(words, chunks)),
        contents={f"toc-{key}": key for key in SECTIONS},
        attachments=_attachments(paper, words),
    )


def _bookmarks(words: Words, chunks: Sequence["Chunk"]) -> Iterator[Bookmark]:
    yield Bookmark(words["trail"], "summary")
    for number, key in enumerate(SECTIONS, start=1):
        days = _day_bookmarks(words, chunks) if key == "events" else ()
        yield Bookmark(f"{number}. {words[key]}", key, tuple(days))


def _day_bookmarks(words: Words, chunks: Sequence["Chunk"]) -> Iterator[Bookmark]:
    for chunk in chunks:
        for day in chunk.days:
            if not day.continued:
                yield Bookmark(words.day(day.on), day.place)


# Page 1


def _summary_page(paper: TrailPaper, words: Words, rows: tuple[int, int]) -> dict[str, Any]:
    decisions = paper.decisions or tuple(_decisions(paper))
    most_decisions, most_open = rows
    return {
        "decisions": decisions[-most_decisions:],
        "more_decisions": max(0, len(decisions) - most_decisions),
        "open_points": paper.open_points[:most_open],
        "more_open": max(0, len(paper.open_points) - most_open),
        "parties": paper.parties[:SUMMARY_PARTIES],
        "more_parties": max(0, len(paper.parties) - SUMMARY_PARTIES),
        "qr": qr_code(paper.verification_url),
        "exported_on": paper.exported_at.astimezone(paper.timezone).date(),
        "exported": words.fill("exported", who=paper.exported_by.name, at=words.moment(paper.exported_at)),
        "hash_groups": [paper.head_hash[i : i + 8] for i in range(0, len(paper.head_hash), 8)],
    }


def _decisions(paper: TrailPaper) -> Iterator[Decision]:
    """Where nobody chose what belongs on page 1: the events that decided something."""
    for event in paper.events:
        if event.weight is Weight.DECISION:
            body = event.actor.organisation or event.actor.name
            yield Decision(event.at, body, event.sentence, "", event.seq)


def qr_code(text: str) -> str:
    uri: str = segno.make_qr(text, error="m").svg_data_uri(border=0, scale=4)
    return uri


# Units and diagram


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units and what is known of all of them; many units without any figure are printed as names only."""

    units: tuple[Unit, ...]
    kinds: bool
    names_only: bool
    area_km2: Decimal | None
    population: int | None


@dataclass(frozen=True, slots=True)
class Became:
    """A new unit and the parts it is made of, put together by formula as the resolutions word it."""

    name: str
    clause: str
    formulas: tuple[tuple[str, tuple[Succession, ...]], ...]


def _plan(paper: TrailPaper) -> dict[str, Any]:
    return {
        "before": _unit_list(paper.units.before),
        "after": _unit_list(paper.units.after),
        "became": [_became(*item) for item in _by(paper.units.successions, lambda s: (s.new, s.clause))],
        "diagram": picture_of(paper.diagram_svg),
    }


def _became(key: tuple[str, str], parts: list[Succession]) -> Became:
    formulas = tuple((formula, tuple(alike)) for formula, alike in _by(parts, lambda part: part.formula))
    return Became(*key, formulas)


def _by(items: Iterable[Item], key: Callable[[Item], Key]) -> Iterable[tuple[Key, list[Item]]]:
    """Grouped by key in order of first appearance."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups.items()


def _unit_list(units: tuple[Unit, ...]) -> UnitList:
    """A total is only a total when every part is known."""
    areas = [unit.area_km2 for unit in units if unit.area_km2 is not None]
    people = [unit.population for unit in units if unit.population is not None]
    return UnitList(
        units,
        kinds=any(unit.kind for unit in units),
        names_only=len(units) > FEW_UNITS and not areas and not people,
        area_km2=sum(areas, Decimal(0)) if len(areas) == len(units) else None,
        population=sum(people) if len(people) == len(units) else None,
    )


@dataclass(frozen=True, slots=True)
class Picture:
    uri: str
    wide: bool
    """Too wide to be read on a portrait page: it gets a page on its side."""


def picture_of(svg: str) -> Picture | None:
    if not svg:
        return None
    encoded = base64.b64encode(svg.encode()).decode("ascii")
    width, height = _extent(svg)
    return Picture(f"data:image/svg+xml;base64,{encoded}", width > WIDE_FROM and width > height)


def _extent(svg: str) -> tuple[float, float]:
    box = re.search(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    return (float(box[1]), float(box[2])) if box else (0, 0)


# Events


_HASHES = re.compile(r"[0-9a-f]{64}(, [0-9a-f]{64})*")


@dataclass(frozen=True, slots=True)
class FactLine:
    facts: tuple[Fact, ...]
    hashes: bool = False


def in_lines(facts: Sequence[Fact]) -> list[FactLine]:
    """Short facts share a line, a long one has its own, hashes are printed small."""
    lines: list[FactLine] = []
    for short, group in groupby(facts, key=_is_short):
        if short:
            lines.append(FactLine(tuple(group)))
        else:
            lines.extend(FactLine((fact,), _HASHES.fullmatch(fact.value) is not None) for fact in group)
    return lines


def _is_short(fact: Fact) -> bool:
    return len(fact.value) <= SHORT_FACT and "\n" not in fact.value


@dataclass(frozen=True, slots=True)
class Row:
    """An event and whether it continues the chain from the one printed before it."""

    event: Event
    linked: bool

    @property
    def fact_lines(self) -> list[FactLine]:
        return in_lines(self.event.facts)

    @property
    def short_hash(self) -> str:
        return self.event.hash[:SHORT_HASH]

    @property
    def rest_of_hash(self) -> str:
        return self.event.hash[SHORT_HASH:]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    rows: tuple[Row, ...]
    continued: bool

    @property
    def place(self) -> str:
        return f"day-{self.rows[0].event.seq}"


@dataclass(frozen=True, slots=True)
class Chunk:
    days: tuple[Day, ...]
    first: bool


def in_chunks(events: Sequence[Event], paper: TrailPaper) -> Iterator[Chunk]:
    """Parts of about 250 events, ended between two days where one is near.

    Where a chunk ends depends only on what came before, so a finished chunk never changes
    as the trail grows. An empty trail still has its section.
    """
    start = 0
    linked = _linked(events)
    days = [event.at.astimezone(paper.timezone).date() for event in events]
    for end in range(1, len(events) + 1):
        length = end - start
        last = end == len(events)
        day_ends = not last and days[end] != days[end - 1]
        if last or length == CHUNK or (day_ends and length >= CHUNK * 4 // 5):
            rows = [Row(events[i], linked[i]) for i in range(start, end)]
            same_day = start > 0 and days[start - 1] == days[start]
            yield _chunk(rows, days[start:end], first=start == 0, continued=same_day)
            start = end
    if not events:
        yield Chunk((), first=True)


def _chunk(rows: Sequence[Row], days: Sequence[date], *, first: bool, continued: bool) -> Chunk:
    grouped: list[Day] = []
    for on, pairs in groupby(zip(days, rows, strict=True), key=lambda pair: pair[0]):
        group = tuple(row for _, row in pairs)
        grouped.append(Day(on, group, continued and not grouped))
    return Chunk(tuple(grouped), first=first)


def _linked(events: Sequence[Event]) -> list[bool]:
    if not events:
        return []
    return [True, *(after.prev_hash == before.hash for before, after in pairwise(events))]


# Annexes


@dataclass(frozen=True, slots=True)
class Reader:
    person: Person
    times: int
    first: datetime
    last: datetime
    seqs: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True)
class AttachedFile:
    name: str
    mime_type: str
    description: str
    size: int
    sha256: str


def _annex(paper: TrailPaper, words: Words) -> dict[str, Any]:
    events = paper.events
    broken = [e.seq for e, linked in zip(events, _linked(events), strict=True) if not linked]
    first, last = (events[0].seq, events[-1].seq) if events else (0, 0)
    return {
        "readers": _readers(events),
        "broken_at": ", ".join(map(str, broken)),
        "chain_text": words.fill("chain_text", n=words.number(len(events)), first=first, last=last),
        "files": [_attached_file(file) for file in _attachments(paper, words)],
    }


def _attachments(paper: TrailPaper, words: Words) -> tuple[PaperAttachment, ...]:
    events = PaperAttachment("events.json", words["events_json"], "application/json", paper.events_json)
    return (events, *paper.attachments)


def _attached_file(file: PaperAttachment) -> AttachedFile:
    """Printing the hash ties what is attached to what is printed."""
    digest = hashlib.sha256(file.content).hexdigest()
    return AttachedFile(file.name, file.mime_type, file.description, len(file.content), digest)


def _readers(events: Sequence[Event], shown: int = 12) -> list[Reader]:
    """Who opened or exported the dossier, most recent last; each reading is in the narrative."""
    seen: dict[Person, list[Event]] = {}
    for event in events:
        if event.weight is Weight.ACCESS:
            seen.setdefault(event.actor, []).append(event)
    return [
        Reader(
            person,
            len(own),
            own[0].at,
            own[-1].at,
            tuple(event.seq for event in own[:shown]),
            max(0, len(own) - shown),
        )
        for person, own in seen.items()
    ]
