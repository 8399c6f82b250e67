from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from reorg.people.models import Office, Organisation, User
from reorg.workplan import actions, tasking
from reorg.workplan.entries import GOAL, TARGET, TASK
from reorg.workplan.models import Goal, Target, Task
from tests.browser.conftest import site, troubles, window
from workflows.models import Dossier
from workflows.offices import today

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests
People = dict[str, User]
Give = Callable[..., Task]


def body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def office(user: User, key: str) -> Office:
    return Office.objects.get(person=user, organisation__key=key)


def soon(days: int = 30) -> date:
    return today() + timedelta(days=days)


def fresh(task: Task) -> Task:
    return Task.objects.select_related("lead", "second", "parent", "dossier").get(pk=task.pk)


@pytest.fixture
def goal(merger: Dossier, people: People) -> Goal:
    values = {"text_vi": "Không gián đoạn", "horizon": "short", "year": 2025, "basis": "60-NQ/TW"}
    made: Goal = actions.save_entry(merger, GOAL, values, actor=people["anh"])
    return made


@pytest.fixture
def growth(merger: Dossier, goal: Goal, people: People) -> Target:
    """Growth of 10.2 % by the end of the year; the Department of Finance measures it."""
    values = {
        "goal": goal,
        "text_vi": "Tăng trưởng GRDP",
        "text_en": "Growth",
        "unit": "%",
        "base": 5,
        "value": 10,
        "by": soon(),
        "basis": "NQ 19",
        "body": body("hp_finance"),
    }
    made: Target = actions.save_entry(merger, TARGET, values, actor=people["anh"])
    return made


@pytest.fixture
def give(merger: Dossier, people: People) -> Give:
    """A task as the drafter of the lead gives it: ``give(lead="hp_home_affairs")``."""

    def given(text: str = "Lập đề án", lead: str = "hp_home_affairs", by: str = "anh", **more: Any) -> Task:
        under = more.pop("under", None)
        values = {"kind": "task", "text_vi": text, "lead": body(lead), "due": soon(), "second": None} | more
        made: Task = actions.save_entry(merger, TASK, values, under=under, actor=people[by])
        return made

    return given


@pytest.fixture
def done(people: People) -> Callable[..., Task]:
    """Accepted, and reported by everybody named: ``done(task, "uyen")``."""

    def reported(task: Task, *who: str, key: str = "hp_home_affairs") -> Task:
        first = people[who[0]]
        tasking.accept(task, responsible=office(first, key), version=fresh(task).version, actor=first)
        for name in who:
            tasking.report(task, text=f"Đã xong, {name}.", version=fresh(task).version, actor=people[name])
        return fresh(task)

    return reported


@pytest.fixture
def goes(client: Any) -> Any:
    """Somebody signs in and reads English: ``goes(somebody).get(…)``."""

    def as_(user: User) -> Any:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return as_
