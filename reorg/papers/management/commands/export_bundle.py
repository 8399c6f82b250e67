"""Write the trails of many dossiers into one archive."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.papers.bundles import bundle_now
from reorg.papers.models import Export
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Writes the trails of many dossiers into one archive with an index and a signed manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--codes", nargs="+", required=True, metavar="CODE")
        parser.add_argument("--as", dest="username", required=True, metavar="USER", help="Who exports: it is recorded.")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--language", choices=("vi", "en"), default="vi")

    def handle(self, *args: Any, codes: list[str], username: str, output: Path, language: str, **options: Any) -> None:
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is nobody called {username}.")
        try:
            bundle = bundle_now(codes, language, actor=person, progress=self._progress)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            with bundle.file.open("rb") as made, output.open("wb") as file:
                shutil.copyfileobj(made, file)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        for item in bundle.items.filter(state=Export.State.FAILED).select_related("dossier"):
            self.stdout.write(self.style.ERROR(f"{item.dossier.code} could not be printed: {item.why}"))
        printed = bundle.items.filter(state=Export.State.READY).count()
        self.stdout.write(f"{output}: {printed} of {bundle.parts} trails, {output.stat().st_size // 1024} kB")

    def _progress(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {of} dossiers", ending="\n" if done == of else "")
            self.stderr.flush()
