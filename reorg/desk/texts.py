"""The words of a paper, page by page, as far as they can be drawn from its file; and how large it is."""

from __future__ import annotations

import re
import time
import zipfile
from functools import lru_cache
from typing import IO, NamedTuple

import pikepdf
from django.core.files.base import File
from lxml import etree
from pypdf import PdfReader

from reorg.drafting import texts as drafts
from reorg.drafting.comparing import Row, compare, paragraphs
from workflows.errors import BadInput
from workflows.models import DocumentVersion

PDF = "application/pdf"
ODT = "application/vnd.oasis.opendocument.text"
LARGEST = 20_000_000  # bytes of a file whose text is drawn
MOST_PAGES = 300
PATIENCE = 8.0  # seconds
UNPACKED = 20_000_000  # bytes
LETTERS = 400_000
SHORT = 40  # letters: a shorter line ends a paragraph
ENDS = ".;:!?…/"
BEGINS = re.compile(r"[-–+•]\s|\(?\w{1,3}[.)]\s|Điều |Chương |Phần |Mục |Article |Chapter ")
ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


STORED = DocumentVersion._meta.get_field("file").storage


class Drawn(NamedTuple):
    """The text of each page; files without pages have one. ``cut``: there is more that was not drawn."""

    pages: tuple[str, ...]
    cut: bool = False

    @property
    def empty(self) -> bool:
        return not any(page.strip() for page in self.pages)


def text_of(version: DocumentVersion) -> Drawn:
    """What can be read of a version; nothing for a scan, a picture, a table, or a file that is too large."""
    if not version.file or version.size > LARGEST:
        return Drawn(())
    return _drawn(version.sha256, version.content_type, version.file.name)


@lru_cache(maxsize=16)
def _drawn(sha256: str, content_type: str, name: str) -> Drawn:
    """By its hash: a version never changes."""
    with STORED.open(name, "rb") as file:
        return _read(content_type, file)


def _read(content_type: str, file: File[bytes]) -> Drawn:
    if content_type == PDF:
        return _pdf(file)
    if content_type == ODT:
        return _odt(file)
    try:
        return Drawn((drafts.text_of(file),))
    except BadInput:
        return Drawn(())


def _pdf(file: IO[bytes]) -> Drawn:
    """Page after page, for as long as anybody waits for a page of ours."""
    until, letters = time.monotonic() + PATIENCE, 0
    pages: list[str] = []
    try:
        reader = PdfReader(file)
        for page in reader.pages:
            if len(pages) == MOST_PAGES or letters > LETTERS or time.monotonic() > until:
                return Drawn(tuple(pages), cut=True)
            pages.append(unwrapped(page.extract_text()))
            letters += len(pages[-1])
    except Exception:  # whatever is wrong with somebody's PDF, there is no text then
        return Drawn(())
    return Drawn(tuple(pages))


def unwrapped(text: str) -> str:
    """Lines as they are set become paragraphs again, so that a word more does not shift all that follows."""
    whole: list[str] = []
    for line in paragraphs(text):
        goes_on = whole and len(whole[-1]) >= SHORT and whole[-1][-1] not in ENDS and not BEGINS.match(line)
        if goes_on:
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    return "\n".join(whole)


def _odt(file: IO[bytes]) -> Drawn:
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo("content.xml").file_size > UNPACKED:
                return Drawn(())
            root = etree.fromstring(
                archive.read("content.xml"), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            )
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError, ValueError, etree.Error):
        return Drawn(())
    return Drawn(("\n".join("".join(one.itertext()) for one in root.iter(f"{ODF}p", f"{ODF}h")),))


def pages_of(version: DocumentVersion) -> int | None:
    """How many pages a PDF has; None for other files and for what cannot be opened."""
    if version.content_type != PDF or not version.file:
        return None
    return _counted(version.sha256, version.file.name)


@lru_cache(maxsize=512)
def _counted(sha256: str, name: str) -> int | None:
    try:
        with STORED.open(name, "rb") as file, pikepdf.open(file) as pdf:  # type: ignore[arg-type]
            return len(pdf.pages)
    except (pikepdf.PdfError, OSError):
        return None


class PagedRow(NamedTuple):
    """A row of the comparison with the pages on which its paragraphs stand; 0 where there is none."""

    row: Row
    left_page: int
    right_page: int


def compared(old: Drawn, new: Drawn) -> list[PagedRow]:
    """Paragraph by paragraph, whatever page each has moved to."""
    left, right = _pages_of_paragraphs(old), _pages_of_paragraphs(new)
    return [
        PagedRow(row, left[row.left_no - 1] if row.left_no else 0, right[row.right_no - 1] if row.right_no else 0)
        for row in compare("\n".join(old.pages), "\n".join(new.pages))
    ]


def _pages_of_paragraphs(drawn: Drawn) -> list[int]:
    return [number for number, page in enumerate(drawn.pages, 1) for _ in paragraphs(page)]
