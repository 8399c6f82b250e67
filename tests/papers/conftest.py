import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from pypdf import PdfReader

from reorg.papers.trail import render_trail
from tests.papers.hai_phong import paper


@cache
def _printed(language: str, count: int) -> bytes:
    return render_trail(paper(language, count))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def printed() -> Callable[[str, int], bytes]:
    """The trail of Hải Phòng with so many events, printed once for all tests."""
    return _printed


@cache
def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeeze(text: str) -> str:
    """Without the line breaks of the page, and with plain spaces."""
    return "".join(text.split())


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))
