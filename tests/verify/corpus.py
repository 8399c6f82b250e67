"""Good files and forged ones: what was done, how, and what both verifiers must say. Every file is made here by code."""

import base64
import io
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.verify.making import (
    BEGIN,
    SEALED,
    Case,
    Holder,
    House,
    attach,
    certify,
    document_stamped,
    edited,
    house,
    rehashed,
    saved,
    signed,
    stamping_authority,
    token_over,
)
from workflows.trail.canonical import canonical, sha256, stamp

PASSED, FAILED, INDETERMINATE = "TOTAL-PASSED", "FAILED", "INDETERMINATE"


@dataclass(frozen=True)
class Sample:
    name: str
    expected: str
    make: Callable[[], bytes]
    anchors: Callable[[], list[str]] = lambda: [house().anchor]
    crls: Callable[[], list[str]] = list
    witnesses: Callable[[], list[str]] = list


SAMPLES: list[Sample] = []


def sample(expected: str, **more: Any) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def listed(make: Callable[[], bytes]) -> Callable[[], bytes]:
        SAMPLES.append(Sample(make.__name__.replace("_", " "), expected, make, **more))
        return make

    return listed


def build(expected: str, name: str, case: Callable[[], Case] = Case, **edits: Any) -> None:
    """A file whose parts were edited and whose whole was then signed with the export key: the hardest to find out."""
    SAMPLES.append(Sample(name, expected, lambda: case().build(**edits)))


def stamp_root() -> str:
    return stamping_authority().issuers[0].public_bytes(serialization.Encoding.PEM).decode()


def with_stamps() -> list[str]:
    return [house().anchor, stamp_root()]


# Good ones

build(PASSED, "a short dossier")
build(PASSED, "a dossier of five events", lambda: Case(count=5))
build(PASSED, "a long dossier in chunks", lambda: Case(count=260))
build(PASSED, "a dossier in English", lambda: Case(language="en"))
build(PASSED, "a dossier alone in its seal", lambda: Case(others=0))
build(PASSED, "a dossier among many", lambda: Case(others=37))
build(PASSED, "the first seal of all", lambda: Case(seals=1))
build(PASSED, "events younger than the seal", lambda: Case(sealed_seq=41))
build(INDETERMINATE, "not signed as a whole", sign=False)
build(PASSED, "time-stamped seals, authority unknown", lambda: Case(tokens=True))
SAMPLES.append(Sample("time-stamped seals", PASSED, lambda: Case(tokens=True).build(), with_stamps))
SAMPLES.append(Sample("nobody trusted", INDETERMINATE, lambda: Case().build(), list))
SAMPLES.append(
    Sample("another authority trusted", INDETERMINATE, lambda: Case().build(), lambda: [house("Other").anchor])
)
SAMPLES.append(
    Sample(
        "the service’s own certificate trusted", INDETERMINATE, lambda: Case().build(), lambda: [house().service.pem]
    )
)
SAMPLES.append(
    Sample(
        "each certificate trusted by itself",
        PASSED,
        lambda: Case().build(),
        lambda: [house().service.pem, house().export.pem, house().chau.pem],
    )
)


@sample(FAILED)
def a_carried_root_valid_from_no_kind_of_time() -> bytes:
    """Found by flipping bits: nobody needs the root beside a signature, and one verifier had not read it."""
    return in_the_carried_root(b"\x17\x0d", b"\x15\x0d")


@sample(FAILED)
def a_carried_root_valid_from_the_thirteenth_month() -> bytes:
    return in_the_carried_root(BEGIN.strftime("%y%m%d").encode(), BEGIN.strftime("%y13%d").encode())


def in_the_carried_root(old: bytes, new: bytes) -> bytes:
    """Within the certificate of the authority that lies beside the signature over the file, which nothing signs."""
    root = house().root.certificate.public_bytes(serialization.Encoding.DER)
    assert old in root
    data = Case().build()
    assert root.hex().encode() in data.lower()
    at = data.lower().index(root.hex().encode()) + 2 * root.index(old)
    return data[:at] + new.hex().upper().encode() + data[at + 2 * len(old) :]


@sample(PASSED)
def countersigned() -> bytes:
    return signed(Case().build(), house().chau, name="Chau")


@sample(PASSED)
def countersigned_visibly_twice() -> bytes:
    once = signed(Case().build(), house().chau, name="Chau", visible=True)
    return signed(once, certify("Hải Phòng Dương", use="signer", by=house().root), name="Duong", visible=True)


@sample(INDETERMINATE)
def countersigned_by_a_stranger() -> bytes:
    return signed(Case().build(), house("Other").chau, name="Stranger")


@sample(PASSED, anchors=with_stamps)
def signature_time_stamped() -> bytes:
    return signed(Case().unsigned(), house().export, stamped=True)


@sample(PASSED, anchors=with_stamps)
def document_time_stamp_for_the_archive() -> bytes:
    return document_stamped(signed(Case().unsigned(), house().export, stamped=True))


@sample(INDETERMINATE, anchors=with_stamps)
def only_time_stamped() -> bytes:
    return document_stamped(Case().unsigned())


@sample(PASSED)
def keys_rotated() -> bytes:
    """Seals by the old key, replaced since; the export by the new one."""
    old = certify("old service", use="service", by=house().root, end=SEALED + timedelta(days=10))
    replaced = {"revoked_at": stamp(SEALED + timedelta(days=5)), "why": "replaced"}
    return Case(seal_service=old).build(edit_proofs=edited(lambda p: _key(p, old).update(replaced)))


def chained_house(path_length: int | None = None) -> House:
    root = certify("Deep root", authority=True, path_length=path_length)
    middle = certify("Deep middle", authority=True, by=root)
    return House(root, *(certify(f"deep {use}", use=use, by=middle) for use in ("service", "export", "signer")))


def deep_case(path_length: int | None = None, *, issuers: bool = True) -> Case:
    deep = chained_house(path_length)
    middle = deep.service.issuers[0].public_bytes(serialization.Encoding.PEM).decode()
    return Case(house=deep, issuers=(middle,) if issuers else ())


DEEP: dict[tuple[int | None, bool], Case] = {}


def _deep(path_length: int | None = None, *, issuers: bool = True) -> Case:
    return DEEP.setdefault((path_length, issuers), deep_case(path_length, issuers=issuers))


