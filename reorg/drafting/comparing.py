"""Two drafts side by side: paragraphs matched, and in changed paragraphs the words that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

WORDS = re.compile(r"\w+|\s+|[^\w\s]+")
ALIKE = 0.35  # paragraphs less alike than this are one taken out and one put in
LONGEST = 4000  # words of a pair of paragraphs compared word by word


class Piece(NamedTuple):
    text: str
    changed: bool


@dataclass(frozen=True)
class Row:
    """One paragraph of either draft, or of both. ``kind``: same, changed, removed, added."""

    kind: str
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    left_no: int = 0
    right_no: int = 0


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def compare(old: str, new: str) -> list[Row]:
    left, right = paragraphs(old), paragraphs(new)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            for n, text in enumerate(left[a:b]):
                piece = (Piece(text, False),)
                rows.append(Row("same", piece, piece, a + n + 1, c + n + 1))
        else:
            rows += _changed(left[a:b], right[c:d], a, c)
    return rows


def _changed(left: list[str], right: list[str], at: int, to: int) -> Iterator[Row]:
    for n, (old, new) in enumerate(zip_longest(left, right)):
        if old is not None and new is not None and (pieces := _words(old, new)):
            yield Row("changed", pieces[0], pieces[1], at + n + 1, to + n + 1)
            continue
        if old is not None:
            yield Row("removed", left=(Piece(old, True),), left_no=at + n + 1)
        if new is not None:
            yield Row("added", right=(Piece(new, True),), right_no=to + n + 1)


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]] | None:
    """Both paragraphs in pieces; None when they have too little in common to be one paragraph changed."""
    a, b = WORDS.findall(old), WORDS.findall(new)
    if len(a) + len(b) > LONGEST:
        return None
    match = SequenceMatcher(None, a, b, autojunk=False)
    if match.ratio() < ALIKE:
        return None
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i, j, k, m in match.get_opcodes():
        if i < j:
            left.append(Piece("".join(a[i:j]), tag != "equal"))
        if k < m:
            right.append(Piece("".join(b[k:m]), tag != "equal"))
    return tuple(left), tuple(right)


def folded(rows: list[Row], around: int = 1) -> list[Row | int]:
    """The rows with long stretches of unchanged paragraphs as the number of them."""
    near = {n + d for n, row in enumerate(rows) if row.kind != "same" for d in range(-around, around + 1)}
    shown: list[Row | int] = []
    for n, row in enumerate(rows):
        if n in near:
            shown.append(row)
        elif shown and isinstance(shown[-1], int):
            shown[-1] += 1
        else:
            shown.append(1)
    return shown
