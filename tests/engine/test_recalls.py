"""An issued paper taken back: its number stays, its text stays as evidence, and what was signed with it is undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction

from tests.cast import PDF, asked, drafted, paper, sign
from tests.engine.doing import People, fresh, verbs
from workflows import actions
from workflows.errors import BadInput, NotNow, NotReady, NotYou
from workflows.models import Document, DocumentType, Dossier, Recall
from workflows.readiness import readiness
from workflows.text import Text

pytestmark = pytest.mark.django_db


def recall(document: Document, people: People, who: str = "anh", **said: str) -> Recall:
    given = {"ground": "Sai số liệu dân số.", "authority": "UBND thành phố", "paper": "9/QĐ-UBND"} | said
    return actions.recall_document(document, **given, actor=people[who])


def replacement(dossier: Dossier, old: Document, people: People, **said: Any) -> Document:
    given: dict[str, Any] = {"type": old.type, "symbol": "02/ĐA-UBND", "replaces": old} | said
    return actions.register_document(
        dossier,
        issuer="UBND",
        date=None,
        subject=Text("Văn bản thay thế", "The paper that replaces it"),
        actor=people["anh"],
        file=ContentFile(PDF + b"new", name="moi.pdf"),
        **given,
    )


@pytest.fixture
def scheme(agency: Dossier, people: People) -> Document:
    abbr = agency.flow.step("draft").needs[0]
    made: Document = paper(agency, abbr, actor=people["anh"], symbol="01/ĐA-UBND", signed=True)
    return made


def test_its_number_stays_taken_and_its_text_is_untouched(agency: Dossier, scheme: Document, people: People) -> None:
    before = scheme.versions.get().sha256
    recall(scheme, people)
    with pytest.raises(BadInput, match=r"registered|đăng ký"):
        paper(agency, scheme.type_id, actor=people["anh"], symbol="01/ĐA-UBND", signed=True)
    with pytest.raises(NotNow):
        actions.add_version(scheme, file=ContentFile(PDF + b"x", name="x.pdf"), actor=people["anh"])
    assert Document.objects.get(pk=scheme.pk).versions.get().sha256 == before
    assert "document.recalled" in verbs(agency)


def test_the_step_that_needed_it_asks_for_a_replacement(agency: Dossier, scheme: Document, people: People) -> None:
    recall(scheme, people)
    places = [missing.place[0] for missing in readiness(fresh(agency))]
    assert "documents" in places
    assert "replacement" in places
    with pytest.raises(NotReady):
        actions.complete(asked(agency, people["anh"]), actor=people["anh"])
    new = replacement(agency, scheme, people)
    assert new.replaces == scheme
    assert "document.replaces" in verbs(agency)
    assert "replacement" not in [missing.place[0] for missing in readiness(fresh(agency))]


def test_what_was_signed_with_it_no_longer_counts(agency: Dossier, scheme: Document, people: People) -> None:
    drafted(agency, people)
    given = sign(agency, people["binh"])
    recall(scheme, people)
    given.refresh_from_db()
    assert not given.counts
    assert "01/ĐA-UBND" in given.superseded_why
    with pytest.raises(NotReady):
        sign(agency, people["binh"])


def test_the_same_person_recalls_it_once(agency: Dossier, scheme: Document, people: People) -> None:
    assert recall(scheme, people) == recall(scheme, people)
    assert verbs(agency).count("document.recalled") == 1


@pytest.mark.parametrize("who", ["binh", "cuc", "hanh", "phuc", "xuan"])
def test_others_recall_nothing(scheme: Document, people: People, who: str) -> None:
    with pytest.raises(NotYou):
        recall(scheme, people, who)


@pytest.mark.parametrize("said", [{"ground": " "}, {"authority": ""}])
def test_it_says_why_and_by_whose_order(scheme: Document, people: People, said: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        recall(scheme, people, **said)


def test_only_a_recalled_paper_of_its_type_is_replaced_and_only_once(
    agency: Dossier, scheme: Document, people: People
) -> None:
    with pytest.raises(BadInput, match=r"recalled|thu hồi"):
        replacement(agency, scheme, people)
    recall(scheme, people)
    scheme = Document.objects.get(pk=scheme.pk)
    other = DocumentType.objects.exclude(pk=scheme.type_id).first()
    with pytest.raises(BadInput, match=r"type|loại"):
        replacement(agency, scheme, people, type=other)
    replacement(agency, scheme, people)
    with pytest.raises(BadInput, match=r"replaced|thay thế"):
        replacement(agency, scheme, people, symbol="03/ĐA-UBND")


@pytest.mark.parametrize("statement", ["UPDATE workflows_recall SET ground = 'khác'", "DELETE FROM workflows_recall"])
def test_a_recall_stays(scheme: Document, people: People, as_application: str, statement: str) -> None:
    recall(scheme, people)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
