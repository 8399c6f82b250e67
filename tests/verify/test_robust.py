"""No file makes a verifier crash, hang, or take what it should not; every byte of a signed file counts."""

import hashlib
import io
import json
import os
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reorg.verify import command, limits, standalone, verify
from reorg.verify.chain import walk
from reorg.verify.command import main, verify_guarded
from reorg.verify.merkle import leaf_hash, root_of
from reorg.verify.paper import read_paper
from reorg.verify.report import Verdict, Wrong
from tests.verify.corpus import SAMPLES
from tests.verify.fuzzing import both, run
from tests.verify.making import Case, house, rehashed, tree_hash, tree_path
from workflows.trail.canonical import canonical, sha256

pytestmark = pytest.mark.xdist_group("verify")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def good() -> bytes:
    return Case(count=30).build()


def test_a_flipped_bit_anywhere_is_found_by_both(good: bytes) -> None:
    """200 places over the whole file; in the signature’s own container a bit may mean nothing (docs/evidence.md)."""
    luck = random.Random(7)  # noqa: S311
    begin, end = (good.index(mark) for mark in (b"/Contents <", b"/ByteRange ["))
    hole = range(min(begin, end) if begin < end else begin, good.index(b">", begin))
    missed = []
    for step in range(200):
        at = len(good) * step // 200 + luck.randrange(len(good) // 200)
        flipped = good[:at] + bytes([good[at] ^ (1 << luck.randrange(8))]) + good[at + 1 :]
        one, other, _ = both(flipped)
        assert one == other, at
        if one != "FAILED" and at not in hole:
            missed.append(at)
    assert not missed


def test_an_object_stream_with_a_wrong_sum_is_refused_by_both(good: bytes) -> None:
    """Found by fuzzing: qpdf took what it could get out of it, the others nothing."""
    end = good.index(b"endstream", good.index(b"/ObjStm")) - 1
    at = next(place for place in range(end, end - 3, -1) if good[place] not in b"\r\n")
    damaged = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
    with pikepdf.open(io.BytesIO(damaged)) as pdf, pytest.raises(Wrong, match="object stream cannot be unpacked"):
        read_paper(pdf)
    _, checks, _ = standalone.verify(damaged)
    assert ("file", "failed", "object stream cannot be unpacked") in [check[:3] for check in checks]


def test_a_short_fuzz_finds_no_disagreement() -> None:
    found: list[str] = []
    figures = run(15, seed=1 if "CI" in os.environ else int(time.time()), found=lambda name, _: found.append(name))
    assert not [name for name in found if not name.endswith(("passed", "unforeseen"))], figures
    assert not [
        name
        for name in found
        if name.endswith("passed") and not name.startswith(("signed", "count", "arch", "proofs", "plain,"))
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n"]), st.sampled_from([b"", b"\nstartxref\n9\n%%EOF\n"])
)
def test_any_bytes_are_refused(middle: bytes, head: bytes, tail: bytes) -> None:
    one, other, _ = both(head + middle + tail)
    assert (one, other) == ("FAILED", "FAILED")


