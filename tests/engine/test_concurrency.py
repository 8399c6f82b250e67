"""At the same moment: nothing is lost, nothing happens twice, and the trail says what happened. Real connections."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.cast import asked, drafted, open_agency
from tests.engine.doing import (
    People,
    at_concurrence,
    at_councils,
    fresh,
    give_office,
    open_steps,
    open_with,
    phase,
    prove,
    retitle,
    seat_of,
    shown,
    signs,
    told,
    verbs,
    votes,
)
from tests.engine.flows import Panel
from tests.engine.together import held, in_turn, is_whole, together
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Assignment, Decision, Dossier, Evidence
from workflows.text import Text

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def to_be_signed(people: People, turn: int) -> tuple[Dossier, str, dict[str, Assignment]]:
    """A dossier before its three signers, what they have on their screens, and what is asked of each."""
    dossier = open_with(Panel, people, f"T-{turn}")
    drafted(dossier, people)
    seats = {who: asked(dossier, people[who]) for who in ("binh", "cuc", "uyen")}
    return dossier, shown(seats["binh"]), seats


def test_three_signers_at_once_all_succeed_once(people: People) -> None:
    for turn in range(ROUNDS):
        dossier, seen, seats = to_be_signed(people, turn)
        acts = [lambda w=w, a=a, s=seen: actions.sign(a, actor=people[w], shown=s) for w, a in seats.items()]
        assert kinds(together(*acts)) == ["Decision"] * 3
        assert verbs(dossier).count("signoff.approved") == 3
        assert [fact["step"] for fact in told(dossier, "step.approved")] == ["panel"]
        assert open_steps(dossier) == ["line"]
        assert dossier.tasks.filter(step="line").count() == 1
        assert is_whole(dossier)


def test_a_double_click_signs_once(people: People) -> None:
    for turn in range(ROUNDS):
        dossier, seen, seats = to_be_signed(people, turn)
        first, second = together(*[lambda a=seats["binh"], s=seen: actions.sign(a, actor=people["binh"], shown=s)] * 2)
        assert first == second
        assert isinstance(first, Decision)
        assert verbs(dossier).count("signoff.approved") == 1
        assert is_whole(dossier)


def test_a_double_click_finishes_a_step_once(people: People) -> None:
    for turn in range(ROUNDS):
        dossier = open_with(Panel, people, f"T-{turn}")
        draft = asked(dossier, people["anh"])
        together(*[lambda a=draft: actions.complete(a, actor=people["anh"])] * 2)
        assert verbs(dossier).count("step.done") == 1
        assert open_steps(dossier) == ["panel"]
        assert dossier.assignments.filter(task__step="panel").count() == 3


def test_signing_while_the_content_changes_never_signs_other_content(people: People) -> None:
    for turn in range(ROUNDS):
        dossier, seen, seats = to_be_signed(people, turn)
        lead = seats["binh"]
        signed, _changed = together(
            lambda a=lead, s=seen: actions.sign(a, actor=people["binh"], shown=s),
            lambda d=dossier: retitle(d, people["anh"], 9),
        )
        assert isinstance(signed, Decision | ContentChanged)
        assert not [one for one in counting(dossier) if one.digest != fresh(dossier).content_digest]
        assert asked(dossier, people["binh"]).pk == lead.pk, "Bình is asked, or asked again"
        assert is_whole(dossier)


def test_whoever_changes_first_the_signer_is_told(agency: Dossier, people: People) -> None:
    lead, _other = at_concurrence(agency, people)
    seen = shown(lead)

    def change(case: Any) -> None:
        case.act_as(agency.lead_id, ("drafter",))
        case.dossier.title_en = "Consolidate both Departments of Home Affairs"
        case.changed("title_en")
        case.content_changed(Text("tên hồ sơ", "title"))

    refusal = in_turn(agency, people["anh"], change, lambda: actions.sign(lead, actor=people["binh"], shown=seen))
    assert isinstance(refusal, ContentChanged)
    assert [change.what.en for change in refusal.changes] == ["title: en"]
    assert not Decision.objects.exists()
    signs(lead, people["binh"])


def test_whoever_signs_first_is_asked_again(agency: Dossier, people: People) -> None:
    lead, _other = at_concurrence(agency, people)
    seen = shown(lead)

    def sign(case: Any) -> None:
        actions.sign(lead, actor=people["binh"], shown=seen)

    changed = in_turn(agency, people["binh"], sign, lambda: retitle(agency, people["anh"], 9))
    assert isinstance(changed, Dossier)
    (decision,) = agency.decisions.all()
    assert not decision.counts
    assert asked(agency, people["binh"]) == lead
    assert is_whole(agency)


def test_three_returns_at_once_are_one_return(people: People) -> None:
    for turn in range(ROUNDS):
        dossier, _seen, seats = to_be_signed(people, turn)
        results = together(
            *[
                lambda a=a, who=who: actions.send_back(a, to="draft", reason=f"{who}: sửa", actor=people[who])
                for who, a in seats.items()
            ]
        )
        assert kinds(results) == ["NotNow", "NotNow", "Task"]
        assert (verbs(dossier).count("step.returned"), fresh(dossier).round) == (1, 2)
        assert (phase(dossier), open_steps(dossier)) == ("returned", ["draft"])
        assert is_whole(dossier)


def test_a_withdrawal_and_the_last_signature_at_once(people: People) -> None:
    for turn in range(ROUNDS):
        dossier, seen, seats = to_be_signed(people, turn)
        for who in ("binh", "uyen"):
            signs(seats[who], people[who])
        results = together(
            lambda a=seats["cuc"], s=seen: actions.sign(a, actor=people["cuc"], shown=s),
            lambda d=dossier: actions.withdraw(d, reason="Rút", actor=people["binh"]),
        )
        assert "Dossier" in kinds(results), "an undecided dossier can be withdrawn, before or after"
        assert (phase(dossier), open_steps(dossier)) == ("withdrawn", [])
        assert is_whole(dossier)


def test_two_councils_vote_at_once(merger: Dossier, people: People) -> None:
    at_councils(merger, people)
    ballots = {who: asked(merger, people[who]) for who in ("hanh", "khanh")}
    assert kinds(together(*[lambda w=who: votes(ballots[w], people[w]) for who in ballots])) == ["BallotResult"] * 2
    assert verbs(merger).count("ballot.recorded") == 2
    assert open_steps(merger) == ["submit"]
    assert is_whole(merger)


def test_a_vote_sent_twice_at_once_counts_once(merger: Dossier, people: People) -> None:
    at_councils(merger, people)
    ballot = asked(merger, people["hanh"])
    first, second = together(*[lambda: votes(ballot, people["hanh"])] * 2)
    assert first == second
    assert verbs(merger).count("ballot.recorded") == 1


def test_evidence_that_comes_while_it_is_verified_is_verified_or_refused(agency: Dossier, people: People) -> None:
    codes = list(agency.items.filter(owner__key__in=("hp_pc", "hp_home_affairs")).values_list("code", flat=True))
    for code in codes[:5]:
        item = agency.items.select_related("owner").get(code=code)
        prove(item, people["anh"], code)
        actions.report_done(item, actor=people["anh"])
        late, verified = together(
            lambda i=item: prove(i, people["quynh"], "muộn"),
            lambda i=item: actions.verify_item(i, actor=people["tuan"]),
        )
        assert isinstance(late, Evidence | NotNow)
        assert kinds([verified]) == ["ChecklistItem"]
        (fact,) = [fact for fact in told(agency, "item.verified") if fact["item"] == code]
        assert fact["evidence"] == sorted(item.evidence.values_list("sha256", flat=True))
    assert is_whole(agency)


def test_somebody_who_keeps_a_dossier_too_long_does_not_stop_others_for_good(agency: Dossier, people: People) -> None:
    draft = asked(agency, people["anh"])

    def impatient() -> Any:
        with connection.cursor() as sql:
            sql.execute("SET lock_timeout = '50ms'")
        return actions.set_dates(agency, operation=draft.opened_at.date(), actor=people["anh"])

    with held(agency, people["phuc"]):
        (refusal,) = together(impatient)
        assert isinstance(refusal, NotNow)
    (done,) = together(impatient)
    assert isinstance(done, Dossier)


def test_work_on_one_dossier_does_not_wait_for_another(agency: Dossier, people: People) -> None:
    other = open_agency(people, "HN-02")
    with held(agency, people["phuc"]):
        retitle(other, people["anh"], 3)
    assert told(other, "dossier.dated")


def test_a_code_is_given_once(people: People) -> None:
    results = together(*[lambda: open_agency(people, "HN-77")] * 3)
    assert kinds(results) == ["BadInput", "BadInput", "Dossier"]
    assert all(isinstance(result, BadInput | Dossier) for result in results)
    assert is_whole(Dossier.objects.get(code="HN-77"))


def test_many_readers_leave_each_their_own_event(agency: Dossier, people: People) -> None:
    readers = ("binh", "cuc", "hanh", "phuc", "quynh", "son", "uyen", "vinh")
    together(*[lambda w=who: actions.note_reading(agency, actor=people[w]) for who in readers * 2])
    events = agency.events.filter(verb="dossier.read")
    assert sorted(event.actor.username for event in events.select_related("actor")) == sorted(readers)
    assert is_whole(agency)


def test_nobody_signs_two_seats_at_once(people: People) -> None:
    give_office(people["binh"], "hd_pc", "chair")
    dossier = open_agency(people, "HN-01")
    at_concurrence(dossier, people)
    seats = [seat_of(dossier, seat, "concurrence") for seat in ("lead_pc", "other_pc")]
    seen = shown(seats[0])
    results = together(*[lambda a=a: actions.sign(a, actor=people["binh"], shown=seen) for a in seats])
    assert kinds(results) == ["Decision", "NotYou"]
    assert [one for one in results if isinstance(one, NotYou)]
    assert dossier.assignments.filter(state=Assignment.State.OPEN).count() == 1


def counting(dossier: Dossier) -> list[Decision]:
    return list(dossier.decisions.filter(superseded_at__isnull=True).select_related("snapshot"))
