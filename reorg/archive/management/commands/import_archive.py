"""Take over archive packages of another installation, each verified first."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reorg.archive.importing import import_package
from reorg.people.models import Organisation
from reorg.verify.keys import BadAnchor
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Takes over an archive package as a read-only dossier, proofs and all. All of it or nothing; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--organisation", required=True, help="key of the organisation that keeps it and may read it"
        )
        parser.add_argument("--anchor", type=Path, action="append", default=[], help="root certificate of its makers")
        parser.add_argument("--crl", type=Path, action="append", default=[], help="list of revoked certificates")
        parser.add_argument(
            "--unknown-key", action="store_true", help="take it over although no anchor vouches for its key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keeper = Organisation.objects.filter(key=options["organisation"]).first()
        if keeper is None:
            raise CommandError(f"There is no organisation “{options['organisation']}”.")
        try:
            taken = import_package(
                options["file"],
                organisation=keeper,
                anchors=[path.read_bytes() for path in options["anchor"]],
                crls=[path.read_bytes() for path in options["crl"]],
                unknown_key=options["unknown_key"],
            )
        except (Refused, BadAnchor, OSError) as refused:
            raise CommandError(f"{options['file']}: {refused}") from refused
        one = taken.archived
        how = "taken over" if taken.new else "already here, nothing changed"
        self.stdout.write(f"{one.code}: {how}; {one.events.count()} events, {one.files.count()} files; {one.verdict}")
