"""The signature over a whole PDF: PAdES, appended, PDF/A kept. B-B without a time-stamp authority, B-LTA with one."""

from __future__ import annotations

import io
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reorg.evidence import keys, stamps
from reorg.evidence.errors import KeyTrouble, StampTrouble
from reorg.evidence.keys import Ready
from reorg.evidence.signers import Signer

FIELD = "Reorg"


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


def sign_pdf(pdf: bytes, ready: Ready, *, reason: str, field: str = FIELD) -> bytes:
    """Append one invisible signature, in a field on the first page.

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
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(**meta),
        signer=PaperSigner(ready.signer, issuers),
        timestamper=authority,
        # On the first page: finding the last one means walking the whole tree of pages.
        new_field_spec=SigFieldSpec(field, on_page=0),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        out: Any = stamps.run(signer.async_sign_pdf(writer, output=io.BytesIO()))
    except TimestampRequestError as error:
        raise StampTrouble(_("No time stamp for this export: %(why)s") % {"why": error}) from error
    except (SigningError, PathError, ValidationError) as error:
        raise KeyTrouble(_("The export cannot be signed: %(why)s") % {"why": error}) from error
    return bytes(out.getvalue())


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _revocations() -> list[asn1_crl.CertificateList]:
    path = keys.folder() / "root.crl"
    return [asn1_crl.CertificateList.load(path.read_bytes())] if path.exists() else []
