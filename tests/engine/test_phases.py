"""The whole machine on one screen: from where, by which verb, to where. Everything else is impossible."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_fsm import TransitionNotAllowed, can_proceed

from tests.engine.doing import People, fresh, phase, verbs
from workflows import actions
from workflows.actions.door import door
from workflows.models import Dossier, Event
from workflows.phases import ENDED, MOVES, VERB_FOR, Phase
from workflows.trail.canonical import canonical, sha256, stamp
from workflows.trail.verbs import UnknownVerb

VERBS = sorted({move.verb for move in MOVES})


def test_the_machine_has_exactly_the_declared_moves() -> None:
    edges = Dossier._meta.get_field("phase").get_all_transitions(Dossier)
    assert {(edge.source, edge.name, edge.target) for edge in edges} == set(MOVES)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("source", list(Phase))
def test_every_other_pair_of_phase_and_verb_is_impossible(source: Phase, verb: str) -> None:
    dossier = Dossier(phase=source)
    declared = any((move.source, move.verb) == (source, verb) for move in MOVES)
    assert can_proceed(getattr(dossier, verb), check_conditions=False) is declared
    if not declared:
        with pytest.raises(TransitionNotAllowed):
            getattr(dossier, verb)()
        assert dossier.phase == source


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_nothing_leads_out_of_an_end(ended: Phase) -> None:
    assert not [move for move in MOVES if move.source == ended]


@pytest.mark.parametrize("source", list(Phase))
@pytest.mark.django_db
def test_the_database_knows_the_same_moves(panel: Dossier, source: Phase) -> None:
    put_into(panel, source)
    possible = {target for target in Phase if target != source and moves(panel, source, target)}
    assert possible == {move.target for move in MOVES if move.source == source}


@pytest.mark.django_db
def test_a_phase_cannot_be_assigned(panel: Dossier) -> None:
    with pytest.raises(AttributeError):
        panel.phase = Phase.CLOSED


@pytest.mark.django_db
def test_a_phase_cannot_be_updated_by_the_orm(panel: Dossier) -> None:
    panel.__dict__["phase"] = Phase.REVIEW  # past the protection of the field
    with pytest.raises(IntegrityError, match="only with the event"), transaction.atomic():
        panel.save()
    with pytest.raises(IntegrityError, match="only with the event"), transaction.atomic():
        Dossier.objects.filter(pk=panel.pk).update(phase=Phase.REVIEW)
    with pytest.raises(IntegrityError, match="only with the event"), transaction.atomic():
        Dossier.objects.bulk_update([panel], ["phase"])
    assert phase(panel) == Phase.DRAFTING


@pytest.mark.parametrize("target", [Phase.REVIEW, Phase.CLOSED])
@pytest.mark.django_db
def test_a_phase_cannot_be_updated_by_sql(panel: Dossier, target: Phase) -> None:
    with pytest.raises(IntegrityError, match="only with the event"), transaction.atomic(), connection.cursor() as sql:
        sql.execute("UPDATE workflows_dossier SET phase = %s WHERE id = %s", [target.value, panel.pk])
    assert phase(panel) == Phase.DRAFTING


@pytest.mark.parametrize(
    "facts",
    [{}, {"to": "closed"}, {"from": None, "to": "closed"}, {"from": "drafting"}, {"from": "approval", "to": "closed"}],
)
@pytest.mark.django_db
def test_an_event_that_does_not_name_a_move_moves_nothing(panel: Dossier, facts: dict[str, str]) -> None:
    now, seq = timezone.now(), panel.head_seq + 1
    body = {"v": 1, "dossier": panel.code, "seq": seq, "at": stamp(now), "verb": "phase.changed", "actor": None}
    record = canonical(body | {"facts": facts, "prev": panel.head_hash})
    event = Event(dossier=panel, seq=seq, at=now, verb="phase.changed", record=record, prev_hash=panel.head_hash)
    event.hash = sha256(record)
    Event.objects.bulk_create([event])
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=panel.pk).update(phase="closed", head_seq=seq, head_hash=event.hash)
    assert phase(panel) == Phase.DRAFTING


@pytest.mark.django_db
def test_a_dossier_begins_in_drafting(panel: Dossier) -> None:
    values = Dossier.objects.filter(pk=panel.pk).values().get() | {"id": None, "code": "T-02", "phase": "approval"}
    with pytest.raises(IntegrityError, match="begins in drafting"), transaction.atomic():
        Dossier.objects.create(**values)


@pytest.mark.django_db
def test_an_act_that_fails_leaves_phase_and_trail_as_they_were(panel: Dossier, people: People) -> None:
    before = verbs(panel)
    with pytest.raises(UnknownVerb), door(panel, actor=people["anh"]) as case:  # noqa: PT012 - both in one act
        case.move_to(Phase.REVIEW)
        case.record("dossier.burnt")
    assert (phase(panel), verbs(panel)) == (Phase.DRAFTING, before)


@pytest.mark.django_db
def test_a_move_writes_its_event_with_both_names(panel: Dossier, people: People) -> None:
    actions.withdraw(panel, reason="Không còn cần", actor=people["binh"])
    facts = panel.events.filter(verb="phase.changed").get().body["facts"]
    assert (facts["from"], facts["verb"], facts["to"]) == ("drafting", "withdraw", "withdrawn")
    assert facts["to_title"] == {"vi": "Đã rút", "en": "Withdrawn"}


def test_the_page_of_the_documentation_is_current() -> None:
    printed = StringIO()
    call_command("phases", stdout=printed)
    page = (settings.BASE_DIR / "docs" / "phases.md").read_text("utf-8")
    assert page == printed.getvalue(), "run: manage.py phases > docs/phases.md"


def put_into(dossier: Dossier, phase: Phase) -> None:
    """As only the owner of the database can, with the triggers switched off."""
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")
        sql.execute("UPDATE workflows_dossier SET phase = %s WHERE id = %s", [phase.value, dossier.pk])
        sql.execute("SET session_replication_role = origin")


def moves(dossier: Dossier, source: Phase, target: Phase) -> bool:
    """Whether the database lets a dossier move when the trail says so; whatever happened is undone."""
    try:
        with transaction.atomic():
            with door(dossier, actor=dossier.opened_by) as case:
                facts = {"from": source.value, "to": target.value, "verb": VERB_FOR.get((source, target), "?")}
                case.record("phase.changed", from_title="", to_title="", **facts)
                case.dossier.__dict__["phase"] = target.value
                case.changed("phase")
            assert fresh(dossier).phase == target
            transaction.set_rollback(True)
            return True
    except IntegrityError:
        return False
