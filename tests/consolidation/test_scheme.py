"""24 departments of Hải Phòng and Hải Dương into 12, walked from end to end; the limits held against the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reorg.consolidation.actions import let_follow
from reorg.consolidation.plan import departments_of, findings, save_department
from reorg.consolidation.successors import preview
from reorg.demo.agencies import JUSTICE, agency_scheme, planned_departments, with_justice
from reorg.demo.cast import SCHEME_PARTS, bodies
from tests.cast import asked, open_province, paper, procedure, settle, sign
from tests.consolidation.conftest import People, body, home_affairs
from workflows import actions
from workflows.errors import NotReady
from workflows.models import ChecklistItem, Dossier
from workflows.readiness import readiness
from workflows.text import Text
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme(people: People) -> Dossier:
    with_justice(people)
    return actions.open_dossier(
        procedure("agency_scheme"),
        code="HN-24",
        title=Text("24 sở thành 12", "24 departments into 12"),
        parts=bodies(SCHEME_PARTS),
        actor=people["anh"],
        operation_date=date(2025, 7, 1),
    )


def missing(dossier: Dossier) -> list[str]:
    return [str(one) for one in readiness(dossier) if not one.waits and one.place[0] == "departments"]


def test_the_scheme_goes_from_drafting_to_closed(people: People) -> None:
    scheme = agency_scheme(people, open_province(people))
    people = with_justice(people)
    scheme = Dossier.objects.get(pk=scheme.pk)
    assert scheme.phase == "implementation"
    plan = departments_of(scheme)
    assert (len(plan), sum(len(one.absorbed.all()) for one in plan)) == (13, 24)  # Foreign Affairs is kept
    assert [str(one.working) for one in findings(scheme)] == [
        "specialised departments: 13 ≤ 14",
        "deputies to departments: 26 : 13 = 2.00 ≤ 2 on the average",
    ]
    run = let_follow(scheme, shown=preview(scheme).digest, actor=people["binh"])
    assert run.counts["offices"] == 1  # Sơn, officer of Hải Dương's Home Affairs
    for item in ChecklistItem.objects.filter(dossier=scheme).select_related("owner", "dossier"):
        settle(item, people)
    sign(scheme, people["cuc"])
    sign(scheme, people["binh"])
    scheme = Dossier.objects.get(pk=scheme.pk)
    assert scheme.phase == "closed"
    assert verify(scheme) is None


def test_the_scheme_is_due_at_the_council_by_10_july(scheme: Dossier) -> None:
    due = scheme.flow.step("submit").due
    assert due is not None
    assert due.date == date(2025, 7, 10)  # type: ignore[union-attr]


def test_a_department_without_its_figures_is_named_before_the_draft_is_finished(
    scheme: Dossier, people: People
) -> None:
    assert missing(scheme) == ["no plan yet: which agencies become which"]
    save_department(scheme, home_affairs(deputies=None, assets=""), actor=people["anh"])
    assert missing(scheme) == ["Hải Phòng Department of Home Affairs: without the number of deputies, assets"]
    for abbr in ("ĐA", "TTr"):
        paper(scheme, abbr, actor=people["anh"], symbol=f"1/{abbr}", signed=True)
    with pytest.raises(NotReady):
        actions.complete(asked(scheme, people["anh"]), actor=people["anh"])
    save_department(scheme, home_affairs(), actor=people["anh"], number=1)
    assert missing(scheme) == []
    actions.complete(asked(scheme, people["anh"]), actor=people["anh"])


def test_fifteen_departments_are_one_too_many(scheme: Dossier, people: People) -> None:
    for number in range(1, 16):
        one = home_affairs(number=number, title=Text(f"Sở {number}", f"Department {number}"), organisation=None)
        save_department(scheme, replace(one, absorbed=()), actor=people["anh"])
    [told] = missing(scheme)
    assert told.startswith("over the limit: specialised departments: 15 > 14 (Decree 150/2025/NĐ-CP, Article 10(1)")


def test_more_deputies_than_the_average_need_a_reason(scheme: Dossier, people: People) -> None:
    save_department(scheme, home_affairs(deputies=5), actor=people["anh"])
    [told] = missing(scheme)
    assert "deputies to departments: 5 : 1 = 5.00 > 2 on the average" in told
    reason = "Sắp xếp lại trong 5 năm, đến 30/6/2030."
    save_department(scheme, home_affairs(deputies=5, deputies_reason=reason), actor=people["anh"], number=1)
    assert missing(scheme) == []


def test_the_rules_are_those_of_the_day_of_operation(scheme: Dossier, people: People) -> None:
    save_department(scheme, home_affairs(deputies=3), actor=people["anh"])
    assert [one.kept for one in findings(scheme)] == [True, False]
    actions.set_dates(scheme, operation=date(2026, 3, 1), actor=people["anh"])
    scheme = Dossier.objects.get(pk=scheme.pk)
    assert [one.kept for one in findings(scheme)] == [True, True]  # Decree 370/2025: three


def test_what_is_signed_holds_the_plan(scheme: Dossier, people: People) -> None:
    """Both leaders agree before the scheme is submitted; a change of the plan afterwards asks them again."""
    for planned in planned_departments():
        save_department(scheme, planned, actor=people["anh"])
    for abbr in ("ĐA", "TTr"):
        paper(scheme, abbr, actor=people["anh"], symbol=f"1/{abbr}", signed=True)
    actions.complete(asked(scheme, people["anh"]), actor=people["anh"])
    sign(scheme, people["cuc"])
    changed = replace(planned_departments()[0], posts=99)
    save_department(scheme, changed, actor=people["anh"], number=1)
    assert asked(scheme, people["cuc"]).state == "open"  # her sign-off no longer counts
    sign(scheme, people["cuc"])
    sign(scheme, people["binh"])
    assert asked(scheme, with_justice(people)[JUSTICE]).organisation == body("hp_justice")
