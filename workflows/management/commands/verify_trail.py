"""Walk all chains (or some) and name the first broken event of each."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby, islice
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import connections
from django.db.models import QuerySet, Sum

from workflows.models import Dossier
from workflows.trail.verify import OTHERS, STRETCH, Broken, Stretch, in_stretches, walk

HELP_FROM = 20_000
"""Events: fewer are walked before a second process has begun."""
AHEAD = 8
"""Stretches handed out at a time: enough for all processes, however many there are to walk."""


class Command(BaseCommand):
    help = "Walks the trails of all dossiers, or of those named, and names the first broken event of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="Codes of dossiers; none: all of them.")
        parser.add_argument("--progress", action="store_true", help="Tell progress also where nobody watches.")

        parser.add_argument(
            "--processes", type=int, default=min(os.cpu_count() or 1, 8), help="How many walk side by side."
        )

    def handle(self, *args: Any, codes: list[str], progress: bool, processes: int, **options: Any) -> None:
        dossiers = Dossier.objects.order_by("code")
        if codes:
            dossiers = dossiers.filter(code__in=codes)
            unknown = set(codes) - set(dossiers.values_list("code", flat=True))
            if unknown:
                raise CommandError(f"There is no dossier {', '.join(sorted(unknown))}.")
        total = _events_of(dossiers)
        line = ProgressLine(self.stderr, total) if progress or self.stderr.isatty() else None
        broken = chains = 0
        for code, events, found in _walked(dossiers, processes if total >= HELP_FROM else 1, line):
            chains += 1
            if found or options["verbosity"] > 1:
                self._tell(line, code, events, found)
            broken += bool(found)
        for code, events, found in (walked() for walked in OTHERS if not codes):
            chains, total = chains + bool(events), total + events
            if found or (events and options["verbosity"] > 1):
                self._tell(line, code, events, found)
            broken += bool(found)
        if line:
            line.end()
        if broken:
            raise CommandError(f"{broken} of {chains} chains are broken.")
        self.stdout.write(self.style.SUCCESS(f"{chains} chains with {total} events are whole."))

    def _tell(self, line: ProgressLine | None, code: str, events: int, found: Broken | None) -> None:
        if line:
            line.clear()
        if found:
            self.stdout.write(self.style.ERROR(f"{code}: event {found.seq} is broken: {found.why}"))
        else:
            self.stdout.write(f"{code}: {events} events, whole")


Walked = tuple[Stretch, int, Broken | None]


def _walked(
    dossiers: QuerySet[Dossier], processes: int, line: ProgressLine | None
) -> Iterator[tuple[str, int, Broken | None]]:
    """Code, number of events and first broken event of each chain."""
    tell = line.walked if line else None
    found = _side_by_side(dossiers, processes, tell) if processes > 1 else _one_by_one(dossiers, tell)
    for (_, code), parts in groupby(found, key=lambda part: (part[0].dossier, part[0].code)):
        walked = list(parts)
        broken = [wrong for _, _, wrong in walked if wrong]
        yield code, walked[0][1], min(broken, key=lambda wrong: wrong.seq, default=None)


def _one_by_one(dossiers: QuerySet[Dossier], tell: Callable[[int], None] | None) -> Iterator[Walked]:
    for stretch, events in _stretches(dossiers):
        yield stretch, events, walk(stretch, tell)


def _side_by_side(dossiers: QuerySet[Dossier], processes: int, tell: Callable[[int], None] | None) -> Iterator[Walked]:
    """In order; each process has a connection of its own."""
    todo = _stretches(dossiers)
    connections.close_all()  # forked processes would talk over the caller's
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_leave_inherited_connections) as pool:
        pool.submit(os.getpid).result()  # all are there before there is a connection they could inherit
        waiting = [(*one, pool.submit(walk, one[0])) for one in islice(todo, AHEAD)]
        while waiting:
            stretch, events, future = waiting.pop(0)
            broken = future.result()
            waiting.extend((*one, pool.submit(walk, one[0])) for one in islice(todo, 1))
            if tell:
                tell(min(STRETCH, max(events - stretch.first + 1, 0)))
            yield stretch, events, broken


INHERITED: list[Any] = []
"""Connections of the process this one was forked from: neither used nor closed, or they would end there."""


def _leave_inherited_connections() -> None:
    for connection in connections.all(initialized_only=True):
        INHERITED.append(connection.connection)
        connection.connection = None


def _stretches(dossiers: QuerySet[Dossier]) -> Iterator[tuple[Stretch, int]]:
    for dossier in dossiers.iterator():
        for stretch in in_stretches(dossier):
            yield stretch, dossier.head_seq


def _events_of(dossiers: QuerySet[Dossier]) -> int:
    return dossiers.order_by().aggregate(all=Sum("head_seq"))["all"] or 0


class ProgressLine:
    """One line that is written over: ``412,000 of 1,000,000 events (41 %), 120,000 a second``."""

    EVERY = 0.5  # seconds

    def __init__(self, out: OutputWrapper, total: int) -> None:
        self.out, self.total, self.done = out, total, 0
        self.begun = monotonic()
        self.told = self.begun
        self.width = 0

    def walked(self, events: int) -> None:
        self.done += events
        if monotonic() - self.told >= self.EVERY:
            self.tell()

    def tell(self) -> None:
        self.told = monotonic()
        pace = self.done / max(self.told - self.begun, 0.001)
        percent = self.done * 100 // max(self.total, 1)
        text = f"{self.done:,} of {self.total:,} events ({percent} %), {pace:,.0f} a second"
        self._write("\r" + text.ljust(self.width))
        self.width = len(text)

    def clear(self) -> None:
        if self.width:
            self._write("\r" + " " * self.width + "\r")

    def end(self) -> None:
        self.tell()
        self._write("\n")

    def _write(self, text: str) -> None:
        self.out.write(text, ending="")
        self.out.flush()
