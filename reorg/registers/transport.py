"""What each way of carrying people costs, with the working."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reorg.units.text import number as _n
from workflows.text import Text


@dataclass(frozen=True)
class Cost:
    """One option for so many people: by month and for the whole time, from the least to the highest."""

    option: Mapping[str, Any]
    people: int
    low: int
    high: int
    months: int
    working: Text
    cheapest: bool = False

    @property
    def low_total(self) -> int:
        return self.low * self.months

    @property
    def high_total(self) -> int:
        return self.high * self.months


def compare(options: Sequence[Mapping[str, Any]], people: int) -> list[Cost]:
    """All options for the same number of people, the cheapest first."""
    costs = [_cost(option, people) for option in options]
    costs.sort(key=lambda cost: (cost.low, cost.high, cost.option["code"]))
    least = costs[0].low if costs else 0
    return [Cost(c.option, c.people, c.low, c.high, c.months, c.working, cheapest=c.low == least) for c in costs]


def _cost(option: Mapping[str, Any], people: int) -> Cost:
    low, high = option["low"], option.get("high") or option["low"]
    spelt = {}
    for language in ("vi", "en"):
        head = _n(people, language)
        spelt[language] = f"{head} × {_n(low, language)} = {_n(people * low, language)}"
        if high != low:
            spelt[language] += f"; {head} × {_n(high, language)} = {_n(people * high, language)}"
    return Cost(option, people, people * low, people * high, option["months"], Text(spelt["vi"], spelt["en"]))


def seats_short(routes: Sequence[Mapping[str, Any]], people: int) -> int:
    """How many daily travellers the routes have no seat for."""
    seats: int = sum(route["vehicles"] * route["seats"] for route in routes)
    return max(people - seats, 0)
