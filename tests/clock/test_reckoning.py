"""What holds for every deadline, whatever was stopped or extended; checked against a calendar counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.clock import (
    AFTERNOON,
    MORNING,
    OFF,
    WHOLE_DAY,
    After,
    Calendar,
    Days,
    Extension,
    Months,
    On,
    Ordered,
    Rule,
    Stop,
    Weekly,
    WorkingDays,
    calendar,
    reckon,
    rule_from,
    told,
)
from workflows.text import Text

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WHY = Text("lý do", "reason")
ANCHORS = {"operation": date(2025, 7, 1), "resolution": date(2025, 6, 12), "opening": date(2025, 4, 29)}
moments = st.datetimes(datetime(2019, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
terms = st.one_of(
    st.integers(1, 60).map(WorkingDays),
    st.integers(1, 60).map(Days),
    st.integers(1, 6).map(Months),
    st.integers(1, 60).map(lambda halves: WorkingDays(Decimal(halves) / 2)),
)
orders = st.dictionaries(
    st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    st.sampled_from([OFF, MORNING, AFTERNOON, WHOLE_DAY]).map(lambda halves: Ordered(halves, WHY)),
    max_size=40,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def due(rule: Rule, start: str, **moved: object) -> str:
    found = reckon(rule, at(start), ANCHORS.get, **moved)  # type: ignore[arg-type]
    return f"{timezone.localtime(found.due):%Y-%m-%d %H:%M}" if found.due else "—"


def by_hand(start: date, halves: int, days: Calendar, stood: list[tuple[date, date]]) -> tuple[date, time]:
    """Half-days counted one after the other on a list of days written out: nothing of the clock's own counting."""
    listed = []
    for ahead in range(1, 900):
        day = start + timedelta(days=ahead)
        if any(since < day <= until for since, until in stood):
            continue
        worked = days.halves(day)
        listed += [(day, time(12))] if worked in (MORNING, WHOLE_DAY) else []
        listed += [(day, time(17))] if worked in (AFTERNOON, WHOLE_DAY) else []
    return listed[halves - 1]


# Half-days, months, fixed days


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (WorkingDays(Decimal("0.5")), "2025-04-28 09:00", "2025-04-29 12:00"),
        (WorkingDays(Decimal("1.5")), "2025-04-28 09:00", "2025-05-05 12:00"),
        (WorkingDays(Decimal("0.5"), from_receipt=True), "2025-04-28 09:00", "2025-04-28 17:00"),
        (WorkingDays(Decimal("0.5"), from_receipt=True), "2025-04-28 07:30", "2025-04-28 12:00"),
        (WorkingDays(Decimal("0.5"), from_receipt=True), "2025-04-28 14:00", "2025-04-29 12:00"),
        (WorkingDays(1, from_receipt=True), "2025-04-29 14:00", "2025-05-05 17:00"),
        (Months(1), "2025-04-01 09:00", "2025-05-05 17:00"),  # 1 May and the long weekend after it
        (Months(1), "2025-01-31 09:00", "2025-02-28 17:00"),
        (After("operation", working_days=-5), "2025-04-29 09:00", "2025-06-24 17:00"),
        (After("resolution", working_days=3), "2025-04-29 09:00", "2025-06-17 17:00"),
        (After("operation", days=-10, on_day_off="before"), "2025-04-29 09:00", "2025-06-20 17:00"),
        (On(date(2025, 5, 1), on_day_off="next"), "2025-04-29 09:00", "2025-05-05 17:00"),
        (Weekly("friday", time(12), on_day_off="before"), "2025-04-29 09:00", "2025-04-29 12:00"),
        (Weekly("friday", time(12), on_day_off="next"), "2025-04-29 09:00", "2025-05-05 12:00"),
    ],
)
def test_it_is_due(rule: Rule, start: str, expected: str) -> None:
    assert due(rule, start) == expected


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"working_days": 0.5, "from": "receipt"}, WorkingDays(Decimal("0.5"), from_receipt=True)),
        ({"months": 2}, Months(2)),
        ({"anchor": "resolution", "working_days": 5}, After("resolution", working_days=5)),
        ({"weekly": "friday", "time": "12:00", "on_day_off": "before"}, Weekly("friday", time(12), "before")),
    ],
)
def test_a_rule_is_read_from_its_data(data: dict[str, object], rule: Rule) -> None:
    assert rule_from(data) == rule


@pytest.mark.parametrize("data", [{"working_days": 0.3}, {"working_days": "x"}, {"days": 3, "on_day_off": "perhaps"}])
def test_a_rule_nobody_knows_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"deadline rule|half days"):
        rule_from(data)


