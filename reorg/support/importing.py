"""Lines from a spreadsheet: checked as a whole, shown, then taken over as a whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.reading import KEPT, TooManyForNow, read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.values import english, key_of, show
from reorg.support.actions import EDITORS, filled, fits, is_decided, must_be_open, standing_pairs
from reorg.support.books import Book, Scope
from reorg.support.models import Line, LineSheet, Pair
from reorg.support.roster import Roster, roster_of
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.files import hash_of, safe_name
from workflows.models import Dossier
from workflows.text import Text, in_language
from workflows.trail.canonical import digest

MOST = 2000  # lines of one sheet, read while somebody waits
SHOWN = 200  # added and changed lines kept for the preview
BATCH = 500
State = LineSheet.State
Row = tuple[int, Mapping[str, Any]]
Problem = dict[str, Any]
WRITTEN = ("values", "removed", "version", "organisation", "changed_by", "changed_at")
NO_PAIR = Text("hai đơn vị này không phải là một cặp của hồ sơ", "these two units are not a pair of the dossier")
NO_UNIT = Text("đơn vị này không có trong bảng kê của hồ sơ", "this unit is not in the dossier's register")
NOT_DECIDED = Text("cặp này chưa được quyết định", "this pair is not decided on yet")


class Todo(NamedTuple):
    """One line to be written: as it is now, or a new one, and what it will say."""

    line: Line
    values: dict[str, Any]


@dataclass
class Comparison:
    """What a sheet would do to a book as it stands now, or what is wrong with its rows."""

    problems: list[Problem] = field(default_factory=list)
    todo: list[Todo] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)


def hand_in(dossier: Dossier, book: Book, file: File[bytes], *, actor: Any) -> LineSheet:
    """Read a sheet and say what it would change. Nothing is written into the book yet.

    Raises:
        NotYou: that is for the lead's officers. NotNow: the dossier has ended. BadInput: the file is empty, too
            large, or has more rows than are read at once.
    """
    _must_import(Case(dossier, actor, timezone.now()))
    check_size(file.size or 0)
    sheet = LineSheet(
        dossier=dossier, book=book.code, name=safe_name(file.name or "")[:200], sha256=hash_of(file), asked_by=actor
    )
    try:
        read = read_sheet(book.sheet, file, at_most=MOST)
    except TooManyForNow:
        raise BadInput(_("There are more than %(most)s rows. Split the file.") % {"most": MOST}, "file") from None
    if read.problem_count:
        _refused(sheet, [problem.as_json() for problem in read.problems], read.problem_count)
    else:
        sheet.rows, sheet.letters = [[number, values] for number, values in read.rows], read.letters
        _shown(sheet, compare(dossier, book, read.rows, read.letters))
    sheet.save()
    return sheet


def _must_import(case: Case) -> None:
    must_be_open(case)
    case.act_as(case.dossier.lead_id, EDITORS)


def _refused(sheet: LineSheet, problems: list[Problem], count: int) -> None:
    sheet.state, sheet.rows, sheet.changes, sheet.counts = State.REFUSED, [], [], {}
    sheet.problems, sheet.problem_count = problems[:KEPT], count


def _shown(sheet: LineSheet, found: Comparison) -> None:
    """Put down what the sheet would do, or what is wrong with it."""
    if found.problems:
        _refused(sheet, found.problems, len(found.problems))
    else:
        sheet.state, sheet.changes, sheet.counts = State.READY, found.changes, found.counts


def sheet_of(user: Any, dossier: Dossier, book: Book, token: str) -> LineSheet:
    """What this person handed in. Others are told that there is no such thing."""
    found = LineSheet.objects.filter(dossier=dossier, book=book.code, token=token, asked_by=user.pk).first()
    if found is None:
        raise NotFound(_("There is no such import of yours. Hand the file in again."))
    return found


def problem_told(problem: Problem) -> str:
    """A stored problem in the reader's language."""
    if "said" in problem:
        return str(in_language(problem["said"], "en" if english() else "vi"))
    return problem_in_words(problem)


# Compared with the book


def compare(dossier: Dossier, book: Book, rows: Sequence[Row], letters: Mapping[str, str]) -> Comparison:
    """Hold the rows against the book as it is now; columns that are not in the file stay as they are."""
    pairs = {pair.codes: pair for pair in standing_pairs(dossier)}
    roster = roster_of(dossier)
    there = {
        (line.pair_id, line.unit, line.key): line
        for line in Line.objects.filter(dossier=dossier, book=book.code).select_related("pair")
    }
    found, told = Comparison(), sha256()
    counts: dict[str, Any] = {"added": 0, "changed": 0, "unchanged": 0, "again": 0}
    for number, row in rows:
        pair, unit, wrong = _owner(dossier, book, row, pairs, roster)
        values = {name: value for name, value in row.items() if name in book.kind.by_key}
        key = key_of(book.kind, values)
        line = there.get((pair.pk if pair else None, unit, key)) if not wrong else None
        listed = line is not None and not line.removed
        before = line.values if line is not None and listed else {}
        new = {name: value for name, value in before.items() if name not in values}
        new |= {name: value for name, value in values.items() if value is not None}
        wrong = wrong or list(book.wrong(new))
        found.problems += [_problem(number, row, name, why, letters) for name, why in wrong]
        if wrong:
            continue
        if listed and new == before:
            counts["unchanged"] += 1
            continue
        counts["changed" if listed else "added"] += 1
        counts["again"] += line is not None and not listed
        line = line or Line(dossier=dossier, book=book.code, pair=pair, unit=unit)
        found.todo.append(Todo(line, new))
        told.update(json.dumps([pair.pk if pair else unit, key, line.version, before, new], sort_keys=True).encode())
        if len(found.changes) < SHOWN:
            found.changes.append(_change(number, book, pair, unit, roster, before if listed else None, new))
    found.counts = counts | {"digest": told.hexdigest()}
    return found


