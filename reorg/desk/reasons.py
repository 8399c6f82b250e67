"""Reasons that are given often, to begin from: for each procedure and step, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from workflows.flow import WorkNode
from workflows.models import Dossier
from workflows.text import Text

ANY = "*"


class Reason(NamedTuple):
    """``act``: return, refuse or supplement. ``procedure``, ``step``: where it is offered; ``*`` everywhere."""

    key: str
    act: str
    procedure: str
    step: str
    text: Text


@cache
def all_reasons() -> tuple[Reason, ...]:
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / "reasons.json").read_text())["reasons"]
    return tuple(
        Reason(row["key"], row["act"], row["procedure"], row["step"], Text(row["vi"], row["en"])) for row in rows
    )


def reasons_for(dossier: Dossier, node: WorkNode, acts: Iterable[str]) -> list[Reason]:
    """What is offered at this step, the particular before the general."""
    wanted = set(acts)
    fits = [
        one
        for one in all_reasons()
        if one.act in wanted and one.procedure in (ANY, dossier.procedure.code) and one.step in (ANY, node.name)
    ]
    return sorted(fits, key=lambda one: (one.act, one.step == ANY, one.procedure == ANY))
