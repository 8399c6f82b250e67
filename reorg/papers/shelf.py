"""Printed parts of papers, kept by what is in them: a trail only grows, so what was printed once is printed once.

A part is known by the hash of its page and of all that prints it (our code, fonts, libraries): whatever changes, it is
another part. Each is a file that appears whole or not at all, so that any number of processes may write; one that is
damaged is printed anew. Parts are stored as soon as they are printed: printing that was stopped halfway goes on where
it stopped. Knows neither Django nor dossiers, so a bare process can print.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reorg.papers import fonts
from reorg.papers.press import Part, Place, print_part

LIMIT = 2_000_000_000  # bytes of parts that are kept; what was not asked for longest goes first
SWEEP_EVERY = 64
"""Counting what is kept costs time: it is done once in so many parts."""
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "cssselect2", "pyphen")


class Shelf:
    """A folder of printed chunks, bounded in size."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    def has(self, key: str) -> bool:
        return self._path(key).exists()

    def get(self, key: str) -> Part | None:
        path = self._path(key)
        try:
            part = unpacked(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)  # asked for just now
        return part

    def put(self, key: str, part: Part) -> None:
        """Keep a part. A full disk is no reason not to print."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "wb") as file:
                file.write(packed(part))
            Path(beside).replace(path)
        except OSError:
            return
        if int(key[:8], 16) % SWEEP_EVERY == 0:
            self.sweep()

    def sweep(self) -> None:
        """Let go of what was not asked for longest, until a tenth of the room is free."""
        found = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        kept = sum(size for _, size, _ in found)
        if kept <= self.limit:
            return
        for _, size, path in sorted(found):
            with suppress(OSError):
                path.unlink()
            kept -= size
            if kept <= self.limit * 9 // 10:
                return

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def packed(part: Part) -> bytes:
    """Its own hash, a line about its places, the file."""
    places = {name: [p.page, p.left, p.bottom, p.right, p.top] for name, p in part.places.items()}
    about = json.dumps({"pages": part.pages, "places": places}, ensure_ascii=False, separators=(",", ":"))
    body = about.encode() + b"\n" + part.pdf
    return hashlib.sha256(body).digest() + body


def unpacked(stored: bytes) -> Part:
    """The part as it was packed; ValueError if it is not whole."""
    body = stored[32:]
    if hashlib.sha256(body).digest() != stored[:32]:
        raise ValueError("a damaged part")
    line, _, pdf = body.partition(b"\n")
    about = json.loads(line)
    return Part(pdf, about["pages"], {name: Place(*box) for name, box in about["places"].items()})


@cache
def press_digest() -> str:
    """Of all that decides how a page is printed beside the page itself: code, fonts, libraries."""
    made = hashlib.sha256()
    for path in (Path(__file__).parent / "press.py", *fonts.font_files().values()):
        made.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    made.update(" ".join(_versions()).encode())
    return made.hexdigest()


def _versions() -> Iterator[str]:
    from weasyprint.text.ffi import pango

    yield f"pango={pango.pango_version()}"
    for name in LIBRARIES:
        try:
            yield f"{name}={version(name)}"
        except PackageNotFoundError:
            yield f"{name}="


def key_of(page: str, variant: str) -> str:
    return hashlib.sha256("\0".join((press_digest(), variant, page)).encode()).hexdigest()


def printed(page: str, variant: str, key: str, kept: Shelf) -> Part:
    """A part, printed and kept at once: whoever waits for it may be gone before it is ready. "" as key: not kept."""
    part = print_part(page, variant)
    if key:
        kept.put(key, part)
    return part
