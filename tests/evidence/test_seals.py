"""Seals follow each other, stay, and find out a database that was rolled back or rewritten."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from reorg.evidence import publishing, seals, tasks
from reorg.evidence.errors import NoKey, SealConflict, TrailRewritten
from reorg.evidence.merkle import proves
from reorg.evidence.models import EvidenceStays, Seal, SealedHead
from reorg.evidence.seals import Head, Heads
from reorg.evidence.signers import fits
from tests.cast import drafted, open_agency
from tests.evidence.conftest import Ring
from workflows import actions
from workflows.models import Dossier
from workflows.trail.canonical import FIRST, canonical, sha256

pytestmark = pytest.mark.django_db
People = dict[str, Any]


def compared(*paths: Path) -> str:
    """What ``compare_seals`` says."""
    out = StringIO()
    try:
        call_command("compare_seals", *paths, stdout=out, no_color=True)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def tampered(statement: str, *values: Any) -> None:
    """What only somebody with all power over the database can do."""
    with connection.cursor() as sql:
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        sql.execute("SET session_replication_role = replica")
        sql.execute(statement, values)
        sql.execute("SET session_replication_role = origin")


def rewritten(dossier: Dossier, seq: int) -> None:
    """Alter an event and every hash after it, so that the chain by itself is whole again."""
    prev, last = None, dossier.events.order_by("-seq")[0].seq
    for event in list(dossier.events.filter(seq__gte=seq).order_by("seq")):
        body = event.body
        if prev is None:
            body["facts"] = body["facts"] | {"note": "sửa lén"}
        else:
            body["prev"] = prev
        text = canonical(body)
        tampered(
            "UPDATE workflows_event SET record = %s, hash = %s, prev_hash = %s WHERE id = %s",
            text,
            sha256(text),
            body["prev"],
            event.pk,
        )
        prev = sha256(text)
        if event.seq == last:
            tampered("UPDATE workflows_dossier SET head_hash = %s WHERE id = %s", prev, dossier.pk)


@pytest.fixture
def two(agency: Dossier, people: People, keyed: Ring) -> tuple[Dossier, Dossier]:
    return agency, open_agency(people, "HN-02")


def moves(dossier: Dossier, people: People) -> None:
    actions.note_reading(Dossier.objects.get(pk=dossier.pk), actor=people["anh"])


# Sealing


def test_each_seal_follows_the_one_before(two: tuple[Dossier, Dossier], people: People, keyed: Ring) -> None:
    first = seals.seal()
    drafted(two[0], people)
    second = seals.seal()
    assert first is not None
    assert second is not None
    assert (first.no, first.prev, second.no, second.prev) == (1, FIRST, 2, sha256(first.record))
    assert first.root != second.root
    for seal in (first, second):
        assert fits(keyed.made["service"], b64decode(seal.signature), seal.record.encode())
        assert json.loads(seal.record)["size"] == Dossier.objects.count()


def test_an_empty_day_is_sealed_too_but_not_every_ten_minutes(two: tuple[Dossier, Dossier], people: People) -> None:
    first = seals.seal()
    assert seals.seal(if_changed=True) is None
    second = seals.seal()
    assert first is not None
    assert second is not None
    assert (second.root, second.prev) == (first.root, first.hash)
    assert not SealedHead.objects.filter(seal=second).exists()
    drafted(two[1], people)
    third = seals.seal(if_changed=True)
    assert SealedHead.objects.get(seal=third).dossier == two[1]


def test_a_seal_of_nothing(keyed: Ring) -> None:
    assert not Dossier.objects.exists()
    made = seals.seal()
    assert made is not None
    assert (made.size, made.root) == (0, sha256(""))


def test_every_head_is_proved_by_the_heads_that_were_kept(two: tuple[Dossier, Dossier], people: People) -> None:
    seals.seal()
    drafted(two[0], people)
    seals.seal()
    for no in (1, 2):
        seal = Seal.objects.get(no=no)
        heads = seals.heads_at(no)
        assert heads.root == seal.root
        for index, head in enumerate(heads.all):
            leaf = canonical({"dossier": head.code, "seq": head.seq, "hash": head.hash}).encode()
            assert head.leaf == leaf
            assert proves(leaf, index, seal.size, heads.tree.path(index), bytes.fromhex(seal.root))


def test_a_dossier_is_sealed_when_its_proof_is_asked_for(two: tuple[Dossier, Dossier], people: People) -> None:
    proof = seals.sealed(two[0])
    assert (proof.seal, proof.seq) == (1, Dossier.objects.get(pk=two[0].pk).head_seq)
    assert seals.sealed(two[0]) == proof
    drafted(two[1], people)
    assert seals.sealed(two[0]) == proof
    assert seals.sealed(two[1]).seal == 2


def test_strange_codes_are_written_as_the_standard_says() -> None:
    for code in ('a"b\\c', "Hải\u2028Phòng", "tab\there", "𝔘\x7f\x01"):
        text = canonical({"dossier": code, "seq": 7, "hash": "0" * 64})
        assert Head(code, 7, "0" * 64, 1).leaf == text.encode()


def test_without_a_key_nothing_is_sealed(agency: Dossier) -> None:
    with pytest.raises(NoKey, match="make_keys"):
        seals.seal()
    with pytest.raises(CommandError, match="make_keys"):
        call_command("seal")
    tasks.seal_what_moved(0)
    assert not Seal.objects.exists()


def test_twenty_thousand_heads_are_a_matter_of_moments() -> None:
    heads = [Head(f"HS-{n:05}", n + 1, sha256(str(n)), n) for n in range(20_000)]
    begun = time.perf_counter()
    found = Heads(heads)
    assert found.tree.path(12_345)
    assert found.root
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize("table", ["seal", "sealedhead"])
@pytest.mark.parametrize(
    "act", ["UPDATE evidence_{} SET id = id", "DELETE FROM evidence_{}", "TRUNCATE evidence_{} CASCADE"]
)
def test_seals_stay(two: tuple[Dossier, Dossier], table: str, act: str) -> None:
    seals.seal()
    if table == "seal":
        act = act.replace("id = id", "record = record")
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as sql:
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE; " + act.format(table))
    with pytest.raises(EvidenceStays):
        Seal.objects.all().delete()


def test_the_database_refuses_a_seal_that_does_not_follow(two: tuple[Dossier, Dossier]) -> None:
    made = seals.seal()
    assert made is not None
    made.no = 7
    with pytest.raises(DatabaseError, match="does not follow"), transaction.atomic():
        made.save(force_insert=True)


def test_the_application_can_seal(two: tuple[Dossier, Dossier], as_application: str) -> None:
    assert seals.seal() is not None


# Publishing


def test_seals_are_published_as_files_that_stay(two: tuple[Dossier, Dossier], people: People, settings: Any) -> None:
    call_command("seal", stdout=StringIO())
    drafted(two[0], people)
    call_command("seal", if_changed=True, stdout=StringIO())
    files = sorted(settings.SEALS_DIR.iterdir())
    assert [path.name for path in files] == ["000001.json", "000002.json"]
    body = json.loads(files[1].read_text())
    assert [head["dossier"] for head in body["heads"]] == ["HN-01"]
    assert compared(*files) == "2 published seals agree with the database.\n"
    before = [path.read_bytes() for path in files]
    publishing.publish()
    assert [path.read_bytes() for path in files] == before


def test_witnesses_get_the_root_each_for_themselves(
    two: tuple[Dossier, Dossier], settings: Any, mailoutbox: list[Any]
) -> None:
    settings.SEAL_WITNESSES = ["an@kiemtoan.example", "binh@thanhtra.example"]
    tasks.seal_what_moved(0)
    assert not mailoutbox
    tasks.seal_the_day(0)
    assert [message.to for message in mailoutbox] == [["an@kiemtoan.example"], ["binh@thanhtra.example"]]
    assert Seal.objects.get(no=2).record in mailoutbox[0].body


# Finding out


def test_a_rewritten_event_is_found_and_named(two: tuple[Dossier, Dossier], people: People, settings: Any) -> None:
    call_command("seal", stdout=StringIO())
    sealed = two[0].events.count()
    drafted(two[0], people)
    call_command("seal", stdout=StringIO())
    rewritten(two[0], sealed + 2)
    said = compared(settings.SEALS_DIR / "000001.json", settings.SEALS_DIR / "000002.json")
    assert f"000002.json: HN-01: from event {sealed + 1}: rewritten since it was sealed" in said
    assert "1 of 2" in said
    with pytest.raises(TrailRewritten, match="HN-01: "):
        seals.sealed(two[0])
    seals.sealed(two[1])
    with pytest.raises(CommandError, match="HN-01"):
        call_command("seal", stdout=StringIO())


def test_a_clumsily_altered_event_is_named_exactly(two: tuple[Dossier, Dossier], settings: Any) -> None:
    call_command("seal", stdout=StringIO())
    tampered("UPDATE workflows_event SET record = record || ' ' WHERE dossier_id = %s AND seq = 2", two[1].pk)
    said = compared(settings.SEALS_DIR / "000001.json")
    # The last event's hash still stands; walking the chain is verify_trail's work.
    assert "agree" in said
    tampered("UPDATE workflows_event SET hash = repeat('1', 64) WHERE dossier_id = %s AND seq > 1", two[1].pk)
    assert "000001.json: HN-02: event 2: its text was altered" in compared(settings.SEALS_DIR / "000001.json")


def test_an_older_copy_of_the_database_is_found(two: tuple[Dossier, Dossier], people: People, settings: Any) -> None:
    call_command("seal", stdout=StringIO())
    kept = two[0].events.count()
    before = Dossier.objects.get(pk=two[0].pk)
    drafted(two[0], people)
    call_command("seal", stdout=StringIO())
    # The backup of yesterday is restored.
    tampered("DELETE FROM evidence_sealedhead WHERE seal_id = 2")
    tampered("DELETE FROM evidence_seal WHERE no = 2")
    tampered("DELETE FROM workflows_event WHERE dossier_id = %s AND seq > %s", two[0].pk, kept)
    tampered(
        "UPDATE workflows_dossier SET head_seq = %s, head_hash = %s WHERE id = %s", kept, before.head_hash, two[0].pk
    )
    said = compared(settings.SEALS_DIR / "000001.json", settings.SEALS_DIR / "000002.json")
    assert "000002.json: the database ends at seal 1: it was rolled back, or is an older copy" in said
    assert f"HN-01: from event {kept + 1}: it is missing" in said
    with pytest.raises(SealConflict, match="rolled back"):
        publishing.publish()
    moves(two[1], people)
    with pytest.raises(CommandError, match="rewritten"):
        call_command("seal", stdout=StringIO())


def test_a_file_that_was_altered_proves_nothing(two: tuple[Dossier, Dossier], settings: Any) -> None:
    call_command("seal", stdout=StringIO())
    path = settings.SEALS_DIR / "000001.json"
    body = json.loads(path.read_text())
    record = json.loads(body["record"]) | {"root": "0" * 64}
    path.write_text(json.dumps(body | {"record": canonical(record)}))
    assert "is not signed by the key it names" in compared(path)
    for nonsense in ("", "[]", '{"format": "reorg-seal/1"}', "[" * 100_000):
        path.write_text(nonsense)
        assert "is not a seal file" in compared(path)