for path_length, issuers, verdict, name in (
    (None, True, PASSED, "keys under a middle authority"),
    (0, True, INDETERMINATE, "a middle authority that its root does not allow"),
    (None, False, INDETERMINATE, "the middle authority is missing"),
):
    SAMPLES.append(
        Sample(
            name,
            verdict,
            lambda pl=path_length, i=issuers: _deep(pl, issuers=i).build(),  # type: ignore[misc]
            lambda pl=path_length, i=issuers: [_deep(pl, issuers=i).house.anchor],  # type: ignore[misc]
        )
    )


# Keys: unknown, expired, revoked, borrowed


def _key(proofs: dict[str, Any], holder: Holder) -> dict[str, Any]:
    return next(entry for entry in proofs["keys"] if entry["id"] == holder.id)


@cache
def stranger() -> Case:
    """Somebody writes it all anew with an authority of their own, called as ours is."""
    root = certify("Hải Phòng root", authority=True, key="forger root")
    return Case(
        house=House(
            root,
            certify("Hải Phòng service", use="service", by=root, key="forger service"),
            certify("Hải Phòng export", use="export", by=root, key="forger export"),
            certify("Hải Phòng Lê Bảo Châu", use="signer", by=root, key="forger chau"),
        )
    )


build(INDETERMINATE, "re-signed by an unknown authority of our name", stranger)
SAMPLES.append(
    Sample(
        "re-signed by an unknown authority, which comes along",
        INDETERMINATE,
        lambda: (lambda case: case.but(issuers=(case.house.anchor,)).build())(stranger()),
    )
)
SAMPLES.append(
    Sample(
        "whole signed by a stranger, the rest ours",
        INDETERMINATE,
        lambda: signed(Case().unsigned(), stranger().house.export),
    )
)
SAMPLES.append(Sample("whole signed by a leader only", INDETERMINATE, lambda: signed(Case().unsigned(), house().chau)))
build(FAILED, "seals signed by a leader’s key", lambda: Case(seal_service=house().chau))
build(FAILED, "seals signed by the export key", lambda: Case(seal_service=house().export))
build(FAILED, "everything signed by a leader’s key", lambda: Case(service=house().chau))
build(
    FAILED,
    "a leader’s key called a service’s",
    lambda: Case(seal_service=house().chau),
    edit_proofs=edited(lambda p: _key(p, house().chau).update(use="service")),
)
build(
    INDETERMINATE,
    "a service key issued with a leader’s key",
    lambda: Case(service=certify("self-made service", use="service", by=house().chau), issuers=(house().chau.pem,)),
)
build(
    INDETERMINATE,
    "key expired before it sealed",
    lambda: Case(seal_service=certify("late", use="service", by=house().root, end=SEALED - timedelta(days=30))),
)
build(
    INDETERMINATE,
    "key not yet valid when it sealed",
    lambda: Case(seal_service=certify("early", use="service", by=house().root, begin=SEALED + timedelta(days=30))),
)
SAMPLES.append(
    Sample(
        "export key expired",
        INDETERMINATE,
        lambda: signed(
            Case().unsigned(),
            certify("old export", use="export", by=house().root, end=datetime(2025, 12, 1, tzinfo=UTC)),
        ),
    )
)
build(
    FAILED,
    "sealed after the key was revoked",
    edit_proofs=edited(
        lambda p: _key(p, house().service).update(revoked_at=stamp(SEALED - timedelta(days=9)), why="replaced")
    ),
)
build(
    INDETERMINATE,
    "key compromised later, no time-stamp",
    edit_proofs=edited(
        lambda p: _key(p, house().service).update(revoked_at=stamp(SEALED + timedelta(days=90)), why="compromised")
    ),
)
build(
    PASSED,
    "key replaced later",
    edit_proofs=edited(
        lambda p: _key(p, house().service).update(revoked_at=stamp(SEALED + timedelta(days=90)), why="replaced")
    ),
)
build(
    FAILED,
    "revoked for a reason of their own",
    edit_proofs=edited(lambda p: _key(p, house().service).update(why="never mind")),
)


