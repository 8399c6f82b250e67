"""Spreadsheets that went wrong: a clear answer for each, and nothing half-imported."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook

from reorg.people.models import User
from reorg.registers.definition import Side
from reorg.registers.importing import hand_in as hand_in_file
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.models import Import, Row
from reorg.registers.sheets import opening
from reorg.registers.sheets.reading import read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.sheets.writing import template
from tests.registers.sheets import OFFICE, TITLES, file, hand_in, office, patched, saved, sheet
from workflows.errors import BadInput
from workflows.models import Dossier

State = Import.State


def problems(content: bytes) -> list[tuple[str, str]]:
    """Cell and reason of each problem."""
    return [(one.cell, one.why) for one in read_sheet(OFFICES, io.BytesIO(content)).problems]


def words(content: bytes, language: str = "en") -> str:
    with translation.override(language):
        return " ".join(problem_in_words(one.as_json()) for one in read_sheet(OFFICES, io.BytesIO(content)).problems)


def test_every_bad_cell_is_named_with_its_reason() -> None:
    content = sheet(
        [
            office(1, value="12 tỷ", certificate="chưa rõ"),
            office(2, kind="Biệt thự", value=5, certificate="có"),
            office(3, name=None, value=-1, certificate=None),
        ]
    )
    assert problems(content) == [
        ("G2", "not_a_number"),
        ("H2", "not_yes_no"),
        ("C3", "not_a_choice"),
        ("B4", "required"),
        ("G4", "negative"),
    ]
    assert "Head office, School" in words(content)
    assert "Trụ sở làm việc, Trường học" in words(content, "vi")


def test_an_empty_file_and_an_empty_sheet_are_told_apart(people: dict[str, User], merger: Dossier) -> None:
    with pytest.raises(BadInput, match=r"trống|empty"):
        hand_in_file(merger, OFFICES, Side.GIVER, file(b""), actor=people["son"])
    assert problems(saved(Workbook())) == [("", "no_header")]
    assert problems(sheet([], titles=list(TITLES.values()))) == [("", "no_rows")]
    assert problems(template(OFFICES)) == [("", "no_rows")]


def test_wrong_columns_are_named() -> None:
    missing = sheet([{"code": "1", "name": "a"}])
    assert problems(missing) == [("", "missing_columns")]
    assert "Held by" in words(missing)
    assert "Đơn vị quản lý" in words(missing, "vi")
    unknown = sheet([office(1) | {"colour": "đỏ"}])
    assert problems(unknown) == [("", "unknown_columns")]
    assert "G “colour”" in words(unknown)
    twice = sheet([office(1)], titles=[*list(TITLES.values())[:5], "Đơn vị quản lý"])
    assert problems(twice)[0][1] in ("twice_columns", "missing_columns")
    assert problems(sheet([{"a": 1}])) == [("", "no_header")]


def test_titles_are_known_in_either_language_in_any_order_below_other_lines() -> None:
    book = Workbook()
    page = book.active
    page.append(["DANH MỤC TÀI SẢN"])
    page.append([])
    page.append(["Use", "held by", "ĐỊA CHỈ", "Loại *\nType", "Tên cơ sở nhà, đất / Site", "code"])
    page.append(["In use", "UBND", "Hòa Phong", "market", "Chợ", "C-1"])
    read = read_sheet(OFFICES, io.BytesIO(saved(book)))
    assert read.problems == []
    assert read.rows == [
        (4, {"code": "C-1", "name": "Chợ", "kind": "market", "address": "Hòa Phong", "unit": "UBND", "use": "used"})
    ]


def test_formulas_are_refused_and_not_guessed() -> None:
    assert problems(sheet([office(1, value="=1+1")])) == [("G2", "formula")]


def test_errors_of_the_spreadsheet_are_refused() -> None:
    assert problems(sheet([office(1, value="#REF!")])) == [("G2", "error")]


def test_merged_cells_are_named() -> None:
    assert problems(sheet([office(1), office(2)], merge="B2:B3")) == [("", "merged")]
    assert "B2:B3" in words(sheet([office(1), office(2)], merge="B2:B3"))


def test_the_same_key_twice_names_both_rows() -> None:
    content = sheet([office(1), office(2), office(1, name="Khác")])
    assert problems(content) == [("A4", "twice")]
    assert "row 2" in words(content)


def test_text_in_an_old_font_is_refused_with_a_hint_and_decomposed_letters_are_composed() -> None:
    content = sheet([office(1, name="Trô së Uû ban nh©n d©n")])
    assert problems(content) == [("B2", "legacy")]
    assert "TCVN3" in words(content)
    read = read_sheet(OFFICES, io.BytesIO(sheet([office(1, name="Ho\u0300a Vang")])))
    assert read.rows[0][1]["name"] == "Hòa Vang"


def test_a_date_without_its_format_is_refused_not_guessed() -> None:
    from reorg.registers.kinds.seals import SEALS

    book = Workbook()
    page = book.active
    page.append([column.key for column in SEALS.columns])
    page.append(["1", "UBND xã", "round", "UBND", "returned", 45839])
    assert [one.why for one in read_sheet(SEALS, io.BytesIO(saved(book))).problems] == ["day_as_number"]


@pytest.mark.parametrize("content", [b"code;name\n1;a\n", b"PK\x03\x04 broken", b"%PDF-1.7", b"\0" * 100])
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    assert problems(content) == [("", "not_xlsx")]


def test_an_old_or_locked_workbook_says_so() -> None:
    assert problems(opening.OLE + b"\0" * 100) == [("", "old_or_locked")]


def test_a_hundred_megabytes_are_refused_before_anything_is_kept(people: dict[str, User], merger: Dossier) -> None:
    large = file(b"x")
    large.size = 100_000_000
    with pytest.raises(BadInput, match="20 MB"):
        hand_in_file(merger, OFFICES, Side.GIVER, large, actor=people["son"])
    assert not Import.objects.exists()


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (opening.UNPACKED + 1))
    assert len(bomb.getvalue()) < 500_000
    assert problems(bomb.getvalue()) == [("", "bomb")]


def test_entities_that_unfold_are_not_parsed() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
    content = patched(sheet([office(1)]), r"xl/worksheets/sheet1\.xml", lambda data: laughs + data)
    assert problems(content) == [("", "not_xlsx")]


def test_a_broken_part_is_an_answer_not_an_error() -> None:
    content = patched(sheet([office(1)]), r"xl/worksheets/sheet1\.xml", lambda data: data[: len(data) // 2])
    assert problems(content) == [("", "not_xlsx")]


def test_rows_beyond_what_the_file_says_it_has_are_read_too() -> None:
    lying = patched(
        sheet([office(number) for number in range(1, 21)]),
        r"xl/worksheets/sheet1\.xml",
        lambda data: data.replace(b'ref="A1:F21"', b'ref="A1:F3"'),
    )
    assert len(read_sheet(OFFICES, io.BytesIO(lying)).rows) == 20


def test_a_sheet_of_a_million_empty_lines_is_refused_quickly() -> None:
    book = Workbook()
    page = book.active
    page.append([TITLES[name] for name in OFFICE])
    page.append(list(OFFICE.values()))
    page.cell(1_048_576, 1, "x")
    assert problems(saved(book)) == [("", "too_many_rows")]


def test_a_refused_sheet_leaves_no_row_behind(people: dict[str, User], merger: Dossier) -> None:
    seen = Dossier.objects.get(pk=merger.pk).head_seq
    handed = hand_in(merger, OFFICES, "giver", [office(1), office(2, kind="?")], actor=people["son"])
    assert (handed.state, handed.problem_count) == (State.REFUSED, 1)
    merger.refresh_from_db()
    assert (Row.objects.count(), merger.head_seq) == (0, seen)


def test_problems_beyond_three_hundred_are_counted(people: dict[str, User], merger: Dossier) -> None:
    rows: list[dict[str, Any]] = [office(number, kind="?") for number in range(1, 401)]
    handed = hand_in(merger, OFFICES, "giver", rows, actor=people["son"])
    assert (len(handed.problems), handed.problem_count) == (300, 400)
