"""Hold published seals against the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.evidence import publishing
from reorg.evidence.errors import SealConflict


class Command(BaseCommand):
    help = "Holds published seal files against the database: finds out one that was rolled back or rewritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="Published seals, NNNNNN.json.")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        wrong = 0
        for path in files:
            try:
                published = publishing.read(path)
                found = list(publishing.compare(published))
            except (SealConflict, OSError) as trouble:
                found = [str(trouble)]
            wrong += bool(found)
            for line in found:
                self.stdout.write(self.style.ERROR(f"{path.name}: {line}"))
            if not found and options["verbosity"] > 1:
                self.stdout.write(f"{path.name}: agrees")
        if wrong:
            raise CommandError(f"{wrong} of {len(files)} published seals contradict the database.")
        self.stdout.write(self.style.SUCCESS(f"{len(files)} published seals agree with the database."))
