"""The content of a file removed by law: the bytes are gone, the hash stays, the chain holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from tests.cast import drafted, paper
from tests.engine.doing import People, fresh, prove, verbs
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.holds import Frozen
from workflows.models import DocumentVersion, Dossier, Erasure, Evidence
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
GROUND, PAPER = "Điều 16 Nghị định 13/2023/NĐ-CP", "3/QĐ-SNV ngày 01/8/2025"


def erase(file: DocumentVersion | Evidence, people: People, who: str = "binh", **said: str) -> Erasure:
    return actions.erase_file(file, **({"ground": GROUND, "paper": PAPER} | said), actor=people[who])


@pytest.fixture
def version(agency: Dossier, people: People) -> DocumentVersion:
    made: DocumentVersion = paper(agency, "BC", actor=people["anh"], symbol="5/BC").versions.get()
    return made


def test_the_bytes_are_gone_and_the_hash_stays(
    agency: Dossier, version: DocumentVersion, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    path, sha256, size = version.file.name, version.sha256, version.size
    assert path is not None
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(version, people)
    version.refresh_from_db()
    assert not default_storage.exists(path)
    assert (version.file.name, version.name, version.sha256, version.size) == ("", "—.pdf", sha256, size)
    erasure.refresh_from_db()
    assert erasure.gone_at is not None
    told = fresh(agency).events.get(verb="file.erased").body["facts"]
    assert (told["sha256"], told["ground"], told["paper"]) == (sha256, GROUND, PAPER)
    assert verify(fresh(agency)) is None


def test_what_a_crash_left_is_finished_later(version: DocumentVersion, people: People) -> None:
    path = version.file.name
    assert path is not None
    erase(version, people)  # the test's transaction never commits: as if the process died right after it did
    assert default_storage.exists(path)
    assert actions.finish_erasures() == 1
    assert not default_storage.exists(path)
    assert actions.finish_erasures() == 0


def test_the_same_bytes_filed_elsewhere_in_the_dossier_go_too(agency: Dossier, people: People) -> None:
    proof = prove(agency.items.first(), people["anh"], "như nhau")
    with proof.file.open("rb") as file:
        content = file.read()
    one = paper(agency, "BC", actor=people["anh"], symbol="6/BC")
    actions.add_version(one, file=ContentFile(content, name="ban-sao.pdf"), actor=people["anh"])
    erase(proof, people)
    assert verbs(agency).count("file.erased") == 2
    assert Erasure.objects.filter(dossier=agency).count() == 2


def test_it_is_done_once_by_the_head_with_law_and_paper(
    agency: Dossier, version: DocumentVersion, people: People
) -> None:
    for who in ("anh", "cuc", "phuc", "xuan"):
        with pytest.raises(NotYou):
            erase(version, people, who)
    for said in ({"ground": ""}, {"paper": ""}, {"why": "whim"}):
        with pytest.raises(BadInput):
            erase(version, people, **said)
    assert erase(version, people) == erase(version, people)
    assert verbs(agency).count("file.erased") == 1


def test_a_frozen_dossier_keeps_every_byte(agency: Dossier, version: DocumentVersion, people: People) -> None:
    actions.place_hold(agency, ground="Thanh tra", paper="1/QĐ", actor=people["phuc"])
    with pytest.raises(Frozen):
        erase(version, people)


def test_the_text_leaders_are_deciding_on_is_not_taken_from_under_them(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    signed = DocumentVersion.objects.filter(document__dossier=agency, document__signed=True).first()
    assert signed is not None
    with pytest.raises(NotNow):
        erase(signed, people)


STATEMENTS = {
    "bytes forgotten quietly": "UPDATE workflows_documentversion SET file = ''",
    "a hash changed": "UPDATE workflows_documentversion SET sha256 = repeat('0', 64)",
    "an erasure forgotten": "DELETE FROM workflows_erasure",
    "an erasure rewritten": "UPDATE workflows_erasure SET ground = 'khác'",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_database_refuses_what_is_not_written_down(
    agency: Dossier, version: DocumentVersion, people: People, as_application: str, statement: str
) -> None:
    other = paper(agency, "TTr", actor=people["anh"], symbol="7/TTr", text="b").versions.get()
    erase(other, people)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
