"""Walking the system's chain, with the same eyes as the chains of dossiers."""

from __future__ import annotations

from django.db.models import F

from reorg.system.door import SYSTEM
from reorg.system.models import SystemEvent
from workflows.trail.canonical import FIRST
from workflows.trail.verify import AT_A_TIME, Broken, Row, Stamp, wrong


def verify() -> Broken | None:
    """The first broken event of the system's trail, or None. That its end was not cut off, the seals say."""
    prev = FIRST
    events = SystemEvent.objects.order_by("seq").annotate(stamp=Stamp(F("at")))
    columns = ("seq", "stamp", "verb", "actor_id", "prev_hash", "hash", "record", "about_id")
    for seq, (*row, about) in enumerate(events.values_list(*columns).iterator(AT_A_TIME), 1):
        event = Row(*row)
        why = wrong(event, SYSTEM, seq, prev) or _other_subject(event, about)
        if why:
            return Broken(SYSTEM, seq, why)
        prev = event.hash
    return None


def _other_subject(event: Row, about: int | None) -> str:
    begins = f'{{"about":{"null" if about is None else about},'
    return "" if event.record.startswith(begins) else "its columns differ from what was hashed"


def walked() -> tuple[str, int, Broken | None]:
    """For the command that walks all chains: what the chain is called, its events, the first broken one."""
    return SYSTEM, SystemEvent.objects.count(), verify()
