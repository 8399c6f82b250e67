"""The chain of a dossier: every record gives its hash and names the one before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reorg.verify import limits
from reorg.verify.reading import MOMENT, moment, parse
from reorg.verify.report import Wrong

FIRST = "0" * 64
SIGNED = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")
MEMBERS = {"v", "dossier", "seq", "at", "verb", "actor", "facts", "prev"}

# One element of the array. The text of the record is taken as it stands: nothing is encoded again.
ELEMENT = re.compile(
    rb'\{"hash":"([0-9a-f]{64})","record":("(?:[^"\\\x00-\x1f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+")\}'
)


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
    for seq, (claimed, text) in enumerate(_elements(events), start=1):
        if len(text) > limits.RECORD:
            raise _at(seq, "dài quá mức", "is longer than any record of ours")
        record = parse(text, f"event {seq}")
        if not isinstance(record, str):
            raise _at(seq, "không phải là văn bản", "is not a text")
        try:
            encoded = record.encode()
        except UnicodeEncodeError:
            raise _at(seq, "có ký tự không hợp lệ", "has characters that are none") from None
        if sha256(encoded).hexdigest() != claimed:
            raise _at(
                seq, "bị sửa: nội dung không cho ra mã băm của nó", "was altered: its text does not give its hash"
            )
        body = parse(record, f"event {seq}")
        _fits(body, seq, prev, chain)
        if body["at"] < before and _seconds_back(before, body["at"]) > limits.CLOCK_TOLERANCE:
            chain.backwards.append(seq)
        before = max(before, body["at"])
        prev = claimed
        chain.hashes.append(bytes.fromhex(claimed))
        chain.times.append(body["at"])
        _gather(body, chain)
    if not seq:
        raise Wrong("events.json không có sự kiện nào", "events.json holds no event", "events.json")
    chain.count, chain.head = seq, prev
    return chain


def _elements(events: bytes) -> Iterator[tuple[str, bytes]]:
    if events[:1] != b"[" or events[-1:] != b"]":
        raise Wrong("events.json không đúng định dạng", "events.json is not of our format", "events.json")
    position, end, number = 1, len(events) - 1, 1
    while position < end:
        found = ELEMENT.match(events, position, end)
        if not found:
            raise _at(number, "không đúng định dạng", "is not of our format")
        yield found[1].decode("ascii"), found[2]
        position = found.end()
        if position == end:
            return
        if events[position : position + 1] != b"," or position + 1 == end:
            raise _at(number + 1, "không đúng định dạng", "is not of our format")
        position += 1
        number += 1


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


def _gather(body: dict[str, Any], chain: Chain) -> None:
    if body["verb"] in SIGNED:
        chain.signed.append(body)
    digest = body["facts"].get("sha256")
    if isinstance(digest, str):
        chain.named.add(digest)


def _seconds_back(later: str, earlier: str) -> float:
    after, before = moment(later), moment(earlier)
    assert isinstance(after, datetime)
    assert isinstance(before, datetime)
    return (after - before).total_seconds()


def _short(value: Any) -> str:
    return str(value)[:60]


def _at(seq: int, vi: str, en: str) -> Wrong:
    return Wrong(f"sự kiện {seq} {vi}", f"event {seq} {en}", f"events.json, event {seq}")
