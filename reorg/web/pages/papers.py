"""Papers as the pages list them."""

from __future__ import annotations

from typing import Any

from workflows import reading
from workflows.models import Document, Dossier


def papers_of(dossier: Dossier, user: Any) -> list[Document]:
    """The papers this person may see, each with its ``latest`` version (None when only the number is registered)."""
    papers = list(reading.documents_for(user, dossier))
    for paper in papers:
        paper.latest = next(iter(list(paper.versions.all())[-1:]), None)  # type: ignore[attr-defined]
    return papers
