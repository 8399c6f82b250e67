"""Keys, their certificates, and whether these lead to an authority the reader gave."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError
from pyhanko_certvalidator.path import ValidationPath

from reorg.verify import limits
from reorg.verify.asynchronous import waited
from reorg.verify.reading import Fields, parse
from reorg.verify.report import Absent, Said, Wrong

Use = Literal["service", "export", "signer"]
OU = "reorg:"
REASONS = ("", "replaced", "ceased", "compromised")


class BadAnchor(ValueError):
    """What the reader gave as an authority, a revocation list or a seal is none."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Authorities and revocation lists that the reader brought."""

    anchors: tuple[asn1.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    witnesses: tuple[asn1.Certificate, ...] = ()
    """Authorities for people and for time: they issue to anybody, so what they say of a service counts for nothing."""
    seals: dict[int, str] = field(default_factory=dict)
    """Records of published seals that a third party kept, by number."""

    def revocation(
        self, certificate: asn1.Certificate, others: Iterable[asn1.Certificate]
    ) -> tuple[datetime, str] | None:
        """When and why a list of its issuer says the certificate was revoked."""
        mine = x509.load_der_x509_certificate(certificate.dump())
        for crl in self.crls:
            entry = crl.get_revoked_certificate_by_serial_number(mine.serial_number)
            if entry is None or crl.issuer != mine.issuer:
                continue
            for issuer in (*self.anchors, *self.witnesses, *others):
                authority = x509.load_der_x509_certificate(issuer.dump())
                if authority.subject == crl.issuer and crl.is_signature_valid(authority.public_key()):  # type: ignore[arg-type]
                    return entry.revocation_date_utc, _reason(entry)
        return None

    def leads(
        self, certificate: asn1.Certificate, at: datetime, others: Iterable[asn1.Certificate] = ()
    ) -> Said | None:
        """None when a path leads to an anchor, else why not."""
        trusted = (*self.anchors, *self.witnesses) if use_of(certificate) == "signer" else self.anchors
        if not trusted:
            return Said("ông/bà chưa đưa ra gốc tin cậy nào", "you gave no authority to trust")
        context = ValidationContext(
            trust_roots=list(trusted),
            moment=at,
            allow_fetching=False,
            revocation_mode="soft-fail",  # revocation is judged apart, below
        )
        validator = CertificateValidator(certificate, list(others), validation_context=context)
        name = named(certificate)
        try:
            path = waited(validator.async_validate_path())
            _within_its_length(path)
        except (ExpiredError, NotYetValidError):
            return Said(
                f"chứng thư của “{name}” không có hiệu lực lúc ký ({at:%Y-%m-%d})",
                f"the certificate of “{name}” was not valid when it signed ({at:%Y-%m-%d})",
            )
        except Exception:
            return Said(
                f"khóa của “{name}” không dẫn về gốc tin cậy mà ông/bà đưa ra",
                f"the key of “{name}” does not lead to an authority you gave",
            )
        if not _valid_at(certificate, at):
            return Said(
                f"chứng thư của “{name}” không có hiệu lực lúc ký ({at:%Y-%m-%d})",
                f"the certificate of “{name}” was not valid when it signed ({at:%Y-%m-%d})",
            )
        return None


def _within_its_length(path: ValidationPath) -> None:
    """The root may say how many authorities may stand under it; certvalidator asks only those under it."""
    between = len(list(path.iter_certs(include_root=False))) - 1
    root = path.trust_anchor.authority
    limit = root.certificate.max_path_length if isinstance(root, AuthorityWithCert) else None
    if limit is not None and between > limit:
        raise ValueError("too many authorities under the root")


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return "compromised"
    if reason is x509.ReasonFlags.superseded:
        return "replaced"
    if reason in (x509.ReasonFlags.cessation_of_operation, x509.ReasonFlags.affiliation_changed):
        return "ceased"
    return "compromised"


def trust_in(
    anchors: Sequence[str | bytes],
    crls: Sequence[str | bytes] = (),
    seals: Sequence[str | bytes] = (),
    witnesses: Sequence[str | bytes] = (),
) -> Trust:
    return Trust(
        tuple(certificate for text in anchors for certificate in certificates_in(text)),
        tuple(_list_in(text) for text in crls),
        tuple(certificate for text in witnesses for certificate in certificates_in(text)),
        dict(_published(text) for text in seals),
    )


def _published(text: str | bytes) -> tuple[int, str]:
    try:
        record = Fields(parse(text, "seal"), "seal").text("record")
        return Fields(parse(record, "seal"), "seal").number("no"), record
    except Wrong as wrong:
        raise BadAnchor("Not a published seal.") from wrong


def certificates_in(text: str | bytes) -> list[asn1.Certificate]:
    """All certificates of a PEM file, or the one of a DER file."""
    data = text.encode() if isinstance(text, str) else text
    try:
        if pem.detect(data):
            found = [der for kind, _, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
        else:
            found = [data]
        made = [asn1.Certificate.load(der, strict=True) for der in found]
        for certificate in made:
            x509.load_der_x509_certificate(certificate.dump())
    except (ValueError, TypeError) as error:
        raise BadAnchor("Not a certificate in PEM or DER.") from error
    if not made:
        raise BadAnchor("The file holds no certificate.")
    return made


def _list_in(text: str | bytes) -> x509.CertificateRevocationList:
    data = text.encode() if isinstance(text, str) else text
    try:
        if pem.detect(data):
            _, _, data = pem.unarmor(data)
        return x509.load_der_x509_crl(data)
    except (ValueError, TypeError) as error:
        raise BadAnchor("Not a revocation list in PEM or DER.") from error


def named(certificate: asn1.Certificate) -> str:
    native = certificate.subject.native
    name = native.get("common_name") or certificate.subject.human_friendly
    return str(name)[:200]


def use_of(certificate: asn1.Certificate) -> Use:
    units = certificate.subject.native.get("organizational_unit_name", "")
    for unit in units if isinstance(units, list) else [units]:
        if unit == OU + "service":
            return "service"
        if unit == OU + "export":
            return "export"
    return "signer"


def _valid_at(certificate: asn1.Certificate, at: datetime) -> bool:
    validity = certificate["tbs_certificate"]["validity"]
    begins: datetime = validity["not_before"].native
    ends: datetime = validity["not_after"].native
    return begins <= at <= ends


@dataclass(frozen=True, slots=True)
class Key:
    id: str
    use: Use
    certificate: asn1.Certificate
    public: RSAPublicKey
    revoked_at: datetime | None
    why: str

    @property
    def name(self) -> str:
        return named(self.certificate)

    def signed(self, record: bytes, signature: bytes) -> bool:
        try:
            self.public.verify(signature, record, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


@dataclass(slots=True)
class Keys:
    """The keys of a file, judged against what the reader trusts."""

    trust: Trust
    by_id: dict[str, Key] = field(default_factory=dict)
    issuers: tuple[asn1.Certificate, ...] = ()
    doubts: list[Absent] = field(default_factory=list)
    """Why the check under way cannot be sure; looking goes on, since something worse may follow."""
    _led: dict[tuple[str, datetime], Said | None] = field(default_factory=dict)
    _revoked: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    def get(self, ident: str, where: str) -> Key:
        try:
            return self.by_id[ident]
        except KeyError:
            raise Wrong(
                f"{where} ký bằng khóa không có trong tệp", f"{where} names a key that is not in the file", where
            ) from None

    def check(
        self,
        where: str,
        *,
        key: str,
        record: str,
        signature: str,
        at: datetime,
        uses: tuple[Use, ...],
        proven: datetime | None = None,
    ) -> Key:
        """Raise Wrong where the signature does not fit; leave a doubt where nobody knows the key."""
        found = self.get(key, where)
        if not found.signed(record.encode(), from_base64(signature, where)):
            raise Wrong(f"chữ ký của {where} không đúng", f"the signature of {where} is wrong", where)
        if found.use not in uses:
            raise Wrong(
                f"{where} được ký bằng khóa không dành cho việc này (“{found.name}”)",
                f"{where} is signed by a key that may not sign it (“{found.name}”)",
                where,
            )
        self.not_revoked(found.certificate, at, where, proven)
        why = self.leads(found, at)
        if why:
            self.doubts.append(Absent(why.vi, why.en, where))
        return found

    def settled(self) -> Absent | None:
        """The first doubt of the check that ends here."""
        doubts, self.doubts = self.doubts, []
        return doubts[0] if doubts else None

    def leads(self, key: Key, at: datetime) -> Said | None:
        moment = at.replace(minute=0, second=0, microsecond=0)  # thousands of seals, few paths
        edge = _valid_at(key.certificate, at) != _valid_at(key.certificate, moment)
        seen = (key.id, at if edge else moment)
        if seen not in self._led:
            self._led[seen] = self.trust.leads(key.certificate, seen[1], self.issuers)
        return self._led[seen]

    def not_revoked(
        self,
        certificate: asn1.Certificate,
        at: datetime,
        where: str,
        proven: datetime | None,
        others: Iterable[asn1.Certificate] = (),
    ) -> None:
        """Raise Wrong for what was signed after its key was revoked, by the file's own word or by a list brought."""
        name = named(certificate)
        for revoked_at, why in self._revocations(certificate, (*others, *self.issuers)):
            if at >= revoked_at:
                raise Wrong(
                    f"{where} được ký sau khi khóa “{name}” bị thu hồi",
                    f"{where} was signed after the key “{name}” was revoked",
                    where,
                )
            if why == "compromised" and (proven is None or proven >= revoked_at):
                self.doubts.append(
                    Absent(
                        f"khóa “{name}” đã bị lộ và không có dấu thời gian nào chứng minh {where} được ký trước đó",
                        f"the key “{name}” was compromised, and no trusted time-stamp shows that {where} is older",
                        where,
                    )
                )

    def _revocations(
        self, certificate: asn1.Certificate, others: Iterable[asn1.Certificate]
    ) -> list[tuple[datetime, str]]:
        ident = hashlib.sha256(certificate.dump()).hexdigest()
        if ident not in self._revoked:
            listed, brought = self.by_id.get(ident), self.trust.revocation(certificate, others)
            own = [(listed.revoked_at, listed.why)] if listed and listed.revoked_at else []
            self._revoked[ident] = own + ([brought] if brought else [])
        return self._revoked[ident]


def read_keys(proofs: Fields, trust: Trust) -> Keys:
    keys = Keys(trust)
    issuers = proofs.texts("issuers", limits.KEYS) if "issuers" in proofs.value else []
    keys.issuers = tuple(_one(text, f"proofs.json, issuers[{n}]") for n, text in enumerate(issuers))
    for entry in proofs.items("keys", limits.KEYS):
        certificate = _one(entry.text("certificate"), entry.where)
        ident = entry.digest("id")
        if hashlib.sha256(certificate.dump()).hexdigest() != ident:
            raise Wrong(
                "mã của một khóa không phải là mã băm chứng thư của nó",
                "the id of a key is not the hash of its certificate",
                entry.where,
            )
        if ident in keys.by_id:
            raise Wrong("một khóa được ghi hai lần", "a key is listed twice", entry.where)
        use = use_of(certificate)
        if entry.text("use") != use:
            raise Wrong(
                f"khóa “{named(certificate)}” tự nhận công dụng khác với chứng thư",
                f"the key “{named(certificate)}” claims a use that its certificate does not give",
                entry.where,
            )
        why = entry.text("why")
        if why not in REASONS:
            raise Wrong("lý do thu hồi khóa không hợp lệ", "the reason for a revocation is none of ours", entry.where)
        keys.by_id[ident] = Key(
            ident, use, certificate, public_of(certificate, entry.where), entry.optional_moment("revoked_at"), why
        )
    return keys


def _one(text: str, where: str) -> asn1.Certificate:
    try:
        found = certificates_in(text) if "-----BEGIN CERTIFICATE-----" in text else []
    except BadAnchor:
        found = []
    if len(found) != 1:
        raise Wrong("chứng thư không đọc được", "a certificate cannot be read", where)
    return found[0]


def public_of(certificate: asn1.Certificate, where: str) -> RSAPublicKey:
    try:
        public = x509.load_der_x509_certificate(certificate.dump()).public_key()
    except Exception:
        public = None
    if not isinstance(public, RSAPublicKey) or not 2048 <= public.key_size <= 8192:
        raise Wrong("khóa không phải RSA 2048 đến 8192 bit", "a key is not RSA of 2048 to 8192 bits", where)
    if public.public_numbers().e > 1 << 32:
        raise Wrong("khóa RSA có số mũ bất thường", "an RSA key has an unusual exponent", where)
    return public


def from_base64(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Wrong(f"chữ ký của {where} không đọc được", f"the signature of {where} cannot be read", where) from None
