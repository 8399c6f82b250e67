"""What each kind of person sees: all of a dossier they take part in, and not a word of any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.cast import asked, drafted, paper, today
from tests.engine.doing import People, prove
from workflows import actions
from workflows.errors import NotFound, NotYou
from workflows.models import Dossier
from workflows.reading import (
    assignment_for,
    assignments_for,
    document_version_for,
    documents_for,
    dossier_for,
    dossiers_for,
    events_for,
    evidence_for,
    is_auditor,
    item_for,
    may_export,
)

pytestmark = pytest.mark.django_db

# The consolidation of the Departments of Home Affairs: who takes part through one of their offices.
PARTIES = ("anh", "binh", "cuc", "hanh", "phuc", "quynh", "son", "tuan", "uyen", "vinh")
OUTSIDERS = ("dung", "giang", "khanh", "lam", "mai", "nam", "oanh", "xuan")
EXPORTING = ("anh", "binh", "cuc", "phuc", "uyen", "vinh")


@pytest.fixture
def things(agency: Dossier, people: People) -> dict[str, Callable[[Any], Any]]:
    """Every way to something of the dossier, for a person."""
    shared = paper(agency, "ĐA", actor=people["anh"], symbol="1/ĐA-UBND", signed=True).versions.get()
    proof = prove(agency.items.get(code="SEA-02"), people["quynh"])
    step = asked(agency, people["anh"])
    return {
        "dossier": lambda person: dossier_for(person, agency.code),
        "paper": lambda person: document_version_for(person, shared.pk),
        "evidence": lambda person: evidence_for(person, proof.pk),
        "item": lambda person: item_for(person, agency.code, "SEA-02"),
        "step": lambda person: assignment_for(person, step.pk),
    }


@pytest.mark.parametrize("who", PARTIES)
def test_whoever_takes_part_sees_the_dossier(
    who: str, things: dict[str, Callable[[Any], Any]], agency: Dossier, people: People
) -> None:
    person = people[who]
    for name in ("dossier", "paper", "evidence", "item"):
        assert things[name](person)
    assert list(dossiers_for(person)) == [agency]
    assert events_for(person, agency).count() == agency.events.count()
    assert documents_for(person, agency).count() == 1
    if who == "anh":
        assert things["step"](person)
    else:
        with pytest.raises(NotYou, match="not of an office you hold"):
            things["step"](person)


@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody"])
def test_for_everybody_else_there_is_no_dossier(
    who: str, things: dict[str, Callable[[Any], Any]], agency: Dossier, people: People
) -> None:
    person = AnonymousUser() if who == "nobody" else people[who]
    for find in things.values():
        with pytest.raises(NotFound):
            find(person)
    assert not dossiers_for(person).exists()
    assert not events_for(person, agency).exists()
    assert not documents_for(person, agency).exists()
    assert not assignments_for(person).exists()


def test_what_is_hidden_and_what_is_not_there_get_the_same_answer(agency: Dossier, people: People) -> None:
    answers = []
    for code in (agency.code, "KH-00"):
        with pytest.raises(NotFound) as refusal:
            dossier_for(people["xuan"], code)
        answers.append(str(refusal.value).replace(code, "?"))
    assert answers[0] == answers[1]
    for find in (document_version_for, evidence_for, assignment_for):
        with pytest.raises(NotFound):
            find(people["anh"], 0)
    with pytest.raises(NotFound, match="no item"):
        item_for(people["anh"], agency.code, "XXX-99")


def test_everybody_of_the_cast_is_one_or_the_other(people: People) -> None:
    assert sorted((*PARTIES, *OUTSIDERS)) == sorted(people)


def test_with_the_office_the_sight_ends(
    things: dict[str, Callable[[Any], Any]], agency: Dossier, people: People
) -> None:
    office = people["cuc"].offices.get()
    office.valid_to = today() - timedelta(1)
    office.save()
    for find in things.values():
        with pytest.raises(NotFound):
            find(people["cuc"])
    office.valid_to = today()
    office.save()
    assert things["dossier"](people["cuc"])


def test_somebody_who_was_switched_off_sees_nothing(
    things: dict[str, Callable[[Any], Any]], agency: Dossier, people: People
) -> None:
    people["anh"].is_active = False
    for find in things.values():
        with pytest.raises(NotFound):
            find(people["anh"])
    assert not assignments_for(people["anh"]).exists()


def test_a_superuser_sees_no_more_than_their_offices(
    things: dict[str, Callable[[Any], Any]], agency: Dossier, people: People
) -> None:
    people["xuan"].is_superuser = people["xuan"].is_staff = True
    for find in things.values():
        with pytest.raises(NotFound):
            find(people["xuan"])


# Restricted papers


@pytest.fixture
def secret(agency: Dossier, people: People) -> Any:
    """A paper of Hải Phòng that only Hải Phòng and the auditors read."""
    document = paper(agency, "BC", actor=people["anh"], symbol="9/BC-UBND")
    document.restricted = True
    document.save(update_fields=["restricted"])
    return document.versions.get()


@pytest.mark.parametrize("who", ["anh", "binh", "tuan", "quynh", "phuc"])
def test_a_restricted_paper_is_for_its_body_and_the_auditors(
    who: str, secret: Any, agency: Dossier, people: People
) -> None:
    assert document_version_for(people[who], secret.pk) == secret
    assert documents_for(people[who], agency).filter(pk=secret.document_id).exists()


@pytest.mark.parametrize("who", ["cuc", "son", "hanh", "uyen", "vinh"])
def test_other_parties_learn_whom_to_ask_for_it(who: str, secret: Any, agency: Dossier, people: People) -> None:
    with pytest.raises(NotYou, match="Ask them for a copy"):
        document_version_for(people[who], secret.pk)
    assert not documents_for(people[who], agency).filter(pk=secret.document_id).exists()


@pytest.mark.parametrize("who", ["xuan", "mai"])
def test_outsiders_do_not_even_learn_that_it_is_there(who: str, secret: Any, people: People) -> None:
    with pytest.raises(NotFound):
        document_version_for(people[who], secret.pk)


# Auditors, exports, inboxes, reading


def test_auditors_are_those_of_the_body_of_oversight(agency: Dossier, people: People) -> None:
    assert {name for name, person in people.items() if is_auditor(person, agency)} == {"phuc"}


def test_the_trail_is_handed_out_to_those_who_decide_draft_or_audit(agency: Dossier, people: People) -> None:
    assert {name for name, person in people.items() if may_export(person, agency)} == set(EXPORTING)


def test_an_inbox_holds_what_is_asked_of_ones_own_offices(agency: Dossier, panel: Dossier, people: People) -> None:
    drafted(agency, people)
    inbox = {name: set(assignments_for(person).filter(state="open")) for name, person in people.items()}
    assert {name for name, asked_of in inbox.items() if asked_of} == {"anh", "binh", "cuc"}
    assert {one.dossier for one in inbox["anh"]} == {panel}
    assert {one.seat for one in inbox["binh"]} == {"lead_pc"}
    assert {one.seat for one in inbox["cuc"]} == {"other_pc"}


def test_reading_is_written_down_once_a_day_for_each_person(agency: Dossier, people: People) -> None:
    changed = agency.changed_at
    for who in ("cuc", "cuc", "phuc"):
        actions.note_reading(agency, actor=people[who])
    events = agency.events.filter(verb="dossier.read")
    assert [event.actor for event in events.order_by("seq")] == [people["cuc"], people["phuc"]]
    agency.refresh_from_db()
    assert agency.changed_at >= changed
    with pytest.raises(NotYou):
        actions.note_reading(agency, actor=people["xuan"])


def test_taking_something_out_is_written_down_each_time(agency: Dossier, people: People) -> None:
    for _ in range(2):
        actions.note_access(
            agency, "evidence.downloaded", actor=people["phuc"], item="SEA-02", file="a.pdf", sha256="0" * 64
        )
    assert agency.events.filter(verb="evidence.downloaded", actor=people["phuc"]).count() == 2
    with pytest.raises(NotYou):
        actions.note_access(agency, "evidence.downloaded", actor=people["xuan"], item="SEA-02", file="a", sha256="0")
