"""A pack for a meeting: what goes in, who makes it, that it stays, and that it proves itself."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reorg.meetings.models import Pack
from reorg.meetings.packs import pack_of, packs_of
from reorg.people.models import Organisation
from tests import cast
from tests.meetings.conftest import DAY, People, frozen, newest
from tests.web.reader import as_, words
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Document, Dossier, Event
from workflows.trail.canonical import sha256
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


def new_version(paper: Document, people: People) -> None:
    actions.add_version(paper, file=ContentFile(cast.PDF + b"moi", name="moi.pdf"), actor=people["anh"])


def test_a_pack_lists_its_papers_by_number_with_their_hashes(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    pack = frozen(merger, list(reversed(papers)), people["anh"])
    assert [(one["no"], one["symbol"], one["version_no"]) for one in pack.listed] == [
        (1, "02/TTr-UBND", 1),
        (2, "01/ĐA-UBND", 1),
    ]
    assert [one["sha256"] for one in pack.listed] == [one.sha256 for one in newest(list(reversed(papers)))]
    assert pack.digest == sha256(pack.manifest)
    told = Event.objects.get(dossier=merger, verb="pack.frozen").body["facts"]
    assert (told["no"], told["count"], told["digest"], told["day"]) == (1, 2, pack.digest, "2025-05-06")
    verify(merger)


def test_the_same_click_twice_makes_one_pack(merger: Dossier, papers: list[Document], people: People) -> None:
    first = frozen(merger, papers, people["anh"])
    assert frozen(merger, papers, people["anh"]) == first
    assert Event.objects.filter(dossier=merger, verb="pack.frozen").count() == 1


def test_a_newer_version_shows_and_the_next_pack_takes_its_place(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    first = frozen(merger, papers, people["anh"])
    assert not pack_of(merger, 1).outdated
    new_version(papers[0], people)
    shown = pack_of(merger, 1)
    assert (shown.outdated, shown.newer, shown.papers[0].newest, shown.papers[1].newer) == (True, 1, 2, False)
    second = frozen(merger, papers, people["anh"], replaces=first)
    assert second.no == 2
    assert not pack_of(merger, 1).outdated
    assert pack_of(merger, 1).pack.replaced
    assert not pack_of(merger, 2).outdated
    with pytest.raises(NotNow, match=r"\b1\b"):
        frozen(merger, papers[:1], people["anh"], replaces=first)
    with pytest.raises(BadInput, match=r"\b1\b"):  # going back to what was replaced is said, not done silently
        frozen(merger, papers, people["anh"], versions=[papers[0].versions.get(no=1), *newest(papers[1:])])


def test_a_recalled_paper_shows_in_a_pack_and_goes_into_none(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    frozen(merger, papers, people["anh"])
    actions.recall_document(papers[1], ground="Sai số liệu", authority="UBND", actor=people["anh"])
    assert pack_of(merger, 1).recalled == 1
    with pytest.raises(BadInput, match="02/TTr-UBND"):
        frozen(merger, papers, people["anh"], subject="Khác")


def test_what_cannot_go_into_a_pack_is_said(merger: Dossier, papers: list[Document], people: People) -> None:
    secret = actions.register_document(
        merger,
        type=papers[0].type,
        symbol="09/MẬT",
        issuer="UBND",
        date=None,
        subject=papers[0].told_subject,
        signed=False,
        restricted=True,
        actor=people["anh"],
        file=ContentFile(cast.PDF, name="mat.pdf"),
    )
    new_version(papers[0], people)
    for wrong in (
        {"versions": []},
        {"versions": newest([secret])},
        {"versions": list(papers[0].versions.all())},
        {"subject": " "},
        {"purpose": "party"},
        {"addressees": [], "others": ""},
        {"body": Organisation.objects.get(key="ks_pc")},
    ):
        with pytest.raises(BadInput):
            frozen(merger, papers, people["anh"], **wrong)
    assert not Pack.objects.exists()


def test_those_who_file_for_the_lead_and_the_clerks_of_the_meeting_make_packs(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    assert frozen(merger, papers, people["lam"]).no == 1  # prepares the appraisal at the Ministry
    with pytest.raises(NotYou):
        frozen(merger, papers, people["nam"], subject="Khác")  # verifies elsewhere
    for name in ("binh", "son", "phuc", "xuan"):
        with pytest.raises(NotYou):
            frozen(merger, papers, people[name], subject="Khác")


def test_the_database_itself_keeps_a_pack_as_it_was_frozen(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    frozen(merger, papers, people["anh"])
    for statement in (
        "UPDATE meetings_pack SET digest = 'x'",
        "DELETE FROM meetings_packpaper",
        "DELETE FROM meetings_pack_addressees",
        "TRUNCATE meetings_pack CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Pages


def taken(client: Client, address: str) -> bytes:
    return b"".join(client.get(address))


def test_the_zip_proves_itself_without_us(
    merger: Dossier, papers: list[Document], people: People, tmp_path: Path
) -> None:
    pack = frozen(merger, papers, people["anh"], others="Hội đồng thẩm định <A & B>")
    client = as_(people["lam"])
    answer = client.get("/dossiers/HP-01/packs/1.zip")
    assert "HP-01-bo-tai-lieu-1.zip" in answer["Content-Disposition"]
    zipped = b"".join(answer)
    assert taken(client, "/dossiers/HP-01/packs/1.zip") == zipped
    with zipfile.ZipFile(BytesIO(zipped)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
    assert "01-da-01-da-ubnd-v1.pdf" in names
    assert "02-ttr-02-ttr-ubnd-v1.pdf" in names
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0
    assert checked.stdout.count(": OK") == 4
    assert hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest() == pack.digest
    assert json.loads((tmp_path / "manifest.json").read_text())["body"]["en"]
    page = (tmp_path / "muc-luc.html").read_text()
    assert "Hội đồng thẩm định &lt;A &amp; B&gt;" in page
    assert "06/05/2025" in page
    assert Event.objects.filter(dossier=merger, verb="pack.taken", actor=people["lam"]).count() == 2


def test_a_file_that_is_not_what_was_frozen_is_not_handed_out(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    frozen(merger, papers, people["anh"])
    version = newest(papers)[0]
    Path(version.file.path).write_bytes(b"other")
    assert as_(people["anh"]).get("/dossiers/HP-01/packs/1.zip").status_code == 409
    assert not Event.objects.filter(verb="pack.taken").exists()


def test_text_removed_by_law_is_named_and_left_out(merger: Dossier, papers: list[Document], people: People) -> None:
    frozen(merger, papers, people["anh"])
    version = newest(papers)[1]
    actions.erase_file(version, ground="Điều 16", paper="3/QĐ", actor=people["binh"])
    client = as_(people["anh"])
    assert "content removed by law" in words(client.get("/dossiers/HP-01/packs/1/"))
    with zipfile.ZipFile(BytesIO(taken(client, "/dossiers/HP-01/packs/1.zip"))) as archive:
        assert len(archive.namelist()) == 4
        assert version.sha256 in archive.read("muc-luc.html").decode()
    assert Event.objects.get(verb="pack.taken").body["facts"]["left_out"] == 1


def sent(papers: list[Document], **other: Any) -> dict[str, Any]:
    moha = Organisation.objects.get(key="moha")
    scheme, submission = papers
    return {
        "purpose": "appraisal",
        "body": moha.pk,
        "held_on": DAY.isoformat(),
        "subject": "Đề án sáp nhập",
        "addressees": [moha.pk],
        "paper": [scheme.pk, submission.pk],
        f"place-{scheme.pk}": "2",
        f"place-{submission.pk}": "1",
        f"version-{scheme.pk}": scheme.versions.first().pk,
    } | other


def test_a_pack_is_made_on_the_page_and_made_again_when_a_paper_changes(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    client, base = as_(people["anh"]), "/dossiers/HP-01/packs/"
    assert "No pack has been made yet" in words(client.get(base))
    assert "Meetings" in words(client.get("/dossiers/HP-01/documents/"))
    assert client.get(f"{base}new/").content.decode().count(" checked") == 2  # what leaders sign is ticked
    assert client.post(f"{base}new/", sent(papers)).headers["Location"] == f"{base}1/"
    assert [one["symbol"] for one in Pack.objects.get().listed] == ["02/TTr-UBND", "01/ĐA-UBND"]
    assert "up to date" in words(client.get(base))
    new_version(papers[0], people)
    assert "newer version exists" in words(client.get(base))
    assert "newer version exists: 2" in words(client.get(f"{base}1/"))
    again = sent(papers, **{f"version-{papers[0].pk}": papers[0].versions.get(no=2).pk})
    assert client.get(f"{base}new/?from=1").status_code == 200
    for _click in range(2):
        assert client.post(f"{base}new/?from=1", again).headers["Location"] == f"{base}2/"
    assert "replaced by no. 2" in words(client.get(base))
    assert client.get(f"{base}new/?from=1").status_code == 409


def test_a_form_that_is_refused_keeps_what_was_said(merger: Dossier, papers: list[Document], people: People) -> None:
    client = as_(people["anh"])
    answer = client.post("/dossiers/HP-01/packs/new/", sent(papers, paper=[papers[1].pk], subject="", place="Hà Nội"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="Hà Nội"' in page
    assert page.count('name="paper"') == 2
    assert page.count('class="check"><input type="checkbox" name="paper"') == 2
    assert f'name="paper" value="{papers[1].pk}" checked' in page
    assert f'name="paper" value="{papers[0].pk}" checked' not in page
    nothing = client.post("/dossiers/HP-01/packs/new/", sent(papers, paper=[]))
    assert nothing.status_code == 400
    assert "Choose at least one paper." in words(nothing)


def test_pages_open_in_both_languages_and_ask_no_more_for_more_packs(
    merger: Dossier, papers: list[Document], people: People
) -> None:
    frozen(merger, papers, people["anh"])
    for language in ("vi", "en"):
        for path in ("", "new/", "new/?from=1", "1/"):
            answer = as_(people["anh"], language).get(f"/dossiers/HP-01/packs/{path}")
            assert answer.status_code == 200
            assert f'lang="{language}"' in answer.content.decode()
    counts = []
    for more in range(2):
        client = as_(people["anh"])
        client.get("/dossiers/HP-01/packs/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/dossiers/HP-01/packs/")
        counts.append(len(asked))
        for no in range(3):
            frozen(merger, papers, people["anh"], subject=f"Lần {more}{no}")
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as asked:
        packs_of(merger)
    assert len(asked) == 3
