"""A bundle has a verdict, and each trail in it; both verifiers say the same."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reorg.verify import standalone
from reorg.verify.bundle import verify_bundle
from reorg.verify.command import guarded, main
from reorg.verify.report import Report, Verdict
from tests.verify.making import Case, House, certify, house
from workflows.trail.canonical import canonical

pytestmark = pytest.mark.xdist_group("verify")
Files = dict[str, bytes]
Forgery = Callable[[Files], object]
PASSED, FAILED, UNSURE = (verdict.value for verdict in (Verdict.PASSED, Verdict.FAILED, Verdict.INDETERMINATE))


@cache
def trail(count: int) -> bytes:
    return Case(count=count).build()


def files(by: House | None = None) -> Files:
    """Two trails, an index, and the list of them signed by the service."""
    made = {f"trails/00{number}-HP.pdf": trail(number) for number in (5, 6)}
    rows: list[dict[str, Any]] = [row(name, pdf) for name, pdf in made.items()]
    rows.append({"code": "HP-3", "title": "…", "state": "failed", "why": "out of ink"})
    made["index.json"] = json.dumps({"format": "reorg-bundle/1", "dossiers": rows}).encode()
    made["index.html"] = b"<!doctype html>"
    return signed(made, by or house())


def row(name: str, pdf: bytes) -> dict[str, Any]:
    facts = standalone.verify(pdf)[2]
    head = {"seq": facts["events"], "hash": facts["head"]}
    return {"file": name, "code": facts["dossier"], "sha256": hashlib.sha256(pdf).hexdigest(), "head": head}


def signed(made: Files, by: House, **more: Any) -> Files:
    listed = {name: hashlib.sha256(content).hexdigest() for name, content in made.items() if name not in OWN}
    record = canonical({"format": "reorg-bundle/1", "bundle": 1, "at": "2025-09-01T00:00:00.000000Z", "files": listed})
    signature = {"algorithm": "RSASSA-PKCS1-v1_5-SHA256", "key": by.service.id, "signature": by.service.sign(record)}
    chain = (by.service.pem + by.root.pem).encode()
    own = {OWN[0]: record.encode(), OWN[1]: json.dumps(signature | more).encode(), OWN[2]: chain}
    return made | own


OWN = "manifest.json", "manifest.sig.json", "service.crt"


def zipped(made: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return out.getvalue()


def told(data: bytes, folder: Path, anchors: list[str]) -> list[str]:
    """The verdicts, the bundle's first. Both verifiers are asked, and agree."""
    path = folder / "bundle.zip"
    path.write_bytes(data)

    def of_trail(where: str) -> Report:
        from reorg.verify import verify

        return verify(where, anchors)

    report, trails = verify_bundle(path, guarded, of_trail, folder, anchors)
    (verdict, checks, _), others = standalone.verify_bundle(data, anchors)
    first = [report.verdict.value, *(one.verdict.value for _, one in trails)]
    second = [verdict, *(said[0] for _, said in others)]
    mistakes = ("KeyError", "TypeError", "AttributeError", "IndexError")
    assert not [check for check in checks if any(f"({mistake})" in check[2] for mistake in mistakes)], checks
    if first[0] != FAILED or second[0] != FAILED:  # how far one looks into what is broken is its own affair
        assert first == second, (report.checks, checks)
    return first


def changed(made: Files, name: str, content: bytes) -> None:
    made[name] = content


def rewritten(made: Files, edit: Callable[[list[dict[str, Any]]], object]) -> None:
    """The index says something else, and the service signed it."""
    index = json.loads(made["index.json"])
    edit(index["dossiers"])
    made["index.json"] = json.dumps(index).encode()
    made.update(signed(made, house()))


def by_other_use(made: Files) -> None:
    root = house().root
    other = House(root, house().export, house().export, house().chau)
    made.update(signed(made, other))


FORGERIES: dict[str, Forgery] = {
    "a trail is exchanged": lambda made: changed(made, "trails/005-HP.pdf", trail(6)),
    "a trail is missing": lambda made: made.pop("trails/005-HP.pdf"),
    "a trail was added": lambda made: changed(made, "trails/007-HP.pdf", trail(6)),
    "the page of the index is another": lambda made: changed(made, "index.html", b"<h1>Nothing here</h1>"),
    "the list was written anew": lambda made: changed(made, OWN[0], made[OWN[0]].replace(b"2025-09", b"2025-08")),
    "the list is cut off": lambda made: changed(made, OWN[0], made[OWN[0]][:-9]),
    "the list is nested deep": lambda made: changed(made, OWN[0], b"[" * 90_000),
    "the signature is another's": lambda made: made.update(signed(made, house(), key=house().export.id)),
    "a key for other things signed": by_other_use,
    "the certificate is none": lambda made: changed(made, OWN[2], b"-----BEGIN CERTIFICATE-----"),
    "the index names another head": lambda made: rewritten(made, lambda rows: rows[0]["head"].update(hash="0" * 64)),
    "the index names another dossier": lambda made: rewritten(made, lambda rows: rows[0].update(code="HP-9")),
    "the index gives another hash": lambda made: rewritten(made, lambda rows: rows[0].update(sha256="0" * 64)),
    "the index keeps silent of a trail": lambda made: rewritten(made, lambda rows: rows.pop(0)),
    "the index is a bomb": lambda made: made.update(signed(made | {"index.json": b" " * 40_000_000}, house())),
}


def test_a_good_bundle_passes_with_all_its_trails(tmp_path: Path) -> None:
    assert told(zipped(files()), tmp_path, [house().anchor]) == [PASSED] * 3


def test_without_an_anchor_nothing_is_sure(tmp_path: Path) -> None:
    assert told(zipped(files()), tmp_path, []) == [UNSURE] * 3
    assert told(zipped(files()), tmp_path, [certify("other", authority=True).pem]) == [UNSURE] * 3


def test_an_unsigned_bundle_is_not_sure_though_its_trails_are(tmp_path: Path) -> None:
    made = files()
    del made[OWN[1]], made[OWN[2]]
    assert told(zipped(made), tmp_path, [house().anchor]) == [UNSURE, PASSED, PASSED]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_bundle_is_refused_in_which(forgery: str, tmp_path: Path) -> None:
    made = files()
    FORGERIES[forgery](made)
    assert told(zipped(made), tmp_path, [house().anchor])[0] == FAILED


def test_a_broken_archive_is_refused(tmp_path: Path) -> None:
    good = zipped(files())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile's, of the name that stands twice
        out = io.BytesIO(good)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("index.json", b"{}")
    for bad in (good[:-40], good[:900] + good[1000:], b"PK\x03\x04", out.getvalue()):
        assert told(bad, tmp_path, [house().anchor])[0] == FAILED


def test_the_command_tells_of_the_bundle_and_of_each_trail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, anchor = tmp_path / "all.zip", tmp_path / "root.pem"
    path.write_bytes(zipped(files()))
    anchor.write_text(house().anchor)
    for run in (main, standalone.main):
        assert run([str(path), "--anchor", str(anchor), "--lang", "en"]) == 0
        said = capsys.readouterr().out
        assert f"{path}: TOTAL-PASSED\n  This bundle is whole: its 2 trails" in said
        assert f"{path}/trails/006-HP.pdf: TOTAL-PASSED" in said
        assert "HP-3 could not be printed: out of ink" in said
        assert run([str(path), "--json"]) == 2
        assert len(capsys.readouterr().out.splitlines()) == 3
