"""The code that the authenticator app of a leader of the demonstration would show now."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.demo.factors import kept_secrets

PERIOD = 30  # seconds


class Command(BaseCommand):
    help = "Tells the code of a leader of the demonstration, for who has no authenticator app at hand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        secrets = kept_secrets(settings.VAR_DIR / "demo-totp")
        if username not in secrets:
            raise CommandError(f"{username} has no app. These have: {', '.join(sorted(secrets))}.")
        counter, gone = divmod(int(time.time()), PERIOD)
        code = format_hotp_value(hotp_value(secrets[username], counter))
        self.stdout.write(f"{code}  (for another {PERIOD - gone} seconds)")
