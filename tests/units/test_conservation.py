"""Parts must sum to the whole: the arithmetic of a plan, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.units.conservation import Conservation, Outcome, Part, Verdict, conservation
from reorg.units.formulas import Formula
from workflows.text import Text

HOA_DONG = Text("Phường Hoa Động", "Hoa Dong ward")
THUY_NGUYEN = Text("Phường Thủy Nguyên", "Thuy Nguyen ward")
THIEN_HUONG = Text("Phường Thiên Hương", "Thien Huong ward")


def part(clause: int, formula: Formula, area: str | None = None, people: int | None = None, **options: object) -> Part:
    """A part of Hoa Động, which has 10 km² and 12,000 people unless told otherwise."""
    facts = {
        "unit": "11572",
        "title": HOA_DONG,
        "into": THUY_NGUYEN if clause == 1 else THIEN_HUONG,
        "unit_area": Decimal(10),
        "unit_population": 12_000,
    } | options
    return Part(clause=clause, formula=formula, area=Decimal(area) if area else None, population=people, **facts)  # type: ignore[arg-type]


def codes(result: Conservation) -> list[str]:
    return [problem.code for problem in result.problems]


def test_a_unit_taken_whole_balances_and_shows_its_working() -> None:
    hai_duong = part(
        1, Formula.WHOLE, unit="30", title=Text("Hải Dương", "Hải Dương"), into=Text("Hải Phòng", "Hải Phòng"),
        unit_area=Decimal("1668.3"), unit_population=None,
    )  # fmt: skip
    (unit,) = conservation([hai_duong]).units
    assert unit.area_verdict is Verdict.BALANCED
    assert unit.population_verdict is Verdict.UNKNOWN
    assert unit.working == Text("Hải Dương 1.668,3 km² toàn bộ → Hải Phòng", "Hải Dương 1,668.3 km² whole → Hải Phòng")


def test_the_remainder_is_computed() -> None:
    result = conservation([part(1, Formula.PART, "6.25", 8000), part(2, Formula.REMAINDER, after=(1,))])
    assert result.complete
    (unit,) = result.units
    assert [(s.area, s.population) for s in unit.shares] == [(Decimal("6.25"), 8000), (Decimal("3.75"), 4000)]
    assert "[clause 2: remainder after clause 1 3.75 km², 4,000 people → Thien Huong ward]" in unit.working.en
    assert "[khoản 2: phần còn lại sau khoản 1 3,75 km², 4.000 người → Phường Thiên Hương]" in unit.working.vi


def test_the_order_in_which_parts_are_given_does_not_matter() -> None:
    parts = [part(1, Formula.PART, "6.25", 8000), part(2, Formula.REMAINDER, after=(1,))]
    assert conservation(parts) == conservation(parts[::-1])


def test_a_part_of_the_area_leaves_the_people_to_the_remainder() -> None:
    result = conservation([part(1, Formula.PART_AREA, "0.4"), part(2, Formula.REMAINDER, after=(1,))])
    assert result.complete
    assert [s.population for s in result.units[0].shares] == [0, 12_000]


def test_a_part_of_the_people_leaves_the_area_to_the_remainder() -> None:
    result = conservation([part(1, Formula.PART_PEOPLE, people=500), part(2, Formula.REMAINDER, after=(1,))])
    assert result.complete
    assert [(s.area, s.population) for s in result.units[0].shares] == [(0, 500), (10, 11_500)]


def test_what_nobody_knows_is_unknown_not_wrong() -> None:
    result = conservation([part(1, Formula.PART), part(2, Formula.REMAINDER, after=(1,))])
    assert result.ok
    assert not result.complete
    assert result.unknown == result.units
    assert "(figures unknown)" in result.units[0].working.en


def test_a_whole_nobody_measured_is_unknown_too() -> None:
    result = conservation([part(1, Formula.PART, "6", unit_area=None, unit_population=None)])
    assert result.ok
    assert result.units[0].area_verdict is Verdict.UNKNOWN


def test_too_much_is_reported_even_when_another_part_is_unknown() -> None:
    result = conservation([part(1, Formula.PART, "10.5", 1), part(2, Formula.PART), part(3, Formula.PART)])
    assert codes(result) == ["area_over"]
    assert "10.5 km², 0.5 km² more than the unit's 10 km²" in result.problems[0].text.en
    assert "nhiều hơn 10 km² của cả đơn vị (0,5 km²)" in result.problems[0].text.vi


def test_parts_that_leave_something_over_are_short() -> None:
    result = conservation([part(1, Formula.PART, "6", 8000), part(2, Formula.PART, "3", 4000)])
    assert codes(result) == ["area_short"]
    assert "1 km² less" in result.problems[0].text.en


def test_a_remainder_that_says_another_figure_than_what_is_left_is_wrong() -> None:
    result = conservation([part(1, Formula.PART, "6", 8000), part(2, Formula.REMAINDER, "5", 4000, after=(1,))])
    assert codes(result) == ["area_over"]


def test_rounding_of_published_areas_is_no_contradiction() -> None:
    result = conservation([part(1, Formula.PART, "6.251", 8000), part(2, Formula.REMAINDER, "3.745", 4000, after=(1,))])
    assert result.complete


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([part(1, Formula.WHOLE), part(2, Formula.PART, "1", 1)], "whole_and_more"),
        ([part(2, Formula.PART, "6", 1), part(1, Formula.REMAINDER, after=(2,))], "remainder_too_early"),
        ([part(1, Formula.PART, "6", 1), part(3, Formula.REMAINDER, after=(1, 2))], "remainder_after_stranger"),
        (
            [part(1, Formula.PART, "6", 1), part(2, Formula.PART, "1", 1), part(3, Formula.REMAINDER, after=(1,))],
            "remainder_forgets",
        ),
        ([part(1, Formula.PART, "6", 1), part(2, Formula.REMAINDER)], "remainder_of_nothing"),
        ([part(1, Formula.REMAINDER, after=(4,))], "remainder_of_nothing"),
        (
            [
                part(1, Formula.PART, "6", 1),
                part(2, Formula.REMAINDER, after=(1,)),
                part(3, Formula.REMAINDER, after=(1,)),
            ],
            "two_remainders",
        ),
        ([part(1, Formula.PART, "6", 1), part(1, Formula.PART, "4", 11_999)], "twice_in_a_clause"),
        ([part(1, Formula.PART_AREA, "10"), part(2, Formula.REMAINDER, after=(1,))], "nothing_left"),
    ],
)
def test_what_no_clause_can_say(parts: list[Part], problem: str) -> None:
    result = conservation(parts)
    assert codes(result) == [problem]
    assert not result.ok
    assert result.problems[0].text.vi != result.problems[0].text.en


def test_the_new_unit_is_the_sum_of_its_parts() -> None:
    """1,668.28 km² and 1,526.44 km² are the 3,194.72 km² of the new Hải Phòng."""
    city = Text("Thành phố Hải Phòng", "Hai Phong city")
    parts = [
        part(1, Formula.WHOLE, unit=code, title=title, into=city, unit_area=Decimal(km2), unit_population=None)
        for code, title, km2 in (
            ("30", Text("Tỉnh Hải Dương", "Hai Duong province"), "1668.28"),
            ("31", city, "1526.44"),
        )
    ]
    result = conservation(parts, [Outcome(1, city, Decimal("3194.72"), 4_664_124)])
    assert result.ok
    assert result.outcomes[0].area == Decimal("3194.72")
    assert result.outcomes[0].working.en == (
        "Hai Duong province 1,668.28 km² + Hai Phong city 1,526.44 km² = Hai Phong city 3,194.72 km²"
    )


def test_a_declared_area_that_is_not_the_sum_is_told() -> None:
    result = conservation([part(1, Formula.WHOLE)], [Outcome(1, THUY_NGUYEN, Decimal(11), 12_000)])
    assert codes(result) == ["outcome_area"]


@given(st.lists(st.decimals("0.01", "99.99", places=2), min_size=1, max_size=6), st.decimals("0.01", "500", places=2))
def test_any_unit_divided_with_a_remainder_balances(taken: list[Decimal], rest: Decimal) -> None:
    whole = sum(taken, rest)
    parts = [
        part(n, Formula.PART, str(km2), 10, unit_area=whole, unit_population=12_000)
        for n, km2 in enumerate(taken, start=1)
    ]
    last = len(taken) + 1
    parts.append(part(last, Formula.REMAINDER, after=tuple(range(1, last)), unit_area=whole, unit_population=12_000))
    result = conservation(parts)
    assert result.complete
    assert result.units[0].shares[-1].area == rest
    assert sum(s.area for s in result.units[0].shares if s.area is not None) == whole
