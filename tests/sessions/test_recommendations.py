"""A recommendation from the mouth of a commune to its settlement, and everything that may not happen on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django_fsm import can_proceed

from reorg.sessions import actions, recommending
from reorg.sessions.entries import PARTS
from reorg.sessions.models import Answer, Difficulty, FollowUp, Instruction, Recommendation
from reorg.sessions.states import MOVES, State
from tests.sessions.conftest import Bodies, People, conclude
from workflows import actions as engine
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotReady, NotYou
from workflows.models import Decision, Dossier, Event
from workflows.reading import dossiers_for
from workflows.text import Text
from workflows.trail.verify import verify as verify_trail

pytestmark = pytest.mark.django_db
VERBS = sorted({move.verb for move in MOVES})
SAID = Text("Đã bố trí.", "Done.")


def one(dossier: Dossier, no: int = 1) -> Recommendation:
    return Recommendation.objects.get(dossier=dossier, no=no)


def events(dossier: Dossier, verb: str) -> list[Event]:
    return list(Event.objects.filter(dossier=dossier, verb=verb).order_by("seq"))


# The machine


def test_the_machine_has_exactly_the_declared_moves() -> None:
    edges = Recommendation._meta.get_field("state").get_all_transitions(Recommendation)
    assert {(edge.source, edge.name, edge.target) for edge in edges} == set(MOVES)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("source", list(State))
def test_every_other_pair_is_impossible(source: State, verb: str) -> None:
    found = Recommendation(state=source)
    declared = any((move.source, move.verb) == (source, verb) for move in MOVES)
    assert can_proceed(getattr(found, verb), check_conditions=False) is declared


def test_the_state_cannot_be_assigned_and_the_database_knows_the_moves(concluded: Dossier) -> None:
    found = one(concluded)
    with pytest.raises(AttributeError):
        found.state = State.CLOSED
    with pytest.raises(DatabaseError, match="no recommendation moves"), transaction.atomic():
        Recommendation.objects.filter(pk=found.pk).update(state=State.CLOSED)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM working_sessions_recommendation WHERE id = %s", [found.pk])


def test_an_answer_stays_as_it_was_given(concluded: Dossier, people: People) -> None:
    recommending.answer(one(concluded), text=SAID, actor=people["ls_officer"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(text_vi="khác")


# The session


def test_a_session_is_walked_from_preparing_to_the_end(concluded: Dossier, people: People) -> None:
    """The real case: seven communes, seven recommendations, two instructions, each settled by those whose it is."""
    office, checker = people["ls_office"], people["ls_checker"]
    assert {found.state for found in Recommendation.objects.filter(dossier=concluded)} == {State.ASSIGNED}
    assert len(events(concluded, "recommendation.assigned")) == 7
    task = engine_asked(concluded, people)
    with pytest.raises(NotReady) as refused:
        engine.complete(task, actor=office)
    assert len(refused.value.missing) == 9
    for found in Recommendation.objects.filter(dossier=concluded):
        worker = people["ls_finance"] if found.lead and found.lead.key == "ls_finance" else people["ls_officer"]
        recommending.answer(found, text=SAID, actor=worker)
        recommending.verify(found, actor=checker)
        recommending.close(found, actor=office)
    for given in Instruction.objects.filter(dossier=concluded):
        actions.report_instruction(given, note="Đã làm.", actor=people["ls_officer"])
        actions.confirm_instruction(given, actor=checker)
    engine.complete(engine_asked(concluded, people), actor=office)
    ended = Dossier.objects.get(pk=concluded.pk)
    assert ended.phase == "closed"
    assert verify_trail(ended) is None


def engine_asked(dossier: Dossier, people: People) -> Any:
    from reorg.sessions.demo import asked

    return asked(dossier, people["ls_office"])


def test_nothing_is_concluded_before_it_is_said_who_answers(held: Dossier, people: People, bodies: Bodies) -> None:
    values = {"unit": bodies["ls_khuat_xa"], "category": "other", "text_vi": "Cần một cây cầu."}
    actions.save_entry(held, PARTS["recommendation"], values, actor=people["ls_office"])
    with pytest.raises(NotReady) as refused:
        engine.complete(engine_asked(held, people), actor=people["ls_office"])
    assert "no. 8 says neither who answers" in refused.value.missing[0].what.en


def test_what_came_up_is_signed_and_held_still(held: Dossier, people: People) -> None:
    office = people["ls_office"]
    engine.complete(engine_asked(held, people), actor=office)
    with pytest.raises(NotNow):
        actions.save_entry(held, PARTS["difficulty"], {"text_vi": "Khác"}, no=1, version=1, actor=office)
    with pytest.raises(NotNow):
        actions.describe(held, {"head_vi": "Phó Bí thư"}, version=1, actor=office)


def test_the_signature_covers_every_entry(concluded: Dossier) -> None:
    signed = Decision.objects.get(dossier=concluded).snapshot.content["plan"]
    assert signed["recommendation:0007"]["lead"] == "ls_construction"
    assert signed["session"]["conclusion"].startswith("Giao các sở, ngành")
    assert sum(key.startswith("visit:") for key in signed) == 9


def test_units_and_bodies_find_the_dossier_from_the_moment_they_are_named(
    session: Dossier, people: People, bodies: Bodies
) -> None:
    commune = people["ls_commune"]
    assert not dossiers_for(commune).filter(pk=session.pk).exists()
    values = {"kind": "unit", "text_vi": "Xã Na Dương", "unit": bodies["ls_na_duong"]}
    actions.save_entry(session, PARTS["visit"], values, actor=people["ls_office"])
    assert dossiers_for(commune).filter(pk=session.pk).exists()
    assert not dossiers_for(people["ls_officer"]).filter(pk=session.pk).exists()


def test_a_unit_writes_what_it_raises_and_nothing_else(held: Dossier, people: People, bodies: Bodies) -> None:
    commune = people["ls_commune"]
    values = {"unit": bodies["ls_khuat_xa"], "category": "roads", "text_vi": "Làm đường vào thôn."}
    made = actions.save_entry(held, PARTS["recommendation"], values, actor=commune)
    assert (made.no, made.state, made.unit.key) == (8, State.RAISED, "ls_khuat_xa")
    with pytest.raises(NotYou):
        actions.save_entry(
            held,
            PARTS["recommendation"],
            values | {"text_vi": "Khác", "lead": bodies["ls_finance"], "due": date(2026, 1, 1)},
            actor=commune,
        )
    with pytest.raises(NotYou):
        actions.save_entry(held, PARTS["instruction"], {"text_vi": "Làm đi"}, actor=commune)
    with pytest.raises(NotYou):
        actions.save_entry(held, PARTS["difficulty"], values | {"unit": bodies["ls_finance"]}, actor=commune)
    with pytest.raises(NotYou):
        actions.save_entry(held, PARTS["difficulty"], values, actor=people["ls_officer"])


def test_the_same_form_twice_writes_once_and_a_stale_one_is_refused(held: Dossier, people: People) -> None:
    office, part = people["ls_office"], PARTS["difficulty"]
    before = Difficulty.objects.count()
    first = Difficulty.objects.get(dossier=held, no=1)
    values = {"unit": first.unit, "category": first.category, "text_vi": first.text_vi, "text_en": first.text_en}
    assert actions.save_entry(held, part, values, actor=office).pk == first.pk
    assert Difficulty.objects.count() == before
    changed = actions.save_entry(held, part, values | {"text_vi": "Thiếu người."}, no=1, version=1, actor=office)
    assert changed.version == 2
    with pytest.raises(ContentChanged):
        actions.save_entry(held, part, values | {"text_vi": "Thiếu xe."}, no=1, version=1, actor=office)
    assert events(held, "session.changed")[-1].body["facts"]["after"] == {"text_vi": "Thiếu người."}


def test_what_is_taken_out_keeps_its_number(held: Dossier, people: People, bodies: Bodies) -> None:
    office, part = people["ls_office"], PARTS["difficulty"]
    actions.remove_entry(held, part, 3, actor=office)
    actions.remove_entry(held, part, 3, actor=office)
    assert len(events(held, "session.removed")) == 1
    values = {"unit": bodies["ls_loi_bac"], "category": "other", "text_vi": "Thiếu điện."}
    assert actions.save_entry(held, part, values, actor=office).no == 4


@pytest.mark.parametrize(
    ("part", "values", "field"),
    [
        ("delegate", {"text_vi": "  "}, "text_vi"),
        ("visit", {"kind": "unit", "text_vi": "Xã nào đó"}, "unit"),
        ("recommendation", {"category": "other", "text_vi": "Xin", "due": date(2026, 1, 1)}, "lead"),
    ],
)
def test_bad_input_says_which_field(
    held: Dossier, people: People, bodies: Bodies, part: str, values: dict[str, Any], field: str
) -> None:
    given = values | ({"unit": bodies["ls_loi_bac"]} if part == "recommendation" else {})
    with pytest.raises(BadInput) as refused:
        actions.save_entry(held, PARTS[part], given, actor=people["ls_office"])
    assert refused.value.field == field


def test_another_dossier_has_no_session(agency: Dossier, people: People) -> None:
    with pytest.raises(NotFound):
        actions.describe(agency, {"head_vi": "Bí thư"}, actor=people["anh"])


# What becomes of a recommendation


def test_nothing_is_answered_before_the_conclusion(held: Dossier, people: People) -> None:
    with pytest.raises(NotNow):
        recommending.answer(one(held), text=SAID, actor=people["ls_officer"])


def test_only_the_lead_body_answers_and_once(concluded: Dossier, people: People) -> None:
    found = one(concluded)
    for other in ("ls_finance", "ls_commune", "ls_office", "xuan"):
        with pytest.raises(NotYou):
            recommending.answer(found, text=SAID, actor=people[other])
    recommending.answer(found, text=SAID, actor=people["ls_officer"])
    recommending.answer(found, text=SAID, actor=people["ls_officer"])
    assert len(events(concluded, "recommendation.answered")) == 1
    assert found.answers.count() == 1


def test_nobody_verifies_their_own_answer(concluded: Dossier, people: People) -> None:
    found = one(concluded)
    recommending.answer(found, text=SAID, actor=people["ls_officer"])
    give(people["ls_officer"], "ls_party", "reviewer")
    with pytest.raises(NotYou, match=r"somebody else|người khác"):
        recommending.verify(found, actor=people["ls_officer"])
    with pytest.raises(NotYou):
        recommending.verify(found, actor=people["ls_finance"])
    recommending.verify(found, actor=people["ls_commune"])  # of the commune that asked
    assert one(concluded).state == State.VERIFIED


def give(user: Any, body: str, role: str) -> None:
    from reorg.people.models import Office, Organisation

    Office.objects.create(
        person=user,
        organisation=Organisation.objects.get(key=body),
        role_id=role,
        title_vi=role,
        title_en=role,
        valid_from=date(2025, 1, 1),
    )


def test_an_answer_that_does_not_do_is_owed_again(concluded: Dossier, people: People) -> None:
    found = one(concluded)
    recommending.answer(found, text=SAID, actor=people["ls_officer"])
    with pytest.raises(BadInput):
        recommending.send_back(found, reason=" ", actor=people["ls_checker"])
    recommending.send_back(found, reason="Chưa nêu số người.", actor=people["ls_checker"])
    assert one(concluded).state == State.ASSIGNED
    recommending.answer(found, text=Text("Hai người.", "Two."), actor=people["ls_officer"])
    assert found.answers.count() == 2


def test_it_is_settled_only_when_what_was_promised_is_done(concluded: Dossier, people: People, bodies: Bodies) -> None:
    office, found = people["ls_office"], one(concluded)
    promised = {
        "kind": "staff",
        "text_vi": "Biệt phái hai người",
        "recommendation": found,
        "unit": bodies["ls_thong_nhat"],
        "by": bodies["ls_home_affairs"],
        "quantity": 2,
    }
    work = actions.save_entry(concluded, PARTS["follow_up"], promised, actor=people["ls_officer"])
    recommending.answer(found, text=SAID, actor=people["ls_officer"])
    recommending.verify(found, actor=people["ls_checker"])
    with pytest.raises(NotNow, match=r"neither done nor dropped|chưa xong"):
        recommending.close(found, actor=office)
    with pytest.raises(BadInput):
        actions.move_follow_up(work, state="dropped", why="", actor=people["ls_officer"])
    with pytest.raises(NotYou):
        actions.move_follow_up(work, state="done", why="", actor=people["ls_finance"])
    actions.move_follow_up(work, state="done", why="", actor=people["ls_officer"])
    recommending.close(found, actor=office)
    recommending.close(found, actor=office)
    assert len(events(concluded, "recommendation.closed")) == 1
    with pytest.raises(NotNow):
        actions.move_follow_up(FollowUp.objects.get(pk=work.pk), state="doing", why="", actor=people["ls_officer"])


def test_what_is_beyond_the_province_goes_up_and_comes_back_with_a_paper(concluded: Dossier, people: People) -> None:
    found = one(concluded, 5)
    with pytest.raises(NotYou):
        recommending.escalate(found, higher="Chính phủ", reason="Vượt thẩm quyền", actor=people["ls_officer"])
    recommending.escalate(found, higher="Chính phủ", reason="Vượt thẩm quyền", actor=people["ls_secretary"])
    with pytest.raises(BadInput) as refused:
        recommending.answer(found, text=SAID, actor=people["ls_office"])
    assert refused.value.field == "paper"
    recommending.answer(found, text=SAID, paper="12/TTg-CN", actor=people["ls_office"])
    assert events(concluded, "recommendation.answered")[-1].body["facts"]["higher"] == "Chính phủ"
    assert one(concluded, 5).state == State.ANSWERED


def test_the_host_gives_it_to_another_body_with_a_reason(concluded: Dossier, people: People, bodies: Bodies) -> None:
    found, new = one(concluded), {"lead": bodies["ls_pc"], "coordinating": [bodies["ls_home_affairs"]]}
    with pytest.raises(BadInput):
        recommending.assign(found, **new, due=date(2026, 1, 31), reason="", actor=people["ls_office"])
    recommending.assign(found, **new, due=date(2026, 1, 31), reason="Đúng thẩm quyền.", actor=people["ls_office"])
    recommending.assign(found, **new, due=date(2026, 1, 31), reason="", actor=people["ls_office"])
    assert one(concluded).lead == bodies["ls_pc"]
    assert len(events(concluded, "recommendation.assigned")) == 8
    assert dossiers_for(people["ls_officer"]).filter(pk=concluded.pk).exists()


def test_a_coordinating_body_contributes_without_answering(concluded: Dossier, people: People) -> None:
    found = one(concluded)
    recommending.contribute(found, text=SAID, actor=people["ls_finance"])
    recommending.contribute(found, text=SAID, actor=people["ls_finance"])
    assert one(concluded).state == State.ASSIGNED
    assert found.answers.count() == 1
    with pytest.raises(NotYou):
        recommending.contribute(found, text=SAID, actor=people["ls_commune"])


def test_an_instruction_is_reported_by_one_and_confirmed_by_another(concluded: Dossier, people: People) -> None:
    given = Instruction.objects.get(dossier=concluded, no=1)
    with pytest.raises(NotYou):
        actions.report_instruction(given, note="Xong", actor=people["ls_finance"])
    with pytest.raises(NotNow):
        actions.confirm_instruction(given, actor=people["ls_checker"])
    actions.report_instruction(given, note="Xong", actor=people["ls_officer"])
    actions.reopen_instruction(given, reason="Thiếu danh sách.", actor=people["ls_checker"])
    actions.report_instruction(given, note="Xong, có danh sách", actor=people["ls_officer"])
    actions.confirm_instruction(given, actor=people["ls_checker"])
    assert Instruction.objects.get(pk=given.pk).state == "confirmed"


def test_signing_returned_sessions_changes_nothing_yet(held: Dossier, people: People) -> None:
    """A conclusion that is sent back assigns nothing; the next one does."""
    from reorg.sessions.demo import asked

    office, secretary = people["ls_office"], people["ls_secretary"]
    engine.complete(asked(held, office), actor=office)
    waiting = asked(held, secretary)
    shown, _content = engine.shown_to_signer(waiting)
    engine.send_back(waiting, to="hold", reason="Ghi rõ thời hạn.", shown=shown, actor=secretary)
    assert {found.state for found in Recommendation.objects.filter(dossier=held)} == {State.RAISED}
    conclude(held, people)
    assert {found.state for found in Recommendation.objects.filter(dossier=held)} == {State.ASSIGNED}
