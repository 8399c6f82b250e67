"""Rules and figures with their dates and sources, from ``fixtures/registers_rules.json``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from reorg.people.loading import fixture


class NoRule(LookupError):
    """No rule of this name is known for this day."""


@dataclass(frozen=True)
class Rule:
    code: str
    valid_from: date
    valid_to: date | None
    law: str
    source: str
    figures: dict[str, str]

    def figure(self, name: str) -> Decimal:
        return Decimal(self.figures[name])

    def number(self, name: str) -> int:
        return int(self.figures[name])


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row["code"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["law"],
            "; ".join(titles_of(row["sources"])),
            row["figures"],
        )
        for row in fixture("registers_rules")["rules"]
    )


def rule(code: str, on: date | None = None) -> Rule:
    """The rule in force on a day; the newest one without a day.

    Raises:
        NoRule: none is known for that day.
    """
    found = [
        one
        for one in _rules()
        if one.code == code and (on is None or (one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)))
    ]
    if not found:
        raise NoRule(f"{code} on {on}")
    return max(found, key=lambda one: one.valid_from)


def titles_of(sources: list[str]) -> list[str]:
    """What the sources are called."""
    known = fixture("sources")
    return [known[code]["title"] for code in sources]


def facts(name: str) -> Any:
    """Figures of real cases, with their sources."""
    return fixture("registers_rules")[name]
