"""All checks of one file, in the order a reader asks them."""

from __future__ import annotations

import io
import mmap
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import pikepdf

from reorg.verify import limits
from reorg.verify.chain import Chain, walk
from reorg.verify.keys import Keys, Trust, read_keys, trust_in
from reorg.verify.package import MIMETYPE, Lying, is_package, verify_package
from reorg.verify.paper import Paper, read_paper
from reorg.verify.proofs import check_documents, check_head, check_inclusion, check_pages, check_seals, check_sign_offs
from reorg.verify.reading import Fields, parse, too_deep
from reorg.verify.report import Findings, Report, Wrong
from reorg.verify.signature import check_signatures

T = TypeVar("T")
ENDING = re.compile(rb"startxref[\r\n]+(\d{1,12})[\r\n]+%%EOF[\r\n]{0,2}\Z")
# qpdf reads tables of cross-references more kindly than others do: what one reader repairs, another reads otherwise.
TABLE = re.compile(
    rb"xref[\r\n]+(?:\d{1,10} +\d{1,7} *[\r\n]+(?:\d{10} \d{5} [nf][ \r\n]{2})*+)++[\0\t\n\f\r ]*+trailer"
)


def verify(
    source: str | Path | bytes,
    anchors: Sequence[str | bytes] = (),
    crls: Sequence[str | bytes] = (),
    seals: Sequence[str | bytes] = (),
    witnesses: Sequence[str | bytes] = (),
) -> Report:
    """Verify one exported trail, or one paper that people signed, against what the reader brings.

    ``anchors`` are authorities of the service; ``witnesses`` those that count for people and time-stamps only;
    ``crls`` lists of revoked certificates; ``seals`` published seals that somebody kept.

    Raises BadAnchor for one of these that is none; nothing a file holds raises.
    """
    trust = trust_in(anchors, crls, seals, witnesses)
    findings = Findings()
    try:
        with _opened(source) as stream:
            if is_package(stream.read(len(MIMETYPE) + 38)):
                return verify_package(Lying(stream), trust, lambda pdf, found: _trail(pdf, trust, found))
        if isinstance(source, bytes):
            _examine(io.BytesIO(source), source, trust, findings)
        else:
            with Path(source).open("rb") as stream:
                _examine(stream, _mapped(stream), trust, findings)
    except Wrong as wrong:
        findings.add("file", wrong)
    except OSError as error:
        findings.failed("file", "không mở được tệp", f"the file cannot be opened ({error.strerror})")
    return findings.report()


