"""Takes away somebody's second factor, for whoever lost telephone and recovery codes."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.people.models import User
from reorg.system.door import system_door
from workflows.offices import offices_of
from workflows.text import Text

log = structlog.get_logger(__name__)
FROM_THE_SERVER = Text("bằng dòng lệnh tại máy chủ", "by command on the server")


class Command(BaseCommand):
    help = "Takes away the second factor of somebody who lost it. They sign in by password and set up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is nobody with the user name {username}.")
        office = offices_of(user).order_by("pk").first()
        with system_door(None) as act:
            count, _kinds = Authenticator.objects.filter(user=user).delete()
            if not count:
                raise CommandError(f"{username} has no second factor.")
            act.record(
                "person.factors_reset",
                about=office and office.organisation,
                name=user.full_name,
                person=user.pk,
                reason=FROM_THE_SERVER,
                count=count,
            )
        log.warning("second_factor.reset", username=username)
        self.stdout.write(f"{username} has no second factor any more and sets up a new one.")
