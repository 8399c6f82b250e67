"""No more than two general cars for a commune (Decree 153/2025, in force on 1 July 2025)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reorg.registers.definition import Finding, Values
from reorg.registers.rules import rule
from workflows.text import Text


def too_many_cars(rows: Sequence[Values]) -> list[Finding]:
    """One finding for each unit that will have more general cars than the norm allows."""
    norm = rule("vehicles_per_commune")
    cars: dict[str, list[str]] = defaultdict(list)
    for values in rows:
        if values.get("purpose") == "general":
            cars[values.get("to_unit") or values.get("unit") or ""].append(values["plate"])
    most = norm.number("most")
    return [
        Finding(
            Text(
                f"{unit}: {len(plates)} xe phục vụ công tác chung, định mức không quá {most} xe"
                f" ({', '.join(sorted(plates))})",
                f"{unit}: {len(plates)} general cars, the norm is at most {most} ({', '.join(sorted(plates))})",
            ),
            tuple(sorted(plates)),
            norm.source,
        )
        for unit, plates in sorted(cars.items())
        if len(plates) > most
    ]
