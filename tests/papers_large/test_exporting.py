"""A long trail is printed by the worker: how far it is, stopping it, going on after a kill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reorg.papers import exporting
from reorg.papers.models import Export
from reorg.papers.tasks import print_trail
from workflows.models import Dossier, Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
State = Export.State


@pytest.fixture(autouse=True)
def always_the_worker(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(exporting, "AT_ONCE", 0)


@pytest.fixture
def export(agency: Dossier, people: dict[str, Any]) -> Export:
    return exporting.ask_for_trail(agency, "vi", actor=people["phuc"])


class Context:
    """What the queue hands to a job: which attempt it is."""

    def __init__(self, attempts: int) -> None:
        self.job = type("Job", (), {"attempts": attempts})()


def test_it_is_queued_printed_and_ready(export: Export) -> None:
    assert export.state == State.QUEUED
    print_trail(Context(0), export.pk)
    export.refresh_from_db()
    assert (export.state, export.percent) == (State.READY, 100)
    with export.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_asking_again_while_it_is_printed_gives_the_same(agency: Dossier, export: Export) -> None:
    assert exporting.ask_for_trail(agency, "vi", actor=export.asked_by) == export
    assert Event.objects.filter(verb="trail.exported").count() == 1


def test_cancelling_stops_the_printing(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    told = exporting._progress

    def cancelled_at_two(one: Export, done: int, parts: int) -> None:
        if done == 2:
            exporting.cancel(one, actor=one.asked_by)
        told(one, done, parts)

    monkeypatch.setattr(exporting, "_progress", cancelled_at_two)
    print_trail(Context(0), export.pk)
    export.refresh_from_db()
    assert (export.state, export.done_parts) == (State.CANCELLED, 1)
    assert not export.file


def test_a_killed_worker_is_followed_by_another(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(exporting, "_progress", killed)
        with pytest.raises(Killed):
            print_trail(Context(0), export.pk)
    export.refresh_from_db()
    assert export.state == State.PRINTING
    print_trail(Context(1), export.pk)
    export.refresh_from_db()
    assert export.state == State.READY


def test_after_the_last_try_whoever_asked_may_ask_again(
    agency: Dossier, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jammed(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(exporting, "signed_trail", jammed)
    for attempt, state in ((0, State.PRINTING), (1, State.PRINTING), (2, State.FAILED)):
        with pytest.raises(RuntimeError):
            print_trail(Context(attempt), export.pk)
        export.refresh_from_db()
        assert export.state == state
    assert exporting.ask_for_trail(agency, "vi", actor=export.asked_by) != export
