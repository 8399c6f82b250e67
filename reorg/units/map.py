"""A sketch of where units lie, by their coordinates: no boundaries, which no source we have would give.

Units that become one are joined by lines and carry the number of their clause; the others stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

from reorg.units.models import Unit
from reorg.units.plan import PlannedClause
from reorg.units.text import Text

WIDTH, TALLEST, EDGE, DOT, LETTER = 900, 900, 70, 9, 6.2
INKS = ("#1d4e6b", "#a32a1d", "#1f6a44", "#7d4d00", "#5b3a8c", "#0f6f74", "#8c2f5e", "#44545c")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A unit at its place in the picture."""

    unit: Unit
    x: float
    y: float
    clause: int | None


def plan_map(clauses: Sequence[PlannedClause], others: Iterable[Unit] = (), *, language: str) -> str:
    """An inline SVG; empty where fewer than two units have coordinates."""
    taken = {part.unit.pk: clause.number for clause in reversed(clauses) for part in clause.parts}
    units = {part.unit.pk: part.unit for clause in clauses for part in clause.parts}
    units |= {unit.pk: unit for unit in others if unit.pk not in units}
    known = [unit for unit in units.values() if unit.lat is not None and unit.lon is not None]
    if len(known) < 2:
        return ""
    spots = {spot.unit.pk: spot for spot in _placed(known, taken)}
    title = Text("Vị trí các đơn vị theo tọa độ", "Where the units lie, by coordinates")
    told = title.en if language == "en" else title.vi
    lines = [line for clause in clauses for line in _joined(clause, spots)]
    height = round(max(spot.y for spot in spots.values()) + EDGE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(told)}"'
        f' font-family="Be Vietnam Pro, sans-serif" font-size="11">{"".join(lines)}'
        f"{''.join(_mark(spot, language) for spot in spots.values())}{''.join(_names(spots.values(), language))}</svg>"
    )


def _placed(units: Sequence[Unit], taken: dict[int, int]) -> list[Spot]:
    """North up, a degree of longitude as short as it is at that latitude."""
    north = max(float(unit.lat or 0) for unit in units)
    shrink = cos(radians(north))
    xs = {unit.pk: float(unit.lon or 0) * shrink for unit in units}
    ys = {unit.pk: -float(unit.lat or 0) for unit in units}
    left, top = min(xs.values()), min(ys.values())
    wide, high = max(xs.values()) - left or 1e-6, max(ys.values()) - top or 1e-6
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
    edge = (WIDTH - wide * scale) / 2
    return [
        Spot(
            unit,
            round(edge + (xs[unit.pk] - left) * scale, 1),
            round(EDGE + (ys[unit.pk] - top) * scale, 1),
            taken.get(unit.pk),
        )
        for unit in units
    ]


def _joined(clause: PlannedClause, spots: dict[int, Spot]) -> list[str]:
    there = [spots[part.unit.pk] for part in clause.parts if part.unit.pk in spots]
    ink = _ink(clause.number)
    return [
        f'<line x1="{there[0].x}" y1="{there[0].y}" x2="{spot.x}" y2="{spot.y}" stroke="{ink}" stroke-width="5"'
        ' stroke-opacity="0.35" stroke-linecap="round"/>'
        for spot in there[1:]
    ]


def _mark(spot: Spot, language: str) -> str:
    ink = _ink(spot.clause) if spot.clause else "#8a979d"
    number = (
        f'<text x="{spot.x}" y="{spot.y + 3.5}" text-anchor="middle" fill="#fff" font-size="9">{spot.clause}</text>'
        if spot.clause
        else ""
    )
    name = escape(_name(spot, language))
    return f'<g><title>{name}</title><circle cx="{spot.x}" cy="{spot.y}" r="{DOT}" fill="{ink}"/>{number}</g>'


def _names(spots: Iterable[Spot], language: str) -> list[str]:
    """Each name beside its dot where there is room; where there is none it is left to the dot's own title."""
    spots = list(spots)
    full = [(spot.x - DOT, spot.y - DOT, spot.x + DOT, spot.y + DOT) for spot in spots]
    written = []
    for spot in spots:
        name = _name(spot, language)
        half = len(name) * LETTER / 2
        for x, y in ((0, DOT + 9), (0, -DOT - 7), (DOT + half + 3, 0), (-DOT - half - 3, 0)):
            box = (spot.x + x - half, spot.y + y - 7, spot.x + x + half, spot.y + y + 7)
            if not any(_overlap(box, other) for other in full):
                full.append(box)
                place = f'x="{spot.x + x:.1f}" y="{spot.y + y + 4:.1f}"'
                written.append(f'<text {place} text-anchor="middle" fill="#1c2b33">{escape(name)}</text>')
                break
    return written


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _name(spot: Spot, language: str) -> str:
    return spot.unit.name_en if language == "en" else spot.unit.name


def _ink(clause: int) -> str:
    return INKS[clause % len(INKS)]
