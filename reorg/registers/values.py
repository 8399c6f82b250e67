"""One cell: read from a sheet or a form, shown to a reader, put in order."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from reorg.registers.definition import Column, Kind, Type
from reorg.registers.mojibake import legacy_encoding
from reorg.units.text import number, plain
from workflows.text import Text, fold, in_language

LONGEST = 1000  # letters in one cell
LARGEST = 10**15 - 1
YES = {"co", "x", "yes", "y", "true", "1", "dung"}
NO = {"khong", "no", "n", "false", "0", "sai"}

# What may be wrong with a cell, in the reader's language.
REASONS: dict[str, Any] = {
    "required": gettext_lazy("must not be empty"),
    "not_a_number": gettext_lazy("is not a number"),
    "not_whole": gettext_lazy("must be a whole number"),
    "negative": gettext_lazy("must not be negative"),
    "too_large": gettext_lazy("is too large"),
    "not_a_day": gettext_lazy("is not a date; write it as 31/12/2025"),
    "day_as_number": gettext_lazy("is a number, not a date; give the cell the date format, or write 31/12/2025"),
    "not_a_choice": gettext_lazy("is not one of the choices: %(choices)s"),
    "not_yes_no": gettext_lazy("must be “có” or “không” (yes or no)"),
    "too_long": gettext_lazy("is longer than %(most)s characters"),
    "formula": gettext_lazy("is a formula; copy the column and paste it as values"),
    "error": gettext_lazy("is an error of the spreadsheet"),
    "legacy": gettext_lazy(
        "looks like text in the old encoding %(encoding)s; convert it to Unicode (for example with UniKey) first"
    ),
    "twice": gettext_lazy("is there twice: the same key is in row %(row)s"),
}


class Unreadable(Exception):
    """A value that cannot be accepted; ``why`` is one of `REASONS`."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


def reason(why: str, facts: Mapping[str, Any], words: Mapping[str, Any] = REASONS) -> str:
    """Why something was refused, in the reader's language."""
    language = "en" if english() else "vi"
    return str(words[why]) % {name: in_language(value, language) for name, value in facts.items()}


def english() -> bool:
    return (get_language() or "vi").startswith("en")


def tidy(raw: str) -> str:
    """Composed letters, no control characters, single spaces."""
    if raw.isascii() and raw.isprintable() and "  " not in raw:
        return raw.strip()
    composed = raw if unicodedata.is_normalized("NFC", raw) else unicodedata.normalize("NFC", raw)
    if composed.isprintable():
        return " ".join(composed.split())
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in composed).split())


def read(column: Column, raw: Any, *, in_english: bool = False) -> Any:
    """The value of a cell, None when it is empty.

    Text is read as Vietnamese offices write it (1.234,5 and 31/12/2025), or in the English way when that is asked for.

    Raises:
        Unreadable: with the reason.
    """
    if isinstance(raw, str):
        raw = tidy(raw)
        if encoding := legacy_encoding(raw):
            raise Unreadable("legacy", encoding=encoding)
    if raw is None or raw == "":
        if column.required:
            raise Unreadable("required")
        return None
    match column.type:
        case Type.TEXT:
            return _text(raw)
        case Type.DAY:
            return _day(raw)
        case Type.CHOICE:
            return _choice(column, raw)
        case Type.YES_NO:
            return _yes_no(raw)
    return _number(column.type, raw, in_english)


def _text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime | date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw)
    if len(text) > LONGEST:
        raise Unreadable("too_long", most=LONGEST)
    return text


_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def _day(raw: Any) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    if not isinstance(raw, date):
        if isinstance(raw, int | float):
            raise Unreadable("day_as_number")
        found = _DAY.fullmatch(raw)
        if not found:
            raise Unreadable("not_a_day")
        d, m, y, iso_y, iso_m, iso_d = found.groups()
        try:
            raw = date(int(y or iso_y), int(m or iso_m), int(d or iso_d))
        except ValueError:
            raise Unreadable("not_a_day") from None
    if not 1900 <= raw.year <= 2100:
        raise Unreadable("not_a_day")
    return str(raw.isoformat())


@cache
def _said(column: Column) -> dict[str, str]:
    """The codes of the choices by everything they may be called."""
    return {name: one.code for one in column.choices for name in (fold(one.title.vi), fold(one.title.en), one.code)}


def _choice(column: Column, raw: Any) -> str:
    names = _said(column)
    code = names.get(str(raw)) or names.get(fold(str(raw)))
    if code:
        return code
    listed = Text(", ".join(one.title.vi for one in column.choices), ", ".join(one.title.en for one in column.choices))
    raise Unreadable("not_a_choice", choices=listed.as_fact())


def _yes_no(raw: Any) -> bool:
    said = fold(str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw))
    if said in YES:
        return True
    if said in NO:
        return False
    raise Unreadable("not_yes_no")


