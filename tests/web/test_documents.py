"""Papers by the pages: registered, versioned, taken out; restricted ones stay where they belong."""

from __future__ import annotations

import re
from html import unescape

import pytest

from reorg.people.models import User
from tests import cast
from tests.engine.doing import at_appraisal
from tests.web.reader import as_, pdf, words
from workflows import actions
from workflows.models import Document, Dossier, Event

pytestmark = pytest.mark.django_db
People = dict[str, User]

PAPER = {
    "type": "TTr", "symbol": "88/TTr-UBND", "issuer": "UBND thành phố Hải Phòng", "date": "2025-04-21",
    "subject_vi": "Về việc sáp nhập", "subject_en": "On the merger", "kind": "signed", "step": "draft",
}  # fmt: skip


def new(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/documents/new/"


def test_a_missing_type_is_offered_where_it_is_mended(merger: Dossier, people: People) -> None:
    html = as_(people["anh"]).get(f"{new(merger)}?type=TTr").content.decode()
    assert '<option value="TTr" selected>' in html
    assert '<option value="draft" selected>' in html


def test_what_anothers_step_misses_is_proposed_as_a_paper_of_that_step(merger: Dossier, people: People) -> None:
    """While leaders decide, nothing that they sign can be filed; the form does not propose it."""
    anh = as_(people["anh"])
    at_appraisal(merger, people)
    (link,) = re.findall(r'href="([^"]+/documents/new/[^"]+)"', anh.get(f"/dossiers/{merger.code}/").content.decode())
    html = anh.get(unescape(link)).content.decode()
    assert '<option value="BC" selected>' in html
    assert '<option value="appraisal" selected>' in html
    assert re.search(r'value="step"[^>]* checked', html)


def test_a_paper_is_registered_with_its_file_and_shows_its_hash(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    answer = anh.post(new(merger), PAPER | {"file": pdf("tờ trình.pdf")})
    assert answer.status_code == 302
    paper = Document.objects.get(symbol="88/TTr-UBND")
    assert paper.signed
    page = words(anh.get(answer["Location"]))
    assert "88/TTr-UBND" in page
    assert paper.versions.get().sha256[:12] in page


def test_the_same_number_twice_is_told_at_its_field(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    anh.post(new(merger), PAPER)
    answer = anh.post(new(merger), PAPER | {"subject_vi": "Lần hai"})
    assert answer.status_code == 400
    assert "is already registered" in words(answer)
    assert 'value="Lần hai"' in answer.content.decode()


def test_a_bad_file_keeps_everything_typed(merger: Dossier, people: People) -> None:
    answer = as_(people["anh"]).post(new(merger), PAPER | {"file": pdf("virus.exe")})
    assert answer.status_code == 400
    assert "is not what is accepted here" in words(answer)
    assert 'value="88/TTr-UBND"' in answer.content.decode()
    assert not Document.objects.filter(symbol="88/TTr-UBND").exists()


def test_a_new_version_is_added_by_its_owner_only(merger: Dossier, people: People) -> None:
    paper = cast.paper(merger, "TTr", actor=people["anh"], symbol="1/TTr", signed=True)
    url = f"/documents/{paper.pk}/versions/"
    assert as_(people["anh"]).post(url, {"file": pdf(text="new"), "note": "Sửa số liệu"}).status_code == 302
    assert paper.versions.count() == 2
    assert as_(people["binh"]).post(url, {"file": pdf(text="x")}).status_code == 403
    assert as_(people["xuan"]).get(url).status_code == 404


def test_a_download_is_harmless_and_written_down(merger: Dossier, people: People) -> None:
    paper = cast.paper(merger, "TTr", actor=people["anh"], symbol="1/TTr", signed=True)
    version = paper.versions.get()
    answer = as_(people["cuc"]).get(f"/documents/versions/{version.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="TTr.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    event = Event.objects.get(verb="document.downloaded", actor=people["cuc"])
    assert event.body["facts"] == {
        "document": paper.pk, "no": 1, "sha256": version.sha256, "symbol": "1/TTr",
    }  # fmt: skip
    assert as_(people["xuan"]).get(f"/documents/versions/{version.pk}/").status_code == 404


def test_a_restricted_paper_is_seen_by_its_owner_and_auditors_only(merger: Dossier, people: People) -> None:
    paper = actions.register_document(
        merger, type=cast.DocumentType.objects.get(pk="BC"), symbol="9/BC-mật", issuer="UBND", date=None,
        subject=merger.text, actor=people["anh"], signed=False, restricted=True, file=pdf(),
    )  # fmt: skip
    url, list_url = f"/documents/versions/{paper.versions.get().pk}/", f"/dossiers/{merger.code}/documents/"
    assert b"".join(as_(people["phuc"]).get(url).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert as_(people["cuc"]).get(url).status_code == 403
    assert "9/BC-mật" not in words(as_(people["cuc"]).get(list_url))
    assert "9/BC-mật" in words(as_(people["anh"]).get(list_url))
