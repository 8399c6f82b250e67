"""Who should help whom: a proposal with its reasons, the same for the same registers.

Round by round every commune gets at most one more helper, so that the load is even; within a round the sum of the
fits is the largest there is (Hungarian method). What a helper already gives counts as met in the next round, so that a
second helper brings what the first cannot. Pairs that stand are kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflows.text import Text

MET, EXTRA = 10, 1  # a need that is met weighs ten times a strength beyond it


@dataclass(frozen=True)
class Giver:
    """A unit that can help: its strength by field (0 to 3) and how many communes it takes on."""

    code: str
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    most: int = 1


@dataclass(frozen=True)
class Taker:
    """A commune that is helped: its need by field (0 to 3), and the tags that put it first for one more helper."""

    code: str
    name: str
    needs: Mapping[str, int] = field(default_factory=dict)
    tags: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Match:
    """One proposed pair and why."""

    giver: Giver
    taker: Taker
    reasons: tuple[Text, ...]
    kept: bool = False


def propose(
    givers: Sequence[Giver],
    takers: Sequence[Taker],
    kept: Sequence[tuple[str, str]],
    fields: Mapping[str, Text],
) -> list[Match]:
    """Pairs for all givers, by the codes of takers and givers. ``kept`` are (giver, taker) that stand already."""
    by_giver = {one.code: one for one in givers}
    by_taker = {one.code: one for one in takers}
    open_needs = {one.code: dict(one.needs) for one in takers}
    left = {one.code: max(one.most, 1) for one in givers}
    given: dict[str, set[str]] = defaultdict(set)
    found: list[Match] = []

    def pair(giver: Giver, taker: Taker, reasons: tuple[Text, ...], *, kept: bool = False) -> None:
        found.append(Match(giver, taker, reasons, kept))
        given[taker.code].add(giver.code)
        left[giver.code] -= 1
        for name, level in giver.skills.items():
            if name in open_needs[taker.code]:
                open_needs[taker.code][name] = max(open_needs[taker.code][name] - level, 0)

    for giver_code, taker_code in sorted(kept):
        if giver_code in by_giver and taker_code in by_taker:
            pair(by_giver[giver_code], by_taker[taker_code], (KEPT,), kept=True)
    while takers and any(room > 0 for room in left.values()):
        fewest = min(len(given[one.code]) for one in takers)
        wanting = sorted((one for one in takers if len(given[one.code]) == fewest), key=_first)
        free = sorted((one for one in givers if left[one.code] > 0), key=lambda one: one.code)
        wanting = [one for one in wanting if any(giver.code not in given[one.code] for giver in free)]
        if not wanting:
            break
        # When there are fewer helpers than communes, those that need it most go first.
        wanting = wanting[: len(free)]
        values = [
            [-1 if giver.code in given[taker.code] else _fit(giver, open_needs[taker.code], fields) for giver in free]
            for taker in wanting
        ]
        chosen = assign(values)
        made = False
        for taker, place in zip(wanting, chosen, strict=True):
            giver = free[place]
            if giver.code in given[taker.code]:
                continue
            made = True
            pair(giver, taker, _reasons(giver, taker, open_needs[taker.code], fields, fewest))
        if not made:
            break
    return sorted(found, key=lambda match: (match.taker.code, match.giver.code))


KEPT = Text("đã kết nghĩa trước, giữ nguyên", "twinned before, kept")
BALANCE = Text("chia đều số đơn vị giúp mỗi xã", "spreads the helpers evenly")


def _first(taker: Taker) -> tuple[int, int, str]:
    """Communes with more tags and larger needs come first for one more helper."""
    return (-len(taker.tags), -sum(taker.needs.values()), taker.code)


def _fit(giver: Giver, needs: Mapping[str, int], fields: Mapping[str, Text]) -> int:
    return sum(
        MET * min(needs.get(name, 0), giver.skills.get(name, 0))
        + EXTRA * bool(needs.get(name) and giver.skills.get(name))
        for name in fields
    )


def _reasons(
    giver: Giver, taker: Taker, needs: Mapping[str, int], fields: Mapping[str, Text], helpers: int
) -> tuple[Text, ...]:
    reasons = [
        Text(
            f"{title.vi}: cần {needs[name]}, có {giver.skills[name]}",
            f"{title.en}: needs {needs[name]}, has {giver.skills[name]}",
        )
        for name, title in fields.items()
        if needs.get(name) and giver.skills.get(name)
    ]
    if helpers and taker.tags:
        tags = Text(", ".join(tag.vi.lower() for tag in taker.tags), ", ".join(tag.en.lower() for tag in taker.tags))
        reasons.append(
            Text(f"đơn vị giúp thứ {helpers + 1}: xã {tags.vi}", f"helper no. {helpers + 1}: a {tags.en} commune")
        )
    return tuple(reasons) or (BALANCE,)


def assign(values: Sequence[Sequence[int]]) -> list[int]:
    """For each row a column of its own so that the sum is the largest (Hungarian method; no more rows than columns)."""
    rows, columns = len(values), len(values[0])
    row_price, column_price = [0] * (rows + 1), [0] * (columns + 1)
    owner, came = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        owner[0], here = row, 0
        least: list[float] = [float("inf")] * (columns + 1)
        seen = [False] * (columns + 1)
        while owner[here]:
            seen[here], current = True, owner[here]
            step, nearest = float("inf"), 0
            for column in range(1, columns + 1):
                if seen[column]:
                    continue
                cost = -values[current - 1][column - 1] - row_price[current] - column_price[column]
                if cost < least[column]:
                    least[column], came[column] = cost, here
                if least[column] < step:
                    step, nearest = least[column], column
            for column in range(columns + 1):
                if seen[column]:
                    row_price[owner[column]] += int(step)
                    column_price[column] -= int(step)
                else:
                    least[column] -= step
            here = nearest
        while here:
            owner[here], here = owner[came[here]], came[here]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            chosen[owner[column] - 1] = column - 1
    return chosen
