"""PAdES: who signed the file, does that cover it, and what was added since (pyHanko reads it)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from reorg.verify import limits
from reorg.verify.keys import Keys, named, use_of
from reorg.verify.report import Absent, Findings, Said, Wrong
from reorg.verify.tokens import carries_what_nobody_can_read, intact, others, signed_time

SUBFILTERS = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")


@dataclass(frozen=True, slots=True)
class Signature:
    field: str
    end: int
    """Offset behind the last byte it covers."""
    signer: str
    at: datetime | None


def check_signatures(
    stream: BinaryIO,
    size: int,
    keys: Keys,
    findings: Findings,
    earlier: Callable[[int], None],
    *,
    signable: bool,
    trail: bool = True,
) -> None:
    """Every signature right, the whole file covered. `earlier` looks at the file as the first signature saw it.

    ``signable``: there are fields that may be signatures; a file without any is not signed, however strange it is to
    pyHanko. ``trail``: the first to sign is the service that exported it. Other papers are signed by people alone.
    """
    reader, filled = None, list[Any]()
    try:
        reader = PdfFileReader(stream, strict=True)
        filled = list(enumerate_sig_fields(reader, filled_status=True))
    except PdfError:
        if signable:
            raise
    if reader is not None and reader.xrefs.hybrid_xrefs_present:
        raise Wrong("tệp có hai bảng tham chiếu chồng nhau", "the file has hybrid cross-references")
    if not filled and not trail:
        raise Wrong(
            "tệp không kèm nhật ký và không có chữ ký nào: không phải tệp của chúng tôi",
            "neither a trail is attached nor is the file signed: it is none of ours",
        )
    if not filled:
        raise Absent("toàn tệp không được ký", "the file as a whole is not signed", "PDF")
    if len(filled) > limits.SIGNATURES:
        raise Wrong("tệp có quá nhiều chữ ký", "the file has more signatures than any paper of ours")
    assert reader is not None
    found = sorted((_embedded(reader, field, name) for name, _, field in filled), key=lambda each: each.signed_revision)
    ends = [_covered(each, stream, size) for each in found]
    if len(set(ends)) != len(ends) or ends != sorted(ends):
        raise Wrong("các chữ ký chồng nhau", "signatures overlap", "PDF")
    for each, end in zip(found, ends, strict=True):
        _additions(each, last=each is found[-1], covers_all=end == size)
    signers = [_one(each, keys, findings, first=trail and each is found[0]) for each in found]
    if ends[0] != size:
        earlier(ends[0])
    findings.facts["signatures"] = [line for line in signers if line]
    doubt = keys.settled()
    if doubt:
        raise doubt
    if not any(signers):
        raise Absent(
            "tệp chỉ có dấu thời gian, không ai ký", "the file is stamped with times, and signed by nobody", "PDF"
        )
    names = ", ".join(f"“{line['signer']}”" for line in signers if line)
    findings.passed(
        "signature",
        f"toàn tệp được ký bởi {names}, không bị sửa sau khi ký",
        f"the whole file is signed by {names} and was not altered since",
        "PDF",
    )


def _embedded(reader: PdfFileReader, field: Any, name: str) -> EmbeddedPdfSignature:
    try:
        return EmbeddedPdfSignature(reader, field, name)
    except Exception:
        raise Wrong("có chữ ký không đọc được", "a signature cannot be read", f"signature {name}") from None


def _covered(signature: EmbeddedPdfSignature, stream: BinaryIO, size: int) -> int:
    """Everything up to an offset is covered but the signature's own digits, and these hide nothing."""
    where = f"signature {signature.field_name}"
    ranges = [int(number) for number in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0 or min(ranges) < 0:
        raise Wrong("chữ ký không phủ từ đầu tệp", "a signature does not cover the file from its start", where)
    _, before, after, length = ranges
    if not before < after <= after + length <= size:
        raise Wrong("chữ ký phủ ngoài tệp", "a signature covers more than there is", where)
    stream.seek(before)
    hole = stream.read(after - before)
    if not re.fullmatch(rb"<(?:[0-9a-f]{2})+>|<(?:[0-9A-F]{2})+>", hole):
        raise Wrong("trong chỗ dành cho chữ ký có nội dung lạ", "something is hidden beside a signature", where)
    content = bytes.fromhex(hole[1:-1].decode())
    if content.rstrip(b"\0") != signature.pkcs7_content.rstrip(b"\0"):
        raise Wrong("chữ ký nằm ở chỗ khác với chỗ nó chừa ra", "a signature lies elsewhere than it says", where)
    used = _der_length(content)
    if used is None or content[used:].strip(b"\0"):
        raise Wrong("trong chỗ dành cho chữ ký có nội dung lạ", "something is hidden beside a signature", where)
    return after + length


def _der_length(content: bytes) -> int | None:
    if len(content) < 6 or content[0] != 0x30 or not 0x81 <= content[1] <= 0x84:
        return None
    count = content[1] & 0x7F
    total = 2 + count + int.from_bytes(content[2 : 2 + count], "big")
    return total if total <= len(content) else None


def _additions(signature: EmbeddedPdfSignature, *, last: bool, covers_all: bool) -> None:
    """What stands behind this signature may only be more signatures; behind the last, only validation material."""
    where = f"after signature {signature.field_name}"
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]
    if signature.coverage is None or signature.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        raise Wrong("chữ ký không phủ hết phần nó ký", "a signature does not cover the whole of what it signs", where)
    result = signature.diff_result
    allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
    if not isinstance(result, DiffResult) or result.modification_level > allowed or result.changed_form_fields:
        if isinstance(result, DiffResult) and result.modification_level <= allowed and not last:
            return
        raise Wrong("tệp bị sửa sau khi ký", "the file was altered after it was signed", where)
    if last and not covers_all and signature.reader.xrefs.total_revisions - 1 <= signature.signed_revision:
        raise Wrong("có dữ liệu thêm vào sau khi ký", "bytes were added after the file was signed", where)


