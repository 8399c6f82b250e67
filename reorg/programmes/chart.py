"""Pictures of a programme as plain SVG: presentation by classes only, so that a strict content policy, paper and the
dark look all show them. Each stands beside its table, which says the same to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reorg.programmes.figures import Moment
from reorg.programmes.forecast import Bar
from workflows.phases import Phase

WIDTH, HEIGHT = 520, 240
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 14, 34
GAP = 0.18  # of a column


class Point(NamedTuple):
    x: float
    y: float


def phases_chart(moments: Sequence[Moment], phases: Sequence[Phase], days: Sequence[str], name: str) -> SafeString:
    """Columns of dossiers by phase, one for each moment. ``days`` are the moments in the reader's words."""
    frame = _Frame(max((moment.opened for moment in moments), default=1))
    wide = frame.width / max(len(moments), 1)
    columns = []
    for place, moment in enumerate(moments):
        x, below = LEFT + wide * (place + GAP / 2), 0
        for phase in phases:
            count = moment.phases.get(phase, 0)
            if count:
                y = frame.y(below + count)
                height = f"{frame.y(below) - y:.1f}"
                columns.append((f"{x:.1f}", f"{y:.1f}", f"{wide * (1 - GAP):.1f}", height, f"in-{phase.value}"))
                below += count
    bars = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', columns)
    return _svg(name, frame.scale(), bars, frame.days(days))


def progress_chart(moments: Sequence[Moment], days: Sequence[str], name: str, words: tuple[str, str]) -> SafeString:
    """Two lines that meet when everything is decided: dossiers opened, dossiers decided."""
    frame = _Frame(max((moment.opened for moment in moments), default=1))
    wide = frame.width / max(len(moments) - 1, 1)
    drawn = []
    for css, of in (("opened", [m.opened for m in moments]), ("decided", [m.decided for m in moments])):
        points = [Point(LEFT + wide * place, frame.y(count)) for place, count in enumerate(of)]
        steps = "".join(f"H{point.x:.1f}V{point.y:.1f}" for point in points[1:])
        drawn.append((css, f"M{points[0].x:.1f} {points[0].y:.1f}{steps}" if points else ""))
    lines = format_html_join("", '<path class="line-{}" d="{}"/>', drawn)
    named = format_html_join(
        "",
        '<text class="line-name line-name-{}" x="{}" y="{}">{}</text>',
        (
            (css, LEFT + 8, f"{TOP + 14 + 17 * place}", word)
            for place, (css, word) in enumerate(zip(("opened", "decided"), words, strict=True))
        ),
    )
    return _svg(name, frame.scale(), lines, named, frame.days(days))


class _Frame:
    """The axes: dossiers upwards, days to the right."""

    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def __init__(self, most: int) -> None:
        self.step = next(step for step in _steps() if most / step <= 4)
        self.top = max(self.step, -(-most // self.step) * self.step)

    def y(self, count: int) -> float:
        return TOP + self.height * (1 - count / self.top)

    def scale(self) -> SafeString:
        return format_html_join(
            "",
            '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
            '<text class="axis axis-left" x="{3}" y="{4}">{5}</text>',
            (
                (LEFT, WIDTH - RIGHT, f"{self.y(count):.1f}", LEFT - 6, f"{self.y(count) + 5:.1f}", count)
                for count in range(0, self.top + 1, self.step)
            ),
        )

    def days(self, days: Sequence[str]) -> SafeString:
        if not days:
            return SafeString("")
        ends = [(LEFT, "first", days[0])] + ([(WIDTH - RIGHT, "last", days[-1])] if len(days) > 1 else [])
        return format_html_join(
            "", '<text class="axis axis-{1}" x="{0}" y="{3}">{2}</text>', ((*end, HEIGHT - 10) for end in ends)
        )


def _steps() -> Iterable[int]:
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def _svg(name: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>',
        WIDTH,
        HEIGHT,
        name,
        SafeString("".join(parts)),
    )


class Drawn(NamedTuple):
    """A step on the scale of time: (from, how long), in thousandths of the whole."""

    bar: Bar
    planned: tuple[float, float] | None
    was: tuple[float, float] | None


def drawn(bars: Sequence[Bar], now: datetime) -> tuple[list[Drawn], float | None]:
    """The steps of a dossier on one scale, and where on it we are now (None: outside)."""
    moments = [moment for bar in bars for moment in (bar.planned_from, bar.planned_to, bar.begun, bar.ended) if moment]
    if not moments:
        return [], None
    first, last = min(moments), max(moments)
    whole = max(last - first, timedelta(minutes=1))

    def span(start: datetime | None, end: datetime | None) -> tuple[float, float] | None:
        if start is None or end is None:
            return None
        return (start - first) / whole * 1000, max((end - start) / whole * 1000, 4.0)

    rows = [
        Drawn(bar, span(bar.planned_from, bar.planned_to), span(bar.begun, (bar.ended or now) if bar.begun else None))
        for bar in bars
    ]
    return rows, (now - first) / whole * 1000 if first <= now <= last else None
