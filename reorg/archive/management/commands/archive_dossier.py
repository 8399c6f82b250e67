"""Close the archive package of a dossier that has ended, and write it to a file."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reorg.archive.packaging import pack
from reorg.people.models import User
from workflows.errors import Refused
from workflows.reading import dossier_for


class Command(BaseCommand):
    help = "Closes the archive package of a dossier and writes it to a file: files, metadata, signed trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", help="code of a dossier that has ended")
        parser.add_argument(
            "--as", dest="user", required=True, help="user name of who asks: it is written into the trail"
        )
        parser.add_argument("--output", type=Path, help="where to; CODE-N.reorg.zip by default")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"There is no user “{options['user']}”.")
        try:
            made = pack(dossier_for(person, options["dossier"]), actor=person)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        path = options["output"] or Path(made.file_name)
        with made.file.open("rb") as stored, path.open("wb") as out:
            shutil.copyfileobj(stored, out)
        self.stdout.write(f"{path}: {made.files} papers and pieces of evidence, {made.size} bytes, {made.sha256}")
