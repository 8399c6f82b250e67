"""Reading a sheet: titles found, every row read by the definition, every bad cell named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl.utils import get_column_letter

from reorg.registers.definition import Column, Kind
from reorg.registers.sheets.opening import BadSheet, merged_cells, opened
from reorg.registers.values import Unreadable, key_of, read, show_number, tidy
from workflows.text import Text, fold

MOST_ROWS = 20_000
MOST_LINES = 60_000  # lines of the sheet, empty ones included
SEARCHED = 20  # first lines in which the titles may be
KEPT = 300  # problems shown
EVERY = 250  # rows between two reports of progress

Progress = Callable[[int, int], None]


@dataclass
class Problem:
    cell: str
    value: str
    why: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"cell": self.cell, "value": self.value[:80], "why": self.why, "with": self.facts}


@dataclass
class Sheet:
    """What was read: rows with their numbers, or what is wrong."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)  # of the columns, as the file has them
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def wrong(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < KEPT:
            self.problems.append(problem)


class TooManyForNow(Exception):
    """There are more rows than may be read while somebody waits."""


def read_sheet(kind: Kind, file: IO[bytes], *, progress: Progress | None = None, at_most: int | None = None) -> Sheet:
    """Read a whole sheet. Nothing is left out silently: what cannot be read is a problem with its cell.

    Raises:
        TooManyForNow: it has more than ``at_most`` rows.
    """
    sheet = Sheet()
    try:
        with opened(file) as book:
            _read_book(kind, file, book, sheet, progress, at_most)
    except BadSheet as bad:
        return Sheet(problems=[Problem("", "", bad.why, bad.facts)], problem_count=1)
    except (ParseError, ValueError, KeyError, IndexError, OverflowError):
        return Sheet(problems=[Problem("", "", "not_xlsx")], problem_count=1)  # whatever a broken part made of itself
    return sheet


def _read_book(
    kind: Kind, file: IO[bytes], book: Any, sheet: Sheet, progress: Progress | None, at_most: int | None
) -> None:
    worksheet, header_row, places = _find_titles(kind, book)
    sheet.columns = [column.key for column in places.values()]
    sheet.letters = {column.key: get_column_letter(place + 1) for place, column in places.items()}
    merged = [one for one in merged_cells(file, worksheet._worksheet_path) if one[2] > header_row]
    if merged:
        raise BadSheet("merged", ranges=", ".join(one[0] for one in merged[:10]))
    total = max((worksheet.max_row or 0) - header_row, 0)  # as the file says; good enough for progress
    worksheet.reset_dimensions()  # and never for where to stop reading
    seen: dict[str, int] = {}
    count = 0
    lines = islice(worksheet.iter_rows(min_row=header_row + 1), MOST_LINES + 1)
    for number, cells in enumerate(lines, header_row + 1):
        if number - header_row > MOST_LINES:
            raise BadSheet("too_many_rows", most=MOST_ROWS)
        if all(_empty(cell) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise BadSheet("too_many_rows", most=MOST_ROWS)
        if at_most is not None and count > at_most:
            raise TooManyForNow
        _read_row(kind, number, cells, places, sheet, seen)
        if progress and count % EVERY == 0:
            progress(count, max(total, count))
    if not count:
        raise BadSheet("no_rows")


def _empty(cell: Any) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _read_row(
    kind: Kind, number: int, cells: Sequence[Any], places: Mapping[int, Column], sheet: Sheet, seen: dict[str, int]
) -> None:
    values: dict[str, Any] = {}
    good = True
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        raw = cell.value if cell is not None else None
        try:
            if cell is not None and cell.data_type == "f":
                raise Unreadable("formula")
            if cell is not None and cell.data_type == "e":
                raise Unreadable("error")
            values[column.key] = read(column, raw)
        except Unreadable as wrong:
            good = False
            sheet.wrong(Problem(f"{get_column_letter(place + 1)}{number}", _told(raw), wrong.why, wrong.facts))
    if not good:
        return
    key = key_of(kind, values)
    if key in seen:
        place = next(place for place, column in places.items() if column.key == kind.key[0])
        cell_name = f"{get_column_letter(place + 1)}{number}"
        sheet.wrong(Problem(cell_name, str(values[kind.key[0]]), "twice", {"row": seen[key]}))
        return
    seen[key] = number
    sheet.rows.append((number, values))


def _told(raw: Any) -> str:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return show_number(raw) if isinstance(raw, int) else str(raw)
    return "" if raw is None else tidy(str(raw))


def _find_titles(kind: Kind, book: Any) -> tuple[Any, int, dict[int, Column]]:
    """The sheet and the line in which most titles of the definition stand."""
    names = _names(kind)
    best: tuple[int, Any, int, list[Any]] | None = None
    for worksheet in book.worksheets:
        if not hasattr(worksheet, "iter_rows"):
            continue  # a sheet that is only a chart
        for number, cells in enumerate(islice(worksheet.iter_rows(values_only=True), SEARCHED), 1):
            hits = sum(_title(value) in names for value in cells if isinstance(value, str))
            if hits and (best is None or hits > best[0]):
                best = (hits, worksheet, number, list(cells))
    if best is None:
        raise BadSheet("no_header")
    _hits, worksheet, number, titles = best
    return worksheet, number, _places(kind, names, titles)


def _places(kind: Kind, names: Mapping[str, Column], titles: Sequence[Any]) -> dict[int, Column]:
    places: dict[int, Column] = {}
    unknown, twice = [], []
    for place, value in enumerate(titles):
        if value is None or not str(value).strip():
            continue
        column = names.get(_title(str(value)))
        if column is None:
            unknown.append(f"{get_column_letter(place + 1)} “{tidy(str(value))[:60]}”")
        elif column in places.values():
            twice.append(column.title)
        else:
            places[place] = column
    there = {column.key for column in places.values()}
    missing = [column.title for column in kind.columns if column.required and column.key not in there]
    if missing:
        raise BadSheet("missing_columns", columns=_joined(missing))
    if unknown:
        raise BadSheet("unknown_columns", columns=", ".join(unknown))
    if twice:
        raise BadSheet("twice_columns", columns=_joined(twice))
    return places


def _joined(titles: Sequence[Text]) -> dict[str, str]:
    return Text(", ".join(one.vi for one in titles), ", ".join(one.en for one in titles)).as_fact()


def _title(value: str) -> str:
    return fold(value.replace("*", " ").replace("/", " "))


def _names(kind: Kind) -> dict[str, Column]:
    """Every way in which a column may be titled: in either language, in both, or by its key."""
    found: dict[str, Column] = {}
    for column in kind.columns:
        vi, en = column.title.vi, column.title.en
        for name in (vi, en, f"{vi} {en}", column.key):
            found[_title(name)] = column
    return found
