import importlib
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from reorg.papers.printing import render_trail
from tests.papers.hai_phong import paper


@pytest.fixture(autouse=True)
def own_parts(settings: Any, tmp_path: Path) -> None:
    """Nothing is printed already because another test printed it."""
    settings.VAR_DIR = tmp_path


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


def findings_of(pdf: pikepdf.Pdf) -> list[object]:
    """What pikepdf's checker finds. It knows level B only and nothing of UA; make conformance asks for all of it."""
    claims = pdf.Root.Metadata.read_bytes()
    others = rb"<rdf:Description[^>]*>\s*<(?:pdfuaid:part|pdfaExtension:schemas)>.*?</rdf:Description>"
    level = re.sub(rb'(pdfaid:conformance(?:="|>))[AU]', rb"\1B", re.sub(others, b"", claims, flags=re.DOTALL))
    pdf.Root.Metadata.write(level)
    pdfa = importlib.import_module("pikepdf.pdfa")
    return list(pdfa.check(pdf, "3b").findings)
