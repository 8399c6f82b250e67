"""An exported trail carries what it takes to verify it, and is signed as a whole."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone, translation
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reorg.evidence import carried, keys, pades, seals, stamps
from reorg.evidence.errors import StampTrouble
from reorg.evidence.models import Seal
from reorg.papers import evidence
from reorg.papers.content import HANOI
from reorg.papers.evidence import digest_of_pages, prepare, signed_trail
from reorg.papers.printing import render_trail
from reorg.people.models import User
from tests.cast import drafted, open_agency
from tests.evidence import authority
from tests.evidence.conftest import Ring, decided_by_two, registered
from tests.papers.conftest import findings_of
from workflows.actions import note_reading
from workflows.models import Dossier
from workflows.trail.canonical import canonical

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, Any]
CARRIED = {
    "events.json": ("/Data", "/application/json"),
    "documents.json": ("/Supplement", "/application/json"),
    "metadata.xml": ("/Supplement", "/application/xml"),
    "schema.json": ("/Supplement", "/application/schema+json"),
    "README.txt": ("/Supplement", "/text/plain"),
    "proofs.json": ("/Supplement", "/application/json"),
}


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def attached(pdf: bytes) -> dict[str, bytes]:
    with opened(pdf) as file:
        return {name: spec.get_file().read_bytes() for name, spec in file.attachments.items()}


def asn1_root(ring: Ring) -> asn1.Certificate:
    return asn1.Certificate.load(ring.root.certificate.public_bytes(serialization.Encoding.DER))


def status_of(pdf: bytes, *trusted: asn1.Certificate) -> Any:
    """What pyHanko says of the one signature, with the anchors that somebody brought."""
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
    context = ValidationContext(trust_roots=list(trusted), allow_fetching=False)
    return stamps.run(async_validate_pdf_signature(signature, context, context))


@dataclass(frozen=True)
class Exported:
    """One export, and what the database held when it was made."""

    pdf: bytes
    head: dict[str, Any]
    code: str
    documents: int
    versions: set[str]


@pytest.fixture(scope="module")
def export(django_db_setup: None, django_db_blocker: Any, ring: Ring) -> Exported:
    """Made once for all tests that only look at the file; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(KEYS_DIR=ring.folder):
        people = {user.username: user for user in User.objects.all()}
        registered(ring, people)
        dossier = decided_by_two(open_agency(people), people)
        versions = {version.sha256 for document in dossier.documents.all() for version in document.versions.all()}
        made = Exported(
            signed_trail(dossier, "vi"),
            {"seq": dossier.head_seq, "hash": dossier.head_hash},
            dossier.code,
            dossier.documents.count(),
            versions,
        )
        transaction.set_rollback(True)
    return made


@pytest.fixture
def exported(export: Exported) -> bytes:
    return export.pdf


def test_everything_is_attached_with_its_relationship_and_type(exported: bytes) -> None:
    with opened(exported) as file:
        found = {
            str(spec.UF): (str(spec.AFRelationship), str(spec.EF.F.Subtype))
            for spec in file.Root.AF  # type: ignore[attr-defined]
        }
        assert found == CARRIED
        assert sorted(file.attachments) == sorted(CARRIED)
        assert file.check_pdf_syntax() == []


