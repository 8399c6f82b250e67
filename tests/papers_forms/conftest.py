"""The dossier of the demonstration, walked once to the hand-over, and its papers printed once."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from pypdf import PdfReader

from reorg.demo.walk import province_merger
from reorg.papers.forms.content import FormPaper
from reorg.papers.forms.listing import paper_of, papers_of
from reorg.papers.forms.making import Listed
from reorg.papers.forms.printing import print_paper
from reorg.people.models import User
from reorg.units.loading import load_units
from workflows.models import Dossier

Printed = Callable[[str, str], bytes]


@pytest.fixture(scope="module")
def walked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Dossier]:
    """The merger as the demonstration leaves it; the database is put back afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_units(["30", "31"])
        yield province_merger({user.username: user for user in User.objects.all()})
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def listed(walked: Dossier, django_db_blocker: Any) -> list[Listed]:
    with django_db_blocker.unblock():
        return list(papers_of(walked))


@pytest.fixture(scope="module")
def gathered(walked: Dossier, listed: list[Listed], django_db_blocker: Any) -> Callable[..., FormPaper]:
    """One paper of a kind, the first unless another is wanted."""

    @cache
    def gather(kind: str, language: str = "vi", place: int = 0) -> FormPaper:
        pk = [one.pk for one in listed if one.kind == kind][place]
        with django_db_blocker.unblock():
            return paper_of(walked, kind, pk, language)  # type: ignore[arg-type]

    return gather


@pytest.fixture(scope="module")
def printed(gathered: Callable[..., FormPaper]) -> Callable[..., bytes]:
    @cache
    def make(kind: str, language: str = "vi", place: int = 0) -> bytes:
        return print_paper(gathered(kind, language, place))

    return make


def text_of(pdf: bytes) -> str:
    """What the pages say, with plain spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))
