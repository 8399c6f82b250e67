"""Print the one-time code by which an empty installation is set up in the browser."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from reorg.administration.first_run import LASTS, is_empty, new_code


class Command(BaseCommand):
    help = "Prints a one-time code for setting up an empty installation in the browser: organisation, administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError("Somebody is entered here already: see appoint_administrator.")
        call_command("load_reference", verbosity=0)
        code = new_code()
        hours = int(LASTS.total_seconds() // 3600)
        self.stdout.write(
            f"Open {settings.SITE_URL}/first-run/ within {hours} hours and enter this code, once:\n  {code}"
        )
