"""Walk all chains (or some) and name the first broken event of each."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db.models import QuerySet, Sum

from workflows.models import Dossier
from workflows.trail.verify import verify


class Command(BaseCommand):
    help = "Walks the trails of all dossiers, or of those named, and names the first broken event of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="Codes of dossiers; none: all of them.")
        parser.add_argument("--progress", action="store_true", help="Tell progress also where nobody watches.")

    def handle(self, *args: Any, codes: list[str], progress: bool, **options: Any) -> None:
        dossiers = Dossier.objects.order_by("code")
        if codes:
            dossiers = dossiers.filter(code__in=codes)
            unknown = set(codes) - set(dossiers.values_list("code", flat=True))
            if unknown:
                raise CommandError(f"There is no dossier {', '.join(sorted(unknown))}.")
        line = ProgressLine(self.stderr, _events_of(dossiers)) if progress or self.stderr.isatty() else None
        broken = chains = events = 0
        for dossier in dossiers.iterator():
            chains, events = chains + 1, events + dossier.head_seq
            found = verify(dossier, line.walked if line else None)
            if found or options["verbosity"] > 1:
                self._tell(line, dossier, found)
            broken += bool(found)
        if line:
            line.end()
        if broken:
            raise CommandError(f"{broken} of {chains} chains are broken.")
        self.stdout.write(self.style.SUCCESS(f"{chains} chains with {events} events are whole."))

    def _tell(self, line: ProgressLine | None, dossier: Dossier, found: Any) -> None:
        if line:
            line.clear()
        if found:
            self.stdout.write(self.style.ERROR(f"{dossier.code}: event {found.seq} is broken: {found.why}"))
        else:
            self.stdout.write(f"{dossier.code}: {dossier.head_seq} events, whole")


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
