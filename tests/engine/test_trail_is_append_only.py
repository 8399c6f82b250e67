"""What was written stays as it was written, whoever tries, and however."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.utils import timezone

from tests.cast import drafted, open_agency
from tests.engine.doing import People, at_hand_over, fresh, prove, retitle, signs
from workflows.models import Dossier, Event
from workflows.models.events import TrailIsAppendOnly
from workflows.trail.canonical import canonical, sha256, stamp
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(agency: Dossier, people: People) -> Event:
    drafted(agency, people)
    found: Event = agency.events.get(verb="step.done")
    return found


def refused_sql(statement: str, *values: Any) -> str:
    """The database's answer to a statement; the test fails when it is carried out."""
    with connection.cursor() as sql:
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError) as answer, transaction.atomic():
            sql.execute(statement, values)
    return str(answer.value)


# Through the ORM


def test_an_event_cannot_be_changed_or_removed_by_its_instance(event: Event) -> None:
    event.verb = "dossier.read"
    for attempt in (event.save, event.delete):
        with pytest.raises(TrailIsAppendOnly):
            attempt()
    assert Event.objects.get(pk=event.pk).verb == "step.done"


def test_events_cannot_be_changed_or_removed_by_a_queryset(event: Event) -> None:
    events = Event.objects.filter(pk=event.pk)
    with pytest.raises(TrailIsAppendOnly):
        events.update(verb="dossier.read")
    with pytest.raises(TrailIsAppendOnly):
        events.delete()
    with pytest.raises(TrailIsAppendOnly):
        Event.objects.bulk_update([event], ["verb"])
    with pytest.raises(TrailIsAppendOnly):
        Event.objects.update_or_create(pk=event.pk, defaults={"verb": "dossier.read"})
    with pytest.raises(IntegrityError), transaction.atomic():
        event._meta.base_manager.filter(pk=event.pk).update(verb="dossier.read")
    assert events.get().verb == "step.done"


def test_a_conflicting_insert_does_not_overwrite_an_event(event: Event) -> None:
    event.record = "{}"
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.bulk_create(
            [event], update_conflicts=True, unique_fields=["dossier", "seq"], update_fields=["record"]
        )
    assert Event.objects.get(pk=event.pk).record != "{}"


def test_the_admin_has_no_way_either(event: Event, people: People) -> None:
    assert not admin.site.is_registered(Event)
    page, request = admin.ModelAdmin(Event, admin.site), RequestFactory().post("/")
    request.user = people["anh"]
    for attempt in (
        lambda: page.delete_model(request, event),
        lambda: page.delete_queryset(request, Event.objects.all()),
        lambda: page.save_model(request, event, None, True),
    ):
        with pytest.raises(TrailIsAppendOnly):
            attempt()


def test_a_dossier_cannot_be_deleted_with_its_trail(event: Event) -> None:
    with pytest.raises(ProtectedError):
        event.dossier.delete()
    assert "stays as it is" in refused_sql("DELETE FROM workflows_dossier WHERE id = %s", event.dossier_id)


# By SQL


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflows_event SET verb = 'dossier.read'",
        "UPDATE workflows_event SET record = replace(record, 'anh', 'xuan')",
        "UPDATE workflows_event SET hash = hash",
        "DELETE FROM workflows_event",
        "TRUNCATE workflows_event",
        "TRUNCATE workflows_event CASCADE",
        "TRUNCATE workflows_dossier CASCADE",
    ],
)
def test_even_the_owner_of_the_tables_is_refused(event: Event, statement: str) -> None:
    assert "stays as it is" in refused_sql(statement)
    assert verify(fresh(event.dossier)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflows_event SET verb = 'dossier.read'",
        "DELETE FROM workflows_event",
        "TRUNCATE workflows_event",
        "DROP TABLE workflows_event",
        "ALTER TABLE workflows_event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_stays ON workflows_event",
        "CREATE OR REPLACE FUNCTION workflows_refuse() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "SET session_replication_role = replica",
        "TRUNCATE workflows_decision CASCADE",
    ],
)
def test_the_application_has_not_even_the_right_to_try(event: Event, as_application: str, statement: str) -> None:
    answer = refused_sql(statement)
    assert "permission denied" in answer or "must be owner" in answer


