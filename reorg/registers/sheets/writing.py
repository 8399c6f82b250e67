"""The template people fill in, and the register as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from reorg.registers.definition import Column, Kind, Type
from reorg.registers.sheets.reading import MOST_ROWS
from reorg.registers.values import typed
from workflows.text import Text

DATA, HELP, LISTS = "Dữ liệu", "Hướng dẫn", "Danh mục"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = PatternFill("solid", fgColor="E8F0F4")
NEEDED = PatternFill("solid", fgColor="FDF1DA")
FORMATS = {Type.MONEY: "#,##0", Type.NUMBER: "0", Type.DECIMAL: "#,##0.####", Type.DAY: "dd/mm/yyyy", Type.TEXT: "@"}
TYPES = {
    Type.TEXT: Text("chữ", "text"),
    Type.NUMBER: Text("số nguyên", "whole number"),
    Type.DECIMAL: Text("số, có thể lẻ", "number"),
    Type.MONEY: Text("số tiền bằng đồng", "amount in VND"),
    Type.DAY: Text("ngày, ví dụ 31/12/2025", "date, for example 31/12/2025"),
    Type.CHOICE: Text("chọn trong danh sách", "one of the list"),
    Type.YES_NO: Text("có hoặc không", "có (yes) or không (no)"),
}
RULES = (
    Text("Mỗi dòng một mục, không gộp ô, không để công thức.", "One item in a row, no merged cells, no formulas."),
    Text("Cột có dấu * là bắt buộc. Giữ nguyên tên cột.", "Columns with * are required. Keep the titles."),
    Text(
        "Số viết bằng chữ được hiểu theo cách viết Việt Nam: 1.234,5.",
        "Figures typed as text are read the Vietnamese way: 1.234,5.",
    ),
    Text("Ngày viết 31/12/2025.", "Dates are written 31/12/2025."),
    Text("Gõ tiếng Việt bằng Unicode, không dùng TCVN3 hay VNI.", "Type Vietnamese in Unicode, not in TCVN3 or VNI."),
    Text(
        "Dòng có cùng mã sẽ được cập nhật, không thêm lần nữa. Dòng không có trong tệp được giữ nguyên.",
        "A row with a known key is updated, not added again. Rows that are not in the file stay as they are.",
    ),
)


def template(kind: Kind) -> bytes:
    """An empty sheet with titles in both languages, choices to pick from, and a page that explains every column."""
    book = Workbook()
    data = book.active
    data.title = DATA
    helps, lists = book.create_sheet(HELP), book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for place, column in enumerate(kind.columns, 1):
        letter = get_column_letter(place)
        cell = data.cell(1, place, _heading(column))
        cell.font, cell.fill = Font(bold=True), NEEDED if column.required else HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        data.column_dimensions[letter].width = _width(column)
        if column.type in FORMATS:
            data.column_dimensions[letter].number_format = FORMATS[column.type]
        if options := _options(column):
            lists.append([])
            for line, option in enumerate(options, 1):
                lists.cell(line, place, option)
            wanted = f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(options)}"
            picks = DataValidation(type="list", formula1=wanted, allow_blank=not column.required)
            picks.error = "Chọn trong danh sách / Choose from the list"
            picks.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            data.add_data_validation(picks)
    data.row_dimensions[1].height = 48
    data.freeze_panes = data.cell(2, 2)
    _explain(kind, helps)
    return _saved(book)


def _heading(column: Column) -> str:
    return f"{column.title.vi}{' *' if column.required else ''}\n{column.title.en}"


def _width(column: Column) -> int:
    return 32 if column.key in ("name", "full_name", "address", "subject", "note") else 20


def _options(column: Column) -> list[str]:
    if column.type is Type.YES_NO:
        return ["có", "không"]
    return [one.title.vi for one in column.choices]


def _explain(kind: Kind, sheet: Any) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60, 60
    sheet.append([kind.title.vi, kind.title.en])
    sheet["A1"].font = sheet["B1"].font = Font(bold=True, size=14)
    sheet.append([kind.guide.vi, kind.guide.en])
    sheet.append([])
    for rule in RULES:
        sheet.append([rule.vi, rule.en])
    sheet.append([])
    for column in kind.columns:
        star = " *" if column.required else ""
        vi, en = TYPES[column.type].vi, TYPES[column.type].en
        if column.choices:
            vi = ", ".join(one.title.vi for one in column.choices)
            en = ", ".join(one.title.en for one in column.choices)
        if column.hint:
            vi, en = f"{vi}. {column.hint.vi}", f"{en}. {column.hint.en}"
        sheet.append([f"{column.title.vi}{star}: {vi}", f"{column.title.en}{star}: {en}"])
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def export(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as a sheet that can be imported again as it is. Whatever is text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA)
    sheet.freeze_panes = "B2"
    for place, column in enumerate(kind.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = _width(column)
    heads = []
    for column in kind.columns:
        head = WriteOnlyCell(sheet, value=_heading(column))
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        heads.append(head)
    sheet.append(heads)
    with translation.override("vi"):  # choices as the template offers them
        for row in rows:
            sheet.append([_cell(sheet, column, row) for column in kind.columns])
    return _saved(book)


def _cell(sheet: Any, column: Column, values: Mapping[str, Any]) -> Any:
    value = typed(column, values.get(column.key))
    if value is None:
        return None
    if column.type is Type.YES_NO:
        value = "có" if values[column.key] else "không"
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = FORMATS[column.type]
        return cell
    if value[:1] not in "=+-@\t\r":
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"  # never a formula
    cell.quotePrefix = True
    return cell


def _saved(book: Any) -> bytes:
    made = BytesIO()
    book.save(made)
    return made.getvalue()