def _owner(
    dossier: Dossier, book: Book, row: Mapping[str, Any], pairs: Mapping[tuple[str, str], Pair], roster: Roster
) -> tuple[Pair | None, str, list[tuple[str, Text]]]:
    """Whose line a row is, or the column in which that goes wrong and why."""
    if book.scope is Scope.PAIR:
        pair = pairs.get((str(row["helper"]), str(row["place"])))
        if pair is None:
            return None, "", [("place", NO_PAIR)]
        return pair, "", [("place", NOT_DECIDED)] if book.after_decision and not is_decided(dossier, pair) else []
    if book.scope is Scope.DOSSIER:
        return None, "", []
    name = book.scope.value
    unit = str(row[name])
    return None, unit, [] if fits(book, roster, unit) else [(name, NO_UNIT)]


def _problem(number: int, row: Mapping[str, Any], name: str, why: Text, letters: Mapping[str, str]) -> Problem:
    value = "" if row.get(name) is None else str(row[name])[:80]
    column = letters.get(name, "")  # a column that is not in the file can be what is missing
    return {"cell": f"{column}{number}", "value": value, "said": why.as_fact()}


def _change(
    number: int,
    book: Book,
    pair: Pair | None,
    unit: str,
    roster: Roster,
    before: Mapping[str, Any] | None,
    new: Mapping[str, Any],
) -> dict[str, Any]:
    known = roster.unit(unit) if unit else None
    owner = str(pair) if pair else known.name if known else unit
    names = [name for name in book.kind.by_key if before is not None and before.get(name) != new.get(name)]
    return {
        "row": number,
        "name": " · ".join(filter(None, (owner, *(str(new[name]) for name in book.kind.key)))),
        "what": "added" if before is None else "changed",
        "values": dict(new),
        "before": {name: (before or {}).get(name) for name in names},
    }


def told_changes(sheet: LineSheet, what: str) -> list[dict[str, Any]]:
    """Added or changed lines of the preview, in the reader's form."""
    kind = sheet.definition.kind
    columns = kind.by_key
    told = [column for column in kind.columns if column.shown and column.key not in kind.key]
    return [
        {
            "row": one["row"],
            "name": one["name"],
            "said": " · ".join(filter(None, (show(column, one["values"].get(column.key)) for column in told))),
            "columns": [
                {
                    "title": columns[name].title,
                    "before": show(columns[name], was) or "—",
                    "after": show(columns[name], one["values"].get(name)) or "—",
                }
                for name, was in one["before"].items()
            ],
        }
        for one in sheet.changes
        if one["what"] == what
    ]


# Taken over


def confirm(sheet: LineSheet, *, actor: Any) -> LineSheet:
    """Take over what was shown, all of it, with one event. Confirming twice is confirming once.

    Raises:
        NotNow: it was refused or thrown away, or changes nothing. ContentChanged: the book was changed since; the
            preview has to be made again (`look_again`).
    """
    with door(sheet.dossier_id, actor=actor) as case:
        now = LineSheet.objects.select_for_update(of=("self",)).filter(pk=sheet.pk, asked_by=actor.pk).first()
        if now is None:
            raise NotFound(_("There is no such import of yours. Hand the file in again."))
        if now.state == State.APPLIED:
            return now
        if now.state != State.READY:
            raise NotNow(
                _("This sheet is %(state)s; there is nothing to confirm.") % {"state": now.get_state_display()}
            )
        if now.changes_nothing:
            raise NotNow(_("The book says all of this already; nothing changes."))
        _must_import(case)
        found = compare(case.dossier, now.definition, now.rows, now.letters)
        if found.problems or found.counts["digest"] != now.counts["digest"]:
            raise ContentChanged(
                _("Somebody changed the book since this preview was made. It has been compared again: look once more.")
            )
        _write(case, now, found)
        now.state, now.settled_at, now.rows = State.APPLIED, case.now, []
        now.save(update_fields=["state", "settled_at", "rows"])
    return now


def _write(case: Case, sheet: LineSheet, found: Comparison) -> None:
    book = sheet.definition
    lines = [filled(case, line, values) for line, values in found.todo]
    Line.objects.bulk_create([line for line in lines if not line.pk], batch_size=BATCH)
    Line.objects.bulk_update([line for line in lines if line.version > 1], WRITTEN, batch_size=BATCH)
    case.record(
        "support.lines_imported",
        book=book.kind.title,
        code=book.code,
        file=sheet.name,
        sha256=sheet.sha256,
        added=found.counts["added"],
        changed=found.counts["changed"],
        lines_sha256=digest([[line.key, line.values] for line in lines]),
    )


def look_again(sheet: LineSheet) -> None:
    """Compare once more with what is there now, so that the page shows what would change now."""
    sheet.refresh_from_db()
    if sheet.state != State.READY:
        return
    _shown(sheet, compare(sheet.dossier, sheet.definition, sheet.rows, sheet.letters))
    sheet.save()


def throw_away(sheet: LineSheet) -> None:
    """Forget a sheet that has not been taken over."""
    waiting = LineSheet.objects.filter(pk=sheet.pk, state=State.READY)
    if not waiting.update(state=State.CANCELLED, rows=[], changes=[]):
        raise NotNow(_("This sheet has been dealt with already."))
