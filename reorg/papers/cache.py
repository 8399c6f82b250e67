"""Printed chunks of events, kept by what is in them: a trail only grows, so what was printed once is printed once.

A chunk is known by the hash of its events, of the page around them and of all that prints (templates, fonts, our own
code, the libraries): whatever changes, it is another chunk. Each is a file that appears whole or not at all, so that
any number of processes may write; one that is damaged is printed anew. Chunks are stored as soon as they are
printed: printing that was stopped halfway goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils import translation

from reorg.papers import fonts, trail
from reorg.papers.binding import bind
from reorg.papers.content import TrailPaper, map_text
from reorg.papers.errors import PaperError
from reorg.papers.press import Part, Place, print_part
from reorg.papers.words import Words

LIMIT = 2_000_000_000  # bytes of chunks that are kept; what was not asked for longest goes first
SWEEP_EVERY = 64
"""Counting what is kept costs time: it is done once in so many chunks."""
HELP_FROM = 100
"""Events: below this a second process takes longer to start than it saves."""
LIBRARIES = ("weasyprint", "pydyf", "fonttools", "pikepdf", "tinycss2", "tinyhtml5", "pyphen", "django")


class Shelf:
    """A folder of printed chunks, bounded in size."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

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


def shelf() -> Shelf:
    return Shelf(Path(settings.VAR_DIR) / "papers" / "chunks")


# What a chunk is known by


@cache
def press_digest() -> str:
    """Of all that decides how a chunk looks beside its content: code, templates, fonts, libraries."""
    made = hashlib.sha256()
    here = Path(__file__).parent
    templates = fonts.ROOT / "templates" / "papers"
    code = [here / name for name in ("press.py", "trail.py", "words.py", "fonts.py", "templatetags/papers.py")]
    files = [*code, *sorted(path for path in templates.rglob("*") if path.is_file())]
    for path in [*files, *fonts.font_files().values()]:
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


def key_of(chunk: trail.Chunk, page: str, paper: TrailPaper) -> str:
    """``page`` is the page around the chunk: its head, its style, whatever it says of the dossier."""
    return _digest(paper.language, str(paper.timezone), page, repr(chunk))


def _digest(*texts: str) -> str:
    made = hashlib.sha256(press_digest().encode())
    for text in texts:
        piece = text.encode("utf-8", "surrogatepass")
        made.update(len(piece).to_bytes(8) + piece)
    return made.hexdigest()


# Printing


@dataclass(frozen=True)
class _Sheet:
    """A part to be printed, and where it is kept; "" for what changes with each export."""

    html: Callable[[], str]
    key: str = ""


@contextmanager
def helpers(count: int = trail.PROCESSES - 1) -> Iterator[Executor]:
    """Processes that help the caller's own to print, for one paper or several in a row."""
    # Not fork: the caller may hold database connections and threads.
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


