"""Keys: made by a command, kept from others, replaced, revoked."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from reorg.evidence import certificates, keys
from reorg.evidence.errors import KeyTrouble, NoKey
from reorg.evidence.models import Key
from reorg.evidence.signers import FileKey, fits, signer_in
from tests.evidence.conftest import Ring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick to make; how large the real ones are is tested with the ring."""
    monkeypatch.setattr(certificates, "BITS", 2048)


def test_they_are_made_once_and_only_their_owner_reads_them(settings: Any) -> None:
    call_command("make_keys", verbosity=0)
    made = set(Key.objects.values_list("id", "use"))
    assert sorted(use for _, use in made) == ["export", "service"]
    call_command("make_keys", if_missing=True, verbosity=0)
    with pytest.raises(CommandError, match="--rotate"):
        call_command("make_keys", verbosity=0)
    assert set(Key.objects.values_list("id", "use")) == made
    folder: Path = settings.KEYS_DIR
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    private = list(folder.glob("*.key"))
    assert len(private) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_no_private_key_is_in_the_database() -> None:
    call_command("make_keys", verbosity=0)
    for key in Key.objects.all():
        assert "PRIVATE" not in key.certificate + key.issuers


def test_the_certificates_follow_the_profile(ring: Ring, tmp_path: Path) -> None:
    for use, certificate in ring.made.items():
        public = certificate.public_key()
        assert isinstance(public, rsa.RSAPublicKey)
        assert public.key_size == 3072
        assert certificates.use_of(certificate) == use
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert usage.critical
        assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)
        assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        path = tmp_path / f"{use}.crt"
        path.write_text(certificates.pem(certificate))
        said = subprocess.run(
            ["openssl", "verify", "-x509_strict", "-CAfile", ring.folder / "root.crt", path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr


def test_a_new_key_takes_over_and_the_old_certificate_stays(settings: Any) -> None:
    call_command("make_keys", verbosity=0)
    before = keys.service()
    signature = before.signer.sign(b"x")
    call_command("make_keys", rotate=True, verbosity=0)
    after = keys.service()
    assert after.key.pk != before.key.pk
    assert not (settings.KEYS_DIR / f"{before.key.pk}.key").exists()
    old = Key.objects.get(pk=before.key.pk)
    assert old.revoked_at is None
    assert fits(x509.load_pem_x509_certificate(old.certificate.encode()), signature, b"x")
    assert old.issuers == after.key.issuers


def test_a_revoked_key_signs_no_more_and_says_why(settings: Any) -> None:
    call_command("make_keys", verbosity=0)
    key = keys.service().key
    call_command("revoke_key", key.pk[:12], why="compromised", verbosity=0)
    with pytest.raises(NoKey):
        keys.service()
    key.refresh_from_db()
    assert (key.why, key.revoked_at is not None) == ("compromised", True)
    with pytest.raises(CommandError, match="was revoked"):
        call_command("revoke_key", key.pk, why="ceased", verbosity=0)
    crl = x509.load_der_x509_crl((settings.KEYS_DIR / "root.crl").read_bytes())
    assert len(crl) == 1
    call_command("make_keys", if_missing=True, verbosity=0)
    assert keys.service().key.pk != key.pk


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM evidence_key",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE evidence_key CASCADE",
        "UPDATE evidence_key SET certificate = 'x'",
        "UPDATE evidence_key SET valid_to = valid_to + interval '1 year'",
    ],
)
def test_the_database_refuses_to_change_a_key(keyed: Ring, statement: str) -> None:
    with pytest.raises(DatabaseError, match="stays as it"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(statement)


def test_a_revocation_is_for_good(keyed: Ring) -> None:
    keys.revoke(keys.service().key, "replaced")
    undo = "UPDATE evidence_key SET revoked_at = NULL, why = '' WHERE revoked_at IS NOT NULL"
    with pytest.raises(DatabaseError, match="only be revoked, once"), transaction.atomic(), connection.cursor() as sql:
        sql.execute(undo)


def test_a_key_that_others_can_read_is_not_used(keyed: Ring, tmp_path: Path) -> None:
    certificate = keyed.made["service"]
    name = f"{certificates.key_id(certificate)}.key"
    path = tmp_path / name
    path.write_bytes((keyed.folder / name).read_bytes())
    path.chmod(0o644)
    with pytest.raises(KeyTrouble, match="chmod 600"):
        signer_in(tmp_path, certificates.pem(certificate))


def test_a_key_of_another_certificate_is_not_used(ring: Ring) -> None:
    path = ring.folder / f"{certificates.key_id(ring.made['export'])}.key"
    with pytest.raises(KeyTrouble, match="not the key of its certificate"):
        FileKey(ring.made["service"], path)


def test_a_person_gets_a_key_of_their_own(people: dict[str, Any]) -> None:
    call_command("make_keys", verbosity=0)
    call_command("make_keys", username="binh", verbosity=0)
    service, own = keys.for_sign_off(people["binh"])
    assert (service.key.use, own.key.use, own.key.holder) == ("service", "signer", people["binh"])
    assert certificates.common_name(own.signer.certificate) == "Trần Văn Bình"
    assert [one.key.use for one in keys.for_sign_off(people["cuc"])] == ["service"]


def test_the_root_may_be_kept_elsewhere(settings: Any) -> None:
    call_command("make_keys", verbosity=0)
    (settings.KEYS_DIR / "root.key").unlink()
    with pytest.raises(CommandError, match="root's key is not here"):
        call_command("make_keys", username="binh", verbosity=0)


# Keys that lie elsewhere


def way_to(ring: Ring, folder: Path, **way: str) -> Path:
    path = folder / f"{certificates.key_id(ring.made['signer'])}.json"
    path.touch(0o600)
    path.write_text(json.dumps(way))
    return path


def test_a_key_in_a_device_says_what_it_needs(ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)  # as where only what the site needs is installed
    way_to(ring, tmp_path, kind="pkcs11", module="/usr/lib/softhsm/libsofthsm2.so", token="Reorg", label="binh")
    with pytest.raises(KeyTrouble, match="python-pkcs11 is not installed"):
        signer_in(tmp_path, certificates.pem(ring.made["signer"]))


def test_a_key_of_no_known_kind_is_refused(ring: Ring, tmp_path: Path) -> None:
    way_to(ring, tmp_path, kind="carrier pigeon")
    with pytest.raises(KeyTrouble, match="“kind”"):
        signer_in(tmp_path, certificates.pem(ring.made["signer"]))


class SigningService(BaseHTTPRequestHandler):
    """Signs what it gets with whatever key it was given."""

    key: FileKey

    def do_POST(self) -> None:
        message = self.rfile.read(int(self.headers["Content-Length"]))
        allowed = self.headers["Authorization"] == "Bearer open sesame"
        self.send_response(200 if allowed else 403)
        self.end_headers()
        self.wfile.write(self.key.sign(message) if allowed else b"")

    def log_message(self, *_: Any) -> None: ...


@pytest.mark.parametrize("whose", ["signer", "export"])
def test_a_remote_service_signs_and_is_not_believed_blindly(ring: Ring, tmp_path: Path, whose: str) -> None:
    held = ring.made[whose]
    SigningService.key = FileKey(held, ring.folder / f"{certificates.key_id(held)}.key")
    token = tmp_path / "token"
    token.touch(0o600)
    token.write_text("open sesame\n")
    with HTTPServer(("127.0.0.1", 0), SigningService) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        way_to(ring, tmp_path, kind="remote", url=f"http://127.0.0.1:{server.server_port}/", token_file=str(token))
        signer = signer_in(tmp_path, certificates.pem(ring.made["signer"]))
        assert signer is not None
        if whose == "signer":
            assert fits(ring.made["signer"], signer.sign(b"x"), b"x")
        else:
            with translation.override("en"), pytest.raises(KeyTrouble, match="does not fit"):
                signer.sign(b"x")
        server.shutdown()


def test_a_certificate_of_another_authority_can_be_registered(
    ring: Ring, settings: Any, people: dict[str, Any], tmp_path: Path
) -> None:
    settings.KEYS_DIR = ring.folder
    bundle = tmp_path / "binh.pem"
    bundle.write_text(certificates.pem(ring.made["signer"]) + certificates.pem(ring.root.certificate))
    with pytest.raises(CommandError, match="--for"):
        call_command("add_key", bundle, verbosity=0)
    call_command("add_key", bundle, username="binh", verbosity=0)
    key = Key.objects.get()
    assert (key.use, key.holder) == ("signer", people["binh"])
    settings.KEYS_DIR = tmp_path
    bundle.write_text(certificates.pem(ring.made["service"]))
    with pytest.raises(CommandError, match="Neither"):
        call_command("add_key", bundle, verbosity=0)
