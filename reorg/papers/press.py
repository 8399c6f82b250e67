"""HTML in, one PDF part out. Knows neither Django nor dossiers, so a bare process can run it.

A warning from WeasyPrint is an error here: a rule it ignored or a picture it dropped would be a
paper that silently says less than it should.
"""

import gc
import io
import logging
import multiprocessing
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reorg.papers import fonts
from reorg.papers.errors import PaperError

VARIANT = "pdf/a-3u"
POINTS_PER_PIXEL = 0.75

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element with an id came to stand: page of the part, box in points from its bottom."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Part:
    pdf: bytes
    pages: int
    places: dict[str, Place]


def print_part(html: str) -> Part:
    with _warnings_raise(), _rare_collection():
        document = HTML(string=html, url_fetcher=_OnlyOurs()).render(
            font_config=_font_configuration(), pdf_variant=VARIANT
        )
        # WeasyPrint always compresses at level 9; level 6 later costs a sixth less time for the same size.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 forgets to close its colour profile
            raw = document.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True)
    return Part(_compressed(raw), len(document.pages), _places(document))


def print_parts(
    pages: Iterable[str], *, processes: int = 1, progress: Callable[[int], None] | None = None
) -> list[Part]:
    """The parts in order; with several processes, printed side by side.

    An exception from `progress` stops the work: that is how a job is cancelled.
    """
    printed: list[Part] = []
    for part in _side_by_side(list(pages), processes) if processes > 1 else map(print_part, pages):
        printed.append(part)
        if progress:
            progress(len(printed))
    return printed


def _side_by_side(pages: list[str], processes: int) -> Iterator[Part]:
    # Not fork: the caller may hold database connections and threads.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        # The longest first, or one process would end on it while the other idles.
        longest_first = sorted(range(len(pages)), key=lambda number: len(pages[number]), reverse=True)
        coming = {number: pool.submit(print_part, pages[number]) for number in longest_first}
        try:
            for number in range(len(pages)):
                yield coming.pop(number).result()
        except BrokenProcessPool:
            raise PaperError("A printing process was stopped; print again.") from None
        finally:
            pool.shutdown(cancel_futures=True)


def _compressed(raw: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _places(document: Any) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for number, page in enumerate(document.pages):
        for name, (x1, y1, x2, y2) in page.anchors.items():
            left, right = x1 * POINTS_PER_PIXEL, x2 * POINTS_PER_PIXEL
            bottom, top = ((page.height - y) * POINTS_PER_PIXEL for y in (max(y1, y2), min(y1, y2)))
            places.setdefault(name, Place(number, left, bottom, right, top))
    return places


@cache
def _font_configuration() -> FontConfiguration:
    return FontConfiguration()


class _OnlyOurs(URLFetcher):
    """Our font files and data: addresses. Nothing from the network, nothing else from the disk."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        if not url.startswith("data:") and url not in _font_urls():
            raise FatalURLFetchingError(f"A paper may not load {url}")
        return super().fetch(url, headers)


@cache
def _font_urls() -> frozenset[str]:
    return frozenset(path.as_uri() for path in fonts.font_files().values())


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _warnings_raise() -> Iterator[None]:
    logger, collector = logging.getLogger("weasyprint"), _Collector()
    logger.addHandler(collector)
    try:
        yield
    except FatalURLFetchingError as error:
        raise PaperError(str(error)) from None
    finally:
        logger.removeHandler(collector)
    if collector.messages:
        raise PaperError("WeasyPrint warned: " + "; ".join(collector.messages))


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Layout makes millions of objects and almost no garbage; the default pace of collection is a tenth of the time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
