"""`{% load registers %}{% registers_for item %}`: the registers that stand behind an item of a checklist."""

from __future__ import annotations

from typing import Any

from django import template

from reorg.registers.kinds import kinds_behind, kinds_of_lists
from reorg.registers.listing import summaries
from reorg.registers.reconciling import counts_of
from reorg.registers.sides import SIDE_TITLES
from workflows.models import Checklist, ChecklistItem

register = template.Library()


@register.inclusion_tag("registers/_for.html")
def registers_for(thing: ChecklistItem | Checklist) -> dict[str, Any]:
    """Registers behind an item, or behind a whole list, each with its counts and open differences."""
    kinds = kinds_behind(thing.code) if isinstance(thing, ChecklistItem) else kinds_of_lists({thing.code})
    if not kinds:
        return {"rows": []}
    counts = counts_of(thing.dossier, kinds)
    rows = [
        {
            "kind": one.kind,
            "sides": [(SIDE_TITLES[side], one.rows.get(side, 0)) for side in one.kind.sides],
            "counts": counts.get(one.kind.code),
        }
        for one in summaries(thing.dossier, kinds)
    ]
    return {"rows": rows, "dossier": thing.dossier}
