"""Contents that must be in a paper: dated data, found in a draft by their words, with the place shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from reorg.people.loading import fixture
from workflows.text import Text, fold

AROUND = 60  # letters shown either side of what was found


@dataclass(frozen=True)
class Item:
    code: str
    title: Text
    all_of: tuple[tuple[str, ...], ...]
    """Of each group one wording has to be there."""
    source: str
    confidence: str


@dataclass(frozen=True)
class Required:
    code: str
    title: Text
    basis: Text
    valid_from: date
    valid_to: date | None
    source: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Found:
    """One required content: where the draft has it, or which wordings are missing."""

    item: Item
    excerpt: str = ""
    missing: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        return not self.missing


@cache
def sets() -> dict[str, Required]:
    return {row["code"]: _set(row) for row in fixture("required_contents")["sets"]}


def _set(row: dict[str, Any]) -> Required:
    return Required(
        code=row["code"],
        title=Text(row["title_vi"], row["title_en"]),
        basis=Text(row["basis_vi"], row["basis_en"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
        items=tuple(
            Item(
                code=item["code"],
                title=Text(item["title_vi"], item["title_en"]),
                all_of=tuple(tuple(group) for group in item["all_of"]),
                source=item["source"],
                confidence=item["confidence"],
            )
            for item in row["items"]
        ),
    )


def in_force(day: date) -> list[Required]:
    return [one for one in sets().values() if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)]


def check(required: str, text: str) -> list[Found]:
    """Every content of the set, found or not. Compared without diacritics and regardless of spacing."""
    known = sets().get(required)
    if known is None:
        return []
    plain = " ".join(text.split())
    folded = fold(plain)
    return [_found(item, plain, folded) for item in known.items]


def _found(item: Item, plain: str, folded: str) -> Found:
    excerpt, missing = "", []
    for group in item.all_of:
        place = next((at for words in group if (at := _at(folded, fold(words))) >= 0), -1)
        if place < 0:
            missing.append(" / ".join(group))
        elif not excerpt and len(folded) == len(plain):  # folding keeps the length of text in composed letters
            begin, end = max(0, place - AROUND), place + AROUND
            excerpt = f"{'…' if begin else ''}{plain[begin:end]}{'…' if end < len(plain) else ''}"
    return Found(item, excerpt, tuple(missing))


def _at(folded: str, words: str) -> int:
    """Where the words stand as words: 57 is not in 157."""
    start = 0
    while (at := folded.find(words, start)) >= 0:
        after = at + len(words)
        if not (at and folded[at - 1].isalnum()) and not (after < len(folded) and folded[after].isalnum()):
            return at
        start = at + 1
    return -1
