"""Uploaded files: checked by their content, named safely, hashed."""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from workflows.errors import BadInput

OFFICE = {
    "word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
# What an office may hand in: (content type, endings it may be named with).
ACCEPTED = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "text/plain": ("txt", "csv"),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    **{mime: (ending,) for mime, ending in OFFICE.values()},
}


@dataclass(frozen=True)
class Checked:
    """A file that was accepted: a safe name, its size in bytes, its real content type, its SHA-256 in hex."""

    file: File[bytes]
    name: str
    size: int
    content_type: str
    sha256: str


def check_file(file: File[bytes]) -> Checked:
    """Check an uploaded file.

    Raises:
        BadInput: it is empty, too large, of a kind that is not accepted, or not what its name says. The message says
            how to mend it.
    """
    name = safe_name(file.name or "")
    size = file.size or 0
    if size == 0:
        raise BadInput(_("The file “%(name)s” is empty. Choose the file again.") % {"name": name}, "file")
    if size > settings.MAX_UPLOAD:
        raise BadInput(
            _("The file “%(name)s” is larger than %(limit)d MB. Make it smaller or split it.")
            % {"name": name, "limit": settings.MAX_UPLOAD // 1_000_000},
            "file",
        )
    kind = _kind(file)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if kind is None or ending not in ACCEPTED[kind]:
        raise BadInput(
            _("“%(name)s” is not what is accepted here: a PDF, Word, Excel, OpenDocument, picture or plain text file.")
            % {"name": name},
            "file",
        )
    # The storage takes the file's own name: let it be the safe one.
    return Checked(File(file, name), name, size, kind, hash_of(file))


def hash_of(file: File[bytes]) -> str:
    hashed = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        hashed.update(chunk)
    file.seek(0)
    return hashed.hexdigest()


def safe_name(name: str) -> str:
    """The last part of a name, without control characters or what file systems forbid; at most 120 letters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]+', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(name) > 120:
        name = stem[: 119 - len(ending)] + dot + ending
    return name[:120] or "file"


def _kind(file: File[bytes]) -> str | None:
    """The content type by the file's own bytes; None for anything not accepted."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if _is_text(head):
        return "text/plain" if not head.startswith(b"%PDF-") else "application/pdf"
    try:
        mime: str = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return mime if mime in ACCEPTED else None


def _zip_kind(file: File[bytes]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            first = archive.getinfo("mimetype") if "mimetype" in names else None
            if first and first.compress_type == zipfile.ZIP_STORED and first.file_size < 100:
                mime = archive.read("mimetype").decode("ascii", "replace")
                return mime if mime in ACCEPTED else None
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, struct.error):
        return None  # whatever zipfile stumbles over, it is no document
    finally:
        file.seek(0)
    return next((mime for folder, (mime, _ending) in OFFICE.items() if any(n.startswith(folder) for n in names)), None)


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.lstrip()[:1] == b"<":
        return False
    for cut in range(4):  # the last letter may have been cut in two
        try:
            head[: len(head) - cut].decode("utf-8")
            return True
        except UnicodeDecodeError:
            continue
    return False
