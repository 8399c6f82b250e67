"""What an act of administration would bring about, said before it is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SHOWN = 25  # rows of one consequence that are named; all are counted


@dataclass(frozen=True)
class Row:
    """One thing concerned: what it is, what becomes of it, and where to see to it first."""

    what: str
    more: str = ""
    url: str = ""


@dataclass(frozen=True)
class Consequence:
    """One kind of thing concerned. ``warns``: somebody should look before going on."""

    symbol: str
    title: str
    note: str = ""
    rows: tuple[Row, ...] = ()
    count: int = 0
    warns: bool = False

    @property
    def left(self) -> int:
        return self.count - len(self.rows)


def consequence(symbol: str, title: str, rows: Iterable[Row] = (), **options: Any) -> Consequence:
    every = list(rows)
    return Consequence(symbol, title, rows=tuple(every[:SHOWN]), count=options.pop("count", len(every)), **options)


def digest(found: Iterable[Consequence], *said: Any) -> str:
    """What was shown, in short: when it changed meanwhile, it is shown again before anything is done."""
    text = repr([(one.symbol, one.count, one.rows) for one in found]) + repr(said)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
