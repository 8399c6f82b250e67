from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connection

from reorg.database.role import grant


class Command(BaseCommand):
    help = "Grants the web's and worker's database role what it needs, and no more. Every `migrate` does so too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", nargs="?", default=settings.DATABASE_APPLICATION_ROLE)

    def handle(self, *args: Any, role: str | None, **options: Any) -> None:
        if not role:
            raise CommandError("Set DATABASE_OWNER_URL beside DATABASE_URL: so far one role does everything.")
        if role == connection.settings_dict["USER"]:
            raise CommandError(f"{role} owns the tables; DATABASE_URL must name another role than DATABASE_OWNER_URL.")
        try:
            grant(role)
        except ProgrammingError as error:
            raise CommandError(f"The database refused: {error}") from error
        self.stdout.write(f"{role} may read and write rows, and only add to the trail.")
