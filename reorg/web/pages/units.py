"""The unit plan as a picture: what becomes what, and whether the parts make up the wholes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reorg.procedures.plan import UnitProcedure
from reorg.units.conservation import Conservation
from reorg.units.formulas import Formula
from reorg.units.models import PlanClause
from reorg.units.plan import PlannedClause, balance_of, plan_of
from reorg.units.text import area, people
from workflows.models import Dossier


@dataclass(frozen=True)
class Taken:
    """What a clause takes from a unit."""

    unit: str
    code: str
    formula: str
    whole: bool
    figures: str
    detail: str


@dataclass(frozen=True)
class Becomes:
    number: int
    name: str
    code: str
    figures: str
    parts: tuple[Taken, ...]
    change: str = ""
    remove: str = ""


@dataclass(frozen=True)
class Picture:
    clauses: tuple[Becomes, ...]
    more: int
    """Clauses left out of a short picture."""
    before: int
    after: int
    balance: Conservation

    @property
    def verdict(self) -> str:
        """``wrong``, ``unknown`` or ``balanced``."""
        if not self.balance.ok:
            return "wrong"
        return "unknown" if self.balance.unknown else "balanced"


def plans_units(dossier: Dossier) -> bool:
    """Whether this dossier's procedure rearranges units; a consolidation of agencies does not."""
    return issubclass(dossier.flow, UnitProcedure)


def picture(dossier: Dossier, first: int | None = None) -> Picture | None:
    """The picture of the dossier's plan, of its first clauses only if there are many; None without a plan."""
    plan = plan_of(dossier)
    return picture_of(plan, first) if plan else None


def picture_of(plan: Sequence[PlanClause], first: int | None = None) -> Picture:
    shown = plan if first is None else plan[:first]
    units = {part.unit_id for clause in plan for part in clause.parts.all()}
    return Picture(
        clauses=tuple(_becomes(clause) for clause in shown),
        more=len(plan) - len(shown),
        before=len(units),
        after=len(plan),
        balance=balance_of(plan),
    )


def picture_of_planned(plan: Sequence[PlannedClause], balance: Conservation) -> Picture:
    """The picture of a plan as it is being worked on."""
    units = {part.unit.pk for clause in plan for part in clause.parts}
    return Picture(tuple(_becomes_planned(clause) for clause in plan), 0, len(units), len(plan), balance)


def _becomes_planned(clause: PlannedClause) -> Becomes:
    parts = tuple(
        Taken(
            unit=str(part.unit.title),
            code=part.unit.code,
            formula=str(part.formula.worded(part.after)),
            whole=part.formula == Formula.WHOLE,
            figures=_figures(
                part.whole_area if part.formula == Formula.WHOLE else part.area_km2,
                part.whole_population if part.formula == Formula.WHOLE else part.population,
            ),
            detail=part.detail,
        )
        for part in clause.parts
    )
    return Becomes(clause.number, str(clause.title), clause.code, _figures(clause.area_km2, clause.population), parts)


def _becomes(clause: PlanClause) -> Becomes:
    parts = tuple(
        Taken(
            unit=str(part.title),
            code=part.unit_code,
            formula=str(Formula(part.formula).worded(part.after_clauses)),
            whole=part.formula == Formula.WHOLE,
            figures=_figures(
                part.unit_area_km2 if part.formula == Formula.WHOLE else part.area_km2,
                part.unit_population if part.formula == Formula.WHOLE else part.population,
            ),
            detail=part.detail,
        )
        for part in clause.parts.all()
    )
    return Becomes(clause.number, str(clause.title), clause.code, _figures(clause.area_km2, clause.population), parts)


def _figures(km2: object, heads: object) -> str:
    words = [str(area(km2))] if km2 is not None else []  # type: ignore[arg-type]
    if heads is not None:
        words.append(str(people(heads)))  # type: ignore[arg-type]
    return " · ".join(words)
