"""An archive package: the files of a closed dossier with its trail, its metadata, and a signed list of them all.

A package is a zip of the plainest kind: nothing compressed, nothing between its entries, every byte either content
whose hash is signed or a header that can only be one way. So no byte of it can be altered unnoticed.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from reorg.verify import limits
from reorg.verify.keys import BadAnchor, Key, Keys, Trust, certificates_in, use_of
from reorg.verify.paper import Paper
from reorg.verify.reading import Fields, parse
from reorg.verify.report import Absent, Findings, Report, Result, Said, Verdict, Wrong

MIMETYPE = b"application/vnd.reorg.archive+zip"
FORMAT = "reorg-archive/1"
MANIFEST, SIGNATURE, CERTIFICATES = "manifest.json", "manifest.sig.json", "service.crt"
TRAIL, METADATA, DOCUMENTS = "trail.pdf", "metadata.xml", "documents.json"
UNLISTED = {"mimetype", MANIFEST, SIGNATURE, CERTIFICATES}  # what the manifest cannot name
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119})?")
LARGEST = (1 << 32) - (1 << 20)
MOST_FILES = 20_000
AT_A_TIME = 1 << 20

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
VERSION, MADE_BY, DAY, MODE = 20, (3 << 8) | 20, (1 << 5) | 1, 0o100644 << 16  # 1 January 1980: a zip's zero


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package: where its bytes begin, how many there are."""

    name: str
    start: int
    size: int
    crc: int


# Writing

Filed = tuple[str, int, Callable[[], Iterator[bytes]]]


def write(out: IO[bytes], files: Iterable[Filed]) -> None:
    """Write (name, size, content in pieces) in this order. Same files, same bytes.

    Raises ValueError for what is not a plain name, or when the whole would be larger than such a zip can be.
    """
    listed: list[tuple[str, int, int, int]] = []
    first: Iterable[Filed] = [("mimetype", len(MIMETYPE), lambda: iter([MIMETYPE]))]
    for name, size, pieces in chain(first, files):
        if not NAME.fullmatch(name):
            raise ValueError(f"not a name for a file of a package: {name}")
        offset = out.tell()
        if offset + size > LARGEST:
            raise ValueError("the files together are larger than 4 GB")
        out.write(_local(name, 0, size))
        crc, written = 0, 0
        for piece in pieces():
            out.write(piece)
            crc, written = zlib.crc32(piece, crc), written + len(piece)
        if written != size:
            raise ValueError(f"{name} has {written} bytes and not {size}")
        out.seek(offset)
        out.write(_local(name, crc, size))
        out.seek(0, io.SEEK_END)
        listed.append((name, crc, size, offset))
    start = out.tell()
    for row in listed:
        out.write(_central(*row))
    out.write(END.pack(b"PK\5\6", 0, 0, len(listed), len(listed), out.tell() - start, start, 0))


def _local(name: str, crc: int, size: int) -> bytes:
    return LOCAL.pack(b"PK\3\4", VERSION, 0, 0, 0, DAY, crc, size, size, len(name), 0) + name.encode()


def _central(name: str, crc: int, size: int, offset: int) -> bytes:
    numbers = (MADE_BY, VERSION, 0, 0, 0, DAY, crc, size, size, len(name), 0, 0, 0, 0, MODE, offset)
    return CENTRAL.pack(b"PK\1\2", *numbers) + name.encode()


# Reading