def test_it_is_intact_and_trusted_through_our_root_and_not_after_one_bit(exported: bytes, ring: Ring) -> None:
    status = status_of(exported, asn1_root(ring))
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert not status_of(exported).trusted
    printed = exported.index(b"stream", len(exported) // 3) + 100  # somewhere in what was printed
    flipped = exported[:printed] + bytes([exported[printed] ^ 1]) + exported[printed + 1 :]
    assert not status_of(flipped, asn1_root(ring)).intact


def test_it_stays_pdf_a(decided: Dossier) -> None:
    """pikepdf judges no signed files, so the last step before the signature is looked at."""
    export = prepare(decided, "vi")
    with opened(export.bound(render_trail(export.paper))) as file:
        assert findings_of(file) == []


def test_the_signature_is_one_invisible_field_on_the_first_page(exported: bytes) -> None:
    with opened(exported) as file:
        (field,) = file.Root.AcroForm.Fields
        assert field.FT == "/Sig"
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert any(note.get("/FT") == "/Sig" for note in file.pages[0].obj.Annots)


def test_a_long_trail_shows_its_signature_at_the_top_of_its_first_page(
    decided: Dossier, keyed: Ring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And stays what it is to every verifier."""
    from reorg.verify.check import verify

    monkeypatch.setattr("reorg.papers.printing.TAGGED_UP_TO", 1)
    monkeypatch.setattr("reorg.papers.evidence.TAGGED_UP_TO", 1)
    at = timezone.now()
    pdf = signed_trail(decided, "vi", at=at)
    with opened(pdf) as file:
        (field,) = file.Root.AcroForm.Fields
        left, bottom, right, top = (float(side) for side in field.Rect)
        width, height = (float(side) for side in file.pages[0].mediabox[2:])
        assert width / 2 < left < right < width - 50
        assert height - 62 < bottom < top < height  # the margin, where nothing is printed
        fonts = [font for font in file.objects if isinstance(font, pikepdf.Dictionary) and "/FontName" in font]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font or "/FontFile" in font for font in fonts)
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(["pdftotext", "-l", "1", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Ký số: " in shown
    assert f"{at.astimezone(HANOI):%d/%m/%Y, %H:%M:%S}" in shown
    assert f"Nhật ký hồ sơ {decided.code}" in shown
    assert status_of(pdf, asn1_root(keyed)).bottom_line
    assert verify(pdf, [(keyed.folder / "root.crt").read_text()]).verdict == "TOTAL-PASSED"


def test_the_pages_and_the_files_are_bound_to_each_other(exported: bytes) -> None:
    files = attached(exported)
    pages = json.loads(files["proofs.json"])["pages"]
    record = json.loads(pages["record"])
    with opened(exported) as file:
        assert digest_of_pages(file) == pages["digest"] == record["pages"]
    assert record["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "proofs.json"
    }
    assert canonical(record) == pages["record"]


def test_the_proofs_name_the_head_its_seal_and_every_sign_off(export: Exported, exported: bytes) -> None:
    proofs = json.loads(attached(exported)["proofs.json"])
    events = json.loads(attached(exported)["events.json"])
    assert proofs["head"] == export.head
    assert events[-1]["hash"] == export.head["hash"]
    assert (proofs["inclusion"]["seal"], proofs["inclusion"]["seq"]) == (1, export.head["seq"])
    assert [json.loads(one["record"])["outcome"] for one in proofs["sign_offs"]] == ["approved", "approved"]
    assert sorted(len(one["signatures"]) for one in proofs["sign_offs"]) == [1, 2]
    assert sorted(key["use"] for key in proofs["keys"]) == ["export", "service", "signer"]
    assert proofs["issuers"] == []


def test_our_own_verifier_passes_it(exported: bytes, ring: Ring) -> None:
    from reorg.verify.check import verify

    root = (ring.folder / "root.crt").read_text()
    passed = verify(exported, [root])
    assert passed.verdict == "TOTAL-PASSED", passed
    assert verify(exported).verdict == "INDETERMINATE"


def test_a_stranger_can_follow_the_instructions(exported: bytes, ring: Ring, tmp_path: Path) -> None:
    """The commands of README.txt, as they stand there."""
    (tmp_path / "trail.pdf").write_bytes(exported)
    (tmp_path / "root.crt").write_text((ring.folder / "root.crt").read_text())
    commands = [
        line.removeprefix("    ") for line in carried.read_me().decode().splitlines() if line.startswith("    ")
    ]
    script = tmp_path / "commands.sh"
    script.write_text("set -e\n" + "\n".join(commands) + "\n")
    done = subprocess.run(["bash", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Verified OK") == 5
    for found in ("chain: OK", "seal: OK, number 1", "files: OK", "Signature is Valid.", "Total document signed"):
        assert found in done.stdout


def test_nothing_that_is_altered_survives_the_instructions(exported: bytes, tmp_path: Path) -> None:
    events = json.loads(attached(exported)["events.json"])
    events[1]["record"] = events[1]["record"].replace("Ánh", "Anh")
    (tmp_path / "events.json").write_text(json.dumps(events))
    chain = carried.read_me().decode().split("2. CHUỖI")[1].split("3. CHỮ")[0]
    script = "\n".join(line.removeprefix("    ") for line in chain.splitlines() if line.startswith("    "))
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "AssertionError: 2" in done.stderr


def test_same_input_same_bytes_before_signing(decided: Dossier) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    made = set()
    for _ in range(2):
        export = prepare(decided, "en", at=at)
        made.add(export.bound(render_trail(export.paper)))
    assert len(made) == 1


def test_an_export_seals_what_moved_since(decided: Dossier, people: People) -> None:
    prepare(decided, "vi")
    prepare(decided, "vi")
    assert Seal.objects.count() == 1
    note_reading(decided, actor=people["binh"])
    proofs = prepare(decided, "vi").proofs
    assert [seal.no for seal in proofs.seals] == [1, 2]


def test_someone_acting_meanwhile_does_not_leave_the_head_unsealed(
    decided: Dossier, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []
    seal_head = evidence.inclusion_of

    def then_somebody_reads(dossier: Dossier) -> Any:
        found = seal_head(dossier)
        if not acted:
            acted.append("read")
            note_reading(dossier, actor=people["cuc"])
        return found

    monkeypatch.setattr(evidence, "inclusion_of", then_somebody_reads)
    export = prepare(decided, "vi")
    assert export.proofs.inclusion is not None
    assert export.proofs.inclusion.seq == export.paper.head_seq == decided.head_seq + 1


def test_without_keys_it_is_unsigned_and_says_so(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    for language, said in (("vi", "chưa được ký số"), ("en", "not digitally signed")):
        export = prepare(agency, language)  # type: ignore[arg-type]
        assert said in export.paper.summary[-1].text
    pdf = signed_trail(agency, "vi")
    proofs = json.loads(attached(pdf)["proofs.json"])
    assert (proofs["keys"], proofs["seals"], proofs["inclusion"]) == ([], [], None)
    assert (proofs["pages"]["signature"], proofs["pages"]["key"]) == (None, None)
    assert PdfFileReader(io.BytesIO(pdf)).embedded_signatures == []


def test_an_old_export_outlives_its_keys(exported: bytes, keyed: Ring) -> None:
    call_command("revoke_key", keys.service().key.pk, why="replaced", verbosity=0)
    assert status_of(exported, asn1_root(keyed)).bottom_line


def test_a_revoked_key_is_shown_as_such(decided: Dossier, keyed: Ring) -> None:
    keys.revoke(keys.for_sign_off(decided.decisions.get(signer__username="binh").signer)[1].key, "compromised")
    proofs = json.loads(prepare(decided, "vi").proofs.of_pages("0" * 64, {}, timezone.now()))
    assert {key["use"]: key["why"] for key in proofs["keys"]} == {"export": "", "service": "", "signer": "compromised"}


# What else is carried


def test_the_documents_are_listed_with_their_hashes(export: Exported) -> None:
    listed = json.loads(attached(export.pdf)["documents.json"])
    assert {row["sha256"] for row in listed if row["kind"] == "document"} == export.versions
    assert export.versions


def test_the_metadata_have_the_names_of_the_decree(export: Exported) -> None:
    file = etree.fromstring(attached(export.pdf)["metadata.xml"])
    names = {"m": carried.NAMESPACE}
    assert file.findtext("m:FileCode/m:FileNotation", namespaces=names) == export.code
    assert file.findtext("m:FileCode/m:FileCatalog", namespaces=names) == str(timezone.localdate().year)
    documents = file.findall("m:Documents/m:Document", namespaces=names)
    assert len(documents) == export.documents
    assert [child.tag.split("}")[1] for child in documents[0]] == [
        *("DocOrdinal", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName", "Subject", "Language"),
        *("PageAmount", "Description", "SignerInfo", "To", "Priority", "IssuedAmount", "DueDate", "Attachment"),
    ]
    assert documents[0].findtext("m:CodeNumber", namespaces=names) == "01"
    assert documents[0].findtext("m:IssuedDate", namespaces=names) == "20/04/2025"
    events = file.findall("m:Events/m:Event", namespaces=names)
    assert [int(event.get("Ordinal")) for event in events] == list(range(1, export.head["seq"] + 1))


def test_the_schema_is_json_and_knows_all_its_names() -> None:
    schema = json.loads(carried.schema())
    named = set(schema["$defs"])

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from [inner] if key == "$ref" else references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    assert {reference.removeprefix("#/$defs/") for reference in references(schema)} <= named


# With a time-stamp authority


@pytest.fixture
def stamping(settings: Any, tmp_path: Path) -> Iterator[asn1.Certificate]:
    with authority.authority(tmp_path) as (url, ca):
        settings.TSA_URL, settings.TSA_CA = url, str(ca)
        yield stamps.certificates_in(ca.read_bytes())[0]


def test_seals_are_time_stamped(decided: Dossier, stamping: asn1.Certificate) -> None:
    made = seals.seal()
    assert made is not None
    assert made.token
    assert abs((stamps.time_of(made.token) - made.at).total_seconds()) < 10
    assert Seal.objects.get().token is not None


def test_an_export_is_good_for_the_long_term(decided: Dossier, keyed: Ring, stamping: asn1.Certificate) -> None:
    keys.write_revocations(keyed.root, timezone.now())
    pdf = signed_trail(decided, "vi")
    file = PdfFileReader(io.BytesIO(pdf))
    assert len(file.embedded_regular_signatures) == len(file.embedded_timestamp_signatures) == 1
    assert "/DSS" in file.root
    status = status_of(pdf, asn1_root(keyed), stamping)
    assert (status.bottom_line, status.timestamp_validity.trusted) == (True, True)


def test_a_stamp_of_a_stranger_is_not_kept(
    decided: Dossier, keyed: Ring, stamping: asn1.Certificate, settings: Any
) -> None:
    settings.TSA_CA = str(keyed.folder / "root.crt")
    made = seals.seal()
    assert made is not None
    assert made.token is None


def test_a_seal_does_not_wait_for_an_authority_that_is_away(decided: Dossier, stamping: Any, settings: Any) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    made = seals.seal()
    assert made is not None
    assert made.token is None


def test_an_export_says_that_the_authority_is_away(decided: Dossier, stamping: Any, settings: Any) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    with translation.override("en"), pytest.raises(StampTrouble, match="No time stamp for this export"):
        signed_trail(decided, "vi")


# The command


def test_the_command_writes_a_signed_file(decided: Dossier, keyed: Ring, tmp_path: Path) -> None:
    out = tmp_path / "trail.pdf"
    call_command("export_trail", decided.code, output=out, verbosity=0)
    assert status_of(out.read_bytes(), asn1_root(keyed)).bottom_line
    with pytest.raises(CommandError, match="no dossier"):
        call_command("export_trail", "nowhere", output=out)


def test_what_was_printed_stays_byte_for_byte(decided: Dossier, keyed: Ring) -> None:
    """Signing appends; what was printed stays byte for byte."""
    export = prepare(decided, "vi")
    bound = export.bound(render_trail(export.paper))
    ready = export.proofs.export
    assert ready is not None
    signed = pades.sign_pdf(bound, ready, reason="Thử")
    assert signed.startswith(bound)
