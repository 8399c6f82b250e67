"""The clauses of the resolution, written from a plan, in the order in which they can be read.

"The remainder after clause N" can only stand below clause N, so the order follows from the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reorg.units.conservation import Conservation, OutcomeBalance
from reorg.units.formulas import Kind
from reorg.units.plan import PlannedClause, PlannedPart
from reorg.units.text import Text, number


class Circle(Exception):
    """Clauses wait for each other in a circle; ``clauses`` are their numbers."""

    def __init__(self, clauses: tuple[int, ...]) -> None:
        super().__init__(f"clauses wait for each other: {', '.join(map(str, clauses))}")
        self.clauses = clauses


def in_order(clauses: Sequence[PlannedClause]) -> list[PlannedClause]:
    """The same clauses numbered from 1, each below those it waits for, otherwise in the order they had.

    Raises:
        Circle: some wait for each other.
    """
    left = sorted(clauses, key=lambda clause: clause.number)
    numbers = {clause.number for clause in left}
    ordered: list[PlannedClause] = []
    done: set[int] = set()
    while left:
        ready = next((c for c in left if _waits_for(c) & numbers <= done), None)
        if ready is None:
            raise Circle(tuple(clause.number for clause in left))
        left.remove(ready)
        ordered.append(ready)
        done.add(ready.number)
    new = {clause.number: place for place, clause in enumerate(ordered, start=1)}
    return [_renumbered(clause, new) for clause in ordered]


def _waits_for(clause: PlannedClause) -> set[int]:
    return {after for part in clause.parts for after in part.after}


def _renumbered(clause: PlannedClause, new: dict[int, int]) -> PlannedClause:
    parts = [replace(part, after=tuple(sorted(new.get(after, after) for after in part.after))) for part in clause.parts]
    return replace(clause, number=new[clause.number], parts=parts)


def clause_texts(clauses: Sequence[PlannedClause], balance: Conservation) -> list[Text]:
    """Each clause as the resolutions of 2025 write it, with hamlets named and the figures of the unit that results."""
    totals = {outcome.clause: outcome for outcome in balance.outcomes}
    return [_clause(clause, totals.get(clause.number)) for clause in clauses]


def _clause(clause: PlannedClause, total: OutcomeBalance | None) -> Text:
    groups: dict[Text, list[Text]] = {}
    for part in clause.parts:
        groups.setdefault(part.formula.worded(part.after), []).append(_unit(part))
    vi = _joined(
        [f"{formula.vi} của {_joined([u.vi for u in units], ' và ')}" for formula, units in groups.items()], " và "
    )
    en = _joined(
        [f"{formula.en} of {_joined([u.en for u in units], ' and ')}" for formula, units in groups.items()], " and "
    )
    name = Text(_lower(clause.full_name), clause.title.en)
    figures = _figures(clause, total)
    kind = Text(str(Kind(clause.kind).label), clause.kind.text.en)
    after = (
        Text(
            f" Sau khi sắp xếp, {name.vi} có {figures.vi}.",
            f" After the arrangement, {name.en} has {figures.en}.",
        )
        if figures
        else Text("", "")
    )
    return Text(
        f"{clause.number}. Sắp xếp {vi} thành {kind.vi} mới có tên gọi là {name.vi}.{after.vi}",
        f"{clause.number}. To arrange {en} into a new {kind.en} named {name.en}.{after.en}",
    )


def _unit(part: PlannedPart) -> Text:
    where = f" ({part.detail})" if part.detail else ""
    return Text(f"{_lower(part.unit.title.vi)}{where}", f"{part.unit.title.en}{where}")


def _figures(clause: PlannedClause, total: OutcomeBalance | None) -> Text | None:
    area = clause.area_km2 if clause.area_km2 is not None else (total.area if total else None)
    people = clause.population if clause.population is not None else (total.population if total else None)
    vi, en = [], []
    if area is not None:
        vi.append(f"diện tích tự nhiên là {number(area, 'vi')} km²")
        en.append(f"a natural area of {number(area, 'en')} km²")
    if people is not None:
        vi.append(f"quy mô dân số là {number(people, 'vi')} người")
        en.append(f"a population of {number(people, 'en')}")
    return Text(", ".join(vi), " and ".join(en)) if vi else None


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + last + words[-1]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
