"""Walking a chain of events: does each one follow, say what was hashed, and match its columns?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.models import Dossier, Event
from workflows.trail.canonical import FIRST, sha256, stamp


@dataclass(frozen=True)
class Broken:
    """The first event of a chain that is not as it was written, and what is wrong with it."""

    dossier: str
    seq: int
    why: str


def verify(dossier: Dossier) -> Broken | None:
    """The first broken event of a dossier's trail, or None when the chain is whole and ends at the dossier's head."""
    events = Event.objects.filter(dossier=dossier).order_by("seq").iterator(2000)
    seq, prev = 0, FIRST
    for event in events:
        why = _wrong(event, dossier.code, seq + 1, prev)
        if why:
            return Broken(dossier.code, seq + 1, why)
        seq, prev = event.seq, event.hash
    if (seq, prev) != (dossier.head_seq, dossier.head_hash):
        return Broken(dossier.code, seq + 1, f"the dossier names event {dossier.head_seq} as its last; {seq} was found")
    return None


def verify_all(dossiers: Iterable[Dossier]) -> Iterable[tuple[Dossier, Broken | None]]:
    for dossier in dossiers:
        yield dossier, verify(dossier)


def _wrong(event: Event, code: str, seq: int, prev: str) -> str:
    if event.seq != seq:
        return f"event {seq} is missing; {event.seq} follows"
    if sha256(event.record) != event.hash:
        return "its text was altered: it does not give the hash"
    try:
        body = json.loads(event.record)
        before = body["prev"]
        said = (body["dossier"], body["seq"], body["verb"], body["at"], (body["actor"] or {}).get("id"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return "its text is not a record of the trail"
    if before != prev or event.prev_hash != prev:
        return "it does not continue the event before it"
    if said != (code, event.seq, event.verb, stamp(event.at), event.actor_id):
        return "its columns differ from what was hashed"
    return ""
