"""Do the parts of a plan sum to the whole? Pure functions over plain records; nothing here touches a database.

Every unit that is rearranged is either taken whole by one clause, or divided so that the parts make up the unit again.
The resolutions usually end a division with "the remainder after clause N", which is computed here. A figure nobody
knows makes the answer "unknown", never "wrong".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reorg.units.formulas import Formula
from reorg.units.text import Text, area, people

# Published areas are rounded to 0.01 km²: half of that is no contradiction.
AREA_TOLERANCE = Decimal("0.005")


@dataclass(frozen=True)
class Part:
    """What one clause takes from one unit."""

    clause: int
    unit: str
    """Any key that tells units apart; a name may occur twice in one plan."""
    title: Text
    formula: Formula
    into: Text
    area: Decimal | None = None
    population: int | None = None
    after: tuple[int, ...] = ()
    unit_area: Decimal | None = None
    unit_population: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The unit a clause results in, with the figures the plan declares for it."""

    clause: int
    title: Text
    area: Decimal | None = None
    population: int | None = None


class Verdict(StrEnum):
    BALANCED = "balanced"
    UNKNOWN = "unknown"
    WRONG = "wrong"


@dataclass(frozen=True)
class Problem:
    code: str
    text: Text
    clause: int | None = None


@dataclass(frozen=True)
class Share:
    """A part with its figures worked out: the whole unit's, the given ones, or the remainder computed."""

    part: Part
    area: Decimal | None
    population: int | None


@dataclass(frozen=True)
class UnitBalance:
    unit: str
    title: Text
    area: Decimal | None
    population: int | None
    shares: tuple[Share, ...]
    problems: tuple[Problem, ...]
    area_verdict: Verdict
    population_verdict: Verdict
    working: Text

    @property
    def divided(self) -> bool:
        return len(self.shares) > 1


@dataclass(frozen=True)
class OutcomeBalance:
    clause: int
    title: Text
    area: Decimal | None
    population: int | None
    declared_area: Decimal | None
    declared_population: int | None
    problems: tuple[Problem, ...]
    working: Text


@dataclass(frozen=True)
class Conservation:
    units: tuple[UnitBalance, ...]
    outcomes: tuple[OutcomeBalance, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple([p for unit in self.units for p in unit.problems] + [p for o in self.outcomes for p in o.problems])

    @property
    def ok(self) -> bool:
        """Nothing contradicts; some figures may still be unknown."""
        return not self.problems

    @property
    def unknown(self) -> tuple[UnitBalance, ...]:
        """Units whose parts cannot be added up for want of figures."""
        return tuple(u for u in self.units if Verdict.UNKNOWN in (u.area_verdict, u.population_verdict))

    @property
    def complete(self) -> bool:
        return self.ok and not self.unknown


def conservation(parts: Sequence[Part], outcomes: Sequence[Outcome] = ()) -> Conservation:
    """The balance of every unit the plan touches and of every unit it results in."""
    by_unit: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda p: p.clause):
        by_unit[part.unit].append(part)
    units = tuple(_balance(unit_parts) for unit_parts in by_unit.values())
    shares: dict[int, list[Share]] = defaultdict(list)
    for unit in units:
        for share in unit.shares:
            shares[share.part.clause].append(share)
    results = tuple(_outcome(outcome, shares[outcome.clause]) for outcome in outcomes)
    return Conservation(units, results)


# One unit and its parts


def _balance(parts: list[Part]) -> UnitBalance:
    whole = parts[0]
    problems = [*_wrong_whole(parts), *_wrong_remainder(parts), *_twice_in_a_clause(parts)]
    areas = _measure([_given_area(p) for p in parts], whole.unit_area)
    heads = _measure([_given_people(p) for p in parts], whole.unit_population)
    sound = not problems
    area_verdict, area_problem = _verdict(parts, areas, "area") if sound else (Verdict.WRONG, None)
    people_verdict, people_problem = _verdict(parts, heads, "population") if sound else (Verdict.WRONG, None)
    problems += [p for p in (area_problem, people_problem) if p]
    shares = tuple(
        Share(part, area_taken, _whole_number(taken))
        for part, area_taken, taken in zip(parts, areas.taken, heads.taken, strict=True)
    )
    return UnitBalance(
        unit=whole.unit,
        title=whole.title,
        area=whole.unit_area,
        population=whole.unit_population,
        shares=shares,
        problems=tuple(problems),
        area_verdict=area_verdict,
        population_verdict=people_verdict,
        working=_working(whole, shares),
    )


