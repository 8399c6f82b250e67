"""Several people acting at the same moment, each with a connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any

from django.db import connection, connections

from tests.engine.doing import fresh
from workflows.actions.door import door
from workflows.errors import Refused
from workflows.models import Dossier
from workflows.trail.verify import verify


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gave, or how the engine refused it; any other error fails the test."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(30)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@contextmanager
def held(dossier: Dossier, actor: Any, act: Callable[[Any], Any] = lambda case: None) -> Iterator[None]:
    """Somebody is in the middle of an act on this dossier, and finishes it when the block ends."""
    inside, leave = Event(), Event()

    def hold() -> None:
        try:
            with door(dossier, actor=actor) as case:
                act(case)
                inside.set()
                leave.wait(30)
        finally:
            inside.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        inside.wait(30)
        try:
            yield
        finally:
            leave.set()
        holding.result()


def in_turn(dossier: Dossier, actor: Any, first: Callable[[Any], Any], second: Callable[[], Any]) -> Any:
    """What the second act gave that came to the door while the first was inside, and waited there."""
    with ThreadPoolExecutor(1) as pool:
        with held(dossier, actor, first):
            begun = pool.submit(together, second)
            while not somebody_waits():
                assert not begun.done(), "nobody waits at an open door"
        return begun.result()[0]


def somebody_waits() -> bool:
    with connection.cursor() as sql:
        sql.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(sql.fetchone()[0])


def is_whole(dossier: Dossier) -> bool:
    """The chain is whole, numbered without a gap, and its clock never goes back."""
    events = list(dossier.events.order_by("seq").values_list("seq", "at"))
    seqs, times = [seq for seq, _at in events], [at for _seq, at in events]
    return verify(fresh(dossier)) is None and seqs == list(range(1, len(seqs) + 1)) and times == sorted(times)
