"""How a register is declared: its columns, its key, who lists it, and the items of the checklists it stands behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from workflows.text import Text


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"  # whole
    DECIMAL = "decimal"
    MONEY = "money"  # whole đồng
    DAY = "day"
    CHOICE = "choice"
    YES_NO = "yes_no"


NUMERIC = frozenset({Type.NUMBER, Type.DECIMAL, Type.MONEY})


class Side(StrEnum):
    """Who lists a row: who hands over, or who takes over."""

    GIVER = "giver"
    RECEIVER = "receiver"

    @property
    def other(self) -> Side:
        return Side.RECEIVER if self is Side.GIVER else Side.GIVER


GIVER, RECEIVER = (Side.GIVER,), (Side.RECEIVER,)
BOTH = GIVER + RECEIVER


class Choice(NamedTuple):
    code: str
    title: Text


@dataclass(frozen=True)
class Column:
    key: str
    title: Text
    type: Type
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: Text | None = None
    compared: bool = True  # whether giver and receiver must say the same
    shown: bool = True  # in the table; all columns are in the form, in the sheet and in the reconciliation
    summed: bool = False
    unit: str = ""
    personal: bool = False  # may say something of a person: removed when law demands it, and never in the trail

    @property
    def numeric(self) -> bool:
        return self.type in NUMERIC

    def choice(self, code: Any) -> Choice | None:
        return next((one for one in self.choices if one.code == code), None)


def text(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.TEXT, **options)


def number(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.NUMBER, **options)


def decimal(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.DECIMAL, **options)


def money(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.MONEY, **{"unit": "VND"} | options)


def day(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.DAY, **options)


def yes_no(key: str, vi: str, en: str, **options: Any) -> Column:
    return Column(key, Text(vi, en), Type.YES_NO, **options)


def choice(key: str, vi: str, en: str, of: Mapping[str, tuple[str, str]], **options: Any) -> Column:
    choices = tuple(Choice(code, Text(*titles)) for code, titles in of.items())
    return Column(key, Text(vi, en), Type.CHOICE, choices=choices, **options)


def note() -> Column:
    """Free words: whoever writes them may name somebody, so they can be removed from any register."""
    return text("note", "Ghi chú", "Note", compared=False, shown=False, personal=True)


class Watch(NamedTuple):
    """Rows to keep an eye on: those whose columns say exactly this; ``None`` is an empty cell."""

    code: str
    title: Text
    where: Mapping[str, Any]


class Finding(NamedTuple):
    """What a rule says about rows taken together, with its source."""

    what: Text
    keys: tuple[str, ...]
    source: str = ""


Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """The definition of a register. Rows are kept under it; it is never changed from a page."""

    code: str
    title: Text
    guide: Text
    lists: tuple[str, ...]
    items: tuple[str, ...]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    name: str = "name"  # the column by which people know a row
    sides: tuple[Side, ...] = BOTH
    watches: tuple[Watch, ...] = ()
    findings: Callable[[Sequence[Values]], list[Finding]] | None = None
    people: bool = False  # every row is about a person: the trail, which keeps everything, gets digests only
    working: str = ""  # what is computed from it: benefits, allocation, options

    def __post_init__(self) -> None:
        required = {column.key for column in self.columns if column.required}
        if not set(self.key) <= required:
            raise ValueError(f"{self.code}: key columns are required")
        if any(self.by_key[name].personal for name in self.key):
            raise ValueError(f"{self.code}: a key is not personal, for the trail names rows by it")

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def compared(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.compared and column.key not in self.key)

    @cached_property
    def personal(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.personal)

    @cached_property
    def summed(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.summed)

    @property
    def reconciled(self) -> bool:
        return self.sides == BOTH

    def watch(self, code: str) -> Watch | None:
        return next((one for one in self.watches if one.code == code), None)
