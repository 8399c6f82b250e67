"""Screening: is a unit to be arranged under a regime, is it exempt, or is it not subject? With the working shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from reorg.criteria.regimes import FACTORS, RURAL, Reduction, Regime, Rule, Standard
from reorg.units.text import number
from workflows.text import Text


class Verdict(StrEnum):
    CANDIDATE = "candidate"
    EXEMPT = "exempt"
    NOT_SUBJECT = "not_subject"
    DATA_MISSING = "data_missing"

    @property
    def text(self) -> Text:
        return VERDICTS[self]


VERDICTS = {
    Verdict.CANDIDATE: Text("thuộc diện sắp xếp", "to be arranged"),
    Verdict.EXEMPT: Text("thuộc diện nhưng không bắt buộc", "exempt"),
    Verdict.NOT_SUBJECT: Text("không thuộc diện", "not subject"),
    Verdict.DATA_MISSING: Text("thiếu số liệu", "data missing"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a unit. ``where`` is how the standards tell places apart: mountain, other, island, quan …"""

    name: str
    level: str
    kind: str
    where: str = "other"
    area: Decimal | None = None
    population: int | None = None
    minority_percent: int | None = None
    border: bool = False
    mountain: bool = False
    red_river_delta: bool = False
    coastal_hardship: bool = False
    factors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """The verdict on one unit, its working line by line, and the articles it rests on."""

    facts: Facts
    verdict: Verdict
    working: tuple[Text, ...]
    articles: tuple[str, ...] = ()
    area_percent: Decimal | None = None
    population_percent: Decimal | None = None
    unconfirmed: bool = False


@dataclass
class _Work:
    lines: list[Text] = field(default_factory=list)

    def say(self, vi: str, en: str) -> None:
        self.lines.append(Text(vi, en))


def screen(facts: Facts, regime: Regime) -> Finding:
    """One unit under one regime. A figure that is not known makes the answer "data missing" only where it matters."""
    work = _Work()
    standard = _standard_for(facts, regime)
    if standard is None:
        work.say(
            f"chưa có tiêu chuẩn cho loại đơn vị này trong {regime.title.vi}",
            f"{regime.title.en} has no standard for this kind of unit",
        )
        return Finding(facts, Verdict.DATA_MISSING, tuple(work.lines))
    area_needed, people_needed = _reduced(facts, standard, regime.reductions, work)
    area = _percent(facts.area, area_needed)
    people = _percent(Decimal(facts.population) if facts.population is not None else None, people_needed)
    _show_figures(facts, area_needed, people_needed, area, people, work)
    answers = {rule: _holds(rule, area, people, work) for rule in regime.rules if facts.level in rule.levels}
    met = [rule for rule, answer in answers.items() if answer is True]
    unsure = any(rule.confidence == "L" for rule in answers) or standard.confidence == "L"

    def finding(verdict: Verdict, *articles: str) -> Finding:
        return Finding(facts, verdict, tuple(work.lines), articles, area, people, unsure)

    if met:
        excused = [e for e in regime.exemptions if e.factor in facts.factors and (not e.rural_only or _rural(facts))]
        if excused:
            for exemption in excused:
                work.say(
                    f"{exemption.text.vi}: không bắt buộc sắp xếp ({exemption.article})",
                    f"{exemption.text.en}: arrangement is not compulsory ({exemption.article})",
                )
            return finding(Verdict.EXEMPT, *(e.article for e in excused))
        return finding(Verdict.CANDIDATE, *(rule.article.vi for rule in met))
    if any(answer is None for answer in answers.values()):
        work.say("thiếu số liệu để kết luận", "figures are missing for a conclusion")
        return finding(Verdict.DATA_MISSING)
    for factor in sorted(facts.factors & {e.factor for e in regime.exemptions}):
        work.say(f"ngoài ra: {FACTORS[factor].vi}", f"besides: {FACTORS[factor].en}")
    return finding(Verdict.NOT_SUBJECT, *(rule.article.vi for rule in answers))


@dataclass(frozen=True)
class Measured:
    """A unit held against the standard of its kind, in per cent of it."""

    verdict: str  # meets, fails, unknown, waived
    working: tuple[Text, ...]
    area_percent: Decimal | None = None
    population_percent: Decimal | None = None
    unconfirmed: bool = False


def measure(facts: Facts, regime: Regime, *, merged: int = 1) -> Measured:
    """Whether a unit reaches area and population of its standard; ``merged`` is how many units it was made of."""
    work = _Work()
    standard = _standard_for(facts, regime)
    if standard is None:
        work.say("chưa có tiêu chuẩn cho loại đơn vị này", "there is no standard for this kind of unit")
        return Measured("unknown", tuple(work.lines))
    area_needed, people_needed = _reduced(facts, standard, regime.reductions, work)
    area = _percent(facts.area, area_needed)
    people = _percent(Decimal(facts.population) if facts.population is not None else None, people_needed)
    _show_figures(facts, area_needed, people_needed, area, people, work)
    known = [share for share in (area, people) if share is not None]
    if standard.waived_from and merged >= standard.waived_from:
        verdict = "waived"
        work.say(
            f"sắp xếp từ {merged} đơn vị: không xét tiêu chuẩn ({standard.set})",
            f"made of {merged} units: the standard is not asked ({standard.set})",
        )
    elif any(share < 100 for share in known):
        verdict = "fails"
    else:
        verdict = "meets" if len(known) == 2 else "unknown"
    return Measured(verdict, tuple(work.lines), area, people, standard.confidence == "L")


