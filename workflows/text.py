"""Words in two languages, and text made comparable without its diacritics."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
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
    """A fact as a reader of one language sees it: pairs of languages resolved, days written the reader's way."""
    if isinstance(value, dict) and set(value) == {"vi", "en"}:
        return value[language if language in value else "vi"]
    if value is None:
        return "—"
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        day = date.fromisoformat(found[1])
        shown = f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if language == "en" else f"{day:%d/%m/%Y}"
        return shown + (found[2] or "")
    return value


_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case, without Vietnamese diacritics, single spaces: what searches compare."""
    text = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(bare.lower().split())
