"""A restricted paper is told of in the trail, but what it is about is not."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile

from reorg.evidence.carried import documents_json, metadata_xml
from reorg.people.models import User
from tests.cast import PDF
from workflows import actions
from workflows.errors import BadInput
from workflows.models import DocumentType, Dossier
from workflows.text import Text

pytestmark = pytest.mark.django_db
SECRET = "Nhân sự chủ chốt"


def register(dossier: Dossier, actor: User, *, signed: bool) -> None:
    actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk="BC"),
        symbol="77/BC-UBND",
        issuer="UBND",
        date=date(2025, 4, 20),
        subject=Text(SECRET, "Key personnel"),
        actor=actor,
        signed=signed,
        restricted=True,
        file=ContentFile(PDF, name="nhan-su-chu-chot.pdf"),
    )


def test_neither_the_trail_nor_what_travels_with_it_tells_what_it_is_about(
    merger: Dossier, people: dict[str, User]
) -> None:
    register(merger, people["anh"], signed=False)
    told = "".join(merger.events.values_list("record", flat=True))
    carried = documents_json(merger).decode() + metadata_xml(merger, merger.events.all()).decode()
    for words in (SECRET, "Key personnel", "77/BC-UBND", "nhan-su-chu-chot"):
        assert words not in told
        assert words not in carried
    assert "văn bản hạn chế" in told


def test_what_leaders_sign_cannot_be_kept_from_them(merger: Dossier, people: dict[str, User]) -> None:
    with pytest.raises(BadInput) as refused:
        register(merger, people["anh"], signed=True)
    assert refused.value.field == "restricted"
