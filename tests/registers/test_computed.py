"""Benefits, places to live, transport and cars: computed from the registers, with the working shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.people.models import User
from reorg.registers import working
from reorg.registers.benefits import Leaver, benefit_of, early_retirement, severance, years_of
from reorg.registers.housing import allocate
from reorg.registers.kinds.housing import HOUSING_NEEDS
from reorg.registers.models import Row
from reorg.registers.rules import NoRule, rule
from reorg.registers.transport import compare, seats_short
from reorg.registers.vehicles import too_many_cars
from workflows.errors import ContentChanged, NotYou
from workflows.models import Dossier, Event

DAY = date(2025, 7, 1)


def test_the_worked_example_of_the_ministry_is_reproduced() -> None:
    """10,705,500 × (48 + 22.5 + 3) = 786,854,250 VND [J6]."""
    owed = severance(Leaver(10_705_500, 15, 0, 60, DAY))
    assert [part.amount for part in owed.parts] == [513_864_000, 240_873_750, 32_116_500]
    assert owed.total == 786_854_250
    assert owed.parts[0].working.vi == "10.705.500 × 0,8 × 60 = 513.864.000"
    assert owed.parts[1].working.en == "10,705,500 × 1.5 × 15 = 240,873,750"
    assert owed.source  # named, not only numbered


def test_no_more_than_sixty_months_are_counted() -> None:
    assert severance(Leaver(1_000_000, 0, 0, 90, DAY)).parts[0].amount == 48_000_000


@pytest.mark.parametrize(
    ("months", "years"), [(0, "0"), (1, "0.5"), (6, "0.5"), (7, "1"), (11, "1"), (12, "1"), (18, "1.5")]
)
def test_odd_months_are_half_a_year_or_a_whole_one(months: int, years: str) -> None:
    assert years_of(months) == Decimal(years)


def test_early_retirement_pays_for_months_years_and_seniority() -> None:
    """36 months early, 30 insured years: 36 + 15 + (5 + 0.5 × 10) months' salary."""
    owed = early_retirement(Leaver(10_000_000, 30, 0, 36, DAY))
    assert [part.amount for part in owed.parts] == [360_000_000, 150_000_000, 100_000_000]
    assert owed.parts[2].working.vi == "10.000.000 × (5 + 0,5 × (30 − 20)) = 100.000.000"


def test_fifteen_insured_years_are_paid_four_months() -> None:
    owed = early_retirement(Leaver(10_000_000, 16, 0, 24, DAY))
    assert owed.parts[2].amount == 45_000_000
    assert early_retirement(Leaver(10_000_000, 14, 0, 24, DAY)).why is not None


def test_later_than_twelve_months_after_the_decision_pays_half_or_says_that_no_source_is_known() -> None:
    late = Leaver(10_000_000, 30, 0, 36, date(2026, 8, 1), decided_on=date(2025, 6, 12))
    assert early_retirement(late).parts[0].amount == 180_000_000
    assert severance(late).why is not None
    assert severance(late).total == 0


@pytest.mark.parametrize("months", [23, 61])
def test_what_has_no_confirmed_rule_is_not_guessed(months: int) -> None:
    assert early_retirement(Leaver(10_000_000, 30, 0, months, DAY)).why is not None
    assert severance(Leaver(10_000_000, 30, 0, 36, date(2024, 12, 31))).why is not None
    with pytest.raises(NoRule):
        rule("severance", date(2024, 1, 1))


@given(st.integers(1, 10**8), st.integers(0, 45), st.integers(0, 11), st.integers(0, 60))
def test_more_time_never_pays_less(salary: int, years: int, odd: int, months: int) -> None:
    owed = severance(Leaver(salary, years, odd, months, DAY)).total
    assert severance(Leaver(salary, years + 1, odd, months, DAY)).total > owed
    assert severance(Leaver(salary, years, odd, months + 1, DAY)).total >= owed


def test_those_who_stay_are_owed_nothing_and_gaps_are_named() -> None:
    assert benefit_of({"benefit": "none"}, None) is None
    excluded = benefit_of({"benefit": "severance", "excluded": "maternity"}, None)
    assert excluded is not None
    assert excluded.why is not None
    gap = benefit_of({"benefit": "severance", "salary": 5}, None)
    assert gap is not None
    assert gap.why is not None
    assert "Insured years" in gap.why.en


def test_the_page_of_benefits_shows_the_working(people: dict[str, User], filled: Dossier, goes: Any) -> None:
    page = goes(people["phuc"]).get("/dossiers/HP-01/registers/staff/working/").content.decode()
    assert "786,854,250" in page
    assert "10,705,500 × 0.8 × 60 = 513,864,000" in page
    assert "178/2024/NĐ-CP" in page


# Housing


