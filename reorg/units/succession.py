"""What became of a unit, and where one came from, over any number of reorganisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from reorg.units.formulas import Formula
from reorg.units.models import Succession, Unit
from reorg.units.text import Text, english_date


@dataclass(frozen=True)
class Chain:
    """One way from a unit to another: the successions passed, in the order of time."""

    start: Unit
    end: Unit
    steps: tuple[Succession, ...] = ()

    @property
    def whole(self) -> bool:
        """Everything went this way, undivided."""
        return all(step.formula == Formula.WHOLE for step in self.steps)

    def text(self) -> Text:
        """Xã Xuân Thiện → Xã Xuân Chính (01/01/2020) → Xã Chất Bình (01/07/2025)"""
        vi, en = [self.start.title.vi], [self.start.title.en]
        for step in self.steps:
            part = Text("", "")
            if step.formula != Formula.WHOLE:
                part = Text(f"{Formula(step.formula).short.vi}, ", f"{Formula(step.formula).short.en}, ")
            vi.append(f"{step.successor.title.vi} ({part.vi}{step.effective:%d/%m/%Y})")
            en.append(f"{step.successor.title.en} ({part.en}{english_date(step.effective)})")
        return Text(" → ".join(vi), " → ".join(en))


def becomes(unit: Unit, on: date | None = None) -> list[Chain]:
    """The units that hold this one's people and land on a day (today's successors when no day is named). Units of its
    chain that had ended by then are passed through; one query per reorganisation."""
    return becoming([unit], on)


def becoming(units: Iterable[Unit], on: date | None = None) -> list[Chain]:
    """The same of many units at once; each chain names the unit it starts from."""
    return _follow(units, _forward, lambda u: u.valid_to is None if on is None else u.existed_on(on))


def came_from(unit: Unit, on: date | None = None) -> list[Chain]:
    """The units this one was made of: those of a day, or the earliest known."""
    return coming([unit], on)


def coming(units: Iterable[Unit], on: date | None = None) -> list[Chain]:
    """The same of many units at once; each chain names the unit it ends at."""
    return _follow(units, _backward, lambda u: on is not None and u.existed_on(on))


@dataclass(frozen=True)
class _Direction:
    rows: Callable[[Iterable[int]], QuerySet[Succession]]
    near: Callable[[Succession], int]
    extend: Callable[[Chain, Succession], Chain]
    head: Callable[[Chain], Unit]


def _rows(field: str) -> Callable[[Iterable[int]], QuerySet[Succession]]:
    return lambda units: (
        Succession.objects.filter(**{f"{field}__in": list(units)})
        .select_related("predecessor", "successor")
        .order_by("effective", "clause", "pk")
    )


_forward = _Direction(
    rows=_rows("predecessor"),
    near=lambda row: row.predecessor_id,
    extend=lambda chain, row: Chain(chain.start, row.successor, (*chain.steps, row)),
    head=lambda chain: chain.end,
)
_backward = _Direction(
    rows=_rows("successor"),
    near=lambda row: row.successor_id,
    extend=lambda chain, row: Chain(row.predecessor, chain.end, (row, *chain.steps)),
    head=lambda chain: chain.start,
)


def _follow(units: Iterable[Unit], way: _Direction, there: Callable[[Unit], bool]) -> list[Chain]:
    arrived: list[Chain] = []
    going = [Chain(unit, unit) for unit in units]
    while going:
        arrived += [chain for chain in going if there(way.head(chain))]
        going = [chain for chain in going if not there(way.head(chain))]
        found: dict[int, list[Succession]] = {}
        for row in way.rows({way.head(chain).pk for chain in going}) if going else ():
            found.setdefault(way.near(row), []).append(row)
        # Where nothing is recorded further on, the chain ends as far as we know.
        arrived += [chain for chain in going if way.head(chain).pk not in found]
        going = [way.extend(chain, row) for chain in going for row in found.get(way.head(chain).pk, ())]
    return arrived
