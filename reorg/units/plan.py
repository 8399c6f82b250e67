"""The planned reorganisation of one dossier: which units become which.

The functions that write take prepared values and check nothing about moment or person: the engine's door calls them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch

from reorg.units.conservation import Conservation, Outcome, Part, conservation
from reorg.units.formulas import Formula, Kind
from reorg.units.models import PlanClause, PlanPart, Succession, Unit
from reorg.units.text import Text, plain
from workflows.models import Dossier


@dataclass(frozen=True)
class PlannedPart:
    unit: Unit
    formula: Formula
    area_km2: Decimal | None = None
    population: int | None = None
    after: tuple[int, ...] = ()
    detail: str = ""
    unit_area_km2: Decimal | None = None
    unit_population: int | None = None
    """Figures of the whole unit, where they are known better than by our records."""

    @property
    def whole_area(self) -> Decimal | None:
        return self.unit.area_km2 if self.unit_area_km2 is None else self.unit_area_km2

    @property
    def whole_population(self) -> int | None:
        return self.unit.population if self.unit_population is None else self.unit_population


@dataclass(frozen=True)
class PlannedClause:
    number: int
    name: str
    kind: Kind
    parts: Sequence[PlannedPart]
    code: str = ""
    area_km2: Decimal | None = None
    population: int | None = None

    @property
    def full_name(self) -> str:
        return f"{self.kind.before_name} {self.name}"

    @property
    def title(self) -> Text:
        return Unit(name=self.name, kind=self.kind).prepare().title


# Writing


@transaction.atomic
def replace_plan(dossier: Dossier, clauses: Iterable[PlannedClause]) -> None:
    """The dossier's plan becomes exactly these clauses; as many statements for a hundred as for one."""
    planned = list(clauses)
    check_plan(planned)
    PlanClause.objects.filter(dossier=dossier).delete()
    rows = PlanClause.objects.bulk_create(_clause_row(dossier, clause) for clause in planned)
    PlanPart.objects.bulk_create(
        _part_row(row, position, part)
        for row, clause in zip(rows, planned, strict=True)
        for position, part in enumerate(clause.parts, start=1)
    )


def check_plan(clauses: Sequence[PlannedClause]) -> None:
    """What the tables would refuse anyway, said in words. Balance is not asked here: a draft may be out of balance."""
    numbers = [clause.number for clause in clauses]
    for clause in clauses:
        if numbers.count(clause.number) > 1:
            raise ValidationError(
                str(Text(f"Khoản {clause.number} có hai lần.", f"Clause {clause.number} occurs twice."))
            )
        if not clause.parts:
            raise ValidationError(
                str(
                    Text(
                        f"Khoản {clause.number} không lấy từ đơn vị nào.", f"Clause {clause.number} takes from no unit."
                    )
                )
            )
        units = [part.unit.pk for part in clause.parts]
        if len(set(units)) < len(units):
            raise ValidationError(
                str(
                    Text(
                        f"Khoản {clause.number} nêu một đơn vị hai lần.", f"Clause {clause.number} names a unit twice."
                    )
                )
            )


def _clause_row(dossier: Dossier, clause: PlannedClause) -> PlanClause:
    return PlanClause(
        dossier=dossier,
        number=clause.number,
        name=clause.name,
        kind=clause.kind,
        code=clause.code,
        area_km2=clause.area_km2,
        population=clause.population,
    )


def _part_row(clause: PlanClause, position: int, part: PlannedPart) -> PlanPart:
    return PlanPart(
        clause=clause,
        position=position,
        unit=part.unit,
        formula=part.formula,
        area_km2=part.area_km2,
        population=part.population,
        after_clauses=sorted(part.after),
        detail=part.detail,
        unit_code=part.unit.code,
        unit_name=part.unit.title.vi,
        unit_name_en=part.unit.title.en,
        unit_area_km2=part.whole_area,
        unit_population=part.whole_population,
    )


def planned_from_successions(successions: Iterable[Succession]) -> list[PlannedClause]:
    """The plan that led to what happened: one clause per resulting unit, numbered as in the resolution where known."""
    by_successor: dict[int, list[Succession]] = {}
    for succession in successions:
        by_successor.setdefault(succession.successor_id, []).append(succession)
    ordered = sorted(by_successor.values(), key=lambda rows: (rows[0].clause or 0, rows[0].successor.code))
    return [_planned(number, rows) for number, rows in enumerate(ordered, start=1)]


def _planned(number: int, rows: list[Succession]) -> PlannedClause:
    unit = rows[0].successor
    return PlannedClause(
        number=rows[0].clause or number,
        name=unit.name,
        kind=Kind(unit.kind),
        code=unit.code,
        area_km2=unit.area_km2,
        population=unit.population,
        parts=[
            PlannedPart(
                unit=row.predecessor,
                formula=Formula(row.formula),
                area_km2=row.area_km2,
                population=row.population,
                after=tuple(row.after_clauses),
                detail=row.detail,
            )
            for row in rows
        ],
    )


# Reading


def plan_of(dossier: Dossier, *, places: bool = False) -> list[PlanClause]:
    """The clauses in order, each with its parts: two queries. The picture also asks where each unit lies."""
    parts = PlanPart.objects.order_by("position")
    if places:
        parts = parts.select_related("unit__parent__parent")
    return list(
        PlanClause.objects.filter(dossier=dossier).order_by("number").prefetch_related(Prefetch("parts", parts))
    )


