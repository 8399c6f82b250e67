"""What the service really exports, held against all verifiers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from reorg.evidence import certificates
from reorg.evidence.models import Seal
from reorg.papers.evidence import signed_trail
from reorg.people.models import User
from reorg.verify import standalone, verify
from tests.cast import open_agency
from tests.evidence.conftest import Ring, decided_by_two, registered
from tests.verify.browser import Browser, node

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, ring: Ring, tmp_path_factory: Any
) -> tuple[bytes, bytes, list[str]]:
    """An export with keys, one without, and the seals a third party would hold."""
    folder = tmp_path_factory.mktemp("seals")
    with django_db_blocker.unblock(), transaction.atomic():
        people = {user.username: user for user in User.objects.all()}
        dossier = open_agency(people)
        with override_settings(KEYS_DIR=folder / "none", SEALS_DIR=folder):
            bare = signed_trail(dossier, "en")
        with override_settings(KEYS_DIR=ring.folder, SEALS_DIR=folder):
            registered(ring, people)
            pdf = signed_trail(decided_by_two(dossier, people), "vi")
        kept = [json.dumps({"format": "reorg-seal/1", "record": seal.record}) for seal in Seal.objects.all()]
        transaction.set_rollback(True)
    return pdf, bare, kept


def verdicts(pdf: bytes, *anchors: str, seals: list[str] | None = None) -> set[str]:
    report = verify(pdf, anchors, seals=seals or ())
    found = {report.verdict.value, standalone.verify(pdf, anchors, seals=seals or ())[0]}
    if node() and not seals:
        with Browser() as engine:
            found.add(engine.verify(pdf, anchors)["verdict"])
    return found


def test_an_export_passes_with_the_root_and_is_open_without(made: Any, ring: Ring) -> None:
    pdf, _, kept = made
    root = certificates.pem(ring.root.certificate)
    assert verdicts(pdf, root) == {"TOTAL-PASSED"}
    assert verdicts(pdf) == {"INDETERMINATE"}
    assert verdicts(pdf, root, seals=kept) == {"TOTAL-PASSED"}


def test_an_export_of_a_service_without_keys_is_open(made: Any, ring: Ring) -> None:
    assert verdicts(made[1], certificates.pem(ring.root.certificate)) == {"INDETERMINATE"}


def test_an_export_is_refused_when_a_third_party_holds_another_seal(made: Any, ring: Ring) -> None:
    pdf, _, kept = made
    rewritten = [text.replace('\\"size\\":', '\\"size\\":1') for text in kept]
    assert verdicts(pdf, certificates.pem(ring.root.certificate), seals=rewritten) == {"FAILED"}


def test_one_bit_of_a_page_or_of_an_attachment_is_found(made: Any, ring: Ring, tmp_path: Path) -> None:
    pdf = made[0]
    for part in range(1, 20):
        at = len(pdf) * part // 24
        flipped = pdf[:at] + bytes([pdf[at] ^ 4]) + pdf[at + 1 :]
        assert verify(flipped, [certificates.pem(ring.root.certificate)]).verdict == "FAILED", at
        assert standalone.verify(flipped)[0] == "FAILED", at
