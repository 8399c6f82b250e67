"""Lines and sums as spreadsheets: the template, what is there, and what somebody hands in."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from reorg.registers.sheets.writing import export, template
from reorg.support.books import Book, Scope
from reorg.support.models import Line
from reorg.support.reading import Summary, Sums


def template_of(book: Book) -> bytes:
    return template(book.sheet)


def export_of(book: Book, lines: Iterable[Line]) -> bytes:
    """Lines as a sheet that can be imported again as it is."""
    return export(book.sheet, ({**_owner(book, line), **line.values} for line in lines))


def _owner(book: Book, line: Line) -> dict[str, str]:
    if book.scope is Scope.PAIR and line.pair:
        return {"helper": line.pair.helper_code, "place": line.pair.place_code}
    name = {Scope.PLACE: "place", Scope.HELPER: "helper", Scope.UNIT: "unit"}.get(book.scope)
    return {name: line.unit} if name else {}


def summary_sheet(summary: Summary) -> bytes:
    """The sums of all years, one page for communes and one for helpers."""
    book = Workbook()
    for page, (title, rows) in enumerate(((_("Communes"), summary.places), (_("Helpers"), summary.helpers))):
        sheet = book.active if page == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = title[:31]
        heads = [_("Code"), _("Unit"), *summary.years, _("In cash"), _("In kind"), _("In all (VND)")]
        sheet.append([*heads, _("Lines"), _("Without a value"), _("With evidence")])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for one in (*rows, summary.total):
            sheet.append(_row(one, summary.years))
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "C2"
        sheet.column_dimensions["B"].width = 42
        for column in sheet.iter_cols(min_col=3, min_row=2):
            sheet.column_dimensions[column[0].column_letter].width = 16
            for cell in column:
                cell.number_format = "#,##0"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _row(one: Sums, years: list[int]) -> list[Any]:
    known = [one.years.get(year, 0) for year in years]
    name = one.name or _("In all")
    return [one.code, name, *known, one.cash, one.kind, one.total, one.lines, one.unvalued, one.proven]
