"""Periodic reports: saved, handed in, returned; read from and written into a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from reorg.registers.definition import Column, Type
from reorg.registers.sheets.opening import BadSheet, opened
from reorg.registers.sheets.reasons import file_reason
from reorg.registers.values import Unreadable, read, reason, show, typed
from reorg.sessions.actions import must_be_open, must_be_version
from reorg.sessions.models import Report, ReportCall, Visit
from reorg.sessions.people import CHECKERS, SPEAKERS, WRITERS, act_for
from reorg.sessions.templates import TEMPLATES, Line, LineKind, Template
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow
from workflows.text import Text
from workflows.trail.canonical import digest

COLUMNS = ("target", "result", "on", "yes", "note")
WRITTEN: dict[LineKind, tuple[str, ...]] = {
    LineKind.COUNT: ("result", "note"),
    LineKind.TARGET: ("target", "result", "note"),
    LineKind.DAY: ("on", "note"),
    LineKind.YES: ("yes", "note"),
}
Values = dict[str, dict[str, Any]]


class Problem(NamedTuple):
    """What is wrong with one value: the line and the column it stands in, and how to mend it."""

    line: str
    column: str
    why: str


def save_report(
    call: ReportCall, unit: Any, values: Values, *, version: int, by: str = "form", sample: bool = False, actor: Any
) -> Report:
    """Keep a unit's report as far as it is. ``values`` are those of `read_values`."""
    with door(call.dossier_id, actor=actor) as case:
        report = _open_report(case, call, unit)
        if report.pk and report.values == values:
            return report
        must_be_version(report.version if report.pk else 0, version)
        before = report.values
        changed = [code for code in {*before, *values} if before.get(code) != values.get(code)]
        report.values, report.changed_at, report.sample = values, case.now, report.sample or sample
        report.version = report.version + 1 if report.pk else 1
        report.save()
        case.record(
            "report.saved",
            title=call.text,
            unit=report.unit.text,
            before={code: before.get(code) for code in sorted(changed)},
            after={code: values.get(code) for code in sorted(changed)},
            by=by,
            sample=sample,
        )
    return report


def hand_in(report: Report, *, version: int, actor: Any) -> Report:
    """The unit hands its report in; from then on it stays as it is, until it is returned.

    Raises:
        BadInput: lines are empty or do not add up; every one of them is named.
    """
    with door(report.call.dossier_id, actor=actor) as case:
        found = Report.objects.select_related("call", "unit").get(pk=report.pk)
        _must_be_writer(case, found.unit_id)
        if found.handed_in_at is not None:
            return found
        must_be_version(found.version, version)
        wrong = missing(TEMPLATES[found.call.template], found.values)
        if wrong:
            raise BadInput(_("Not yet complete: %(what)s.") % {"what": "; ".join(wrong)})
        found.handed_in_by, found.handed_in_at = actor, case.now
        found.save(update_fields=["handed_in_by", "handed_in_at"])
        case.record("report.handed_in", title=found.call.text, unit=found.unit.text, sha256=digest(found.values))
    return found


def give_back(report: Report, *, why: str, actor: Any) -> Report:
    """The host returns a report that does not do."""
    with door(report.call.dossier_id, actor=actor) as case:
        must_be_open(case)
        found = Report.objects.select_related("call", "unit").get(pk=report.pk)
        act_for(
            case,
            (case.dossier.lead_id, CHECKERS),
            otherwise=_("This is for %(body)s, which holds the session.") % {"body": case.dossier.lead},
        )
        if found.handed_in_at is None:
            return found
        if not why.strip():
            raise BadInput(_("Say what is missing."), "reason")
        found.handed_in_by = found.handed_in_at = None
        found.save(update_fields=["handed_in_by", "handed_in_at"])
        case.record("report.returned", title=found.call.text, unit=found.unit.text, reason=why.strip())
    return found


def _open_report(case: Case, call: ReportCall, unit: Any) -> Report:
    _must_be_writer(case, unit.pk)
    if not Visit.objects.filter(dossier=case.dossier, removed=False, kind=Visit.Kind.UNIT, unit=unit).exists():
        raise NotFound(_("No report is asked of this unit."))
    report = Report.objects.filter(call=call, unit=unit).first() or Report(call=call, unit=unit)
    if report.handed_in_at is not None:
        raise NotNow(_("This report is handed in. Ask the host to return it first."))
    return report


def _must_be_writer(case: Case, unit: int) -> None:
    must_be_open(case)
    act_for(
        case,
        (unit, SPEAKERS),
        (case.dossier.lead_id, WRITERS),
        otherwise=_("A unit writes its own report."),
    )


# Values


def read_values(
    template: Template, given: Mapping[str, Mapping[str, Any]], *, in_english: bool = False
) -> tuple[Values, list[Problem]]:
    """What was typed or stands in a sheet, as values; and everything that is wrong with it."""
    values: Values = {}
    problems: list[Problem] = []
    for code, line in template.lines.items():
        kept: dict[str, Any] = {}
        for column in WRITTEN[line.kind]:
            try:
                value = read(_column(line, column), given.get(code, {}).get(column), in_english=in_english)
            except Unreadable as wrong:
                problems.append(Problem(code, column, reason(wrong.why, wrong.facts)))
                continue
            if value not in (None, ""):
                kept[column] = value
        if kept:
            values[code] = kept
    problems += _does_not_add_up(values)
    return values, problems


