"""A long trail is walked in stretches, side by side, and says the same as when it is walked from end to end."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cast import open_agency
from tests.engine.doing import People
from tests.engine.test_trail_is_append_only import TAMPERED, above_the_rules
from workflows.actions import note_access
from workflows.management.commands import verify_trail
from workflows.models import Dossier, Event
from workflows.trail import verify
from workflows.trail.verify import in_stretches, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "STRETCH", 3)
    monkeypatch.setattr(verify_trail, "STRETCH", 3)
    monkeypatch.setattr(verify_trail, "HELP_FROM", 0)


def read_often(people: People, code: str = "HN-01", times: int = 5) -> Dossier:
    dossier = open_agency(people, code)
    for form in range(times):
        note_access(dossier, "trail.exported", actor=people["anh"], form=f"{form}", language="vi", to_seq=1, head="0")
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.usefixtures("short_stretches")
def test_stretches_cover_each_event_once_and_the_last_ends_at_the_head(people: People) -> None:
    dossier = read_often(people)
    stretches = list(in_stretches(dossier))
    assert [stretch.first for stretch in stretches] == list(range(1, dossier.head_seq + 1, 3))
    assert [stretch.last for stretch in stretches[:-1]] == [stretch.first + 2 for stretch in stretches[:-1]]
    assert stretches[-1].last is None
    assert [walk(stretch) for stretch in stretches] == [None] * len(stretches)


@pytest.mark.usefixtures("short_stretches")
@pytest.mark.parametrize("statement", TAMPERED)
@pytest.mark.parametrize("seq", [3, 4, 5])  # the end of a stretch, the begin of the next, its middle
def test_they_find_what_one_walk_finds(seq: int, statement: str, people: People) -> None:
    dossier = read_often(people)
    statement = statement.replace("'step.done', 'step.gone'", "'HN-01', 'HN-10'")
    above_the_rules(statement.format(id=Event.objects.get(dossier=dossier, seq=seq).pk))
    found = [broken for broken in map(walk, in_stretches(dossier)) if broken]
    whole = verify.verify(dossier)
    assert whole is not None
    assert found[0].seq == whole.seq == seq
    assert whole.why.startswith(found[0].why)  # at the end of a stretch nobody knows what follows


def test_somebody_acting_meanwhile_breaks_nothing(people: People) -> None:
    before = read_often(people)
    note_access(before, "trail.exported", actor=people["anh"], form="PDF", language="vi", to_seq=1, head="0")
    assert verify.verify(before) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_stretches")
def test_two_processes_walk_all_chains_and_tell_how_far_they_are(people: People) -> None:
    first, second = read_often(people), read_often(people, "HN-02", times=9)
    said, told = StringIO(), StringIO()
    call_command("verify_trail", "--processes", "2", "--progress", stdout=said, stderr=told)
    events = first.head_seq + second.head_seq
    assert f"2 chains with {events} events are whole." in said.getvalue()
    assert f"{events} of {events} events (100 %)" in told.getvalue()
    above_the_rules(f"UPDATE workflows_event SET verb = 'x' WHERE dossier_id = {second.pk} AND seq IN (5, 9)")  # noqa: S608
    with pytest.raises(CommandError, match="1 of 2 chains are broken"):
        call_command("verify_trail", "--processes", "2", stdout=said)
    assert "HN-02: event 5 is broken: its columns differ" in said.getvalue()
