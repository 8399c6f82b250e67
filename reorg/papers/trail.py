"""The trail of one dossier as PDF/A: a page to be read, then all that happened, then the annexes."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import segno
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from reorg.papers import fonts
from reorg.papers.binding import Binding, Bookmark
from reorg.papers.content import (
    Decision,
    Event,
    PaperAttachment,
    Person,
    Succession,
    TrailPaper,
    Unit,
    Weight,
)
from reorg.papers.narrative import Chunk, linked, narrative
from reorg.papers.press import Part, print_part
from reorg.papers.words import Words

SECTIONS = (
    *("units", "diagram", "events", "deadlines", "sign_offs", "ballots"),
    *("opinions", "checklists", "documents", "access", "chain"),
)
WIDE_FROM = 750
"""Pixels: wider than this, 13 px letters would print under 8 pt on a portrait page."""
SUMMARY_ROWS = ((10, 4), (8, 3), (6, 2), (5, 2), (4, 2), (2, 1))
"""How many decisions and open points page 1 shows: the first pair that keeps it one page."""
SUMMARY_PARTIES = 2
FEW_UNITS = 12

Item = TypeVar("Item")
Key = TypeVar("Key")


# What is printed where


def summary_of(paper: TrailPaper, words: Words, variant: str) -> Part:
    """Page 1 stays one page: it shows fewer rows, and says so, rather than run over."""
    for rows in SUMMARY_ROWS:
        part = print_part(_html("summary", paper, words, _summary_page(paper, words, rows)), variant)
        if part.pages == 1:
            break
    return part


def plan_page(paper: TrailPaper, words: Words) -> str:
    return _html("plan", paper, words, _plan(paper))


def events_page(paper: TrailPaper, words: Words, chunk: Chunk) -> str:
    return _html("events", paper, words, {"chunk": chunk, "narrative": mark_safe(narrative(chunk, words))})  # noqa: S308 - escaped there


def annex_page(paper: TrailPaper, words: Words) -> str:
    """What stood behind the decisions; nothing in it changes with an event that is only read or printed."""
    return _html("annex", paper, words, {})


def closing_page(paper: TrailPaper, words: Words) -> str:
    """Who looked, the chain, what is attached."""
    return _html("closing", paper, words, _closing(paper, words))


def _html(name: str, paper: TrailPaper, words: Words, more: dict[str, Any]) -> str:
    context = {
        "paper": paper,
        "w": words,
        "font_faces": fonts.font_face_css(),
        "section": {key: number for number, key in enumerate(SECTIONS, start=1)},
    }
    with translation.override(None):  # the paper's language is stated, not the reader's
        return render_to_string(f"papers/trail/{name}.html", context | more)


def binding_of(paper: TrailPaper, words: Words, chunks: Sequence[Chunk]) -> Binding:
    return Binding(
        page_of=words["page_of"],
        footer_left=words.fill("trail_of", code=paper.code),
        footer_right=f"{words.fill('event_no', n=paper.head_seq)} · {paper.head_hash[:16]}",
        at=paper.exported_at,
        bookmarks=tuple(_bookmarks(words, chunks)),
        contents={f"toc-{key}": key for key in SECTIONS},
        attachments=_attachments(paper, words),
    )


def _bookmarks(words: Words, chunks: Sequence[Chunk]) -> Iterator[Bookmark]:
    yield Bookmark(words["trail"], "summary")
    for number, key in enumerate(SECTIONS, start=1):
        days = _day_bookmarks(words, chunks) if key == "events" else ()
        yield Bookmark(f"{number}. {words[key]}", key, tuple(days))


def _day_bookmarks(words: Words, chunks: Sequence[Chunk]) -> Iterator[Bookmark]:
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


def _closing(paper: TrailPaper, words: Words) -> dict[str, Any]:
    events = paper.events
    broken = [e.seq for e, holds in zip(events, linked(events), strict=True) if not holds]
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
