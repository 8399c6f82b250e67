"""A rulebook: lines under a definition, in dated versions. What each kind of book adds is in its own module."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence
from reorg.registers.definition import Column, Kind, choice, text
from reorg.registers.values import key_of, show
from workflows.errors import BadInput
from workflows.offices import today
from workflows.text import Text

Line = Mapping[str, Any]
SOURCE = text(
    "source",
    "Căn cứ pháp lý",
    "Legal source",
    required=True,
    hint=Text(
        "Số và ngày của văn bản, ví dụ: 76/2025/UBTVQH15, 14/04/2025, Điều 2.",
        "Number and date of the document, for example: 76/2025/UBTVQH15, 14/04/2025, Article 2.",
    ),
)
CONFIDENCE = choice(
    "confidence",
    "Mức xác nhận",
    "Confirmed",
    {
        "H": ("đã đối chiếu văn bản", "checked against the text"),
        "M": ("theo nguồn thứ cấp", "by a secondary source"),
        "L": ("chưa xác nhận", "unconfirmed"),
    },
    required=True,
)
_DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|ngày \d{1,2} tháng \d{1,2} năm \d{4}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\s*[/-]\s*[\w-]+")


def must_be_sourced(source: str) -> None:
    """
    Raises:
        BadInput: number or date of the document is missing.
    """
    if not _DAY.search(source) or not _NUMBER.search(_DAY.sub("", source)):
        raise BadInput(
            _("Give number and date of the document, for example: %(example)s.")
            % {"example": "76/2025/UBTVQH15, 14/04/2025"},
            SOURCE.key,
        )


@dataclass(frozen=True)
class Version:
    """A book as it stands from a day to a day (None: until further notice)."""

    since: date
    until: date | None
    lines: tuple[Line, ...]
    basis: str = ""

    @property
    def current(self) -> bool:
        return self.since <= today() and (self.until is None or today() <= self.until)

    @property
    def future(self) -> bool:
        return self.since > today()

    @property
    def count(self) -> int:
        return len(self.lines)


def ended_by_the_next(found: Sequence[Version]) -> list[Version]:
    """The newest first; each but the last ends on the day before the next one, or when it ends itself."""
    made = []
    for one, after in zip(found, [*found[1:], None], strict=True):
        until = after.since - timedelta(1) if after else one.until
        made.append(Version(one.since, until, one.lines, one.basis))
    return made[::-1]


@dataclass(frozen=True)
class Difference:
    """What became of one line between two versions."""

    title: str
    kind: str  # added, changed, removed
    fields: tuple[tuple[str, str, str], ...] = ()  # column, before, after
    key: str = ""
    code: str = ""


class Book(ABC):
    """One book: the document set of a procedure, the standards of a regime, the retention periods."""

    kind: str
    code: str
    title: Text
    sheet: Kind
    most: int = 300
    limits: Mapping[str, int] = {}  # letters at most, where it is not the cell's own limit

    @abstractmethod
    def versions(self) -> list[Version]:
        """All versions, the newest first."""

    @abstractmethod
    def label(self, line: Line) -> str:
        """What people call a line."""

    @abstractmethod
    def consequences(self, before: Sequence[Line], after: Sequence[Line], valid_from: date) -> list[Consequence]:
        """Whom it concerns if ``after`` is in force from a day; what differs is told by the caller."""

    @abstractmethod
    def enact(self, before: Sequence[Line], after: Sequence[Line], *, valid_from: date, basis: str, by: Any) -> None:
        """Write the version, inside the door; nothing that was in force is changed but for its last day."""

    @abstractmethod
    def check(self, line: Line) -> None:
        """What the columns cannot say about one line. Raises BadInput."""

    def may_begin(self, valid_from: date) -> None:
        """Raises BadInput: the rules themselves have ended by that day, or a version begins there already."""
        newest = self.newest
        if newest is None:
            return
        if newest.since >= valid_from:
            raise BadInput(_("A version that begins on that day or later is already there."), "valid_from")
        if newest.until is not None and newest.until < valid_from:
            raise BadInput(_("These rules end on %(day)s.") % {"day": f"{newest.until:%d/%m/%Y}"}, "valid_from")

    def used_by(self) -> list[str]:
        """What takes its rules from this book."""
        return []

    @property
    def ended(self) -> bool:
        """No further version can be put in force."""
        newest = self.newest
        return newest is not None and newest.until is not None and newest.until <= today()

    @property
    def newest(self) -> Version | None:
        return next(iter(self.versions()), None)

    @property
    def shown(self) -> Version | None:
        """The version in force, or the nearest to it."""
        every = self.versions()
        return next((one for one in every if one.current), every[0] if every else None)

    def cell(self, column: Column, line: Line) -> str:
        """A value as people read it."""
        return show(column, line.get(column.key))

    def plain(self, line: Line) -> dict[str, Any]:
        """A line with exactly the columns of the book."""
        return {column.key: line.get(column.key) for column in self.sheet.columns}

    def differences(self, before: Iterable[Line], after: Iterable[Line]) -> list[Difference]:
        """Line by line, in the order of the new version; what was dropped comes last."""
        old = {key_of(self.sheet, line): line for line in before}
        new = {key_of(self.sheet, line): line for line in after}
        found = []
        for key, line in new.items():
            was = old.get(key)
            if was is None:
                found.append(Difference(self.label(line), "added", key=key))
            elif changes := tuple(
                (one.key, self.cell(one, was), self.cell(one, line)) for one in self._changed(was, line)
            ):
                found.append(Difference(self.label(line), "changed", changes, key))
        found += [Difference(self.label(line), "removed", key=key) for key, line in old.items() if key not in new]
        return found

    def _changed(self, was: Line, line: Line) -> list[Column]:
        return [one for one in self.sheet.columns if (was.get(one.key) or None) != (line.get(one.key) or None)]
