"""Words in two languages, and text made comparable without its diacritics."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """A phrase of a procedure in Vietnamese and English; shows itself in the reader's language."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "vi").startswith("en") else self.vi

    def as_fact(self) -> dict[str, str]:
        """The form in which it is written into the trail: both languages, so that any reader is served."""
        return {"vi": self.vi, "en": self.en}


def in_language(value: Any, language: str) -> Any:
    """A fact as a reader of one language sees it: ``{"vi", "en"}`` pairs are resolved, the rest is left alone."""
    if isinstance(value, dict) and set(value) == {"vi", "en"}:
        return value[language if language in value else "vi"]
    return value


def fold(text: str) -> str:
    """Lower case, without Vietnamese diacritics, single spaces: what searches compare."""
    text = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(bare.lower().split())
