"""Mean marks as lying bars: for each criterion one bar a period, 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reorg.reviews.evaluation import Tally

WIDE = 220  # of a bar that shows 5; the figures stand right of it
HEAD, BAR, GAP = 20, 14, 8


@dataclass(frozen=True)
class Bar:
    y: int
    width: float
    months: int
    mean: float
    place: int
    """Of its period, the earliest first; for its shade."""

    @property
    def text_y(self) -> int:
        return self.y + BAR - 3


@dataclass(frozen=True)
class Group:
    label: Any
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Bars:
    groups: tuple[Group, ...]
    height: int


def bars(by_criterion: Sequence[tuple[Any, Sequence[tuple[int, Tally]]]]) -> Bars:
    """Criteria nobody has marked are left out; the table has them."""
    y, groups = 0, []
    for criterion, cells in by_criterion:
        marked = [(place, months, tally.mean) for place, (months, tally) in enumerate(cells) if tally.mean is not None]
        if not marked:
            continue
        top = y + HEAD
        drawn = tuple(
            Bar(top + nth * (BAR + 2), mean / 5 * WIDE, months, mean, place)
            for nth, (place, months, mean) in enumerate(marked)
        )
        groups.append(Group(criterion.label, y + HEAD - 6, drawn))
        y = top + len(drawn) * (BAR + 2) + GAP
    return Bars(tuple(groups), y)
