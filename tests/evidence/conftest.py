"""Keys for the tests: made once, because a good RSA key takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.utils import timezone

from reorg.evidence import certificates, keys
from tests.cast import drafted, sign
from workflows.models import Dossier


@dataclass(frozen=True)
class Ring:
    """A folder of keys, as ``make_keys`` leaves it: root, service, export, and one for Bình."""

    folder: Path
    root: certificates.Pair
    made: dict[str, x509.Certificate]


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Ring:
    folder = tmp_path_factory.mktemp("ring")
    now = timezone.now()
    root = certificates.make_root("Thử nghiệm", now)
    made = {}
    for use, holder in (("service", "Hệ thống"), ("export", "Bản xuất"), ("signer", "Trần Văn Bình")):
        pair = certificates.issue(root, use=use, holder=holder, now=now)
        path = folder / f"{certificates.key_id(pair.certificate)}.key"
        path.touch(0o600)
        path.write_bytes(certificates.private_pem(pair.private))
        made[use] = pair.certificate
    (folder / "root.crt").write_text(certificates.pem(root.certificate))
    return Ring(folder, root, made)


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Nothing a test makes lands beside the demonstration's."""
    settings.KEYS_DIR, settings.SEALS_DIR = tmp_path / "keys", tmp_path / "seals"


@pytest.fixture
def keyed(db: None, ring: Ring, settings: Any, people: dict[str, Any]) -> Iterator[Ring]:
    """The service, its exports and Bình can sign."""
    settings.KEYS_DIR = ring.folder
    registered(ring, people)
    yield ring
    (ring.folder / "root.crl").unlink(missing_ok=True)


def registered(ring: Ring, people: dict[str, Any]) -> None:
    root = certificates.pem(ring.root.certificate)
    for use, certificate in ring.made.items():
        keys.register(certificate, use=use, holder=people["binh"] if use == "signer" else None, issuers=root)


@pytest.fixture
def decided(agency: Dossier, people: dict[str, Any], keyed: Ring) -> Dossier:
    """The small dossier after both leaders signed, one of them with a key of his own."""
    return decided_by_two(agency, people)


def decided_by_two(dossier: Dossier, people: dict[str, Any]) -> Dossier:
    drafted(dossier, people)
    sign(dossier, people["binh"])
    sign(dossier, people["cuc"])
    dossier.refresh_from_db()
    return dossier