def revocation_list(holder: Holder, at: datetime, reason: x509.ReasonFlags, by: Holder | None = None) -> str:
    by = by or house().root
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(holder.certificate.serial_number)
        .revocation_date(at)
        .add_extension(x509.CRLReason(reason), critical=False)
        .build()
    )
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(SEALED)
        .next_update(SEALED + timedelta(days=3650))
        .add_revoked_certificate(entry)
        .sign(by.private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


BEFORE, AFTER = SEALED - timedelta(days=100), datetime(2044, 1, 1, tzinfo=UTC)
for holder, at, reason, verdict, name in (
    ("service", BEFORE, "superseded", FAILED, "revoked before, by a list the reader brought"),
    ("service", AFTER, "superseded", PASSED, "replaced later, by a list the reader brought"),
    ("export", AFTER, "key_compromise", INDETERMINATE, "compromised later, by a list the reader brought"),
    ("root", BEFORE, "key_compromise", PASSED, "a list that names none of these keys"),
):
    SAMPLES.append(
        Sample(
            name,
            verdict,
            lambda: Case().build(),
            crls=lambda h=holder, a=at, r=reason: [  # type: ignore[misc]
                revocation_list(getattr(house(), h), a, getattr(x509.ReasonFlags, r))
            ],
        )
    )
SAMPLES.append(
    Sample(
        "a list by another authority does not count",
        PASSED,
        lambda: Case().build(),
        crls=lambda: [revocation_list(house().service, BEFORE, x509.ReasonFlags.superseded, by=stranger().house.root)],
    )
)


def _break_certificate(proofs: dict[str, Any]) -> None:
    entry = _key(proofs, house().service)
    der = bytearray(base64.b64decode("".join(entry["certificate"].splitlines()[1:-1])))
    der[-20] ^= 1  # inside the authority's signature
    text = base64.encodebytes(bytes(der)).decode()
    entry["certificate"] = f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n"
    old, entry["id"] = entry["id"], __import__("hashlib").sha256(der).hexdigest()
    changed = json.loads(json.dumps(proofs).replace(old, entry["id"]))
    proofs.clear()
    proofs.update(changed)


build(INDETERMINATE, "a certificate the authority never signed", edit_proofs=edited(_break_certificate))
build(FAILED, "a key under another’s id", edit_proofs=edited(lambda p: _key(p, house().service).update(id="ab" * 32)))
build(FAILED, "a key listed twice", edit_proofs=edited(lambda p: p["keys"].append(p["keys"][0])))
build(FAILED, "a key that is not listed", edit_proofs=edited(lambda p: p["keys"].remove(_key(p, house().service))))
build(FAILED, "a certificate that is noise", edit_proofs=edited(lambda p: p["keys"][0].update(certificate="noise")))
build(
    FAILED,
    "a key of 1024 bits",
    lambda: Case(signer=certify("weak", use="signer", by=house().root, bits=1024)),
)


# Events. “after”: edited in the finished file; “anew”: everything written again but what the forger has no key for


def after(expected: str, name: str, change: Callable[[list[dict[str, str]]], Any]) -> None:
    """events.json is changed; the proofs stay."""

    def edit(carried: dict[str, bytes]) -> dict[str, bytes]:
        events = json.loads(carried["events.json"])
        changed = change(events)
        return carried | {"events.json": canonical(changed if changed is not None else events).encode()}

    build(expected, name, edit_carried=edit)
    SAMPLES.append(Sample(name + ", unsigned", expected, lambda: Case().build(sign=False, edit_carried=edit)))


def _without(events: list[dict[str, str]], *places: int) -> list[dict[str, str]]:
    return [event for number, event in enumerate(events) if number not in places]


def _again(events: list[dict[str, str]], change: Callable[[list[dict[str, Any]]], Any]) -> list[dict[str, str]]:
    bodies = [json.loads(event["record"]) for event in events]
    bodies = change(bodies) or bodies
    return [{"hash": sha256(record), "record": record} for record in rehashed(bodies)]


def _set_hash(events: list[dict[str, str]]) -> None:
    events[7]["hash"] = sha256("another text")


def _reword(events: list[dict[str, str]]) -> None:
    events[10]["record"] = events[10]["record"].replace("Trả lại", "Chấp thuận")


def _reword_and_hash(events: list[dict[str, str]]) -> None:
    _reword(events)
    events[10]["hash"] = sha256(events[10]["record"])


def _insert(events: list[dict[str, str]]) -> None:
    events.insert(20, events[19])


def _swap(events: list[dict[str, str]]) -> None:
    events[12], events[13] = events[13], events[12]


def _swap_bodies(bodies: list[dict[str, Any]]) -> None:
    bodies[12], bodies[13] = bodies[13], bodies[12]


after(FAILED, "an event’s text altered", _reword)
after(FAILED, "an event’s text altered and hashed again", _reword_and_hash)
after(FAILED, "an event’s hash altered", _set_hash)
after(FAILED, "an event removed", lambda events: _without(events, 30))
after(FAILED, "the first event removed", lambda events: _without(events, 0))
after(FAILED, "the last event removed", lambda events: _without(events, 59))
after(FAILED, "the last ten events removed", lambda events: events[:50])
after(FAILED, "all events removed", lambda events: [])
after(FAILED, "an event said twice", _insert)
after(FAILED, "two events swapped", _swap)
after(FAILED, "whole chain hashed again, one event gone", lambda events: _again(events, lambda b: b[:30] + b[31:]))
after(FAILED, "whole chain hashed again, two events swapped", lambda events: _again(events, _swap_bodies))
after(FAILED, "whole chain hashed again, a name changed", lambda e: _again(e, lambda b: b[5]["actor"].update(name="X")))
after(FAILED, "whole chain hashed again, a time changed", lambda e: _again(e, lambda b: b[9].update(at=b[8]["at"])))
after(FAILED, "an event added at the end", lambda events: _again(events, lambda b: [*b, b[-1]]))
after(FAILED, "an event of another dossier put in", lambda e: _again(e, lambda b: b[9].update(dossier="XX-1")))
after(
    FAILED,
    "the whole trail of another dossier",
    lambda e: _again(e, lambda b: [x.update(dossier="XX-1") for x in b] and b),
)
after(FAILED, "events that are texts", lambda events: [event["record"] for event in events])
after(FAILED, "an event with more than a hash and a record", lambda events: events[3].update(note="x"))  # type: ignore[func-returns-value, call-overload]
build(FAILED, "events.json with a blank", edit_carried=lambda c: c | {"events.json": c["events.json"] + b"\n"})
build(FAILED, "events.json is no JSON", edit_carried=lambda c: c | {"events.json": b"[{"})
build(FAILED, "events.json is an object", edit_carried=lambda c: c | {"events.json": b"{}"})
build(FAILED, "events.json is empty", edit_carried=lambda c: c | {"events.json": b""})
build(
    FAILED,
    "events.json is not UTF-8",
    edit_carried=lambda c: c | {"events.json": c["events.json"].replace(b"\xe1", b"\xff", 1)},
)


def _record_case(change: Callable[[list[str]], Any]) -> Callable[[], Case]:
    """A chain the service itself would have written wrongly: signed throughout, and still refused."""

    def made() -> Case:
        case = Case()
        case.records = change(case.records) or case.records
        return case

    return made


def _rewrite(number: int, change: Callable[[str], str]) -> Callable[[], Case]:
    def anew(records: list[str]) -> list[str]:
        made, before = [], "0" * 64
        for place, record in enumerate(records):
            text = re.sub(r'"prev":"[0-9a-f]{64}"', f'"prev":"{before}"', record)
            made.append(change(text) if place == number else text)
            before = sha256(made[-1])
        return made

    return _record_case(anew)


build(FAILED, "a record with a name twice", _rewrite(20, lambda t: t.replace('"v":1', '"v":1,"v":1')))
build(FAILED, "a record with a fraction", _rewrite(20, lambda t: t.replace('"v":1', '"v":1.0')))
build(FAILED, "a record with one member more", _rewrite(20, lambda t: t.replace('"v":1', '"v":1,"w":1')))
build(FAILED, "a record whose verb is a number", _rewrite(20, lambda t: re.sub(r'"verb":"[^"]*"', '"verb":1', t)))
build(FAILED, "a record of version true", _rewrite(20, lambda t: t.replace('"v":1', '"v":true')))
build(FAILED, "a record at no time", _rewrite(20, lambda t: re.sub(r'"at":"2025-\d\d', '"at":"2025-13', t)))
after(FAILED, "a record that is a list", lambda events: [*events[:-1], {"hash": sha256("[1]"), "record": "[1]"}])
after(FAILED, "a record that is no JSON", lambda events: [*events[:-1], {"hash": sha256("{"), "record": "{"}])
build(FAILED, "a number out of order", _rewrite(20, lambda t: t.replace('"seq":21', '"seq":22')))
build(PASSED, "a clock that ran backwards once", _rewrite(20, lambda t: re.sub(r'"at":"2025-\d\d', '"at":"2025-01', t)))


# Pages and attachments


def _hidden_word(pdf: pikepdf.Pdf) -> None:
    """A line of text more on page 3."""
    page = pdf.pages[2]
    extra = pdf.make_stream(b"BT /F1 9 Tf 100 700 Td (approved) Tj ET")
    contents = page.obj.Contents
    page.obj.Contents = Array([*(contents if isinstance(contents, Array) else [contents]), extra])


def _other_glyphs(pdf: pikepdf.Pdf) -> None:
    stream = max(pdf.pages[0].obj.Contents, key=lambda part: len(part.read_raw_bytes()))
    data = stream.read_bytes()
    shown = re.search(rb"<([0-9a-f]{4})", data)
    assert shown
    stream.write(data.replace(shown[0], b"<0007", 1))


def _swap_pages(pdf: pikepdf.Pdf) -> None:
    pages = list(pdf.pages)
    pdf.pages[3], pdf.pages[4] = pages[4], pages[3]


def _drop_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[5]


def _blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def _cover(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[0, 0, 600, 800], Contents=String("approved"))
    pdf.pages[0].obj.Annots = Array([*pdf.pages[0].obj.get("/Annots", Array()), pdf.make_indirect(note)])


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _named_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([]))


