"""Walking a chain of events: does each one follow, say what was hashed, and match its columns?

A million events are walked in constant memory: plain tuples from a cursor of the server, no model instances. What is
in order is recognised by one quick look; whatever is not is looked at again slowly, to say what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.db.models import CharField, F, Func
from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from workflows.models import Dossier, Event
from workflows.trail.canonical import FIRST

AT_A_TIME = 2000
STRETCH = 50_000
"""Events walked in one go where several processes walk."""

Progress = Callable[[int], None]
OTHERS: list[Callable[[], tuple[str, int, Broken | None]]] = []
"""Chains that the installation keeps beside those of dossiers: each walked tells its name, its events, the first
broken one."""


@dataclass(frozen=True)
class Broken:
    """The first event of a chain that is not as it was written, and what is wrong with it."""

    dossier: str
    seq: int
    why: str


class Row(NamedTuple):
    """An event as it stands in the table; ``at`` as ``canonical.stamp`` writes it."""

    seq: int
    at: str
    verb: str
    actor: int | None
    prev_hash: str
    hash: str
    record: str


class Stamp(Func):
    """``canonical.stamp``, said by the database: cheaper than a datetime made and written for each event."""

    template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    output_field = CharField()


class Stretch(NamedTuple):
    """A part of a dossier's trail that is walked in one go; ``last`` is None for the one that ends at the head."""

    dossier: int
    code: str
    first: int
    last: int | None


def verify(dossier: Dossier, progress: Progress | None = None) -> Broken | None:
    """The first broken event of a dossier's trail, or None when the chain is whole and ends at the dossier's head.

    ``progress`` hears every now and then how many events were walked since it last did.
    """
    return walk(Stretch(dossier.pk, dossier.code, 1, None), progress)


def in_stretches(dossier: Dossier) -> Iterator[Stretch]:
    """The trail in stretches that can be walked side by side. Each begins at what the one before it ends with."""
    starts = range(1, max(dossier.head_seq, 1) + 1, STRETCH)
    for first in starts:
        last = None if first == starts[-1] else first + STRETCH - 1
        yield Stretch(dossier.pk, dossier.code, first, last)


def walk(stretch: Stretch, progress: Progress | None = None) -> Broken | None:
    """The first broken event of a stretch, or None."""
    with transaction.atomic():  # outside of one, the server would first copy the whole trail aside for its cursor
        return _walk(stretch, progress)


def _walk(stretch: Stretch, progress: Progress | None) -> Broken | None:
    seq, prev = stretch.first - 1, _hash_of(stretch, stretch.first - 1)
    told = seq
    while True:
        begun = seq
        for row in _rows(stretch, seq):
            if not _in_order(row, stretch.code, seq + 1, prev):
                why = wrong(Row(*row), stretch.code, seq + 1, prev)
                if why:
                    return Broken(stretch.code, seq + 1, why)
            seq, prev = row[0], row[5]
            if progress and seq - told == AT_A_TIME:
                progress(AT_A_TIME)
                told = seq
        if stretch.last is not None:
            return None if seq == stretch.last else Broken(stretch.code, seq + 1, f"event {seq + 1} is missing")
        head = Dossier.objects.values_list("head_seq", "head_hash").get(pk=stretch.dossier)
        if (seq, prev) == head:
            return None
        if seq == begun or head[0] < seq:  # otherwise somebody acted meanwhile: walk on
            why = f"the dossier names event {head[0]} as its last; {seq} was found"
            return Broken(stretch.code, seq + 1, why)


def _hash_of(stretch: Stretch, seq: int) -> str:
    if seq == 0:
        return FIRST
    return Event.objects.filter(dossier=stretch.dossier, seq=seq).values_list("hash", flat=True).first() or ""


RawRow = tuple[int, str, str, int | None, str, str, str]


def _rows(stretch: Stretch, after: int) -> Iterator[RawRow]:
    events = Event.objects.filter(dossier=stretch.dossier, seq__gt=after).order_by("seq").annotate(stamp=Stamp(F("at")))
    if stretch.last is not None:
        events = events.filter(seq__lte=stretch.last)
    return events.values_list("seq", "stamp", "verb", "actor_id", "prev_hash", "hash", "record").iterator(AT_A_TIME)


class Who(Struct):
    id: int


class Said(Struct):
    """What a record says that stands in the columns as well; the rest is checked to be JSON and passed by."""

    prev: str
    seq: int
    at: str
    verb: str
    dossier: str
    actor: Who | None


_said = Decoder(Said).decode


def _in_order(row: RawRow, code: str, seq: int, prev: str) -> bool:
    """Whether nothing at all is odd about an event. False means no more than that it deserves a second look."""
    number, at, verb, actor, prev_hash, its_hash, record = row
    text = record.encode()
    if number != seq or prev_hash != prev or sha256(text).hexdigest() != its_hash:
        return False
    try:
        said = _said(text)
    except DecodeError:
        return False
    who = said.actor
    return (
        said.prev == prev
        and said.seq == number
        and said.at == at
        and said.verb == verb
        and said.dossier == code
        and (who.id if who else None) == actor
    )


def wrong(event: Row, code: str, seq: int, prev: str) -> str:
    """What is wrong with an event of a chain; nothing when it is in order."""
    if event.seq != seq:
        return f"event {seq} is missing; {event.seq} follows"
    if sha256(event.record.encode()).hexdigest() != event.hash:
        return "its text was altered: it does not give the hash"
    try:
        body = json.loads(event.record)
        before = body["prev"]
        said = (body["dossier"], body["seq"], body["verb"], body["at"], (body["actor"] or {}).get("id"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "its text is not a record of the trail"
    if before != prev or event.prev_hash != prev:
        return "it does not continue the event before it"
    if said != (code, event.seq, event.verb, event.at, event.actor):
        return "its columns differ from what was hashed"
    return ""