@settings(max_examples=200, deadline=None, database=None)
@given(st.integers(1, 200), st.data())
def test_inclusion_is_proved_in_trees_of_any_size_and_nowhere_else(size: int, data: st.DataObject) -> None:
    leaves = [b"%d" % n for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = tree_path(index, leaves), tree_hash(leaves)
    leaf = hashlib.sha256(b"\0" + leaves[index]).digest()
    assert root_of(leaf, index, size, path) == root == standalone.climb(leaf, index, size, path)
    other = data.draw(st.integers(0, size))
    wrong = data.draw(st.sampled_from([path[:-1], [*path, root], path[::-1]]))
    for place, steps in ((other, path), (index, wrong)):
        if place != index or steps != path:
            assert root_of(leaf, place, size, steps) != root
            assert place >= size or standalone.climb(leaf, place, size, steps) != root


def test_a_leaf_is_hashed_as_the_format_says() -> None:
    text = canonical({"dossier": "Đ-1", "seq": 3, "hash": "ab"}).encode()
    assert leaf_hash("Đ-1", 3, "ab") == hashlib.sha256(b"\0" + text).digest()


def events(count: int) -> bytes:
    bodies = Case(count=60).bodies
    records = rehashed([bodies[n % 60] | {"at": f"2025-01-01T{n // 3600 % 24:02}:00:00.000000Z"} for n in range(count)])
    return canonical([{"hash": sha256(record), "record": record} for record in records]).encode()


def test_a_chain_is_walked_quickly() -> None:
    """Figures of an idle machine are in docs/performance.md; the floor here leaves room for neighbours."""
    carried = events(20_000)
    began = time.process_time()
    assert walk(carried).count == 20_000
    assert 20_000 / (time.process_time() - began) > 10_000


@pytest.mark.parametrize("name", ["events.json is a bomb", "an object stream that is a bomb", "arrays nested deep"])
def test_bombs_are_refused_within_bounds(name: str, tmp_path: Path) -> None:
    made = next(sample for sample in SAMPLES if sample.name == name).make()
    file = tmp_path / "bomb.pdf"
    file.write_bytes(made)
    assert verify_guarded(file, [house().anchor]).verdict is Verdict.FAILED
    # VmHWM is this program's own; ru_maxrss is handed down by whoever started it.
    measure = "import sys; sys.path.insert(0, '.'); from reorg.verify import standalone; "
    measure += (
        f"standalone.main(['{file}', '--quiet']); print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    said = subprocess.run([sys.executable, "-c", measure], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(said.stdout.split()[-1]) * 1024 < 500 * limits.MB


def test_a_file_that_takes_too_long_or_too_much_is_given_up(good: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify_guarded(good, [house().anchor], seconds=0).verdict is Verdict.INDETERMINATE
    monkeypatch.setattr(command, "verify", lambda *_: bytearray(limits.MEMORY + 1))
    assert verify_guarded(good, [house().anchor]).verdict is Verdict.FAILED


def test_the_command_says_one_sentence_and_the_worst_as_its_exit_code(
    good: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anchor, fine, bad = (tmp_path / name for name in ("root.pem", "good.pdf", "bad.pdf"))
    anchor.write_text(house().anchor)
    fine.write_bytes(good)
    bad.write_bytes(good[:-1000])
    trusted = ["--anchor", str(anchor)]
    for run_command in (main, standalone.main):
        assert run_command([str(fine), *trusted, "--quiet", "--lang", "en"]) == 0
        assert "This file is whole" in capsys.readouterr().out
        assert run_command([str(fine)]) == 2
        assert "chưa đưa ra gốc tin cậy" in capsys.readouterr().out
        assert run_command([str(fine), str(bad), str(tmp_path / "none.pdf"), "--json"]) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["verdict"] for line in lines] == ["INDETERMINATE", "FAILED", "FAILED"]
        assert run_command([str(fine), "--anchor", str(bad)]) == 3
        assert run_command([str(fine), "--anchor", str(tmp_path / "none.pem")]) == 3
        capsys.readouterr()


def test_the_second_verifier_needs_nothing_but_python(good: bytes, tmp_path: Path) -> None:
    file, anchor = tmp_path / "good.pdf", tmp_path / "root.pem"
    file.write_bytes(good)
    anchor.write_text(house().anchor)
    alone = tmp_path / "standalone.py"
    alone.write_bytes((ROOT / "reorg" / "verify" / "standalone.py").read_bytes())
    said = partial(subprocess.run, capture_output=True, text=True, cwd=tmp_path)
    assert said([sys.executable, "-I", "-S", str(alone), str(file), "--anchor", str(anchor)]).returncode == 0


def test_the_verifiers_do_not_load_django() -> None:
    code = "import sys, reorg.verify.command; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_what_the_file_says_is_told(good: bytes) -> None:
    report = verify(good, [house().anchor])
    assert report.facts["dossier"] == "HP-2025-01"
    assert report.facts["signatures"][0]["signer"] == "Hải Phòng export"
    assert report.as_dict("vi")["checks"][0]["title"] == "Tệp PDF"
