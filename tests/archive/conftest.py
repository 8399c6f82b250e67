"""A dossier that has ended, with papers, evidence and one restricted paper of another body, and keys to sign with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from reorg.archive.packaging import pack
from tests.cast import PDF, drafted, paper, sign
from tests.engine.doing import prove
from tests.evidence.conftest import Ring, keyed, own_folders, ring
from workflows import actions
from workflows.models import DocumentType, Dossier
from workflows.text import Text

__all__ = ["keyed", "own_folders", "ring"]


def ended_dossier(agency: Dossier, people: dict[str, Any]) -> Dossier:
    drafted(agency, people)
    prove(agency.items.first(), people["anh"])
    paper(agency, "BC", actor=people["anh"], symbol="5/BC", text="b")
    actions.register_document(
        agency,
        type=DocumentType.objects.get(pk="BC"),
        symbol="1/BC-MẬT",
        issuer="UBND tỉnh Hải Dương",
        date=None,
        subject=Text("Báo cáo mật", "A secret report"),
        signed=False,
        restricted=True,
        actor=people["cuc"],
        file=ContentFile(PDF + b"secret", name="mat.pdf"),
    )
    sign(agency, people["binh"])
    actions.withdraw(agency, reason="Chuyển sang hồ sơ khác.", actor=people["binh"])
    agency.refresh_from_db()
    return agency


@pytest.fixture
def ended(agency: Dossier, people: dict[str, Any], keyed: Ring) -> Dossier:
    return ended_dossier(agency, people)


@pytest.fixture
def anchor(ring: Ring) -> bytes:
    return (ring.folder / "root.crt").read_bytes()


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path, anchor: bytes) -> Path:
    """A package as it lies on a disk, the dossier it was made of forgotten: printed once for all tests."""
    if not KEPT:
        KEPT.append(request.getfixturevalue("packed").read_bytes())
    path = tmp_path / "kept.zip"
    path.write_bytes(KEPT[0])
    return path


KEPT: list[bytes] = []


@pytest.fixture
def packed(ended: Dossier, people: dict[str, Any], tmp_path: Path) -> Path:
    return on_disk(ended, people, tmp_path)


def on_disk(ended: Dossier, people: dict[str, Any], folder: Path) -> Path:
    path = folder / "package.zip"
    with pack(ended, actor=people["anh"]).file.open("rb") as stored:
        path.write_bytes(stored.read())
    return path