def _one(signature: EmbeddedPdfSignature, keys: Keys, findings: Findings, *, first: bool) -> dict[str, str] | None:
    where = f"signature {signature.field_name}"
    stamp = signature.sig_object_type == "/DocTimeStamp"
    subfilter = signature.sig_object.get("/SubFilter")
    if subfilter not in (("/ETSI.RFC3161",) if stamp else SUBFILTERS):
        raise Wrong("loại chữ ký không được hỗ trợ", "a signature is of a kind we do not know", where)
    if stamp:
        stamped, name, why = signed_time(signature.signed_data, signature.compute_digest, keys.trust, where)
        if why:
            _uncounted(findings, why, where)
        else:
            _counted(findings, name, stamped, where)
        if first:
            keys.doubts.append(
                Absent("toàn tệp không được hệ thống ký", "the service did not sign the file as a whole")
            )
        return None
    if carries_what_nobody_can_read(signature.signed_data):
        raise Wrong("có chữ ký không đọc được", "a signature cannot be read", where)
    certificate = intact(signature.signed_data, "data", signature.compute_digest)
    if certificate is None:
        raise Wrong("chữ ký trên toàn tệp không đúng", "the signature over the whole file is wrong", where)
    at = signature.self_reported_timestamp
    if at is None:
        raise Wrong("chữ ký không ghi thời điểm", "a signature names no time", where)
    at = at.astimezone(UTC)
    proven = _stamped(signature, keys, findings, where)
    name = named(certificate)
    if first and use_of(certificate) == "signer":
        keys.doubts.append(
            Absent(
                f"người ký đầu tiên trên tệp (“{name}”) không phải là hệ thống xuất",
                f"the first to sign the file (“{name}”) is not the exporting service",
                where,
            )
        )
    carried = others(signature.signed_data)
    keys.not_revoked(certificate, at, where, proven, carried)
    why = keys.trust.leads(certificate, proven or at, [*carried, *keys.issuers])
    if why:
        keys.doubts.append(Absent(why.vi, why.en, where))
    return {"field": str(signature.field_name), "signer": name, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


def _stamped(signature: EmbeddedPdfSignature, keys: Keys, findings: Findings, where: str) -> datetime | None:
    """The time an authority gave for this signature, where one did and the reader trusts it."""
    info = signature.signer_info
    if not info["unsigned_attrs"]:
        return None
    tokens = [
        attribute for attribute in info["unsigned_attrs"] if attribute["type"].native == "signature_time_stamp_token"
    ]
    if not tokens:
        return None
    if len(tokens) > 1 or len(tokens[0]["values"]) > 1:
        raise Wrong("chữ ký có nhiều dấu thời gian", "a signature carries several time-stamps", where)
    token = find_unique_cms_attribute(info["unsigned_attrs"], "signature_time_stamp_token")
    value = info["signature"].native
    at, name, why = signed_time(
        token["content"], lambda algorithm: hashlib.new(algorithm, value).digest(), keys.trust, where
    )
    if why:
        _uncounted(findings, why, where)
        return None
    _counted(findings, name, at, where)
    return at


def _counted(findings: Findings, name: str, at: datetime, where: str) -> None:
    findings.passed(
        "timestamps",
        f"“{name}” đóng dấu {at:%Y-%m-%d %H:%M} UTC",
        f"stamped by “{name}” at {at:%Y-%m-%d %H:%M} UTC",
        where,
    )


def _uncounted(findings: Findings, why: Said, where: str) -> None:
    findings.note("timestamps", f"không tính dấu thời gian: {why.vi}", f"a time-stamp does not count: {why.en}", where)