def need(key: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return key, {
        "code": key, "full_name": key, "rank": "officer", "household": 1, "owns": False, "distance": 50,
    } | values  # fmt: skip


def place(code: str, people: int, area: str, state: str = "free") -> dict[str, Any]:
    return {"code": code, "people": people, "area": area, "state": state, "name": code}


def test_places_are_given_in_the_order_of_priority() -> None:
    given = allocate(
        [
            need("xa", distance=90),
            need("con nhỏ", children=True),
            need("chính sách", policy=True),
            need("đông", household=3),
        ],
        [place("a", 2, "25"), place("b", 4, "60"), place("c", 2, "30")],
    )
    assert [(one.key, one.rank, one.place["code"] if one.place else None) for one in given] == [
        ("chính sách", 1, "a"), ("con nhỏ", 2, "c"), ("xa", 3, "b"), ("đông", 4, None),
    ]  # fmt: skip
    assert "no place left for 3 people" in given[-1].reasons[-1].en


def test_those_with_a_home_or_near_by_are_told_why_not() -> None:
    given = allocate([need("a", owns=True), need("b", distance=29), need("c", distance=30)], [place("p", 1, "20")])
    assert [(one.key, one.eligible) for one in given] == [("c", True), ("a", False), ("b", False)]
    assert given[1].reasons[0].en == "owns a home there"
    assert "29 km" in given[2].reasons[0].vi


def test_a_director_gets_the_area_of_the_norm_when_there_is_one() -> None:
    given = allocate([need("gđ", rank="director")], [place("nhỏ", 1, "30"), place("đủ", 4, "85")])
    assert given[0].place is not None
    assert given[0].place["code"] == "đủ"
    small = allocate([need("gđ", rank="director")], [place("nhỏ", 1, "30"), place("hỏng", 4, "85", "repair")])
    assert small[0].place is not None
    assert "smaller than 80 m²" in small[0].reasons[-1].en


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 99), st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(1, 6), st.integers(10, 99)), max_size=8),
)
def test_nobody_shares_a_place_and_everybody_fits(needs: list[Any], places: list[Any]) -> None:
    given = allocate(
        [need(f"n{i}", household=h, distance=d, children=c) for i, (h, d, c) in enumerate(needs)],
        [place(f"p{i}", people, str(area)) for i, (people, area) in enumerate(places)],
    )
    taken = [one.place["code"] for one in given if one.place]
    assert len(taken) == len(set(taken))
    assert all(one.place["people"] >= one.values["household"] for one in given if one.place)
    assert all(one.eligible for one in given if one.place)


def test_the_allocation_is_decided_once_as_it_was_shown(people: dict[str, User], filled: Dossier) -> None:
    page = working.allocation_page(filled)
    assert (page["placed"], page["waiting"], page["barred"]) == (5, 1, 2)
    with pytest.raises(ContentChanged):
        working.decide_allocation(filled, shown="", actor=people["binh"])
    with pytest.raises(NotYou):
        working.decide_allocation(filled, shown=page["shown"], actor=people["phuc"])
    working.decide_allocation(filled, shown=page["shown"], actor=people["binh"])
    rows = dict(working.values_of(filled, HOUSING_NEEDS))
    assert sum("place" in values for values in rows.values()) == 5
    assert {row.organisation.key for row in Row.objects.filter(register__kind="housing_needs")} == {"hd_pc"}
    after = working.allocation_page(filled)
    assert after["decided"]
    seen = Event.objects.filter(dossier=filled).count()
    working.decide_allocation(filled, shown=after["shown"], actor=people["binh"])
    assert Event.objects.filter(dossier=filled).count() == seen


# Transport and cars


def test_the_options_of_hai_duong_cost_what_was_published() -> None:
    """About 1,400 people daily: 2.2 to 3 million by train and car, about 1.8 million by bus [L1, L2]."""
    options = [
        {"code": "1", "name": "tàu", "mode": "train_car", "low": 2_200_000, "high": 3_000_000, "months": 12},
        {"code": "2", "name": "buýt", "mode": "bus", "low": 1_800_000, "months": 12},
    ]
    costs = compare(options, 1400)
    assert [(cost.option["code"], cost.low, cost.high, cost.cheapest) for cost in costs] == [
        ("2", 2_520_000_000, 2_520_000_000, True),
        ("1", 3_080_000_000, 4_200_000_000, False),
    ]
    assert costs[0].working.vi == "1.400 × 1.800.000 = 2.520.000.000"
    assert costs[1].high_total == 50_400_000_000


def test_seats_are_counted() -> None:
    assert seats_short([{"vehicles": 14, "seats": 45}, {"vehicles": 12, "seats": 45}], 1400) == 230
    assert seats_short([{"vehicles": 32, "seats": 45}], 1400) == 0


def test_more_than_two_general_cars_for_a_commune_are_found() -> None:
    def car(plate: str, unit: str, purpose: str = "general") -> dict[str, Any]:
        return {"plate": plate, "unit": "cũ", "to_unit": unit, "purpose": purpose}

    rows = [car("1", "A"), car("2", "A"), car("3", "A"), car("4", "B"), car("5", "B"), car("6", "B", "special")]
    found = too_many_cars(rows)
    assert [(finding.keys, finding.source) for finding in found] == [
        (("1", "2", "3"), rule("vehicles_per_commune").source)
    ]
    assert "at most 2" in found[0].what.en


def test_the_page_of_cars_says_where_there_are_too_many(people: dict[str, User], filled: Dossier, goes: Any) -> None:
    page = goes(people["phuc"]).get("/dossiers/HP-01/registers/vehicles/").content.decode()
    assert "UBND xã Nam Sách: 3 general cars" in page
