"""A long trail is printed once: the second time only what is new."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from reorg.papers import narrative, shelf
from reorg.papers.content import Person, TrailPaper
from reorg.papers.fonts import ROOT
from reorg.papers.press import PLAIN, Part, Place, print_part
from reorg.papers.printing import render_trail
from reorg.papers.shelf import Shelf
from tests.papers.hai_phong import short_paper

pytestmark = pytest.mark.xdist_group("papers")


@pytest.fixture
def kept(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "chunks")


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrative, "CHUNK", 10)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sheets that were really printed."""
    sheets: list[str] = []

    def print_and_tell(html: str, variant: str = PLAIN) -> Part:
        sheets.append(html)
        return print_part(html, variant)

    monkeypatch.setattr(shelf, "print_part", print_and_tell)
    return sheets


def first(count: int) -> TrailPaper:
    """The first events of one and the same long trail."""
    whole = short_paper("vi", 60)
    events = whole.events[:count]
    return replace(whole, events=events, head_seq=count, head_hash=events[-1].hash)


def plain(paper: TrailPaper, **options: Any) -> bytes:
    """Printed where nothing was kept before."""
    with TemporaryDirectory() as folder:
        return render_trail(paper, kept=Shelf(Path(folder)), **options)


def of_events(sheets: list[str]) -> int:
    return sum('class="event ' in sheet for sheet in sheets)


@pytest.mark.usefixtures("small_chunks")
def test_the_same_bytes_with_and_without_what_was_kept(kept: Shelf) -> None:
    whole = plain(first(45))
    assert render_trail(first(45), kept=kept) == whole
    assert render_trail(first(45), kept=kept) == whole
    assert render_trail(first(45), kept=kept, processes=2) == whole
    assert plain(first(45), processes=2) == whole


@pytest.mark.usefixtures("small_chunks")
def test_after_one_more_event_only_the_last_chunk_is_printed(kept: Shelf, printed: list[str]) -> None:
    render_trail(first(45), kept=kept)
    chunks = of_events(printed)
    printed.clear()
    grown = render_trail(first(46), kept=kept)
    assert chunks > 3
    assert of_events(printed) == 1
    assert len(printed) == 2  # the last events, and who looked
    assert grown == plain(first(46))


@pytest.mark.usefixtures("small_chunks")
def test_printing_that_was_stopped_goes_on_where_it_stopped(kept: Shelf, printed: list[str]) -> None:
    class Killed(Exception):
        pass

    def killed_halfway(done: int, _of: int) -> None:
        if done == 7:
            raise Killed

    with pytest.raises(Killed):
        render_trail(first(45), kept=kept, progress=killed_halfway)
    before = of_events(printed)
    printed.clear()
    resumed = render_trail(first(45), kept=kept)
    assert before >= 2
    assert of_events(printed) <= of_events_in(first(45)) - before + 1  # the last chunk is never kept
    assert resumed == plain(first(45))


@pytest.mark.usefixtures("small_chunks")
def test_another_day_and_another_reader_get_the_same_chunks(kept: Shelf, printed: list[str]) -> None:
    render_trail(first(45), kept=kept)
    printed.clear()
    later = replace(
        first(45), exported_at=first(45).exported_at + timedelta(days=3), exported_by=Person("Vũ Hồng Phúc")
    )
    again = render_trail(later, kept=kept)
    assert of_events(printed) == 1
    assert again == plain(later)


def of_events_in(paper: TrailPaper) -> int:
    return len(list(narrative.in_chunks(paper.events, paper.timezone)))


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("what", ["language", "title", "an event", "the press"])
def test_whatever_changes_is_printed_anew(
    what: str, kept: Shelf, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = first(45)
    render_trail(paper, kept=kept)
    all_chunks = of_events(printed)
    printed.clear()
    changed: dict[str, Any] = {
        "language": {"language": "en"},
        "title": {"title": "Khác"},
        "an event": {"events": (replace(paper.events[0], sentence="khác"), *paper.events[1:])},
        "the press": {},
    }
    if what == "the press":
        monkeypatch.setattr(shelf, "press_digest", lambda: "another font")
    other = replace(paper, **changed[what])
    again = render_trail(other, kept=kept)
    count = of_events(printed)
    assert again == plain(other)
    if what == "an event":
        assert count < all_chunks  # the last, and the one it stands in
    elif what != "title":
        assert count == all_chunks


@pytest.mark.usefixtures("small_chunks")
def test_a_damaged_chunk_is_printed_anew(kept: Shelf) -> None:
    whole = render_trail(first(45), kept=kept)
    for path in kept.folder.glob("*/*"):
        content = path.read_bytes()
        path.write_bytes(content[:-20] + b"x" * 20)
    assert render_trail(first(45), kept=kept) == whole


def test_a_part_is_kept_exactly(kept: Shelf) -> None:
    part = Part(b"%PDF\n\x00\xff", 3, {"mục-1": Place(0, 0.1, 1 / 3, 12.75, 1e-9)})
    kept.put("ab" * 32, part)
    assert kept.get("ab" * 32) == part
    assert kept.get("cd" * 32) is None


def test_what_was_not_asked_for_longest_goes_first(kept: Shelf) -> None:
    small = Shelf(kept.folder, limit=5000)
    for number in range(10):
        small.put(f"{number:02d}" * 32, Part(b"x" * 1000, 1, {}))
        path = small._path(f"{number:02d}" * 32)
        os.utime(path, (time.time() - 1000 + number,) * 2)
    small.get("00" * 32)
    small.sweep()
    assert small.get("00" * 32) is not None
    assert small.get("09" * 32) is not None
    assert small.get("01" * 32) is None
    assert sum(path.stat().st_size for path in small.folder.glob("*/*")) <= 5000


def test_a_disk_that_takes_nothing_does_not_stop_the_printing(tmp_path: Path) -> None:
    (tmp_path / "chunks").write_text("in the way")
    assert render_trail(short_paper("vi", 3), kept=Shelf(tmp_path / "chunks")).startswith(b"%PDF")


def test_progress_is_told_to_the_end(kept: Shelf) -> None:
    told: list[tuple[int, int]] = []
    render_trail(short_paper("vi", 5), kept=kept, progress=lambda done, of: told.append((done, of)))
    assert told == [(number, 5) for number in range(1, 6)]


PRINT_WITH_A_HELPER = """
import django
from pathlib import Path
from reorg.papers.printing import render_trail
from reorg.papers.shelf import Shelf
from tests.papers.hai_phong import short_paper
django.setup()
render_trail(short_paper("vi", 60), processes=2, kept=Shelf(Path("kept")))
"""


def test_processes_that_print_leave_nothing_behind(tmp_path: Path) -> None:
    """Each has the fonts in a folder of its own, two megabytes; a worker starts a helper for every long trail."""
    with TemporaryDirectory() as left:  # a short path, for a socket lies in it
        where = os.environ | {"TMPDIR": left, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", PRINT_WITH_A_HELPER], check=True, cwd=tmp_path, env=where)
        behind = [path.name for path in Path(left).iterdir()]
    assert any(tmp_path.joinpath("kept").rglob("*"))
    assert behind == []
