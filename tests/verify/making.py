"""Exported trails made by hand after docs/evidence-format.md: good ones, and every part open to a forger's hand."""

import base64
import copy
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pikepdf import AttachedFileSpec, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reorg.papers.content import Weight
from reorg.papers.printing import render_trail
from reorg.verify.asynchronous import waited
from tests.papers.hai_phong import paper, short_paper
from workflows.trail.canonical import FIRST, canonical, sha256, stamp

BEGIN, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
SEALED = datetime(2025, 10, 1, 12, tzinfo=UTC)
CODE = "HP-2025-01"
VERBS = {"approved": "signoff.approved", "returned": "signoff.returned"}
NAMES = ("events.json", "documents.json", "metadata.xml", "schema.json", "README.txt", "proofs.json")


# Keys


@dataclass(frozen=True)
class Holder:
    name: str
    private: rsa.RSAPrivateKey
    certificate: x509.Certificate
    use: str = "signer"
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def id(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def sign(self, record: str) -> str:
        return base64.b64encode(self.private.sign(record.encode(), PKCS1v15(), hashes.SHA256())).decode()

    def listed(self, **more: Any) -> dict[str, Any]:
        return {"id": self.id, "use": self.use, "certificate": self.pem, "revoked_at": None, "why": ""} | more

    def for_pdf(self) -> signers.SimpleSigner:
        store = SimpleCertificateStore()
        store.register_multiple([as_asn1(one) for one in self.issuers])
        private = self.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return signers.SimpleSigner(
            signing_cert=as_asn1(self.certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@cache
def private_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def certify(
    name: str,
    *,
    use: str = "",
    by: Holder | None = None,
    begin: datetime = BEGIN,
    end: datetime = END,
    authority: bool = False,
    path_length: int | None = None,
    bits: int = 2048,
    purposes: Sequence[Any] = (),
    key: str = "",
) -> Holder:
    private = private_key(key or name, bits)
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Nội vụ"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if use:
        parts.insert(1, x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"reorg:{use}"))
    subject = x509.Name(parts)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(_usage(authority), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    certificate = builder.sign(by.private if by else private, hashes.SHA256())
    issuers = (by.certificate, *by.issuers) if by else ()
    return Holder(name, private, certificate, use or "signer", issuers)


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True)
class House:
    """One authority and those it vouches for."""

    root: Holder
    service: Holder
    export: Holder
    chau: Holder

    @property
    def anchor(self) -> str:
        return self.root.pem


@cache
def house(name: str = "Hải Phòng") -> House:
    root = certify(f"{name} root", authority=True)
    return House(
        root,
        certify(f"{name} service", use="service", by=root),
        certify(f"{name} export", use="export", by=root),
        certify(f"{name} Lê Bảo Châu", use="signer", by=root),
    )


@cache
def stamping_authority() -> Holder:
    root = certify("TSA root", authority=True)
    return certify("TSA", by=root, purposes=[ExtendedKeyUsageOID.TIME_STAMPING])


@cache
def time_stamper() -> DummyTimeStamper:
    tsa = stamping_authority()
    signer = tsa.for_pdf()
    store = SimpleCertificateStore()
    store.register_multiple([as_asn1(one) for one in tsa.issuers])
    return DummyTimeStamper(tsa_cert=signer.signing_cert, tsa_key=signer.signing_key, certs_to_embed=store)


# The trail


@cache
def printed(count: int, language: str = "vi") -> bytes:
    """Pages of the paper, without what is attached: forgers attach their own. Long trails come with their annexes."""
    whole = paper if count > 100 else short_paper
    pdf = pikepdf.open(io.BytesIO(render_trail(whole(language, count))))  # type: ignore[arg-type]
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    if "/AF" in pdf.Root:
        del pdf.Root.AF
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, *, compress: bool = True) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=compress,
    )
    return out.getvalue()


@cache
def _told(count: int, code: str) -> tuple[str, ...]:
    """The records of the paper's events."""
    records: list[str] = []
    before, decision = FIRST, 0
    for event in paper("vi", count).events:
        actor = {"id": 1 + sum(map(ord, event.actor.name)) % 97, "name": event.actor.name, "role": "", "authority": ""}
        actor |= {"office": {"vi": event.actor.office, "en": ""}, "organisation": {"vi": "UBND", "en": "Committee"}}
        verb, facts = event.verb, {"sentence": event.sentence, "facts": [asdict(fact) for fact in event.facts]}
        if event.weight is Weight.DECISION and event.actor.authority:
            decision += 1
            outcome = "returned" if "Trả lại" in event.sentence else "approved"
            verb = VERBS[outcome]
            facts |= {"step": f"step{decision}", "digest": sha256(event.sentence), "decision": decision, "title": "Ký"}
            facts |= {"reason": "Bổ sung."} if outcome == "returned" else {}
            if outcome == "approved":
                facts["statement"] = {"vi": "Tôi đồng ý.", "en": "I agree."}
        elif event.sentence.startswith("Tải lên"):
            verb, facts["sha256"] = "document.added", sha256(event.sentence)
        body = {"v": 1, "dossier": code, "seq": event.seq, "at": stamp(event.at), "verb": verb, "actor": actor}
        records.append(canonical(body | {"facts": facts, "prev": before}))
        before = sha256(records[-1])
    return tuple(records)


