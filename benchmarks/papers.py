"""Printing a trail: the first time, again after one more event, and beside what other engines take at least.

The floors set the same words in the same order without anything that makes a trail a trail: no links, bookmarks,
attachments, page numbers "of". They are not installed with the site but by ``make bench``.
"""

from __future__ import annotations

import io
import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from multiprocessing import get_context
from multiprocessing.forkserver import _forkserver  # type: ignore[attr-defined]
from pathlib import Path
from time import perf_counter
from typing import Any

SIZES = (200, 1_000)
LARGE = 10_000


@dataclass(frozen=True)
class Took:
    """One printing, in processes of its own."""

    name: str
    events: int
    wall: float
    cpu: float
    peak: int
    """MB of the largest process."""
    size: int

    def __str__(self) -> str:
        figures = f"{self.wall:10.1f}{self.cpu:10.1f}{self.peak:10}{self.size // 1000:10}"
        return f"{self.name:<50}{self.events:>8,}{figures}"


HEAD = f"{'printing a trail':<50}{'events':>8}{'wall s':>10}{'CPU s':>10}{'peak MB':>10}{'kB':>10}"


def printing(*, large: bool = False) -> Iterator[Took | str]:
    """``large``: 10,000 events too."""
    with tempfile.TemporaryDirectory() as folder:
        for events in (*SIZES, LARGE) if large else SIZES:
            chunks = str(Path(folder) / str(events))
            yield alone("ours, first time", ours, events, 0, chunks)
            yield alone("ours, first time, in a process that printed before", ours, events, 0, f"{chunks}-warm", True)
            yield alone("ours, again after one more event", ours, events, 1, chunks)
            yield alone("ours, again, in a process that printed before", ours, events, 2, chunks, True)
            for name, engine in (("floor: ReportLab", reportlab_floor), ("floor: Typst", typst_floor)):
                try:
                    yield alone(name, engine, events)
                except ImportError as missing:
                    yield f"{name} is not measured: {missing.name} is not installed."


def alone(name: str, engine: Callable[..., int], events: int, *more: Any) -> Took:
    """Measured in a process of its own, so that its peak is its own."""
    there, here = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_measured, args=(here, engine, events, *more))
    process.start()
    here.close()
    try:
        answer = there.recv()
    finally:
        process.join()
    if isinstance(answer, ImportError):
        raise answer
    return Took(name, events, *answer)


def _measured(out: Any, engine: Callable[..., int], events: int, *more: Any) -> None:
    import django

    django.setup()
    try:
        act = prepared(engine, events, *more)
        before, begun = os.times(), perf_counter()
        size = act()
        wall = perf_counter() - begun
        _forkserver._stop()  # type: ignore[attr-defined] # what its children took is known once it has ended
        after = os.times()
    except ImportError as error:
        out.send(ImportError(str(error), name=error.name))
        return
    cpu = sum(after[:4]) - sum(before[:4])
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    out.send((wall, cpu, max(peaks) // 1024, size))


def prepared(engine: Callable[..., Any], events: int, *more: Any) -> Callable[[], int]:
    act: Callable[[], int] = engine(events, *more)
    return act


def trail_of(events: int) -> Any:
    """The first events of one long trail of the real case."""
    from tests.papers.hai_phong import paper

    whole = paper("vi", LARGE + 2)
    kept = whole.events[:events]
    return replace(whole, events=kept, head_seq=events, head_hash=kept[-1].hash)


def ours(events: int, added: int, chunks: str, warm: bool = False) -> Callable[[], int]:
    """``warm``: as in a worker that has been running for a while, whose helpers are there."""
    from reorg.papers.printing import HELP_FROM, render_trail
    from reorg.papers.shelf import Shelf

    if warm:
        render_trail(trail_of(HELP_FROM + 1), kept=Shelf(Path(f"{chunks}-before")))
    paper = trail_of(events + added)
    return lambda: len(render_trail(paper, kept=Shelf(Path(chunks))))


def lines_of(event: Any) -> Iterator[str]:
    yield f"{event.at:%H:%M} {event.sentence}"
    yield f"{event.seq} {event.actor.name} – {event.actor.office}, {event.actor.organisation}"
    yield from (f"{fact.label}: {fact.value}" for fact in event.facts)
    yield event.hash


def reportlab_floor(events: int) -> Callable[[], int]:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    from reorg.papers import fonts

    paper = trail_of(events)
    registerFont(TTFont("Serif", str(next(iter(fonts.font_files().values())))))
    style = ParagraphStyle("event", fontName="Serif", fontSize=11, leading=14)

    def act() -> int:
        out, flow = io.BytesIO(), []
        for event in paper.events:
            flow += [Paragraph(escape(fonts.clean(line)), style) for line in lines_of(event)] + [Spacer(1, 6)]
        SimpleDocTemplate(out, pagesize=A4).build(flow)
        return len(out.getvalue())

    return act


def typst_floor(events: int) -> Callable[[], int]:
    import typst

    from reorg.papers import fonts

    paper = trail_of(events)
    folders = sorted({str(path.parent) for path in fonts.font_files().values()})

    def act() -> int:
        blocks = ['#set text(font: "Tinos", size: 11pt, lang: "vi")\n#set page(paper: "a4")\n']
        for event in paper.events:
            lines = (fonts.clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines_of(event))
            blocks.append("#block[" + " \\ ".join(f'#text("{line}")' for line in lines) + "]\n")
        return len(typst.compile("".join(blocks).encode(), font_paths=folders, pdf_standards="a-3b"))

    return act
