"""What is due is found by an index, told once, brought to those who must know, and never decided by silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.engine.doing import People, phase, told
from tests.engine.together import together
from workflows import actions, signals
from workflows.actions.deadlines import look_at, look_at_all
from workflows.clock import STANDARD, calendar, first_look, levels
from workflows.models import Assignment, Task
from workflows.offices import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """The levels that were told, as they are."""
    levels_told: list[str] = []

    def hear(*, level: Any, **_: Any) -> None:
        levels_told.append(str(level))

    signals.late.connect(hear)
    yield levels_told
    signals.late.disconnect(hear)


def late_by(task: Task, days: int, *, looked_at: bool = False) -> None:
    """As if the step had been due so many calendar days ago and (not) looked at since."""
    due = timezone.now() - timedelta(days=days)
    first = first_look(due, STANDARD, calendar(), due - timedelta(days=10))
    Task.objects.filter(pk=task.pk).update(due=due, look_at=None if looked_at else first)


def test_a_step_is_looked_at_two_working_days_before_it_is_due(appraised: Assignment) -> None:
    task = appraised.task
    task.refresh_from_db()
    at = {level: moment for moment, level in levels(task.due, STANDARD, calendar())}
    assert task.look_at == at["soon"]
    assert look_at_all() == 0


def test_what_is_due_soon_is_told_once_and_writes_nothing(appraised: Assignment, heard: list[str]) -> None:
    Task.objects.filter(pk=appraised.task_id).update(look_at=timezone.now() - timedelta(hours=1))
    due = timezone.now() + timedelta(days=1)
    soon = levels(due, STANDARD, calendar())[0][0]
    Task.objects.filter(pk=appraised.task_id).update(due=due, look_at=soon)
    events = appraised.dossier.events.count()
    assert look_at_all() == 1
    assert look_at_all() == 0
    assert heard == ["soon"]
    assert appraised.dossier.events.count() == events


def test_a_late_step_goes_to_the_deputy_then_to_the_head_and_the_trail_says_so(
    appraised: Assignment, people: People, heard: list[str]
) -> None:
    actions.give_delegation(
        organisation=appraised.organisation, role=appraised.role, deputy=people["mai"], kind="TUQ.", basis="1/GUQ-BNV",
        valid_from=today(), valid_to=today(), actor=people["lam"],
    )  # fmt: skip
    late_by(appraised.task, 30)
    assert look_at_all() == 3
    assert look_at_all() == 0
    assert heard == ["late", "deputy", "head"]
    assert len(told(appraised.dossier, "clock.late")) == 1
    brought = [(fact["level"], fact["to"]) for fact in told(appraised.dossier, "clock.escalated")]
    assert brought == [("deputy", "Đỗ Thị Mai"), ("head", "Trần Văn Bình")], "the Ministry has no head here: the lead's"
    assert appraised.dossier.events.filter(verb="clock.late").get().body["actor"] is None


def test_where_there_is_no_deputy_none_is_said_to_have_been_told(appraised: Assignment, heard: list[str]) -> None:
    late_by(appraised.task, 30)
    assert look_at_all() == 2
    assert heard == ["late", "head"]


def test_nothing_is_decided_by_silence(appraised: Assignment) -> None:
    late_by(appraised.task, 400)
    look_at_all()
    assert phase(appraised.dossier) == "appraisal"
    appraised.refresh_from_db()
    assert appraised.state == "open"
    assert not appraised.decisions.exists()


def test_a_deadline_that_moved_is_told_of_again(appraised: Assignment, people: People, heard: list[str]) -> None:
    late_by(appraised.task, 1)
    look_at_all()
    actions.extend_term(appraised, working_days=5, reason="Phức tạp", basis="12/QĐ", actor=people["lam"])
    assert look_at_all() == 0
    late_by(appraised.task, 1)
    look_at_all()
    assert heard.count("late") == 2


def test_a_step_that_begins_late_is_told_at_once(appraised: Assignment) -> None:
    now = timezone.now()
    past = now - timedelta(days=200)
    assert first_look(past, STANDARD, calendar(), now) == past
    assert first_look(None, STANDARD, calendar(), now) is None


def test_the_index_finds_what_is_due() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM workflows_task WHERE outcome = '' AND look_at <= now() ORDER BY look_at LIMIT 500"
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "task_look_at" in plan


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_step_once(appraised: Assignment) -> None:
    late_by(appraised.task, 30)
    outcomes = together(*[lambda: look_at(appraised.task_id, appraised.dossier_id)] * 3)
    assert sorted(len(reached) for reached in outcomes) == [0, 0, 2]
    assert len(told(appraised.dossier, "clock.late")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_halfway_leaves_nothing_told_and_the_next_one_tells_all(appraised: Assignment) -> None:
    late_by(appraised.task, 30)

    def die(**_: Any) -> None:
        raise KeyboardInterrupt

    signals.late.connect(die)
    with pytest.raises(KeyboardInterrupt):
        look_at_all()
    signals.late.disconnect(die)
    assert told(appraised.dossier, "clock.late") == []
    assert look_at_all() == 2
    assert len(told(appraised.dossier, "clock.late")) == 1
