"""The findings of a screening as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from reorg.criteria.judging import Row, factor_text, verdict_text
from reorg.criteria.models import Screening
from workflows.text import in_language

HEADS = {
    "vi": (
        "Mã", "Đơn vị", "Thuộc", "Diện tích (km²)", "% tiêu chuẩn diện tích", "Dân số", "% tiêu chuẩn dân số",
        "Kết luận", "Cách tính", "Điều khoản", "Yếu tố đặc thù", "Nguồn số liệu",
    ),
    "en": (
        "Code", "Unit", "In", "Area (km²)", "% of the area standard", "Population", "% of the population standard",
        "Finding", "Working", "Articles", "Special factors", "Source of the figures",
    ),
}  # fmt: skip
WIDTHS = (9, 26, 30, 12, 12, 12, 12, 20, 70, 34, 46, 34)


def as_sheet(screening: Screening, rows: Iterable[Row], language: str) -> bytes:
    """One line for each unit; the rules it was judged by stand above."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rà soát" if language == "vi" else "Screening")
    for letter, width in zip("ABCDEFGHIJKL", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "C4"
    title = _text(sheet, screening.title)
    title.font = Font(bold=True, size=14)
    sheet.append([title])
    sheet.append([_text(sheet, in_language(screening.rules.title.as_fact(), language))])
    heads = [_text(sheet, head) for head in HEADS[language]]
    for head in heads:
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8F0F4")
    sheet.append(heads)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in _values(row, language)])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _values(row: Row, language: str) -> tuple[Any, ...]:
    def say(fact: Any) -> str:
        return str(in_language(fact, language))

    factors = [f"{say(factor_text(f['factor']).as_fact())}: {f['why']} ({f['source']})" for f in row["factors"]]
    return (
        row["code"],
        say(row["name"]),
        ", ".join(say(place) for place in row["place"]),
        _figure(row["area_km2"]),
        _figure(row["area_percent"]),
        row["population"],
        _figure(row["population_percent"]),
        say(verdict_text(row).as_fact()),
        "\n".join(say(line) for line in row["working"]),
        "\n".join(say(article) for article in row["articles"]),
        "\n".join(factors),
        row["source"],
    )


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _cell(sheet: Any, value: Any) -> Any:
    return _text(sheet, value) if isinstance(value, str) else value


def _text(sheet: Any, value: str) -> Any:
    """Text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
