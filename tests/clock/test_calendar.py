"""Days ordered otherwise, for the country or one body; open deadlines move with them and the trail says so."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from time import process_time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reorg.people.models import Organisation
from tests.cast import drafted
from tests.engine.doing import People, seat_of, told
from workflows import actions
from workflows.actions.rederiving import rederive_all
from workflows.calendars import calendar_for, newest_order
from workflows.clock import MORNING, OFF, WHOLE_DAY, calendar
from workflows.errors import BadInput
from workflows.models import Assignment, Dossier, Task
from workflows.text import Text
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
WHY = Text("nghỉ chống bão", "closed because of the storm")


def body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def ordered(people: People, day: date, halves: int | None = OFF, organisation: Any = None) -> None:
    actions.order_day(
        day=day, halves=halves, why=WHY, basis="30/CĐ-TTg", organisation=organisation, actor=people["binh"]
    )


def of(*keys: str) -> Any:
    return calendar_for([body(key).pk for key in keys], newest_order())


def working_day() -> date:
    """The working day after the next."""
    return calendar().next_working(calendar().next_working(timezone.localdate() + timedelta(1)) + timedelta(1))


def test_a_local_day_off_is_for_that_body_and_those_under_it(people: People) -> None:
    day = date(2025, 9, 8)
    ordered(people, day, organisation=body("hp_pc"))
    assert not of("hp_pc").works(day)
    assert not of("hp_home_affairs").works(day), "a department under the People's Committee"
    assert of("hd_pc").works(day)
    assert not of("hp_pc", "hd_pc").works(day), "asked together: when both work"
    assert "closed because of the storm, 30/CĐ-TTg" in of("hp_pc").why(day).en


def test_an_order_is_taken_back_by_a_later_one(people: People) -> None:
    day = date(2025, 9, 8)
    ordered(people, day)
    ordered(people, day, MORNING)
    assert of("hd_pc").halves(day) == MORNING
    ordered(people, day, None)
    assert of("hd_pc").halves(day) == WHOLE_DAY


def test_an_order_says_why_and_by_which_paper(people: People) -> None:
    with pytest.raises(BadInput):
        actions.order_day(day=date(2025, 9, 8), halves=OFF, why=WHY, basis=" ", actor=people["binh"])
    with pytest.raises(BadInput):
        actions.order_day(day=date(2025, 9, 8), halves=OFF, why=Text("bão", ""), basis="30/CĐ", actor=people["binh"])


def test_open_deadlines_move_with_the_calendar_and_the_trail_says_so(appraised: Assignment, people: People) -> None:
    appraised.task.refresh_from_db()
    before = appraised.task.due
    ordered(people, working_day(), organisation=body("moha"))
    moved = rederive_all(WHY)
    assert moved.steps == 1
    task = Task.objects.get(pk=appraised.task_id)
    assert task.due > before
    assert task.assignments.get().due == task.due
    said = told(appraised.dossier, "clock.moved")
    assert [fact["why"]["en"] for fact in said] == [WHY.en]
    assert verify(Dossier.objects.get(pk=appraised.dossier_id)) is None
    assert rederive_all(WHY).steps == 0, "begun again, it has nothing left to do"


def test_a_step_opened_afterwards_counts_by_the_new_calendar(agency: Dossier, people: People) -> None:
    ordered(people, working_day(), organisation=body("hp_pc"))
    drafted(agency, people)
    seat = seat_of(agency, "lead_pc", "concurrence")
    off = working_day()
    days = calendar()
    counted = sum(
        days.works(timezone.localdate() + timedelta(n)) and timezone.localdate() + timedelta(n) != off
        for n in range(1, (timezone.localdate(seat.due) - timezone.localdate()).days + 1)
    )
    assert counted == 5


# Ten thousand

COPIES = """
WITH made AS (
    INSERT INTO workflows_dossier (title_vi, title_en, code, procedure_id, lead_id, phase, round, regime,
        resolution_date, operation_date, opened_by_id, opened_at, changed_at, search, head_seq, head_hash,
        content_digest)
    SELECT title_vi, title_en, 'N-' || n, procedure_id, lead_id, 'drafting', 1, regime, resolution_date,
        operation_date, opened_by_id, opened_at, changed_at, search, 0, repeat('0', 64), content_digest
    FROM workflows_dossier, generate_series(1, %(many)s) n WHERE id = %(dossier)s RETURNING id
),
processes AS (
    INSERT INTO workflows_process (flow_class, status, created, dossier_id)
    SELECT p.flow_class, p.status, p.created, made.id FROM made, workflows_process p WHERE p.dossier_id = %(dossier)s
    RETURNING id, dossier_id
),
tasks AS (
    INSERT INTO workflows_task (flow_task, flow_task_type, status, created, started, token, process_id, dossier_id,
        step, phase, round, due, outcome, reason, note)
    SELECT t.flow_task, t.flow_task_type, t.status, t.created, t.started, t.token, p.id, p.dossier_id, t.step, t.phase,
        t.round, t.due, '', '', ''
    FROM processes p, workflows_task t WHERE t.dossier_id = %(dossier)s AND t.step = 'draft'
    RETURNING id, dossier_id, due
)
INSERT INTO workflows_assignment (task_id, dossier_id, seat, organisation_id, role_id, "order", state, due, opened_at)
SELECT t.id, t.dossier_id, a.seat, a.organisation_id, a.role_id, 0, 'open', t.due, a.opened_at
FROM tasks t, workflows_assignment a WHERE a.dossier_id = %(dossier)s
"""


def test_ten_thousand_open_deadlines_are_reckoned_again_in_less_than_ten_seconds(
    agency: Dossier, people: People
) -> None:
    """Each in a dossier of its own, each moved, each written into its trail: the most there can be to do."""
    with connection.cursor() as cursor:
        cursor.execute(COPIES, {"many": 10_000, "dossier": agency.pk})
        cursor.execute("ANALYZE workflows_dossier, workflows_task, workflows_assignment, workflows_checklistitem")
    ordered(people, working_day())
    begun = process_time()
    moved = rederive_all(WHY)
    assert moved.steps == 10_001
    assert process_time() - begun < 10
    assert (
        not Task.objects.filter(dossier__code__startswith="N-").exclude(due=agency.tasks.get(step="draft").due).exists()
    )


def test_the_command_orders_a_day_and_moves_what_hangs_on_it(appraised: Assignment, people: People) -> None:
    said = StringIO()
    words = {"vi": "nghỉ", "en": "day off", "basis": "30/CĐ-TTg", "by": "binh"}
    call_command("order_day", working_day().isoformat(), "off", stdout=said, **words)
    assert "moved: 1 steps" in said.getvalue()
    for wrong in ({"by": "nobody"}, {"basis": " "}, {"body": "nowhere"}):
        with pytest.raises(CommandError):
            call_command("order_day", "2026-01-05", "off", **(words | wrong))
