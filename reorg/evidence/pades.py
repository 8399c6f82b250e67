"""The signature over a whole PDF: PAdES, appended, PDF/A kept. B-B without a time-stamp authority, B-LTA with one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reorg.evidence import keys, stamps
from reorg.evidence.errors import KeyTrouble, StampTrouble
from reorg.evidence.keys import Ready
from reorg.evidence.signers import Signer

FIELD = "Reorg"
WHOLE = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))


class PaperSigner(signers.Signer):
    """Lets one of our signers sign for pyHanko; where the key lies is not its business."""

    def __init__(self, signer: Signer, issuers: list[asn1.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(issuers)
        super().__init__(signing_cert=_asn1(signer.certificate), cert_registry=store)
        self._signer = signer
        self._size = signer.certificate.public_key().key_size // 8  # type: ignore[union-attr]

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._size)
        if digest_algorithm != "sha256":
            raise ValueError("Papers are signed with SHA-256.")
        return self._signer.sign(data)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a visible signature shows, and where on the first page: left, bottom, right, top in points."""

    pdf: bytes
    box: tuple[int, int, int, int]


def sign_pdf(pdf: bytes, ready: Ready, *, reason: str, field: str = FIELD, picture: Picture | None = None) -> bytes:
    """Append one signature, in a field on the first page; invisible without a picture.

    Raises:
        StampTrouble: an authority for time stamps is configured and does not answer. KeyTrouble: the key is of no use.
    """
    issuers = stamps.certificates_in(ready.key.issuers.encode()) if ready.key.issuers else []
    authority = stamps.authority()
    meta: dict[str, Any] = {
        "field_name": field,
        "md_algorithm": "sha256",
        "subfilter": SigSeedSubFilter.PADES,
        "reason": reason,
        "name": ready.signer.certificate.subject.rfc4514_string(),
    }
    if authority and issuers:
        meta |= {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "timestamp_field_name": f"{field}-time",
            "validation_context": ValidationContext(
                trust_roots=[*issuers[-1:], *stamps.roots()],
                other_certs=issuers,
                crls=_revocations(),
                allow_fetching=False,
                revocation_mode="soft-fail",
            ),
        }
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        with _shown(picture) as style:
            signer = signers.PdfSigner(
                signers.PdfSignatureMetadata(**meta),
                signer=PaperSigner(ready.signer, issuers),
                timestamper=authority,
                stamp_style=style,
                # On the first page: finding the last one means walking the whole tree of pages.
                new_field_spec=SigFieldSpec(field, on_page=0, box=picture.box if picture else None),
            )
            out: Any = stamps.run(signer.async_sign_pdf(writer, output=io.BytesIO()))
    except TimestampRequestError as error:
        raise StampTrouble(_("No time stamp for this export: %(why)s") % {"why": error}) from error
    except (SigningError, PathError, ValidationError) as error:
        raise KeyTrouble(_("The export cannot be signed: %(why)s") % {"why": error}) from error
    return bytes(out.getvalue())


@contextmanager
def _shown(picture: Picture | None) -> Iterator[StaticStampStyle | None]:
    """pyHanko takes the picture from a file."""
    if picture is None:
        yield None
        return
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(picture.pdf)
        file.flush()
        yield StaticStampStyle.from_pdf_file(file.name, border_width=0, background_layout=WHOLE)


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _revocations() -> list[asn1_crl.CertificateList]:
    path = keys.folder() / "root.crl"
    return [asn1_crl.CertificateList.load(path.read_bytes())] if path.exists() else []
