"""Certificates of our own small authority: a root that signs, and what it signs. The profile is in docs/keys.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

BITS = 3072
ROOT_FOR = timedelta(days=365 * 20)
SERVICE_FOR = timedelta(days=365 * 5)
SIGNER_FOR = timedelta(days=365 * 2)
CRL_FOR = timedelta(days=365)
BEFORE = timedelta(minutes=5)
"""Clocks differ; a certificate is valid from a little before it was made."""
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
REASONS = {
    "replaced": x509.ReasonFlags.superseded,
    "ceased": x509.ReasonFlags.cessation_of_operation,
    "compromised": x509.ReasonFlags.key_compromise,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key and its certificate."""

    private: rsa.RSAPrivateKey
    certificate: x509.Certificate


def key_id(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate's DER: what keys are called everywhere."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def make_root(organisation: str, now: datetime) -> Pair:
    private = _generate()
    name = _name(f"{organisation} — root", organisation)
    builder = (
        _builder(name, name, private.public_key(), now, now + ROOT_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return Pair(private, builder.sign(private, hashes.SHA256()))


def issue(root: Pair, *, use: str, holder: str, now: datetime) -> Pair:
    """A key that may sign what its use says: ``service``, ``export`` or ``signer``."""
    private = _generate()
    organisation = _organisation(root.certificate)
    until = min(now + (SIGNER_FOR if use == "signer" else SERVICE_FOR), root.certificate.not_valid_after_utc)
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
        root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    )
    builder = (
        _builder(
            _name(holder, organisation, f"reorg:{use}"), root.certificate.subject, private.public_key(), now, until
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(authority, critical=False)
    )
    return Pair(private, builder.sign(root.private, hashes.SHA256()))


def revocations(
    root: Pair, revoked: Iterable[tuple[x509.Certificate, datetime, str]], now: datetime
) -> x509.CertificateRevocationList:
    """The root's list of revoked certificates."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now - BEFORE)
        .next_update(now + CRL_FOR)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.certificate.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
    )
    for certificate, at, why in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(at)
            .add_extension(x509.CRLReason(REASONS[why]), critical=False)
            .build()
        )
    return builder.sign(root.private, hashes.SHA256())


def pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def private_pem(private: rsa.RSAPrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def use_of(certificate: x509.Certificate) -> str:
    """What a certificate lets its key sign; one that does not say is a signer's."""
    for unit in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME):
        if unit.value in ("reorg:service", "reorg:export"):
            return str(unit.value).removeprefix("reorg:")
    return "signer"


def common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _organisation(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)


def _generate() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _name(common: str, organisation: str, unit: str = "") -> x509.Name:
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
    ]
    if unit:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _builder(subject: x509.Name, issuer: x509.Name, public: Any, now: datetime, until: datetime) -> Any:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in every})