def screen_all(units: Iterable[Facts], regime: Regime) -> list[Finding]:
    return [screen(facts, regime) for facts in units]


def _standard_for(facts: Facts, regime: Regime) -> Standard | None:
    """The standard for the unit's kind: the one for its kind of place, or the one for any place."""
    kinds = [standard for standard in regime.standards if standard.kind == facts.kind]
    places = {standard.where: standard for standard in kinds}
    return places.get(facts.where) or places.get("any") or places.get("other")


def _reduced(facts: Facts, standard: Standard, reductions: Iterable[Reduction], work: _Work) -> tuple[Decimal, Decimal]:
    """Area and population the standard asks of this unit, after at most one reduction of each."""
    needed = {"area": standard.area, "population": Decimal(standard.population)}
    done: set[str] = set()
    for reduction in reductions:
        share = _share(facts, reduction)
        if share is None or facts.kind not in reduction.kinds or reduction.of in done:
            continue
        done.add(reduction.of)
        needed[reduction.of] = needed[reduction.of] * share / 100
        of = Text("diện tích", "area") if reduction.of == "area" else Text("dân số", "population")
        work.say(
            f"tiêu chuẩn {of.vi} còn {share} % theo {reduction.article}",
            f"the standard of {of.en} is {share} % by {reduction.article}",
        )
    return needed["area"], needed["population"]


def _share(facts: Facts, reduction: Reduction) -> int | None:
    """The per cent of the standard that is left; None where the reduction does not apply."""
    if reduction.applies == "red_river_delta":
        return reduction.to if facts.red_river_delta else None
    if reduction.applies == "coastal_hardship":
        return reduction.to if facts.coastal_hardship else None
    minority = facts.minority_percent if facts.mountain and facts.minority_percent is not None else 0
    if minority >= reduction.from_percent:
        further = (minority - reduction.from_percent) // 10
        return max(reduction.floor, reduction.to - reduction.step * further)
    return reduction.to if facts.border else None


def _percent(value: Decimal | None, needed: Decimal) -> Decimal | None:
    """Two decimals, cut and not rounded: 69.999 % is not 70 %."""
    return None if value is None else (value * 100 / needed).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _holds(rule: Rule, area: Decimal | None, people: Decimal | None, work: _Work) -> bool | None:
    """Whether a rule applies; None when that hangs on a figure nobody knows."""
    have = {"area": area, "population": people}
    answers = []
    for limit in rule.limits:
        value = have[limit.of]
        answers.append(None if value is None else value < limit.below)
    if rule.every:
        result = False if False in answers else (None if None in answers else True)
    else:
        result = True if True in answers else (None if None in answers else False)
    names = {"area": Text("diện tích", "area"), "population": Text("dân số", "population")}
    joint = (" và ", " and ") if rule.every else (" hoặc ", " or ")
    told = {True: Text("có", "yes"), False: Text("không", "no"), None: Text("chưa rõ", "not known")}[result]
    work.say(
        f"{rule.article.vi} ({joint[0].join(f'{names[x.of].vi} dưới {x.below} %' for x in rule.limits)}): {told.vi}",
        f"{rule.article.en} ({joint[1].join(f'{names[x.of].en} under {x.below} %' for x in rule.limits)}): {told.en}",
    )
    return result


def _show_figures(
    facts: Facts,
    area_needed: Decimal,
    people_needed: Decimal,
    area: Decimal | None,
    people: Decimal | None,
    work: _Work,
) -> None:
    for value, needed, share, of, unit in (
        (facts.area, area_needed, area, Text("diện tích", "area"), Text("km²", "km²")),
        (facts.population, people_needed, people, Text("dân số", "population"), Text("người", "people")),
    ):
        if value is None or share is None:
            work.say(f"chưa có số liệu {of.vi}", f"{of.en} is not known")
            continue
        have = Decimal(value)
        work.say(
            f"{of.vi} {number(have, 'vi')} {unit.vi} bằng {number(share, 'vi')} % của "
            f"{number(needed.normalize() + 0, 'vi')} {unit.vi}",
            f"{of.en} {number(have, 'en')} {unit.en} is {number(share, 'en')} % of "
            f"{number(needed.normalize() + 0, 'en')} {unit.en}",
        )


def _rural(facts: Facts) -> bool:
    return facts.kind in RURAL
