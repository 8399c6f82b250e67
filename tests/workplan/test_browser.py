"""The plan of work in a browser: a task from its giving to its confirmation."""

from __future__ import annotations

from typing import Any

import pytest

from reorg.people.models import Organisation
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import signed_in
from tests.workplan.conftest import People
from workflows.models import Dossier

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/dossiers/HP-01/work/"


def test_a_task_is_given_accepted_reported_and_confirmed_by_clicks(
    merger: Dossier, people: People, site: str, window: Any
) -> None:
    drafter = signed_in(people["anh"], window, site, DESK)
    drafter.goto(f"{site}{HOME}tasks/")
    drafter.get_by_role("link", name="Give a task").click()
    drafter.get_by_label("Text (Vietnamese)").fill("Lập đề án")
    drafter.get_by_label("Lead body", exact=True).select_option(value=str(_home_affairs()))
    drafter.get_by_label("Due").fill("2030-12-31")
    drafter.get_by_role("button", name="Save").click()
    drafter.get_by_text("Task no. 1 is saved.").wait_for()

    director = signed_in(people["uyen"], window, site, PHONE)
    director.goto(f"{site}{HOME}tasks/1/")
    director.get_by_label("Responsible person").select_option(index=1)
    director.get_by_role("button", name="Accept the task").click()
    director.get_by_label("What was done").fill("Đã trình đề án.")
    director.get_by_role("button", name="Report as done").click()
    director.get_by_text("Task no. 1 is up to date.").wait_for()

    reviewer = signed_in(people["tuan"], window, site, DESK)
    reviewer.goto(f"{site}{HOME}tasks/1/")
    reviewer.get_by_role("button", name="It is done: confirm").click()
    reviewer.get_by_text("Task no. 1 is up to date.").wait_for()


def _home_affairs() -> int:
    return Organisation.objects.get(key="hp_home_affairs").pk