def test_rules_of_procedures_in_use_are_written_as_they_were() -> None:
    """The digest of a procedure is taken over them: dossiers that follow it must not see it change."""
    assert repr(WorkingDays(5)) == "WorkingDays(count=5)"
    assert repr(After("operation", days=-10)) == (
        "After(anchor='operation', days=-10, months=0, at=datetime.time(17, 0))"
    )
    assert "working_days=5" in repr(After("operation", working_days=5))


# Real days of 2025


@pytest.mark.parametrize(
    ("rule", "start", "expected", "why"),
    [
        # Reports on surplus property go out by noon of every Friday (official letter 8400/BTC-QLCS of 14 June 2025).
        (Weekly("friday", time(12)), "2025-06-14 09:00", "2025-06-20 12:00", "8400/BTC-QLCS"),
        # The swap of offices is finished within 30 days of the hand-over.
        (Days(30), "2025-07-01 00:00", "2025-07-31 17:00", "8400/BTC-QLCS"),
        # Provincial resolutions took effect on 12 June, units operated from 1 July 2025.
        (After("operation"), "2025-06-12 09:00", "2025-07-01 17:00", "202/2025/QH15"),
        # The opinion of households, asked from 17 April, was closed on 21 April: four calendar days.
        (Days(4), "2025-04-17 08:00", "2025-04-21 17:00", "Res. 76/2025"),
        # Over 30 April and 1 May 2025: Friday 2 May was off in exchange for Saturday 26 April.
        (WorkingDays(3), "2025-04-25 08:00", "2025-04-29 17:00", "6150/TB-BLĐTBXH"),
    ],
)
def test_days_of_the_round_of_2025_come_out(rule: Rule, start: str, expected: str, why: str) -> None:
    assert due(rule, start) == expected, why


# Stops and extensions


def test_what_was_left_when_it_stopped_is_left_when_it_goes_on() -> None:
    """Five working days from Thursday 24 April; stopped on the 28th with three used: two are left."""
    stood = reckon(WorkingDays(5), at("2025-04-24 09:00"), ANCHORS.get, stops=[Stop(date(2025, 4, 28), None, WHY)])
    assert stood.due is None
    assert stood.left == 4, "half-days"
    assert due(WorkingDays(5), "2025-04-24 09:00", stops=[Stop(date(2025, 4, 28), date(2025, 5, 5), WHY)]) == (
        "2025-05-07 17:00"
    )


def test_answered_on_the_day_it_was_asked_moves_nothing() -> None:
    same = [Stop(date(2025, 4, 28), date(2025, 4, 28), WHY)]
    assert due(WorkingDays(5), "2025-04-24 09:00", stops=same) == due(WorkingDays(5), "2025-04-24 09:00")


def test_a_day_fixed_by_law_does_not_stand_still_but_can_be_put_off() -> None:
    stopped = [Stop(date(2025, 6, 1), date(2025, 6, 20), WHY)]
    assert due(After("operation"), "2025-05-01 09:00", stops=stopped) == "2025-07-01 17:00"
    longer = [Extension(3, date(2025, 6, 30), WHY)]
    assert due(After("operation"), "2025-05-01 09:00", extensions=longer) == "2025-07-04 17:00"


@given(moments, st.integers(1, 80), orders, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3))
@settings(deadline=None)
def test_it_agrees_with_a_calendar_counted_by_hand(
    start: datetime, halves: int, ordered: dict[date, Ordered], stood: list[tuple[int, int]]
) -> None:
    begin, days = timezone.localdate(start), calendar().with_orders(ordered)
    spans = [(begin + timedelta(since), begin + timedelta(since + long)) for since, long in stood]
    found = reckon(
        WorkingDays(Decimal(halves) / 2), start, ANCHORS.get, days, [Stop(since, until, WHY) for since, until in spans]
    )
    end = timezone.localtime(found.due)
    assert (end.date(), end.time()) == by_hand(begin, halves, days, spans)