def _column(line: Line, column: str) -> Column:
    types = {"note": Type.TEXT, "on": Type.DAY, "yes": Type.YES_NO}
    figure = Type.NUMBER if line.kind is LineKind.COUNT else Type.DECIMAL
    return Column(column, HEADS[column], types.get(column, figure))


def shown(line: Line, column: str, value: Any) -> str:
    """A value in the reader's form."""
    return show(_column(line, column), value)


def _does_not_add_up(values: Values) -> list[Problem]:
    """What was solved early, on time and late cannot be more than was received."""
    received = _result(values, "received")
    solved = sum((_result(values, code) or Decimal(0)) for code in ("early", "on_time", "late"))
    if received is not None and solved > received:
        return [Problem("received", "result", _("more was solved than received"))]
    return []


def _result(values: Values, code: str) -> Decimal | None:
    said = values.get(code, {}).get("result")
    return Decimal(said) if said is not None else None


def percent(values: Mapping[str, Any]) -> Decimal | None:
    """Result over target in per cent, one decimal, cut and not rounded: 99.99 % is never 100 %."""
    target, result = values.get("target"), values.get("result")
    if target is None or result is None or Decimal(target) == 0:
        return None
    return Decimal(int(Decimal(result) * 1000 / Decimal(target))) / 10


def missing(template: Template, values: Values) -> list[str]:
    """The lines that still lack what they need, in words. A milestone that is not reached says so in its note."""
    found = []
    for section in template.sections:
        for line in section.lines:
            said = values.get(line.code, {})
            match line.kind:
                case LineKind.COUNT:
                    complete = "result" in said
                case LineKind.TARGET:
                    complete = "result" in said and "target" in said
                case LineKind.DAY:
                    complete = "on" in said or "note" in said
                case _:
                    complete = "yes" in said
            if not complete:
                found.append(str(line.title))
    return found


# Spreadsheets

HEADS: dict[str, Text] = {
    "code": Text("Mã dòng", "Code"),
    "title": Text("Nội dung", "Line"),
    "unit": Text("Đơn vị tính", "Unit"),
    "target": Text("Chỉ tiêu", "Target"),
    "result": Text("Kết quả", "Result"),
    "on": Text("Ngày hoàn thành", "Day reached"),
    "yes": Text("Có/Không", "Yes/No"),
    "note": Text("Ghi chú", "Note"),
}
HEAD, CLOSED = PatternFill("solid", fgColor="E8F0F4"), PatternFill("solid", fgColor="EBEEED")
MOST_ROWS = 500
YES_NO = {True: "có", False: "không"}


def sheet_of(template: Template, title: Text, values: Values) -> bytes:
    """The report as a sheet: to fill in, or with what is in it. What does not belong to a line is greyed out."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Báo cáo"
    sheet.append([f"{title.vi} / {title.en}"])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([f"{head.vi}\n{head.en}" for head in HEADS.values()])
    for cell in sheet[2]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEAD, Alignment(wrap_text=True, vertical="top")
    for section in template.sections:
        sheet.append(["", f"{section.title.vi} / {section.title.en}"])
        sheet.cell(sheet.max_row, 2).font = Font(bold=True)
        for line in section.lines:
            _append(sheet, line, values.get(line.code, {}))
    for letter, width in zip("ABCDEFGH", (18, 46, 16, 14, 14, 18, 12, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C3"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _append(sheet: Any, line: Line, said: Mapping[str, Any]) -> None:
    unit = f"{line.unit.vi} / {line.unit.en}" if line.unit else ""
    sheet.append([line.code, f"{line.title.vi} / {line.title.en}", unit])
    row = sheet.max_row
    for place, column in enumerate(HEADS, 1):
        if column not in COLUMNS:
            continue
        cell = sheet.cell(row, place)
        if column not in WRITTEN[line.kind]:
            cell.fill = CLOSED
        elif column in said:
            cell.value = typed(_column(line, column), said[column]) if column != "yes" else YES_NO[said[column]]
            if isinstance(cell.value, str):
                cell.data_type = "s"  # never a formula
    sheet.cell(row, 6).number_format = "dd/mm/yyyy"


def values_from(template: Template, file: IO[bytes]) -> tuple[Values, list[Problem]]:
    """What a sheet says, by the codes in its first column.

    Raises:
        BadInput: the file as a whole cannot be read; the message says how to mend it.
    """
    given: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    try:
        with opened(file) as book:
            for place, row in enumerate(book.worksheets[0].iter_rows(min_row=3, max_col=len(HEADS), values_only=True)):
                if place > MOST_ROWS:
                    raise BadSheet("too_many_rows", most=MOST_ROWS)
                code = str(row[0] or "").strip()
                if not code or code not in template.lines:
                    if code:
                        problems.append(Problem(code, "code", _("there is no such line in the template")))
                    continue
                if code in given:
                    problems.append(Problem(code, "code", _("this line is there twice")))
                given[code] = _row(code, row, problems)
    except BadSheet as bad:
        raise BadInput(file_reason(bad.why, bad.facts), "file") from bad
    if not given:
        raise BadInput(_("No line of the template is in this sheet. Take the template and fill it in."), "file")
    values, wrong = read_values(template, given)
    return values, problems + wrong


def _row(code: str, row: tuple[Any, ...], problems: list[Problem]) -> dict[str, Any]:
    said = {}
    for column, value in zip(HEADS, row, strict=False):
        if column in COLUMNS:
            if isinstance(value, str) and value.startswith("="):
                problems.append(Problem(code, column, reason("formula", {})))
                continue
            said[column] = value
    return said