def test_the_application_can_do_all_its_work(people: People, as_application: str) -> None:
    dossier = open_agency(people, "HN-02")
    at_hand_over(dossier, people)
    assert verify(fresh(dossier)) is None


# Forged events

FORGERIES: dict[str, dict[str, Any]] = {
    "names another event before it": {"prev_hash": "f" * 64},
    "has a hash that is not its own": {"hash": "f" * 64},
    "leaves a number out": {"seq": lambda seq: seq + 1},
    "takes a number twice": {"seq": lambda seq: seq - 1},
    "shows another verb than it says": {"verb": "dossier.withdrawn"},
    "shows another person than it says": {"actor": "binh"},
    "shows another time than it says": {"at": lambda at: at + timezone.timedelta(hours=1)},
}


def next_event(dossier: Dossier, /, **said: Any) -> Event:
    """A well-made event that follows the last one; ``said`` replaces what its record says, None leaves it out."""
    last = dossier.events.latest("seq")
    now = timezone.now()
    body = {"v": 1, "dossier": dossier.code, "seq": last.seq + 1, "at": stamp(now), "verb": "dossier.read"}
    body |= {"actor": None, "facts": {}, "prev": last.hash} | said
    record = canonical({key: value for key, value in body.items() if value != "left out"})
    return Event(
        dossier=dossier,
        seq=last.seq + 1,
        at=now,
        verb="dossier.read",
        record=record,
        prev_hash=last.hash,
        hash=sha256(record),
    )


def test_an_event_that_follows_is_taken(event: Event) -> None:
    Event.objects.bulk_create([next_event(event.dossier)])


@pytest.mark.parametrize("forgery", FORGERIES)
def test_an_event_is_refused_that(forgery: str, event: Event, people: People) -> None:
    forged = next_event(event.dossier)
    for field, value in FORGERIES[forgery].items():
        value = people[value] if field == "actor" else value
        setattr(forged, field, value(getattr(forged, field)) if callable(value) else value)
    with pytest.raises(IntegrityError, match="does not continue its trail"), transaction.atomic():
        Event.objects.bulk_create([forged])


@pytest.mark.parametrize("key", ["dossier", "seq", "at", "verb", "prev"])
@pytest.mark.parametrize("value", ["left out", None])
def test_an_event_is_refused_whose_record_keeps_silent(event: Event, key: str, value: Any) -> None:
    with pytest.raises(IntegrityError, match="does not continue its trail"), transaction.atomic():
        Event.objects.bulk_create([next_event(event.dossier, **{key: value})])


def test_an_event_is_refused_that_speaks_of_another_dossier(event: Event, people: People) -> None:
    other = open_agency(people, "HN-02")
    with pytest.raises(IntegrityError, match="does not continue its trail"), transaction.atomic():
        Event.objects.bulk_create([next_event(event.dossier, dossier=other.code)])


def test_an_event_is_refused_that_is_not_json(event: Event) -> None:
    forged = next_event(event.dossier)
    forged.record, forged.hash = "đã ký", sha256("đã ký")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.bulk_create([forged])


def test_a_dossier_cannot_name_another_head(event: Event) -> None:
    answer = refused_sql("UPDATE workflows_dossier SET head_seq = head_seq - 1 WHERE id = %s", event.dossier_id)
    assert "last event" in answer
    refused_sql("UPDATE workflows_dossier SET head_hash = repeat('f', 64) WHERE id = %s", event.dossier_id)
    refused_sql("UPDATE workflows_dossier SET code = 'HN-99' WHERE id = %s", event.dossier_id)


# What was decided, filed and shown


@pytest.fixture
def decided(agency: Dossier, people: People) -> Dossier:
    """A dossier with at least one record of each kind."""
    at_hand_over(agency, people)
    prove(agency.items.filter(owner__key="hd_home_affairs").first() or agency.items.first(), people["anh"])
    return agency


KEPT = {
    "decision": ("outcome = 'refused'", "snapshot_id = snapshot_id + 1", "at = now()"),
    "ballotresult": ("yes = yes - 1", "passed = NOT passed"),
    "snapshot": ("content = '{}'", "digest = repeat('0', 64)"),
    "documentversion": ("sha256 = repeat('0', 64)", "file = 'x'"),
    "evidence": ("sha256 = repeat('0', 64)", "name = 'x'"),
}