class Printing:
    """One trail being printed from what is kept and what is new."""

    def __init__(self, paper: TrailPaper, kept: Shelf) -> None:
        self.paper = map_text(paper, fonts.clean)
        # The time of the export goes into the head of every sheet; binding keeps only that of page 1.
        self.undated = replace(self.paper, exported_at=paper.opened_at)
        self.words = Words(paper.language, paper.timezone)
        self.shelf = kept
        self.chunks = list(trail.in_chunks(self.paper.events, self.paper))
        self.waiting: deque[int] = deque()
        self.elsewhere: dict[int, Future[Part]] = {}
        self.taking = Lock()

    @cached_property
    def sheets(self) -> list[_Sheet]:
        """All that comes after page 1, in order."""
        around = {first: self._events(trail.Chunk((), first)) for first in (True, False)}
        events = [
            _Sheet(lambda chunk=chunk: self._events(chunk), key_of(chunk, around[chunk.first], self.paper))  # type: ignore[misc]
            for chunk in self.chunks
        ]
        events[-1] = _Sheet(events[-1].html)  # it will have grown by the next time
        plan = self._plan()  # soon written, and rarely another one than last time
        return [_Sheet(lambda: plan, _digest(plan)), *events, _Sheet(self._annex)]

    def parts(self, pool: Executor | None, done: Callable[[int], None]) -> list[Part]:
        """Page 1 and all that follows. ``done`` hears how many of these are ready; it may raise, to stop."""
        with translation.override(None):  # the paper's language is stated, not the reader's
            ready = self._kept()
            try:
                self._share_out(pool, [n for n in range(len(self.sheets)) if n not in ready])
                summary = trail._summary(self.paper, self.words)
                done(len(ready) + 1)
                for _ in range(len(self.sheets) - len(ready)):
                    number, part = self._next()
                    ready[number] = part
                    done(len(ready) + 1)
            except BrokenProcessPool:
                raise PaperError("A printing process was stopped; print again.") from None
            finally:
                self._take_back()
        return [summary, *(ready[number] for number in range(len(self.sheets)))]

    def _kept(self) -> dict[int, Part]:
        found = {n: self.shelf.get(sheet.key) for n, sheet in enumerate(self.sheets) if sheet.key}
        return {number: part for number, part in found.items() if part}

    def _share_out(self, pool: Executor | None, missing: list[int]) -> None:
        """The longest first, or one process would end on it while the other idles. Each helper gets one at a time."""
        self.pages = {number: self.sheets[number].html() for number in missing}
        self.waiting.extend(sorted(missing, key=lambda number: len(self.pages[number]), reverse=True))
        if pool and len(missing) > 1:
            for _ in range(trail.PROCESSES - 1):
                self._help(pool)

    def _help(self, pool: Executor) -> None:
        with self.taking:
            if not self.waiting:
                return
            number = self.waiting.popleft()
            future = pool.submit(printed, *self._order(number))
            self.elsewhere[number] = future
        future.add_done_callback(lambda done: None if done.cancelled() else self._help(pool))

    def _next(self) -> tuple[int, Part]:
        """The next part that is ready: made here, unless nothing is left to make."""
        with self.taking:
            number = next((n for n, future in self.elsewhere.items() if future.done() or not self.waiting), None)
            future = self.elsewhere.pop(number) if number is not None else None
            mine = self.waiting.popleft() if future is None else None
        if number is not None and future is not None:
            return number, future.result()
        assert mine is not None
        return mine, printed(*self._order(mine))

    def _take_back(self) -> None:
        with self.taking:
            self.waiting.clear()
        for future in self.elsewhere.values():
            future.cancel()

    def _order(self, number: int) -> tuple[str, str, Path, int]:
        return self.pages[number], self.sheets[number].key, self.shelf.folder, self.shelf.limit

    def _events(self, chunk: trail.Chunk) -> str:
        return trail._html("events", self.undated, self.words, {"chunk": chunk})

    def _plan(self) -> str:
        return trail._html("plan", self.undated, self.words, trail._plan(self.paper))

    def _annex(self) -> str:
        return trail._html("annex", self.paper, self.words, trail._annex(self.paper, self.words))


def printed(html: str, key: str, folder: Path, limit: int) -> Part:
    """A part, printed and kept at once: whoever waits for it may be gone before it is ready."""
    part = print_part(html)
    if key:
        Shelf(folder, limit).put(key, part)
    return part


def render_trail(
    paper: TrailPaper,
    *,
    processes: int | None = None,
    pool: Executor | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    progress: trail.Progress | None = None,
    kept: Shelf | None = None,
) -> bytes:
    """The same bytes as ``trail.render_trail``, and no chunk printed twice.

    ``pool``: helpers that are there already.
    """
    printing = Printing(paper, kept or shelf())
    total = len(printing.chunks) + 3

    def tell(done: int) -> None:
        if progress:
            progress(done, total)

    if processes is None:
        processes = trail.PROCESSES if len(paper.events) > HELP_FROM else 1
    opened: Any = helpers(processes - 1) if pool is None and processes > 1 else nullcontext(pool)
    with opened as hands:
        parts = printing.parts(hands, tell)
    pdf = bind(parts, trail._binding(printing.paper, printing.words, printing.chunks))
    return sign(pdf) if sign else pdf
