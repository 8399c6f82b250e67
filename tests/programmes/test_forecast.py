"""When dossiers may be done, from how long steps have taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from reorg.people.models import Organisation
from reorg.programmes.chart import drawn
from reorg.programmes.forecast import Forecast, forecast, timeplan
from tests.cast import asked, drafted
from workflows import actions
from workflows.clock import OFF
from workflows.models import Dossier, Task
from workflows.text import Text

pytestmark = pytest.mark.django_db


def foreseen(ends_on: date | None = None, **options: Any) -> Forecast:
    return forecast(Dossier.objects.all(), ends_on, **options)


def test_the_same_figures_give_the_same_answer(agency: Dossier, merger: Dossier) -> None:
    now = timezone.now()
    assert foreseen(now=now) == foreseen(now=now)


def test_a_far_deadline_is_met_and_a_past_one_is_not(agency: Dossier) -> None:
    today = timezone.localdate()
    [far] = foreseen(today + timedelta(days=3650)).dossiers
    [past] = foreseen(today - timedelta(days=1)).dossiers
    assert (far.chance, past.chance) == (1.0, 0.0)
    assert today < far.even <= far.safe


def test_the_chance_never_falls_when_the_deadline_moves_away(agency: Dossier) -> None:
    today, now = timezone.localdate(), timezone.now()
    chances = [foreseen(today + timedelta(days=days), now=now).chance or 0.0 for days in range(0, 200, 20)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] > 0.95


def test_all_in_time_is_less_likely_than_each(agency: Dossier, merger: Dossier) -> None:
    both = foreseen(timezone.localdate() + timedelta(days=60))
    chances = [one.chance for one in both.dossiers]
    assert len(chances) == 2
    assert all(one is not None and both.chance is not None and both.chance <= one for one in chances)


def test_what_has_been_seen_often_enough_goes_before_the_plan(agency: Dossier, people: Any) -> None:
    """Five drafts that took a hundred days each, and the next one is no longer expected within the month."""
    before = foreseen().dossiers[0].even
    task = agency.tasks.get()
    for _ in range(5):
        now = timezone.now()
        Task.objects.create(
            process=task.process,
            dossier=agency,
            flow_task=task.flow_task,
            flow_task_type="HUMAN",
            status="DONE",
            step="draft",
            phase="drafting",
            outcome="done",
            started=now - timedelta(days=100),
            finished=now,
        )
    after = foreseen()
    assert after.seen == 5
    assert after.dossiers[0].even > before + timedelta(days=60)


def test_days_off_of_a_body_are_its_dossiers_own(agency: Dossier, people: Any) -> None:
    """The lead's offices stay closed for three weeks: its dossier is expected later, and planned later."""
    before, plan = foreseen().dossiers[0].even, timeplan(agency)
    elsewhere = Organisation.objects.get(key="nbinh_pc")
    closed(elsewhere, people)
    assert foreseen().dossiers[0].even == before
    closed(agency.lead, people)
    assert foreseen().dossiers[0].even > before
    assert timeplan(agency)[-1].planned_to > plan[-1].planned_to


def closed(body: Organisation, people: Any) -> None:
    why = Text("nghỉ chống bão", "closed because of the storm")
    for days in range(1, 22):
        day = timezone.localdate() + timedelta(days=days)
        actions.order_day(day=day, halves=OFF, why=why, basis="30/CĐ-TTg", organisation=body, actor=people["binh"])


def test_an_ended_dossier_is_not_waited_for(agency: Dossier, people: Any) -> None:
    actions.withdraw(agency, actor=people["binh"], reason="A sample reason that says why.")
    assert foreseen(timezone.localdate()).dossiers == []
    assert foreseen(timezone.localdate()).chance is None


def test_the_time_plan_shows_what_was_what_is_and_what_comes(agency: Dossier, people: Any) -> None:
    drafted(agency, people)
    agency.refresh_from_db()
    bars = timeplan(agency)
    steps = [node.name for node in agency.flow.steps()]
    assert [bar.step for bar in bars] == steps
    assert [bool(bar.begun) for bar in bars] == [True, True] + [False] * (len(steps) - 2)
    assert bars[0].ended
    assert not bars[1].ended
    ends = [bar.planned_to for bar in bars[2:]]
    assert ends == sorted(ends)
    assert asked(agency, people["binh"]).task.step == bars[1].step
    rows, here = drawn(bars, timezone.now())
    assert here is not None
    spans = [span for row in rows for span in (row.planned, row.was) if span]
    assert all(0 <= start <= 1000 and long > 0 for start, long in spans)
