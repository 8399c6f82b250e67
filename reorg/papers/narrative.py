"""The events of a trail: in chunks, by day, as HTML.

Not as a template: of a long trail this is nearly all there is, and the template engine would take a fifth of the time
of printing it. Each element costs, too: an event has as few as its look allows, and its name stands on one without
children, for all below a named element is styled anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from reorg.papers.content import Event, Fact
from reorg.papers.templatetags.papers import where_from
from reorg.papers.words import Words

CHUNK = 250
"""Events printed as one part: rendering time is flat from 25 to 1,000, memory is not."""
SHORT_FACT = 60
"""Facts up to this length share a line."""

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


def in_chunks(events: Sequence[Event], zone: ZoneInfo) -> Iterator[Chunk]:
    """Parts of about 250 events, ended between two days where one is near.

    Where a chunk ends depends only on what came before, so a finished chunk never changes
    as the trail grows. An empty trail still has its section.
    """
    start = 0
    holds = linked(events)
    days = [event.at.astimezone(zone).date() for event in events]
    for end in range(1, len(events) + 1):
        length = end - start
        last = end == len(events)
        day_ends = not last and days[end] != days[end - 1]
        if last or length == CHUNK or (day_ends and length >= CHUNK * 4 // 5):
            rows = [Row(events[i], holds[i]) for i in range(start, end)]
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


def linked(events: Sequence[Event]) -> list[bool]:
    if not events:
        return []
    return [True, *(after.prev_hash == before.hash for before, after in pairwise(events))]


# As HTML


def narrative(chunk: Chunk, words: Words) -> str:
    return "".join(_told(chunk, words))


def _told(chunk: Chunk, words: Words) -> Iterator[str]:
    for day in chunk.days:
        continued = f" <small>({escape(words['continued'])})</small>" if day.continued else ""
        yield f'<h3 class="day" id="{day.place}">{escape(words.long_day(day.on))}{continued}</h3>\n'
        for row in day.rows:
            yield _event(row, words)


def _event(row: Row, words: Words) -> str:
    event = row.event
    lines = "".join(
        f'<p class="{"proof-line" if line.hashes else "fact"}">{" · ".join(map(_fact, line.facts))}</p>'
        for line in row.fact_lines
    )
    if not row.linked:
        lines += f'<p class="broken">{escape(words.fill("broken_link", n=event.prev_hash))}</p>'
    return (
        f'<div class="event {event.weight}"><p class="line"><span class="gutter" id="event-{event.seq}">'
        f"{words.time(event.at)}</span>{escape(_capital(event.sentence))}</p>"
        f'<p class="who">{escape(_who(event, words))}</p>{lines}<p class="hash">{event.hash}</p></div>\n'
    )


def _who(event: Event, words: Words) -> str:
    seat = where_from(event.actor, words)
    return f"{words['no']} {event.seq} · {event.actor.name}{f' – {seat}' if seat else ''}"


def _fact(fact: Fact) -> str:
    return f"<i>{escape(fact.label)}:</i> {escape(fact.value)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
