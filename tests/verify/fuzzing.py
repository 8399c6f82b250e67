"""Mutate good files and look whether both verifiers stay on their feet and agree.

DJANGO_SETTINGS_MODULE=reorg.settings.test python -m tests.verify.fuzzing --seconds 300 --seed 1 --keep var/finds
"""

import argparse
import io
import json
import logging
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from reorg.verify import standalone, verify
from tests.verify.browser import Browser
from tests.verify.making import Case, document_stamped, edited, house, signed

LONGEST = 5  # seconds of the processor; of the clock ten times that, for the machine may be busy
WORDS = (b"/Length", b"/Filter", b"/Type", b"/Kids", b"obj", b"endobj", b"stream", b"<<", b">>", b"[", b"]", b"(", b")")
WORDS += (
    b"/Prev 0",
    b"/Root 1 0 R",
    b"0 0 R",
    b"-1",
    b"99999999999",
    b"xref",
    b"trailer",
    b"%%EOF",
    b"/FlateDecode",
    b"null",
)
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1 << 60,
    "",
    "é" * 50,
    "00" * 32,
    [],
    {},
    [[]],
    {"a": 1},
    1.5,
    "\ud800",
    "\0",
    "A" * 5000,
)


@cache
def seeds() -> dict[str, bytes]:
    case = Case(count=30)
    whole = case.build()
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(case.unsigned())) as pdf:
        pdf.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return {
        "signed": whole,
        "countersigned": signed(whole, house().chau, name="Chau"),
        "archived": document_stamped(whole),
        "unsigned": case.unsigned(),
        "plain": plain.getvalue(),
        "plain, signed": signed(plain.getvalue(), house().export),
    }


def mutated(data: bytes, luck: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(luck.choice((1, 1, 1, 2, 5))):
        at = luck.randrange(len(made))
        if luck.random() < 0.5:  # where structure is: names, references, the end of the file
            near = luck.choice((b"/", b" R", b"obj", b"startxref", b"<<", b"/ByteRange", b"/Contents"))
            found = made.find(near, at)
            at = found + luck.randrange(12) if found >= 0 else at
            at = min(at, len(made) - 1)
        length = luck.choice((1, 1, 2, 8, 60, 2000))
        kind = luck.randrange(7)
        if kind <= 1:
            made[at] ^= 1 << luck.randrange(8)
        elif kind == 2:
            del made[at : at + length]
        elif kind == 3:
            made[at:at] = luck.choice(WORDS)
        elif kind == 4:
            other = luck.randrange(len(made))
            made[at : at + length] = made[other : other + length]
        elif kind == 5:
            made[at : at + 1] = luck.choice(WORDS)
        else:
            made[at] = luck.randrange(256)
        made = made or bytearray(b"x")
    return bytes(made)


def odd_proofs(luck: random.Random) -> bytes:
    """A file whose proofs or events hold something unforeseen, properly signed as a whole."""

    def change(proofs: dict[str, Any]) -> None:
        for _ in range(luck.choice((1, 1, 2))):
            _spoil(proofs, luck)

    def recorded(proofs: dict[str, Any]) -> None:
        holders = [proofs["pages"], *proofs["seals"], *proofs["sign_offs"]]
        holder = luck.choice(holders)
        body = json.loads(holder["record"])
        _spoil(body, luck)
        text = json.dumps(body, ensure_ascii=luck.random() < 0.5, sort_keys=True, separators=(",", ":"))
        resigned = Case(count=30)
        if holder is proofs["pages"]:
            holder |= {"record": text, "signature": _signed(resigned, text)}
        elif "signatures" in holder:
            holder |= {
                "record": text,
                "signatures": [{"key": house().service.id, "signature": _signed(resigned, text)}],
            }
        else:
            holder |= {"record": text, "signature": _signed(resigned, text)}

    edit = luck.choice((change, change, recorded))

    def as_bytes(proofs: dict[str, Any]) -> bytes:
        edited(edit)(proofs)
        return json.dumps(proofs, ensure_ascii=True).encode()

    return Case(count=30).build(edit_proofs=as_bytes, sign=luck.random() < 0.3)


def _signed(case: Case, text: str) -> str:
    assert case.service
    try:
        return case.service.sign(text)
    except UnicodeEncodeError:
        return "AAAA"


def _spoil(value: Any, luck: random.Random) -> None:
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = luck.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and luck.random() < 0.7:
            value = value[key]
            continue
        kind = luck.randrange(4)
        if kind == 0:
            del value[key]
        elif kind == 1 and isinstance(value[key], str) and value[key]:
            text = value[key]
            at = luck.randrange(len(text))
            value[key] = text[:at] + luck.choice('09af{}"\\é ') + text[at + 1 :]
        elif kind == 2 and isinstance(value, list):
            value.append(value[key])
        else:
            value[key] = luck.choice(ODD)
        return


def both(data: bytes, engine: Browser | None = None) -> tuple[str, str, str]:
    """Two verdicts (the second tells the browser's too where that differs), and a remark on what was unforeseen."""
    anchors = [house().anchor]
    report = verify(data, anchors)
    verdict, checks, _ = standalone.verify(data, anchors)
    unforeseen = [c.why.en for c in report.checks if "cannot be read (" in c.why.en]
    unforeseen += [f"second: {c[2]}" for c in checks if "cannot be read (" in c[2]]
    if engine:
        third = engine.verify(data, anchors)
        unforeseen += [f"third: {c['en']}" for c in third["checks"] if "cannot be read (" in c["en"]]
        verdict = verdict if verdict == third["verdict"] else f"{verdict}, browser {third['verdict']}"
    return report.verdict.value, verdict, "; ".join(unforeseen)


def run(
    seconds: float, seed: int, found: Callable[[str, bytes], None], engine: Browser | None = None
) -> dict[str, Any]:
    luck = random.Random(seed)  # noqa: S311
    names = list(seeds())
    tally: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        name = luck.choice([*names, "proofs"])
        data = odd_proofs(luck) if name == "proofs" else mutated(seeds()[name], luck)
        began, worked = time.monotonic(), time.process_time()
        one, other, remark = both(data, engine)
        slowest = max(slowest, time.monotonic() - began)
        tally[f"{name}: {one}"] += 1
        remarks[remark] += 1
        if one != other:
            tally["DISAGREE"] += 1
            found(f"{name}-{one}-{other}", data)
        elif remark.replace("this part cannot be read (PdfError)", "").strip("; "):
            found(f"{name}-unforeseen", data)
        elif one == "TOTAL-PASSED":
            found(f"{name}-passed", data)
        if time.process_time() - worked > LONGEST or time.monotonic() - began > 10 * LONGEST:
            found(f"{name}-slow", data)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"files": sum(v for k, v in tally.items() if k != "DISAGREE"), "tally": dict(sorted(tally.items()))} | {
        "slowest": round(slowest, 2),
        "memory_mb": memory,
        "remarks": dict(remarks.most_common(25)),
    }


def main() -> None:
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    ask = argparse.ArgumentParser()
    ask.add_argument("--seconds", type=float, default=300)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--keep", type=Path, default=Path("var/finds"))
    asked = ask.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    (asked.keep / "root.pem").write_text(house().anchor)
    count = iter(range(1_000_000))

    def keep(name: str, data: bytes) -> None:
        (asked.keep / f"{asked.seed}-{next(count)}-{name.replace(' ', '_')}.pdf").write_bytes(data)

    with Browser() as engine:
        figures = run(asked.seconds, asked.seed, keep, engine)
    print(json.dumps(figures, indent=1))  # noqa: T201
    if "DISAGREE" in figures["tally"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
