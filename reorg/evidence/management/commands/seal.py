"""Seal the heads of all trails now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.evidence import publishing, seals
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Seals the heads of all trails, publishes the seal as a file and mails its root to the witnesses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-changed", action="store_true", help="Only when a trail has moved since the last seal."
        )

    def handle(self, *args: Any, if_changed: bool, **options: Any) -> None:
        try:
            rewritten = list(seals.contradictions())
            made = seals.seal(if_changed=if_changed)
            publishing.publish()
        except Refused as trouble:
            raise CommandError(str(trouble)) from trouble
        if made is None:
            self.stdout.write("Nothing has moved since the last seal.")
        else:
            told = publishing.mail(made)
            stamp = "time-stamped" if made.token else "no time stamp"
            self.stdout.write(
                f"Seal {made.no}: {made.size} dossiers, root {made.root}, {stamp}, {told} witnesses told."
            )
        if rewritten:
            raise CommandError("Trails are not what was sealed before:\n" + "\n".join(f"  {one}" for one in rewritten))
