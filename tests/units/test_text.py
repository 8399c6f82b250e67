from decimal import Decimal

import pytest

from reorg.units.formulas import Formula, Kind, Level
from reorg.units.models import Unit
from reorg.units.text import fold, latin, number, plain


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Thủy Nguyên", "thuy nguyen"),
        ("Thuỷ  Nguyên", "thuy nguyen"),
        ("Đắk Lắk", "dak lak"),
        ("Ea D'Rông", "ea d'rong"),
    ],
)
def test_names_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_latin_keeps_capitals() -> None:
    assert latin("Bà Rịa - Vũng Tàu") == "Ba Ria - Vung Tau"
    assert latin("Đồng Nai") == "Dong Nai"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Decimal("1668.2800"), "1.668,28", "1,668.28"),
        (Decimal(100), "100", "100"),
        (4664124, "4.664.124", "4,664,124"),
        (Decimal("-0.5"), "−0,5", "−0.5"),
    ],
)
def test_numbers_in_both_languages(value: Decimal | int, vi: str, en: str) -> None:
    assert (number(value, "vi"), number(value, "en")) == (vi, en)


def test_plain_decimals_have_one_form() -> None:
    assert {plain(Decimal(text)) for text in ("1668.28", "1668.2800", "1.66828E3")} == {"1668.28"}


@pytest.mark.parametrize(
    ("kind", "level", "name", "vi", "en"),
    [
        (Kind.PHUONG, Level.COMMUNE, "Thủy Nguyên", "Phường Thủy Nguyên", "Thuy Nguyen ward"),
        (Kind.PHUONG, Level.COMMUNE, "4", "Phường 4", "Ward 4"),
        (Kind.THANH_PHO_TW, Level.PROVINCE, "Hải Phòng", "Thành phố Hải Phòng", "Hai Phong city"),
        (Kind.DAC_KHU, Level.COMMUNE, "Cát Hải", "Đặc khu Cát Hải", "Cat Hai special zone"),
    ],
)
def test_units_are_named_in_both_languages(kind: Kind, level: Level, name: str, vi: str, en: str) -> None:
    title = Unit(kind=kind, level=level, name=name).prepare().title
    assert (title.vi, title.en) == (vi, en)


def test_formulas_are_the_words_of_the_resolutions() -> None:
    assert [f.text.vi for f in Formula if f is not Formula.UNSTATED] == [
        "toàn bộ diện tích tự nhiên, quy mô dân số",
        "một phần diện tích tự nhiên, quy mô dân số",
        "một phần diện tích tự nhiên",
        "phần còn lại",
        "một phần quy mô dân số",
    ]
    assert Formula.REMAINDER.worded((8, 10)).vi == (
        "phần còn lại sau khi sắp xếp theo quy định tại khoản 8 và khoản 10"
    )