def test_what_was_given_is_neither_changed_nor_removed(decided: Dossier) -> None:
    for table, changes in KEPT.items():
        with connection.cursor() as sql:
            sql.execute(f"SELECT count(*) FROM workflows_{table}")  # noqa: S608
            assert sql.fetchone()[0] > 0, table
        for change in changes:
            assert "stays as it" in refused_sql(f"UPDATE workflows_{table} SET {change}")  # noqa: S608
        assert "stays as it is" in refused_sql(f"DELETE FROM workflows_{table}")  # noqa: S608
        assert "stays as it is" in refused_sql(f"TRUNCATE workflows_{table} CASCADE")


def test_a_superseded_signature_does_not_come_back(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    decision = signs(agency.assignments.get(seat="lead_pc", state="open"), people["binh"])
    retitle(agency, people["anh"], 1)
    decision.refresh_from_db()
    assert not decision.counts
    answer = refused_sql("UPDATE workflows_decision SET superseded_at = NULL WHERE id = %s", decision.pk)
    assert "only be superseded, once" in answer


# People


def test_nobody_who_acted_is_deleted(event: Event, people: People) -> None:
    with pytest.raises(ProtectedError):
        people["anh"].delete()
    people["anh"].offices.all().delete()
    assert "violates foreign key" in refused_sql("DELETE FROM people_user WHERE id = %s", people["anh"].pk)


def test_an_event_keeps_the_name_and_the_office_of_its_day(event: Event, people: People) -> None:
    anh = people["anh"]
    anh.full_name = "Nguyễn Thị Ánh Tuyết"
    anh.save()
    anh.offices.all().delete()
    actor = Event.objects.get(pk=event.pk).body["actor"]
    assert actor["name"] == "Nguyễn Thị Ánh"
    assert actor["office"] == {"vi": "Tổ trưởng Tổ công tác", "en": "Head of the task force"}
    assert actor["organisation"]["vi"].startswith("Ủy ban nhân dân")


# Whoever is above the database's rules is found out

TAMPERED = {
    "UPDATE workflows_event SET record = replace(record, 'step.done', 'step.gone') WHERE id = {id}": "was altered",
    "UPDATE workflows_event SET verb = 'dossier.read' WHERE id = {id}": "columns differ",
    "UPDATE workflows_event SET actor_id = NULL WHERE id = {id}": "columns differ",
    "UPDATE workflows_event SET at = at + interval '1 day' WHERE id = {id}": "columns differ",
    "UPDATE workflows_event SET prev_hash = repeat('0', 64) WHERE id = {id}": "does not continue",
    "UPDATE workflows_event SET record = '[]', hash = encode(sha256('[]'), 'hex') WHERE id = {id}": "not a record",
    "DELETE FROM workflows_event WHERE id = {id}": "is missing",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_a_superuser_alters_is_found_and_named(statement: str, event: Event, people: People) -> None:
    whole = open_agency(people, "HN-02")
    above_the_rules(statement.format(id=event.pk))
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 2 chains are broken"):
        call_command("verify_trail", stdout=said)
    assert f"{event.dossier.code}: event {event.seq} is broken: " in said.getvalue()
    assert TAMPERED[statement] in said.getvalue()
    assert whole.code not in said.getvalue()


def test_an_event_cut_off_at_the_end_is_missed(event: Event) -> None:
    dossier = fresh(event.dossier)
    above_the_rules(f"DELETE FROM workflows_event WHERE dossier_id = {dossier.pk} AND seq = {dossier.head_seq}")  # noqa: S608
    broken = verify(dossier)
    assert broken is not None
    assert broken.seq == dossier.head_seq


def test_a_whole_trail_is_said_to_be_whole(event: Event) -> None:
    said = StringIO()
    call_command("verify_trail", event.dossier.code, stdout=said)
    assert f"1 chains with {fresh(event.dossier).head_seq} events are whole." in said.getvalue()
    with pytest.raises(CommandError, match="There is no dossier KH-00"):
        call_command("verify_trail", "KH-00", stdout=said)


def above_the_rules(statement: str) -> None:
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")
        sql.execute(statement)
        sql.execute("SET session_replication_role = origin")
