"""Walk all chains (or some) and name the first broken event of each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.models import Dossier
from workflows.trail.verify import verify


class Command(BaseCommand):
    help = "Walks the trails of all dossiers, or of those named, and names the first broken event of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="Codes of dossiers; none: all of them.")

    def handle(self, *args: Any, codes: list[str], **options: Any) -> None:
        dossiers = Dossier.objects.order_by("code")
        if codes:
            dossiers = dossiers.filter(code__in=codes)
            unknown = set(codes) - set(dossiers.values_list("code", flat=True))
            if unknown:
                raise CommandError(f"There is no dossier {', '.join(sorted(unknown))}.")
        broken = chains = events = 0
        for dossier in dossiers.iterator():
            chains, events = chains + 1, events + dossier.head_seq
            found = verify(dossier)
            if found:
                broken += 1
                self.stdout.write(self.style.ERROR(f"{dossier.code}: event {found.seq} is broken: {found.why}"))
            elif options["verbosity"] > 1:
                self.stdout.write(f"{dossier.code}: {dossier.head_seq} events, whole")
        if broken:
            raise CommandError(f"{broken} of {chains} chains are broken.")
        self.stdout.write(self.style.SUCCESS(f"{chains} chains with {events} events are whole."))
