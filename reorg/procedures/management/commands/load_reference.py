"""Load what every installation starts with: roles, organisations, paper types, procedures, checklists."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from reorg.people.loading import load_document_types, load_organisations, load_roles
from reorg.procedures.loading import load_checks, load_procedures


class Command(BaseCommand):
    help = "Loads roles, organisations, document types, procedures and checklists from the fixtures. Safe to repeat."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        counts = {
            "roles": load_roles(),
            "document types": load_document_types(),
            "organisations": load_organisations(),
            "procedures": load_procedures(),
            "checklist items": load_checks(),
        }
        call_command("load_retention", verbosity=options["verbosity"])
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + " loaded.")
