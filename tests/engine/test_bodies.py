"""What councils and households say, counted by the rule of the procedure. Hạnh keeps the minutes of Hải Phòng."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.cast import asked, drafted, paper, sign
from tests.engine.doing import People, answers, at_councils, fresh, open_steps, phase, told, verbs, votes
from workflows import actions
from workflows.errors import BadInput, NotNow, NotReady, NotYou
from workflows.flow.rules import (
    BALLOT_RULES,
    HALF_OF_HOUSEHOLDS,
    INFORMING,
    MAJORITY_OF_ALL,
    MAJORITY_OF_PRESENT,
    MOST_VOTERS,
    TWO_THIRDS_OF_ALL,
    BallotRule,
    OpinionRule,
)
from workflows.models import Dossier
from workflows.trail.verify import verify

# Ballots


@pytest.mark.parametrize(
    ("rule", "electorate", "present", "yes", "passed"),
    [
        (MAJORITY_OF_ALL, 60, 60, 31, True),
        (MAJORITY_OF_ALL, 60, 60, 30, False),  # exactly half is not more than half
        (MAJORITY_OF_ALL, 61, 61, 31, True),
        (MAJORITY_OF_ALL, 61, 61, 30, False),
        (MAJORITY_OF_ALL, 60, 40, 31, True),  # two thirds are there
        (MAJORITY_OF_ALL, 60, 39, 39, False),  # all who are there agree, but too few are there
        (MAJORITY_OF_PRESENT, 60, 40, 21, True),
        (MAJORITY_OF_PRESENT, 60, 40, 20, False),
        (MAJORITY_OF_PRESENT, 60, 39, 39, False),
        (TWO_THIRDS_OF_ALL, 60, 60, 40, True),  # exactly two thirds are enough
        (TWO_THIRDS_OF_ALL, 60, 60, 39, False),
        (TWO_THIRDS_OF_ALL, 61, 61, 40, False),
        (TWO_THIRDS_OF_ALL, 61, 61, 41, True),
        (MAJORITY_OF_ALL, 0, 0, 0, False),
        (MAJORITY_OF_ALL, 3, 2, 2, True),
    ],
)
def test_a_vote_passes_by_its_rule(rule: BallotRule, electorate: int, present: int, yes: int, passed: bool) -> None:
    result, working = rule.result(electorate=electorate, present=present, yes=yes)
    assert result is passed
    assert working.en.endswith(": passed" if passed else "not passed")
    assert f"{present}/{electorate}" in working.vi


@pytest.mark.parametrize("rule", BALLOT_RULES.values(), ids=lambda rule: rule.code)
def test_one_more_vote_in_favour_never_fails_what_passed(rule: BallotRule) -> None:
    for electorate in range(1, 25):
        for present in range(electorate + 1):
            results = [rule.result(electorate=electorate, present=present, yes=yes)[0] for yes in range(present + 1)]
            assert results == sorted(results)


def test_the_working_never_rounds_up_to_what_was_missed() -> None:
    _result, working = MAJORITY_OF_ALL.result(electorate=20_000, present=20_000, yes=9_999)
    assert "49,99 %" in working.vi
    assert "49.99 %" in working.en


@pytest.fixture
def voting(panel: Dossier, people: People) -> Dossier:
    """The panel's council is to vote."""
    drafted(panel, people)
    for who in ("binh", "cuc", "uyen", "cuc", "uyen", "binh"):
        sign(panel, people[who])
    return panel


@pytest.mark.django_db
def test_a_vote_that_passes_leads_on_and_shows_its_working(voting: Dossier, people: People) -> None:
    ballot = votes(asked(voting, people["hanh"]), people["hanh"], electorate=60, present=58, yes=50, no=5, abstain=3)
    assert ballot.passed
    assert phase(voting) == "implementation"
    facts = told(voting, "ballot.recorded")[0]
    assert (facts["yes"], facts["electorate"], facts["rule"]) == (50, 60, "majority-of-all")
    assert facts["working"] == {"vi": ballot.working_vi, "en": ballot.working_en}
    assert facts["body"]["vi"].startswith("Hội đồng nhân dân")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"electorate": 0, "present": 0, "yes": 0}, "electorate"),
        ({"yes": -1}, "electorate"),
        ({"present": 61}, "present"),
        ({"present": 59}, "yes"),
        ({"yes": 40, "no": 20, "abstain": 1}, "yes"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int], field: str, voting: Dossier, people: People) -> None:
    with pytest.raises(BadInput) as refusal:
        votes(asked(voting, people["hanh"]), people["hanh"], **counts)
    assert refusal.value.field == field
    assert not voting.ballots.exists()
    assert phase(voting) == "approval"
    votes(asked(voting, people["hanh"]), people["hanh"], yes=40, no=15, abstain=5)


