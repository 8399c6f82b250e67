"""Make the keys of this installation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q

from reorg.evidence import keys
from reorg.evidence.models import Key
from workflows.errors import Refused


class Command(BaseCommand):
    help = (
        "Makes a root, and under it a key for the service and one for exports. Private keys go to files (REORG_KEYS)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--for", dest="username", metavar="USERNAME", help="A software key for this person instead."
        )
        parser.add_argument("--rotate", action="store_true", help="Replace keys that are there; old proofs stay good.")
        parser.add_argument("--if-missing", action="store_true", help="Do nothing when there are keys already.")
        parser.add_argument(
            "--organisation", default="Reorg", help="Whose service this is; stands in the certificates."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                made, old = self.make(**options)
            keys.retire(old)
        except Refused as trouble:
            raise CommandError(str(trouble)) from trouble
        for key in made:
            self.stdout.write(f"{key.get_use_display()}: {key.id}, valid to {key.valid_to:%Y-%m-%d}")
        if made and not options["username"]:
            self.stdout.write(f"Give {keys.folder() / 'root.crt'} to those who verify: it is their anchor.")

    def make(
        self, *, username: str | None, rotate: bool, if_missing: bool, organisation: str, **_: Any
    ) -> tuple[list[Key], list[Key]]:
        """The keys made, and those they replace."""
        user = self.person(username) if username else None
        wanted = Q(use=Key.Use.SIGNER, holder=user) if user else ~Q(use=Key.Use.SIGNER)
        old = [one.key for one in keys.ready(wanted)]
        complete = bool(old) if user else {key.use for key in old} >= {Key.Use.SERVICE, Key.Use.EXPORT}
        if complete and if_missing:
            return [], []
        if complete and not rotate:
            raise CommandError("There are keys already; --rotate replaces them.")
        return ([keys.make_for(user)] if user else keys.make(organisation)), old

    def person(self, username: str) -> Any:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody called {username}.")
        return user