def planned_of(dossier: Dossier) -> list[PlannedClause]:
    """The saved plan as it could be saved again, with the figures it was made with."""
    parts = PlanPart.objects.order_by("position").select_related("unit__parent__parent")
    clauses = PlanClause.objects.filter(dossier=dossier).order_by("number").prefetch_related(Prefetch("parts", parts))
    return [
        PlannedClause(
            number=clause.number,
            name=clause.name,
            kind=Kind(clause.kind),
            code=clause.code,
            area_km2=clause.area_km2,
            population=clause.population,
            parts=[
                PlannedPart(
                    unit=part.unit,
                    formula=Formula(part.formula),
                    area_km2=part.area_km2,
                    population=part.population,
                    after=tuple(part.after_clauses),
                    detail=part.detail,
                    unit_area_km2=part.unit_area_km2,
                    unit_population=part.unit_population,
                )
                for part in clause.parts.all()
            ],
        )
        for clause in clauses
    ]


def balance_planned(clauses: Sequence[PlannedClause]) -> Conservation:
    """The balance of a plan that is not saved."""
    return conservation(
        [
            Part(
                clause=clause.number,
                unit=str(part.unit.pk),
                title=part.unit.title,
                formula=part.formula,
                into=clause.title,
                area=part.area_km2,
                population=part.population,
                after=part.after,
                unit_area=part.whole_area,
                unit_population=part.whole_population,
            )
            for clause in clauses
            for part in clause.parts
        ],
        [Outcome(c.number, c.title, c.area_km2, c.population) for c in clauses],
    )


def as_data(clauses: Iterable[PlannedClause]) -> list[dict[str, Any]]:
    """A plan as plain data; `from_data` makes it a plan again."""
    return [
        {
            "number": clause.number,
            "name": clause.name,
            "kind": clause.kind.value,
            **_known(code=clause.code, area_km2=_text(clause.area_km2), population=clause.population),
            "parts": [
                {
                    "unit": part.unit.pk,
                    "formula": part.formula.value,
                    **_known(
                        area_km2=_text(part.area_km2),
                        population=part.population,
                        after=sorted(part.after),
                        detail=part.detail,
                        unit_area_km2=_text(part.whole_area),
                        unit_population=part.whole_population,
                    ),
                }
                for part in clause.parts
            ],
        }
        for clause in clauses
    ]


def from_data(data: Iterable[dict[str, Any]]) -> list[PlannedClause]:
    rows = list(data)
    wanted = {part["unit"] for row in rows for part in row["parts"]}
    units = Unit.objects.select_related("parent__parent").in_bulk(wanted)
    return [
        PlannedClause(
            number=row["number"],
            name=row["name"],
            kind=Kind(row["kind"]),
            code=row.get("code", ""),
            area_km2=_decimal(row.get("area_km2")),
            population=row.get("population"),
            parts=[
                PlannedPart(
                    unit=units[part["unit"]],
                    formula=Formula(part["formula"]),
                    area_km2=_decimal(part.get("area_km2")),
                    population=part.get("population"),
                    after=tuple(part.get("after", ())),
                    detail=part.get("detail", ""),
                    unit_area_km2=_decimal(part.get("unit_area_km2")),
                    unit_population=part.get("unit_population"),
                )
                for part in row["parts"]
            ],
        )
        for row in rows
    ]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def plan_content(dossier: Dossier) -> dict[str, Any]:
    """The plan as it goes into the digest that is signed: strings and whole numbers only, unknown figures left out."""
    return {"clauses": [_clause_content(clause) for clause in plan_of(dossier)]}


def _clause_content(clause: PlanClause) -> dict[str, Any]:
    return {
        "number": clause.number,
        "unit": _known(
            name=clause.full_name,
            kind=clause.kind,
            code=clause.code,
            area_km2=_text(clause.area_km2),
            population=clause.population,
        ),
        "parts": [_part_content(part) for part in clause.parts.all()],
    }


def _part_content(part: PlanPart) -> dict[str, Any]:
    return {
        "unit": _known(
            name=part.unit_name,
            code=part.unit_code,
            area_km2=_text(part.unit_area_km2),
            population=part.unit_population,
        ),
        **_known(
            formula=part.formula,
            area_km2=_text(part.area_km2),
            population=part.population,
            after_clauses=part.after_clauses,
            detail=part.detail,
        ),
    }


def _known(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def plan_balance(dossier: Dossier) -> Conservation:
    """Whether the dossier's plan adds up, with its working."""
    return balance_of(plan_of(dossier))


def balance_of(clauses: Iterable[PlanClause]) -> Conservation:
    plan = list(clauses)
    return conservation(
        [_balance_part(clause, part) for clause in plan for part in clause.parts.all()],
        [Outcome(c.number, c.title, c.area_km2, c.population) for c in plan],
    )


def _balance_part(clause: PlanClause, part: PlanPart) -> Part:
    return Part(
        clause=clause.number,
        unit=str(part.unit_id),
        title=part.title,
        formula=Formula(part.formula),
        into=clause.title,
        area=part.area_km2,
        population=part.population,
        after=tuple(part.after_clauses),
        unit_area=part.unit_area_km2,
        unit_population=part.unit_population,
    )