class Lying:
    """The bytes of a file where it lies: a package may be larger than the memory a verifier may use."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, io.SEEK_END)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self.size)
        self.file.seek(start)
        return self.file.read(max(0, stop - start))


def is_package(beginning: bytes) -> bool:
    return beginning[:4] == b"PK\3\4" and beginning[30 : 38 + len(MIMETYPE)] == b"mimetype" + MIMETYPE


def entries(data: Any) -> dict[str, Entry]:
    """The files of a package by name, in their order; Wrong when one byte of its frame is not as we write it."""
    size = len(data)
    if size > LARGEST:
        raise Wrong("gói lớn quá mức", "the package is larger than any of ours")
    if size < END.size:
        raise Wrong("gói bị cắt cụt", "the package is cut off")
    _, _, _, count, _, length, start, _ = END.unpack(data[size - END.size :])
    if count > MOST_FILES:
        raise Wrong("gói có quá nhiều tệp", "the package holds more files than any of ours")
    if bytes(data[size - END.size :]) != END.pack(b"PK\5\6", 0, 0, count, count, length, start, 0):
        raise Wrong("gói bị cắt cụt hoặc có thêm dữ liệu ở cuối", "the package is cut off or something follows its end")
    if start + length + END.size != size:
        raise Wrong("khung của gói không khớp", "the frame of the package does not fit")
    found: dict[str, Entry] = {}
    place, offset = start, 0
    for _ in range(count):
        entry, place, offset = _entry(data, place, offset, start)
        found[entry.name] = entry
    if place != start + length or offset != start:
        raise Wrong("trong gói có dữ liệu lạ giữa các tệp", "something is hidden between the files of the package")
    if len({name.lower() for name in found}) != count:
        raise Wrong("gói có hai tệp cùng tên", "two files of the package have one name")
    return found


def _entry(data: Any, place: int, offset: int, start: int) -> tuple[Entry, int, int]:
    head = bytes(data[place : place + CENTRAL.size])
    if len(head) != CENTRAL.size or head[:4] != b"PK\1\2":
        raise Wrong("danh mục của gói bị hỏng", "the directory of the package is damaged")
    values = CENTRAL.unpack(head)
    crc, size, long = values[7], values[8], values[10]
    end = place + CENTRAL.size + long
    try:
        name = bytes(data[place + CENTRAL.size : end]).decode("ascii")
    except UnicodeDecodeError:
        name = ""
    if not NAME.fullmatch(name):
        raise Wrong("tên một tệp trong gói không hợp lệ", "the name of a file in the package is not allowed")
    body = offset + LOCAL.size + long
    fits = bytes(data[place:end]) == _central(name, crc, size, offset)
    if not fits or bytes(data[offset:body]) != _local(name, crc, size) or body + size > start:
        raise Wrong(f"khung của tệp “{name}” bị sửa", f"the frame of the file “{name}” was altered", name)
    return Entry(name, body, size, crc), end, body + size


def content(data: Any, entry: Entry) -> Iterator[bytes]:
    for at in range(entry.start, entry.start + entry.size, AT_A_TIME):
        yield bytes(data[at : min(at + AT_A_TIME, entry.start + entry.size)])


def whole(data: Any, entry: Entry, most: int = limits.ATTACHMENT) -> bytes:
    if entry.size > most:
        raise Wrong(f"tệp “{entry.name}” lớn quá mức", f"the file “{entry.name}” is larger than any of ours")
    return b"".join(content(data, entry))


# Verifying


def verify_package(data: Any, trust: Trust, examine: Callable[[bytes, Findings], Paper | None]) -> Report:
    """All checks of a package. ``examine`` looks at the trail in it as at any trail."""
    findings = Findings()
    try:
        _verify(data, trust, examine, findings)
    except Wrong as wrong:
        findings.add("package", wrong)
    except Exception as error:  # nothing a file holds gets past this
        kind = type(error).__name__
        findings.failed("package", f"gói không đọc được ({kind})", f"the package cannot be read ({kind})")
    report = findings.report()
    return Report(report.verdict, _sentence(report, findings), report.checks, findings.facts)


def _verify(data: Any, trust: Trust, examine: Callable[[bytes, Findings], Paper | None], findings: Findings) -> None:
    found = entries(data)
    for name in (*UNLISTED - {SIGNATURE, CERTIFICATES}, TRAIL, METADATA, DOCUMENTS):
        if name not in found:
            raise Wrong(f"gói thiếu tệp “{name}”", f"the package lacks the file “{name}”", name)
    findings.passed("package", f"{len(found)} tệp", f"{len(found)} files", "zip")
    text = whole(data, found[MANIFEST], limits.ATTACHMENT * 2)
    manifest = Fields(parse(text, MANIFEST), MANIFEST)
    if manifest.text("format") != FORMAT:
        raise Wrong("gói thuộc phiên bản khác", "the package is of another version", MANIFEST)
    _files(data, found, manifest, findings)
    _signature(data, found, text, manifest, trust, findings)
    paper = examine(whole(data, found[TRAIL], limits.FILE), findings)
    if paper is None:
        return
    _bound(data, found, manifest, paper, findings)


def _files(data: Any, found: dict[str, Entry], manifest: Fields, findings: Findings) -> None:
    """Each file is what the manifest says, and nothing is there that it does not name."""
    files = manifest.fields("files")
    for name in files.value:
        if name not in found:
            raise Wrong(f"gói thiếu tệp “{name}”", f"the package lacks the file “{name}”", name)
    for name, entry in found.items():
        if name in UNLISTED:
            continue
        if name not in files.value:
            raise Wrong(f"tệp “{name}” không có trong bản kê", f"the manifest does not name the file “{name}”", name)
        said = files.fields(name)
        if said.number("size") != entry.size or said.digest("sha256") != _digest(data, entry):
            raise Wrong(f"tệp “{name}” bị thay", f"the file “{name}” is not what the manifest says", name)
    for name in UNLISTED & found.keys():
        _digest(data, found[name])
    findings.facts["files"] = len(files.value)
    findings.passed(
        "files", f"{len(files.value)} tệp đúng mã băm", f"{len(files.value)} files give their hash", MANIFEST
    )


def _digest(data: Any, entry: Entry) -> str:
    """SHA-256 of a file, whose checksum for unpacking programs is right too."""
    hashed, crc = hashlib.sha256(), 0
    for piece in content(data, entry):
        hashed.update(piece)
        crc = zlib.crc32(piece, crc)
    if crc != entry.crc:
        raise Wrong(f"tệp “{entry.name}” bị sửa", f"the file “{entry.name}” was altered", entry.name)
    return hashed.hexdigest()


def _signature(
    data: Any, found: dict[str, Entry], text: bytes, manifest: Fields, trust: Trust, findings: Findings
) -> None:
    if SIGNATURE not in found or CERTIFICATES not in found:
        raise Absent("bản kê của gói không được ký", "the manifest of the package is not signed", SIGNATURE)
    signed = Fields(parse(whole(data, found[SIGNATURE]), SIGNATURE), SIGNATURE)
    if signed.text("algorithm") != "RSASSA-PKCS1-v1_5-SHA256":
        raise Wrong("thuật toán ký không được hỗ trợ", "the signature is of a kind we do not know", SIGNATURE)
    try:
        given = certificates_in(whole(data, found[CERTIFICATES]))
    except BadAnchor:
        raise Wrong(
            "chứng thư của gói không đọc được", "the package's certificate cannot be read", CERTIFICATES
        ) from None
    keys = Keys(trust, issuers=tuple(given[1:]))
    key = _key(given[0])
    keys.by_id[key.id] = key
    keys.check(
        MANIFEST,
        key=signed.digest("key"),
        record=text.decode(),
        signature=signed.text("signature"),
        at=manifest.moment("at"),
        uses=("service",),
    )
    doubt = keys.settled()
    if doubt:
        findings.add("manifest", doubt)
    else:
        findings.passed("manifest", f"được “{key.name}” ký", f"signed by “{key.name}”", MANIFEST)


def _key(certificate: asn1.Certificate) -> Key:
    public = x509.load_der_x509_certificate(certificate.dump()).public_key()
    if not isinstance(public, RSAPublicKey) or not 2048 <= public.key_size <= 8192:
        raise Wrong("khóa không phải RSA 2048 đến 8192 bit", "a key is not RSA of 2048 to 8192 bits", CERTIFICATES)
    ident = hashlib.sha256(certificate.dump()).hexdigest()
    return Key(ident, use_of(certificate), certificate, public, None, "")


def _bound(data: Any, found: dict[str, Entry], manifest: Fields, paper: Paper, findings: Findings) -> None:
    """The trail is the one the manifest speaks of, and the files are those the trail lists."""
    head = manifest.fields("head")
    facts = findings.facts
    if (manifest.text("dossier"), head.number("seq"), head.digest("hash")) != (
        facts.get("dossier"),
        facts.get("events"),
        facts.get("head"),
    ):
        raise Wrong(
            "nhật ký trong gói không phải của hồ sơ này, hoặc dừng ở sự kiện khác",
            "the trail in the package is another dossier's, or ends elsewhere than the manifest says",
            TRAIL,
        )
    for name in (METADATA, DOCUMENTS):
        if paper.attachments.get(name) != whole(data, found[name]):
            raise Wrong(f"“{name}” khác với tệp kèm nhật ký", f"“{name}” is not the one the trail carries", name)
    files = manifest.fields("files")
    there = {files.fields(name).digest("sha256") for name in files.value if name.startswith("files/")}
    withheld = set(manifest.texts("withheld", MOST_FILES))
    rows = parse(whole(data, found[DOCUMENTS]), DOCUMENTS)
    erased = {row["sha256"] for row in rows if row.get("erased")}
    listed = {row["sha256"] for row in rows}
    if there - listed:
        raise Wrong("gói có văn bản mà nhật ký không kê", "the package holds a paper that the trail does not list")
    missing = listed - there - erased - withheld
    if missing:
        raise Wrong(
            f"gói thiếu {len(missing)} văn bản mà nhật ký kê",
            f"the package lacks {len(missing)} papers that the trail lists",
            DOCUMENTS,
        )
    for group, vi, en in (
        (
            erased - there,
            "tệp đã xóa nội dung theo luật, chỉ còn mã băm",
            "files were erased by law; their hash remains",
        ),
        (
            withheld - there,
            "văn bản hạn chế do cơ quan khác giữ",
            "restricted papers stay with the bodies that own them",
        ),
    ):
        if group:
            findings.note("bound", f"{len(group)} {vi}", f"{len(group)} {en}", DOCUMENTS)
    findings.passed(
        "bound",
        f"{len(there)} văn bản và minh chứng đúng như nhật ký kê",
        f"{len(there)} papers and pieces of evidence are those the trail lists",
        DOCUMENTS,
    )


def _sentence(report: Report, findings: Findings) -> Said:
    if report.verdict is Verdict.FAILED:
        why = findings.first(Result.FAILED).why
        return Said(f"KHÔNG được tin gói này: {why.vi}.", f"Do NOT rely on this package: {why.en}.")
    if report.verdict is Verdict.INDETERMINATE:
        return report.sentence
    code, events, files = (findings.facts.get(name, "") for name in ("dossier", "events", "files"))
    return Said(
        f"Gói lưu trữ còn nguyên vẹn: {files} tệp và {events} sự kiện của hồ sơ {code} đúng như đã ký, "
        "khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra.",
        f"This archive package is whole: the {files} files and {events} events of dossier {code} are as they were "
        "signed, and the keys lead to the authority you gave.",
    )
