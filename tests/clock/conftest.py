"""Dossiers whose clocks are tried, in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from tests.engine.doing import People, at_appraisal, open_with
from tests.engine.flows import Panel
from workflows.clock import calendar, deadline
from workflows.models import Assignment, Dossier, Task


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def panel(people: People) -> Dossier:
    """Three sign side by side, then in turn, then the council votes. It is being drafted."""
    return open_with(Panel, people)


@pytest.fixture
def appraised(merger: Dossier, people: People) -> Assignment:
    """What Lâm is asked at the Ministry: to appraise within five working days."""
    at_appraisal(merger, people)
    return merger.assignments.filter(task__step="appraisal").select_related("task", "dossier").latest("id")


def began(task: Task, days_ago: int) -> datetime:
    """As if the step had been reached so many days ago, with the deadline that follows."""
    started = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    rule = task.dossier.flow.step(task.step).due
    due = deadline(rule, started, task.dossier.anchor)
    Task.objects.filter(pk=task.pk).update(started=started, due=due)
    task.assignments.update(due=due)
    return due


def working_days(first: date, last: date) -> int:
    """Working days after the first day, up to the last."""
    return sum(calendar().works(first + timedelta(n)) for n in range(1, (last - first).days + 1))
