"""Takes away somebody's second factor, for whoever lost telephone and recovery codes."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.people.models import User

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Takes away the second factor of somebody who lost it. They sign in by password and set up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody with the user name {username}.")
        _count, kinds = Authenticator.objects.filter(user=user).delete()
        if not kinds:
            raise CommandError(f"{username} has no second factor.")
        log.warning("second_factor.reset", username=username)
        self.stdout.write(f"{username} has no second factor any more and sets up a new one.")
