"""Let somebody administer an organisation, or everything, from the command line of the server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.administration.people import appoint
from reorg.people.models import Organisation, User
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Lets somebody administer an organisation with those below it, or everything; the system's trail says so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--body", help="key of the organisation; without: the whole installation")
        parser.add_argument("--basis", required=True, help="number and date of the paper it rests on")

    def handle(self, *args: Any, username: str, body: str | None, basis: str, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no user “{username}”.")
        organisation = Organisation.objects.filter(key=body).first() if body else None
        if body and organisation is None:
            raise CommandError(f"There is no organisation with the key “{body}”.")
        try:
            appoint(None, person, organisation=organisation, basis=basis)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{person} administers {organisation or 'the whole installation'}.")
