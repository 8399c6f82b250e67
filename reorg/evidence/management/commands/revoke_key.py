"""Revoke a key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.evidence import keys
from reorg.evidence.models import Key
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Revokes a key, once and for all. What it signed before stays good unless the key was compromised."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="Its id, or the beginning of it.")
        parser.add_argument("--why", required=True, choices=Key.Why.values)

    def handle(self, *args: Any, id: str, why: str, **options: Any) -> None:
        found = list(Key.objects.filter(pk__startswith=id.lower())[:2])
        if len(found) != 1:
            raise CommandError(f"{'No key has' if not found else 'Several keys have'} an id that begins with {id}.")
        try:
            keys.revoke(found[0], why)
        except Refused as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(f"{found[0].id} is revoked: {found[0].get_why_display()}.")
        if keys.root_pair() is None:
            self.stdout.write("The root's key is not here: have its revocation list issued where it is kept.")
