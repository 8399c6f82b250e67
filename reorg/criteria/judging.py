"""The units of a screening judged: facts put together from the unit, its history and what was said about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from reorg.criteria.models import Said, Screening
from reorg.criteria.regimes import FACTORS, Regime
from reorg.criteria.screening import VERDICTS, Facts, Finding, Verdict, screen
from reorg.units.formulas import Kind
from reorg.units.models import Succession, Unit
from reorg.units.text import plain
from workflows.text import Text, fold

# When what a succession made began to operate, by the round it belonged to. The round of 2025 is another law's.
ROUNDS = {
    "arranged_2019_2021": (date(2019, 3, 12), date(2021, 12, 31)),
    "arranged_2023_2025": (date(2023, 7, 12), date(2025, 6, 30)),
}
Row = dict[str, Any]
"""A finding as plain data: what pages and sheets show, and what a dossier keeps."""


def judged(screening: Screening, regime: Regime | None = None) -> list[Row]:
    """Every unit with its finding under the screening's rules, or others, in the order of names.

    As many queries for three hundred units as for three.
    """
    units = list(screening.units.select_related("parent__parent").order_by("search_key", "pk"))
    said = last_said(screening)
    past = histories(units)
    regime = regime or screening.rules
    return [row_of(unit, said.get(unit.pk), past[unit.pk], regime) for unit in units]


def last_said(screening: Screening) -> dict[int, Said]:
    return {row.unit_id: row for row in screening.said.order_by("id")}


def histories(units: Iterable[Unit]) -> defaultdict[int, list[Succession]]:
    """The successions out of which units came."""
    past: defaultdict[int, list[Succession]] = defaultdict(list)
    rows = Succession.objects.filter(successor__in=[unit.pk for unit in units]).select_related("predecessor")
    for row in rows.order_by("effective", "id"):
        past[row.successor_id].append(row)
    return past


def row_of(unit: Unit, said: Said | None, past: Sequence[Succession], regime: Regime) -> Row:
    finding = screen(facts_of(unit, said, past, regime), regime)
    return {
        "unit": unit.pk,
        "code": unit.code,
        "name": unit.title.as_fact(),
        "place": [place.title.as_fact() for place in places_of(unit)],
        "verdict": finding.verdict.value,
        "area_km2": None if finding.facts.area is None else plain(finding.facts.area),
        "population": finding.facts.population,
        "area_percent": _percent(finding.area_percent),
        "population_percent": _percent(finding.population_percent),
        "working": [line.as_fact() for line in finding.working],
        "articles": [article.as_fact() for article in articles_of(finding, regime)],
        "factors": factors_of(said, past),
        "source": said.source if said and said.source else unit.source,
        "unconfirmed": finding.unconfirmed,
    }


def facts_of(unit: Unit, said: Said | None, past: Sequence[Succession], regime: Regime) -> Facts:
    """What is known of a unit. Figures that were entered go before those of our records."""
    area = said.area_km2 if said and said.area_km2 is not None else unit.area_km2
    people = said.population if said and said.population is not None else unit.population
    return Facts(
        name=unit.name,
        level=unit.level,
        kind=unit.kind,
        where=where_of(unit, said, regime, unit.kind),
        area=None if area is None else Decimal(area),
        population=people,
        minority_percent=said.minority_percent if said else None,
        border=bool(said and said.border),
        mountain=bool(said and said.where == Said.Where.MOUNTAIN),
        red_river_delta=bool(said and said.red_river_delta),
        coastal_hardship=bool(said and said.coastal_hardship),
        factors=frozenset(row["factor"] for row in factors_of(said, past)),
    )


def factors_of(said: Said | None, past: Sequence[Succession]) -> list[dict[str, str]]:
    """Special factors with why and source: those that were entered, and those our own records show."""
    entered = list(said.factors) if said else []
    known = {row["factor"] for row in entered}
    return [*entered, *(row for row in from_history(past) if row["factor"] not in known)]


def from_history(past: Sequence[Succession]) -> list[dict[str, str]]:
    found = []
    for factor, (first, last) in ROUNDS.items():
        rows = [row for row in past if first <= row.effective <= last]
        if rows:
            names = ", ".join(dict.fromkeys(row.predecessor.full_name for row in rows))
            found.append(
                {
                    "factor": factor,
                    "why": f"{names} → {rows[0].effective:%d/%m/%Y}",
                    "source": rows[0].resolution or rows[0].source,
                }
            )
    return found


def where_of(unit: Unit, said: Said | None, regime: Regime, kind: str) -> str:
    """The kind of place as the regime's standards tell them apart: wards by what they lie in, all else by the land."""
    land = str(said.where) if said else Said.Where.OTHER.value
    if kind != Kind.PHUONG:
        return land
    places = {standard.where for standard in regime.standards if standard.kind == kind}
    kinds = [place.kind for place in places_of(unit)]
    if "quan" in places and kinds:
        return {Kind.THANH_PHO_TW: "thanh_pho"}.get(Kind(kinds[0]), kinds[0])
    if "central_city" in places and Kind.THANH_PHO_TW in kinds:
        return "central_city"
    return land


def places_of(unit: Unit) -> list[Unit]:
    """District and province, as far as they are loaded with it."""
    found = []
    while unit.parent is not None:
        unit = unit.parent
        found.append(unit)
    return found


def articles_of(finding: Finding, regime: Regime) -> list[Text]:
    named = {rule.article.vi: rule.article for rule in regime.rules}
    title = regime.title
    return [
        named.get(article)
        or Text(
            f"{article}, {title.vi.split(',')[0]}", f"{article.replace('Điều', 'Article')}, {title.en.split(',')[0]}"
        )
        for article in finding.articles
    ]


def counted(rows: Iterable[Row]) -> dict[Verdict, int]:
    found = Counter(row["verdict"] for row in rows)
    return {verdict: found[verdict.value] for verdict in Verdict}


def narrowed(rows: Iterable[Row], *, verdict: str = "", words: str = "") -> list[Row]:
    wanted = fold(words).split()
    return [
        row
        for row in rows
        if (not verdict or row["verdict"] == verdict)
        and all(word in fold(f"{row['code']} {row['name']['vi']} {row['name']['en']}") for word in wanted)
    ]


def verdict_text(row: Row) -> Text:
    return VERDICTS[Verdict(row["verdict"])]


def factor_text(code: str) -> Text:
    return FACTORS[code]


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