@dataclass(frozen=True)
class _Measure:
    """One quantity (area or people) of a unit, shared out."""

    whole: Decimal | None
    taken: tuple[Decimal | None, ...]
    known: Decimal
    """The sum of what is known, the remainder left out."""
    remains: bool
    gaps: bool


@dataclass(frozen=True)
class _Given:
    amount: Decimal | None = None
    role: str = "part"


def _given_area(part: Part) -> _Given:
    return _given(part, part.area, part.formula.takes_area)


def _given_people(part: Part) -> _Given:
    return _given(part, None if part.population is None else Decimal(part.population), part.formula.takes_people)


def _given(part: Part, amount: Decimal | None, takes: bool) -> _Given:
    if part.formula is Formula.WHOLE:
        return _Given(amount, "whole")
    if part.formula is Formula.REMAINDER:
        return _Given(amount, "remainder")
    return _Given(amount if takes else Decimal(0))


def _measure(given: list[_Given], whole: Decimal | int | None) -> _Measure:
    total = None if whole is None else Decimal(whole)
    firm = [g.amount for g in given if g.role == "part"]
    known = sum((a for a in firm if a is not None), Decimal(0))
    gaps = any(a is None for a in firm)
    rest = total - known if total is not None and not gaps else None

    def taken(g: _Given) -> Decimal | None:
        if g.amount is not None:
            return g.amount
        return {"whole": total, "remainder": rest}.get(g.role)

    return _Measure(total, tuple(taken(g) for g in given), known, any(g.role == "remainder" for g in given), gaps)


def _verdict(parts: list[Part], measure: _Measure, quantity: str) -> tuple[Verdict, Problem | None]:
    tolerance = AREA_TOLERANCE if quantity == "area" else Decimal(0)
    if measure.whole is not None and measure.known > measure.whole + tolerance:
        return Verdict.WRONG, _over(parts[0], measure.known, measure.whole, quantity)
    if measure.whole is None or any(t is None for t in measure.taken):
        return Verdict.UNKNOWN, None
    total = sum((t for t in measure.taken if t is not None), Decimal(0))
    if abs(total - measure.whole) > tolerance:
        return Verdict.WRONG, _unequal(parts[0], total, measure.whole, quantity)
    if measure.remains and not measure.gaps and measure.known == measure.whole and quantity == "area":
        return Verdict.WRONG, _nothing_left(parts)
    return Verdict.BALANCED, None


def _wrong_whole(parts: list[Part]) -> Iterable[Problem]:
    taker = next((p for p in parts if p.formula is Formula.WHOLE), None)
    if taker and len(parts) > 1:
        others = _clauses([p.clause for p in parts if p is not taker])
        yield Problem(
            "whole_and_more",
            Text(
                f"Khoản {taker.clause} đã lấy toàn bộ {taker.title.vi}; {others.vi} không còn gì để lấy.",
                f"Clause {taker.clause} takes the whole of {taker.title.en}; nothing is left for {others.en}.",
            ),
            taker.clause,
        )


def _wrong_remainder(parts: list[Part]) -> Iterable[Problem]:
    remainders = [p for p in parts if p.formula is Formula.REMAINDER]
    if len(remainders) > 1:
        where = _clauses([p.clause for p in remainders])
        yield Problem(
            "two_remainders",
            Text(
                f"{parts[0].title.vi} có hơn một phần còn lại ({where.vi}).",
                f"{parts[0].title.en} has more than one remainder ({where.en}).",
            ),
            remainders[-1].clause,
        )
    for remainder in remainders[:1]:
        yield from _wrong_order(remainder, [p for p in parts if p.formula is not Formula.REMAINDER])