def rehashed(bodies: Sequence[dict[str, Any]]) -> list[str]:
    """A chain written anew over these bodies, as somebody with the database could."""
    records, before = [], FIRST
    for seq, body in enumerate(bodies, start=1):
        records.append(canonical(body | {"seq": seq, "prev": before}))
        before = sha256(records[-1])
    return records


# Merkle tree, written down as RFC 9162, 2.1.1 and 2.1.3.1 say it


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = _split(len(leaves))
    return hashlib.sha256(b"\1" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def tree_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*tree_path(index, leaves[:k]), tree_hash(leaves[k:])]
    return [*tree_path(index - k, leaves[k:]), tree_hash(leaves[:k])]


def _split(n: int) -> int:
    return 1 << (n - 1).bit_length() - 1


# The file


Edit = Callable[[Any], Any]


@dataclass
class Case:
    """Everything a file is made of; a forger changes a part and builds it."""

    count: int = 60
    code: str = CODE
    house: House = field(default_factory=house)
    records: list[str] = field(default_factory=list)
    seals: int = 3
    sealed_at: datetime = SEALED
    others: int = 6
    """Dossiers beside ours in the sealed tree."""
    sealed_seq: int = 0
    tokens: bool = False
    service: Holder | None = None
    seal_service: Holder | None = None
    export: Holder | None = None
    signer: Holder | None = None
    extra_keys: tuple[Holder, ...] = ()
    issuers: tuple[str, ...] = ()
    language: str = "vi"

    def __post_init__(self) -> None:
        self.records = self.records or list(_told(self.count, self.code))
        self.service = self.service or self.house.service
        self.seal_service = self.seal_service or self.service
        self.export = self.export or self.house.export
        self.signer = self.signer or self.house.chau

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(record) for record in self.records]

    @property
    def head(self) -> dict[str, Any]:
        return {"seq": len(self.records), "hash": sha256(self.records[-1])}

    # Parts

    def events_json(self) -> bytes:
        return canonical([{"hash": sha256(record), "record": record} for record in self.records]).encode()

    def attached(self) -> dict[str, bytes]:
        digests = [body["facts"]["sha256"] for body in self.bodies if "sha256" in body["facts"]]
        documents = [{"kind": "document", "name": f"{n}.pdf", "sha256": d} for n, d in enumerate(digests)]
        return {
            "events.json": self.events_json(),
            "documents.json": canonical(documents).encode(),
            "metadata.xml": b"<?xml version='1.0' encoding='UTF-8'?><HoSo/>",
            "schema.json": b"{}",
            "README.txt": "Cách kiểm chứng".encode(),
        }

    def leaves(self) -> list[bytes]:
        seq = self.sealed_seq or len(self.records)
        ours = {"dossier": self.code, "seq": seq, "hash": sha256(self.records[seq - 1])}
        rest = [{"dossier": f"AA-{n}", "seq": n, "hash": sha256(str(n))} for n in range(1, self.others)]
        rest += [{"dossier": "ZZ-1", "seq": 9, "hash": sha256("z")}] if self.others else []
        return [canonical(leaf).encode() for leaf in [*rest[:-1], ours, *rest[-1:]]]

    def seal_records(self) -> list[str]:
        leaves, records, prev = self.leaves(), [], FIRST
        for no in range(1, self.seals + 1):
            held = leaves if no == self.seals - 1 or self.seals == 1 else [b"other", b"tree"]
            at = self.sealed_at + timedelta(days=no - max(1, self.seals - 1))
            body = {"v": 1, "no": no, "at": stamp(at), "size": len(held), "root": tree_hash(held).hex(), "prev": prev}
            records.append(canonical(body))
            prev = sha256(records[-1])
        return records

    def inclusion(self) -> dict[str, Any]:
        leaves, seq = self.leaves(), self.sealed_seq or len(self.records)
        index = max(0, self.others - 1) if self.others else 0
        path = [part.hex() for part in tree_path(index, leaves)]
        return {"seal": max(1, self.seals - 1), "seq": seq, "index": index, "size": len(leaves), "path": path}

    def sign_off_records(self) -> list[str]:
        return [canonical(self.sign_off(body)) for body in self.bodies if body["verb"] in VERBS.values()]

    def sign_off(self, body: dict[str, Any]) -> dict[str, Any]:
        facts, actor = body["facts"], body["actor"]
        return {
            "v": 1,
            "dossier": body["dossier"],
            "decision": facts["decision"],
            "outcome": body["verb"].partition(".")[2],
            "step": facts["step"],
            "digest": facts["digest"],
            "statement": facts.get("statement", {"vi": ""})["vi"],
            "reason": facts.get("reason", ""),
            "signer": {"id": actor["id"], "name": actor["name"], "office": "", "organisation": "UBND", "authority": ""},
            "confirmed_by": "password",
            "at": body["at"],
        }

    def proofs(self, attached: dict[str, bytes], pages: str) -> dict[str, Any]:
        assert self.service
        assert self.seal_service
        assert self.export
        assert self.signer
        holders = {h.id: h for h in (self.service, self.seal_service, self.export, self.signer, *self.extra_keys)}
        record = canonical(
            {
                "v": 1,
                "dossier": self.code,
                "head": self.head,
                "at": stamp(self.sealed_at + timedelta(days=2)),
                "pages": pages,
                "files": {name: hashlib.sha256(content).hexdigest() for name, content in attached.items()},
            }
        )
        return {
            "format": "reorg-proofs/1",
            "dossier": self.code,
            "head": self.head,
            "keys": [holder.listed() for holder in holders.values()],
            "issuers": list(self.issuers),
            "seals": [self.sealed(text) for text in self.seal_records()],
            "inclusion": self.inclusion(),
            "sign_offs": [self.signed_off(text) for text in self.sign_off_records()],
            "pages": {
                "record": record,
                "digest": pages,
                "signature": self.service.sign(record),
                "key": self.service.id,
            },
        }

    def sealed(self, text: str) -> dict[str, Any]:
        assert self.seal_service
        token = None
        if self.tokens:
            token = token_over(text)
        return {
            "record": text,
            "signature": self.seal_service.sign(text),
            "key": self.seal_service.id,
            "token": token,
        }

    def signed_off(self, text: str) -> dict[str, Any]:
        assert self.service
        assert self.signer
        made = [{"key": self.service.id, "signature": self.service.sign(text)}]
        if "Lê Bảo Châu" in text:
            made.append({"key": self.signer.id, "signature": self.signer.sign(text)})
        return {"record": text, "signatures": made}

    # The whole

    def unsigned(
        self,
        *,
        edit_attached: Edit | None = None,
        edit_proofs: Edit | None = None,
        edit_pages: Edit | None = None,
        edit_pdf: Edit | None = None,
        edit_carried: Edit | None = None,
        compress: bool = True,
    ) -> bytes:
        """`edit_attached` and `edit_pages` come before the service signs, the others after."""
        pdf = pikepdf.open(io.BytesIO(printed(self.count, self.language)))
        if edit_pages:
            edit_pages(pdf)
        attached = self.attached()
        if edit_attached:
            attached = edit_attached(attached) or attached
        proofs = self.proofs(attached, pages_digest(pdf))
        if edit_proofs:
            proofs = edit_proofs(copy.deepcopy(proofs)) or proofs
        carried = attached | {"proofs.json": proofs if isinstance(proofs, bytes) else canonical(proofs).encode()}
        if edit_carried:
            carried = edit_carried(carried) or carried
        attach(pdf, carried)
        if edit_pdf:
            edit_pdf(pdf)
        return saved(pdf, compress=compress)

    def build(self, *, sign: bool = True, **edits: Any) -> bytes:
        pdf = self.unsigned(**edits)
        assert self.export
        return signed(pdf, self.export) if sign else pdf

    def but(self, **changes: Any) -> "Case":
        return replace(self, **changes)


