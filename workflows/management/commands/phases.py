"""Print the page of the documentation that holds the whole machine: ``manage.py phases > docs/phases.md``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from workflows.actions.moving import PHASE_TITLES
from workflows.models import Dossier
from workflows.models.dossiers import GUARDS
from workflows.phases import ENDED, MOVES, Phase

HEAD = """# Phases

*Printed by `manage.py phases`; a test compares this page with the machine.*

Where a dossier stands for the whole office. The phases are the same for every procedure; a procedure may leave some
out. A move that is not in the table is impossible: the machine refuses it, and so does the database.
"""


class Command(BaseCommand):
    help = "Prints docs/phases.md: every phase, and every move from one to another."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    lines = [HEAD, "| phase | giai đoạn | |", "|---|---|---|"]
    for phase in Phase:
        lines.append(
            f"| {PHASE_TITLES[phase].en} | {PHASE_TITLES[phase].vi} | {'ends here' if phase in ENDED else ''} |"
        )
    lines += ["", "| from | verb | to | meaning | only when |", "|---|---|---|---|---|"]
    order = list(Phase)
    for move in sorted(MOVES, key=lambda move: (order.index(move.source), order.index(move.target))):
        meaning = (getattr(Dossier, move.verb).__doc__ or "").strip()
        guards = " ".join((guard.__doc__ or "").strip() for guard in GUARDS.get(move.verb, []))
        names = PHASE_TITLES[move.source].en, PHASE_TITLES[move.target].en
        lines.append(f"| {names[0]} | `{move.verb}` | {names[1]} | {meaning} | {guards} |")
    return "\n".join(lines) + "\n"
