"""CMS signatures and RFC 3161 tokens: is the mathematics right, and who signed?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from reorg.verify.keys import Trust, named
from reorg.verify.report import Said, Wrong

STRONG = ("sha256", "sha384", "sha512")
TIME_STAMPING = "time_stamping"


def intact(signed: cms.SignedData, content: str, digest: Callable[[str], bytes]) -> asn1.Certificate | None:
    """The certificate whose key made this signature over the digest; None when the signature is wrong."""
    info = extract_signer_info(signed)
    algorithm = info["digest_algorithm"]["algorithm"].native
    if algorithm not in STRONG or "signed_attrs" not in info or not info["signed_attrs"]:
        return None
    found = extract_certs_for_validation(signed).signer_cert
    right, valid = validate_sig_integrity(info, found, content, digest(algorithm))
    return found if right and valid else None


def others(signed: cms.SignedData) -> list[asn1.Certificate]:
    return list(extract_certs_for_validation(signed).other_certs)


def carries_what_nobody_can_read(signed: cms.SignedData) -> bool:
    """Whether some certificate beside a signature cannot be read, be it needed or not: none of ours is like that."""
    found = extract_certs_for_validation(signed)
    try:
        for one in (found.signer_cert, *found.other_certs):
            _ = one.not_valid_before, one.not_valid_after, one.public_key.native
    except (ValueError, TypeError, KeyError, OverflowError):
        return True
    return False


def token_time(der: bytes, stamped: bytes, trust: Trust, where: str) -> tuple[datetime, str, Said | None]:
    """When an authority saw these bytes, its name, and why it does not count (None when it does)."""
    try:
        content = cms.ContentInfo.load(der, strict=True)
        if content["content_type"].native != "signed_data":
            raise ValueError("not signed data")
        return signed_time(content["content"], lambda name: hashlib.new(name, stamped).digest(), trust, where)
    except Wrong:
        raise
    except Exception:
        raise _broken(where) from None


def signed_time(
    signed: cms.SignedData, imprint: Callable[[str], bytes], trust: Trust, where: str
) -> tuple[datetime, str, Said | None]:
    inside = signed["encap_content_info"]
    info = inside["content"].parsed
    if inside["content_type"].native != "tst_info" or not isinstance(info, tsp.TSTInfo):
        raise _broken(where)
    algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    if algorithm not in STRONG or info["message_imprint"]["hashed_message"].native != imprint(algorithm):
        raise _broken(where)
    content = bytes(inside["content"])
    if carries_what_nobody_can_read(signed):
        raise _broken(where)
    certificate = intact(signed, "tst_info", lambda name: hashlib.new(name, content).digest())
    if certificate is None:
        raise _broken(where)
    at: datetime = info["gen_time"].native
    purposes = certificate.extended_key_usage_value
    if purposes is None or TIME_STAMPING not in purposes.native:
        name = named(certificate)
        return (
            at,
            name,
            Said(f"“{name}” không phải cơ quan cấp dấu thời gian", f"“{name}” is no time-stamping authority"),
        )
    return at, named(certificate), trust.leads(certificate, at, others(signed))


def _broken(where: str) -> Wrong:
    return Wrong("dấu thời gian không đúng", "a time-stamp is wrong", where)
