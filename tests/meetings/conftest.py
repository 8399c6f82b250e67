from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reorg.meetings.models import Pack
from reorg.meetings.packs import freeze_pack
from reorg.people.models import Organisation, User
from tests import cast
from workflows.models import Document, DocumentVersion, Dossier

People = dict[str, User]
DAY = date(2025, 5, 6)


@pytest.fixture
def papers(merger: Dossier, people: People) -> list[Document]:
    """The scheme and the submission of the merger."""
    return [
        cast.paper(merger, "ĐA", actor=people["anh"], symbol="01/ĐA-UBND", signed=True),
        cast.paper(merger, "TTr", actor=people["anh"], symbol="02/TTr-UBND", signed=True, text="b"),
    ]


@pytest.fixture
def moha() -> Organisation:
    return Organisation.objects.get(key="moha")


def newest(papers: list[Document]) -> list[DocumentVersion]:
    return [paper.versions.latest("no") for paper in papers]


def frozen(dossier: Dossier, papers: list[Document], actor: User, **other: Any) -> Pack:
    body = Organisation.objects.get(key="moha")
    given: dict[str, Any] = {
        "purpose": "appraisal",
        "body": body,
        "held_on": DAY,
        "subject": "Đề án sáp nhập tỉnh",
        "versions": newest(papers),
        "addressees": [body],
    }
    return freeze_pack(dossier, **given | other, actor=actor)
