"""Timers, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter
from typing import Any

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext


class Times:
    """Milliseconds of one kind of act."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.failed = 0

    def time(self, act: Callable[[], Any]) -> None:
        begun = perf_counter()
        try:
            act()
        except Exception:  # a lock that was never had is a result too
            self.failed += 1
        self.taken.append((perf_counter() - begun) * 1000)

    def at(self, percent: int) -> float:
        taken = sorted(self.taken)
        return taken[min(len(taken) - 1, len(taken) * percent // 100)]

    def row(self, name: str, statements: int | str, *percents: int) -> str:
        figures = "".join(f"{self.at(percent):10.1f}" for percent in percents)
        failed = f"   {self.failed} failed" if self.failed else ""
        return f"{name:<58}{statements:>6}{figures}{len(self.taken):>8}{failed}"


def statements(act: Callable[[], Any]) -> int:
    """How many statements an act sends, BEGIN and COMMIT among them."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def at_once(times: Times, acts: list[Callable[[], Any]]) -> None:
    """Time acts that begin at the same moment, each on its own connection."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            times.time(act)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