def edited(change: Callable[[dict[str, Any]], Any]) -> Edit:
    """An edit of proofs.json in place."""

    def edit(proofs: dict[str, Any]) -> dict[str, Any]:
        change(proofs)
        return proofs

    return edit


def attach(pdf: pikepdf.Pdf, files: dict[str, bytes]) -> None:
    specs = pikepdf.Array()
    for name, content in files.items():
        spec = AttachedFileSpec(pdf, content, filename=name, mime_type="application/octet-stream")
        spec.obj.AFRelationship = Name.Supplement
        pdf.attachments[name] = spec
        specs.append(spec.obj)
    pdf.Root.AF = specs


def pages_digest(pdf: pikepdf.Pdf) -> str:
    made = hashlib.sha256()
    for page in pdf.pages:
        contents = page.obj.Contents
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        made.update(b"\n".join(stream.read_bytes() for stream in streams) + b"\n")
    return made.hexdigest()


def signed(pdf: bytes, by: Holder, *, name: str = "Signature1", stamped: bool = False, visible: bool = False) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    box = (300, 60, 500, 110) if visible else None
    fields.append_signature_field(writer, fields.SigFieldSpec(name, on_page=0, box=box))
    out = io.BytesIO()
    made = signers.async_sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES),
        signer=by.for_pdf(),
        timestamper=time_stamper() if stamped else None,
        output=out,
    )
    waited(made)
    return out.getvalue()


def document_stamped(pdf: bytes) -> bytes:
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    waited(signers.PdfTimeStamper(time_stamper()).async_timestamp_pdf(writer, "sha256", output=out))
    return out.getvalue()


def token_over(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    token = waited(time_stamper().async_timestamp(digest, "sha256"))
    return base64.b64encode(token.dump()).decode()
