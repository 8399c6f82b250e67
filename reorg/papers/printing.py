"""A trail on paper, from the parts that were printed before and what is new."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from reorg.papers import fonts, narrative, shelf, trail
from reorg.papers.binding import bind
from reorg.papers.content import TrailPaper, map_text
from reorg.papers.errors import PaperError
from reorg.papers.press import PLAIN, TAGGED, Part
from reorg.papers.shelf import Shelf
from reorg.papers.words import Words

PROCESSES = 2
HELP_FROM = 100
"""Events: below this a second process takes longer to start than it saves."""
TAGGED_UP_TO = 300
"""Events: a longer trail is not tagged, for validators and difference analysis take minutes over its tags."""

Progress = Callable[[int, int], None]


def render_trail(
    paper: TrailPaper,
    *,
    processes: int | None = None,
    pool: Executor | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    progress: Progress | None = None,
    kept: Shelf | None = None,
) -> bytes:
    """The trail as PDF/A-3a and PDF/UA-1, a long one as PDF/A-3u. Same paper, same bytes, whatever was kept before.

    ``sign`` gets the bytes last and may append. ``progress`` hears (parts ready, parts in all); an exception from it
    stops the work: that is how a job is cancelled. ``pool``: helpers that are there already.

    Raises:
        PaperError: it cannot be printed as it should be.
    """
    if processes is None:
        processes = PROCESSES if len(paper.events) > HELP_FROM else 1
    printing = Printing(paper, own_shelf() if kept is None else kept)
    opened: Any = nullcontext(pool)
    if pool is None and processes > 1 and not printing.printed_before:
        opened = helpers(processes - 1)
    with opened as hands:
        total = len(printing.chunks) + 4
        parts = printing.parts(hands, lambda done: progress(done, total) if progress else None)
    pdf = bind(parts, trail.binding_of(printing.paper, printing.words, printing.chunks))
    return sign(pdf) if sign else pdf


def own_shelf() -> Shelf:
    return Shelf(Path(settings.VAR_DIR) / "papers" / "parts")


@contextmanager
def helpers(count: int = PROCESSES - 1) -> Iterator[Executor]:
    """Processes that help the caller's own to print, for one paper or several in a row."""
    # Forked, but not from the caller, who may hold database connections and threads: from a server without either,
    # which has the printing press in its memory already and stays for the next time.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["reorg.papers.shelf"])
    pool = ProcessPoolExecutor(count, mp_context=context)
    try:
        for _ in range(count):
            pool.submit(os.getpid)  # they come while the caller prepares the pages
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True)
class _Sheet:
    """A part to be printed, and where it is kept; "" for what changes with each export."""

    page: str
    key: str = ""


class Printing:
    """One trail being printed."""

    def __init__(self, paper: TrailPaper, kept: Shelf) -> None:
        self.paper = map_text(paper, fonts.clean)
        # The time of the export goes into the head of every sheet; binding keeps only that of page 1.
        self.undated = replace(self.paper, exported_at=paper.opened_at)
        self.words = Words(paper.language, paper.timezone)
        self.variant = TAGGED if len(paper.events) <= TAGGED_UP_TO else PLAIN
        self.kept = kept
        self.chunks = list(narrative.in_chunks(self.paper.events, paper.timezone))
        self.waiting: deque[int] = deque()
        self.elsewhere: dict[int, Future[Part]] = {}
        self.taking = Lock()

    def parts(self, pool: Executor | None, done: Callable[[int], None]) -> list[Part]:
        """Page 1 and all that follows. ``done`` hears how many of these are ready; it may raise, to stop."""
        ready: dict[int, Part] = {}
        self.missing: dict[int, _Sheet] = {}
        for number, sheet in enumerate(self._sheets()):
            part = self.kept.get(sheet.key) if sheet.key else None
            if part:
                ready[number] = part
            else:
                self.missing[number] = sheet
        count = len(ready) + len(self.missing)
        try:
            self._share_out(pool)
            summary = trail.summary_of(self.paper, self.words, self.variant)
            done(len(ready) + 1)
            while len(ready) < count:
                number, part = self._next()
                ready[number] = part
                done(len(ready) + 1)
        except BrokenProcessPool:
            raise PaperError("A printing process was stopped; print again.") from None
        finally:
            self._take_back()
        return [summary, *(ready[number] for number in range(count))]

    @property
    def printed_before(self) -> bool:
        """Whether no more than the end is new: a helper would take longer to come than it takes to print that."""
        *finished, _last = self.chunks
        return bool(finished) and self.kept.has(self._lasting(self._page_of(finished[-1])).key)

    def _page_of(self, chunk: narrative.Chunk) -> str:
        return trail.events_page(self.undated, self.words, chunk)

    def _sheets(self) -> Iterator[_Sheet]:
        """All that comes after page 1, in order."""
        *finished, last = self.chunks
        yield self._lasting(trail.plan_page(self.undated, self.words))
        for chunk in finished:
            yield self._lasting(self._page_of(chunk))
        yield _Sheet(self._page_of(last))  # it will have grown by the next time
        yield self._lasting(trail.annex_page(self.undated, self.words))
        yield _Sheet(trail.closing_page(self.paper, self.words))

    def _lasting(self, page: str) -> _Sheet:
        return _Sheet(page, shelf.key_of(page, self.variant))

    def _share_out(self, pool: Executor | None) -> None:
        """The longest first, or one process would end on it while the other idles. Each helper gets one at a time."""
        self.waiting.extend(sorted(self.missing, key=lambda number: len(self.missing[number].page), reverse=True))
        if pool and len(self.missing) > 1:
            for _ in range(PROCESSES - 1):  # nothing is promised to a helper that is not there yet
                pool.submit(os.getpid).add_done_callback(lambda came: None if came.cancelled() else self._help(pool))

    def _help(self, pool: Executor) -> None:
        with self.taking:
            if not self.waiting:
                return
            number = self.waiting[0]
            try:
                future = self.elsewhere[number] = pool.submit(shelf.printed, *self._order(number))
            except RuntimeError:  # nobody helps any more
                return
            self.waiting.popleft()
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
        return mine, shelf.printed(*self._order(mine))

    def _take_back(self) -> None:
        with self.taking:
            self.waiting.clear()
        for future in self.elsewhere.values():
            future.cancel()

    def _order(self, number: int) -> tuple[str, str, str, Shelf]:
        sheet = self.missing[number]
        return sheet.page, self.variant, sheet.key, self.kept
