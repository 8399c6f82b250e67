"""The real papers and figures of the Hải Dương – Hải Phòng case, as the fixture has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from reorg.people.loading import fixture
from reorg.people.models import Organisation
from workflows.text import Text


@dataclass(frozen=True)
class RealPaper:
    """A paper that exists: registered by number, date, issuer and source, never with a text of ours."""

    key: str
    type: str
    symbol: str
    issuer: str
    date: date | None
    subject: Text
    step: str
    track: str
    confidence: str
    note: str
    source: str


@cache
def case() -> dict[str, Any]:
    data: dict[str, Any] = fixture("hai_phong_case")
    return data


def papers(track: str, *steps: str) -> list[RealPaper]:
    """The papers of one of the two dossiers (``province`` or ``commune``) that belong to these steps."""
    names = dict(Organisation.objects.values_list("key", "title_vi"))
    return [
        RealPaper(
            key=row["key"],
            type=row["type"],
            symbol=row["number"] or "",
            issuer=names.get(row["issuer"]) or row["issuer_vi"],
            date=date.fromisoformat(row["date"]) if row["date"] else None,
            subject=Text(row["subject_vi"], row["subject_en"]),
            step=row["step"],
            track=row["track"],
            confidence=row["confidence"],
            note=row["note_vi"] or "",
            source=", ".join(row["sources"]),
        )
        for row in case()["documents"]
        if row["track"] in (track, "both") and row["step"] in steps
    ]