def _opened(source: str | Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")


def _trail(pdf: bytes, trust: Trust, findings: Findings) -> Paper | None:
    """The trail that a package holds."""
    return _examine(io.BytesIO(pdf), pdf, trust, findings)


def _mapped(stream: BinaryIO) -> Any:
    try:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        return b""  # an empty file cannot be mapped


def _examine(stream: BinaryIO, data: Any, trust: Trust, findings: Findings) -> Paper | None:
    size = len(data)
    if size == 0:
        raise Wrong("tệp rỗng", "the file is empty")
    if size > limits.FILE:
        raise Wrong("tệp lớn quá mức", "the file is larger than any paper of ours")
    if data[:5] != b"%PDF-":
        raise Wrong("tệp không phải là PDF", "the file is not a PDF")
    ending = ENDING.search(data[-64:])
    if not ending:
        raise Wrong("tệp bị cắt cụt hoặc có thêm dữ liệu ở cuối", "the file is cut off or something follows its end")
    start = int(ending[1])
    if not (data[start : start + 1].isdigit() or TABLE.match(data, start)):
        raise Wrong("cấu trúc PDF bị hỏng", "the structure of the PDF is damaged (startxref)")
    paper = _attempt(findings, "file", lambda: _open(stream))
    if paper is None:
        return None
    findings.passed("file", f"PDF {paper.page_count} trang", f"a PDF of {paper.page_count} pages", "PDF")
    if not paper.attachments:
        findings.facts["paper"] = True
        _attempt(
            findings,
            "signature",
            lambda: check_signatures(
                stream,
                size,
                Keys(trust),
                findings,
                lambda end: _as_it_was(bytes(data[:end]), paper),
                trail=False,
                signable=paper.signable,
            ),
        )
        return paper
    findings.passed("attachments", ", ".join(sorted(paper.attachments)), ", ".join(sorted(paper.attachments)), "PDF")
    chain = _attempt(findings, "chain", lambda: walk(paper.attachments["events.json"]))
    if chain is not None:
        _tell_chain(chain, findings)
    proofs = _attempt(findings, "head", lambda: _proofs(paper))
    keys = _attempt(findings, "keys", lambda: read_keys(proofs, trust)) if proofs else None
    if keys is not None:
        _tell_keys(keys, findings)
    if chain is not None and proofs is not None:
        _check_proofs(paper, chain, proofs, keys, findings)
    _attempt(
        findings,
        "signature",
        lambda: check_signatures(
            stream,
            size,
            keys or Keys(trust),
            findings,
            lambda end: _as_it_was(bytes(data[:end]), paper),
            signable=paper.signable,
        ),
    )
    return paper


def _check_proofs(paper: Paper, chain: Chain, proofs: Fields, keys: Keys | None, findings: Findings) -> None:
    _attempt(findings, "head", lambda: check_head(proofs, chain, findings))
    if keys is not None:
        keys.settled()
        _attempt(findings, "pages", lambda: check_pages(proofs, chain, paper, keys, findings))
        seals = _attempt(findings, "seals", lambda: check_seals(proofs, keys, findings))
        if seals is not None:
            _attempt(findings, "inclusion", lambda: check_inclusion(proofs, chain, seals, findings))
        _attempt(findings, "sign_offs", lambda: check_sign_offs(proofs, chain, keys, findings))
    _attempt(findings, "documents", lambda: check_documents(paper, chain, findings))


def _attempt(findings: Findings, name: str, work: Callable[[], T]) -> T | None:
    """The result of a check, or None with the reason among the findings. Nothing a file holds gets past this."""
    try:
        return work()
    except Wrong as wrong:
        findings.add(name, wrong)
    except (MemoryError, RecursionError):
        findings.failed(name, "tệp cần nhiều bộ nhớ quá mức", "the file needs more memory than any paper of ours")
    except Exception as error:
        kind = type(error).__name__
        findings.failed(name, f"phần này không đọc được ({kind})", f"this part cannot be read ({kind})")
    return None


def _open(stream: BinaryIO) -> Paper:
    stream.seek(0)
    with pikepdf.open(stream, attempt_recovery=False, suppress_warnings=True) as pdf:
        return read_paper(pdf)


def _as_it_was(data: bytes, paper: Paper) -> None:
    """The first signature saw the same pages and attachments, also as another reader of PDF sees them."""
    was = _open(io.BytesIO(data))
    if was != paper:
        raise Wrong("tệp bị sửa sau khi ký", "the file was altered after it was signed", "PDF")


def _proofs(paper: Paper) -> Fields:
    return Fields(parse_flat(paper.attachments["proofs.json"], "proofs.json"), "proofs.json")


def parse_flat(text: bytes, where: str) -> Any:
    if too_deep(text):
        raise Wrong(f"{where} lồng quá sâu", f"{where} is nested too deep", where)
    return parse(text, where)


def _tell_chain(chain: Chain, findings: Findings) -> None:
    findings.facts |= {
        "dossier": chain.dossier,
        "events": chain.count,
        "head": chain.head,
        "from": chain.times[0],
        "to": chain.times[-1],
    }
    findings.passed(
        "chain",
        f"{chain.count} sự kiện nối tiếp nhau, không thiếu, không sửa",
        f"{chain.count} events follow each other, none missing, none altered",
        "events.json",
    )
    if chain.backwards:
        first = chain.backwards[0]
        findings.note(
            "chain",
            f"thời điểm của {len(chain.backwards)} sự kiện lùi lại, đầu tiên là sự kiện {first}",
            f"the time of {len(chain.backwards)} events runs backwards, first at event {first}",
            f"events.json, event {first}",
        )


def _tell_keys(keys: Keys, findings: Findings) -> None:
    for key in keys.by_id.values():
        if key.revoked_at:
            findings.note(
                "keys",
                f"khóa “{key.name}” đã bị thu hồi {key.revoked_at:%Y-%m-%d} ({key.why})",
                f"the key “{key.name}” was revoked on {key.revoked_at:%Y-%m-%d} ({key.why})",
                "proofs.json, keys",
            )
    findings.passed("keys", f"{len(keys.by_id)} khóa", f"{len(keys.by_id)} keys", "proofs.json, keys")
