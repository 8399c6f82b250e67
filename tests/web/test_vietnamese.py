"""Vietnamese as an office writes it: one form of address, figures as they are read."""

from __future__ import annotations

import re
from decimal import Decimal

import polib
import pytest
from django.conf import settings
from django.utils import translation

from reorg.web.templatetags.web import number

CATALOGUE = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize(
    ("language", "figure", "read"),
    [("vi", 12_500, "12.500"), ("vi", Decimal("1668.28"), "1.668,28"), ("vi", 900, "900"), ("en", 12_500, "12,500")],
)
def test_figures_have_their_thousands_apart(language: str, figure: object, read: str) -> None:
    with translation.override(language):
        assert number(figure) == read


def test_readers_are_addressed_in_one_way() -> None:
    said = [text for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete for text in _texts(entry)]
    assert [text for text in said if re.search(r"\b(bạn|quý vị)\b", text, re.IGNORECASE)] == []


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]
