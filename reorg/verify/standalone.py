#!/usr/bin/env python3
"""Verify an exported trail (PDF) of Reorg with nothing but Python's standard library.

    python3 standalone.py FILE.pdf… --anchor root.pem [--crl list.crl] [--seal 000017.json] [--witness tsa.pem] [--json]

This is the second verifier. It shares no line with the first (`reorg.verify`), so that an error of one is found by the
other, and it is one file, so that it can be read, printed and kept beside the papers. It follows
docs/evidence-format.md, from top to bottom:

  1. PDF       its own small reader: cross-references, object streams, attachments, pages, revisions
  2. ASN.1     its own small DER reader: certificates, revocation lists, RSA by modular power, CMS, time-stamps
  3. Trail     chain of hashes, seals in a Merkle tree, sign-offs, digest of the pages
  4. Verdict   TOTAL-PASSED (exit code 0), FAILED (1), INDETERMINATE (2), as EN 319 102-1 names them

What a file says of itself is never enough: without --anchor the best verdict is INDETERMINATE.
It knows RSA with SHA-256/384/512 and nothing else; a signature of another kind is INDETERMINATE here.
"""

# Read by people who check it by eye: its types are few and plain, and left out.
# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs, allow-any-generics

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import mmap
import re
import sys
import zipfile
import zlib
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

MB = 1 << 20
FILE_MAX, EVENTS_MAX, RECORD_MAX, ATTACHMENT_MAX, PAGE_MAX, PAGES_MAX = (
    128 * MB,
    96 * MB,
    MB,
    8 * MB,
    16 * MB,
    1024 * MB,
)
OBJECTS_MAX, PAGE_COUNT_MAX, NAMES_MAX, DEPTH_MAX, STREAM_MAX = 2_000_000, 20_000, 1_000, 40, 64 * MB
LONG = {"events.json": EVENTS_MAX, "metadata.xml": 48 * MB}
TOLERANCE = timedelta(seconds=5)
UTC = timezone.utc  # noqa: UP017 - readable by any Python 3.11 and by its reader
DAY_ONE = datetime.min.replace(tzinfo=UTC)


class Wrong(Exception):
    """Something does not fit: FAILED."""

    def __init__(self, en, vi, where=""):
        super().__init__(en)
        self.en, self.vi, self.where = en, vi, where


class NoAnchor(ValueError):
    """What the reader brought is not what it should be; no verdict is given (exit code 3)."""


class Absent(Wrong):
    """Nothing contradicts, but something needed is missing or unknown: INDETERMINATE."""


# ----------------------------------------------------------------------------------------------------------------------
# 1. PDF
# ----------------------------------------------------------------------------------------------------------------------


class Name(str):
    """/Name"""

    __slots__ = ()


class Ref(tuple):
    """12 0 R"""

    __slots__ = ()


class Close(str):
    """>> or ], where a dictionary or an array ends"""

    __slots__ = ()


class Stream:
    __slots__ = ("head", "raw")

    def __init__(self, head, raw):
        self.head, self.raw = head, raw


def damaged(what="structure"):
    return Wrong(f"the PDF is damaged ({what})", f"tệp PDF bị hỏng ({what})", "PDF")


SPACE = re.compile(rb"(?:[\x00\t\n\x0c\r ]+|%[^\r\n]*)*+")
TOKEN = re.compile(
    rb"(?P<ref>\d{1,10}[\x00\t\n\x0c\r ]+\d{1,5}[\x00\t\n\x0c\r ]+R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%]))"
    rb"|(?P<int>[+-]?\d{1,18}(?![\d.]))|(?P<real>[+-]?\d{0,32}\.\d{0,32}(?!\d))"
    rb"|(?P<name>/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*+)|(?P<dict><<)|(?P<hex><[0-9A-Fa-f\x00\t\n\x0c\r ]*+>)"
    rb"|(?P<array>\[)|(?P<close>>>|\])|(?P<text>\()|(?P<word>true|false|null)"
)
HEADER = re.compile(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj")
OBJECT_END = re.compile(rb"endobj(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")
STREAM_END = re.compile(rb"[\x00\t\n\x0c\r ]*endstream[\x00\t\n\x0c\r ]+" + OBJECT_END.pattern)
ENDING = re.compile(rb"startxref[\r\n]+(\d{1,12})[\r\n]+%%EOF[\r\n]{0,2}\Z")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Parser:
    """Values out of bytes, from a position; nothing here follows a reference."""

    def __init__(self, data, end):
        self.data, self.end = data, end

    def value(self, at, depth=0):
        """The value at a position and the position behind it; `>>` and `]` come back as Close."""
        if depth > 60:
            raise damaged("nesting")
        at = SPACE.match(self.data, at, self.end).end()
        found = TOKEN.match(self.data, at, self.end)
        if not found:
            raise damaged(f"at byte {at}")
        kind, text, at = found.lastgroup, found.group(), found.end()
        if kind == "ref":
            number, generation = re.findall(rb"\d+", text)
            return Ref((int(number), int(generation))), at
        if kind == "int":
            return int(text), at
        if kind == "real":
            if not re.search(rb"\d", text):
                raise damaged("number")
            return float(text), at
        if kind == "name":
            decoded = re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes([int(hexed[1], 16)]), text[1:])
            return Name(decoded.decode("latin-1")), at
        if kind == "hex":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", text)
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), at
        if kind == "text":
            return self.text(at)
        if kind == "word":
            return {b"true": True, b"false": False, b"null": None}[text], at
        if kind == "close":
            return Close(text.decode()), at
        return self.dictionary(at, depth) if kind == "dict" else self.array(at, depth)

    def array(self, at, depth):
        made = []
        while True:
            value, at = self.value(at, depth + 1)
            if isinstance(value, Close):
                if value == "]":
                    return made, at
                raise damaged("array")
            made.append(value)

    def dictionary(self, at, depth):
        made = {}
        while True:
            key, at = self.value(at, depth + 1)
            if isinstance(key, Close) and key == ">>":
                return made, at
            if not isinstance(key, Name) or key in made:
                raise damaged("dictionary")
            made[key], at = self.value(at, depth + 1)
            if isinstance(made[key], Close):
                raise damaged("dictionary")

    def text(self, at):
        made, depth = bytearray(), 1
        piece = re.compile(rb"[^()\\]*+")
        while True:
            plain = piece.match(self.data, at, self.end)
            made += plain.group()
            at = plain.end()
            if at >= self.end:
                raise damaged("string")
            byte = self.data[at : at + 1]
            at += 1
            if byte == b"\\":
                octal = re.compile(rb"[0-7]{1,3}").match(self.data, at, self.end)
                if octal:
                    made.append(int(octal.group(), 8) & 0xFF)
                    at = octal.end()
                else:
                    escaped = self.data[at : at + 1]
                    if escaped == b"\r" and self.data[at + 1 : at + 2] == b"\n":
                        at += 1
                    made += b"" if escaped in b"\r\n" else ESCAPES.get(escaped, escaped)
                    at += 1
            elif byte == b"(":
                depth += 1
                made += byte
            else:
                depth -= 1
                if not depth:
                    return bytes(made), at
                made += byte


def inflate(raw, most, where="stream"):
    unpack = zlib.decompressobj()
    try:
        made = unpack.decompress(raw, most + 1)
    except zlib.error:
        raise Wrong(f"{where} cannot be unpacked", f"{where} không giải nén được", where) from None
    if len(made) > most:
        raise Wrong(f"{where} is larger than in any paper of ours", f"{where} lớn quá mức", where)
    if not unpack.eof or unpack.unused_data.strip(b"\r\n"):
        raise Wrong(f"{where} cannot be unpacked", f"{where} không giải nén được", where)
    return made


def unpredicted(data, head):
    """PNG prediction undone, as cross-reference streams use it."""
    if head.get("Predictor", 1) == 1:
        return data
    width = head.get("Columns", 1)
    if (
        type(width) is not int
        or not 1 <= width <= 64
        or head["Predictor"] not in range(10, 16)
        or len(data) % (width + 1)
    ):
        raise damaged("predictor")
    made, above = bytearray(), bytes(width)
    for start in range(0, len(data), width + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + width])
        for i in range(width):
            left, up, corner = row[i - 1] if i else 0, above[i], above[i - 1] if i else 0
            if kind > 4:
                raise damaged("predictor")
            near = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
            nearest = (left, up, corner)[near.index(min(near))]
            row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
        made += row
        above = row
    return bytes(made)