def _layer(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = Dictionary(OCGs=Array([]), D=Dictionary())


for name, change in (
    ("a word more on a page", _hidden_word),
    ("the letters of a page changed", _other_glyphs),
    ("two pages swapped", _swap_pages),
    ("a page removed", _drop_page),
    ("a blank page added", _blank_page),
    ("something laid over page 1", _cover),
    ("a script", _script),
    ("a named script", _named_script),
    ("layers", _layer),
):
    build(FAILED, name, edit_pdf=change)
build(FAILED, "the text of a page altered, unsigned", sign=False, edit_pdf=_hidden_word)


def _spec(pdf: pikepdf.Pdf, name: str) -> Any:
    names = pdf.Root.Names.EmbeddedFiles.Names
    return next(names[i + 1] for i in range(0, len(names), 2) if str(names[i]) == name)


def _twice(pdf: pikepdf.Pdf) -> None:
    names = pdf.Root.Names.EmbeddedFiles.Names
    other = pdf.make_indirect(Dictionary(_spec(pdf, "README.txt")))
    other.F = other.UF = String("events.json")
    names.extend([String("events.json"), other])


def _two_contents(pdf: pikepdf.Pdf) -> None:
    spec = _spec(pdf, "events.json")
    spec.EF.UF = pdf.make_stream(b"[]")


def _other_name(pdf: pikepdf.Pdf) -> None:
    _spec(pdf, "events.json").UF = String("other.json")


def _tree_loop(pdf: pikepdf.Pdf) -> None:
    tree = pdf.make_indirect(pdf.Root.Names.EmbeddedFiles)
    pdf.Root.Names.EmbeddedFiles = tree
    tree.Kids = Array([tree])


def _packed_twice(pdf: pikepdf.Pdf) -> None:
    stream = _spec(pdf, "events.json").EF.F
    data = zlib.compress(zlib.compress(stream.read_bytes()))
    stream.write(data, filter=Array([Name.FlateDecode, Name.FlateDecode]))


def _bomb(pdf: pikepdf.Pdf, name: str) -> None:
    pack = zlib.compressobj(1)
    block = b"[" * (1 << 20)
    data = b"".join(pack.compress(block) for _ in range(110)) + pack.flush()
    _spec(pdf, name).EF.F.write(data, filter=Name.FlateDecode)


def _page_bomb(pdf: pikepdf.Pdf) -> None:
    pack = zlib.compressobj(1)
    block = b" " * (1 << 20)
    data = b"".join(pack.compress(block) for _ in range(40)) + pack.flush()
    bomb = pdf.make_stream(b"")
    bomb.write(data, filter=Name.FlateDecode)
    pdf.pages[1].obj.Contents = bomb


def _many_pages(pdf: pikepdf.Pdf) -> None:
    """One stream of 12 MB shown a hundred times: 1.2 GB to hash."""
    stream = pdf.make_stream(b" " * (12 << 20))
    for _ in range(100):
        pdf.add_blank_page()
        pdf.pages[-1].obj.Contents = stream


def _page_loop(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


for name, change in (
    ("two attachments of one name", _twice),
    ("an attachment with two contents", _two_contents),
    ("an attachment with two names", _other_name),
    ("a list of attachments in a circle", _tree_loop),
    ("events.json is a bomb", lambda pdf: _bomb(pdf, "events.json")),
    ("proofs.json is a bomb", lambda pdf: _bomb(pdf, "proofs.json")),
    ("README.txt is a bomb", lambda pdf: _bomb(pdf, "README.txt")),
    ("a page is a bomb", _page_bomb),
    ("pages that are too much together", _many_pages),
):
    build(FAILED, name, edit_pdf=change)
build(FAILED, "an attachment packed twice", edit_pdf=_packed_twice, compress=False)
build(FAILED, "a tree of pages in a circle", sign=False, edit_pdf=_page_loop)
for name in ("documents.json", "metadata.xml", "README.txt"):
    build(FAILED, f"{name} swapped", edit_carried=lambda c, n=name: c | {n: c[n] + b" "})
    build(FAILED, f"{name} removed", edit_carried=lambda c, n=name: {k: v for k, v in c.items() if k != n})
build(FAILED, "an attachment added", edit_carried=lambda c: c | {"order.pdf": b"%PDF-"})
build(FAILED, "events.json removed", edit_carried=lambda c: {k: v for k, v in c.items() if k != "events.json"})
build(FAILED, "proofs.json removed", edit_carried=lambda c: {k: v for k, v in c.items() if k != "proofs.json"})
build(
    FAILED,
    "attachments swapped with each other",
    edit_carried=lambda c: c | {"events.json": c["documents.json"], "documents.json": c["events.json"]},
)
build(
    INDETERMINATE, "no list of documents", edit_attached=lambda a: {k: v for k, v in a.items() if k != "documents.json"}
)
build(
    FAILED,
    "a document without a hash",
    edit_attached=lambda a: a | {"documents.json": b'[{"kind":"document","name":"a"}]'},
)
build(PASSED, "the metadata of 30,000 events", edit_attached=lambda a: a | {"metadata.xml": b"<File/>\n" * 1_500_000})
build(
    FAILED, "metadata larger than any of ours", edit_attached=lambda a: a | {"metadata.xml": b"<File/>\n" * 6_500_000}
)
build(PASSED, "a signed attachment more", edit_attached=lambda a: a | {"map.svg": b"<svg/>"})


# Proofs


def proofs(expected: str, name: str, change: Callable[[dict[str, Any]], Any]) -> None:
    build(expected, name, edit_proofs=edited(change))


def _other_case() -> Case:
    return Case(code="HN-2025-07")


def _flip_hex(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _resealed(change: Callable[[dict[str, Any]], Any], number: int = 1) -> Callable[[dict[str, Any]], Any]:
    """A seal record changed and signed again by the service: only the structure can tell."""

    def apply(p: dict[str, Any]) -> None:
        body = json.loads(p["seals"][number]["record"])
        change(body)
        p["seals"][number] = Case().sealed(canonical(body))

    return apply


def _off(number: int, change: Callable[[dict[str, Any]], Any], *, resign: bool) -> Callable[[dict[str, Any]], Any]:
    def apply(p: dict[str, Any]) -> None:
        entry = p["sign_offs"][number]
        body = json.loads(entry["record"])
        change(body)
        text = canonical(body)
        p["sign_offs"][number] = Case().signed_off(text) if resign else entry | {"record": text}

    return apply


def _swap_seals(p: dict[str, Any]) -> None:
    p["seals"][0], p["seals"][1] = p["seals"][1], p["seals"][0]


def _cross_signatures(p: dict[str, Any]) -> None:
    p["seals"][0]["signature"] = p["seals"][1]["signature"]


proofs(FAILED, "the head of another event", lambda p: p["head"].update(seq=59))
proofs(FAILED, "the head with another hash", lambda p: p["head"].update(hash=_flip_hex(p["head"]["hash"])))
proofs(FAILED, "proofs of another dossier by name", lambda p: p.update(dossier="HN-2025-07"))
proofs(FAILED, "another version", lambda p: p.update(format="reorg-proofs/2"))
build(
    FAILED,
    "the whole proofs of another dossier",
    edit_proofs=lambda p: _other_case().proofs(_other_case().attached(), p["pages"]["digest"]),
)
build(
    FAILED,
    "the seal and inclusion of another dossier",
    edit_proofs=lambda p: (
        p | {k: _other_case().proofs(_other_case().attached(), "0" * 64)[k] for k in ("seals", "inclusion")}
    ),
)
proofs(INDETERMINATE, "no seal yet", lambda p: p.update(seals=[], inclusion=None))
proofs(INDETERMINATE, "not in a seal yet", lambda p: p.update(inclusion=None))
proofs(FAILED, "path one step shorter", lambda p: p["inclusion"]["path"].pop())
proofs(FAILED, "path one step longer", lambda p: p["inclusion"]["path"].append("ab" * 32))
proofs(FAILED, "path empty", lambda p: p["inclusion"].update(path=[]))
proofs(
    FAILED,
    "path with a step altered",
    lambda p: p["inclusion"]["path"].__setitem__(0, _flip_hex(p["inclusion"]["path"][0])),
)
proofs(FAILED, "path turned round", lambda p: p["inclusion"]["path"].reverse())
proofs(FAILED, "path endless", lambda p: p["inclusion"].update(path=["ab" * 32] * 500))
proofs(FAILED, "path of numbers", lambda p: p["inclusion"].update(path=[1, 2, 3]))
proofs(FAILED, "another place in the tree", lambda p: p["inclusion"].update(index=p["inclusion"]["index"] - 1))
proofs(FAILED, "a place outside the tree", lambda p: p["inclusion"].update(index=99))
proofs(FAILED, "a tree of another size", lambda p: p["inclusion"].update(size=p["inclusion"]["size"] + 1))
proofs(FAILED, "a place before the tree", lambda p: p["inclusion"].update(index=-1))
proofs(FAILED, "in another seal", lambda p: p["inclusion"].update(seal=1))
proofs(FAILED, "in a seal that is not there", lambda p: p["inclusion"].update(seal=77))
proofs(FAILED, "inclusion of an event that is not there", lambda p: p["inclusion"].update(seq=61))
proofs(FAILED, "inclusion of an earlier event", lambda p: p["inclusion"].update(seq=59))
proofs(FAILED, "inclusion that is a text", lambda p: p.update(inclusion="yes"))
proofs(FAILED, "a seal’s signature of another seal", _cross_signatures)
proofs(
    FAILED,
    "a seal’s record altered",
    lambda p: p["seals"][1].update(record=p["seals"][1]["record"].replace('"size":7', '"size":8')),
)
proofs(FAILED, "a seal left out between two", lambda p: p["seals"].pop(1))
proofs(FAILED, "seals swapped", _swap_seals)
proofs(FAILED, "a seal of another number, signed", _resealed(lambda b: b.update(no=9)))
proofs(FAILED, "a seal with another root, signed", _resealed(lambda b: b.update(root="ab" * 32)))
proofs(FAILED, "a seal that follows nothing, signed", _resealed(lambda b: b.update(prev="ab" * 32)))
proofs(FAILED, "a seal of the year before, signed", _resealed(lambda b: b.update(at="2024-01-01T00:00:00.000000Z")))
proofs(FAILED, "a first seal with one before it, signed", _resealed(lambda b: b.update(prev="ab" * 32), 0))
build(FAILED, "a seal older than what it holds", lambda: Case(sealed_at=datetime(2025, 5, 1, tzinfo=UTC)))
proofs(FAILED, "a signature cut short", lambda p: p["seals"][1].update(signature=p["seals"][1]["signature"][:-8]))
proofs(FAILED, "a signature that is no base64", lambda p: p["seals"][1].update(signature="§"))
proofs(FAILED, "a signature of nothing", lambda p: p["seals"][1].update(signature=""))
proofs(
    FAILED, "a time-stamp of another seal", lambda p: p["seals"][1].update(token=token_over(p["seals"][0]["record"]))
)
proofs(FAILED, "a time-stamp that is noise", lambda p: p["seals"][1].update(token=base64.b64encode(b"noise").decode()))
proofs(FAILED, "a sign-off’s record altered", _off(0, lambda b: b.update(reason="x"), resign=False))
proofs(FAILED, "a sign-off with another digest, signed", _off(0, lambda b: b.update(digest="ab" * 32), resign=True))
proofs(FAILED, "a sign-off with another outcome, signed", _off(0, lambda b: b.update(outcome="refused"), resign=True))
proofs(FAILED, "a sign-off by somebody else, signed", _off(0, lambda b: b["signer"].update(id=1), resign=True))
proofs(FAILED, "a sign-off under another name, signed", _off(0, lambda b: b["signer"].update(name="X"), resign=True))
proofs(FAILED, "a sign-off at another time, signed", _off(0, lambda b: b.update(at=stamp(SEALED)), resign=True))
proofs(FAILED, "a sign-off of another step, signed", _off(0, lambda b: b.update(step="x"), resign=True))
proofs(FAILED, "a sign-off in other words, signed", _off(1, lambda b: b.update(statement="No."), resign=True))
proofs(FAILED, "a sign-off of another dossier, signed", _off(0, lambda b: b.update(dossier="X"), resign=True))
proofs(FAILED, "a decision as text, signed", _off(0, lambda b: b.update(decision=str(b["decision"])), resign=True))
proofs(FAILED, "a sign-off that nobody gave", lambda p: p["sign_offs"].append(p["sign_offs"][0]))
proofs(INDETERMINATE, "a sign-off left out", lambda p: p["sign_offs"].pop())
proofs(INDETERMINATE, "a sign-off without signatures", lambda p: p["sign_offs"][0].update(signatures=[]))
proofs(
    INDETERMINATE,
    "a sign-off signed by the leader alone",
    lambda p: next(e for e in p["sign_offs"] if len(e["signatures"]) > 1)["signatures"].pop(0),
)
proofs(
    FAILED,
    "a leader’s signature under another sign-off",
    lambda p: p["sign_offs"][0]["signatures"].append(
        next(e for e in p["sign_offs"] if len(e["signatures"]) > 1)["signatures"][1]
    ),
)
proofs(FAILED, "the digest of the pages altered", lambda p: p["pages"].update(digest=_flip_hex(p["pages"]["digest"])))
proofs(
    FAILED,
    "the record of the pages altered",
    lambda p: p["pages"].update(record=p["pages"]["record"].replace("2025-10-03", "2025-10-04")),
)
proofs(INDETERMINATE, "pages that nobody signed", lambda p: p["pages"].update(signature=None, key=None))
build(
    INDETERMINATE,
    "a service without keys",
    edit_proofs=edited(
        lambda p: (
            p.update(keys=[], issuers=[], seals=[], inclusion=None),
            p["pages"].update(signature=None, key=None),
            [e.update(signatures=[]) for e in p["sign_offs"]],
        )
    ),
    sign=False,
)
build(FAILED, "proofs.json is no JSON", edit_proofs=lambda p: b"{")
build(FAILED, "proofs.json is a list", edit_proofs=lambda p: b"[]")
build(
    FAILED,
    "proofs.json is nested deep",
    edit_proofs=lambda p: canonical(p).encode()[:-1] + b',"x":' + b"[" * 5000 + b"]" * 5000 + b"}",
)
build(
    FAILED,
    "proofs.json says a thing twice",
    edit_proofs=lambda p: canonical(p).encode()[:-1] + b',"format":"reorg-proofs/1"}',
)
build(FAILED, "proofs.json with a fraction", edit_proofs=lambda p: canonical(p).encode()[:-1] + b',"x":1.5}')
for part in ("head", "keys", "seals", "sign_offs", "pages"):
    proofs(FAILED, f"proofs.json without {part}", lambda p, part=part: p.pop(part))


# The finished file


@sample(FAILED)
def empty() -> bytes:
    return b""


@sample(FAILED)
def not_a_pdf() -> bytes:
    return "Nhật ký hồ sơ".encode() * 100


@sample(FAILED)
def a_pdf_that_is_none_of_ours() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return saved(pdf)


@sample(FAILED)
def only_the_first_line() -> bytes:
    return b"%PDF-1.7\n"


@sample(FAILED)
def something_before_it() -> bytes:
    return b"\n" + Case().build()


for part in (0.1, 0.5, 0.9, 0.99):
    SAMPLES.append(
        Sample(f"cut off at {part:.0%}", FAILED, lambda p=part: (lambda d: d[: int(len(d) * p)])(Case().build()))
    )  # type: ignore[misc]
SAMPLES.append(Sample("the last byte missing", FAILED, lambda: Case().build()[:-3]))
SAMPLES.append(Sample("a byte added", FAILED, lambda: Case().build() + b"\n"))
SAMPLES.append(Sample("a remark added", FAILED, lambda: Case().build() + b"% approved\n"))
SAMPLES.append(Sample("two files in one", FAILED, lambda: Case().build() + Case(count=5).build()))


@sample(FAILED)
def encrypted() -> bytes:
    pdf = pikepdf.open(io.BytesIO(Case().unsigned()))
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    return out.getvalue()


@sample(INDETERMINATE)
def signature_stripped() -> bytes:
    return _stripped(Case().build())


@sample(FAILED)
def signature_stripped_and_a_page_altered() -> bytes:
    return _stripped(Case().build(), _hidden_word)


@sample(FAILED)
def signature_stripped_and_an_event_altered() -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = _spec(pdf, "events.json").EF.F
        stream.write(stream.read_bytes().replace("Trả lại".encode(), "Tán thành".encode(), 1))

    return _stripped(Case().build(), change)


def _stripped(data: bytes, change: Callable[[pikepdf.Pdf], Any] = lambda pdf: None) -> bytes:
    pdf = pikepdf.open(io.BytesIO(data))
    del pdf.Root.AcroForm
    notes = pdf.pages[0].obj.Annots
    pdf.pages[0].obj.Annots = Array([note for note in notes if note.get("/FT") != Name.Sig])
    change(pdf)
    return saved(pdf)


@sample(FAILED)
def saved_again_by_another_program() -> bytes:
    return saved(pikepdf.open(io.BytesIO(Case().build())))


def _ranges(data: bytes) -> tuple[list[int], re.Match[bytes]]:
    found = re.search(rb"/ByteRange \[(\d+) +(\d+) +(\d+) +(\d+) *\]", data)
    assert found
    return [int(number) for number in found.groups()], found


def _with_ranges(data: bytes, ranges: list[int]) -> bytes:
    _, found = _ranges(data)
    text = b"/ByteRange [" + b" ".join(b"%d" % number for number in ranges)
    return data[: found.start()] + text.ljust(found.end() - found.start() - 1) + b"]" + data[found.end() :]


@sample(FAILED)
def signature_that_covers_less() -> bytes:
    data = Case().build()
    (a, b, c, d), _ = _ranges(data)
    return _with_ranges(data, [a, b, c, d - 100])


@sample(FAILED)
def signature_that_starts_later() -> bytes:
    data = Case().build()
    (_, b, c, d), _ = _ranges(data)
    return _with_ranges(data, [10, b - 10, c, d])


@sample(FAILED)
def signature_with_a_wider_hole() -> bytes:
    data = Case().build()
    (a, b, c, d), _ = _ranges(data)
    return _with_ranges(data, [a, b - 50, c, d])


@sample(FAILED)
def something_hidden_behind_the_signature() -> bytes:
    data = bytearray(Case().build())
    (_, _, c, _), _ = _ranges(bytes(data))
    data[c - 9 : c - 1] = b"deadbeef"
    return bytes(data)


@sample(FAILED)
def signature_of_another_file() -> bytes:
    data, other = bytearray(Case().build()), Case(sealed_seq=41).build()
    (_, b, c, _), _ = _ranges(bytes(data))
    (_, e, f, _), _ = _ranges(other)
    assert c - b == f - e
    data[b:c] = other[e:f]
    return bytes(data)


@sample(FAILED)
def signature_of_zeros() -> bytes:
    data = bytearray(Case().build())
    (_, b, c, _), _ = _ranges(bytes(data))
    data[b + 1 : c - 1] = b"0" * (c - b - 2)
    return bytes(data)


# Appended after signing


def appended(expected: str, name: str, change: Callable[[IncrementalPdfFileWriter], Any], base: Any = None) -> None:
    def make() -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(base() if base else Case().build()))
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    SAMPLES.append(Sample(f"appended: {name}", expected, make))


def _page(writer: IncrementalPdfFileWriter, number: int) -> Any:
    ref = writer.find_page_for_modification(number)[0]
    writer.mark_update(ref)
    return ref.get_object()


def _append_text(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer, 1)
    stream = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 9 Tf 100 700 Td (approved) Tj ET"))
    old = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([*(old if isinstance(old, generic.ArrayObject) else [old]), stream])


def _replace_stream(writer: IncrementalPdfFileWriter, stream: Any, data: bytes) -> None:
    stream._data, stream._encoded_data = data, None
    stream.pop("/Filter", None)
    writer.mark_update(stream.container_ref)


def _append_events(writer: IncrementalPdfFileWriter) -> None:
    tree = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    spec = next(tree[i + 1] for i in range(0, len(tree), 2) if tree[i] == "events.json")
    stream = spec["/EF"]["/F"]
    _replace_stream(writer, stream, stream.data.replace("Trả lại".encode(), "Tán thành".encode()))


def _append_font(writer: IncrementalPdfFileWriter) -> None:
    for number in range(1, 400):
        try:
            thing = writer.get_object(generic.Reference(number, 0, writer))
        except Exception:  # noqa: S112
            continue
        if isinstance(thing, generic.StreamObject) and "/Length1" in thing:
            _replace_stream(writer, thing, thing.data[:-4] + b"evil")
            return
    raise AssertionError("no font")


def _append_note(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer, 0)
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Link"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500))),
        }
    )
    old = page.get("/Annots", generic.ArrayObject())
    page[generic.pdf_name("/Annots")] = generic.ArrayObject([*old, writer.add_object(note)])


