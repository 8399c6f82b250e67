"""Keys that never leave a device, tried on SoftHSM: what they sign holds, and what is wrong is said in words."""

from __future__ import annotations

import io
import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography import x509
from django.db.models import Q
from django.utils import timezone

from reorg.evidence import certificates, keys, pades
from reorg.evidence.errors import KeyTrouble
from reorg.evidence.models import Key
from reorg.evidence.signers import DeviceKey, fits, signer_in
from reorg.papers.forms.signed import signers_of
from tests.evidence.conftest import Ring, decided_by_two
from workflows.models import Dossier

MODULE, TOKEN, PIN = "/usr/lib/softhsm/libsofthsm2.so", "Reorg", "271828"
pytestmark = pytest.mark.xdist_group("device")


@pytest.fixture(scope="session")
def device(tmp_path_factory: pytest.TempPathFactory, ring: Ring) -> dict[str, x509.Certificate]:
    """A token with a key for two leaders, and their certificates. The library reads its place once for each process."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    _softhsm("--init-token", "--free", "--label", TOKEN, "--so-pin", "314159", "--pin", PIN)
    made = {}
    for number, name in enumerate(("Bình", "Cúc"), 1):
        pair = certificates.issue(ring.root, use="signer", holder=name, now=timezone.now())
        pem = folder / "key.pem"
        pem.write_bytes(certificates.private_pem(pair.private))
        _softhsm(
            *("--import", str(pem), "--token", TOKEN, "--label", name, "--id", f"0{number}", "--pin", PIN),
        )
        pem.unlink()
        made[name] = pair.certificate
    return made


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def way(folder: Path, **other: str) -> dict[str, str]:
    pin = folder / "pin"
    if not pin.exists():
        pin.touch(0o600)
        pin.write_text(f"{PIN}\n")
    return {"kind": "pkcs11", "module": MODULE, "token": TOKEN, "label": "Bình", "pin_file": str(pin)} | other


def test_two_leaders_keys_in_one_device_both_sign(device: dict[str, x509.Certificate], tmp_path: Path) -> None:
    for name, certificate in device.items():
        path = tmp_path / f"{certificates.key_id(certificate)}.json"
        path.touch(0o600)
        path.write_text(json.dumps(way(tmp_path, label=name)))
        signer = signer_in(tmp_path, certificates.pem(certificate))
        assert signer is not None
        assert fits(certificate, signer.sign(b"quyet dinh"), b"quyet dinh")


def test_many_at_once_are_signed_one_after_the_other(device: dict[str, x509.Certificate], tmp_path: Path) -> None:
    signer, wrong = DeviceKey(device["Bình"], way(tmp_path)), []

    def sign(number: int) -> None:
        for turn in range(10):
            message = f"{number}-{turn}".encode()
            if not fits(device["Bình"], signer.sign(message), message):
                wrong.append(message)

    threads = [threading.Thread(target=sign, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.django_db
def test_a_sign_off_and_a_paper_are_signed_by_the_device(
    device: dict[str, x509.Certificate],
    agency: Dossier,
    people: dict[str, Any],
    keyed: Ring,
    settings: Any,
    tmp_path: Path,
) -> None:
    certificate = device["Bình"]
    root = certificates.pem(keyed.root.certificate)
    key = keys.register(certificate, use="signer", holder=people["binh"], issuers=root)
    path = keyed.folder / f"{key.pk}.json"
    path.touch(0o600)
    path.write_text(json.dumps(way(tmp_path)))
    try:
        decided_by_two(agency, people)
        given = agency.decisions.get(signer=people["binh"])
        assert given.signatures.filter(key=key).exists()
        pdf = io.BytesIO()
        blank = pikepdf.new()
        blank.add_blank_page()
        blank.save(pdf)
        ready = keys.ready(Q(use=Key.Use.SIGNER, pk=key.pk))[0]
        [signer] = signers_of(pades.sign_pdf(pdf.getvalue(), ready, reason="Chủ tịch", field="Leader-1"))
        assert (signer.name, signer.holds) == ("Bình", True)
    finally:
        path.unlink()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"label": "nobody"}, "does not give the key “nobody”"),
        ({"token": "another"}, "No token matching"),
        ({"module": "/nowhere/libpkcs11.so"}, "cannot open"),
        ({"pin_file": "/nowhere/pin"}, "is not there"),
    ],
)
def test_what_is_wrong_with_a_device_is_said(
    device: dict[str, x509.Certificate], tmp_path: Path, other: dict[str, str], said: str
) -> None:
    with pytest.raises(KeyTrouble, match=said):
        DeviceKey(device["Bình"], way(tmp_path, **other))


def test_a_key_that_is_not_its_certificates_is_found_out(device: dict[str, x509.Certificate], tmp_path: Path) -> None:
    path = tmp_path / f"{certificates.key_id(device['Cúc'])}.json"
    path.touch(0o600)
    path.write_text(json.dumps(way(tmp_path, label="Bình")))
    signer = signer_in(tmp_path, certificates.pem(device["Cúc"]))
    assert signer is not None
    with pytest.raises(KeyTrouble):
        signer.sign(b"x")
