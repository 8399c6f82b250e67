"""All rulebooks, by kind and code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reorg.rulebooks import criteria, documents, retention
from reorg.rulebooks.book import Book
from workflows.errors import NotFound

KINDS: dict[str, tuple[Any, str, Callable[[], list[Book]]]] = {
    "documents": (gettext_lazy("Document sets"), "files", documents.books),
    "criteria": (gettext_lazy("Criteria"), "ruler-2", criteria.books),
    "retention": (gettext_lazy("Retention"), "archive", retention.books),
}


def book_of(kind: str, code: str) -> Book:
    if kind in KINDS:
        for book in KINDS[kind][2]():
            if book.code == code:
                return book
    raise NotFound(_("There are no such rules."))
