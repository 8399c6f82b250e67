"""A sign-off is signed in the moment it is given."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reorg.evidence import keys, signoffs
from reorg.evidence.errors import KeyTrouble
from reorg.evidence.models import EvidenceStays, SignOffSignature
from tests.cast import asked, drafted, sign
from tests.evidence.conftest import Ring
from workflows import actions
from workflows.models import ChecklistItem, Decision, Dossier
from workflows.trail.canonical import canonical, stamp

pytestmark = pytest.mark.django_db
People = dict[str, Any]


def test_the_service_signs_every_sign_off_and_bình_with_his_own_key_too(decided: Dossier) -> None:
    by = {
        decision.signer.username: sorted(one.key.use for one in decision.signatures.all())  # type: ignore[attr-defined]
        for decision in decided.decisions.all()
    }
    assert by == {"binh": ["service", "signer"], "cuc": ["service"]}
    for one in SignOffSignature.objects.all():
        public = x509.load_pem_x509_certificate(one.key.certificate.encode()).public_key()
        assert isinstance(public, rsa.RSAPublicKey)
        public.verify(b64decode(one.signature), one.record.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_openssl_agrees(decided: Dossier, keyed: Ring, tmp_path: Path) -> None:
    one = SignOffSignature.objects.first()
    (tmp_path / "record").write_bytes(one.record.encode())
    (tmp_path / "signature").write_bytes(b64decode(one.signature))
    (tmp_path / "crt").write_text(one.key.certificate)
    public = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "crt", "-pubkey", "-noout"], capture_output=True, check=True
    )
    (tmp_path / "pub").write_bytes(public.stdout)
    said = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "pub", "-signature", "signature", "record"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "Verified OK\n"


def test_the_record_says_what_the_event_says(decided: Dossier) -> None:
    decision = Decision.objects.get(dossier=decided, signer__username="binh")
    record = json.loads(decision.signatures.first().record)  # type: ignore[attr-defined]
    event = decided.events.get(verb="signoff.approved", actor__username="binh")
    facts = event.body["facts"]
    assert record["v"] == 1
    assert (record["dossier"], record["decision"], record["outcome"]) == (decided.code, facts["decision"], "approved")
    assert (record["digest"], record["step"], record["at"]) == (facts["digest"], facts["step"], stamp(event.at))
    assert record["statement"] in facts["statement"].values()
    assert (record["signer"]["id"], record["signer"]["name"]) == (event.actor_id, "Trần Văn Bình")
    assert record["signer"]["office"] == event.body["actor"]["office"]["vi"]
    assert canonical(record) == decision.signatures.first().record  # type: ignore[attr-defined]


def test_returning_and_waiving_are_signed_like_signing(agency: Dossier, people: People, keyed: Ring) -> None:
    drafted(agency, people)
    actions.send_back(asked(agency, people["binh"]), to="draft", reason="Thiếu bản đồ.", actor=people["binh"])
    record = json.loads(SignOffSignature.objects.order_by("-id")[0].record)
    assert (record["outcome"], record["reason"], record["step"]) == ("returned", "Thiếu bản đồ.", "concurrence")
    item = ChecklistItem.objects.filter(dossier=agency).first()
    assert item is not None
    waived = waive(item, people)
    record = json.loads(waived.signatures.get(key__use="service").record)  # type: ignore[attr-defined]
    assert (record["outcome"], record["step"]) == ("waived", f"item:{item.code}")


def waive(item: ChecklistItem, people: People) -> Decision:
    from workflows.actions.checklists import item_content
    from workflows.trail.canonical import digest

    chair = next(
        user
        for user in people.values()
        if user.offices.filter(organisation=item.owner, role="chair").exists()
        or user.offices.filter(organisation=item.dossier.lead, role="chair").exists()
    )
    return actions.waive_item(item, reason="Không còn.", actor=chair, shown=digest(item_content(item)))


def test_a_sign_off_that_is_undone_leaves_no_signature(agency: Dossier, people: People, keyed: Ring) -> None:
    drafted(agency, people)
    with transaction.atomic():
        sign(agency, people["binh"])
        assert SignOffSignature.objects.count() == 2
        transaction.set_rollback(True)
    assert not SignOffSignature.objects.exists()


def test_a_key_that_fails_stops_the_sign_off(
    agency: Dossier, people: People, keyed: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        certificate = keyed.made["signer"]

        def sign(self, message: bytes) -> bytes:
            raise KeyTrouble("Thẻ ký chưa được cắm.")

    drafted(agency, people)
    key = keys.for_sign_off(people["binh"])[1].key
    monkeypatch.setattr(keys, "signer_in", lambda *_: Broken())
    with pytest.raises(KeyTrouble, match="Thẻ ký"), transaction.atomic():
        sign(agency, people["binh"])
    assert key.use == "signer"
    assert not Decision.objects.filter(dossier=agency).exists()


def test_without_keys_people_sign_all_the_same(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    sign(agency, people["binh"])
    assert not SignOffSignature.objects.exists()
    ((number, text, signatures),) = signoffs.signed_records(agency)
    assert signatures == []
    assert json.loads(text)["decision"] == number


def test_signing_asks_the_database_twice_more_and_no_oftener(agency: Dossier, people: People, keyed: Ring) -> None:
    drafted(agency, people)
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        signoffs.keys.for_sign_off(people["binh"])
    assert len(asked_for) == 1
    assignment = asked(agency, people["binh"])
    shown, _ = actions.shown_to_signer(assignment)
    with CaptureQueriesContext(connection) as asked_for:
        actions.sign(assignment, actor=people["binh"], shown=shown)
    mine = [query["sql"] for query in asked_for if "evidence_" in query["sql"]]
    assert len(mine) == 2
    assert len([query for query in asked_for if "SAVEPOINT" not in query["sql"]]) <= 20


@pytest.mark.parametrize("how", ["update", "delete"])
def test_signatures_stay(decided: Dossier, how: str) -> None:
    with pytest.raises(EvidenceStays):
        getattr(SignOffSignature.objects.all(), how)()
    statement = {
        "update": "UPDATE evidence_signoffsignature SET record = '{}'",
        "delete": "DELETE FROM evidence_signoffsignature",
    }[how]
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(statement)
