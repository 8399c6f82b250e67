"""Leaders sign a decision paper one after the other, each with a key of their own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reorg.evidence import certificates, keys, stamps
from reorg.evidence.errors import NoKey
from reorg.papers.forms.countersigning import countersign, countersigned, signatures_on
from reorg.papers.forms.listing import paper_of
from reorg.papers.forms.printing import print_paper
from reorg.verify import standalone, verify
from tests.cast import drafted, sign
from tests.verify.browser import Browser
from workflows.errors import NotYou
from workflows.models import Decision, Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


@pytest.fixture
def root(settings: Any, tmp_path: Path, people: dict[str, Any]) -> certificates.Pair:
    """A root, and a key of their own for both chairmen."""
    settings.KEYS_DIR = tmp_path
    made = certificates.make_root("Thử nghiệm", timezone.now())
    for name in ("binh", "cuc"):
        pair = certificates.issue(made, use="signer", holder=people[name].get_full_name(), now=timezone.now())
        path = tmp_path / f"{certificates.key_id(pair.certificate)}.key"
        path.touch(0o600)
        path.write_bytes(certificates.private_pem(pair.private))
        keys.register(pair.certificate, use="signer", holder=people[name], issuers=certificates.pem(made.certificate))
    return made


@pytest.fixture
def decisions(agency: Dossier, people: dict[str, Any]) -> list[Decision]:
    drafted(agency, people)
    sign(agency, people["binh"])
    sign(agency, people["cuc"])
    return list(agency.decisions.order_by("at", "id"))


def statuses(pdf: bytes, root: certificates.Pair) -> list[Any]:
    anchor = asn1.Certificate.load(root.certificate.public_bytes(serialization.Encoding.DER))
    context = ValidationContext(trust_roots=[anchor], allow_fetching=False)
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return [stamps.run(async_validate_pdf_signature(one, context, context)) for one in found]


def test_every_leader_is_named_and_none_undoes_another(
    agency: Dossier, decisions: list[Decision], root: certificates.Pair
) -> None:
    task = decisions[0].task_id
    assert task is not None
    signed = countersigned(agency, task, "vi", decisions)
    found = statuses(signed, root)
    assert [status.signing_cert.subject.native["common_name"] for status in found] == [
        "Trần Văn Bình",
        "Lê Thị Cúc",
    ]
    assert all(status.bottom_line for status in found)
    assert signatures_on(signed) == 2
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        claims = pdf.open_metadata()
        assert claims["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
        assert claims["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_a_signature_is_appended_and_a_changed_byte_is_found(
    agency: Dossier, decisions: list[Decision], root: certificates.Pair
) -> None:
    task = decisions[0].task_id
    assert task is not None
    first = countersigned(agency, task, "vi", decisions[:1])
    both = countersign(first, decisions[1])
    assert both.startswith(first)
    place = first.index(b"\n%") + 3  # a comment that every reader skips, and that is signed all the same
    changed = both[:place] + bytes([both[place] ^ 1]) + both[place + 1 :]
    assert not any(status.intact for status in statuses(changed, root))


def test_who_has_no_key_or_does_not_count_is_refused(agency: Dossier, decisions: list[Decision], settings: Any) -> None:
    task = decisions[0].task_id
    assert task is not None
    with pytest.raises(NoKey):
        countersigned(agency, task, "vi", decisions[:1])
    decisions[0].superseded_at = timezone.now()
    with pytest.raises(NotYou):
        countersign(b"", decisions[0])


# Verified by whoever holds it: three programs, one answer


@pytest.fixture
def signed(agency: Dossier, decisions: list[Decision], root: certificates.Pair) -> bytes:
    assert decisions[0].task_id is not None
    return countersigned(agency, decisions[0].task_id, "vi", decisions)


def verdicts(pdf: bytes, anchors: list[str]) -> list[tuple[str, str, list[str]]]:
    """What each of the three programs says: verdict, sentence, names of those who signed."""
    ours, (alone, checks, facts) = verify(pdf, anchors), standalone.verify(pdf, [one.encode() for one in anchors])
    with Browser() as browser:
        page = browser.verify(pdf, anchors)
    told = [
        (ours.verdict.value, ours.sentence.en, ours.facts),
        (alone, standalone.sentence(alone, checks, facts, "en"), facts),
        (page["verdict"], page["sentence"]["en"], page["facts"]),
    ]
    return [(verdict, said, [one["signer"] for one in facts.get("signatures", [])]) for verdict, said, facts in told]


def test_every_verifier_names_each_leader(signed: bytes, root: certificates.Pair) -> None:
    said = (
        "This paper is as it was signed by “Trần Văn Bình”, “Lê Thị Cúc”, and the keys lead to the authority you gave; "
        "it carries no trail."
    )
    expected = ("TOTAL-PASSED", said, ["Trần Văn Bình", "Lê Thị Cúc"])
    assert verdicts(signed, [certificates.pem(root.certificate)]) == [expected] * 3


def test_without_an_authority_nobody_is_sure(signed: bytes) -> None:
    found = verdicts(signed, [])
    assert [verdict for verdict, *_rest in found] == ["INDETERMINATE"] * 3
    assert [names for *_rest, names in found] == [["Trần Văn Bình", "Lê Thị Cúc"]] * 3


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.97])
def test_no_byte_of_it_can_be_changed(signed: bytes, root: certificates.Pair, share: float) -> None:
    place = int(len(signed) * share)
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert [verdict for verdict, *_rest in verdicts(altered, [certificates.pem(root.certificate)])] == ["FAILED"] * 3


def test_what_is_added_after_the_last_signature_is_found(signed: bytes, root: certificates.Pair) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.Root.Lang = "fr"
        out = io.BytesIO()
        pdf.save(out)
    rewritten = out.getvalue()
    appended = signed + b"1 0 obj\n<<>>\nendobj\n%%EOF\n"
    for forged in (rewritten, appended):
        found = verdicts(forged, [certificates.pem(root.certificate)])
        assert [verdict for verdict, *_rest in found] == ["FAILED"] * 3


def test_a_paper_that_nobody_signed_is_none_of_ours(
    agency: Dossier, decisions: list[Decision], root: certificates.Pair
) -> None:
    assert decisions[0].task_id is not None
    plain = print_paper(paper_of(agency, "decision", decisions[0].task_id, "vi"))
    found = verdicts(plain, [certificates.pem(root.certificate)])
    assert [verdict for verdict, *_rest in found] == ["FAILED"] * 3
    assert all("none of ours" in said for _verdict, said, _names in found)
