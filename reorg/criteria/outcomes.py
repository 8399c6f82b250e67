"""The units a plan results in, held against the standards of the dossier's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from reorg.criteria.judging import last_said, where_of
from reorg.criteria.models import Said, TakenUp
from reorg.criteria.regimes import Regime
from reorg.criteria.screening import Facts, Measured, measure
from reorg.criteria.versions import regime_on
from reorg.units.conservation import Conservation
from reorg.units.plan import PlannedClause
from workflows.models import Dossier

# The resolution a dossier was opened under, and the set of rules whose standards its new units are held against.
STANDARDS_OF = {
    "76/2025/UBTVQH15": "76/2025",
    "35/2023/UBTVQH15": "35/2023-1",
    "112/2025/UBTVQH15": "112/2025",
}


@dataclass(frozen=True)
class Outcome:
    clause: PlannedClause
    area: Decimal | None
    population: int | None
    measured: Measured


def rules_of(dossier: Dossier) -> Regime | None:
    """The rules of a dossier, as its procedure names them, in the version of the day on which it was opened.

    None where the procedure names none with standards.
    """
    code = STANDARDS_OF.get(str(dossier.regime.get("name", "")))
    return regime_on(code, timezone.localdate(dossier.opened_at)) if code else None


def figures_of(dossier: Dossier) -> dict[int, tuple[Decimal | None, int | None]]:
    """Area and population of the units with which the dossier was started, as its screening had them."""
    taken = TakenUp.objects.filter(dossier=dossier).only("findings").first()
    return {
        row["unit"]: (None if row["area_km2"] is None else Decimal(row["area_km2"]), row["population"])
        for row in (taken.findings if taken else ())
    }


def said_in(dossier: Dossier) -> dict[int, Said]:
    taken = TakenUp.objects.filter(dossier=dossier).select_related("screening").defer("findings").first()
    return last_said(taken.screening) if taken else {}


def outcomes_of(dossier: Dossier, clauses: Sequence[PlannedClause], balance: Conservation) -> list[Outcome]:
    """Every resulting unit with its figures (declared, or the sum of its parts) and how it stands to the standard."""
    rules = rules_of(dossier)
    if rules is None:
        return []
    said = said_in(dossier)
    totals = {outcome.clause: outcome for outcome in balance.outcomes}
    return [
        _outcome(clause, totals[clause.number].area, totals[clause.number].population, said, rules)
        for clause in clauses
    ]


def _outcome(
    clause: PlannedClause, area: Decimal | None, people: int | None, said: dict[int, Said], rules: Regime
) -> Outcome:
    area = clause.area_km2 if clause.area_km2 is not None else area
    people = clause.population if clause.population is not None else people
    there = [said.get(part.unit.pk) for part in clause.parts]
    first = clause.parts[0]
    facts = Facts(
        name=clause.name,
        level=first.unit.level,
        kind=clause.kind,
        where=where_of(first.unit, there[0], rules, clause.kind),
        area=area,
        population=people,
        border=any(one is not None and one.border for one in there),
        red_river_delta=all(one is not None and one.red_river_delta for one in there),
        coastal_hardship=all(one is not None and one.coastal_hardship for one in there),
    )
    return Outcome(clause, area, people, measure(facts, rules, merged=len(clause.parts)))
