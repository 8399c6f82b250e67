"""Freezing, recalling and removing content by the pages: who is offered what, what is said, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from reorg.people.models import User
from tests import cast
from tests.web.reader import PASSWORD, as_, pdf, words
from workflows import actions
from workflows.models import Document, Dossier, Erasure, Event, Hold

pytestmark = pytest.mark.django_db
People = dict[str, User]
HOLD = {"ground": "Thanh tra tài sản công", "paper": "12/QĐ-TTr, 02/6/2025"}
RECALL = {"authority": "UBND thành phố", "ground": "Sai số liệu", "paper": "9/QĐ-UBND"}
ERASE = {"ground": "Điều 16 Nghị định 13/2023/NĐ-CP", "paper": "3/QĐ-SNV"}


@pytest.fixture
def paper(agency: Dossier, people: People) -> Document:
    made: Document = cast.paper(agency, "BC", actor=people["anh"], symbol="5/BC")
    return made


@pytest.fixture
def password(people: People) -> str:
    for person in people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return PASSWORD


def held(dossier: Dossier, people: People) -> Hold:
    return actions.place_hold(dossier, **HOLD, actor=people["phuc"])


def test_an_auditor_freezes_it_and_every_page_says_so(agency: Dossier, paper: Document, people: People) -> None:
    phuc = as_(people["phuc"])
    assert "/hold/" in phuc.get(f"/dossiers/{agency.code}/").content.decode()
    answer = phuc.post(f"/dossiers/{agency.code}/hold/", HOLD)
    assert answer.status_code == 302
    anh = as_(people["anh"])
    for page in ("", "documents/", "checklists/", "trail/", "hold/", "registers/"):
        told = words(anh.get(f"/dossiers/{agency.code}/{page}"))
        assert "This dossier is frozen by" in told, page
        assert "12/QĐ-TTr" in told
    assert "Register a document" not in words(anh.get(f"/dossiers/{agency.code}/documents/"))
    download = anh.get(f"/documents/versions/{paper.versions.get().pk}/")
    assert b"".join(download.streaming_content) == cast.PDF + b"a"  # type: ignore[attr-defined]


def test_what_is_tried_all_the_same_is_refused_with_the_reason(agency: Dossier, people: People) -> None:
    held(agency, people)
    anh = as_(people["anh"])
    for path in ("documents/new/", "dates/"):
        answer = anh.post(f"/dossiers/{agency.code}/{path}", {"operation": "2025-08-01"})
        assert answer.status_code == 409
        assert "Thanh tra tài sản công" in words(answer)


def test_freezing_asks_for_ground_and_paper_and_keeps_what_was_typed(agency: Dossier, people: People) -> None:
    answer = as_(people["phuc"]).post(f"/dossiers/{agency.code}/hold/", {"ground": "Thanh tra"})
    assert answer.status_code == 400
    assert "Thanh tra</textarea>" in answer.content.decode()
    assert not Hold.objects.exists()


def test_who_may_not_freeze_is_told_so_and_who_may_not_see_finds_nothing(agency: Dossier, people: People) -> None:
    address = f"/dossiers/{agency.code}/hold/"
    assert as_(people["anh"]).get(address).status_code == 200
    assert as_(people["anh"]).post(address, HOLD).status_code == 403
    assert as_(people["xuan"]).get(address).status_code == 404
    assert as_(people["xuan"]).post(address, HOLD).status_code == 404


def test_it_is_let_go_by_who_froze_it(agency: Dossier, people: People) -> None:
    hold = held(agency, people)
    address = f"/dossiers/{agency.code}/hold/{hold.pk}/lift/"
    assert as_(people["binh"]).post(address, {"reason": "xong"}).status_code == 403
    assert as_(people["xuan"]).post(address, {"reason": "xong"}).status_code == 404
    assert as_(people["phuc"]).post(address, {"reason": ""}).status_code == 400
    phuc = as_(people["phuc"])
    assert "Let the dossier go" in words(phuc.get(f"/dossiers/{agency.code}/hold/"))
    assert phuc.post(address, {"reason": "Đã kết luận"}).status_code == 302
    assert "Was frozen by" in words(phuc.get(f"/dossiers/{agency.code}/hold/"))
    assert "is frozen by" not in words(as_(people["anh"]).get(f"/dossiers/{agency.code}/"))


def test_a_paper_is_recalled_and_its_page_and_its_download_say_so(
    agency: Dossier, paper: Document, people: People, password: str
) -> None:
    anh, address = as_(people["anh"]), f"/documents/{paper.pk}/recall/"
    assert address in anh.get(f"/dossiers/{agency.code}/documents/").content.decode()
    wrong = anh.post(address, RECALL | {"password": "không phải"})
    assert wrong.status_code == 400
    assert "Sai số liệu" in wrong.content.decode()
    assert anh.post(address, RECALL | {"password": password}).status_code == 302
    assert anh.post(address, RECALL | {"password": password}).status_code == 302
    assert Event.objects.filter(verb="document.recalled").count() == 1
    page = words(anh.get(f"/dossiers/{agency.code}/documents/"))
    assert "by UBND thành phố: Sai số liệu" in page
    assert "5/BC" in page
    download = anh.get(f"/documents/versions/{paper.versions.get().pk}/")
    assert "RECALLED-" in download["Content-Disposition"]
    assert b"".join(download.streaming_content) == cast.PDF + b"a"  # type: ignore[attr-defined]


def test_recalling_is_for_those_who_file_for_its_owner(paper: Document, people: People, password: str) -> None:
    address = f"/documents/{paper.pk}/recall/"
    for who, expected in {"binh": 403, "cuc": 403, "phuc": 403, "xuan": 404}.items():
        assert as_(people[who]).get(address).status_code == expected
        assert as_(people[who]).post(address, RECALL | {"password": password}).status_code == expected


def test_the_paper_that_replaces_it_names_it(agency: Dossier, paper: Document, people: People) -> None:
    actions.recall_document(paper, **RECALL, actor=people["anh"])
    anh = as_(people["anh"])
    form = anh.get(f"/dossiers/{agency.code}/documents/new/?replaces={paper.pk}").content.decode()
    assert f'<option value="{paper.pk}" selected>' in form
    said = {
        "type": "BC", "symbol": "6/BC", "issuer": "UBND", "subject_vi": "Bản đúng", "kind": "step",
        "replaces": paper.pk, "file": pdf("moi.pdf", "b"),
    }  # fmt: skip
    assert anh.post(f"/dossiers/{agency.code}/documents/new/", said).status_code == 302
    page = words(anh.get(f"/dossiers/{agency.code}/documents/"))
    assert "Replaces 5/BC" in page
    assert "replaced by 6/BC" in page


def test_content_is_removed_and_the_page_says_when_why_and_what_it_was(
    agency: Dossier, paper: Document, people: People, password: str, django_capture_on_commit_callbacks: Any
) -> None:
    version = paper.versions.get()
    path, address = version.file.name, f"/documents/versions/{version.pk}/erase/"
    assert path is not None
    binh = as_(people["binh"])
    assert address in binh.get(f"/dossiers/{agency.code}/documents/").content.decode()
    assert binh.post(address, ERASE | {"password": ""}).status_code == 400
    with django_capture_on_commit_callbacks(execute=True):
        assert binh.post(address, ERASE | {"password": password}).status_code == 302
    assert not default_storage.exists(path)
    page = words(binh.get(f"/dossiers/{agency.code}/documents/"))
    assert "content removed on" in page
    assert "Điều 16 Nghị định 13/2023/NĐ-CP" in page
    gone = binh.get(f"/documents/versions/{version.pk}/")
    assert gone.status_code == 410
    assert version.sha256 in words(gone)
    assert binh.get(address).status_code == 302


def test_evidence_is_removed_by_its_own_page(agency: Dossier, people: People, password: str) -> None:
    item = agency.items.first()
    assert item is not None
    proof = actions.add_evidence(item, file=pdf("nguyen-van-a.pdf"), actor=people["anh"])
    binh = as_(people["binh"])
    assert binh.post(f"/evidence/{proof.pk}/erase/", ERASE | {"password": password}).status_code == 302
    told = words(binh.get(f"/dossiers/{agency.code}/items/{item.code}/"))
    assert "content removed on" in told
    assert "nguyen-van-a" not in told
    assert binh.get(f"/evidence/{proof.pk}/").status_code == 410


def test_removing_is_for_heads_and_not_from_a_frozen_dossier(
    agency: Dossier, paper: Document, people: People, password: str
) -> None:
    address, said = f"/documents/versions/{paper.versions.get().pk}/erase/", ERASE | {"password": password}
    for who, expected in {"anh": 403, "cuc": 403, "phuc": 403, "xuan": 404}.items():
        assert as_(people[who]).get(address).status_code == expected
        assert as_(people[who]).post(address, said).status_code == expected
    held(agency, people)
    assert as_(people["binh"]).post(address, said).status_code == 409
    assert not Erasure.objects.exists()
