"""Write a dossier's trail as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.papers.evidence import prepare
from reorg.papers.printing import render_trail
from workflows.errors import Refused
from workflows.models import Dossier


class Command(BaseCommand):
    help = "Writes the trail of a dossier as PDF with its proofs, signed where there are keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="Code of the dossier.")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--language", choices=("vi", "en"), default="vi")

    def handle(self, *args: Any, code: str, output: Path, language: Any, **options: Any) -> None:
        dossier = Dossier.objects.select_related("procedure", "programme", "lead").filter(code=code).first()
        if dossier is None:
            raise CommandError(f"There is no dossier {code}.")
        try:
            export = prepare(dossier, language)
            pdf = render_trail(export.paper, sign=export.finish)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_bytes(pdf)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"{output}: {export.paper.head_seq} events, {len(pdf) // 1024} kB, head {export.paper.head_hash}"
        )
        if not export.signed:
            self.stdout.write("It is not signed: there are no keys (manage.py make_keys).")
