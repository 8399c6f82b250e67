"""Say what is worked on a day, for the whole country or for one body, and reckon all open deadlines again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflows.actions import order_day
from workflows.actions.rederiving import rederive_all
from workflows.clock import AFTERNOON, MORNING, OFF, WHOLE_DAY
from workflows.errors import Refused
from workflows.text import Text

WORKED = {"off": OFF, "morning": MORNING, "afternoon": AFTERNOON, "worked": WHOLE_DAY, "as-usual": None}


class Command(BaseCommand):
    help = "Order a day off, a make-up working day or half of one; open deadlines move and the trails say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="2026-02-13")
        parser.add_argument("worked", choices=WORKED, help="as-usual takes earlier orders about the day back")
        parser.add_argument("--vi", required=True, help="why, in Vietnamese")
        parser.add_argument("--en", required=True, help="why, in English")
        parser.add_argument("--basis", required=True, help="number and date of the paper it rests on")
        parser.add_argument("--by", required=True, help="sign-in name of whoever enters it")
        parser.add_argument("--body", help="key of the organisation it is for, with those under it; else the country")

    def handle(self, *, day: date, worked: str, vi: str, en: str, basis: str, by: str, **options: Any) -> None:
        actor = get_user_model()._default_manager.filter(username=by, is_active=True).first()
        if actor is None:
            raise CommandError(f"There is no user “{by}” who can sign in.")
        body = None
        if options["body"]:
            model = apps.get_model(settings.WORKFLOWS_ORGANISATION_MODEL)
            body = model._default_manager.filter(key=options["body"]).first()
            if body is None:
                raise CommandError(f"There is no organisation with the key “{options['body']}”.")
        why = Text(vi, en)
        try:
            order_day(day=day, halves=WORKED[worked], why=why, basis=basis, organisation=body, actor=actor)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        moved = rederive_all(Text(f"lịch làm việc thay đổi: {vi}, {basis}", f"the calendar changed: {en}, {basis}"))
        self.stdout.write(
            f"{moved.reckoned} open deadlines reckoned again; moved: {moved.steps} steps, {moved.items} items."
        )
