"""The command: each file is looked at in a process of its own, with bounded memory and time."""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

from reorg.verify import limits
from reorg.verify.bundle import is_bundle, verify_bundle
from reorg.verify.check import verify
from reorg.verify.keys import BadAnchor, trust_in
from reorg.verify.report import CHECKS, Check, Findings, Language, Report, Result, Said

MARKS = {Result.PASSED: "✓", Result.FAILED: "✗", Result.INDETERMINATE: "?", Result.NOTE: "·"}


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        given = (asked.anchor, asked.crl, asked.seal, asked.witness)
        brought = [[Path(path).read_bytes() for path in paths] for paths in given]
        trust_in(*brought)
    except (OSError, BadAnchor) as error:
        sys.stderr.write(f"reorg-verify: {error}\n")
        return 3
    codes = set()
    for path, report in _reports(asked.files, brought):
        codes.add(report.verdict.exit_code)
        if asked.json:
            sys.stdout.write(json.dumps({"file": path} | report.as_dict(), ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(as_text(path, report, asked.lang, quiet=asked.quiet))
    return 1 if 1 in codes else max(codes)


def _reports(paths: Sequence[str], brought: list[list[bytes]]) -> Iterator[tuple[str, Report]]:
    for path in paths:
        if not is_bundle(path):
            yield path, verify_guarded(path, *brought)
            continue
        with TemporaryDirectory() as folder:
            whole, trails = verify_bundle(
                path, guarded, lambda where: verify_guarded(where, *brought), Path(folder), *brought
            )
        yield path, whole
        yield from ((f"{path}/{name}", report) for name, report in trails)


def as_text(path: str, report: Report, language: Language, *, quiet: bool = False) -> str:
    lines = [f"{path}: {report.verdict.value}", f"  {report.sentence.into(language)}"]
    if not quiet:
        for check in report.checks:
            title = CHECKS[check.name].into(language)
            where = f" [{check.where}]" if check.where and check.result is not Result.PASSED else ""
            lines.append(f"  {MARKS[check.result]} {title}: {check.why.into(language)}{where}")
    return "\n".join(lines) + "\n"


def verify_guarded(
    source: str | Path | bytes,
    anchors: Sequence[str | bytes] = (),
    crls: Sequence[str | bytes] = (),
    seals: Sequence[str | bytes] = (),
    witnesses: Sequence[str | bytes] = (),
    *,
    seconds: float = limits.SECONDS,
    memory: int = limits.MEMORY,
) -> Report:
    """As `verify`, in a process that may use so much memory and time and no more: for files from strangers."""
    report = guarded(verify, source, anchors, crls, seals, witnesses, seconds=seconds, memory=memory)
    assert isinstance(report, Report)
    return report


def guarded(work: Callable[..., Any], *asked: Any, seconds: float = limits.SECONDS, memory: int = limits.MEMORY) -> Any:
    """What the work answers, or the report that it needed more than it may have."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_work, args=(theirs, memory, work, *asked), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            return _gave_up("quá thời gian cho phép", "it took longer than allowed", Result.INDETERMINATE)
        return ours.recv()
    except EOFError:
        return _gave_up(
            "tệp cần nhiều bộ nhớ quá mức", "the file needs more memory than any paper of ours", Result.FAILED
        )
    finally:
        child.kill()
        child.join()
        ours.close()


def _work(answer: Connection, memory: int, work: Callable[..., Any], *asked: Any) -> None:
    logging.disable(logging.CRITICAL)  # pyHanko speaks of every oddity; the report says what matters
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pikepdf.settings.set_qpdf_limits(flate_max_memory=limits.EVENTS, parser_max_nesting=limits.DEPTH * 2)
    with suppress(MemoryError):  # the parent takes silence for it
        answer.send(work(*asked))


def _gave_up(vi: str, en: str, result: Result) -> Report:
    findings = Findings()
    findings.checks.append(Check("file", result, Said(vi, en)))
    return findings.report()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reorg-verify",
        description="Kiểm chứng nhật ký hồ sơ đã xuất ra PDF hoặc gói ZIP. Verify exported trails and bundles of them. "
        "Exit code: 0 TOTAL-PASSED, 1 FAILED, 2 INDETERMINATE (the worst of all files), 3 wrong use.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument(
        "--anchor", action="append", default=[], help="certificate of an authority you trust, PEM or DER"
    )
    parser.add_argument("--crl", action="append", default=[], help="list of revoked certificates, PEM or DER")
    parser.add_argument("--seal", action="append", default=[], help="published seal (NNNNNN.json) that somebody kept")
    parser.add_argument(
        "--witness", action="append", default=[], help="authority trusted for people’s signatures and time-stamps only"
    )
    parser.add_argument("--json", action="store_true", help="one object per file and line")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--quiet", action="store_true", help="the verdict and its sentence only")
    return parser