class Pdf:
    """A PDF as its last cross-reference before `end` describes it: `Pdf(data, end)` is the file as it was then."""

    def __init__(self, data, end):
        self.data, self.end, self.parser = data, end, Parser(data, end)
        self.places, self.streams, self.held, self.measuring, self.trailer = {}, {}, 0, 0, {}
        ending = ENDING.search(data[max(0, end - 64) : end])
        if not ending:
            raise Wrong(
                "the file is cut off or something follows its end", "tệp bị cắt cụt hoặc có thêm dữ liệu ở cuối"
            )
        self.read_sections(int(ending[1]))
        if "Encrypt" in self.trailer:
            raise Wrong("the file is encrypted", "tệp bị mã hóa")
        self.root_ref = self.trailer.get("Root")
        self.root = self.get(self.root_ref)
        if not isinstance(self.root, dict) or not isinstance(self.root_ref, Ref):
            raise damaged("catalog")

    # Cross-references: the newest says where an object is

    def read_sections(self, at):
        self.sections = []
        while at is not None:
            if not 0 < at < (self.sections[-1] if self.sections else self.end):
                raise damaged("cross-references")
            self.sections.append(at)
            if len(self.sections) > 200:
                raise damaged("too many revisions")
            table = self.data[at : at + 4] == b"xref"
            head = self.read_table(at + 4) if table else self.read_stream(at)
            if "XRefStm" in head:
                raise Wrong("the file has hybrid cross-references", "tệp có hai bảng tham chiếu chồng nhau")
            if not self.trailer:
                self.trailer = head
            if len(self.places) > OBJECTS_MAX:
                raise Wrong("the file has more objects than any paper of ours", "tệp có quá nhiều đối tượng")
            at = head.get("Prev")
            if at is not None and type(at) is not int:
                raise damaged("cross-references")

    def read_table(self, at):
        part = re.compile(rb"[\x00\t\n\x0c\r ]*(\d{1,10})[ ]+(\d{1,7})[ ]*[\r\n]+")
        row = re.compile(rb"(\d{10}) (\d{5}) ([nf])[ \r\n]{2}")
        while True:
            found = part.match(self.data, at, self.end)
            if not found:
                break
            at = found.end()
            for number in range(int(found[1]), int(found[1]) + int(found[2])):
                line = row.match(self.data, at, self.end)
                if not line:
                    raise damaged("cross-references")
                self.place(number, ("at", int(line[1]), int(line[2])) if line[3] == b"n" else None)
                at = line.end()
        at = SPACE.match(self.data, at, self.end).end()
        if self.data[at : at + 7] != b"trailer":
            raise damaged("trailer")
        head, _ = self.parser.value(at + 7)
        if not isinstance(head, dict):
            raise damaged("trailer")
        return head

    def read_stream(self, at):
        _, stream = self.object_at(at, None)
        if not isinstance(stream, Stream) or stream.head.get("Type") != "XRef":
            raise damaged("cross-references")
        rows = self.unpacked(stream, "cross-references")
        widths, head = stream.head.get("W"), stream.head
        if not (isinstance(widths, list) and len(widths) == 3 and all(type(w) is int and 0 <= w <= 8 for w in widths)):
            raise damaged("cross-references")
        a, b, c = widths
        index = head.get("Index", [0, head.get("Size")])
        if (
            not isinstance(index, list)
            or len(index) % 2
            or not all(type(n) is int and n >= 0 for n in index)
            or not a + b + c
        ):
            raise damaged("cross-references")
        at = 0
        for first, count in zip(index[::2], index[1::2], strict=True):
            if at + count * (a + b + c) > len(rows):
                raise damaged("cross-references")
            for number in range(first, first + count):
                kind = int.from_bytes(rows[at : at + a], "big") if a else 1
                one = int.from_bytes(rows[at + a : at + a + b], "big")
                two = int.from_bytes(rows[at + a + b : at + a + b + c], "big")
                at += a + b + c
                if kind > 2:
                    raise damaged("cross-references")
                self.place(number, (None, ("at", one, two), ("in", one, two))[kind])
        return head

    def place(self, number, where):
        self.places.setdefault(number, where)

    # Objects

    def object_at(self, at, number):
        """The object written at an offset; streams come with their raw bytes."""
        found = HEADER.match(self.data, at, self.end)
        if not found or (number is not None and int(found[1]) != number):
            raise damaged(f"object {number}")
        value, at = self.parser.value(found.end())
        at = SPACE.match(self.data, at, self.end).end()
        if self.data[at : at + 6] == b"stream" and isinstance(value, dict):
            at += 6
            at += 2 if self.data[at : at + 2] == b"\r\n" else 1 if self.data[at : at + 1] == b"\n" else self.end
            length = value.get("Length")
            if isinstance(length, Ref):
                if self.measuring > 3:
                    raise damaged("length of a stream")
                self.measuring += 1
                length = self.get(length)
                self.measuring -= 1
            if type(length) is not int or length < 0 or at + length > self.end:
                raise damaged("length of a stream")
            if not STREAM_END.match(self.data, at + length, self.end):
                raise damaged("end of a stream")
            return int(found[2]), Stream(value, (at, length))
        if not OBJECT_END.match(self.data, at, self.end):
            raise damaged(f"object {number}")
        return int(found[2]), value

    def get(self, value, depth=0):
        """A value itself, or what a reference leads to."""
        while isinstance(value, Ref):
            depth += 1
            if depth > 20:
                raise damaged("references")
            number, generation = value
            place = self.places.get(number)
            if place is None:
                return None
            if place[0] == "in":
                value = self.packed(number, place[1], place[2]) if generation == 0 else None
            else:
                found, value = self.object_at(place[1], number)
                if found != generation or place[2] != generation:
                    return None
        return value

    def packed(self, number, holder, index):
        if holder not in self.streams:
            place = self.places.get(holder)
            if place is None or place[0] != "at":
                raise damaged("object stream")
            _, stream = self.object_at(place[1], holder)
            if not isinstance(stream, Stream) or stream.head.get("Type") != "ObjStm":
                raise damaged("object stream")
            body = self.unpacked(stream, "object stream")
            count, first = stream.head.get("N"), stream.head.get("First")
            if (
                type(count) is not int
                or type(first) is not int
                or not 0 <= count <= OBJECTS_MAX
                or not 0 < first <= len(body)
            ):
                raise damaged("object stream")
            numbers = body[:first].split()
            if len(numbers) < 2 * count or not all(re.fullmatch(rb"\d{1,10}", n) for n in numbers[: 2 * count]):
                raise damaged("object stream")
            if self.held + len(body) > STREAM_MAX:  # keep memory flat: read again what was forgotten
                self.streams.clear()
                self.held = 0
            self.held += len(body)
            self.streams[holder] = body, first, [int(n) for n in numbers[: 2 * count]]
        body, first, numbers = self.streams[holder]
        if 2 * index + 1 >= len(numbers) or numbers[2 * index] != number:
            raise damaged("object stream")
        value, _ = Parser(body, len(body)).value(first + numbers[2 * index + 1])
        if isinstance(value, Close | Ref):
            raise damaged("object stream")
        return value

    def read_all(self):
        """Every object can be read, also those that no page shows."""
        inside = lambda item: item[1][1:] if item[1][0] == "in" else (item[1][1], -1)  # noqa: E731
        for number, place in sorted(((n, p) for n, p in self.places.items() if p), key=inside):
            if place[0] == "in":
                self.packed(number, place[1], place[2])
            elif self.object_at(place[1], number)[0] != place[2]:
                raise damaged(f"object {number}")

    def raw(self, stream):
        at, length = stream.raw
        return bytes(self.data[at : at + length])

    def unpacked(self, stream, where):
        """For the PDF's own machinery: prediction allowed."""
        filters, parameters = stream.head.get("Filter"), stream.head.get("DecodeParms", {})
        filters = filters[0] if isinstance(filters, list) and len(filters) == 1 else filters
        parameters = parameters[0] if isinstance(parameters, list) and len(parameters) == 1 else parameters
        if filters is None and stream.raw[1] <= STREAM_MAX:
            return self.raw(stream)
        if filters != "FlateDecode" or not isinstance(parameters, dict):
            raise damaged(f"{where} is packed as none of ours")
        return unpredicted(inflate(self.raw(stream), STREAM_MAX, where), parameters)

    def content(self, stream, most, where):
        """For attachments and pages: plain or deflated once."""
        filters = self.get(stream.head.get("Filter"))
        if isinstance(filters, list) and len(filters) < 2:
            filters = self.get(filters[0]) if filters else None
        if filters not in (None, "FlateDecode") or "DecodeParms" in stream.head or "F" in stream.head:
            raise Wrong(f"{where} is packed as none of ours", f"{where} được nén khác thường", where)
        if filters is None and stream.raw[1] > most:
            raise Wrong(f"{where} is larger than in any paper of ours", f"{where} lớn quá mức", where)
        return inflate(self.raw(stream), most, where) if filters else self.raw(stream)

    # Asking for a kind of value

    def dictionary(self, value):
        value = self.get(value)
        if not isinstance(value, dict):
            raise damaged("a dictionary is missing")
        return value

    def array(self, value):
        value = self.get(value)
        if value is None:
            return []
        if not isinstance(value, list):
            raise damaged("an array is missing")
        return value

    def text(self, value):
        value = self.get(value)
        if not isinstance(value, bytes):
            raise damaged("a text is missing")
        if value[:2] == b"\xfe\xff":
            return value[2:].decode("utf-16-be", "replace")
        return value[3:].decode("utf-8", "replace") if value[:3] == b"\xef\xbb\xbf" else value.decode("latin-1")

    # Attachments and pages

    def attachments(self):
        names = self.dictionary(self.root.get("Names") or {})
        found, todo, seen = {}, [names["EmbeddedFiles"]] if "EmbeddedFiles" in names else [], 0
        while todo:
            node, seen = self.dictionary(todo.pop()), seen + 1
            pairs = self.array(node.get("Names"))
            if seen > NAMES_MAX or len(pairs) % 2 or len(pairs) > 2 * NAMES_MAX:
                raise Wrong("the list of attachments is none of ours", "danh mục tệp đính kèm bất thường")
            todo += self.array(node.get("Kids"))
            for key, spec in zip(pairs[::2], pairs[1::2], strict=True):
                name = self.text(key)
                if name in found:
                    raise Wrong(f"two attachments are called “{name}”", f"có hai tệp đính kèm tên “{name}”", name)
                found[name] = self.attachment(self.dictionary(spec), name)
        for name in ("events.json", "proofs.json"):
            if found and name not in found:  # without any, it may be a signed paper
                raise Wrong(f"“{name}” is not attached", f"tệp không kèm “{name}”: không phải bản xuất nhật ký", name)
        return found

    def attachment(self, spec, name):
        if any(key not in spec or self.text(spec[key]) != name for key in ("F", "UF")):
            raise Wrong(f"“{name}” has another name inside the file", f"“{name}” có tên khác trong tệp", name)
        streams = self.dictionary(spec.get("EF"))
        stream = self.get(streams.get("F"))
        if not isinstance(stream, Stream) or ("UF" in streams and streams["UF"] != streams["F"]):
            raise Wrong(f"“{name}” leads to two contents", f"“{name}” trỏ tới hai nội dung", name)
        return self.content(stream, LONG.get(name, ATTACHMENT_MAX), name)

    def pages(self):
        """Page dictionaries in order."""
        todo, seen = [(self.root.get("Pages"), 0)], set()
        while todo:
            ref, depth = todo.pop()
            if depth > DEPTH_MAX or (isinstance(ref, Ref) and ref in seen):
                raise damaged("tree of pages")
            seen.add(ref if isinstance(ref, Ref) else None)
            node = self.dictionary(ref)
            if node.get("Type") == "Page":
                yield ref, node
            elif node.get("Type") == "Pages":
                todo += [(kid, depth + 1) for kid in reversed(self.array(node.get("Kids")))]
            else:
                raise damaged("tree of pages")
            if len(todo) > OBJECTS_MAX:
                raise damaged("tree of pages")

    def digest_of_pages(self):
        digest, count, left = hashlib.sha256(), 0, PAGES_MAX
        for _, page in self.pages():
            count += 1
            where = f"page {count}"
            if count > PAGE_COUNT_MAX:
                raise Wrong("the file has more pages than any paper of ours", "tệp có quá nhiều trang")
            self.only_links_and_signatures(page, where)
            contents = self.get(page.get("Contents"))
            streams = [contents] if isinstance(contents, Stream) else [self.get(part) for part in self.array(contents)]
            for number, stream in enumerate(streams):
                if not isinstance(stream, Stream):
                    raise Wrong(f"{where} cannot be read", f"{where} không đọc được", where)
                part = self.content(stream, min(PAGE_MAX, left), where)
                left -= len(part)
                digest.update(b"\n" * bool(number) + part)
            digest.update(b"\n")
        if not count:
            raise Wrong("the file has no page", "tệp không có trang nào")
        return digest.hexdigest(), count

    def only_links_and_signatures(self, page, where):
        if "AA" in page:
            raise Wrong(f"{where} has scripts", f"{where} chứa thành phần động", where)
        for note in self.array(page.get("Annots")):
            note = self.dictionary(note)
            action = self.dictionary(note["A"]).get("S") if "A" in note else None
            link = note.get("Subtype") == "Link" and "AP" not in note and action in (None, "URI", "GoTo")
            field = note.get("Subtype") == "Widget" and note.get("FT") == "Sig" and not {"A", "AA"} & note.keys()
            if not link and not field:
                raise Wrong(f"something is laid over {where}", f"{where} bị phủ một chú thích lạ", where)

    def nothing_active(self):
        strange = {"AA", "OCProperties", "XFA", "Collection"} & self.root.keys()
        strange |= self.dictionary(self.root.get("Names") or {}).keys() - {"EmbeddedFiles", "Dests"}
        if isinstance(self.get(self.root.get("OpenAction")), dict):
            strange.add("OpenAction")
        if "XFA" in self.dictionary(self.root.get("AcroForm") or {}):
            strange.add("XFA")
        if strange:
            raise Wrong(
                f"the file has scripts or layers ({min(strange)})",
                f"tệp chứa thành phần động hoặc lớp ẩn ({min(strange)})",
            )

    def signatures(self):
        """(name of the field, signature dictionary, place of the field) of every signed field."""
        form = self.dictionary(self.root.get("AcroForm") or {})
        todo, seen, found = [(ref, "", 0, None) for ref in self.array(form.get("Fields"))], 0, []
        while todo:
            ref, before, depth, kind = todo.pop(0)
            field, seen = self.dictionary(ref), seen + 1
            if seen > 10_000 or depth > DEPTH_MAX:
                raise damaged("form")
            name = ".".join(filter(None, [before, self.text(field["T"]) if "T" in field else ""]))
            kind = field.get("FT", kind)
            todo += [(kid, name, depth + 1, kind) for kid in self.array(field.get("Kids"))]
            if kind == "Sig" and self.get(field.get("V")) is not None:
                found.append((name, self.dictionary(field["V"])))
        return found


