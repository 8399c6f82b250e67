"""Which neighbours could be merged so that each new unit reaches the standard: a proposal, never a decision.

No source we know says which communes touch. Two units count as neighbours when no third one lies in the circle drawn
over the line between their coordinates (a Gabriel graph), which is a guess from the map and is called so on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians

from reorg.criteria.regimes import Regime
from reorg.criteria.screening import Facts, Measured, measure


@dataclass(frozen=True)
class Place:
    """A unit on the map with what is known of it."""

    key: int
    facts: Facts
    lat: float | None = None
    lon: float | None = None

    @property
    def on_the_map(self) -> bool:
        return self.lat is not None and self.lon is not None


@dataclass(frozen=True)
class Proposal:
    """Groups of two and more that are merged; single units that stay; what could not be helped or judged."""

    merged: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]
    short: tuple[tuple[int, ...], ...]
    """Groups and units that stay below the standard: no neighbour is left that may join."""
    unknown: tuple[int, ...]
    """Units without area, population or coordinates."""


def neighbours(places: Sequence[Place]) -> dict[int, set[int]]:
    """Who lies next to whom, by coordinates alone."""
    points = [(place.key, *_flat(place)) for place in places if place.on_the_map]
    found: dict[int, set[int]] = {key: set() for key, _x, _y in points}
    for i, (a, ax, ay) in enumerate(points):
        for b, bx, by in points[i + 1 :]:
            mx, my = (ax + bx) / 2, (ay + by) / 2
            reach = ((ax - bx) ** 2 + (ay - by) ** 2) / 4
            if not any((x - mx) ** 2 + (y - my) ** 2 < reach for key, x, y in points if key not in (a, b)):
                found[a].add(b)
                found[b].add(a)
    return found


def propose(places: Iterable[Place], regime: Regime, *, most: int = 4) -> Proposal:
    """Merge the unit furthest below its standard with the neighbour that brings it closest above, and go on so.

    ``most`` is the largest number of units in one group. The same units give the same proposal.
    """
    everybody = sorted(places, key=lambda place: place.key)
    known = {place.key: place for place in everybody if _known(place)}
    next_to = neighbours(list(known.values()))
    groups: list[tuple[int, ...]] = [(key,) for key in known]
    stuck: set[tuple[int, ...]] = set()
    while True:
        needy = [group for group in groups if group not in stuck and not reaches(group, known, regime)]
        if not needy:
            break
        group = min(needy, key=lambda one: (share(one, known, regime), one))
        beside = [
            other
            for other in groups
            if other != group and len(other) + len(group) <= most and any(b in next_to[a] for a in group for b in other)
        ]
        if not beside:
            stuck.add(group)
            continue
        other = min(beside, key=lambda one: _worth(group, one, known, regime))
        groups = [one for one in groups if one not in (group, other)] + [tuple(sorted(group + other))]
    unknown = tuple(place.key for place in everybody if place.key not in known)
    ordered = sorted(groups)
    return Proposal(
        merged=tuple(group for group in ordered if len(group) > 1),
        alone=tuple(group[0] for group in ordered if len(group) == 1),
        short=tuple(group for group in ordered if not reaches(group, known, regime)),
        unknown=unknown,
    )


def reaches(group: Sequence[int], known: dict[int, Place], regime: Regime) -> bool:
    return measured(group, known, regime).verdict in ("meets", "waived")


def share(group: Sequence[int], known: dict[int, Place], regime: Regime) -> Decimal:
    """The smaller of the two shares of the standard, in per cent."""
    found = measured(group, known, regime)
    return min(found.area_percent or Decimal(0), found.population_percent or Decimal(0))


def measured(group: Sequence[int], known: dict[int, Place], regime: Regime) -> Measured:
    """The unit that a group would become, held against its standard: a ward where any of its parts is one."""
    facts = [known[key].facts for key in group]
    kinds = {one.kind for one in facts}
    first = next((one for one in facts if one.kind == "phuong"), facts[0])
    together = Facts(
        name="",
        level=first.level,
        kind="phuong" if "phuong" in kinds else "xa",
        where=first.where,
        area=sum((one.area for one in facts if one.area is not None), Decimal(0)),
        population=sum(one.population for one in facts if one.population is not None),
        border=any(one.border for one in facts),
        red_river_delta=all(one.red_river_delta for one in facts),
        coastal_hardship=all(one.coastal_hardship for one in facts),
    )
    return measure(together, regime, merged=len(group))


def _worth(
    group: tuple[int, ...], other: tuple[int, ...], known: dict[int, Place], regime: Regime
) -> tuple[bool, Decimal, float, tuple[int, ...]]:
    """Reaching the standard goes first, then the least above it (or below it), then what lies nearest."""
    both = group + other
    reached, percent = reaches(both, known, regime), share(both, known, regime)
    return not reached, percent if reached else -percent, _distance(group, other, known), other


def _distance(group: Sequence[int], other: Sequence[int], known: dict[int, Place]) -> float:
    return min(
        (ax - bx) ** 2 + (ay - by) ** 2
        for ax, ay in (_flat(known[key]) for key in group)
        for bx, by in (_flat(known[key]) for key in other)
    )


def _flat(place: Place) -> tuple[float, float]:
    """Degrees as if the country were flat: near enough to tell who is nearer."""
    assert place.lat is not None
    assert place.lon is not None
    return place.lon * cos(radians(place.lat)), place.lat


def _known(place: Place) -> bool:
    return place.on_the_map and place.facts.area is not None and place.facts.population is not None