@pytest.mark.django_db
def test_a_vote_that_fails_returns_the_dossier_with_the_working_as_reason(voting: Dossier, people: People) -> None:
    ballot = votes(asked(voting, people["hanh"]), people["hanh"], yes=30, no=30)
    assert not ballot.passed
    assert (phase(voting), open_steps(voting)) == ("returned", ["draft"])
    assert told(voting, "step.returned")[0]["reason"].endswith(ballot.working_vi)
    assert "30/60 tán thành (50,00 %)" in ballot.working_vi
    ballot.refresh_from_db()
    assert ballot.superseded_at is not None
    assert not voting.decisions.filter(superseded_at__isnull=True).exists()
    assert verify(fresh(voting)) is None


@pytest.mark.django_db
def test_the_same_vote_recorded_twice_is_one_vote(voting: Dossier, people: People) -> None:
    assignment = asked(voting, people["hanh"])
    first = votes(assignment, people["hanh"], yes=31, no=29)
    assert votes(assignment, people["hanh"], yes=60) == first
    assert (first.yes, verbs(voting).count("ballot.recorded")) == (31, 1)


@pytest.mark.django_db
def test_only_the_councils_clerk_records_its_vote(merger: Dossier, people: People) -> None:
    at_councils(merger, people)
    lead = merger.assignments.get(seat="lead_council", state="open")
    for who in ("khanh", "binh", "anh", "xuan"):
        with pytest.raises(NotYou):
            votes(lead, people[who])
    votes(lead, people["hanh"])


@pytest.mark.django_db
def test_both_councils_have_to_pass_it(merger: Dossier, people: People) -> None:
    at_councils(merger, people)
    votes(asked(merger, people["hanh"]), people["hanh"], yes=20, no=40)
    assert open_steps(merger) == ["councils"], "the other Council votes all the same"
    votes(asked(merger, people["khanh"]), people["khanh"])
    assert (phase(merger), open_steps(merger)) == ("returned", ["draft"])
    assert "Hải Phòng" in told(merger, "step.returned")[0]["reason"]


@pytest.mark.django_db
def test_a_council_files_its_resolution_before_its_vote_counts(merger: Dossier, people: People) -> None:
    at_councils(merger, people)
    merger.documents.filter(step="councils").update(step="")
    with pytest.raises(NotReady) as refusal:
        votes(asked(merger, people["hanh"]), people["hanh"])
    assert [missing.place for missing in refusal.value.missing] == [("documents", "NQ")]
    paper(merger, "NQ", actor=people["khanh"], symbol="99/NQ-HĐND", step="councils")
    with pytest.raises(NotReady) as refusal:
        votes(asked(merger, people["hanh"]), people["hanh"])
    [missing] = refusal.value.missing
    assert "Hải Phòng" in missing.what.vi, "the other Council's resolution is not its own"
    votes(asked(merger, people["khanh"]), people["khanh"])


# Opinions


@pytest.mark.parametrize(
    ("rule", "returns", "passed"),
    [
        (HALF_OF_HOUSEHOLDS, [("A", 100, 50)], True),  # at least half: exactly half is enough
        (HALF_OF_HOUSEHOLDS, [("A", 100, 49)], False),
        (HALF_OF_HOUSEHOLDS, [("A", 100_000, 49_999)], False),
        (HALF_OF_HOUSEHOLDS, [("A", 100, 90), ("B", 10, 4)], False),  # each place counts
        (HALF_OF_HOUSEHOLDS, [("A", 0, 0)], False),
        (MOST_VOTERS, [("A", 100, 50)], False),  # more than half
        (MOST_VOTERS, [("A", 100, 51)], True),
        (MOST_VOTERS, [("A", 101, 51)], True),
        (INFORMING, [("A", 100, 0)], True),
        (INFORMING, [], False),
        (MOST_VOTERS, [], False),
        (OpinionRule("t", INFORMING.title, Fraction(1, 2), each=False), [("A", 100, 90), ("B", 10, 4)], True),
        # Hưng Nguyên (Nghệ An), the merger into Phúc Lợi: listed voters and those who agreed.
        (MOST_VOTERS, [("Xã Hưng Lợi", 2755, 2734), ("Xã Hưng Phúc", 2711, 2687)], True),
    ],
)
def test_a_consultation_passes_by_its_rule(
    rule: OpinionRule, returns: list[tuple[str, int, int]], passed: bool
) -> None:
    assert rule.result(returns)[0] is passed