# What may have changed between two states of one file: signatures were added, nothing else


class Changes:
    def __init__(self, old, new, *, signatures):
        """`signatures`: new signature fields are allowed; else only validation material (DSS)."""
        self.old, self.new, self.signatures = old, new, signatures
        self.roles = {}
        if old.root_ref != new.root_ref or len(new.sections) <= len(old.sections):
            self.refuse("catalog")
        if new.sections[-len(old.sections) :] != old.sections:
            self.refuse("cross-references")
        self.learn_roles()

    def refuse(self, what):
        raise Wrong(f"the file was altered after it was signed ({what})", f"tệp bị sửa sau khi ký ({what})", "PDF")

    def learn_roles(self):
        old, root = self.old, self.old.root
        self.role(old.root_ref, "catalog")
        self.role(root.get("Metadata"), "metadata")
        self.role(root.get("Extensions"), "extensions")
        self.role(old.trailer.get("Info"), "info")
        for _, page in [(self.role(ref, "page"), page) for ref, page in old.pages()]:
            self.role(page.get("Annots"), "annotations")
        form = old.get(root.get("AcroForm"))
        if isinstance(form, dict):
            self.role(root.get("AcroForm"), "form")
            self.role(form.get("Fields"), "fields")
            for field in old.array(form.get("Fields")):
                body = old.get(field)
                if isinstance(body, dict) and body.get("FT") == "Sig" and old.get(body.get("V")) is None:
                    self.role(field, "empty field")
        dss = old.get(root.get("DSS"))
        if isinstance(dss, dict):
            self.role(root.get("DSS"), "dss")
            for part in dss.values():
                self.role(part, "dss")

    def role(self, ref, name):
        if isinstance(ref, Ref):
            self.roles[ref[0]] = name if self.roles.get(ref[0], name) == name else "two roles"

    def check(self):
        old, new = self.old, self.new
        size = old.trailer.get("Size")
        for number, place in new.places.items():
            before = old.places.get(number)
            if place == before and not (
                place and place[0] == "in" and new.places.get(place[1]) != old.places.get(place[1])
            ):
                continue
            if before is None:
                if place is not None and (type(size) is not int or number < size):
                    self.refuse(f"object {number} appeared")
                continue
            if place is None:
                self.refuse(f"object {number} vanished")
            one, other = self.body(old, number, before), self.body(new, number, place)
            if not self.same(one, other):
                self.allowed(self.roles.get(number), number, one, other)
        self.trailer()

    def body(self, pdf, number, place):
        return pdf.get(Ref((number, 0 if place[0] == "in" else place[2])))

    def same(self, one, other):
        if isinstance(one, Stream) and isinstance(other, Stream):
            return one.head == other.head and self.old.raw(one) == self.new.raw(other)
        return type(one) is type(other) and one == other

    def trailer(self):
        free = {"Size", "Prev", "ID", "Type", "W", "Index", "Length", "Filter", "DecodeParms"}
        one = {key: value for key, value in self.old.trailer.items() if key not in free}
        other = {key: value for key, value in self.new.trailer.items() if key not in free}
        if "Info" not in one:
            other.pop("Info", None)
        if one != other:
            self.refuse("trailer")

    def allowed(self, role, number, one, other):
        if role == "metadata" and isinstance(one, Stream) and isinstance(other, Stream):
            return
        if role in ("dss", "extensions") and type(one) is type(other):
            return
        if role == "annotations" and self.grown(one, other):
            return
        if role == "fields" and self.grown(one, other):
            return
        if isinstance(one, dict) and isinstance(other, dict):
            changed = {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
            if role == "info" and changed <= {"ModDate", "Producer"}:
                return
            if role == "catalog" and changed <= {"DSS", "Extensions", "Metadata", "AcroForm", "Version"}:
                if "AcroForm" in changed:
                    self.form(one.get("AcroForm"), other.get("AcroForm"))
                return
            if role == "form":
                self.form(one, other)
                return
            if role == "page" and changed == {"Annots"} and self.grown(one.get("Annots"), other.get("Annots")):
                return
            if role == "empty field" and self.signatures and changed <= {"V", "AP"}:
                return
        self.refuse(f"object {number}")

    def form(self, one, other):
        """The form may gain signature fields."""
        before, after = self.old.get(one) or {}, self.new.dictionary(other)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if not changed <= {"Fields", "SigFlags", "DR", "DA"} or not self.grown(
            before.get("Fields"), after.get("Fields")
        ):
            self.refuse("form")

    def grown(self, one, other):
        """A list that gained signature fields at its end, and nothing else."""
        before, after = self.old.array(one), self.new.array(other)
        added = after[len(before) :]
        if before != after[: len(before)] or (added and not self.signatures):
            return False
        fields = [self.new.get(ref) for ref in added]
        return all(isinstance(f, dict) and f.get("FT") == "Sig" and not {"A", "AA", "Kids"} & f.keys() for f in fields)


# ----------------------------------------------------------------------------------------------------------------------
# 2. ASN.1, certificates, RSA, CMS
# ----------------------------------------------------------------------------------------------------------------------


class Der:
    """One element: its tag, its content, and the elements inside it."""

    __slots__ = ("data", "end", "first", "start", "tag")

    def __init__(self, data, start=0, end=None):
        end = len(data) if end is None else end
        if end - start < 2 or data[start] & 0x1F == 0x1F:
            raise ValueError("DER")
        self.data, self.start, self.tag = data, start, data[start]
        length, at = data[start + 1], start + 2
        if length >= 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4 or at + count > end:
                raise ValueError("DER")
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        self.first, self.end = at, at + length
        if self.end > end:
            raise ValueError("DER")

    @classmethod
    def whole(cls, data):
        made = cls(data)
        if made.end != len(data):
            raise ValueError("DER")
        return made

    @property
    def content(self):
        return self.data[self.first : self.end]

    @property
    def raw(self):
        return self.data[self.start : self.end]

    def parts(self, most=100_000):
        at, found = self.first, []
        while at < self.end:
            found.append(Der(self.data, at, self.end))
            at = found[-1].end
            if len(found) > most:
                raise ValueError("DER")
        return found

    def integer(self):
        if self.tag != 2 or not self.content:
            raise ValueError("DER")
        return int.from_bytes(self.content, "big", signed=True)

    def bits(self):
        if self.tag != 3 or self.content[:1] != b"\0":
            raise ValueError("DER")
        return self.content[1:]

    def oid(self):
        if self.tag != 6:
            raise ValueError("DER")
        return self.content.hex()

    def time(self):
        text = self.content.decode("ascii")
        if self.tag == 0x17 and len(text) == 13:
            text = ("19" if text[:2] >= "50" else "20") + text
        found = re.fullmatch(r"(\d{14})(?:\.(\d{1,6}))?Z", text)
        if self.tag not in (0x17, 0x18) or not found:
            raise ValueError("DER")
        moment = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return moment + timedelta(microseconds=int((found[2] or "0").ljust(6, "0")))


RSA_KEY = "2a864886f70d010101"
RSA_HASHES = {"2a864886f70d01010b": "sha256", "2a864886f70d01010c": "sha384", "2a864886f70d01010d": "sha512"}
HASHES = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}
COMMON_NAME, UNIT = "550403", "55040b"
BASIC, KEY_USAGE, EXTENDED, REASON = "551d13", "551d0f", "551d25", "551d15"
UNDERSTOOD = {BASIC, KEY_USAGE, EXTENDED, "551d11", "551d20"}  # and alternative names, policies
TIME_STAMPING = "2b06010505070308"
DATA, SIGNED_DATA, TST_INFO = "2a864886f70d010701", "2a864886f70d010702", "2a864886f70d0109100104"
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = "2a864886f70d010903", "2a864886f70d010904", "2a864886f70d010905"
SIGNING_CERTIFICATE_V2, SIGNATURE_TOKEN = "2a864886f70d010910022f", "2a864886f70d010910020e"
# 0x30 … SHA-2 … NULL: what RFC 8017 puts before the digest
PREFIX = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def rsa_fits(key, signature, digest, algorithm):
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2): the whole expected block is built and compared."""
    if key is None:
        return False
    n, e = key
    size = (n.bit_length() + 7) // 8
    if len(signature) != size or int.from_bytes(signature, "big") >= n:
        return False
    block = PREFIX[algorithm] + digest
    expected = b"\x00\x01" + b"\xff" * (size - 3 - len(block)) + b"\x00" + block
    return pow(int.from_bytes(signature, "big"), e, n).to_bytes(size, "big") == expected


class Certificate:
    def __init__(self, der):
        whole = Der.whole(der)
        signed, algorithm, signature = whole.parts()
        fields = signed.parts()
        if fields[0].tag == 0xA0:
            fields = fields[1:]
        serial, inner, issuer, validity, subject, public = fields[:6]
        if inner.raw != algorithm.raw:
            raise ValueError("certificate")
        self.der, self.signed, self.signature = der, signed.raw, signature.bits()
        self.algorithm = RSA_HASHES.get(algorithm.parts()[0].oid())
        self.serial, self.issuer, self.subject = serial.integer(), issuer.raw, subject.raw
        self.begins, self.ends = (moment.time() for moment in validity.parts())
        self.id, self.key = hashlib.sha256(der).hexdigest(), self.public_key(public)
        self.names = [
            (pair.parts()[0].oid(), self.string(pair.parts()[1])) for group in subject.parts() for pair in group.parts()
        ]
        self.extensions, self.strange = {}, False
        for field in fields[6:]:
            if field.tag == 0xA3:
                self.read_extensions(field.parts()[0])

    def public_key(self, public):
        algorithm, bits = public.parts()
        if algorithm.parts()[0].oid() != RSA_KEY:
            return None
        n, e = (number.integer() for number in Der.whole(bits.bits()).parts())
        return (n, e) if 2048 <= n.bit_length() <= 8192 and 3 <= e <= 1 << 32 and e % 2 else None

    @staticmethod
    def string(element):
        return element.content.decode("utf-16-be" if element.tag == 0x1E else "utf-8", "replace")

    def read_extensions(self, sequence):
        for extension in sequence.parts():
            parts = extension.parts()
            ident, critical, value = parts[0].oid(), parts[1].tag == 1 and parts[1].content != b"\0", parts[-1].content
            self.strange |= (critical and ident not in UNDERSTOOD) or ident in self.extensions
            self.extensions[ident] = Der.whole(value)

    @property
    def name(self):
        return next((value for kind, value in self.names if kind == COMMON_NAME), "?")[:200]

    @property
    def use(self):
        units = [value for kind, value in self.names if kind == UNIT]
        return next((unit[6:] for unit in units if unit in ("reorg:service", "reorg:export")), "signer")

    @property
    def purposes(self):
        return {part.oid() for part in self.extensions[EXTENDED].parts()} if EXTENDED in self.extensions else set()

    def may_issue(self, below):
        """Whether it is an authority's, with no more than so many authorities below it."""
        basic = self.extensions[BASIC].parts() if BASIC in self.extensions else []
        if not basic or basic[0].tag != 1 or basic[0].content == b"\0":
            return False
        if len(basic) > 1 and basic[1].integer() < below:
            return False
        if KEY_USAGE in self.extensions:
            bits = self.extensions[KEY_USAGE].content
            return len(bits) > 1 and bool(bits[1] & 0x04)
        return True

    def issued(self, other):
        if other.issuer != self.subject or other.algorithm is None:
            return False
        digest = hashlib.new(other.algorithm, other.signed).digest()
        return rsa_fits(self.key, other.signature, digest, other.algorithm)


