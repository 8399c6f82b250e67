"""Kim Sơn in the demonstration: screened and exempt in 2023-2025, arranged into eight units in 2025.

Names, codes, papers and figures are those of the sources in ``fixtures/kim_son.json``; what a source does not have
stays empty. The round of 2019-2021 is in our records of units and shows as a special factor by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from reorg.arrangement.actions import change_variant, make_variant
from reorg.criteria.actions import conclude_exempt, open_from, open_screening
from reorg.criteria.models import Screening
from reorg.demo.cast import KIM_SON_PARTS, KIM_SON_PARTS_2025, bodies
from reorg.people.loading import fixture
from reorg.people.models import Organisation, User
from reorg.registers.actions import add_row
from reorg.registers.definition import Side
from reorg.registers.kinds.lessons import LESSONS
from reorg.units.actions import change_plan
from reorg.units.formulas import Level
from reorg.units.models import Succession, Unit
from reorg.units.plan import PlannedClause, planned_from_successions, planned_of
from workflows import actions
from workflows.models import DocumentType, Dossier, ProcedureVersion
from workflows.text import Text

SCREENED, ARRANGEMENT = "KS-2023-01", "KS-2025-01"
OPERATION = date(2025, 7, 1)
DISTRICT = "376"


@transaction.atomic
def screening_of_2023(people: dict[str, User]) -> Dossier:
    """The whole district screened; a dossier on the two communes whose figures are known ends as exempt."""
    data, drafter = fixture("kim_son"), people["ks-drafter"]
    screening = _screened("Rà soát các xã, thị trấn huyện Kim Sơn 2023–2025", "ks_pc", data["screening"], drafter)
    taken = [unit.pk for unit in screening.units.filter(code__in=data["screening"]["taken_up"])]
    dossier = _opened(
        screening,
        taken,
        "2023.1",
        SCREENED,
        KIM_SON_PARTS,
        Text("Kim Sơn: rà soát các xã giai đoạn 2023–2025", "Kim Sơn: communes screened for 2023–2025"),
        drafter,
    )
    register_papers(dossier, data["papers"], drafter)
    for lesson in data["lessons"]:
        add_row(dossier, LESSONS, Side.RECEIVER, lesson, actor=drafter)
    conclude_exempt(dossier, reason=data["screening"]["conclusion_vi"], actor=people["ks-chair"])
    return dossier


@transaction.atomic
def arrangement_of_2025(people: dict[str, User]) -> Dossier:
    """Twenty-three units into eight, with the clauses of the resolution; another way to do it stands beside it."""
    drafter = people["ks-drafter"]
    screening = _screened(
        "Rà soát các xã, thị trấn huyện Kim Sơn năm 2025",
        "nbinh_pc",
        {"day": "2025-04-20", "regime": "76/2025"},
        drafter,
    )
    dossier = _opened(
        screening,
        [],
        "2025.1",
        ARRANGEMENT,
        KIM_SON_PARTS_2025,
        Text("Kim Sơn: sắp xếp 23 đơn vị cấp xã thành 8 đơn vị", "Kim Sơn: arrange 23 communes into eight"),
        drafter,
        operation_date=OPERATION,
    )
    change_plan(dossier, plan_of_2025(), actor=drafter)
    other = make_variant(dossier, name="Ví dụ so sánh: Kim Đông vào Bình Minh", actor=drafter)
    change_variant(other, _without_kim_dong(planned_of(dossier)), actor=drafter)
    return dossier


def _screened(title: str, body: str, how: dict[str, str], actor: User) -> Screening:
    day = date.fromisoformat(how["day"])
    district = Unit.objects.get(code=DISTRICT, level=Level.DISTRICT)
    return open_screening(
        organisation=Organisation.objects.get(key=body),
        title=title,
        regime=how["regime"],
        day=day,
        units=Unit.objects.within(district).communes().on(day),
        actor=actor,
    )


def _opened(
    screening: Screening,
    units: list[int],
    version: str,
    code: str,
    parts: dict[str, str],
    title: Text,
    actor: User,
    **more: Any,
) -> Dossier:
    return open_from(
        screening,
        units,
        actor=actor,
        procedure=ProcedureVersion.objects.get(code="commune_arrangement", version=version),
        code=code,
        title=title,
        parts=bodies(parts),
        **more,
    )


def register_papers(dossier: Dossier, papers: list[dict[str, Any]], actor: User) -> None:
    """The district's papers by number and issuer; their texts are not ours, and their dates were not found."""
    types = DocumentType.objects.in_bulk()
    for paper in papers:
        actions.register_document(
            dossier,
            type=types[paper["type"]],
            symbol=paper["symbol"],
            issuer=paper["issuer"],
            date=date.fromisoformat(paper["date"]) if paper["date"] else None,
            subject=Text(paper["subject_vi"], paper["subject_en"]),
            step="draft",
            signed=False,
            source=", ".join(paper["sources"]),
            confidence=paper["confidence"],
            actor=actor,
        )


def plan_of_2025() -> list[PlannedClause]:
    """The clauses of Resolution 1674 on Kim Sơn by their numbers, with the figures of the source where it has any."""
    district = Unit.objects.get(code=DISTRICT, level=Level.DISTRICT)
    rows = Succession.objects.filter(predecessor__parent=district, effective=OPERATION)
    planned = planned_from_successions(rows.select_related("predecessor", "successor"))
    told = {row["name"]: row for row in fixture("kim_son")["units_2025"]["clauses"]}
    numbered = [
        replace(
            clause,
            number=told[clause.name]["clause"],
            area_km2=Decimal(told[clause.name]["area_km2"]),
            population=told[clause.name]["population"],
        )
        for clause in planned
    ]
    return sorted(numbered, key=lambda clause: clause.number)


def _without_kim_dong(clauses: list[PlannedClause]) -> list[PlannedClause]:
    """An example to compare with: the last two clauses made one."""
    *others, minh, dong = clauses
    return [*others, replace(minh, parts=[*minh.parts, *dong.parts], area_km2=None, population=None)]
