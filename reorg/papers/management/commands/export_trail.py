"""Write a dossier's trail as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.papers.collect import trail_paper
from reorg.papers.trail import render_trail
from workflows.models import Dossier


class Command(BaseCommand):
    help = "Writes the trail of a dossier as PDF. Same trail, same file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="Code of the dossier.")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--language", choices=("vi", "en"), default="vi")

    def handle(self, *args: Any, code: str, output: Path, language: Any, **options: Any) -> None:
        dossier = Dossier.objects.select_related("procedure", "programme", "lead").filter(code=code).first()
        if dossier is None:
            raise CommandError(f"There is no dossier {code}.")
        pdf = render_trail(trail_paper(dossier, language))
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{output}: {dossier.head_seq} events, {len(pdf) // 1024} kB, head {dossier.head_hash}")