def _wrong_order(remainder: Part, others: list[Part]) -> Iterable[Problem]:
    """A remainder comes after every clause that takes a part of the same unit, and names each of them."""
    takers = {p.clause for p in others}
    vi, en = remainder.title.vi, remainder.title.en
    if not remainder.after or not takers:
        yield Problem(
            "remainder_of_nothing",
            Text(
                f"Khoản {remainder.clause}: phần còn lại của {vi} phải ghi sau khoản nào lấy một phần của đơn vị này.",
                f"Clause {remainder.clause}: the remainder of {en} must name the clause that took a part of it first.",
            ),
            remainder.clause,
        )
        return
    for clause in sorted(set(remainder.after) - takers):
        yield Problem(
            "remainder_after_stranger",
            Text(
                f"Khoản {remainder.clause}: phần còn lại của {vi} dẫn chiếu khoản {clause}, "
                f"nhưng khoản {clause} không lấy phần nào của {vi}.",
                f"Clause {remainder.clause}: the remainder of {en} refers to clause {clause}, "
                f"which takes no part of {en}.",
            ),
            remainder.clause,
        )
    for clause in sorted(c for c in takers if c >= remainder.clause):
        yield Problem(
            "remainder_too_early",
            Text(
                f"Khoản {clause} lấy một phần của {vi} sau khi khoản {remainder.clause} đã lấy phần còn lại.",
                f"Clause {clause} takes a part of {en} after clause {remainder.clause} has taken the remainder.",
            ),
            remainder.clause,
        )
    for clause in sorted(c for c in takers - set(remainder.after) if c < remainder.clause):
        yield Problem(
            "remainder_forgets",
            Text(
                f"Khoản {remainder.clause}: phần còn lại của {vi} chưa dẫn chiếu khoản {clause}, "
                "khoản này cũng lấy một phần.",
                f"Clause {remainder.clause}: the remainder of {en} does not name clause {clause}, "
                "which takes a part as well.",
            ),
            remainder.clause,
        )


def _twice_in_a_clause(parts: list[Part]) -> Iterable[Problem]:
    clauses = [p.clause for p in parts]
    for clause in sorted({c for c in clauses if clauses.count(c) > 1}):
        yield Problem(
            "twice_in_a_clause",
            Text(
                f"Khoản {clause} nêu {parts[0].title.vi} hai lần.", f"Clause {clause} names {parts[0].title.en} twice."
            ),
            clause,
        )


# Problems with figures


def _over(part: Part, known: Decimal, all_of_it: Decimal, quantity: str) -> Problem:
    taken, whole, over = (_figure(v, quantity) for v in (known, all_of_it, known - all_of_it))
    return Problem(
        f"{quantity}_over",
        Text(
            f"{part.title.vi}: các phần cộng lại {taken.vi}, nhiều hơn {whole.vi} của cả đơn vị ({over.vi}).",
            f"{part.title.en}: the parts add up to {taken.en}, {over.en} more than the unit's {whole.en}.",
        ),
    )


def _unequal(part: Part, total: Decimal, whole: Decimal, quantity: str) -> Problem:
    added, all_of_it, gap = (_figure(v, quantity) for v in (total, whole, abs(whole - total)))
    short = total < whole
    return Problem(
        f"{quantity}_{'short' if short else 'over'}",
        Text(
            f"{part.title.vi}: các phần cộng lại {added.vi}, "
            f"{'thiếu' if short else 'thừa'} {gap.vi} so với {all_of_it.vi}.",
            f"{part.title.en}: the parts add up to {added.en}, "
            f"{gap.en} {'less' if short else 'more'} than {all_of_it.en}.",
        ),
    )


def _nothing_left(parts: list[Part]) -> Problem:
    remainder = next(p for p in parts if p.formula is Formula.REMAINDER)
    return Problem(
        "nothing_left",
        Text(
            f"Khoản {remainder.clause}: {remainder.title.vi} không còn diện tích nào.",
            f"Clause {remainder.clause}: no area of {remainder.title.en} is left.",
        ),
        remainder.clause,
    )


