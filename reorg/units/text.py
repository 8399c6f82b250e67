"""Names made comparable, and figures as readers of either language write them."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

from workflows.text import Text, fold

__all__ = ["Text", "area", "english_date", "fold", "latin", "number", "people", "plain"]


def latin(name: str) -> str:
    """The name in Latin letters without diacritics, capitals kept: Thủy Nguyên → Thuy Nguyen."""
    text = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c))


def plain(value: Decimal) -> str:
    """A decimal as canonical text: no exponent, no idle zeros. 1668.2800 → 1668.28"""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: Decimal | int, language: str) -> str:
    """1,668.28 in English, 1.668,28 in Vietnamese."""
    whole, _, fraction = plain(Decimal(value)).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    text = f"{int(digits):,}" + (f".{fraction}" if fraction else "")
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return sign + text


def area(value: Decimal) -> Text:
    return Text(f"{number(value, 'vi')} km²", f"{number(value, 'en')} km²")


def people(value: int) -> Text:
    return Text(f"{number(value, 'vi')} người", f"{number(value, 'en')} people")


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def english_date(day: date) -> str:
    """1 July 2025, whatever the locale of the machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
