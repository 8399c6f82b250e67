"""The PDF as a container: attachments, digest of the pages, and that it hides nothing (qpdf reads it)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from reorg.verify import limits
from reorg.verify.report import Wrong

OURS = ("events.json", "proofs.json", "documents.json", "metadata.xml", "schema.json", "README.txt")
NEEDED = ("events.json", "proofs.json")
LONG = {"events.json": limits.EVENTS, "metadata.xml": limits.METADATA}


@dataclass(frozen=True, slots=True)
class Paper:
    attachments: dict[str, bytes]
    pages: str
    """Digest of the pages."""
    page_count: int
    about: tuple[tuple[str, str], ...]
    """Title, author and the like, without what every program that saves puts in."""
    signable: bool
    """It has a form with fields, where signatures would be."""


def read_paper(pdf: pikepdf.Pdf) -> Paper:
    if pdf.is_encrypted:
        raise Wrong("tệp bị mã hóa", "the file is encrypted")
    if len(pdf.objects) > limits.OBJECTS:
        raise Wrong("tệp có quá nhiều đối tượng", "the file has more objects than any paper of ours")
    _nothing_active(pdf)
    for held in pdf.objects:  # qpdf takes what it can get out of a damaged one; others take nothing
        if isinstance(held, Stream) and held.get("/Type") == Name.ObjStm and held.get("/Filter") == Name.FlateDecode:
            inflated(bytes(held.read_raw_bytes()), limits.OBJECT_STREAM, "object stream")
    pages, count = _pages_digest(pdf)
    paper = Paper(attachments(pdf), pages, count, _about(pdf), _signable(pdf))
    warnings = [str(warning) for warning in pdf.get_warnings()]
    if warnings:
        why = warnings[0].rpartition(": ")[2][-120:]
        raise Wrong(f"cấu trúc PDF bị hỏng ({why})", f"the structure of the PDF is damaged ({why})")
    return paper


def _signable(pdf: pikepdf.Pdf) -> bool:
    form = _dictionary(pdf.Root.get("/AcroForm", Dictionary()), "/AcroForm")
    return len(_array(form.get("/Fields", Array()))) > 0


def _about(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    info = _dictionary(pdf.trailer.get("/Info", Dictionary()), "/Info")
    return tuple(sorted((key, str(value)) for key, value in info.items() if key not in ("/ModDate", "/Producer")))


# Attachments


def attachments(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """Every attachment by name; a name that stands twice, or means two things, is refused."""
    found: dict[str, bytes] = {}
    names = pdf.Root.get("/Names", Dictionary())
    for key, spec in _named(_dictionary(names, "/Names").get("/EmbeddedFiles"), 0, [limits.NAMES]):
        name = _text(key)
        if name in found:
            raise Wrong(f"có hai tệp đính kèm tên “{name}”", f"two attachments are called “{name}”", name)
        found[name] = _file(spec, name)
    for name in NEEDED:
        if found and name not in found:  # without any, it may be a signed paper
            raise Wrong(f"tệp không kèm “{name}”: không phải bản xuất nhật ký", f"“{name}” is not attached", name)
    return found


def _named(node: Any, depth: int, left: list[int]) -> Iterator[tuple[Any, Any]]:
    if node is None:
        return
    left[0] -= 1
    if depth > limits.DEPTH or left[0] < 0:
        raise Wrong("danh mục tệp đính kèm bất thường", "the list of attachments is none of ours")
    node = _dictionary(node, "/EmbeddedFiles")
    names = _array(node.get("/Names", Array()))
    if len(names) % 2 or len(names) > 2 * limits.NAMES:
        raise Wrong("danh mục tệp đính kèm bất thường", "the list of attachments is none of ours")
    for place in range(0, len(names), 2):
        yield names[place], names[place + 1]
    for kid in _array(node.get("/Kids", Array())):
        yield from _named(kid, depth + 1, left)


def _file(spec: Any, name: str) -> bytes:
    spec = _dictionary(spec, name)
    for key in ("/F", "/UF"):
        if key not in spec or _text(spec[key]) != name:
            raise Wrong(f"“{name}” có tên khác trong tệp", f"“{name}” has another name inside the file", name)
    streams = _dictionary(spec.get("/EF"), name)
    stream = streams.get("/F")
    if not isinstance(stream, Stream) or ("/UF" in streams and not _same(streams["/UF"], stream)):
        raise Wrong(f"“{name}” trỏ tới hai nội dung", f"“{name}” leads to two contents", name)
    return decoded(stream, LONG.get(name, limits.ATTACHMENT), name)


def _same(one: Any, other: Any) -> bool:
    return bool(one.is_indirect and other.is_indirect and one.objgen == other.objgen)


# Pages


def _pages_digest(pdf: pikepdf.Pdf) -> tuple[str, int]:
    """SHA-256 over, for each page, its content streams joined by a newline and followed by one."""
    made, count, left = hashlib.sha256(), 0, limits.ALL_PAGES
    for page in _leaves(pdf.Root.get("/Pages"), 0, set()):
        count += 1
        if count > limits.PAGES:
            raise Wrong("tệp có quá nhiều trang", "the file has more pages than any paper of ours")
        where = f"page {count}"
        _only_links_and_signatures(page, where)
        contents = page.get("/Contents")
        streams = (
            [contents] if isinstance(contents, Stream) else list(_array(contents if contents is not None else Array()))
        )
        parts = []
        for stream in streams:
            if not isinstance(stream, Stream):
                raise Wrong(f"{where} không đọc được", f"{where} cannot be read", where)
            parts.append(decoded(stream, min(limits.PAGE, left), where))
            left -= len(parts[-1])
        made.update(b"\n".join(parts) + b"\n")
    if not count:
        raise Wrong("tệp không có trang nào", "the file has no page")
    return made.hexdigest(), count


def _leaves(node: Any, depth: int, seen: set[tuple[int, int]]) -> Iterator[Dictionary]:
    node = _dictionary(node, "/Pages")
    if depth > limits.DEPTH or (node.is_indirect and node.objgen in seen):
        raise Wrong("cây trang bất thường", "the tree of pages is none of ours")
    if node.is_indirect:
        seen.add(node.objgen)
    kind = node.get("/Type")
    if kind == Name.Page:
        yield node
    elif kind == Name.Pages:
        for kid in _array(node.get("/Kids")):
            yield from _leaves(kid, depth + 1, seen)
    else:
        raise Wrong("cây trang bất thường", "the tree of pages is none of ours")


# What could show something else than the pages


def _nothing_active(pdf: pikepdf.Pdf) -> None:
    root = _dictionary(pdf.trailer.get("/Root"), "/Root")
    names = root.get("/Names", Dictionary())
    strange = [key for key in ("/AA", "/OCProperties", "/XFA", "/Collection") if key in root]
    strange += [str(key) for key in _dictionary(names, "/Names") if key not in ("/EmbeddedFiles", "/Dests")]
    if isinstance(root.get("/OpenAction"), Dictionary):
        strange.append("/OpenAction")
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in _dictionary(form, "/AcroForm"):
        strange.append("/XFA")
    if strange:
        raise Wrong(
            f"tệp chứa thành phần động hoặc lớp ẩn ({strange[0]})", f"the file has scripts or layers ({strange[0]})"
        )


def _only_links_and_signatures(page: Dictionary, where: str) -> None:
    if "/AA" in page:
        raise Wrong(f"{where} chứa thành phần động", f"{where} has scripts", where)
    for note in _array(page.get("/Annots", Array())):
        note = _dictionary(note, where)
        kind = note.get("/Subtype")
        action = note.get("/A")
        link = kind == Name.Link and "/AP" not in note
        if link and (action is None or _dictionary(action, where).get("/S") in (Name.URI, Name.GoTo)):
            continue
        if kind == Name.Widget and note.get("/FT") == Name.Sig and "/AA" not in note and action is None:
            continue
        raise Wrong(f"{where} bị phủ một chú thích lạ", f"something is laid over {where}", where)


# Small things


def decoded(stream: Stream, most: int, where: str) -> bytes:
    """Inflated here and not by qpdf, so that a small stream cannot become a large one."""
    filters = stream.get("/Filter")
    if isinstance(filters, Array):
        if len(filters) > 1:
            raise Wrong(f"{where} được nén khác thường", f"{where} is packed as none of ours", where)
        filters = filters[0] if len(filters) else None
    if "/F" in stream or "/DecodeParms" in stream or filters not in (None, Name.FlateDecode):
        raise Wrong(f"{where} được nén khác thường", f"{where} is packed as none of ours", where)
    raw = bytes(stream.read_raw_bytes())
    if filters is None:
        if len(raw) > most:
            raise too_large(where)
        return raw
    return inflated(raw, most, where)


def inflated(raw: bytes, most: int, where: str) -> bytes:
    unpack = zlib.decompressobj()
    try:
        out = unpack.decompress(raw, most + 1)
    except zlib.error:
        raise Wrong(f"{where} không giải nén được", f"{where} cannot be unpacked", where) from None
    if len(out) > most:
        raise too_large(where)
    if not unpack.eof or unpack.unused_data.strip(b"\r\n"):
        raise Wrong(f"{where} không giải nén được", f"{where} cannot be unpacked", where)
    return out


def too_large(where: str) -> Wrong:
    return Wrong(f"{where} lớn quá mức", f"{where} is larger than in any paper of ours", where)


def _dictionary(value: Any, where: str) -> Dictionary:
    if not isinstance(value, Dictionary) or isinstance(value, Stream):
        raise Wrong("cấu trúc PDF bất thường", f"the structure of the PDF is none of ours ({where})", where)
    return value


def _array(value: Any) -> Array:
    if not isinstance(value, Array):
        raise Wrong("cấu trúc PDF bất thường", "the structure of the PDF is none of ours")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, pikepdf.String):
        raise Wrong("tên tệp đính kèm bất thường", "the name of an attachment is none of ours")
    return str(value)
