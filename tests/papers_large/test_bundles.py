"""An auditor asks for many trails at once."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64decode
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from django.core.management import CommandError, call_command

from reorg.evidence.signers import fits
from reorg.papers import bundles, evidence
from reorg.papers.models import Bundle, Export
from tests.cast import open_agency
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, Any]


@pytest.fixture(autouse=True)
def own_chunks(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def three(people: People) -> list[Dossier]:
    return [open_agency(people, code) for code in ("HN-11", "HN-12", "HN 13/Đ")]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Printing takes no time here; the codes that were printed."""
    printed: list[str] = []

    def print_fast(dossier: Dossier, *_: Any, **__: Any) -> bytes:
        printed.append(dossier.code)
        return b"%PDF of " + dossier.code.encode()

    monkeypatch.setattr(evidence, "signed_trail", print_fast)
    return printed


def codes(dossiers: list[Dossier]) -> list[str]:
    return [dossier.code for dossier in dossiers]


def archive(bundle: Bundle) -> zipfile.ZipFile:
    with bundle.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_a_bundle_holds_every_trail_an_index_and_the_services_signature(
    three: list[Dossier], keyed: Any, people: People
) -> None:
    bundle = bundles.bundle_now(codes(three)[:2], "vi", actor=people["phuc"])
    assert bundle.state == Export.State.READY
    assert bundle.percent == 100
    zipped = archive(bundle)
    manifest = zipped.read("manifest.json")
    for name, digest in json.loads(manifest)["files"].items():
        assert hashlib.sha256(zipped.read(name)).hexdigest() == digest
    assert set(zipped.namelist()) - set(json.loads(manifest)["files"]) == {
        *("manifest.json", "manifest.sig.json", "service.crt"),
    }
    signature = b64decode(json.loads(zipped.read("manifest.sig.json"))["signature"])
    certificate = x509.load_pem_x509_certificates(zipped.read("service.crt"))[0]
    assert fits(certificate, signature, manifest)
    assert not fits(certificate, signature, manifest.replace(b"HN-11", b"HN-99"))
    for row in json.loads(zipped.read("index.json"))["dossiers"]:
        assert zipped.read(row["file"]).startswith(b"%PDF")
        event = Event.objects.get(dossier__code=row["code"], verb="trail.exported")
        assert (event.seq, event.hash) == (row["head"]["seq"], row["head"]["hash"])
        assert event.body["facts"]["form"] == "ZIP"


def test_one_that_fails_is_named_and_the_others_are_there(
    three: list[Dossier], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jam_one(dossier: Dossier, *_: Any, **__: Any) -> bytes:
        if dossier == three[1]:
            raise RuntimeError("<out of ink>")
        return b"%PDF"

    monkeypatch.setattr(evidence, "signed_trail", jam_one)
    bundle = bundles.bundle_now(codes(three), "en", actor=people["phuc"])
    zipped = archive(bundle)
    rows = json.loads(zipped.read("index.json"))["dossiers"]
    assert [row["state"] for row in rows] == ["ready", "failed", "ready"]
    assert rows[1]["why"] == "<out of ink>"
    assert "Could not be printed: &lt;out of ink&gt;" in zipped.read("index.html").decode()
    assert rows[2]["file"] == "trails/003-HN-13.pdf"
    assert "manifest.sig.json" not in zipped.namelist()  # there are no keys


def test_a_killed_worker_goes_on_with_the_next_dossier(three: list[Dossier], people: People, told: list[str]) -> None:
    class Killed(BaseException):
        pass

    def killed_after_two(done: int, _of: int) -> None:
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        bundles.bundle_now(codes(three), "vi", actor=people["phuc"], progress=killed_after_two)
    bundle = Bundle.objects.get()
    assert (bundle.state, bundle.percent) == (Export.State.PRINTING, 66)
    bundles.print_bundle(bundle)
    assert bundle.state == Export.State.READY
    assert told == codes(three)  # each once
    assert len([name for name in archive(bundle).namelist() if name.startswith("trails/")]) == 3
    assert not bundle.items.exclude(file="").exists()


def test_a_bundle_can_be_cancelled_by_whoever_asked(three: list[Dossier], people: People, told: list[str]) -> None:
    def cancel_at_once(done: int, _of: int) -> None:
        if done == 1:
            with pytest.raises(NotYou):
                bundles.cancel(Bundle.objects.get(), actor=people["anh"])
            bundles.cancel(Bundle.objects.get(), actor=people["phuc"])

    bundle = bundles.bundle_now(codes(three), "vi", actor=people["phuc"], progress=cancel_at_once)
    bundle.refresh_from_db()
    assert bundle.state == Export.State.CANCELLED
    assert told == codes(three)[:1]
    assert not bundle.items.exclude(file="").exists()
    with pytest.raises(NotNow):
        bundles.cancel(bundle, actor=people["phuc"])


def test_only_what_may_be_exported_is_bundled(three: list[Dossier], people: People, told: list[str]) -> None:
    with pytest.raises(NotFound):
        bundles.bundle_now(codes(three), "vi", actor=people["xuan"])
    with pytest.raises(NotFound):
        bundles.bundle_now([*codes(three), "HN-99"], "vi", actor=people["phuc"])
    for wanted in ([], [f"X-{number}" for number in range(501)]):
        with pytest.raises(BadInput):
            bundles.bundle_now(wanted, "vi", actor=people["phuc"])
    assert not Bundle.objects.exists()
    assert not Event.objects.filter(verb="trail.exported").exists()
    assert told == []


def test_whoever_may_read_but_not_export_is_refused(three: list[Dossier], people: People, told: list[str]) -> None:
    reader = next(
        user
        for user in people.values()
        if bundles.dossiers_for(user).filter(code="HN-11").exists() and not bundles.may_export(user, three[0])
    )
    with pytest.raises(NotYou):
        bundles.bundle_now(["HN-11"], "vi", actor=reader)
    assert told == []


def test_the_worker_prints_it(three: list[Dossier], people: People, told: list[str]) -> None:
    bundle = bundles.ask_for_bundle(codes(three), "vi", actor=people["phuc"])
    assert bundle.state == Export.State.QUEUED
    from reorg.papers.tasks import print_bundle

    class Context:
        job = None

    print_bundle(Context(), bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == Export.State.READY


def test_the_command_writes_the_archive(three: list[Dossier], people: People, told: list[str], tmp_path: Path) -> None:
    said, made = StringIO(), tmp_path / "all.zip"
    call_command("export_bundle", "--codes", "HN-11", "HN-12", "--as", "phuc", "-o", str(made), stdout=said)
    assert "2 of 2 trails" in said.getvalue()
    assert zipfile.ZipFile(made).testzip() is None
    with pytest.raises(CommandError, match="nobody"):
        call_command("export_bundle", "--codes", "HN-11", "--as", "nobody", "-o", str(made), stdout=said)