def _number(type_: Type, raw: Any, in_english: bool) -> int | str:
    if isinstance(raw, bool | datetime | date):
        raise Unreadable("not_a_number")
    whole = type_ is not Type.DECIMAL
    try:
        value = Decimal(repr(raw)) if isinstance(raw, int | float) else Decimal(_plain(raw, whole, in_english))
    except InvalidOperation:
        raise Unreadable("not_a_number") from None
    if not value.is_finite():
        raise Unreadable("not_a_number")
    if value < 0:
        raise Unreadable("negative")
    if value > LARGEST:
        raise Unreadable("too_large")
    if not whole:
        return plain(value.quantize(Decimal("0.0001")))
    if value != value.to_integral_value():
        raise Unreadable("not_whole")
    return int(value)


_UNIT = re.compile(r"\s*(đồng|đ|vnd|vnđ|₫|m2|m²|km)\s*$", re.IGNORECASE)
_GROUPS = re.compile(r"-?\d{1,3}([.,])\d{3}(?:\1\d{3})*")


def _plain(text: str, whole: bool, in_english: bool) -> str:
    """A figure in text as Decimal reads it; the other way of writing thousands is read where it is plain."""
    text = _UNIT.sub("", text).replace(" ", "")
    if not re.fullmatch(r"-?\d[\d.,]*", text):
        raise Unreadable("not_a_number")
    if whole and _GROUPS.fullmatch(text):
        return text.replace(".", "").replace(",", "")  # 1.234 and 1,234: there are no decimals to mistake them for
    if "." in text and "," in text:
        thousands, point = (".", ",") if text.rindex(",") > text.rindex(".") else (",", ".")
    else:
        thousands, point = (",", ".") if in_english else (".", ",")
        if text.count(thousands) == 1 and len(text.rpartition(thousands)[2]) != 3:
            thousands, point = point, thousands  # 12.5: no group has one digit
    head, _, tail = text.partition(point)
    if point in tail or thousands in tail or (thousands in head and not _GROUPS.fullmatch(head)):
        raise Unreadable("not_a_number")
    return f"{head.replace(thousands, '')}.{tail or 0}"


# Shown


def show(column: Column, value: Any) -> str:
    """A value as the reader writes it."""
    if value is None or value == "":
        return ""
    match column.type:
        case Type.CHOICE:
            found = column.choice(value)
            return str(found.title) if found else str(value)
        case Type.YES_NO:
            return _("yes") if value else _("no")
        case Type.DAY:
            return show_day(date.fromisoformat(value))
        case Type.NUMBER if column.key.endswith("year"):
            return str(value)
        case Type.NUMBER | Type.MONEY | Type.DECIMAL:
            return show_number(Decimal(str(value)))
    return str(value)


def show_number(value: Decimal | int) -> str:
    return number(Decimal(value), "en" if english() else "vi")


def show_day(value: date) -> str:
    return f"{value:%d/%m/%Y}" if not english() else f"{value.day} {value:%b} {value.year}"


def typed(column: Column, value: Any) -> Any:
    """A value as a spreadsheet keeps it: numbers as numbers, days as days, choices in the reader's words."""
    if value is None:
        return None
    match column.type:
        case Type.DECIMAL:
            return Decimal(value)
        case Type.DAY:
            return date.fromisoformat(value)
        case Type.CHOICE:
            found = column.choice(value)
            return str(found.title) if found else value
        case Type.YES_NO:
            return _("yes") if value else _("no")
    return value


# Keys, order, sameness


def key_of(kind: Kind, values: Mapping[str, Any]) -> str:
    """What makes a row the same row: its key columns, whatever their capitals and spaces."""
    return " · ".join(" ".join(str(values[name]).casefold().split()) for name in kind.key)


def search_of(kind: Kind, values: Mapping[str, Any]) -> str:
    words = [str(values[c.key]) for c in kind.columns if c.type is Type.TEXT and values.get(c.key)]
    return fold(" ".join(words))[:4000]


def sorts_of(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        column.key: alphabetical(values[column.key])
        for column in kind.columns
        if column.type is Type.TEXT and column.shown and values.get(column.key)
    }


_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTERS = {
    unicodedata.normalize("NFC", letter + mark): (f"{place:02d}", tone)
    for place, letter in enumerate(_ALPHABET)
    for mark, tone in [("", ""), *_TONES.items()]
}


def alphabetical(text: str) -> str:
    """A key that sorts text as Vietnamese dictionaries do: by letters first, then by tones. Numbers by their value."""
    letters, tones = [], []
    for part in _NUMBERS.split(text.casefold()[:60]):
        if part.isdigit():
            letters.append("!" + part.lstrip("0").zfill(12))
            continue
        for c in part:
            letter, tone = _LETTERS.get(c, (c, ""))
            letters.append(letter)
            tones.append(tone or "0")
    return "".join(letters) + " " + "".join(tones).rstrip("0")


_NUMBERS = re.compile(r"(\d+)")


def fingerprint(kind: Kind, values: Mapping[str, Any]) -> str:
    """The same for two rows whose compared columns say the same."""
    said = {column.key: values[column.key] for column in kind.compared if values.get(column.key) is not None}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def differing(
    kind: Kind, one: Mapping[str, Any], other: Mapping[str, Any], *, all_columns: bool = False
) -> list[Column]:
    columns: Iterable[Column] = kind.columns if all_columns else kind.compared
    return [column for column in columns if one.get(column.key) != other.get(column.key)]
