"""A spreadsheet from outside, opened with care: nothing of it is trusted before it has been looked at."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workflows.errors import BadInput

LARGEST = 20_000_000  # bytes as sent
UNPACKED = 120_000_000  # bytes of all parts
PARTS = 500
STEP = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, or an .xlsx with a password


class BadSheet(Exception):
    """The file as a whole cannot be read; ``why`` is one of `reasons.FILE`."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Any]:
    """The workbook, read row by row.

    Raises:
        BadSheet: it is empty, too large, packed to burst, protected, or no .xlsx at all.
    """
    _look_inside(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, ParseError, zipfile.BadZipFile, OSError) as broken:
        raise BadSheet("not_xlsx") from broken
    try:
        yield book
    finally:
        book.close()


def _look_inside(file: IO[bytes]) -> None:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(8)
    if size == 0:
        raise BadSheet("empty_file")
    if size > LARGEST:
        raise BadSheet("too_large", most=LARGEST // 1_000_000)
    if head == OLE:
        raise BadSheet("old_or_locked")
    try:
        with zipfile.ZipFile(file) as archive:
            _unpacks_to_something_sane(archive)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError, struct.error, zlib.error) as broken:
        raise BadSheet("not_xlsx") from broken


def _unpacks_to_something_sane(archive: zipfile.ZipFile) -> None:
    """The parts are unpacked once, a piece at a time, before anybody builds anything out of them."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise BadSheet("not_xlsx")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BadSheet("macros")
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise BadSheet("bomb", most=UNPACKED // 1_000_000)
    left = UNPACKED
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            tail = b""
            while piece := stream.read(STEP):
                left -= len(piece)
                if left < 0:
                    raise BadSheet("bomb", most=UNPACKED // 1_000_000)
                # No sheet needs a document type, and entities are how a small file becomes a large one.
                plain = (tail + piece).replace(b"\0", b"")
                if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                    raise BadSheet("not_xlsx")
                tail = plain[-16:]


_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def merged_cells(file: IO[bytes], sheet_path: str) -> list[tuple[str, int, int]]:
    """Merged ranges of a sheet as (range, first row, last row)."""
    with zipfile.ZipFile(file) as archive, archive.open(sheet_path) as stream:
        found, tail = [], b""
        while piece := stream.read(STEP):
            text = tail + piece
            for a, first, b, last in _MERGED.findall(text):
                found.append((f"{a.decode()}{first.decode()}:{b.decode()}{last.decode()}", int(first), int(last)))
            tail = text[-100:]
    return sorted(set(found), key=lambda one: one[1])


def check_size(size: int) -> None:
    """Refuse before anything is stored. BadInput with the reason."""
    from reorg.registers.sheets.reasons import file_reason

    if size == 0:
        raise BadInput(file_reason("empty_file", {}), "file")
    if size > LARGEST:
        raise BadInput(file_reason("too_large", {"most": LARGEST // 1_000_000}), "file")
