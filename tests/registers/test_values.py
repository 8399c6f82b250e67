"""What people type into a cell, and what is understood by it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reorg.people.loading import fixture
from reorg.registers.definition import choice, day, decimal, money, number, text, yes_no
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.mojibake import legacy_encoding
from reorg.registers.values import Unreadable, alphabetical, key_of, read, reason, show

MONEY, DECIMAL, NUMBER = money("m", "Tiền", "Money"), decimal("d", "Số", "Number"), number("n", "Số", "Number")
DAY, YES, TEXT = day("d", "Ngày", "Day"), yes_no("y", "Có", "Yes"), text("t", "Chữ", "Text")
PICK = choice("p", "Loại", "Type", {"land": ("Đất trống", "Empty land"), "market": ("Chợ", "Market")})


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        (MONEY, 10705500, 10705500),
        (MONEY, "10.705.500", 10705500),
        (MONEY, "10,705,500 đ", 10705500),
        (MONEY, "10 705 500", 10705500),
        (MONEY, 3.0, 3),
        (NUMBER, "1.234", 1234),
        (DECIMAL, "1.234,5", "1234.5"),
        (DECIMAL, "1,234.5", "1234.5"),
        (DECIMAL, "1.234", "1234"),
        (DECIMAL, "12,5", "12.5"),
        (DECIMAL, "12.5", "12.5"),
        (DECIMAL, 0.1 + 0.2, "0.3"),
        (DECIMAL, "5.596,08", "5596.08"),
        (DAY, "31/12/2025", "2025-12-31"),
        (DAY, "1-7-2025", "2025-07-01"),
        (DAY, "2025-07-01", "2025-07-01"),
        (DAY, datetime(2025, 7, 1), "2025-07-01"),  # noqa: DTZ001 - as openpyxl reads it
        (DAY, date(2025, 7, 1), "2025-07-01"),
        (YES, "Có", True),
        (YES, "khong", False),
        (YES, 1, True),
        (YES, True, True),
        (PICK, "ĐẤT TRỐNG", "land"),
        (PICK, "empty land", "land"),
        (PICK, "cho", "market"),
        (TEXT, 7.0, "7"),
        (TEXT, "  Ho\u0300a   Vang ", "Hòa Vang"),  # decomposed, as macOS writes it
        (TEXT, "a\x07b\nc", "a b c"),
        (TEXT, "", None),
    ],
)
def test_what_offices_type_is_understood(column: Any, typed: Any, value: Any) -> None:
    assert read(column, typed) == value


@pytest.mark.parametrize(
    ("column", "typed", "why"),
    [
        (MONEY, "12,5", "not_whole"),
        (MONEY, 12.5, "not_whole"),
        (MONEY, "mười triệu", "not_a_number"),
        (MONEY, "-5", "negative"),
        (MONEY, 10**18, "too_large"),
        (MONEY, float("nan"), "not_a_number"),
        (DECIMAL, "1.23.4", "not_a_number"),
        (DECIMAL, "1,2,3", "not_a_number"),
        (NUMBER, True, "not_a_number"),
        (DAY, "31/02/2025", "not_a_day"),
        (DAY, "12/31/2025", "not_a_day"),
        (DAY, "tháng 7", "not_a_day"),
        (DAY, 45839, "day_as_number"),
        (DAY, "01/01/0025", "not_a_day"),
        (YES, "chưa rõ", "not_yes_no"),
        (PICK, "Nhà", "not_a_choice"),
        (TEXT, "a" * 1001, "too_long"),
        (TEXT, "Uû ban nh©n d©n", "legacy"),
        (text("t", "Chữ", "Text", required=True), "  ", "required"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_reason(column: Any, typed: Any, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(column, typed)
    assert refused.value.why == why
    for language in ("vi", "en"):
        with translation.override(language):
            assert reason(refused.value.why, refused.value.facts)


def test_an_english_reader_types_figures_the_english_way() -> None:
    assert read(DECIMAL, "1,234", in_english=True) == "1234"
    assert read(DECIMAL, "1.234", in_english=True) == "1.234"


@given(st.text(max_size=40) | st.floats() | st.integers() | st.datetimes() | st.booleans())
def test_nothing_typed_breaks_a_cell(typed: Any) -> None:
    for column in OFFICES.columns:
        with suppress(Unreadable):
            read(column, typed)


@pytest.mark.parametrize(
    ("typed", "encoding"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "TCVN3"),
        ("Uû ban nh©n d©n x·", "TCVN3"),
        ("®Êt ë", "TCVN3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI"),
        ("Uyû ban nhaân daân", "VNI"),
        ("ñaát", "VNI"),
        ("Nguyá»…n VÄƒn An", "UTF-8"),
        ("Ủy ban nhân dân xã Đồng Tháp", ""),
        ("TRỤ SỞ XÃ HÒA VANG, 120 m², Windows®, El Niño", ""),
        ("ASCII only", ""),
    ],
)
def test_text_from_before_unicode_is_recognised(typed: str, encoding: str) -> None:
    assert legacy_encoding(typed) == encoding


def test_no_checklist_and_no_source_of_ours_looks_like_an_old_font() -> None:
    """Thousands of correct Vietnamese words, none of them mistaken."""
    words = [item[f"{field}_vi"] for item in fixture("checklists")["items"] for field in ("title", "owner", "evidence")]
    words += [row["name_vi"] for row in fixture("organisations")["organisations"]]
    words += [row["title"] for row in fixture("sources").values()]
    assert [word for word in words if legacy_encoding(word or "")] == []


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    names = ["Đông", "Dũng", "an", "Ân", "Ăn", "Án", "An", "Bình", "Xã 10", "Xã 9", "Ưng", "Uyên"]
    assert sorted(names, key=alphabetical) == [
        "an", "An", "Án", "Ăn", "Ân", "Bình", "Dũng", "Đông", "Uyên", "Ưng", "Xã 9", "Xã 10",
    ]  # fmt: skip


def test_a_key_is_the_same_whatever_its_capitals_and_spaces() -> None:
    assert key_of(OFFICES, {"code": "TS-01  a"}) == key_of(OFFICES, {"code": "ts-01 A"})
    assert key_of(OFFICES, {"code": "Hoa"}) != key_of(OFFICES, {"code": "Hòa"})


def test_values_are_shown_in_the_readers_form() -> None:
    with translation.override("vi"):
        assert show(DECIMAL, "1234.5") == "1.234,5"
        assert show(DAY, "2025-07-01") == "01/07/2025"
        assert show(PICK, "land") == "Đất trống"
    with translation.override("en"):
        assert show(MONEY, 10705500) == "10,705,500"
        assert show(DAY, "2025-07-01") == "1 Jul 2025"
        assert show(YES, False) == "no"
