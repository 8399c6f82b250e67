"""The plan of a dossier: what is signed, and whether it adds up."""

import json
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reorg.people.models import User
from reorg.units.formulas import Formula, Kind, Level
from reorg.units.models import PlanClause, PlanPart, Succession, Unit
from reorg.units.picture import groups_of_plan, succession_svg
from reorg.units.plan import (
    PlannedClause,
    PlannedPart,
    balance_of,
    plan_balance,
    plan_content,
    plan_of,
    planned_from_successions,
    replace_plan,
)
from tests import cast
from workflows.models import Dossier

pytestmark = pytest.mark.django_db


def ward(name: str, code: str, km2: str | None = None, people: int | None = None) -> Unit:
    unit = Unit(name=name, code=code, kind=Kind.PHUONG, level=Level.COMMUNE, source="test", population=people)
    unit.area_km2 = Decimal(km2) if km2 else None
    unit.save()
    return unit


@pytest.fixture
def people() -> dict[str, User]:
    return cast.world()


@pytest.fixture
def dossier(people: dict[str, User]) -> Dossier:
    return cast.open_province(people)


@pytest.fixture
def clauses() -> list[PlannedClause]:
    hoa_dong, duong_quan = ward("Hoa Động", "11572", "10.50", 12_000), ward("Dương Quan", "11578")
    return [
        PlannedClause(
            1,
            "Thủy Nguyên",
            Kind.PHUONG,
            [
                PlannedPart(duong_quan, Formula.WHOLE),
                PlannedPart(hoa_dong, Formula.PART, Decimal("6.25"), 8_000, detail="tổ 1"),
            ],
            code="11560",
        ),
        PlannedClause(2, "Thiên Hương", Kind.PHUONG, [PlannedPart(hoa_dong, Formula.REMAINDER, after=(1,))]),
    ]


def test_what_is_signed_is_plain_data(dossier: Dossier, clauses: list[PlannedClause]) -> None:
    replace_plan(dossier, clauses)
    assert plan_content(dossier) == {
        "clauses": [
            {
                "number": 1,
                "unit": {"name": "Phường Thủy Nguyên", "kind": "phuong", "code": "11560"},
                "parts": [
                    {"unit": {"name": "Phường Dương Quan", "code": "11578"}, "formula": "whole"},
                    {
                        "unit": {
                            "name": "Phường Hoa Động",
                            "code": "11572",
                            "area_km2": "10.5",
                            "population": 12000,
                        },
                        "formula": "part",
                        "area_km2": "6.25",
                        "population": 8000,
                        "detail": "tổ 1",
                    },
                ],
            },
            {
                "number": 2,
                "unit": {"name": "Phường Thiên Hương", "kind": "phuong"},
                "parts": [
                    {
                        "unit": {
                            "name": "Phường Hoa Động",
                            "code": "11572",
                            "area_km2": "10.5",
                            "population": 12000,
                        },
                        "formula": "remainder",
                        "after_clauses": [1],
                    }
                ],
            },
        ]
    }
    json.dumps(plan_content(dossier), allow_nan=False)


def test_the_same_plan_saved_again_is_the_same_content(dossier: Dossier, clauses: list[PlannedClause]) -> None:
    replace_plan(dossier, clauses)
    before = plan_content(dossier)
    replace_plan(dossier, clauses[::-1])
    assert plan_content(dossier) == before


def test_correcting_a_unit_does_not_change_what_was_signed(dossier: Dossier, clauses: list[PlannedClause]) -> None:
    replace_plan(dossier, clauses)
    before = plan_content(dossier)
    Unit.objects.filter(code="11572").update(name="Hoa Đông", area_km2=Decimal(11), population=1)
    assert plan_content(dossier) == before


def test_a_plan_is_replaced_not_added_to(dossier: Dossier, clauses: list[PlannedClause]) -> None:
    replace_plan(dossier, clauses)
    replace_plan(dossier, clauses[1:])
    assert PlanClause.objects.filter(dossier=dossier).count() == 1
    assert PlanPart.objects.count() == 1


def test_the_balance_of_a_plan(dossier: Dossier, clauses: list[PlannedClause]) -> None:
    replace_plan(dossier, clauses)
    balance = plan_balance(dossier)
    assert balance.ok
    (unknown,) = balance.unknown
    assert unknown.title.vi == "Phường Dương Quan"
    hoa_dong = next(u for u in balance.units if u.title.vi == "Phường Hoa Động")
    assert hoa_dong.shares[1].area == Decimal("4.25")


def test_the_picture_of_a_plan(
    dossier: Dossier, clauses: list[PlannedClause], django_assert_num_queries: object
) -> None:
    replace_plan(dossier, clauses)
    with django_assert_num_queries(2):  # type: ignore[operator]
        plan = plan_of(dossier, places=True)
        svg = succession_svg(groups_of_plan(plan, balance_of(plan)), language="vi")
    assert "phần còn lại" in svg
    assert "Phường Thiên Hương" in svg


def test_reading_a_plan_takes_two_queries(
    dossier: Dossier, clauses: list[PlannedClause], django_assert_num_queries: object
) -> None:
    replace_plan(dossier, clauses)
    with django_assert_num_queries(2):  # type: ignore[operator]
        plan_content(dossier)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: [c[0], c[0]], "Clause 1 occurs twice."),
        (lambda c: [PlannedClause(1, "X", Kind.XA, [])], "Clause 1 takes from no unit."),
        (lambda c: [PlannedClause(1, "X", Kind.XA, [c[1].parts[0]] * 2)], "Clause 1 names a unit twice."),
    ],
)
def test_clauses_that_contradict_each_other_are_refused(
    dossier: Dossier, clauses: list[PlannedClause], spoil: object, said: str
) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match=said):
        replace_plan(dossier, spoil(clauses))  # type: ignore[operator]


def test_the_arrangement_of_all_communes_of_hai_phong(
    hai_phong: object, dossier: Dossier, django_assert_max_num_queries: object
) -> None:
    """114 clauses over 375 units, every remainder in order; only figures of old communes are missing."""
    rows = Succession.objects.filter(resolution="1669/NQ-UBTVQH15").select_related("predecessor", "successor")
    planned = planned_from_successions(rows)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        replace_plan(dossier, planned)
    assert [clause.number for clause in planned] == list(range(1, 115))
    balance = plan_balance(dossier)
    assert balance.ok
    assert len(balance.units) == 375
    assert sum(unit.divided for unit in balance.units) == 71
