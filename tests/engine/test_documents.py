"""Papers of a dossier and their versions: who files what, and when."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from tests.cast import PDF, asked, drafted, paper, sign
from tests.engine.doing import People, at_appraisal, at_concurrence, fresh, phase, shown, told, verbs
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotNow, NotReady, NotYou
from workflows.models import Document, DocumentType, Dossier
from workflows.text import Text

pytestmark = pytest.mark.django_db


def version(document: Document, person: object, text: str) -> object:
    file = ContentFile(PDF + text.encode(), name="tờ trình.pdf")
    return actions.add_version(document, file=file, actor=person, note=f"bản {text}")


def test_a_paper_is_registered_with_its_first_version(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)
    (first,) = document.versions.all()
    assert (first.no, first.name, first.content_type) == (1, "TTr.pdf", "application/pdf")
    assert verbs(agency)[-3:] == ["document.registered", "document.version", "content.changed"]
    facts = told(agency, "document.version")[0]
    assert (facts["symbol"], facts["sha256"]) == ("12/TTr-UBND", first.sha256)


def test_the_same_file_twice_is_one_version_and_another_file_the_next(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)
    second = version(document, people["anh"], "hai")
    assert version(document, people["anh"], "hai") == second
    assert [one.no for one in document.versions.all()] == [1, 2]
    assert len(told(agency, "document.version")) == 2


def test_going_back_to_an_earlier_text_is_a_version_of_its_own(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)
    digests = [fresh(agency).content_digest]
    for text in ("hai", "a"):
        version(document, people["anh"], text)
        digests.append(fresh(agency).content_digest)
    assert [one.no for one in document.versions.all()] == [1, 2, 3]
    assert digests[2] == digests[0] != digests[1]


def test_a_number_of_an_issuer_is_registered_once(agency: Dossier, people: People) -> None:
    paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND")
    with pytest.raises(BadInput, match="add a version to it"):
        paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND")
    paper(agency, "TTr", actor=people["anh"])
    paper(agency, "TTr", actor=people["anh"])  # without a number: two drafts


def test_a_paper_says_what_it_is_about(agency: Dossier, people: People) -> None:
    with pytest.raises(BadInput, match="about"):
        actions.register_document(
            agency,
            type=DocumentType.objects.get(pk="TTr"),
            symbol="",
            issuer="UBND",
            date=None,
            subject=Text(" ", ""),
            actor=people["anh"],
        )


def test_a_bad_file_registers_nothing(agency: Dossier, people: People) -> None:
    with pytest.raises(BadInput):
        actions.register_document(
            agency,
            type=DocumentType.objects.get(pk="TTr"),
            symbol="12/TTr-UBND",
            issuer="UBND",
            date=None,
            subject=Text("Tờ trình", "Submission"),
            actor=people["anh"],
            file=ContentFile(b"<html>", name="tờ trình.pdf"),
        )
    assert not agency.documents.exists()
    assert "document.registered" not in verbs(agency)
    paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND")


# Who files what, and when


@pytest.mark.parametrize("who", ["binh", "cuc", "quynh", "phuc", "xuan"])
def test_what_is_signed_is_filed_by_the_drafters_of_the_lead(who: str, agency: Dossier, people: People) -> None:
    with pytest.raises(NotYou):
        paper(agency, "TTr", actor=people[who], symbol="12/TTr-UBND", signed=True)
    paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)


def test_what_is_signed_is_filed_while_the_content_is_open(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)
    at_concurrence(agency, people)
    version(document, people["anh"], "hai")
    sign(agency, people["binh"])
    sign(agency, people["cuc"])
    with pytest.raises(NotNow, match="held still"):
        version(document, people["anh"], "ba")
    with pytest.raises(NotNow, match="held still"):
        paper(agency, "BC", actor=people["anh"], symbol="13/BC-UBND", signed=True)
    paper(agency, "BC", actor=people["anh"], symbol="13/BC-UBND")  # for reference, at any time


def test_whoever_has_a_step_open_files_their_own_paper(agency: Dossier, people: People) -> None:
    at_concurrence(agency, people)
    with pytest.raises(NotYou):
        paper(agency, "BC", actor=people["uyen"], symbol="5/BC-SNV", step="appraisal")
    theirs = paper(agency, "CV", actor=people["cuc"], symbol="6/UBND-HD")
    assert theirs.owner.key == "hd_pc"
    sign(agency, people["binh"])
    sign(agency, people["cuc"])
    paper(agency, "BC", actor=people["uyen"], symbol="5/BC-SNV", step="appraisal")
    with pytest.raises(NotYou):
        paper(agency, "CV", actor=people["cuc"], symbol="7/UBND-HD")


def test_only_its_own_body_adds_versions_to_a_paper(agency: Dossier, people: People) -> None:
    at_concurrence(agency, people)
    theirs = paper(agency, "CV", actor=people["cuc"], symbol="6/UBND-HD")
    for who in ("anh", "binh"):
        with pytest.raises(NotYou, match="registered this document"):
            version(theirs, people[who], "hai")
    version(theirs, people["cuc"], "hai")


def test_nothing_is_filed_in_a_dossier_that_has_ended(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND")
    actions.withdraw(agency, reason="Chờ hướng dẫn", actor=people["binh"])
    with pytest.raises(NotNow, match="ended"):
        paper(agency, "BC", actor=people["anh"], symbol="13/BC-UBND")
    with pytest.raises(NotNow, match="ended"):
        version(document, people["anh"], "hai")


# Papers a step cannot do without


def test_a_draft_names_every_paper_it_misses(merger: Dossier, people: People) -> None:
    with pytest.raises(NotReady) as refusal:
        actions.complete(asked(merger, people["anh"]), actor=people["anh"])
    assert {missing.place for missing in refusal.value.missing} == {("documents", "ĐA"), ("documents", "TTr")}
    paper(merger, "ĐA", actor=people["anh"], symbol="1/ĐA-UBND", signed=True)
    with pytest.raises(NotReady, match="1 thing is missing"):
        actions.complete(asked(merger, people["anh"]), actor=people["anh"])
    drafted(merger, people)
    assert phase(merger) == "review"


def test_a_report_of_the_step_itself_is_needed_not_any_report(merger: Dossier, people: People) -> None:
    at_appraisal(merger, people)
    paper(merger, "BC", actor=people["anh"], symbol="1/BC-UBND")
    with pytest.raises(NotReady) as refusal:
        sign(merger, people["lam"])
    assert [missing.place for missing in refusal.value.missing] == [("documents", "BC")]
    paper(merger, "BC", actor=people["lam"], symbol="99/BC-BNV", step="appraisal")
    sign(merger, people["lam"])


def test_a_new_version_between_showing_and_signing_is_named(agency: Dossier, people: People) -> None:
    document = paper(agency, "TTr", actor=people["anh"], symbol="12/TTr-UBND", signed=True)
    lead, _other = at_concurrence(agency, people)
    seen = shown(lead)
    newer = version(document, people["anh"], "hai")
    with pytest.raises(ContentChanged) as refusal:
        actions.sign(lead, actor=people["binh"], shown=seen)
    (change,) = refusal.value.changes
    assert change.what.en == "documents: 12/TTr-UBND"
    assert change.after == newer.sha256[:12]
