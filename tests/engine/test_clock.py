"""When things are due, by the calendar of Viet Nam and the days that were swapped by order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from workflows.clock import After, Calendar, Days, On, Rule, Weekly, WorkingDays, calendar, deadline, rule_from
from workflows.models import Check, Dossier

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ANCHORS = {"operation": date(2025, 7, 1), "resolution": None, "opening": date(2025, 4, 29)}
moments = st.datetimes(datetime(2019, 1, 1), datetime(2026, 10, 31), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.integers(0, 120)


def due(rule: Rule | None, start: str = "2025-04-29 09:00") -> str:
    """A deadline as the office reads it."""
    begun = datetime.fromisoformat(start).replace(tzinfo=HANOI)
    found = deadline(rule, begun, ANCHORS.get)
    return f"{timezone.localtime(found):%Y-%m-%d %H:%M}" if found else "—"


# Days


@pytest.mark.parametrize(
    "day",
    [
        "2025-01-01",  # New Year
        "2025-01-29",  # Tết
        "2025-01-31",
        "2025-04-07",  # the Hùng Kings
        "2025-04-30",
        "2025-05-01",
        "2025-05-02",  # swapped for Saturday 26 April
        "2025-09-01",
        "2025-09-02",
        "2026-01-02",  # swapped for Saturday 10 January
        "2026-08-31",  # swapped for Saturday 22 August
        "2025-05-03",  # a Saturday
        "2025-05-04",
    ],
)
def test_nobody_works_on(day: str) -> None:
    assert not calendar().works(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-04-26", "2026-01-10", "2026-08-22", "2024-05-04", "2025-04-29", "2025-02-03"])
def test_people_work_on(day: str) -> None:
    assert calendar().works(date.fromisoformat(day))


# Rules


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (WorkingDays(1), "2025-04-28 09:00", "2025-04-29 17:00"),
        (WorkingDays(1), "2025-04-29 09:00", "2025-05-05 17:00"),  # over 30 April, 1 May, a swap and a weekend
        (WorkingDays(5), "2025-04-23 09:00", "2025-04-29 17:00"),  # Saturday 26 April is worked
        (WorkingDays(1), "2025-01-24 16:59", "2025-02-03 17:00"),  # over Tết
        (WorkingDays(0), "2025-05-03 09:00", "2025-05-05 17:00"),
        (Days(1), "2025-04-29 09:00", "2025-05-05 17:00"),
        (Days(30), "2025-04-29 09:00", "2025-05-29 17:00"),
        (Days(2), "2025-04-24 09:00", "2025-04-26 17:00"),
        (After("operation"), "2025-04-29 09:00", "2025-07-01 17:00"),
        (After("operation", days=-10), "2025-04-29 09:00", "2025-06-21 17:00"),  # a Saturday, as the law fixes it
        (After("operation", months=18), "2025-04-29 09:00", "2027-01-01 17:00"),
        (After("operation", months=-4), "2025-04-29 09:00", "2025-03-01 17:00"),
        (After("opening", months=10), "2025-04-29 09:00", "2026-02-28 17:00"),
        (After("operation", at=time(0, 0)), "2025-04-29 09:00", "2025-07-01 00:00"),
        (After("resolution", days=5), "2025-04-29 09:00", "—"),  # not known yet
        (On(date(2025, 7, 10)), "2025-04-29 09:00", "2025-07-10 17:00"),
        (Weekly("friday", time(12, 0)), "2025-04-29 09:00", "2025-05-02 12:00"),
        (Weekly("tuesday"), "2025-04-29 09:00", "2025-05-06 17:00"),  # on a Tuesday: the next one
        (None, "2025-04-29 09:00", "—"),
    ],
)
def test_it_is_due(rule: Rule | None, start: str, expected: str) -> None:
    assert due(rule, start) == expected


def test_a_day_is_the_offices_day_not_greenwichs() -> None:
    """One in the morning in Hà Nội is still the day before in UTC."""
    assert due(WorkingDays(1), "2025-04-28 01:00") == "2025-04-29 17:00"
    assert due(WorkingDays(1), "2025-04-28 23:59") == "2025-04-29 17:00"
    opened = Dossier(opened_at=datetime(2025, 4, 27, 18, 0, tzinfo=UTC))
    assert opened.anchor("opening") == date(2025, 4, 28)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"working_days": 10}, WorkingDays(10)),
        ({"days": 30}, Days(30)),
        ({"anchor": "operation", "days": -30, "months": 6, "time": "18:00"}, After("operation", -30, 6, time(18))),
        ({"date": "2025-07-15"}, On(date(2025, 7, 15))),
        ({"weekly": "friday", "time": "12:00"}, Weekly("friday", time(12))),
        (None, None),
    ],
)
def test_a_rule_is_read_from_its_data(data: dict[str, object] | None, rule: Rule | None) -> None:
    assert rule_from(data) == rule


@pytest.mark.parametrize("data", [{}, {"weekly": "someday"}, {"soon": True}])
def test_a_rule_nobody_knows_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a deadline rule"):
        rule_from(data)


@pytest.mark.django_db
def test_every_definition_has_a_rule_that_can_be_read() -> None:
    checks = list(Check.objects.all())
    assert len(checks) == 107
    for check in checks:
        rule_from(check.due)


# What holds for every day


@given(moments, counts)
def test_no_deadline_counted_in_days_ends_on_a_day_off(start: datetime, count: int) -> None:
    for rule in (WorkingDays(count), Days(count)):
        end = timezone.localtime(deadline(rule, start, ANCHORS.get))
        assert calendar().works(end.date())
        assert end.time() == time(17, 0)
        assert end.date() >= timezone.localdate(start)


@given(moments, counts, st.integers(0, 30))
def test_more_days_never_end_earlier(start: datetime, count: int, more: int) -> None:
    for kind in (WorkingDays, Days):
        assert deadline(kind(count + more), start, ANCHORS.get) >= deadline(kind(count), start, ANCHORS.get)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=40)), counts)
def test_who_begins_later_is_never_due_earlier(start: datetime, later: timedelta, count: int) -> None:
    for rule in (WorkingDays(count), Days(count), Weekly("friday")):
        assert deadline(rule, start + later, ANCHORS.get) >= deadline(rule, start, ANCHORS.get)


@given(moments, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(start: datetime, count: int) -> None:
    begun, end = timezone.localdate(start), timezone.localdate(deadline(WorkingDays(count), start, ANCHORS.get))
    between = (begun + timedelta(n) for n in range(1, (end - begun).days + 1))
    assert sum(calendar().works(day) for day in between) == count


@given(moments, st.sampled_from(["monday", "wednesday", "sunday"]))
def test_weekly_is_within_the_next_seven_days(start: datetime, weekday: str) -> None:
    end = timezone.localtime(deadline(Weekly(weekday), start, ANCHORS.get)).date()
    assert 1 <= (end - timezone.localdate(start)).days <= 7
    assert end.strftime("%A").lower() == weekday


@given(st.dates(date(2019, 1, 1), date(2026, 12, 20)))
def test_a_day_that_was_swapped_works_the_other_way(day: date) -> None:
    usual, swapped = Calendar(), Calendar(frozenset({day}), frozenset({day + timedelta(1)}))
    assert not swapped.works(day)
    assert swapped.works(day + timedelta(1))
    assert usual.works(day + timedelta(2)) == swapped.works(day + timedelta(2))
