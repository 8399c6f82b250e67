"""HTML in, one PDF part out. Knows neither Django nor dossiers, so a bare process can run it.

A warning from WeasyPrint is an error here: a rule it ignored or a picture it dropped would be a
paper that silently says less than it should.
"""

import gc
import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from xml.etree import ElementTree

import pikepdf
import weasyprint
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reorg.papers import fonts
from reorg.papers.errors import PaperError

PLAIN, TAGGED = "pdf/a-3u", "pdf/a-3a"
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


def print_part(html: str, variant: str = PLAIN) -> Part:
    """``html`` is also XML: every element closed, no named entities but XML's own."""
    with _warnings_raise(), _rare_collection():
        document = _Paper(html).render(font_config=_font_configuration(), pdf_variant=variant)
        # WeasyPrint always compresses at level 9; level 6 later costs a sixth less time for the same size.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 forgets to close its colour profile
            raw = document.write_pdf(pdf_variant=variant, uncompressed_pdf=True)
    return Part(_compressed(raw), len(document.pages), _places(document))


class _Paper(HTML):
    """A page of ours, taken in faster than pages of strangers.

    The reader of HTML for any page takes a tenth of the time of a long paper, the reader of XML nothing. And the style
    sheet of WeasyPrint gives each element six marks of lists and notes, which papers do not have: another tenth.
    """

    def __init__(self, html: str) -> None:
        try:
            root = ElementTree.fromstring(html)  # noqa: S314 - ours; what people wrote in it is escaped
        except ElementTree.ParseError as error:
            raise PaperError(f"A paper is not well-formed: {error}") from None
        self.base_url = None
        self.url_fetcher = _OnlyOurs()
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_plain_style()]


@cache
def _plain_style() -> CSS:
    """WeasyPrint's own style sheet without what it says of the marks of all elements."""
    rules = (Path(weasyprint.__file__).parent / "css" / "html5_ua.css").read_text().splitlines()
    return CSS(string="\n".join(rule for rule in rules if not rule.startswith("::")))


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
    """With a folder of its own for the fonts, which goes when the process ends, be it a helper."""
    made = FontConfiguration()
    made._folder = Path(mkdtemp(prefix="weasyprint-"))
    Finalize(None, rmtree, (made._folder,), {"ignore_errors": True}, exitpriority=0)
    return made


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
