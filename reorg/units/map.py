"""A sketch of where units lie and what becomes of them, by their coordinates: no boundaries, which no source we have
would give.

A unit is a disc as large as its people are many; what comes out of a clause is a ring round the middle of its people,
joined to its parts. Colours come from the page's style sheet where there is one, from the attributes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sqrt

from reorg.units.models import Unit
from reorg.units.plan import PlannedClause
from reorg.units.text import Text

WIDTH, TALLEST, EDGE, LETTER = 900, 900, 90, 6.4
SMALLEST, LARGEST = 9, 30  # radius of a disc
INKS = ("#1d4e6b", "#a32a1d", "#1f6a44", "#7d4d00", "#5b3a8c", "#0f6f74", "#8c2f5e", "#44545c")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A unit, or what comes out of a clause, at its place in the picture."""

    name: str
    told: str
    x: float
    y: float
    r: float
    clause: int | None


def plan_map(clauses: Sequence[PlannedClause], others: Iterable[Unit] = (), *, language: str) -> str:
    """An inline SVG; empty where fewer than two units have coordinates."""
    taken = {part.unit.pk: clause.number for clause in reversed(clauses) for part in clause.parts}
    units = {part.unit.pk: part.unit for clause in clauses for part in clause.parts}
    units |= {unit.pk: unit for unit in others if unit.pk not in units}
    known = [unit for unit in units.values() if unit.lat is not None and unit.lon is not None]
    if len(known) < 2:
        return ""
    before = _placed(known, taken, language)
    after = {clause.number: ring for clause in clauses if (ring := _ring(clause, before, language))}
    joined = [line for clause in clauses if clause.number in after for line in _joined(clause, before, after)]
    spots = [*before.values(), *after.values()]
    height = round(max(spot.y + spot.r for spot in spots) + EDGE / 2)
    title = Text(
        "Vị trí các đơn vị trước và sau sắp xếp, theo tọa độ", "Where the units lie before and after, by coordinates"
    )
    told = title.en if language == "en" else title.vi
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="unit-map" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{escape(told)}" font-family="Be Vietnam Pro, sans-serif" font-size="12">{"".join(joined)}'
        f"{''.join(_disc(spot) for spot in before.values())}{''.join(_drawn_ring(ring) for ring in after.values())}"
        f"{''.join(_names(before.values(), after.values()))}</svg>"
    )


def _placed(units: Sequence[Unit], taken: dict[int, int], language: str) -> dict[int, Spot]:
    """North up, a degree of longitude as short as it is at that latitude; the discs' areas follow the people."""
    north = max(float(unit.lat or 0) for unit in units)
    shrink = cos(radians(north))
    xs = {unit.pk: float(unit.lon or 0) * shrink for unit in units}
    ys = {unit.pk: -float(unit.lat or 0) for unit in units}
    left, top = min(xs.values()), min(ys.values())
    wide, high = max(xs.values()) - left or 1e-6, max(ys.values()) - top or 1e-6
    scale = min((WIDTH - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
    edge = (WIDTH - wide * scale) / 2
    most = max((unit.population or 0 for unit in units), default=0)
    room = LARGEST if len(units) <= 40 else LARGEST / 2
    return {
        unit.pk: Spot(
            unit.name_en if language == "en" else unit.name,
            unit.title.en if language == "en" else unit.title.vi,
            round(edge + (xs[unit.pk] - left) * scale, 1),
            round(EDGE + (ys[unit.pk] - top) * scale, 1),
            round(max(SMALLEST, room * sqrt((unit.population or 0) / most)) if most else SMALLEST, 1),
            taken.get(unit.pk),
        )
        for unit in units
    }


def _ring(clause: PlannedClause, before: dict[int, Spot], language: str) -> Spot | None:
    """What comes out of a clause, where the middle of its people is; none where one unit only becomes itself."""
    parts = [(part.unit, before[part.unit.pk]) for part in clause.parts if part.unit.pk in before]
    if len(parts) < 2:
        return None
    weights = [float(unit.population or 1) for unit, _spot in parts]
    whole = sum(weights)
    x = sum(spot.x * weight for (_unit, spot), weight in zip(parts, weights, strict=True)) / whole
    y = sum(spot.y * weight for (_unit, spot), weight in zip(parts, weights, strict=True)) / whole
    title = clause.title.en if language == "en" else clause.title.vi
    r = sqrt(sum(spot.r**2 for _unit, spot in parts)) + 3
    return Spot(title, title, round(x, 1), round(y, 1), round(r, 1), clause.number)


def _joined(clause: PlannedClause, before: dict[int, Spot], after: dict[int, Spot]) -> list[str]:
    ring = after[clause.number]
    return [
        f'<line class="{_class(clause.number)}" x1="{spot.x}" y1="{spot.y}" x2="{ring.x}" y2="{ring.y}"'
        f' stroke="{_ink(clause.number)}" stroke-width="5" stroke-opacity="0.35" stroke-linecap="round"/>'
        for spot in (before[part.unit.pk] for part in clause.parts if part.unit.pk in before)
    ]


def _disc(spot: Spot) -> str:
    ink = _ink(spot.clause) if spot.clause else "#6f7d84"
    number = (
        f'<text class="map-number" x="{spot.x}" y="{spot.y + 3.5:.1f}" text-anchor="middle" fill="#fff" font-size="10">'
        f"{spot.clause}</text>"
        if spot.clause
        else ""
    )
    return (
        f'<g class="map-unit {_class(spot.clause)}"><title>{escape(spot.told)}</title>'
        f'<circle cx="{spot.x}" cy="{spot.y}" r="{spot.r}" fill="{ink}"/>{number}</g>'
    )


def _drawn_ring(ring: Spot) -> str:
    return (
        f'<g class="map-result {_class(ring.clause)}"><title>{escape(ring.told)}</title><circle cx="{ring.x}"'
        f' cy="{ring.y}" r="{ring.r}" fill="none" stroke="{_ink(ring.clause or 0)}" stroke-width="2.5"'
        ' stroke-dasharray="6 4"/></g>'
    )


def _names(before: Iterable[Spot], after: Iterable[Spot]) -> list[str]:
    """Each name beside its disc where there is room; where there is none it is left to the disc's own title."""
    before, after = list(before), list(after)
    full = [(spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r) for spot in before]
    written = []
    for spots, weight in ((after, ' font-weight="600"'), (before, "")):
        for spot in spots:
            half = len(spot.name) * LETTER / 2
            for x, y in ((0, spot.r + 10), (0, -spot.r - 8), (spot.r + half + 4, 0), (-spot.r - half - 4, 0)):
                box = (spot.x + x - half, spot.y + y - 8, spot.x + x + half, spot.y + y + 8)
                inside = box[0] > 2 and box[2] < WIDTH - 2
                if inside and not any(_overlap(box, other) for other in full):
                    full.append(box)
                    place = f'x="{spot.x + x:.1f}" y="{spot.y + y + 4:.1f}"'
                    name = escape(spot.name)
                    written.append(
                        f'<text class="map-name" {place} text-anchor="middle" fill="#1c2b33"{weight}>{name}</text>'
                    )
                    break
    return written


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _class(clause: int | None) -> str:
    return f"map-{clause % len(INKS)}" if clause else "map-alone"


def _ink(clause: int) -> str:
    return INKS[clause % len(INKS)]
