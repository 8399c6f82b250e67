"""The archive by its pages: closing a package, taking it, reading what others handed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from reorg.archive.importing import import_package
from reorg.archive.models import Archived
from reorg.people.models import Organisation, User
from reorg.verify import verify
from tests.web.reader import as_, words
from workflows.models import Dossier, Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, User]


def test_the_lead_closes_and_takes_the_package_and_that_is_written_down(
    ended: Dossier, people: People, anchor: bytes
) -> None:
    anh, page = as_(people["anh"]), f"/dossiers/{ended.code}/archive/"
    assert "Close the archive package" in words(anh.get(page))
    assert anh.get(f"/dossiers/{ended.code}/archive.zip").status_code == 404
    assert anh.post(f"{page}pack/").status_code == 302
    assert anh.post(f"{page}pack/").status_code == 302
    assert "Download the package" in words(anh.get(page))
    answer = anh.get(f"/dossiers/{ended.code}/archive.zip")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert verify(data, [anchor]).verdict.value == "TOTAL-PASSED"
    for verb in ("archive.packed", "archive.taken"):
        assert Event.objects.filter(dossier=ended, verb=verb).count() == 1
    for who, expected in {"cuc": 403, "quynh": 403, "xuan": 404}.items():
        assert as_(people[who]).get(f"/dossiers/{ended.code}/archive.zip").status_code == expected
        assert as_(people[who]).post(f"{page}pack/").status_code == expected


def test_an_open_dossier_has_no_package_yet(agency: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    assert "When the dossier has ended" in words(anh.get(f"/dossiers/{agency.code}/archive/"))
    assert anh.post(f"/dossiers/{agency.code}/archive/pack/").status_code == 409
    assert as_(people["xuan"]).get(f"/dossiers/{agency.code}/archive/").status_code == 404


@pytest.fixture
def taken(kept: Path, anchor: bytes, people: People) -> Archived:
    return import_package(kept, organisation=Organisation.objects.get(key="hp_pc"), anchors=[anchor]).archived


def test_what_was_taken_over_is_read_by_those_who_keep_it(taken: Archived, people: People) -> None:
    anh = as_(people["anh"])
    assert taken.code in words(anh.get("/archived/"))
    page = words(anh.get(f"/archived/{taken.pk}/"))
    assert "This archive package is whole" in page
    assert "opened the dossier" in page
    assert "5/BC" in page
    assert "kept by the body that owns it" in page
    again = anh.post(f"/archived/{taken.pk}/verify/", follow=True)
    assert words(again).count("This archive package is whole") == 2  # the answer, and what the page says anyway
    file = taken.files.exclude(file="").first()
    assert file is not None
    for path in (f"/archived/files/{file.pk}/", f"/archived/{taken.pk}/package.zip"):
        answer = anh.get(path)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_for_all_others_it_does_not_exist(taken: Archived, people: People) -> None:
    xuan = as_(people["xuan"])
    file = taken.files.exclude(file="").first()
    assert file is not None
    assert taken.code not in words(xuan.get("/archived/"))
    for path in (f"/archived/{taken.pk}/", f"/archived/files/{file.pk}/", f"/archived/{taken.pk}/package.zip"):
        assert xuan.get(path).status_code == 404
    assert xuan.post(f"/archived/{taken.pk}/verify/").status_code == 404
    secret = taken.files.filter(file="").first()
    assert secret is not None
    assert as_(people["anh"]).get(f"/archived/files/{secret.pk}/").status_code == 404


def test_an_unknown_key_is_said_so(kept: Path, people: People) -> None:
    keeper = Organisation.objects.get(key="hp_pc")
    taken = import_package(kept, organisation=keeper, unknown_key=True).archived
    assert "its key is not vouched for" in words(as_(people["anh"]).get(f"/archived/{taken.pk}/"))
