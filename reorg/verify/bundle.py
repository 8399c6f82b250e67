"""A bundle: the trails of many dossiers in one archive, under one signed list of files (docs/evidence-format.md)."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reorg.verify import limits
from reorg.verify.check import parse_flat
from reorg.verify.keys import BadAnchor, Key, Keys, Trust, certificates_in, public_of, trust_in, use_of
from reorg.verify.package import is_package
from reorg.verify.reading import Fields
from reorg.verify.report import Absent, Findings, Report, Wrong

FORMAT = "reorg-bundle/1"
LIST, SIGNATURE, CERTIFICATES, INDEX = "manifest.json", "manifest.sig.json", "service.crt", "index.json"
UNLISTED = {LIST, SIGNATURE, CERTIFICATES}
TRAILS = "trails/"

Opened = tuple[Findings, list[tuple[str, str]]]


def is_bundle(path: str | Path) -> bool:
    try:
        with Path(path).open("rb") as file:
            beginning = file.read(256)
    except OSError:
        return False
    return beginning[:4] == b"PK\x03\x04" and not is_package(beginning)


def verify_bundle(
    path: str | Path, guarded: Callable[..., Any], trail: Callable[[str], Report], folder: Path, *brought: Any
) -> tuple[Report, list[tuple[str, Report]]]:
    """The verdict on the bundle and one on each trail. ``guarded`` runs the unpacking; ``folder`` takes the trails."""
    opened = guarded(open_bundle, str(path), str(folder), *brought)
    if isinstance(opened, Report):  # it needed more than it may have
        return opened, []
    findings, files = opened
    reports = [(name, trail(where)) for name, where in files]
    rows = {row["file"]: row for row in findings.facts.pop("rows", ())}
    for name, report in reports:
        _same_trail(name, report, rows.get(name), findings)
    return findings.report(), reports


def open_bundle(
    path: str,
    folder: str,
    anchors: Sequence[str | bytes] = (),
    crls: Sequence[str | bytes] = (),
    seals: Sequence[str | bytes] = (),
    witnesses: Sequence[str | bytes] = (),
) -> Opened:
    """Check all but the trails themselves, which are laid into the folder: their names and where they lie."""
    findings, trust = Findings(), trust_in(anchors, crls, seals, witnesses)
    try:
        with zipfile.ZipFile(path) as archive:
            return findings, list(_examined(archive, Path(folder), trust, findings))
    except Wrong as wrong:
        findings.add("bundle", wrong)
    except MemoryError:
        raise
    except Exception as error:  # whatever zipfile stumbles over
        kind = type(error).__name__
        findings.failed("bundle", f"gói không đọc được ({kind})", f"the bundle cannot be read ({kind})")
    return findings, []


def _examined(archive: zipfile.ZipFile, folder: Path, trust: Trust, findings: Findings) -> list[tuple[str, str]]:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()) or len(entries) > limits.BUNDLED:
        raise Wrong("gói có tệp trùng tên hoặc quá nhiều tệp", "a name stands twice, or there are too many files")
    if sum(entry.file_size for entry in entries.values()) > limits.BUNDLE:
        raise Wrong("gói lớn quá mức", "the bundle is larger than any of ours")
    record = _read(archive, entries, LIST)
    manifest = Fields(parse_flat(record, LIST), LIST)
    if manifest.text("format") != FORMAT:
        raise Wrong("gói thuộc phiên bản khác", "the bundle is of another version", LIST)
    listed = manifest.fields("files")
    names = listed.value.keys() | UNLISTED
    for name in sorted(entries.keys() ^ (names if SIGNATURE in entries else names - {SIGNATURE, CERTIFICATES})):
        there = name in entries
        raise Wrong(
            f"“{name}” {'không có trong danh sách' if there else 'thiếu trong gói'}",
            f"“{name}” {'is not on the list' if there else 'is missing'}",
            LIST,
        )
    files, own = [], {}
    for number, name in enumerate(sorted(listed.value)):
        if name.startswith(TRAILS):
            where = folder / f"{number}.pdf"
            digest = _laid(archive, entries[name], where)
            files.append((name, str(where)))
        else:
            own[name] = _read(archive, entries, name)
            digest = hashlib.sha256(own[name]).hexdigest()
        if digest != listed.digest(name):
            raise Wrong(f"“{name}” khác với danh sách đã ký", f"“{name}” is not what is on the list", name)
    findings.passed("bundle", f"{len(listed.value)} tệp", f"{len(listed.value)} files", LIST)
    _index(own.get(INDEX, b""), listed, [name for name, _ in files], findings)
    try:
        _signed(archive, entries, record, manifest, trust)
    except Wrong as wrong:
        findings.add("manifest", wrong)
    else:
        findings.passed("manifest", "đúng khóa của hệ thống", "signed by the service", SIGNATURE)
    return files


def _read(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    if name not in entries:
        raise Wrong(f"gói không có “{name}”", f"there is no “{name}” in the bundle", name)
    with archive.open(entries[name]) as file:
        content = file.read(limits.ATTACHMENT + 1)
    if len(content) > limits.ATTACHMENT:
        raise Wrong(f"“{name}” lớn quá mức", f"“{name}” is larger than any of ours", name)
    return content


def _laid(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: Path) -> str:
    if entry.file_size > limits.FILE:
        raise Wrong(f"“{entry.filename}” lớn quá mức", f"“{entry.filename}” is larger than any of ours", entry.filename)
    with archive.open(entry) as file, where.open("wb") as out:
        shutil.copyfileobj(file, out, 1 << 20)
    with where.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _index(content: bytes, listed: Fields, trails: list[str], findings: Findings) -> None:
    index = Fields(parse_flat(content, INDEX), INDEX)
    rows = index.items("dossiers", limits.BUNDLED)
    printed = [row for row in rows if row.value.get("file") is not None]
    if sorted(row.text("file") for row in printed) != sorted(trails):
        raise Wrong("mục lục không khớp với các tệp", "the index does not name the trails that are there", INDEX)
    for row in printed:
        head = row.fields("head")
        if row.digest("sha256") != listed.digest(row.text("file")):
            raise Wrong("mục lục ghi mã băm khác", "the index gives another hash", row.where)
        about = {"dossier": row.text("code"), "events": head.number("seq"), "head": head.digest("hash")}
        findings.facts.setdefault("rows", []).append({"file": row.text("file")} | about)
    for row in rows:
        if row not in printed:
            code, why = row.text("code"), row.text("why")
            findings.note("index", f"{code} không in được: {why}", f"{code} could not be printed: {why}", INDEX)
    findings.facts["trails"] = len(trails)
    findings.passed("index", f"{len(trails)} nhật ký", f"{len(trails)} trails", INDEX)


def _signed(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], record: bytes, manifest: Fields, trust: Trust
) -> None:
    at = manifest.moment("at")
    if SIGNATURE not in entries:
        raise Absent("gói không được ký", "the bundle is not signed", LIST)
    said = Fields(parse_flat(_read(archive, entries, SIGNATURE), SIGNATURE), SIGNATURE)
    if said.text("algorithm") != "RSASSA-PKCS1-v1_5-SHA256":
        raise Wrong("loại chữ ký không được hỗ trợ", "the signature is of a kind we do not know", SIGNATURE)
    try:
        own, *issuers = certificates_in(_read(archive, entries, CERTIFICATES))
    except BadAnchor:
        raise Wrong("chứng thư không đọc được", "the certificate cannot be read", CERTIFICATES) from None
    ident = hashlib.sha256(own.dump()).hexdigest()
    keys = Keys(trust, issuers=tuple(issuers))
    keys.by_id[ident] = Key(ident, use_of(own), own, public_of(own, CERTIFICATES), None, "")
    signature, key = said.text("signature"), said.text("key")
    keys.check(LIST, key=key, record=record.decode(), signature=signature, at=at, uses=("service",))
    doubt = keys.settled()
    if doubt:
        raise doubt


def _same_trail(name: str, report: Report, row: dict[str, Any] | None, findings: Findings) -> None:
    """The index may not say one thing of a trail and the trail another."""
    if row is not None and any(row[fact] != report.facts.get(fact) for fact in ("dossier", "events", "head")):
        findings.failed("index", f"mục lục ghi khác với “{name}”", f"the index differs from “{name}”", INDEX)
