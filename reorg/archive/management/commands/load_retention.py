"""Load the retention periods of the fixture; `load_reference` calls it too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reorg.archive.retention import load_retention


class Command(BaseCommand):
    help = "Loads the periods for which papers are kept, by type. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        count = load_retention()
        if options["verbosity"]:
            self.stdout.write(f"{count} retention periods loaded.")
