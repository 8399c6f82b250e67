"""The chain of a dossier: every record gives its hash and names the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from reorg.verify import limits
from reorg.verify.reading import DECODER, MOMENT, moment
from reorg.verify.report import Wrong

FIRST = "0" * 64
SIGNED = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")
MEMBERS = {"v", "dossier", "seq", "at", "verb", "actor", "facts", "prev"}

BETWEEN = b'},{"hash":"'
BEFORE_RECORD = '{"hash":"' + FIRST + '","record":"'
scan = DECODER.scan_once  # type: ignore[attr-defined]


@dataclass(slots=True)
class Chain:
    dossier: str = ""
    count: int = 0
    head: str = FIRST
    hashes: list[bytes] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    signed: list[dict[str, Any]] = field(default_factory=list)
    """Records of the events that report a sign-off."""
    backwards: list[int] = field(default_factory=list)
    """Events that claim to be earlier than the one before them."""
    named: set[str] = field(default_factory=set)
    """SHA-256 of files that events speak of."""


def walk(events: bytes) -> Chain:
    """The chain in events.json, or Wrong at the first event that does not fit."""
    chain = Chain()
    sha256, prev, before = hashlib.sha256, FIRST, ""
    seq = 0
    for seq, (claimed, record) in enumerate(_elements(events), start=1):
        try:
            encoded = record.encode()
        except UnicodeEncodeError:
            raise _at(seq, "có ký tự không hợp lệ", "has characters that are none") from None
        if len(encoded) > limits.RECORD:
            raise _at(seq, "dài quá mức", "is longer than any record of ours")
        if sha256(encoded).hexdigest() != claimed:
            raise _at(
                seq, "bị sửa: nội dung không cho ra mã băm của nó", "was altered: its text does not give its hash"
            )
        try:
            body, end = scan(record, 0)
        except (ValueError, RecursionError, StopIteration):
            end = -1
        if end != len(record):
            raise _at(seq, "không phải là JSON đúng định dạng", "is not JSON of our format")
        _fits(body, seq, prev, chain)
        at = body["at"]
        if at < before and _seconds_back(before, at) > limits.CLOCK_TOLERANCE:
            chain.backwards.append(seq)
        before = max(before, at)
        prev = claimed
        chain.hashes.append(bytes.fromhex(claimed))
        chain.times.append(at)
        if body["verb"] in SIGNED:
            chain.signed.append(body)
        digest = body["facts"].get("sha256")
        if isinstance(digest, str):
            chain.named.add(digest)
    if not seq:
        raise Wrong("events.json không có sự kiện nào", "events.json holds no event", "events.json")
    chain.count, chain.head = seq, prev
    return chain


def _elements(events: bytes) -> Iterator[tuple[str, str]]:
    """Hash and record of each element. Nothing is parsed whole: of a large file only one element is held at a time."""
    if events == b"[]":
        return
    if events[:1] != b"[" or events[-1:] != b"]":
        raise Wrong("events.json không đúng định dạng", "events.json is not of our format", "events.json")
    position, end, number = 1, len(events) - 1, 0
    while position < end:
        number += 1
        border = events.find(BETWEEN, position, end)  # it cannot stand inside a string: there its quotes are escaped
        border = end if border < 0 else border + 1
        try:
            piece = events[position:border].decode()
            record, behind = scanstring(piece, len(BEFORE_RECORD), True)
        except ValueError:
            piece, record, behind = "", "", 0
        if piece[:9] != '{"hash":"' or piece[73:84] != '","record":' or piece[84:85] != '"' or piece[behind:] != "}":
            raise _at(number, "không đúng định dạng", "is not of our format")
        yield piece[9:73], record
        position = border + 1


def _fits(body: Any, seq: int, prev: str, chain: Chain) -> None:
    if not isinstance(body, dict) or body.keys() != MEMBERS or type(body["v"]) is not int or body["v"] != 1:
        raise _at(seq, "không phải là một sự kiện của nhật ký", "is not a record of a trail")
    if type(body["seq"]) is not int or body["seq"] != seq:
        raise _at(
            seq,
            f"không ở đúng chỗ: ghi là sự kiện {_short(body['seq'])}",
            f"is missing or out of order: event {_short(body['seq'])} stands here",
        )
    if body["prev"] != prev:
        raise _at(seq, "không nối tiếp sự kiện trước nó", "does not continue the event before it")
    code = body["dossier"]
    if not isinstance(code, str) or not code or (seq > 1 and code != chain.dossier):
        raise _at(seq, f"thuộc hồ sơ khác: {_short(code)}", f"belongs to another dossier: {_short(code)}")
    at = body["at"]
    if not isinstance(at, str) or not MOMENT.fullmatch(at) or moment(at) is None:
        raise _at(seq, "không ghi thời điểm hợp lệ", "names no proper time")
    if not isinstance(body["verb"], str) or not isinstance(body["facts"], dict):
        raise _at(seq, "không phải là một sự kiện của nhật ký", "is not a record of a trail")
    if body["actor"] is not None and not isinstance(body["actor"], dict):
        raise _at(seq, "không ghi rõ ai làm", "does not say who acted")
    chain.dossier = code


def _seconds_back(later: str, earlier: str) -> float:
    after, before = moment(later), moment(earlier)
    assert isinstance(after, datetime)
    assert isinstance(before, datetime)
    return (after - before).total_seconds()


def _short(value: Any) -> str:
    return str(value)[:60]


def _at(seq: int, vi: str, en: str) -> Wrong:
    return Wrong(f"sự kiện {seq} {vi}", f"event {seq} {en}", f"events.json, event {seq}")
