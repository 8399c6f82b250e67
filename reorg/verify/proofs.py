"""What proofs.json claims, held against the chain, the pages and the keys."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from reorg.verify import limits
from reorg.verify.chain import FIRST, Chain
from reorg.verify.keys import Key, Keys, from_base64
from reorg.verify.merkle import leaf_hash, root_of
from reorg.verify.paper import Paper
from reorg.verify.reading import Fields, moment, parse
from reorg.verify.report import Absent, Findings, Wrong
from reorg.verify.tokens import token_time

TOLERANCE = timedelta(seconds=limits.CLOCK_TOLERANCE)


def _conclude(findings: Findings, keys: Keys, name: str, vi: str, en: str, where: str) -> None:
    doubt = keys.settled()
    if doubt:
        findings.add(name, doubt)
    else:
        findings.passed(name, vi, en, where)


def check_head(proofs: Fields, chain: Chain, findings: Findings) -> None:
    head = proofs.fields("head")
    if proofs.text("format") != "reorg-proofs/1":
        raise Wrong("proofs.json thuộc phiên bản khác", "proofs.json is of another version", "proofs.json")
    if proofs.text("dossier") != chain.dossier:
        raise Wrong(
            f"proofs.json là của hồ sơ khác ({proofs.text('dossier')[:60]})",
            f"proofs.json belongs to another dossier ({proofs.text('dossier')[:60]})",
            "proofs.json",
        )
    if (head.number("seq"), head.digest("hash")) != (chain.count, chain.head):
        raise Wrong(
            f"chuỗi kết thúc ở sự kiện {chain.count}, bằng chứng nói về sự kiện {head.number('seq')}",
            f"the chain ends at event {chain.count} and the proofs speak of event {head.number('seq')}",
            "proofs.json, head",
        )
    findings.passed("head", f"sự kiện {chain.count} là sự kiện cuối", f"event {chain.count} is the last", "head")


def check_pages(proofs: Fields, chain: Chain, paper: Paper, keys: Keys, findings: Findings) -> None:
    """What is shown and what is attached, bound to each other by the service."""
    pages = proofs.fields("pages")
    text = pages.text("record")
    record = Fields(parse(text, "proofs.json, pages"), "pages record")
    if record.number("v") != 1 or record.text("dossier") != chain.dossier:
        raise Wrong("bản ghi các trang là của hồ sơ khác", "the record of the pages is of another dossier", "pages")
    head = record.fields("head")
    if (head.number("seq"), head.digest("hash")) != (chain.count, chain.head):
        raise Wrong(
            "các trang được ký cho một sự kiện cuối khác", "the pages were signed for another last event", "pages"
        )
    if not record.digest("pages") == pages.digest("digest") == paper.pages:
        raise Wrong(
            "nội dung các trang khác với nội dung đã ký",
            "what the pages show is not what was signed",
            "pages",
        )
    _files(record.fields("files"), paper)
    if pages.value.get("signature") is None or pages.value.get("key") is None:
        raise Absent("các trang không được hệ thống ký", "the pages are not signed by the service", "pages")
    at = record.moment("at")
    key = keys.check(
        "pages",
        key=pages.text("key"),
        record=text,
        signature=pages.text("signature"),
        at=at,
        uses=("service", "export"),
    )
    _conclude(
        findings,
        keys,
        "pages",
        f"{paper.page_count} trang và các tệp đính kèm đúng như “{key.name}” đã ký",
        f"{paper.page_count} pages and what is attached are as “{key.name}” signed them",
        "pages",
    )


def _files(files: Fields, paper: Paper) -> None:
    there = {name: content for name, content in paper.attachments.items() if name != "proofs.json"}
    for name, content in there.items():
        if name not in files.value:
            raise Wrong(f"tệp đính kèm “{name}” không được ký", f"the attachment “{name}” was not signed", name)
        if files.digest(name) != hashlib.sha256(content).hexdigest():
            raise Wrong(f"tệp đính kèm “{name}” bị thay", f"the attachment “{name}” is not what was signed", name)
    missing = files.value.keys() - there.keys()
    if missing:
        name = min(missing)
        raise Wrong(f"thiếu tệp đính kèm “{name}”", f"the attachment “{name}” is missing", name)


# Seals


@dataclass(frozen=True, slots=True)
class Seal:
    no: int
    at: datetime
    size: int
    root: bytes


def check_seals(proofs: Fields, keys: Keys, findings: Findings) -> dict[int, Seal]:
    """The seals by number, each signed and following the one before."""
    entries = proofs.items("seals", limits.SEALS)
    if not entries:
        findings.unsure("seals", "tệp không kèm niêm phong nào", "the file carries no seal", "seals")
        return {}
    read = [_seal(entry) for entry in entries]
    prev, before = None, None
    for seal, text, claimed in read:
        where = f"seal {seal.no}"
        if seal.no == 1 and claimed != FIRST:
            raise Wrong("niêm phong 1 nói có niêm phong trước nó", "seal 1 names one before it", where)
        if before and (seal.no != before.no + 1 or claimed != prev):
            raise Wrong(f"{where} không nối tiếp niêm phong trước", f"{where} does not continue the seal before", where)
        if before and seal.at < before.at - TOLERANCE:
            raise Wrong(
                f"{where} ghi sớm hơn niêm phong trước", f"{where} claims to be older than the one before", where
            )
        if keys.trust.seals.get(seal.no, text) != text:
            raise Wrong(
                f"{where} khác với niêm phong đã công bố mà ông/bà đưa ra",
                f"{where} is not the published one that you gave",
                where,
            )
        prev, before = hashlib.sha256(text.encode()).hexdigest(), seal
    proven = _proven(entries, read, keys, findings)
    for entry, (seal, text, _), moment_proven in zip(entries, read, proven, strict=True):
        key = keys.check(
            f"seal {seal.no}",
            key=entry.text("key"),
            record=text,
            signature=entry.text("signature"),
            at=seal.at,
            uses=("service",),
            proven=moment_proven,
        )
    _conclude(
        findings,
        keys,
        "seals",
        f"{len(read)} niêm phong nối tiếp nhau, ký bởi “{key.name}”",
        f"{len(read)} seals continue each other, signed by “{key.name}”",
        f"seals {read[0][0].no} to {read[-1][0].no}",
    )
    met = sorted(keys.trust.seals.keys() & {seal.no for seal, _, _ in read})
    if met:
        numbers = ", ".join(map(str, met))
        findings.note("seals", f"trùng với niêm phong đã công bố: {numbers}", f"as published: {numbers}", "seals")
    return {seal.no: seal for seal, _, _ in read}


def _seal(entry: Fields) -> tuple[Seal, str, str]:
    text = entry.text("record")
    record = Fields(parse(text, entry.where), entry.where)
    if record.number("v") != 1 or record.number("no") < 1:
        raise Wrong("niêm phong không đúng định dạng", "a seal is not of our format", entry.where)
    seal = Seal(record.number("no"), record.moment("at"), record.number("size"), bytes.fromhex(record.digest("root")))
    return seal, text, record.digest("prev")


def _proven(
    entries: list[Fields], read: list[tuple[Seal, str, str]], keys: Keys, findings: Findings
) -> list[datetime | None]:
    """For each seal the earliest trusted time at which it, or one built on it, is known to have existed."""
    proven: list[datetime | None] = []
    earliest: datetime | None = None
    stamped = 0
    for entry, (seal, text, _) in reversed(list(zip(entries, read, strict=True))):
        token = entry.optional_text("token")
        if token:
            where = f"seal {seal.no}, token"
            stamped_at, _, why = token_time(from_base64(token, where), text.encode(), keys.trust, where)
            if stamped_at < seal.at.replace(microsecond=0) - TOLERANCE:
                raise Wrong(
                    f"dấu thời gian của niêm phong {seal.no} sớm hơn chính nó",
                    f"the time-stamp of seal {seal.no} is older than the seal",
                    where,
                )
            if why:
                findings.note(
                    "timestamps", f"không tính dấu thời gian: {why.vi}", f"a time-stamp does not count: {why.en}", where
                )
            else:
                stamped += 1
                earliest = min(earliest, stamped_at) if earliest else stamped_at
        proven.append(earliest)
    if stamped:
        findings.passed(
            "timestamps", f"{stamped} niêm phong có dấu thời gian", f"{stamped} seals are time-stamped", "seals"
        )
    return proven[::-1]


def check_inclusion(proofs: Fields, chain: Chain, seals: dict[int, Seal], findings: Findings) -> None:
    if proofs.value.get("inclusion") is None:
        raise Absent("hồ sơ chưa được niêm phong", "the dossier is not yet in a seal", "inclusion")
    inclusion = proofs.fields("inclusion")
    seal = seals.get(inclusion.number("seal"))
    if seal is None:
        raise Wrong(
            "niêm phong của hồ sơ không có trong tệp", "the seal of the dossier is not in the file", "inclusion"
        )
    seq = inclusion.number("seq")
    if not 1 <= seq <= chain.count:
        raise Wrong("niêm phong nói về sự kiện không có", "the seal speaks of an event that is not there", "inclusion")
    path = [bytes.fromhex(part) for part in _path(inclusion)]
    leaf = leaf_hash(chain.dossier, seq, chain.hashes[seq - 1].hex())
    index, size = inclusion.number("index"), inclusion.number("size")
    if size != seal.size or root_of(leaf, index, size, path) != seal.root:
        raise Wrong(
            f"sự kiện {seq} của hồ sơ không nằm trong niêm phong {seal.no}",
            f"event {seq} of the dossier is not in seal {seal.no}",
            "inclusion",
        )
    if _moment(chain.times[seq - 1]) > seal.at + TOLERANCE:
        raise Wrong(
            f"niêm phong {seal.no} sớm hơn sự kiện {seq} mà nó chứa",
            f"seal {seal.no} is older than event {seq} that it holds",
            "inclusion",
        )
    if seq < chain.count:
        findings.note(
            "inclusion",
            f"các sự kiện {seq + 1} đến {chain.count} mới hơn niêm phong, chỉ được bảo đảm bằng chữ ký của bản xuất",
            f"events {seq + 1} to {chain.count} are younger than the seal: only the export's signatures vouch for them",
            "inclusion",
        )
    findings.passed(
        "inclusion",
        f"sự kiện {seq} nằm trong niêm phong {seal.no} ({seal.at:%Y-%m-%d %H:%M} UTC)",
        f"event {seq} is in seal {seal.no} of {seal.at:%Y-%m-%d %H:%M} UTC",
        "inclusion",
    )


def _moment(text: str) -> datetime:
    found = moment(text)
    assert found is not None
    return found


def _path(inclusion: Fields) -> list[str]:
    path = inclusion.texts("path", limits.PATH)
    if not all(len(part) == 64 and set(part) <= set("0123456789abcdef") for part in path):
        raise Wrong("đường dẫn chứng minh không hợp lệ", "the path of the proof is malformed", "inclusion")
    return path


# Sign-offs


def check_sign_offs(proofs: Fields, chain: Chain, keys: Keys, findings: Findings) -> None:
    """Each event of a sign-off has one signed record that says the same."""
    events = {_decision(body["facts"]): body for body in chain.signed}
    if len(events) != len(chain.signed):
        raise Wrong("một quyết định được ghi hai lần", "a decision is reported by two events", "events.json")
    signers: list[str] = []
    for entry in proofs.items("sign_offs", limits.SIGN_OFFS):
        text = entry.text("record")
        record = Fields(parse(text, entry.where), entry.where)
        event = events.pop(_decision(record.value), None)
        where = f"sign-off {str(record.value.get('decision'))[:40]}"
        if event is None:
            raise Wrong("một bản ký duyệt không thuộc sự kiện nào", "a sign-off belongs to no event", where)
        _agree(record, event, where)
        signers.extend(_signatures(entry, record, text, keys, where))
    if events:
        missing = min(body["seq"] for body in events.values())
        keys.doubts.append(
            Absent(
                f"ký duyệt ở sự kiện {missing} không kèm chữ ký",
                f"the sign-off of event {missing} carries no signature",
                f"event {missing}",
            )
        )
    own = sorted(set(signers))
    findings.facts["signed_by"] = own
    _conclude(
        findings,
        keys,
        "sign_offs",
        f"{len(chain.signed)} ký duyệt có chữ ký đúng" + (f"; khóa riêng: {', '.join(own)}" if own else ""),
        f"{len(chain.signed)} sign-offs are signed" + (f"; with keys of their own: {', '.join(own)}" if own else ""),
        "sign_offs",
    )


def _decision(value: dict[str, Any]) -> str:
    """`12` and `"12"` are two decisions; `true` and a list are none."""
    found = value.get("decision")
    if type(found) not in (int, str):
        raise Wrong("một ký duyệt không ghi số quyết định", "a sign-off names no decision", "sign_offs")
    return f"{type(found).__name__} {found}"


def _agree(record: Fields, event: dict[str, Any], where: str) -> None:
    facts, actor, said = event["facts"], event["actor"] or {}, record.value
    signer = record.fields("signer").value
    pairs = {
        "v": (said.get("v"), 1),
        "dossier": (said.get("dossier"), event["dossier"]),
        "digest": (said.get("digest"), facts.get("digest")),
        "outcome": (said.get("outcome"), event["verb"].partition(".")[2]),
        "step": (said.get("step"), f"item:{facts['item']}" if "item" in facts else facts.get("step")),
        "signer": (signer.get("id"), actor.get("id")),
        "name": (signer.get("name"), actor.get("name")),
        "at": (said.get("at"), event["at"]),
    }
    if "reason" in facts:
        pairs["reason"] = (said.get("reason"), facts["reason"])
    if "statement" in facts:
        spoken = facts["statement"]
        either = list(spoken.values()) if isinstance(spoken, dict) else [spoken]
        pairs["statement"] = (said.get("statement") in either, True)
    for name, (one, other) in pairs.items():
        if type(one) is not type(other) or one != other:
            raise Wrong(
                f"{where} khác với sự kiện {event['seq']} ({name})",
                f"{where} does not agree with event {event['seq']} ({name})",
                where,
            )


def _signatures(entry: Fields, record: Fields, text: str, keys: Keys, where: str) -> list[str]:
    """Names of the signers whose own key signed."""
    by: list[Key] = []
    at = record.moment("at")
    for signature in entry.items("signatures", 10):
        by.append(
            keys.check(
                where,
                key=signature.text("key"),
                record=text,
                signature=signature.text("signature"),
                at=at,
                uses=("service", "signer"),
            )
        )
    if not any(key.use == "service" for key in by):
        keys.doubts.append(
            Absent(f"{where} không có chữ ký của hệ thống", f"{where} is not signed by the service", where)
        )
    return [key.name for key in by if key.use == "signer"]


# Documents


def check_documents(paper: Paper, chain: Chain, findings: Findings) -> None:
    content = paper.attachments.get("documents.json")
    if content is None:
        raise Absent("tệp không kèm danh mục văn bản", "the list of documents is not attached", "documents.json")
    listed = parse(content, "documents.json")
    if not isinstance(listed, list):
        raise Wrong("documents.json không đúng định dạng", "documents.json is not of our format", "documents.json")
    digests = set()
    for number, entry in enumerate(listed):
        row = Fields(entry, f"documents.json, {number + 1}")
        if row.text("kind") not in ("document", "evidence"):
            raise Wrong("documents.json không đúng định dạng", "documents.json is not of our format", row.where)
        row.text("name")
        digests.add(row.digest("sha256"))
    unlisted = chain.named - digests
    if unlisted:
        findings.note(
            "documents",
            f"{len(unlisted)} tệp được nhắc trong sự kiện nhưng không còn trong danh mục",
            f"{len(unlisted)} files that events speak of are no longer listed",
            "documents.json",
        )
    findings.passed(
        "documents",
        f"{len(listed)} văn bản và minh chứng",
        f"{len(listed)} documents and pieces of evidence",
        "documents.json",
    )
