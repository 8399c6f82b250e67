"""The trail of the system: a chain like those of dossiers, sealed with them, altered by nobody."""

from __future__ import annotations

import json
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from reorg.administration import people as administering
from reorg.administration.rights import Scope, acting_for, scope_of
from reorg.evidence import publishing, seals
from reorg.system.door import SYSTEM, system_door
from reorg.system.models import SystemEvent
from reorg.system.verify import verify
from tests.administration.conftest import body, somebody
from tests.cast import open_agency
from tests.web.reader import as_, words
from workflows.models import Dossier
from workflows.models.events import TrailIsAppendOnly
from workflows.trail.canonical import FIRST, sha256
from workflows.trail.verbs import UnknownVerb, WrongFacts

pytestmark = pytest.mark.django_db


def test_each_act_is_an_event_that_continues_the_one_before(boss: Scope, local: Scope) -> None:
    events = list(SystemEvent.objects.all())
    assert [event.verb for event in events] == ["administrator.appointed", "administrator.appointed"]
    assert [event.prev_hash for event in events] == [FIRST, events[0].hash]
    assert all(sha256(event.record) == event.hash for event in events)
    first, second = (event.body for event in events)
    assert first["actor"] is None, "the command line"
    assert (second["actor"]["name"], second["actor"]["role"]) == ("Bà boss", "administrator")
    assert second["about"] == body("hp_pc").pk == events[1].about_id
    assert verify() is None


@pytest.mark.parametrize(
    ("verb", "facts", "refusal"),
    [
        ("system.burnt", {}, UnknownVerb),
        ("person.linked", {"name": "A"}, WrongFacts),
        ("person.linked", {"name": 1.5, "person": 1}, TypeError),
    ],
)
def test_a_wrong_event_undoes_the_act(boss: Scope, verb: str, facts: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal), system_door(acting_for(boss)) as act:  # noqa: PT012 - one act
        somebody("nobody")
        act.record(verb, **facts)
    assert SystemEvent.objects.count() == 1
    assert not boss.people().filter(username="nobody").exists()


def test_neither_the_orm_nor_the_database_changes_it(boss: Scope) -> None:
    event = SystemEvent.objects.get()
    for attempt in (event.save, event.delete, SystemEvent.objects.all().delete):
        with pytest.raises(TrailIsAppendOnly):
            attempt()
    with pytest.raises(TrailIsAppendOnly):
        SystemEvent.objects.update(verb="x")
    for statement in (
        "UPDATE system_event SET verb = 'person.linked'",
        "DELETE FROM system_event",
        "TRUNCATE system_event CASCADE",
        "INSERT INTO system_event (seq, at, verb, record, prev_hash, hash) "
        "SELECT seq + 1, at, verb, record, hash, hash FROM system_event",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_application_may_only_add(boss: Scope, as_application: str) -> None:
    for statement in ("UPDATE system_event SET verb = verb", "DELETE FROM system_event"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_no_dossier_takes_its_name(people: Any) -> None:
    from workflows.errors import BadInput

    with pytest.raises(BadInput):
        open_agency(people, code=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=open_agency(people).pk).update(code=SYSTEM)


def rewritten(seq: int, old: str, new: str) -> None:
    """What somebody who owns the database could do: change a text, with a hash that fits it."""
    event = SystemEvent.objects.get(seq=seq)
    text = event.record.replace(old, new)
    assert text != event.record
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE system_event SET record = %s, hash = %s WHERE seq = %s", [text, sha256(text), seq])
        cursor.execute("SET session_replication_role = DEFAULT")


def test_verify_trail_walks_it_and_names_what_is_broken(boss: Scope, local: Scope) -> None:
    said = StringIO()
    call_command("verify_trail", stdout=said)
    assert "1 chains with 2 events are whole" in said.getvalue()
    rewritten(1, "01/QĐ", "99/QĐ")
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 1 chains are broken"):
        call_command("verify_trail", stdout=said, no_color=True)
    assert "system: event 2 is broken: it does not continue the event before it" in said.getvalue()


def test_its_head_is_sealed_and_a_seal_finds_out_what_was_rewritten(
    keyed: Any, boss: Scope, local: Scope, tmp_path: Path
) -> None:
    seal = seals.seal()
    assert seal is not None
    heads = seals.heads_at(seal.no)
    last = SystemEvent.objects.get(seq=2)
    place = heads.places[SYSTEM]
    assert (heads.all[place].seq, heads.all[place].hash) == (2, last.hash)
    assert (heads.root, len(heads.all)) == (seal.root, seal.size)
    assert seals.seal(if_changed=True) is None
    published = json.loads(publishing.seal_file(seal))
    assert {"dossier": SYSTEM, "seq": 2, "hash": last.hash} in published["heads"]
    path = tmp_path / "1.json"
    path.write_bytes(publishing.seal_file(seal))
    assert list(publishing.compare(publishing.read(path))) == []
    rewritten(2, "02/QĐ", "77/QĐ")
    assert verify() is None, "the chain alone cannot tell: its end was written anew"
    assert [str(one) for one in seals.contradictions()] == ["system: from event 1: it was rewritten"]
    assert any("system" in one for one in publishing.compare(publishing.read(path)))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_chain(boss: Scope) -> None:
    """Both are written; neither waits for the other's whole act, and the numbers have no gap."""
    people = [somebody(f"p{n}") for n in range(6)]

    def name(person: Any) -> None:
        try:
            administering.appoint(boss, person, organisation=body("hp_pc"), basis="3/QĐ")
        finally:
            connection.close()

    threads = [threading.Thread(target=name, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(SystemEvent.objects.values_list("seq", flat=True)) == list(range(1, 8))
    assert verify() is None


# The page


def test_auditors_and_administrators_read_their_part_of_it(people: Any, boss: Scope, local: Scope) -> None:
    url = reverse("admin_trail")
    assert as_(people["anh"]).get(url).status_code == 404
    auditor = words(as_(people["phuc"]).get(url))
    assert "made Bà boss administrator of the whole installation (01/QĐ)" in auditor
    mine = words(as_(local.user).get(url))
    assert "made Bà local administrator of People's Committee of Hải Phòng City (02/QĐ)" in mine
    assert "01/QĐ" not in mine
    narrowed = words(as_(people["phuc"]).get(url, {"kind": "calendar"}))
    assert "Nothing matches" in narrowed


def test_it_is_taken_out_as_it_was_hashed_and_that_is_an_event(people: Any, boss: Scope) -> None:
    answer = as_(people["phuc"]).get(reverse("admin_trail_export"))
    lines = b"".join(answer).decode().splitlines()
    (line,) = lines
    said = json.loads(line)
    assert sha256(line.split('"record":', 1)[1][:-1]) == said["hash"] == SystemEvent.objects.get(seq=1).hash
    last = SystemEvent.objects.get(seq=2)
    assert (last.verb, last.actor_id) == ("system.exported", people["phuc"].pk)


def test_django_admin_is_nowhere_and_knows_no_model_of_ours(client: Client) -> None:
    """What stands under a trail cannot be added, changed or removed round the doors."""
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert client.get("/admin/").status_code == 404
    ours = [model for model in admin.site._registry if model._meta.app_label in _our_labels()]
    assert ours == []


def _our_labels() -> set[str]:
    from django.apps import apps

    return {config.label for config in apps.get_app_configs() if config.name.startswith(("reorg", "workflows"))}


def test_a_scope_of_nothing_is_not_found(people: Any) -> None:
    from workflows.errors import NotFound

    with pytest.raises(NotFound):
        scope_of(people["anh"])
