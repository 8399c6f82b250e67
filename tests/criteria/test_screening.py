"""Screening units under a regime: the worked cases of Kim Sơn and the rules at their edges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.criteria.regimes import regimes
from reorg.criteria.screening import Facts, Verdict, screen

FIRST, SECOND, OF_2019, OF_2025 = "35/2023-1", "35/2023-2", "653/2019", "76/2025"
XUAN_CHINH = Facts("Xuân Chính", "commune", "xa", area=Decimal("6.941"), population=5642)
KIM_CHINH = Facts("Kim Chính", "commune", "xa", area=Decimal("8.555"), population=8698)
HOA_BINH = Facts("Hòa Bình", "commune", "phuong", where="quan", area=Decimal("0.98"))


def test_xuan_chinh_is_not_subject_because_only_its_area_is_small() -> None:
    found = screen(XUAN_CHINH, regimes()[FIRST])
    assert found.verdict is Verdict.NOT_SUBJECT
    assert (found.area_percent, found.population_percent) == (Decimal("23.13"), Decimal("70.52"))
    assert "diện tích 6,941 km² bằng 23,13 % của 30 km²" in [line.vi for line in found.working]
    assert "Article 1(2)(c), Resolution 35/2023 (area under 20 % and population under 300 %): no" in [
        line.en for line in found.working
    ]


def test_kim_chinh_is_not_subject() -> None:
    found = screen(KIM_CHINH, regimes()[FIRST])
    assert found.verdict is Verdict.NOT_SUBJECT
    assert found.population_percent == Decimal("108.72")


def test_hoa_binh_ward_cannot_be_judged_without_its_population() -> None:
    found = screen(HOA_BINH, regimes()[FIRST])
    assert found.area_percent == Decimal("17.81")
    assert found.verdict is Verdict.DATA_MISSING
    assert screen(replace(HOA_BINH, population=44_999), regimes()[FIRST]).verdict is Verdict.CANDIDATE
    assert screen(replace(HOA_BINH, population=45_000), regimes()[FIRST]).verdict is Verdict.NOT_SUBJECT


def test_what_was_arranged_in_2019_2021_is_exempt_later() -> None:
    small = replace(XUAN_CHINH, population=4000, factors=frozenset({"arranged_2019_2021"}))
    found = screen(small, regimes()[FIRST])
    assert found.verdict is Verdict.EXEMPT
    assert found.articles == ("Điều 3(2)",)
    assert screen(replace(small, factors=frozenset()), regimes()[FIRST]).verdict is Verdict.CANDIDATE


def test_only_rural_units_are_excused_for_becoming_urban() -> None:
    ward = Facts("P", "commune", "phuong", "quan", Decimal("1"), 3000, factors=frozenset({"becoming_urban"}))
    assert screen(ward, regimes()[FIRST]).verdict is Verdict.CANDIDATE
    commune = Facts("X", "commune", "xa", "other", Decimal("10"), 3000, factors=frozenset({"becoming_urban"}))
    assert screen(commune, regimes()[FIRST]).verdict is Verdict.EXEMPT


@pytest.mark.parametrize(
    ("regime", "area", "people", "verdict"),
    [
        (OF_2019, "14.99", 3999, Verdict.CANDIDATE),
        (OF_2019, "15", 3999, Verdict.NOT_SUBJECT),
        (FIRST, "20.99", 5599, Verdict.CANDIDATE),
        (FIRST, "21", 5599, Verdict.NOT_SUBJECT),
        (FIRST, "5.99", 23_999, Verdict.CANDIDATE),
        (FIRST, "5.99", 24_000, Verdict.NOT_SUBJECT),
        (SECOND, "29.99", 7999, Verdict.CANDIDATE),
        (SECOND, "30", 7999, Verdict.NOT_SUBJECT),
        (OF_2025, "30", 15_999, Verdict.CANDIDATE),
        (OF_2025, "30", 16_000, Verdict.NOT_SUBJECT),
    ],
)
def test_a_commune_of_the_plain_at_the_edge_of_each_rule(regime: str, area: str, people: int, verdict: Verdict) -> None:
    assert screen(Facts("X", "commune", "xa", "other", Decimal(area), people), regimes()[regime]).verdict is verdict


@pytest.mark.parametrize(
    ("minority", "share"), [(29, 100), (30, 50), (39, 50), (40, 45), (70, 30), (90, 20), (100, 20)]
)
def test_minorities_in_the_mountains_lower_the_population_asked_for(minority: int, share: int) -> None:
    facts = Facts("X", "commune", "xa", "mountain", Decimal("50"), 5000, minority_percent=minority, mountain=True)
    found = screen(facts, regimes()[FIRST])
    assert found.population_percent == (Decimal(10000) / share).quantize(Decimal("0.01"), rounding="ROUND_DOWN")


def test_a_rule_that_rests_on_an_unconfirmed_source_says_so() -> None:
    assert screen(XUAN_CHINH, regimes()[SECOND]).unconfirmed
    assert not screen(XUAN_CHINH, regimes()[FIRST]).unconfirmed


@given(
    area=st.decimals("0.01", "500", places=2),
    people=st.integers(1, 100_000),
    more=st.decimals("0", "100", places=2),
    others=st.integers(0, 50_000),
)
def test_growing_never_makes_a_unit_a_candidate(area: Decimal, people: int, more: Decimal, others: int) -> None:
    regime = regimes()[FIRST]
    before = screen(Facts("X", "commune", "xa", "other", area, people), regime).verdict
    after = screen(Facts("X", "commune", "xa", "other", area + more, people + others), regime).verdict
    assert not (before is Verdict.NOT_SUBJECT and after is Verdict.CANDIDATE)
