"""The words of an uploaded draft: plain text, or the paragraphs of a Word file."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.etree.ElementTree import ParseError

from django.core.files.base import File
from django.utils.translation import gettext as _
from lxml import etree

from workflows.errors import BadInput
from workflows.files import check_file

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
LONGEST = 400_000  # letters
UNPACKED = 20_000_000  # bytes


def text_of(file: File[bytes]) -> str:
    """The text of a .txt or .docx file.

    Raises:
        BadInput: it is neither, or its text cannot be read.
    """
    checked = check_file(file)
    if checked.content_type == "text/plain":
        file.seek(0)
        try:
            return str(file.read(), "utf-8-sig")
        except UnicodeDecodeError:
            raise BadInput(_("The file is not in Unicode (UTF-8). Save it again as UTF-8."), "file") from None
    if checked.content_type != WORD:
        raise BadInput(_("A draft is a Word file (.docx) or plain text, so that drafts can be compared."), "file")
    file.seek(0)
    return _word(file)


def _word(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo("word/document.xml").file_size > UNPACKED:
                raise BadInput(_("The text of this file is too large. Take pictures out of it, or split it."), "file")
            body = archive.read("word/document.xml")
        # No entities, no network, no document type: a draft needs none of them.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(body, parser)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError, ValueError, ParseError, etree.Error):
        raise BadInput(_("This Word file cannot be read. Open it and save it again as .docx."), "file") from None
    lines = []
    for paragraph in root.iterfind(".//w:p", NAMES):
        lines.append("".join(part.text or "" for part in paragraph.iterfind(".//w:t", NAMES)))
    return "\n".join(lines)