# The unit that comes out


def _outcome(outcome: Outcome, shares: list[Share]) -> OutcomeBalance:
    areas, heads = [s.area for s in shares], [s.population for s in shares]
    total_area = None if None in areas or not areas else sum((a for a in areas if a is not None), Decimal(0))
    total_people = None if None in heads or not heads else sum(h for h in heads if h is not None)
    problems = []
    if total_area is not None and outcome.area is not None and abs(total_area - outcome.area) > AREA_TOLERANCE:
        problems.append(_declared(outcome, area(total_area), area(outcome.area), "area"))
    if total_people is not None and outcome.population is not None and total_people != outcome.population:
        problems.append(_declared(outcome, people(total_people), people(outcome.population), "population"))
    return OutcomeBalance(
        clause=outcome.clause,
        title=outcome.title,
        area=total_area,
        population=total_people,
        declared_area=outcome.area,
        declared_population=outcome.population,
        problems=tuple(problems),
        working=_sum(outcome, shares, total_area),
    )


def _declared(outcome: Outcome, computed: Text, declared: Text, quantity: str) -> Problem:
    return Problem(
        f"outcome_{quantity}",
        Text(
            f"{outcome.title.vi}: các phần cộng lại {computed.vi}, phương án ghi {declared.vi}.",
            f"{outcome.title.en}: its parts add up to {computed.en}, the plan declares {declared.en}.",
        ),
        outcome.clause,
    )


# The working, as an official would write it on the margin


def _working(whole: Part, shares: tuple[Share, ...]) -> Text:
    if len(shares) == 1 and shares[0].part.formula is Formula.WHOLE:
        size = _size(whole.unit_area, whole.unit_population)
        return Text(
            f"{whole.title.vi} {size.vi} toàn bộ → {whole.into.vi}",
            f"{whole.title.en} {size.en} whole → {whole.into.en}",
        )
    size, lines = _size(whole.unit_area, whole.unit_population), [_share_line(s) for s in shares]
    return Text(
        f"{whole.title.vi} {size.vi} = " + " + ".join(line.vi for line in lines),
        f"{whole.title.en} {size.en} = " + " + ".join(line.en for line in lines),
    )


def _share_line(share: Share) -> Text:
    part, size = share.part, _size(share.area, share.population)
    after_vi = " sau khoản " + ", ".join(map(str, part.after)) if part.after else ""
    after_en = " after clause " + ", ".join(map(str, part.after)) if part.after else ""
    return Text(
        f"[khoản {part.clause}: {part.formula.short.vi}{after_vi} {size.vi} → {part.into.vi}]",
        f"[clause {part.clause}: {part.formula.short.en}{after_en} {size.en} → {part.into.en}]",
    )


def _sum(outcome: Outcome, shares: list[Share], total: Decimal | None) -> Text:
    terms = [(s.part.title, UNKNOWN if s.area is None else area(s.area)) for s in shares]
    result = UNKNOWN if total is None else area(total)
    return Text(
        " + ".join(f"{t.vi} {a.vi}" for t, a in terms) + f" = {outcome.title.vi} {result.vi}",
        " + ".join(f"{t.en} {a.en}" for t, a in terms) + f" = {outcome.title.en} {result.en}",
    )


UNKNOWN = Text("chưa rõ", "unknown")


def _size(km2: Decimal | None, heads: int | None) -> Text:
    known = [area(km2)] if km2 is not None else []
    known += [people(heads)] if heads is not None else []
    if not known:
        return Text("(số liệu chưa rõ)", "(figures unknown)")
    return Text(", ".join(k.vi for k in known), ", ".join(k.en for k in known))


def _figure(value: Decimal, quantity: str) -> Text:
    return area(value) if quantity == "area" else people(int(value))


def _clauses(numbers: list[int]) -> Text:
    vi, en = ", ".join(f"khoản {n}" for n in numbers), ", ".join(str(n) for n in numbers)
    return Text(vi, f"clause{'s' if len(numbers) > 1 else ''} {en}")


def _whole_number(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