@given(moments, terms, orders, st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_no_term_ends_on_a_day_off_or_while_the_clock_stands(
    start: datetime, rule: Rule, ordered: dict[date, Ordered], since: int, long: int
) -> None:
    begin, days = timezone.localdate(start), calendar().with_orders(ordered)
    stop = Stop(begin + timedelta(since), begin + timedelta(since + long), WHY)
    end = timezone.localtime(reckon(rule, start, ANCHORS.get, days, [stop]).due)
    assert days.works(end.date())
    assert not stop.since < end.date() <= stop.until
    assert end.date() > begin
    assert end.time() in (time(12), time(17))


@given(moments, st.integers(1, 60), st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None)
def test_stopping_conserves_what_was_left(start: datetime, count: int, since: int, long: int) -> None:
    begin = timezone.localdate(start)
    stopped, answered = begin + timedelta(since), begin + timedelta(since + long)
    rule = WorkingDays(count)
    left = reckon(rule, start, ANCHORS.get, stops=[Stop(stopped, None, WHY)]).left
    end = timezone.localdate(reckon(rule, start, ANCHORS.get, stops=[Stop(stopped, answered, WHY)]).due)
    after = [answered + timedelta(n) for n in range(1, (end - answered).days + 1)]
    assert left is not None
    if left:
        assert sum(calendar().halves(day).bit_count() for day in after) == left
    else:
        assert end <= answered


@given(moments, terms, st.integers(0, 40), st.integers(0, 40), st.integers(1, 20))
@settings(deadline=None)
def test_a_longer_stop_and_an_extension_never_bring_it_forward(
    start: datetime, rule: Rule, since: int, long: int, more: int
) -> None:
    stopped = timezone.localdate(start) + timedelta(since)
    plain = reckon(rule, start, ANCHORS.get).due
    short = reckon(rule, start, ANCHORS.get, stops=[Stop(stopped, stopped + timedelta(long), WHY)]).due
    longer = reckon(rule, start, ANCHORS.get, stops=[Stop(stopped, stopped + timedelta(long + more), WHY)]).due
    extended = reckon(rule, start, ANCHORS.get, extensions=[Extension(more, stopped, WHY)]).due
    assert plain <= short <= longer
    assert plain < extended


# In words


def test_a_judge_can_follow_it_in_both_languages() -> None:
    found = reckon(
        WorkingDays(5),
        at("2025-04-24 09:00"),
        ANCHORS.get,
        stops=[Stop(date(2025, 4, 25), date(2025, 4, 26), Text("số liệu chưa khớp", "figures did not agree"))],
        extensions=[Extension(1, date(2025, 5, 5), Text("vụ việc phức tạp (12/QĐ)", "a complex matter (12/QĐ)"))],
    )
    said = told(found)
    for words in (
        "at 09:00 on Thursday 24 April 2025",
        "Art. 147(2) of the Civil Code 2015",
        "5 working days runs from Friday 25 April 2025",
        "30 April 2025, Liberation Day",
        "2 May 2025, off in exchange for 26/04/2025, 6150/TB-BLĐTBXH (2024)",
        "3–4 May 2025, weekend",
        "from after Friday 25 April 2025 to the end of Saturday 26 April 2025",
        "figures did not agree",
        "extended by 1 working day on Monday 5 May 2025: a complex matter (12/QĐ)",
        "The deadline is therefore 17:00 on Wednesday 7 May 2025.",
    ):
        assert words in said.en
    for words in ("Điều 147 khoản 2", "số liệu chưa khớp", "Vì vậy hạn là 17:00 thứ Tư 07/05/2025."):
        assert words in said.vi


def test_the_words_name_what_is_not_known_yet_and_what_stays_on_a_day_off() -> None:
    unknown = reckon(After("resolution", days=5), at("2025-04-24 09:00"), {}.get)
    assert "not known yet" in told(unknown).en
    kept = reckon(After("operation", days=-10), at("2025-04-24 09:00"), ANCHORS.get)
    assert "being fixed by the rule, it stays" in told(kept, anchor=ANCHORS["operation"]).en


@given(moments, terms, orders)
@settings(deadline=None)
def test_every_term_can_be_told(start: datetime, rule: Rule, ordered: dict[date, Ordered]) -> None:
    found = reckon(rule, start, ANCHORS.get, calendar().with_orders(ordered))
    said = told(found)
    assert f"{timezone.localtime(found.due):%H:%M}" in said.vi
    assert "None" not in said.vi + said.en


# Half of a day, in one body


def test_of_two_bodies_asked_together_a_half_day_counts_when_both_work() -> None:
    monday = date(2025, 6, 16)
    one = calendar().with_orders({monday: Ordered(MORNING, WHY)})
    other = calendar().with_orders({monday: Ordered(AFTERNOON, WHY)})
    both = one.and_also(other)
    assert both.halves(monday) == OFF
    assert both.halves(date(2025, 6, 17)) == WHOLE_DAY
    assert due(WorkingDays(1), "2025-06-13 09:00", days=one) == "2025-06-17 12:00"
    assert due(WorkingDays(1), "2025-06-13 09:00", days=both) == "2025-06-17 17:00"