class RevocationList:
    def __init__(self, der):
        signed, algorithm, signature = Der.whole(der).parts()
        fields = [field for field in signed.parts() if field.tag not in (2, 0xA0)]
        self.issuer = fields[1].raw
        self.signed, self.signature = signed.raw, signature.bits()
        self.algorithm = RSA_HASHES.get(algorithm.parts()[0].oid())
        self.entries = {}
        entries = [field for field in fields[2:] if field.tag == 0x30]
        for entry in entries[0].parts(1_000_000) if entries else []:
            parts = entry.parts()
            self.entries[parts[0].integer()] = parts[1].time(), self.reason(parts[2:])

    @staticmethod
    def reason(extensions):
        for extension in extensions[0].parts() if extensions else []:
            if extension.parts()[0].oid() == REASON:
                code = Der.whole(extension.parts()[-1].content).content
                return {b"\x04": "replaced", b"\x03": "ceased", b"\x05": "ceased"}.get(code, "compromised")
        return "compromised"

    def signed_by(self, authority):
        if authority.subject != self.issuer or self.algorithm is None:
            return False
        digest = hashlib.new(self.algorithm, self.signed).digest()
        return rsa_fits(authority.key, self.signature, digest, self.algorithm)


def pem_parts(data, kind):
    """DER of every block of a kind in a PEM text, or the data itself when it is DER."""
    if isinstance(data, str):
        data = data.encode()
    blocks = re.findall(rb"-----BEGIN %b-----\s+([A-Za-z0-9+/=\s]+?)-----END %b-----" % (kind, kind), data)
    if not blocks and data[:1] == b"\x30":
        return [data]
    return [base64.b64decode(b"".join(block.split()), validate=True) for block in blocks]


class Trust:
    """What the reader brought, and the paths that lead there."""

    def __init__(self, anchors=(), lists=(), seals=(), witnesses=()):
        try:
            published = [json.loads(text)["record"] for text in seals]
            self.published = {json.loads(record)["no"]: record for record in published}
            self.anchors = [Certificate(der) for text in anchors for der in pem_parts(text, b"CERTIFICATE")]
            # Authorities that issue to anybody: what they say of a service counts for nothing.
            self.witnesses = [Certificate(der) for text in witnesses for der in pem_parts(text, b"CERTIFICATE")]
            self.lists = [RevocationList(der) for text in lists for der in pem_parts(text, b"X509 CRL")]
        except (ValueError, IndexError, KeyError, TypeError) as error:
            raise NoAnchor("an anchor, list or seal is none") from error
        if any(bool(given) > bool(read) for given, read in self.pairs(anchors, lists, witnesses)):
            raise NoAnchor("an anchor, list or seal is none")
        self.seen = {}

    def pairs(self, anchors, lists, witnesses):
        return (anchors, self.anchors), (lists, self.lists), (witnesses, self.witnesses)

    def why_not(self, certificate, at, others):
        """None when a path leads to an anchor, else (en, vi)."""
        trusted = self.anchors + (self.witnesses if certificate.use == "signer" else [])
        if not trusted:
            return "you gave no authority to trust", "ông/bà chưa đưa ra gốc tin cậy nào"
        name = certificate.name
        valid = certificate.begins <= at <= certificate.ends
        if valid and not certificate.strange and self.leads(certificate, at, others, 0, trusted):
            return None
        if not valid:
            return (
                f"the certificate of “{name}” was not valid when it signed ({at:%Y-%m-%d})",
                f"chứng thư của “{name}” không có hiệu lực lúc ký ({at:%Y-%m-%d})",
            )
        return (
            f"the key of “{name}” does not lead to an authority you gave",
            f"khóa của “{name}” không dẫn về gốc tin cậy mà ông/bà đưa ra",
        )

    def leads(self, certificate, at, others, below, trusted):
        if any(anchor.der == certificate.der for anchor in trusted):
            return True
        if any(anchor.may_issue(below) and self.issued(anchor, certificate) for anchor in trusted):
            return True
        return below < 5 and any(
            other.may_issue(below)
            and not other.strange
            and other.begins <= at <= other.ends
            and other.der != certificate.der
            and self.issued(other, certificate)
            and self.leads(other, at, others, below + 1, trusted)
            for other in others[:50]
        )

    def issued(self, authority, certificate):
        pair = authority.id, certificate.id
        if pair not in self.seen:
            self.seen[pair] = authority.issued(certificate)
        return self.seen[pair]

    def revocation(self, certificate, others):
        for each in self.lists:
            entry = each.entries.get(certificate.serial)
            if (
                entry
                and each.issuer == certificate.issuer
                and any(map(each.signed_by, [*self.anchors, *self.witnesses, *others]))
            ):
                return entry
        return None


class Cms:
    """A SignedData with one signer (RFC 5652)."""

    def __init__(self, der):
        kind, wrapped = Der.whole(der).parts()
        if kind.oid() != SIGNED_DATA:
            raise ValueError("CMS")
        parts = wrapped.parts()[0].parts()
        self.content_type = parts[2].parts()[0].oid()
        self.content = parts[2].parts()[1].parts()[0].content if len(parts[2].parts()) > 1 else None
        self.certificates = [
            Certificate(part.raw)
            for field in parts[3:-1]
            if field.tag == 0xA0
            for part in field.parts()
            if part.tag == 0x30
        ]
        (signer,) = parts[-1].parts()
        fields = signer.parts()
        self.who, self.digest_algorithm = fields[1], HASHES.get(fields[2].parts()[0].oid())
        if fields[3].tag != 0xA0:
            raise ValueError("CMS without signed attributes")
        self.attributes = self.read_attributes(fields[3])
        self.signed = b"\x31" + fields[3].raw[1:]
        self.algorithm, self.signature = fields[4].parts()[0].oid(), fields[5].content
        self.unsigned = self.read_attributes(fields[6]) if len(fields) > 6 else {}
        self.signer = self.find_signer()

    @staticmethod
    def read_attributes(element):
        found = {}
        for attribute in element.parts():
            kind, values = attribute.parts()
            if kind.oid() in found:
                raise ValueError("CMS attribute twice")
            found[kind.oid()] = values.parts()
        return found

    def find_signer(self):
        if self.who.tag == 0x30:
            issuer, serial = self.who.parts()
            found = [c for c in self.certificates if (c.issuer, c.serial) == (issuer.raw, serial.integer())]
        else:
            found = [
                c
                for c in self.certificates
                if "551d0e" in c.extensions and c.extensions["551d0e"].content == self.who.content
            ]
        if not found:
            raise ValueError("CMS without its signer's certificate")
        return found[0]

    def fits(self, content_type, digest):
        """Whether the signer signed content with this digest; `digest` computes it for an algorithm."""
        if self.digest_algorithm is None or self.content_type != content_type:
            return False
        if self.algorithm != RSA_KEY and RSA_HASHES.get(self.algorithm) != self.digest_algorithm:
            if self.algorithm in RSA_HASHES:
                return False
            raise Absent(
                "a signature is of a kind this verifier does not know",
                "có chữ ký thuộc loại bộ kiểm chứng này không biết",
            )
        (kind,), (claimed,) = self.attributes[CONTENT_TYPE], self.attributes[MESSAGE_DIGEST]
        if kind.oid() != content_type or claimed.content != digest(self.digest_algorithm):
            return False
        if SIGNING_CERTIFICATE_V2 in self.attributes:
            (value,) = self.attributes[SIGNING_CERTIFICATE_V2]
            first = value.parts()[0].parts()[0].parts()
            name = HASHES.get(first[0].parts()[0].oid()) if first[0].tag == 0x30 else "sha256"
            stated = first[1] if first[0].tag == 0x30 and len(first) > 1 and first[1].tag == 4 else first[0]
            if name is None or stated.content != hashlib.new(name, self.signer.der).digest():
                return False
        signed = hashlib.new(self.digest_algorithm, self.signed).digest()
        return rsa_fits(self.signer.key, self.signature, signed, self.digest_algorithm)


