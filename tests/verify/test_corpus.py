"""All three verifiers say the same about every file, and what they should."""

from collections import Counter
from collections.abc import Iterator

import pytest

from reorg.verify import standalone, verify
from tests.verify.browser import Browser, node
from tests.verify.corpus import FAILED, SAMPLES, Sample

pytestmark = pytest.mark.xdist_group("verify")
SEEN: dict[str, tuple[str, str, str]] = {}


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """What was found out and why, as a table at the end of the run (`-s` shows it)."""
    yield
    for name, (one, other, why) in SEEN.items():
        print(f"{name[:55]:<55} | {one:<13} | {other:<13} | {why}")  # noqa: T201
    print(f"{len(SEEN)} files: {dict(Counter(one for one, *_ in SEEN.values()))}")  # noqa: T201


@pytest.fixture(scope="module")
def engine() -> Iterator[Browser | None]:
    if node() is None:
        yield None
        return
    with Browser() as running:
        yield running


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_all_verifiers_say_the_same_of(sample: Sample, engine: Browser | None) -> None:
    data, anchors, crls, witnesses = sample.make(), sample.anchors(), sample.crls(), sample.witnesses()
    report = verify(data, anchors, crls, witnesses=witnesses)
    verdict, checks, _ = standalone.verify(data, anchors, crls, witnesses=witnesses)
    first = [c for c in report.checks if c.result in ("failed", "indeterminate")]
    second = [c for c in checks if c[1] in ("failed", "indeterminate")]
    SEEN[sample.name] = report.verdict.value, verdict, first[0].why.en if first else ""
    if engine and not crls and not witnesses:  # the page takes anchors only
        third = engine.verify(data, anchors)
        assert third["verdict"] == sample.expected, third
        assert not [c for c in third["checks"] if "cannot be read (" in c["en"]], third
    told = f"\nfirst: {report.verdict.value} {first}\nsecond: {verdict} {second}"
    assert (report.verdict.value, verdict) == (sample.expected, sample.expected), told
    assert not [c for c in first if "cannot be read (" in c.why.en and "Pdf" not in c.why.en], told
    assert not [c for c in second if "cannot be read (" in c[2]], told


def test_the_corpus_is_large_enough() -> None:
    assert len(SAMPLES) == len({sample.name for sample in SAMPLES})
    assert sum(sample.expected == FAILED for sample in SAMPLES) >= 100
