"""Loads the administrative units of the country: what was, what is, and what became of what."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.units.formulas import Kind, Level
from reorg.units.loading import LAST_DAY, OPERATING, Contradiction, fixture, load_units
from reorg.units.models import Succession, Unit


class Command(BaseCommand):
    help = "Loads provinces, districts and communes before and after 1 July 2025. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only-provinces", default="", metavar="CODES", help="codes, old or new, with commas: 31,30"
        )
        parser.add_argument("--quiet", action="store_true", help="leave out what was corrected and what is in doubt")

    def handle(self, *args: Any, **options: Any) -> None:
        only = [code.strip() for code in options["only_provinces"].split(",") if code.strip()]
        began = time.monotonic()
        try:
            loaded = load_units(only)
            _check_counts(only)
        except Contradiction as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Units: {loaded.created} new, {loaded.updated} changed. Successions: {loaded.successions_created} new, "
            f"{loaded.successions_updated} changed. {time.monotonic() - began:.1f} s"
        )
        self.stdout.write(_summary())
        if not options["quiet"]:
            for note in loaded.notes:
                self.stdout.write(f"- {note}")


def _summary() -> str:
    old, new = Unit.objects.on(LAST_DAY), Unit.objects.on(OPERATING)
    return (
        f"Before: {old.provinces().count()} provinces, {old.filter(level=Level.DISTRICT).count()} districts, "
        f"{old.communes().count()} communes. Now: {new.provinces().count()} provinces, {new.communes().count()} "
        f"communes. Successions: {Succession.objects.count()}."
    )


def _check_counts(only: list[str]) -> None:
    """Every province must have as many communes, wards and special zones as its resolution says."""
    for facts in fixture("provinces_2025")["provinces"]:
        province = Unit.objects.on(OPERATING).provinces().filter(code=facts["code"]).first()
        if province is None:
            if only:
                continue
            raise Contradiction(f"The province {facts['name']} is missing.")
        children = Unit.objects.on(OPERATING).communes().filter(parent=province)
        for kind, expected in facts["communes"].items():
            if (found := children.filter(kind=Kind(kind)).count()) != expected:
                raise Contradiction(f"{facts['name']} has {found} {Kind(kind).label}, not {expected}.")
