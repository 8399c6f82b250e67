"""Days are ordered with what moves said before; then it moves, each dossier's trail says so, and the system's too."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reorg.administration import calendars
from reorg.administration.models import Reckoning
from reorg.administration.rights import Scope
from reorg.people.models import User
from reorg.system.models import SystemEvent
from tests.administration.conftest import body
from tests.administration.test_people import seen, told
from tests.cast import asked, drafted
from tests.web.reader import as_, words
from workflows.clock import OFF, calendar
from workflows.errors import BadInput, NotYou
from workflows.models import Assignment, CalendarDay, Dossier, Event
from workflows.text import Text
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
WHY = Text("nghỉ chống bão", "closed because of the storm")


@pytest.fixture
def waiting(agency: Dossier, people: People) -> Assignment:
    """Bình and Cúc are asked to sign; a working day within their term."""
    drafted(agency, people)
    return asked(agency, people["binh"])


def working_day() -> date:
    return calendar().next_working(calendar().next_working(timezone.localdate() + timedelta(1)) + timedelta(1))


def said(**changes: Any) -> dict[str, Any]:
    values = {
        "day": working_day().isoformat(),
        "halves": OFF,
        "organisation": body("hp_pc").pk,
        "title_vi": WHY.vi,
        "title_en": WHY.en,
        "basis": "30/CĐ-TTg",
    }
    return values | changes


def test_what_moves_is_said_and_then_moves_as_it_was_said(local: Scope, waiting: Assignment, agency: Dossier) -> None:
    before = waiting.due
    client, url = as_(local.user), reverse("admin_day_new")
    shown = client.post(url, said())
    text = words(shown)
    assert "Deadlines that move to a later day" in text
    assert f"{agency.code} · " in text
    assert "day" in text
    assert not CalendarDay.objects.exists(), "nothing yet"
    waiting.refresh_from_db()
    assert waiting.due == before
    foreseen = {
        (one.dossier.pk, one.step, one.item): one.due
        for one in calendars.would_move(CalendarDay(day=working_day(), halves=OFF, organisation=body("hp_pc")))
    }
    done = client.post(url, said(seen=seen(shown)), follow=True)
    assert "The day is ordered" in words(done)
    waiting.refresh_from_db()
    assert waiting.due > before
    assert foreseen[agency.pk, waiting.task.step, ""] == waiting.due
    reckoning = Reckoning.objects.get()
    assert reckoning.finished_at is not None
    assert reckoning.steps + reckoning.items == len(foreseen)
    event = Event.objects.filter(dossier=agency, verb="clock.moved").latest("seq")
    assert "30/CĐ-TTg" in event.body["facts"]["why"]["vi"]
    assert verify(Dossier.objects.get(pk=agency.pk)) is None
    assert told("calendar.ordered")["scope"]["en"] == "People's Committee of Hải Phòng City"
    assert told("calendar.reckoned")["steps"] == reckoning.steps


def test_another_day_typed_after_the_preview_is_previewed_again(local: Scope, waiting: Assignment) -> None:
    client, url = as_(local.user), reverse("admin_day_new")
    shown = client.post(url, said())
    later = working_day() + timedelta(days=7)
    again = client.post(url, said(day=later.isoformat(), seen=seen(shown)))
    assert again.status_code == 200
    assert not CalendarDay.objects.exists()


def test_the_preview_leaves_no_trace_in_the_calendar(local: Scope, waiting: Assignment) -> None:
    from workflows.calendars import calendar_for, newest_order

    calendars.if_ordered(local, day=working_day(), halves=OFF, organisation=body("hp_pc"))
    assert calendar_for([body("hp_pc").pk], newest_order()).works(working_day())


def test_the_country_is_for_system_administrators_and_papers_are_asked_for(boss: Scope, local: Scope) -> None:
    values = {"day": working_day(), "halves": OFF, "why": WHY, "basis": "1/QĐ"}
    with pytest.raises(NotYou):
        calendars.order(local, organisation=None, **values)
    with pytest.raises(NotYou):
        calendars.order(local, organisation=body("hd_pc"), **values)
    with pytest.raises(BadInput):
        calendars.order(boss, organisation=None, **(values | {"basis": " "}))
    with pytest.raises(BadInput, match="within three years"):
        calendars.order(boss, organisation=None, **(values | {"day": date(1999, 1, 4)}))
    assert not SystemEvent.objects.filter(verb="calendar.ordered").exists()
    refused = as_(local.user).post(reverse("admin_day_new"), said(organisation=""))
    assert refused.status_code == 400
    assert "30/CĐ-TTg" in refused.content.decode(), "what was typed is kept"


def test_many_dossiers_are_left_to_the_worker_and_the_page_says_how_far_it_is(
    boss: Scope, waiting: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "AT_ONCE", 0)
    reckoning = calendars.order(boss, day=working_day(), halves=OFF, why=WHY, basis="1/QĐ", organisation=None)
    assert reckoning.finished_at is None
    before = waiting.due
    client, url = as_(boss.user), reverse("admin_day", args=[reckoning.order_id])
    assert "0 of 1 dossiers are reckoned again" in words(client.get(url))
    calendars.reckon_now(reckoning.order_id)
    calendars.reckon_now(reckoning.order_id)
    waiting.refresh_from_db()
    assert waiting.due > before
    assert SystemEvent.objects.filter(verb="calendar.reckoned").count() == 1
    assert "moved" in words(client.get(url))


def test_an_order_entered_on_the_server_stands_in_the_trail_too(boss: Scope, waiting: Assignment) -> None:
    words_ = {"vi": "nghỉ", "en": "day off", "basis": "30/CĐ-TTg", "by": "binh"}
    call_command("order_day", working_day().isoformat(), "off", stdout=StringIO(), **words_)
    event = SystemEvent.objects.get(verb="calendar.ordered")
    assert (event.actor, event.body["facts"]["by"]) == (None, "Trần Văn Bình")
    assert "the server" in words(as_(boss.user).get(reverse("admin_day", args=[CalendarDay.objects.get().pk])))


def test_an_order_is_taken_back_by_another(boss: Scope, waiting: Assignment) -> None:
    before = waiting.due
    values = {"day": working_day(), "why": WHY, "basis": "1/QĐ", "organisation": None}
    calendars.order(boss, halves=OFF, **values)
    calendars.order(boss, halves=None, **values)
    waiting.refresh_from_db()
    assert waiting.due == before
    page = words(as_(boss.user).get(reverse("admin_days")))
    assert "as usual" in page
    assert "The public calendar" in page
