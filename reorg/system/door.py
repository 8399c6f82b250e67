"""The system's door: what administrators change is written down in one transaction with the change.

The rows that change are locked by whoever changes them. The chain itself is locked only while it is written, last of
all, so that nobody who holds it waits for anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from reorg.system.models import SystemEvent
from workflows.actions.door import database_time
from workflows.offices import Acting
from workflows.text import Text
from workflows.trail import verbs
from workflows.trail.canonical import FIRST, canonical, sha256, stamp

SYSTEM = "system"
"""What the chain is called where the chains of dossiers go by their codes. No dossier can have this code."""
ONE_AT_A_TIME = 7_300_162  # the lock that those who write wait for


class Act:
    """An act of administration that is under way."""

    def __init__(self, person: Acting | None, now: datetime) -> None:
        self.person, self.now = person, now
        self._said: list[tuple[str, int | None, dict[str, Any]]] = []

    def record(self, verb: str, /, *, about: Any = None, **facts: Any) -> None:
        """Note an event about an organisation, or about the whole installation. Written when the door closes."""
        plain = {name: value.as_fact() if isinstance(value, Text) else value for name, value in facts.items()}
        verbs.check(verb, plain)
        canonical(plain)  # what cannot be written fails here, beside what it is about
        self._said.append((verb, about.pk if about is not None else None, plain))

    def afterwards(self, what: Callable[[], Any]) -> None:
        """Something that leaves the system: run after commit, its failure logged and never undoing the act."""
        transaction.on_commit(what, robust=True)

    def close(self) -> None:
        if not self._said:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        last = SystemEvent.objects.order_by("-seq").only("seq", "hash").first()
        seq, prev = (last.seq, last.hash) if last else (0, FIRST)
        at, events = database_time(), []
        for verb, about, facts in self._said:
            seq += 1
            record = canonical(
                {
                    "v": 1,
                    "dossier": SYSTEM,
                    "seq": seq,
                    "at": stamp(at),
                    "verb": verb,
                    "actor": self.person.as_fact() if self.person else None,
                    "about": about,
                    "facts": facts,
                    "prev": prev,
                }
            )
            user = self.person.user if self.person else None
            event = SystemEvent(
                seq=seq,
                at=at,
                verb=verb,
                actor=user,
                about_id=about,
                record=record,
                prev_hash=prev,
                hash=sha256(record),
            )
            events.append(event)
            prev = event.hash
        SystemEvent.objects.bulk_create(events)


@contextmanager
def system_door(person: Acting | None) -> Iterator[Act]:
    """Open the system for one act. ``person`` is who acts, as they are; None: the command line, or the worker."""
    with transaction.atomic():
        act = Act(person, database_time())
        yield act
        act.close()