def test_the_working_of_a_consultation_reads_like_the_published_result() -> None:
    """99.24 % and 99.11 % were published; 2,734 of 2,755 is 99.237…, which is cut, never rounded."""
    _passed, working = MOST_VOTERS.result([("Xã Hưng Lợi", 2755, 2734)])
    assert working.vi.startswith("2.734/2.755 đồng ý (99,23 %) ở 1 nơi; cần quá 50 % ở từng nơi")
    _passed, working = MOST_VOTERS.result([("Xã Hưng Phúc", 2711, 2687)])
    assert working.en.startswith("2,687/2,711 agree (99.11 %)")
    _passed, working = MOST_VOTERS.result([("Xã Hưng Lợi", 2755, 2734), ("Xã Hưng Phúc", 2711, 1000)])
    assert working.en.endswith("1 below: Xã Hưng Phúc")


@pytest.mark.django_db
def test_below_the_threshold_it_goes_back_and_is_asked_again(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    answers(consulted, people["anh"], total=100, agree=49)
    actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    assert (phase(consulted), open_steps(consulted)) == ("returned", ["draft"])
    first = consulted.consultations.get()
    assert first.passed is False
    assert told(consulted, "step.returned")[0]["reason"] == first.working_vi
    drafted(consulted, people)
    assert (phase(consulted), open_steps(consulted)) == ("review", ["households"])
    answers(consulted, people["anh"], total=100, agree=50)
    actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    assert open_steps(consulted) == ["leader"]
    assert [held.passed for held in consulted.consultations.order_by("id")] == [False, True]
    assert [fact["passed"] for fact in told(consulted, "opinion.closed")] == [False, True]
    assert len(told(consulted, "opinion.opened")) == 2
    assert verify(fresh(consulted)) is None


@pytest.mark.django_db
def test_a_round_without_a_return_is_not_closed(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    with pytest.raises(NotReady, match="1 thing is missing"):
        actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    answers(consulted, people["anh"])
    with pytest.raises(BadInput, match="before it opens"):
        actions.close_round(
            asked(consulted, people["anh"]), actor=people["anh"], opens=date(2025, 4, 20), closes=date(2025, 4, 19)
        )
    task = actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    again = consulted.assignments.get(task=task)
    assert actions.close_round(again, actor=people["anh"]) == task
    assert len(told(consulted, "opinion.closed")) == 1


@pytest.mark.django_db
def test_a_place_answers_once_and_not_with_more_than_it_has(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    answers(consulted, people["anh"], respondent="Xã Hưng Lợi", total=2755, agree=2734)
    with pytest.raises(BadInput, match="already recorded"):
        answers(consulted, people["anh"], respondent=" Xã Hưng Lợi ", total=2755, agree=2700)
    for total, agree in ((10, 11), (-1, -1)):
        with pytest.raises(BadInput):
            answers(consulted, people["anh"], respondent="Xã Hưng Phúc", total=total, agree=agree)
    with pytest.raises(BadInput, match="who answered"):
        answers(consulted, people["anh"], respondent="  ")
    assert consulted.opinions.count() == 1
    with pytest.raises(NotYou):
        actions.record_opinion(
            asked(consulted, people["anh"]),
            respondent="Xã Hưng Phúc",
            total=1,
            agree=1,
            disagree=0,
            other=0,
            actor=people["xuan"],
        )


@pytest.mark.django_db
def test_an_opinion_gets_an_answer_with_reasons(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    opinion = answers(consulted, people["anh"], agree=90)
    with pytest.raises(BadInput, match="not taken up"):
        actions.answer_opinion(opinion, disposition="declined", reason=" ", actor=people["anh"])
    with pytest.raises(BadInput):
        actions.answer_opinion(opinion, disposition="ignored", reason="x", actor=people["anh"])
    with pytest.raises(NotYou):
        actions.answer_opinion(opinion, disposition="taken", reason="", actor=people["binh"])
    actions.answer_opinion(opinion, disposition="declined", reason="Ngoài phạm vi", actor=people["anh"])
    assert told(consulted, "opinion.answered")[0]["reason"] == "Ngoài phạm vi"
    actions.withdraw(consulted, reason="Chờ hướng dẫn", actor=people["binh"])
    with pytest.raises(NotNow, match="ended"):
        actions.answer_opinion(opinion, disposition="taken", reason="", actor=people["anh"])


@pytest.mark.django_db
def test_returns_are_part_of_what_leaders_sign(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    before = fresh(consulted).content_digest
    answers(consulted, people["anh"])
    assert fresh(consulted).content_digest != before
    assert told(consulted, "content.changed")[-1]["what"]["en"] == "return of opinions: Hải Dương"