def _append_title(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info[generic.pdf_name("/Title")] = generic.TextStringObject("Approved")
    writer.mark_update(writer.trailer.raw_get("/Info"))


def _append_language(writer: IncrementalPdfFileWriter) -> None:
    writer.root[generic.pdf_name("/Lang")] = generic.TextStringObject("fr")
    writer.update_root()


def _append_script(writer: IncrementalPdfFileWriter) -> None:
    writer.root[generic.pdf_name("/OpenAction")] = generic.DictionaryObject(
        {
            generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
            generic.pdf_name("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.update_root()


def _append_box(writer: IncrementalPdfFileWriter) -> None:
    page = _page(writer, 1)
    page[generic.pdf_name("/CropBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10)))


appended(FAILED, "a word on a page", _append_text)
appended(FAILED, "other events", _append_events)
appended(FAILED, "a font with other letters", _append_font)
appended(FAILED, "a link over page 1", _append_note)
appended(FAILED, "another title", _append_title)
appended(FAILED, "another language", _append_language)
appended(FAILED, "a script", _append_script)
appended(FAILED, "a smaller page", _append_box)


@sample(FAILED)
def altered_and_countersigned_after() -> bytes:
    """A leader with a good key changes a font and signs on top."""
    writer = IncrementalPdfFileWriter(io.BytesIO(Case().build()))
    _append_font(writer)
    out = io.BytesIO()
    writer.write(out)
    return signed(out.getvalue(), house().chau, name="Chau")


@sample(FAILED)
def altered_between_two_signatures() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed(Case().build(), house().chau, name="Chau")))
    _append_box(writer)
    out = io.BytesIO()
    writer.write(out)
    return signed(out.getvalue(), house().chau, name="Again")


@sample(FAILED)
def attached_to_a_signed_file() -> bytes:
    pdf = pikepdf.open(io.BytesIO(Case().build()))
    attach(pdf, {"order.pdf": b"%PDF-"})
    return saved(pdf)


# Written by hand: what no library would write


def by_hand(body: bytes, *, trailer: bytes = b"/Root 1 0 R /Size 9") -> bytes:
    head = b"%PDF-1.7\n"
    places = {int(found[1]): len(head) + found.start() for found in re.finditer(rb"^(\d+) 0 obj", body, re.MULTILINE)}
    size = max(places, default=0) + 1
    rows = [
        b"%010d %05d %c\r\n" % (places.get(n, 0), 0 if n in places else 65535, b"fn"[n in places]) for n in range(size)
    ]
    table = b"xref\n0 %d\n" % size + b"".join(rows)
    start = len(head) + len(body)
    return head + body + table + b"trailer\n<<" + trailer + b">>\nstartxref\n%d\n%%%%EOF\n" % start


@sample(FAILED)
def arrays_nested_deep() -> bytes:
    return by_hand(b"1 0 obj\n<</Pages " + b"[" * 200_000 + b"]" * 200_000 + b">>\nendobj\n")


@sample(FAILED)
def dictionaries_nested_deep() -> bytes:
    return by_hand(b"1 0 obj\n" + b"<</A " * 100_000 + b"1" + b">>" * 100_000 + b"\nendobj\n")


@sample(FAILED)
def references_in_a_circle() -> bytes:
    return by_hand(b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n3 0 R\nendobj\n3 0 obj\n2 0 R\nendobj\n")


@sample(FAILED)
def length_that_is_its_own_stream() -> bytes:
    return by_hand(
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Length 2 0 R>>\nstream\nabc\nendstream\nendobj\n"
    )


@sample(FAILED)
def cross_references_in_a_circle() -> bytes:
    data = by_hand(b"1 0 obj\n<</Type/Catalog>>\nendobj\n", trailer=b"/Root 1 0 R /Size 2 /Prev 0000000000")
    start = re.search(rb"startxref\n(\d+)", data)
    assert start
    return data.replace(b"/Prev 0000000000", b"/Prev %010d" % int(start[1]))


@sample(FAILED)
def a_table_of_a_billion_objects() -> bytes:
    return b"%PDF-1.7\nxref\n0 999999999\ntrailer\n<</Root 1 0 R/Size 999999999>>\nstartxref\n9\n%%EOF\n"


@sample(FAILED)
def an_object_stream_that_is_a_bomb() -> bytes:
    pack = zlib.compressobj(1)
    data = b"".join(pack.compress(b" " * (1 << 20)) for _ in range(80)) + pack.flush()
    head = b"%PDF-1.7\n"
    stream = b"2 0 obj\n<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>\nstream\n" % len(data)
    stream += data + b"\nendstream\nendobj\n"
    rows = b"\0\0\0\0\0" + b"\2\0\0\2\0" + b"\1" + len(head).to_bytes(3, "big") + b"\0"
    start = len(head) + len(stream)
    rows += b"\1" + start.to_bytes(3, "big") + b"\0"
    table = b"3 0 obj\n<</Type/XRef/W[1 3 1]/Size 4/Root 1 0 R/Length %d>>\nstream\n" % len(rows)
    return head + stream + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


@sample(FAILED)
def two_tables_over_each_other() -> bytes:
    """A hybrid file: readers that know cross-reference streams see other objects than those that do not."""
    data = Case().unsigned()
    writer = pikepdf.open(io.BytesIO(data))
    out = io.BytesIO()
    writer.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, force_version="1.4")
    plain = out.getvalue()
    start = int(re.findall(rb"startxref\n(\d+)", plain)[-1])
    rows = b"\0\0\0\0\0"
    table = b"99999 0 obj\n<</Type/XRef/W[1 3 1]/Size 1/Length 5>>\nstream\n" + rows + b"\nendstream\nendobj\n"
    cut = plain.rindex(b"startxref")
    hybrid = len(plain[:start])
    changed = plain[:start] + table + plain[start:cut].replace(b"trailer <<", b"trailer << /XRefStm %d" % hybrid, 1)
    return changed + b"startxref\n%d\n%%%%EOF\n" % (start + len(table))


# Found by fuzzing (tests/verify/fuzzing.py): the verifiers once disagreed on these, or one of them stumbled


def plain() -> bytes:
    """Without object streams, so that all is in sight; not signed as a whole."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(Case(count=30).unsigned())) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def once(data: bytes, old: bytes, new: bytes, after: bytes = b"") -> bytes:
    at = data.index(old, data.rindex(after) if after else 0)
    return data[:at] + new + data[at + len(old) :]


def _earlier(data: bytes) -> bytes:
    start = re.findall(rb"startxref\n(\d+)", data)[-1]
    return data.replace(b"startxref\n" + start, b"startxref\n%d" % (int(start) - 1))


for name, change_bytes in (
    ("an object without its end", lambda: once(plain(), b"\nendobj", b"\nend")),
    ("a stream without its object’s end", lambda: once(plain(), b"endstream\nendobj", b"endstream\nendobb")),
    (
        "an object whose end runs into the next",
        lambda: once(plain(), b"endstream\nendobj\n", b"endstream\nendobj*"),
    ),
    ("an object of another generation", lambda: once(plain(), b" 00000 n", b" 00001 n", b"xref\n0 ")),
    ("a row of the table too short", lambda: once(plain(), b" 00000 n ", b" 00000 n", b"xref\n0 ")),
    ("the table a byte further than said", lambda: _earlier(plain())),
    ("a remark before the table", lambda: once(plain(), b"xref\n0 ", b"%x\nxref\n0 ", b"xref\n0 ")),
    ("a catalog that is a number", lambda: re.sub(rb"(?m)^1 0 obj\n<<", b"1 0 obj\n7 <<", plain())),
):
    SAMPLES.append(Sample(f"found: {name}", FAILED, change_bytes))
# Odd, but read by all the same: what is not signed is not more than that.
for name, change_bytes in (
    ("a zero byte for the space of a reference", lambda: once(plain(), b"9 0 R", b"9\0000\0R")),
    ("a bare byte in a name of the trailer", lambda: once(plain(), b"<<", b"<< /a\x9f 1", b"trailer")),
    ("a bare byte in a name of the catalog", lambda: once(plain(), b"/PageMode", b"/PageMod\x9f")),
):
    SAMPLES.append(Sample(f"found: {name}", INDETERMINATE, change_bytes))
SAMPLES.append(Sample("found: no fault in the plain file itself", INDETERMINATE, plain))
proofs(FAILED, "found: inclusion, but no seals", lambda p: p.update(seals=[]))
build(
    FAILED,
    "found: half a letter in a sign-off",
    edit_proofs=lambda p: json.dumps(
        p | {"sign_offs": [e | {"record": e["record"].replace("HP-2025-01", "\\ud800")} for e in p["sign_offs"]]}
    ).encode(),
)


# Authorities that count for people and for time only


def compromised_later() -> bytes:
    """The service key fell into wrong hands after a time-stamp had been put on the seals; the pages have none."""
    revoked = {"revoked_at": stamp(datetime.now(UTC) + timedelta(days=30)), "why": "compromised"}
    return Case(tokens=True, seal_service=spare()).build(edit_proofs=edited(lambda p: _key(p, spare()).update(revoked)))


@cache
def spare() -> Holder:
    return certify("spare service", use="service", by=house().root)


for name, verdict, make, witnesses in (
    ("compromised later, time-stamped, the stamp trusted", PASSED, compromised_later, lambda: [stamp_root()]),
    ("compromised later, time-stamped, the stamp unknown", INDETERMINATE, compromised_later, list),
    (
        "countersigned by somebody of an authority for people",
        PASSED,
        countersigned_by_a_stranger,
        lambda: [house("Other").anchor],
    ),
    (
        "a service of an authority for people",
        INDETERMINATE,
        lambda: stranger().build(),
        lambda: [stranger().house.anchor],
    ),
    (
        "whole signed by an exporter of an authority for people",
        INDETERMINATE,
        lambda: signed(Case().unsigned(), house("Other").export),
        lambda: [house("Other").anchor],
    ),
):
    SAMPLES.append(Sample(name, verdict, make, witnesses=witnesses))