def token_time(der, imprint, trust):
    """When an authority stamped what has this imprint, its name, and why that does not count."""
    broken = Wrong("a time-stamp is wrong", "dấu thời gian không đúng")
    try:
        cms = Cms(der)
    except (ValueError, IndexError, KeyError):
        raise broken from None
    if cms.content_type != TST_INFO or cms.content is None:
        raise broken
    fields = Der.whole(cms.content).parts()
    algorithm, hashed = fields[2].parts()
    name = HASHES.get(algorithm.parts()[0].oid())
    if name is None or hashed.content != imprint(name):
        raise broken
    if not cms.fits(TST_INFO, lambda kind: hashlib.new(kind, cms.content).digest()):
        raise broken
    at, who = fields[4].time(), cms.signer
    if TIME_STAMPING not in who.purposes:
        return (
            at,
            who.name,
            (f"“{who.name}” is no time-stamping authority", f"“{who.name}” không phải cơ quan cấp dấu thời gian"),
        )
    return at, who.name, trust.why_not(who, at, cms.certificates)


# ----------------------------------------------------------------------------------------------------------------------
# 3. The trail
# ----------------------------------------------------------------------------------------------------------------------

HEX = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
EVENT_KEYS = {"v", "dossier", "seq", "at", "verb", "actor", "facts", "prev"}
SIGN_OFFS = {"signoff.approved", "signoff.returned", "signoff.refused", "item.waived"}


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("name twice")
    return dict(pairs)


def refuse(_):
    raise ValueError("fraction")


JSON = json.JSONDecoder(object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)


def read_json(text, where):
    """JSON without fractions and without a name twice in an object."""
    try:
        return JSON.decode(text.decode() if isinstance(text, bytes) else text)
    except (ValueError, RecursionError):
        raise Wrong(f"{where} is not JSON of our format", f"{where} không phải là JSON đúng định dạng", where) from None


def nested_too_deep(text):
    depth = 0
    for bracket in re.sub(rb'"(?:[^"\\]|\\.)*+"|[^\[\]{}"]++', b"", text, flags=re.DOTALL):
        depth += 1 if bracket in b"[{" else -1 if bracket in b"]}" else 0
        if depth > DEPTH_MAX:
            return True
    return False


def want(value, name, kind, where):
    """A member of the right type."""
    found = value.get(name) if isinstance(value, dict) else None
    good = type(found) is kind
    if kind is int:
        good = good and 0 <= found < 1 << 53
    elif kind is str:
        good = good and len(found) <= RECORD_MAX
    elif kind == "hash":
        good = isinstance(found, str) and HEX.fullmatch(found)
    elif kind == "time":
        found = moment(found)
        good = found is not None
    if not good:
        raise Wrong(
            f"in {where}, “{name}” is missing or not what it should be", f"{where} thiếu “{name}” hoặc ghi sai", where
        )
    return found


def moment(text):
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        return None


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Trail:
    """events.json, walked from the first event to the last."""

    def __init__(self, raw):
        self.code, self.hashes, self.times, self.sign_offs, self.backwards = None, [], [], [], []
        prev, latest = "0" * 64, ""
        for seq, piece in enumerate(self.pieces(raw), start=1):
            self.where = f"event {seq}"
            entry = read_json(piece, self.where)
            if (
                not isinstance(entry, dict)
                or entry.keys() != {"hash", "record"}
                or not isinstance(entry["record"], str)
            ):
                self.bad("is not of our format", "không đúng định dạng")
            if len(entry["record"].encode()) > RECORD_MAX:
                self.bad("is longer than any record of ours", "dài quá mức")
            if sha(entry["record"]) != entry["hash"]:
                self.bad("was altered: its text does not give its hash", "bị sửa: nội dung không cho ra mã băm của nó")
            body = read_json(entry["record"], self.where)
            self.fits(body, seq, prev)
            at = moment(body["at"])
            if latest and moment(latest) - at > TOLERANCE:
                self.backwards.append(seq)
            prev, latest = entry["hash"], max(latest, body["at"])
            self.hashes.append(prev)
            self.times.append(at)
            if body["verb"] in SIGN_OFFS:
                self.sign_offs.append(body)
        self.count, self.head = len(self.hashes), prev

    @staticmethod
    def pieces(raw):
        """The elements one by one: between them stands what cannot stand inside a JSON string."""
        if raw[:10] != b'[{"hash":"' or raw[-2:] != b"}]":
            raise Wrong("events.json is not of our format", "events.json không đúng định dạng", "events.json")
        at = 1
        while True:
            end = raw.find(b'},{"hash":"', at)
            if end < 0:
                yield raw[at:-1]
                return
            yield raw[at : end + 1]
            at = end + 2

    def bad(self, en, vi):
        raise Wrong(f"{self.where} {en}", f"sự kiện {self.where[6:]} {vi}", f"events.json, {self.where}")

    def fits(self, body, seq, prev):
        if not isinstance(body, dict) or body.keys() != EVENT_KEYS or type(body["v"]) is not int or body["v"] != 1:
            self.bad("is not a record of a trail", "không phải là một sự kiện của nhật ký")
        if type(body["seq"]) is not int or body["seq"] != seq:
            self.bad("is missing or out of order", "không ở đúng chỗ")
        if body["prev"] != prev:
            self.bad("does not continue the event before it", "không nối tiếp sự kiện trước nó")
        if (
            not isinstance(body["dossier"], str)
            or not body["dossier"]
            or body["dossier"] != (self.code or body["dossier"])
        ):
            self.bad("belongs to another dossier", "thuộc hồ sơ khác")
        if moment(body["at"]) is None:
            self.bad("names no proper time", "không ghi thời điểm hợp lệ")
        if (
            not isinstance(body["verb"], str)
            or not isinstance(body["facts"], dict)
            or not isinstance(body["actor"], dict | None)
        ):
            self.bad("is not a record of a trail", "không phải là một sự kiện của nhật ký")
        self.code = body["dossier"]


class Keys:
    """The keys of a file, and what the reader thinks of them."""

    def __init__(self, proofs, trust):
        self.trust, self.by_id, self.doubts = trust, {}, []
        issuers = want(proofs, "issuers", list, "proofs.json") if "issuers" in proofs else []
        self.issuers = [self.certificate(text) for text in issuers[:501]]
        listed = want(proofs, "keys", list, "proofs.json")
        if len(listed) > 500 or len(issuers) > 500:
            raise Wrong("more keys than any paper of ours", "quá nhiều khóa", "keys")
        for entry in listed:
            found = self.certificate(want(entry, "certificate", str, "keys"))
            if found.key is None:
                raise Wrong("a key is not RSA of 2048 to 8192 bits", "khóa không phải RSA 2048 đến 8192 bit", "keys")
            if want(entry, "id", "hash", "keys") != found.id or found.id in self.by_id:
                raise Wrong(
                    "the id of a key is not the hash of its certificate",
                    "mã của một khóa không phải mã băm chứng thư",
                    "keys",
                )
            if want(entry, "use", str, "keys") != found.use:
                raise Wrong(
                    f"the key “{found.name}” claims a use that its certificate does not give",
                    f"khóa “{found.name}” tự nhận công dụng khác với chứng thư",
                    "keys",
                )
            if want(entry, "why", str, "keys") not in ("", "replaced", "ceased", "compromised"):
                raise Wrong("the reason for a revocation is none of ours", "lý do thu hồi khóa không hợp lệ", "keys")
            revoked = None if entry.get("revoked_at") is None else want(entry, "revoked_at", "time", "keys")
            self.by_id[found.id] = found, (revoked, entry["why"]) if revoked else None

    @staticmethod
    def certificate(text):
        try:
            if "-----BEGIN CERTIFICATE-----" in text:
                (der,) = pem_parts(text, b"CERTIFICATE")
                return Certificate(der)
        except (ValueError, TypeError, IndexError, AttributeError):
            pass
        raise Wrong("a certificate cannot be read", "chứng thư không đọc được", "keys")

    def check(self, where, key, record, signature, at, uses, proven=None):
        if key not in self.by_id:
            raise Wrong(
                f"{where} names a key that is not in the file", f"{where} ký bằng khóa không có trong tệp", where
            )
        found, _ = self.by_id[key]
        digest = hashlib.sha256(record.encode()).digest()
        if not rsa_fits(found.key, from_base64(signature, where), digest, "sha256"):
            raise Wrong(f"the signature of {where} is wrong", f"chữ ký của {where} không đúng", where)
        if found.use not in uses:
            raise Wrong(
                f"{where} is signed by a key that may not sign it (“{found.name}”)",
                f"{where} được ký bằng khóa không dành cho việc này (“{found.name}”)",
                where,
            )
        self.trusted(found, at, where, proven, self.issuers)
        return found

    def trusted(self, certificate, at, where, proven, others, moment_of_path=None):
        name = certificate.name
        own = self.by_id.get(certificate.id, (None, None))[1]
        for entry in filter(None, [own, self.trust.revocation(certificate, [*others, *self.issuers])]):
            revoked, why = entry
            if at >= revoked:
                raise Wrong(
                    f"{where} was signed after the key “{name}” was revoked",
                    f"{where} được ký sau khi khóa “{name}” bị thu hồi",
                    where,
                )
            if why == "compromised" and (proven is None or proven >= revoked):
                self.doubt(
                    f"the key “{name}” was compromised, and no trusted time-stamp shows that {where} is older",
                    f"khóa “{name}” đã bị lộ và không có dấu thời gian nào chứng minh {where} được ký trước đó",
                    where,
                )
        why = self.trust.why_not(certificate, moment_of_path or at, others)
        if why:
            self.doubt(*why, where)

    def doubt(self, en, vi, where=""):
        self.doubts.append(Absent(en, vi, where))

    def settle(self):
        """Raise the first doubt of the check that ends here."""
        doubts, self.doubts = self.doubts, []
        if doubts:
            raise doubts[0]


