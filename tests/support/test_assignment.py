"""Support for Điện Biên Đông walked from end to end by the functions that the pages call, and its rules one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reorg.people.models import User
from reorg.registers.actions import add_row
from reorg.registers.definition import Side
from reorg.registers.kinds.support import ASSISTED_COMMUNES
from reorg.support import actions as support
from reorg.support import reading
from reorg.support.books import COMMITMENTS, LEDGER, PROPOSALS, TRACKER
from reorg.support.roster import roster_of
from tests.cast import asked, sign
from tests.support.doing import now, open_assignment, pair_of
from workflows import actions
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
SEEDLINGS = {"no": 1, "category": "seedlings", "what": "Cây giống cho 60 hộ", "cost": 48_000_000}


@pytest.fixture
def dossier(everybody: dict[str, User]) -> Dossier:
    return open_assignment(everybody)


def test_the_real_assignment_goes_to_its_end(assignment: Dossier, everybody: dict[str, User]) -> None:
    drafter = everybody["db_soan"]
    page = reading.overview(assignment)
    assert (page.helped, page.helping) == (14, 10)
    assert page.expired  # the period ended on 31 December 2025
    assert {one.pair.standing for one in page.told} == {"unknown"}  # no source says who helps which commune
    assert all(one.pair.sample for one in page.told)
    summary = reading.summary_of(assignment)
    assert summary.years == [2022, 2023, 2024, 2025]
    assert sum(one.total for one in summary.places) == sum(one.total for one in summary.helpers) == summary.total.total
    assert summary.total.total == sum(
        Decimal(values["value"])
        for values in assignment.support_lines.filter(book="ledger").values_list("values", flat=True)
    )
    actions.complete(asked(assignment, drafter), actor=drafter)
    sign(assignment, everybody["db_huyen"])
    assert now(assignment).phase == "closed"
    assert verify(now(assignment)) is None


def test_the_demonstration_says_what_the_source_says(assignment: Dossier) -> None:
    roster = roster_of(assignment)
    assert len(roster.helpers) == 10  # nine in the article, which joins two departments
    assert len(roster.places) == 14
    assert {one.values["kind"] for one in roster.helpers.values()} == {"department", "mass", "branch", "public"}
    assert roster.places["03214"].values["became"] == "Xã Mường Luân"
    conference = assignment.support_lines.get(book="conferences")
    assert conference.values["held_on"] == "2024-05-30"
    assert conference.proofs.get().sample


def test_the_step_is_due_when_the_period_ends(dossier: Dossier, everybody: dict[str, User]) -> None:
    assert asked(dossier, everybody["db_soan"]).due.date() == reading.terms_of(dossier).ends_on


def test_a_commune_may_change_its_category_with_time(dossier: Dossier, everybody: dict[str, User]) -> None:
    later = {"code": "03214", "name": "Xã Mường Luân", "category": "ii", "category_from": "2024-01-01"}
    add_row(dossier, ASSISTED_COMMUNES, Side.GIVER, later, actor=everybody["db_soan"])
    assert roster_of(dossier).places["03214"].values["category"] == "ii"
    assert len(roster_of(dossier).places) == 2


def proposal(dossier: Dossier, actor: User) -> object:
    return support.add_line(dossier, PROPOSALS, SEEDLINGS, unit="03214", actor=actor)


def test_a_helper_takes_a_proposal_into_its_plan_or_says_why_not(dossier: Dossier, everybody: dict[str, User]) -> None:
    line, pair = proposal(dossier, everybody["db_soan"]), pair_of(dossier, "tinhdoan", "03214")
    helper = everybody["db_doan"]
    with pytest.raises(BadInput) as no_reason:
        support.answer_proposal(line, pair, outcome="declined", actor=helper)
    assert no_reason.value.field == "reason"
    with pytest.raises(BadInput) as no_work:
        support.answer_proposal(line, pair, outcome="taken", actor=helper)
    assert no_work.value.field == "work"
    with pytest.raises(BadInput):
        support.answer_proposal(line, pair, outcome="perhaps", actor=helper)
    said = {"outcome": "taken", "work": "Cây giống cho 30 hộ", "value": 24_000_000, "due": date(2026, 3, 1)}
    first = support.answer_proposal(line, pair, actor=helper, **said)
    assert support.answer_proposal(line, pair, actor=helper, **said) == first
    assert dossier.events.filter(verb="support.proposal_answered").count() == 1
    (plan,) = reading.plan_of(dossier, "tinhdoan")
    assert (plan.work, plan.value) == ("Cây giống cho 30 hộ", 24_000_000)
    again = support.answer_proposal(line, pair, outcome="declined", reason="Hết kinh phí.", actor=helper)
    assert (again.pk, again.work, again.value) == (first.pk, "", None)
    with pytest.raises(NotNow):
        support.remove_line(line, reason="Nhầm.", actor=everybody["db_soan"])


def test_nobody_answers_for_another_unit_or_another_commune(dossier: Dossier, everybody: dict[str, User]) -> None:
    line = proposal(dossier, everybody["db_soan"])
    with pytest.raises(NotFound):
        support.answer_proposal(
            line, pair_of(dossier, "sct", "03376"), outcome="declined", reason="a", actor=everybody["db_soan"]
        )
    for name in ("db_huyen", "db_tinh", "phuc"):
        with pytest.raises(NotYou):
            support.answer_proposal(
                line, pair_of(dossier, "tinhdoan", "03214"), outcome="declined", reason="a", actor=everybody[name]
            )


def test_a_helper_keeps_its_own_promises_only(dossier: Dossier, everybody: dict[str, User]) -> None:
    promise = {"no": 1, "conference": "2024-05-30", "what": "Học bổng", "value": 30_000_000}
    support.add_line(dossier, COMMITMENTS, promise, unit="tinhdoan", actor=everybody["db_doan"])
    with pytest.raises(NotYou):
        support.add_line(dossier, COMMITMENTS, promise, unit="sct", actor=everybody["db_doan"])
    with pytest.raises(NotFound):
        support.add_line(dossier, COMMITMENTS, promise, unit="03214", actor=everybody["db_soan"])


def test_criteria_stay_within_what_they_count(dossier: Dossier, everybody: dict[str, User]) -> None:
    good = {"no": 1, "year": 2025, "criterion": "new_rural", "value": "19", "target": "19"}
    support.add_line(dossier, TRACKER, good, unit="03214", actor=everybody["db_soan"])
    for wrong, field in (({"value": "20"}, "value"), ({"criterion": "poverty", "target": "101"}, "target")):
        with pytest.raises(BadInput) as refused:
            support.add_line(dossier, TRACKER, good | {"no": 2} | wrong, unit="03214", actor=everybody["db_soan"])
        assert refused.value.field == field


def test_sums_over_the_years_add_up(dossier: Dossier, everybody: dict[str, User]) -> None:
    drafter = everybody["db_soan"]
    one, other = pair_of(dossier, "tinhdoan", "03214"), pair_of(dossier, "sct", "03376")
    for pair, number, year, form, value in (
        (one, 1, 2022, "cash", 10_000_000),
        (one, 2, 2023, "kind", 5_000_000),
        (one, 3, 2023, "kind", None),
        (other, 1, 2023, "cash", 7_000_000),
    ):
        values = {"no": number, "year": year, "form": form, "field": "welfare", "item": "Chăn ấm"}
        values |= {"value": value} if value else {"quantity": "120", "unit_of": "chiếc"}
        support.add_line(dossier, LEDGER, values, pair=pair, actor=drafter)
    summary = reading.summary_of(dossier)
    commune = next(row for row in summary.places if row.code == "03214")
    assert commune.by_year == [(2022, 10_000_000), (2023, 5_000_000)]
    assert (commune.cash, commune.kind, commune.unvalued) == (10_000_000, 5_000_000, 1)
    assert summary.total.total == 22_000_000


@pytest.mark.parametrize(
    ("criterion", "value", "target", "tone", "said"),
    [
        ("new_rural", "15", "15", "good", "đạt mục tiêu"),
        ("new_rural", "13", "15", "bad", "còn thiếu 2"),
        ("poverty", "35", "36", "good", "đạt mục tiêu"),
        ("poverty", "36.5", "35", "bad", "còn thiếu 1,5"),
    ],
)
def test_a_result_is_held_against_its_target(criterion: str, value: str, target: str, tone: str, said: str) -> None:
    assert TRACKER.judge is not None
    judged = TRACKER.judge({"criterion": criterion, "value": value, "target": target}, date(2025, 12, 31))
    assert judged is not None
    assert (judged.tone, judged.what.vi) == (tone, said)
    assert TRACKER.judge({"criterion": criterion, "value": value}, date(2025, 12, 31)) is None


def test_a_promise_is_open_overdue_or_kept() -> None:
    assert COMMITMENTS.judge is not None
    promise = {"what": "Học bổng", "due": "2024-12-31"}
    for values, day, said in (
        (promise, date(2024, 12, 31), "open"),
        (promise, date(2025, 1, 1), "overdue"),
        (promise | {"done_on": "2025-02-01"}, date(2025, 3, 1), "done"),
    ):
        judged = COMMITMENTS.judge(values, day)
        assert judged is not None
        assert judged.what.en == said
