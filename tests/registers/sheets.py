"""Spreadsheets as people send them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from reorg.registers import importing
from reorg.registers.definition import Kind, Side
from reorg.registers.models import Import
from workflows.models import Dossier

OFFICE = {
    "code": "TS-001",
    "name": "Trụ sở UBND xã Hòa Phong",
    "kind": "Trụ sở làm việc",
    "address": "Hòa Phong",
    "unit": "UBND xã Hòa Phong",
    "use": "Đang sử dụng",
}
TITLES = {
    "code": "Mã cơ sở",
    "name": "Tên cơ sở nhà, đất",
    "kind": "Loại",
    "address": "Địa chỉ",
    "unit": "Đơn vị quản lý",
    "use": "Hiện trạng sử dụng",
    "value": "Nguyên giá (đồng)",
    "land_area": "Diện tích đất (m²)",
    "certificate": "Đã đo đạc, cấp giấy chứng nhận",
    "plan": "Phương án",
    "note": "Ghi chú",
}


def office(number: int, **values: Any) -> dict[str, Any]:
    return {**OFFICE, "code": f"TS-{number:03d}", "name": f"Trụ sở số {number}", **values}


def sheet(rows: Sequence[dict[str, Any]], *, titles: Sequence[str] | None = None, **more: Any) -> bytes:
    """An .xlsx of rows by column key, with Vietnamese titles."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(OFFICE)
    book = Workbook()
    page = book.active
    page.append(list(titles) if titles else [TITLES.get(name, name) for name in names])
    for row in rows:
        page.append([row.get(name) for name in names])
    if merge := more.get("merge"):
        page.merge_cells(merge)
    return saved(book)


def saved(book: Any) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def file(content: bytes, name: str = "bang-ke.xlsx") -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def hand_in(dossier: Dossier, kind: Kind, side: str, rows: Any, *, actor: Any) -> Import:
    content = rows if isinstance(rows, bytes) else sheet(rows)
    return importing.hand_in(dossier, kind, Side(side), file(content), actor=actor)


def imported(dossier: Dossier, kind: Kind, side: str, rows: Any, *, actor: Any) -> Import:
    handed = hand_in(dossier, kind, side, rows, actor=actor)
    assert handed.problems == []
    return importing.confirmed(handed, actor=actor)


def cells(content: bytes) -> list[list[Any]]:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def patched(content: bytes, part: str, change: Any) -> bytes:
    """The same file with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info, change(data) if re.fullmatch(part, info.filename) else data)
    return made.getvalue()