def from_base64(text, where):
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Wrong(f"the signature of {where} cannot be read", f"chữ ký của {where} không đọc được", where) from None


def climb(leaf, index, size, path):
    """The root over a leaf of a tree of `size` leaves (RFC 9162, 2.1.1, read from the top down)."""
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        below, beside = climb(leaf, index, left, path[:-1]), path[-1]
        return None if below is None else hashlib.sha256(b"\x01" + below + beside).digest()
    below, beside = climb(leaf, index - left, size - left, path[:-1]), path[-1]
    return None if below is None else hashlib.sha256(b"\x01" + beside + below).digest()


# ----------------------------------------------------------------------------------------------------------------------
# 4. All checks, and the verdict
# ----------------------------------------------------------------------------------------------------------------------


def verdict_of(checks):
    results = [result for _, result, *_ in checks]
    return "FAILED" if "failed" in results else "INDETERMINATE" if "indeterminate" in results else "TOTAL-PASSED"


class Examination:
    def __init__(self, data, trust):
        self.data, self.trust, self.checks, self.facts = data, trust, [], {}
        self.pdf = self.trail = self.proofs = self.keys = self.files = self.pages = None
        self.seals = {}

    def run(self):
        for name, work in (
            ("file", self.file),
            ("chain", self.chain),
            ("head", self.head),
            ("keys", self.read_keys),
            ("pages", self.check_pages),
            ("seals", self.check_seals),
            ("inclusion", self.inclusion),
            ("sign_offs", self.sign_offs),
            ("documents", self.documents),
            ("signature", self.signature),
        ):
            if self.facts.get("paper") and name != "signature":
                continue  # it carries nothing else
            if not self.attempt(name, work) and name == "file":
                break
        return verdict_of(self.checks)

    def attempt(self, name, work):
        try:
            work()
        except Absent as absent:
            self.checks.append((name, "indeterminate", absent.en, absent.vi, absent.where))
        except Wrong as wrong:
            self.checks.append((name, "failed", wrong.en, wrong.vi, wrong.where))
        except Exception as error:  # whatever a forger thought of: it is not a paper of ours
            kind = type(error).__name__
            self.checks.append(
                (name, "failed", f"this part cannot be read ({kind})", f"phần này không đọc được ({kind})", "")
            )
        else:
            self.checks.append((name, "passed", "", "", ""))
            return True
        return False

    def note(self, name, en, vi, where=""):
        self.checks.append((name, "note", en, vi, where))

    def file(self):
        data = self.data
        if not len(data):
            raise Wrong("the file is empty", "tệp rỗng")
        if len(data) > FILE_MAX:
            raise Wrong("the file is larger than any paper of ours", "tệp lớn quá mức")
        if data[:5] != b"%PDF-":
            raise Wrong("the file is not a PDF", "tệp không phải là PDF")
        self.pdf = Pdf(data, len(data))
        self.pdf.read_all()
        self.pdf.nothing_active()
        self.pages = self.pdf.digest_of_pages()
        self.files = self.pdf.attachments()
        if not self.files:  # no trail: a paper that people signed
            self.facts["paper"] = True

    def chain(self):
        self.trail = Trail(self.files["events.json"])
        self.facts |= {"dossier": self.trail.code, "events": self.trail.count, "head": self.trail.head}
        if self.trail.backwards:
            seq = self.trail.backwards[0]
            self.note("chain", f"the time runs backwards at event {seq}", f"thời điểm lùi lại ở sự kiện {seq}")

    def head(self):
        raw = self.files["proofs.json"]
        if nested_too_deep(raw):
            raise Wrong("proofs.json is nested too deep", "proofs.json lồng quá sâu", "proofs.json")
        proofs = read_json(raw, "proofs.json")
        if not isinstance(proofs, dict) or proofs.get("format") != "reorg-proofs/1":
            raise Wrong("proofs.json is of another version", "proofs.json thuộc phiên bản khác", "proofs.json")
        self.proofs = proofs
        if not self.trail:
            return
        if proofs.get("dossier") != self.trail.code:
            raise Wrong("proofs.json belongs to another dossier", "proofs.json là của hồ sơ khác", "proofs.json")
        self.is_head(want(proofs, "head", dict, "proofs.json"), "proofs.json")

    def is_head(self, head, where):
        if (want(head, "seq", int, where), want(head, "hash", "hash", where)) != (self.trail.count, self.trail.head):
            raise Wrong(
                "the chain does not end where the proofs say", "chuỗi không kết thúc ở chỗ bằng chứng ghi", where
            )

    def read_keys(self):
        if self.proofs is None:
            return
        self.keys = Keys(self.proofs, self.trust)

    def check_pages(self):
        if not (self.keys and self.trail):
            return
        pages = want(self.proofs, "pages", dict, "proofs.json")
        text = want(pages, "record", str, "pages")
        record = read_json(text, "pages")
        if want(record, "v", int, "pages") != 1 or want(record, "dossier", str, "pages") != self.trail.code:
            raise Wrong("the record of the pages is of another dossier", "bản ghi các trang là của hồ sơ khác", "pages")
        self.is_head(want(record, "head", dict, "pages"), "pages")
        if not want(record, "pages", "hash", "pages") == want(pages, "digest", "hash", "pages") == self.pages[0]:
            raise Wrong(
                "what the pages show is not what was signed", "nội dung các trang khác với nội dung đã ký", "pages"
            )
        files = want(record, "files", dict, "pages")
        there = {name: hashlib.sha256(body).hexdigest() for name, body in self.files.items() if name != "proofs.json"}
        for name in sorted(there.keys() | files.keys()):
            if there.get(name) != files.get(name):
                raise Wrong(
                    f"the attachment “{name}” is not what was signed", f"tệp đính kèm “{name}” bị thay hoặc thiếu", name
                )
        at = want(record, "at", "time", "pages")
        if pages.get("signature") is None or pages.get("key") is None:
            raise Absent("the pages are not signed by the service", "các trang không được hệ thống ký", "pages")
        signature, key = want(pages, "signature", str, "pages"), want(pages, "key", str, "pages")
        self.keys.check("pages", key, text, signature, at, ("service", "export"))
        self.keys.settle()

    def check_seals(self):
        if not (self.keys and self.trail):
            return
        self.keys.doubts.clear()
        entries = want(self.proofs, "seals", list, "proofs.json")
        if len(entries) > 10_000:
            raise Wrong("more seals than any paper of ours", "quá nhiều niêm phong", "seals")
        if not entries:
            raise Absent("the file carries no seal", "tệp không kèm niêm phong nào", "seals")
        last, read = None, []
        for entry in entries:
            text = want(entry, "record", str, "a seal")
            record = read_json(text, "a seal")
            no, at, prev = (
                want(record, "no", int, "a seal"),
                want(record, "at", "time", "a seal"),
                want(record, "prev", "hash", "a seal"),
            )
            size, root = want(record, "size", int, "a seal"), want(record, "root", "hash", "a seal")
            where = f"seal {no}"
            if want(record, "v", int, where) != 1 or no < 1 or (no == 1 and prev != "0" * 64):
                raise Wrong("a seal is not of our format", "niêm phong không đúng định dạng", where)
            if last and (no != last[0] + 1 or prev != last[1] or at < last[2] - TOLERANCE):
                raise Wrong(
                    f"{where} does not continue the seal before", f"{where} không nối tiếp niêm phong trước", where
                )
            if self.trust.published.get(no, text) != text:
                raise Wrong(
                    f"{where} is not the published one that you gave",
                    f"{where} khác với niêm phong đã công bố mà ông/bà đưa ra",
                    where,
                )
            last = no, sha(text), at
            read.append((entry, text, no, at))
            self.seals[no] = at, size, bytes.fromhex(root)
        proven = None
        for entry, text, no, at in reversed(read):  # a stamp on a later seal also proves the earlier ones
            where, token = f"seal {no}", entry.get("token")
            if token is not None and want(entry, "token", str, where):
                token = from_base64(token, where)
                stamped, _, why = token_time(
                    token, lambda kind, text=text: hashlib.new(kind, text.encode()).digest(), self.trust
                )
                if stamped < at.replace(microsecond=0) - TOLERANCE:
                    raise Wrong(
                        f"the time-stamp of {where} is older than the seal",
                        f"dấu thời gian của {where} sớm hơn chính nó",
                        where,
                    )
                if why:
                    self.note(
                        "timestamps",
                        "a time-stamp does not count: " + why[0],
                        "không tính dấu thời gian: " + why[1],
                        where,
                    )
                else:
                    proven = min(proven, stamped) if proven else stamped
            signature, key = want(entry, "signature", str, where), want(entry, "key", str, where)
            self.keys.check(where, key, text, signature, at, ("service",), proven)
        self.keys.settle()

    def inclusion(self):
        if not (self.keys and self.trail and (self.seals or not self.proofs.get("seals"))):
            return
        if self.proofs.get("inclusion") is None:
            raise Absent("the dossier is not yet in a seal", "hồ sơ chưa được niêm phong", "inclusion")
        proof = want(self.proofs, "inclusion", dict, "proofs.json")
        seal, seq = self.seals.get(want(proof, "seal", int, "inclusion")), want(proof, "seq", int, "inclusion")
        index, size = want(proof, "index", int, "inclusion"), want(proof, "size", int, "inclusion")
        path = want(proof, "path", list, "inclusion")
        if not seal or not 1 <= seq <= self.trail.count or len(path) > 64:
            raise Wrong(
                "the seal of the dossier is not in the file", "niêm phong của hồ sơ không có trong tệp", "inclusion"
            )
        if not all(isinstance(part, str) and HEX.fullmatch(part) for part in path):
            raise Wrong("the path of the proof is malformed", "đường dẫn chứng minh không hợp lệ", "inclusion")
        leaf = canonical({"dossier": self.trail.code, "seq": seq, "hash": self.trail.hashes[seq - 1]})
        leaf, steps = hashlib.sha256(b"\x00" + leaf).digest(), [bytes.fromhex(part) for part in path]
        if size != seal[1] or not 0 <= index < size or climb(leaf, index, size, steps) != seal[2]:
            raise Wrong(
                f"event {seq} of the dossier is not in its seal",
                f"sự kiện {seq} không nằm trong niêm phong",
                "inclusion",
            )
        if self.trail.times[seq - 1] > seal[0] + TOLERANCE:
            raise Wrong(
                f"the seal is older than event {seq} that it holds", f"niêm phong sớm hơn sự kiện {seq}", "inclusion"
            )
        if seq < self.trail.count:
            self.note(
                "inclusion",
                f"events after {seq} are younger than the seal",
                f"các sự kiện sau {seq} mới hơn niêm phong",
            )

    def sign_offs(self):
        if not (self.keys and self.trail):
            return
        self.keys.doubts.clear()
        events = {}
        for body in self.trail.sign_offs:
            if events.setdefault(decision(body["facts"]), body) is not body:
                raise Wrong("a decision is reported by two events", "một quyết định được ghi hai lần", "sign-offs")
        entries = want(self.proofs, "sign_offs", list, "proofs.json")
        if len(entries) > 20_000:
            raise Wrong("more sign-offs than any paper of ours", "quá nhiều ký duyệt", "sign-offs")
        for entry in entries:
            text = want(entry, "record", str, "a sign-off")
            record = read_json(text, "a sign-off")
            event = events.pop(decision(record), None)
            where = f"sign-off {str(record.get('decision'))[:40]}"
            if event is None:
                raise Wrong("a sign-off belongs to no event", "một bản ký duyệt không thuộc sự kiện nào", where)
            self.agrees(record, event, where)
            uses, signatures = set(), want(entry, "signatures", list, where)
            if len(signatures) > 10:
                raise Wrong(f"{where} has too many signatures", f"{where} có quá nhiều chữ ký", where)
            for one in signatures:
                key, signature = want(one, "key", str, where), want(one, "signature", str, where)
                uses.add(self.keys.check(where, key, text, signature, moment(record["at"]), ("service", "signer")).use)
            if "service" not in uses:
                self.keys.doubt(f"{where} is not signed by the service", f"{where} không có chữ ký của hệ thống", where)
        if events:
            self.keys.doubt("a sign-off carries no signature", "có ký duyệt không kèm chữ ký", "sign-offs")
        self.keys.settle()

    def agrees(self, record, event, where):
        facts, actor = event["facts"], event["actor"] or {}
        signer = want(record, "signer", dict, where)
        said = [record.get(key) for key in ("v", "dossier", "digest", "at", "outcome", "step")]
        step = f"item:{facts['item']}" if "item" in facts else facts.get("step")
        meant = [1, event["dossier"], facts.get("digest"), event["at"], event["verb"].split(".", 1)[1], step]
        said += [signer.get("id"), signer.get("name"), record.get("reason") if "reason" in facts else None]
        meant += [actor.get("id"), actor.get("name"), facts.get("reason")]
        spoken = facts.get("statement", record.get("statement"))
        if json.dumps(said, sort_keys=True) != json.dumps(meant, sort_keys=True) or record.get("statement") not in (
            spoken.values() if isinstance(spoken, dict) else [spoken]
        ):
            raise Wrong(
                f"{where} does not agree with event {event['seq']}", f"{where} khác với sự kiện {event['seq']}", where
            )

    def documents(self):
        if "documents.json" not in self.files:
            raise Absent("the list of documents is not attached", "tệp không kèm danh mục văn bản", "documents.json")
        raw = self.files["documents.json"]
        listed = None if nested_too_deep(raw) else read_json(raw, "documents.json")
        if not isinstance(listed, list):
            raise Wrong("documents.json is not of our format", "documents.json không đúng định dạng", "documents.json")
        for row in listed:
            want(row, "name", str, "documents.json")
            want(row, "sha256", "hash", "documents.json")
            if want(row, "kind", str, "documents.json") not in ("document", "evidence"):
                raise Wrong(
                    "documents.json is not of our format", "documents.json không đúng định dạng", "documents.json"
                )

    # The signatures over the whole file

    def signature(self):
        found = self.pdf.signatures()
        if not found and not self.files:
            raise Wrong(
                "neither a trail is attached nor is the file signed: it is none of ours",
                "tệp không kèm nhật ký và không có chữ ký nào: không phải tệp của chúng tôi",
            )
        if not found:
            raise Absent("the file as a whole is not signed", "toàn tệp không được ký", "PDF")
        if len(found) > 100:
            raise Wrong("the file has more signatures than any paper of ours", "tệp có quá nhiều chữ ký", "PDF")
        keys = self.keys or Keys({"keys": []}, self.trust)
        keys.doubts.clear()
        each = sorted(
            ((*self.hole(signature, name), name, signature) for name, signature in found), key=lambda one: one[0]
        )
        ends = [end for end, *_ in each]
        if len(set(ends)) != len(ends):
            raise Wrong("signatures overlap", "các chữ ký chồng nhau", "PDF")
        states = [self.pdf if end == len(self.data) else Pdf(self.data, end) for end in ends]
        for old, new in pairwise(states):
            Changes(old, new, signatures=True).check()
        if ends[-1] != len(self.data):
            Changes(states[-1], self.pdf, signatures=False).check()
        for number, (_, content, ranges, name, signature) in enumerate(each):
            if not any(one == signature for _, one in states[number].signatures()):
                raise Wrong("a signature lies elsewhere than it says", "chữ ký nằm ở chỗ khác với chỗ nó chừa ra", name)
            self.one(content, ranges, name, signature, keys, first=number == 0 and bool(self.files))
        keys.settle()
        if not self.facts.get("signatures"):
            raise Absent(
                "the file is stamped with times, and signed by nobody",
                "tệp chỉ có dấu thời gian, không ai ký",
                "PDF",
            )

    def hole(self, signature, name):
        """Where the signed bytes end, the signature itself, and the two ranges it covers."""
        where = f"signature {name}"
        ranges = self.pdf.array(signature.get("ByteRange"))
        if len(ranges) != 4 or not all(type(n) is int and n >= 0 for n in ranges) or ranges[0] != 0:
            raise Wrong("a signature does not cover the file from its start", "chữ ký không phủ từ đầu tệp", where)
        _, before, after, length = ranges
        if not before < after <= after + length <= len(self.data):
            raise Wrong("a signature covers more than there is", "chữ ký phủ ngoài tệp", where)
        digits = bytes(self.data[before:after])
        content = signature.get("Contents")
        if (
            not re.fullmatch(rb"<(?:(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+)>", digits)
            or bytes.fromhex(digits[1:-1].decode()) != content
        ):
            raise Wrong("something is hidden beside a signature", "trong chỗ dành cho chữ ký có nội dung lạ", where)
        try:
            element = Der(content)
        except ValueError:
            raise Wrong("a signature cannot be read", "có chữ ký không đọc được", where) from None
        if content[element.end :].strip(b"\0"):
            raise Wrong("something is hidden beside a signature", "trong chỗ dành cho chữ ký có nội dung lạ", where)
        return after + length, element.raw, ranges

    def one(self, content, ranges, name, signature, keys, *, first):
        where = f"signature {name}"

        def digest(kind):
            made = hashlib.new(kind)
            for start, length in (ranges[:2], ranges[2:]):
                for at in range(start, start + length, MB):
                    made.update(self.data[at : min(at + MB, start + length)])
            return made.digest()

        stamp = signature.get("Type") == "DocTimeStamp"
        if signature.get("SubFilter") not in (
            ("ETSI.RFC3161",) if stamp else ("ETSI.CAdES.detached", "adbe.pkcs7.detached")
        ):
            raise Wrong("a signature is of a kind we do not know", "loại chữ ký không được hỗ trợ", where)
        if stamp:
            _, _, why = token_time(content, digest, self.trust)
            if why:
                self.note(
                    "timestamps", "a time-stamp does not count: " + why[0], "không tính dấu thời gian: " + why[1], where
                )
            if first:
                keys.doubt("the service did not sign the file as a whole", "toàn tệp không được hệ thống ký", where)
            return
        try:
            cms = Cms(content)
        except (ValueError, IndexError, KeyError):
            raise Wrong("a signature cannot be read", "có chữ ký không đọc được", where) from None
        if cms.content is not None or not cms.fits(DATA, digest):
            raise Wrong("the signature over the whole file is wrong", "chữ ký trên toàn tệp không đúng", where)
        at = self.claimed_time(cms, signature)
        if at is None:
            raise Wrong("a signature names no time", "chữ ký không ghi thời điểm", where)
        proven = None
        if SIGNATURE_TOKEN in cms.unsigned:
            (token,) = cms.unsigned[SIGNATURE_TOKEN]
            proven, _, why = token_time(token.raw, lambda kind: hashlib.new(kind, cms.signature).digest(), self.trust)
            if why:
                proven = None
                self.note(
                    "timestamps", "a time-stamp does not count: " + why[0], "không tính dấu thời gian: " + why[1], where
                )
        if first and cms.signer.use == "signer":
            keys.doubt(
                f"the first to sign the file (“{cms.signer.name}”) is not the exporting service",
                f"người ký đầu tiên trên tệp (“{cms.signer.name}”) không phải là hệ thống xuất",
                where,
            )
        keys.trusted(cms.signer, at, where, proven, [*cms.certificates, *keys.issuers], proven)
        self.facts.setdefault("signatures", []).append(
            {"field": name, "signer": cms.signer.name, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
        )

    def claimed_time(self, cms, signature):
        if SIGNING_TIME in cms.attributes:
            return cms.attributes[SIGNING_TIME][0].time()
        text = signature.get("M")
        pattern = rb"D:(\d{14})(?:Z|([+-])(\d\d)'(\d\d)'?|Z00'00'?)?"
        found = re.fullmatch(pattern, text) if isinstance(text, bytes) else None
        if not found:
            return None
        at = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        if found[2]:
            offset = timedelta(hours=int(found[3]), minutes=int(found[4]))
            at = at - offset if found[2] == b"+" else at + offset
        return at


class Bundle:
    """The trails of many dossiers in one archive: what is there, what the index says of it, and who signed the list."""

    OWN = "manifest.json", "manifest.sig.json", "service.crt"

    def __init__(self, data, trust):
        self.data, self.trust, self.checks, self.facts, self.trails = data, trust, [], {}, []

    attempt, note = Examination.attempt, Examination.note

    def run(self):
        if self.attempt("bundle", self.files):
            self.attempt("index", self.index)
            self.attempt("manifest", self.signed)
        return verdict_of(self.checks)

    def files(self):
        self.archive = zipfile.ZipFile(io.BytesIO(self.data) if isinstance(self.data, bytes) else self.data)
        self.entries = {entry.filename: entry for entry in self.archive.infolist()}
        if len(self.entries) != len(self.archive.infolist()) or len(self.entries) > 600:
            raise Wrong("a name stands twice, or there are too many files", "gói có tệp trùng tên hoặc quá nhiều tệp")
        if sum(entry.file_size for entry in self.entries.values()) > 4096 * MB:
            raise Wrong("the bundle is larger than any of ours", "gói lớn quá mức")
        self.record = self.read("manifest.json", ATTACHMENT_MAX)
        self.manifest = self.json("manifest.json", self.record)
        if want(self.manifest, "format", str, "manifest.json") != "reorg-bundle/1":
            raise Wrong("the bundle is of another version", "gói thuộc phiên bản khác", "manifest.json")
        listed = want(self.manifest, "files", dict, "manifest.json")
        expected = listed.keys() | set(self.OWN if "manifest.sig.json" in self.entries else self.OWN[:1])
        for name in sorted(expected ^ self.entries.keys()):
            raise Wrong(
                f"“{name}” is missing or not on the list", f"“{name}” thiếu hoặc không có trong danh sách", name
            )
        for name in sorted(listed):
            trail = name.startswith("trails/")
            content = self.read(name, FILE_MAX if trail else ATTACHMENT_MAX)
            if hashlib.sha256(content).hexdigest() != want(listed, name, "hash", "manifest.json"):
                raise Wrong(f"“{name}” is not what is on the list", f"“{name}” khác với danh sách đã ký", name)
            if trail:
                self.trails.append(name)

    def read(self, name, most):
        if name not in self.entries:
            raise Wrong(f"there is no “{name}” in the bundle", f"gói không có “{name}”", name)
        with self.archive.open(self.entries[name]) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise Wrong(f"“{name}” is larger than any of ours", f"“{name}” lớn quá mức", name)
        return content

    def json(self, name, content):
        if nested_too_deep(content):
            raise Wrong(f"{name} is nested too deep", f"{name} lồng quá sâu", name)
        return read_json(content, name)

    def index(self):
        rows = want(self.json("index.json", self.read("index.json", ATTACHMENT_MAX)), "dossiers", list, "index.json")
        if len(rows) > 600 or not all(isinstance(row, dict) for row in rows):
            raise Wrong("the index is none of ours", "mục lục bất thường", "index.json")
        printed = [row for row in rows if row.get("file") is not None]
        if sorted(want(row, "file", str, "index.json") for row in printed) != self.trails:
            raise Wrong(
                "the index does not name the trails that are there", "mục lục không khớp với các tệp", "index.json"
            )
        for row in printed:
            head = want(row, "head", dict, "index.json")
            about = {
                "dossier": want(row, "code", str, "index.json"),
                "events": want(head, "seq", int, "index.json"),
                "head": want(head, "hash", "hash", "index.json"),
            }
            if want(row, "sha256", "hash", "index.json") != self.manifest["files"][row["file"]]:
                raise Wrong("the index gives another hash", "mục lục ghi mã băm khác", row["file"])
            self.facts.setdefault("rows", {})[row["file"]] = about
        for row in rows:
            if row not in printed:
                code, why = want(row, "code", str, "index.json"), want(row, "why", str, "index.json")
                self.note("index", f"{code} could not be printed: {why}", f"{code} không in được: {why}", "index.json")
        self.facts["trails"] = len(self.trails)

    def signed(self):
        at = want(self.manifest, "at", "time", "manifest.json")
        if "manifest.sig.json" not in self.entries:
            raise Absent("the bundle is not signed", "gói không được ký", "manifest.json")
        said = self.json("manifest.sig.json", self.read("manifest.sig.json", ATTACHMENT_MAX))
        if want(said, "algorithm", str, "manifest.sig.json") != "RSASSA-PKCS1-v1_5-SHA256":
            raise Wrong(
                "the signature is of a kind we do not know", "loại chữ ký không được hỗ trợ", "manifest.sig.json"
            )
        try:
            ders = pem_parts(self.read("service.crt", ATTACHMENT_MAX), b"CERTIFICATE")
            own, *issuers = [Certificate(der) for der in ders]
        except (ValueError, TypeError, IndexError, AttributeError):
            raise Wrong("the certificate cannot be read", "chứng thư không đọc được", "service.crt") from None
        if own.key is None:
            raise Wrong("a key is not RSA of 2048 to 8192 bits", "khóa không phải RSA 2048 đến 8192 bit", "service.crt")
        keys = Keys({"keys": []}, self.trust)
        keys.issuers, keys.by_id[own.id] = issuers, (own, None)
        key, signature = (want(said, name, str, "manifest.sig.json") for name in ("key", "signature"))
        keys.check("manifest.json", key, self.record.decode(), signature, at, ("service",))
        keys.settle()

    def compare(self, name, facts):
        """The index may not say one thing of a trail and the trail another."""
        row = self.facts.get("rows", {}).get(name)
        if row is not None and any(row[fact] != facts.get(fact) for fact in row):
            why = f"the index differs from “{name}”", f"mục lục ghi khác với “{name}”"
            self.checks.append(("index", "failed", *why, "index.json"))


def decision(value):
    found = value.get("decision") if isinstance(value, dict) else None
    if type(found) not in (int, str):
        raise Wrong("a sign-off names no decision", "một ký duyệt không ghi số quyết định", "sign-offs")
    return type(found).__name__, found


SENTENCES = {
    "TOTAL-PASSED": (
        "This file is whole: the {events} events of dossier {dossier} and its pages are as they were signed, "
        "and the keys lead to the authority you gave.",
        "Tệp còn nguyên vẹn: {events} sự kiện của hồ sơ {dossier} và các trang in đúng như đã ký, "
        "khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra.",
    ),
    "FAILED": ("Do NOT rely on this file: {why}.", "KHÔNG được tin tệp này: {why}."),
    "INDETERMINATE": (
        "Nothing was found wrong, but it cannot be confirmed: {why}.",
        "Không thấy gì sai, nhưng chưa thể khẳng định: {why}.",
    ),
}


def verify(data, anchors=(), crls=(), seals=(), witnesses=()):
    """(verdict, checks, facts) for the bytes of a file; checks are (name, result, en, vi, where)."""
    examination = Examination(data, Trust(anchors, crls, seals, witnesses))
    return examination.run(), examination.checks, examination.facts


def verify_bundle(data, anchors=(), crls=(), seals=(), witnesses=()):
    """What `verify` says of a bundle (bytes or path) as a whole, and (name, what it says) of each trail in it."""
    bundle = Bundle(data, Trust(anchors, crls, seals, witnesses))
    bundle.run()
    trails = []
    for name in bundle.trails:
        trails.append((name, verify(bundle.read(name, FILE_MAX), anchors, crls, seals, witnesses)))
        bundle.compare(name, trails[-1][1][2])
    bundle.facts.pop("rows", None)
    return (verdict_of(bundle.checks), bundle.checks, bundle.facts), trails


WHOLE_BUNDLE = (
    "This bundle is whole: its {trails} trails are those on the signed list, and the key leads to the authority you "
    "gave; each trail has a verdict of its own.",
    "Gói còn nguyên vẹn: {trails} nhật ký đúng như danh sách đã ký, khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra; mỗi "
    "nhật ký có kết luận riêng.",
)


WHOLE_PAPER = (
    "This paper is as it was signed by {names}, and the keys lead to the authority you gave; it carries no trail.",
    "Văn bản còn nguyên vẹn như khi được ký bởi {names}, khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra; tệp này không "
    "kèm nhật ký.",
)


def sentence(verdict, checks, facts, language):
    if verdict == "TOTAL-PASSED" and "trails" in facts:
        return WHOLE_BUNDLE[language == "vi"].format(trails=facts["trails"])
    if verdict == "TOTAL-PASSED" and "paper" in facts:
        names = ", ".join(f"“{line['signer']}”" for line in facts["signatures"])
        return WHOLE_PAPER[language == "vi"].format(names=names)
    result = {"FAILED": "failed", "INDETERMINATE": "indeterminate"}.get(verdict)
    why = next((check[2 if language == "en" else 3] for check in checks if check[1] == result), "")
    values = {"why": why, "events": facts.get("events"), "dossier": facts.get("dossier")}
    return SENTENCES[verdict][language == "vi"].format(**values)


def main(arguments=None):
    ask = argparse.ArgumentParser(description="Verify exported trails of Reorg, with Python alone.")
    ask.add_argument("files", nargs="+", metavar="FILE")
    ask.add_argument("--anchor", action="append", default=[], help="certificate (PEM or DER) of an authority you trust")
    ask.add_argument("--crl", action="append", default=[], help="list of revoked certificates (PEM or DER)")
    ask.add_argument("--seal", action="append", default=[], help="published seal (NNNNNN.json) that somebody kept")
    ask.add_argument("--witness", action="append", default=[], help="authority for people and time-stamps only")
    ask.add_argument("--lang", choices=("vi", "en"), default="vi")
    ask.add_argument("--json", action="store_true")
    ask.add_argument("--quiet", action="store_true", help="the verdict and its sentence only")
    asked = ask.parse_args(arguments)
    try:
        given = asked.anchor, asked.crl, asked.seal, asked.witness
        brought = [[Path(path).read_bytes() for path in paths] for paths in given]
        Trust(*brought)
    except (OSError, NoAnchor) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    worst = 0
    for path in asked.files:
        for name, (verdict, checks, facts) in said_of(path, brought):
            show(name, verdict, checks, facts, asked)
            code = ("TOTAL-PASSED", "FAILED", "INDETERMINATE").index(verdict)
            worst = 1 if 1 in (code, worst) else max(code, worst)
    return worst


def said_of(path, brought):
    try:
        with Path(path).open("rb") as file:
            file.seek(0, 2)
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.tell() else b""
    except OSError as error:
        why = f"cannot be opened ({error.strerror})", f"không mở được ({error.strerror})"
        yield path, ("FAILED", [("file", "failed", *why, "")], {})
        return
    if data[:4] != b"PK\x03\x04":
        yield path, verify(data, *brought)
        return
    whole, trails = verify_bundle(path, *brought)
    yield path, whole
    yield from ((f"{path}/{name}", said) for name, said in trails)


def show(path, verdict, checks, facts, asked):
    said = sentence(verdict, checks, facts, asked.lang)
    if asked.json:
        keys = ("check", "result", "en", "vi", "where")
        told = {"file": path, "verdict": verdict, "sentence": said, "facts": facts}
        told["checks"] = [dict(zip(keys, check, strict=True)) for check in checks]
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201
        return
    lines = [f"{path}: {verdict}", f"  {said}"]
    for name, result, en, vi, _ in [] if asked.quiet else checks:
        why = en if asked.lang == "en" else vi
        lines.append(f"  {result:>13}  {name}" + (f": {why}" if why else ""))
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
