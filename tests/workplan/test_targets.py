"""Goals, targets, risks and resources: what may be said, by whom, and how it is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from reorg.workplan import actions, reading
from reorg.workplan.entries import GOAL, PARTS, TARGET
from reorg.workplan.models import Goal, Reading, Risk, Target
from tests.engine.doing import told
from tests.workplan.conftest import People, body, soon
from workflows.actions import withdraw
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db
RISK = {
    "text_vi": "Khiếu kiện về trụ sở",
    "field": "security",
    "likelihood": 3,
    "consequence": 5,
    "measure_vi": "Đối thoại trước khi chuyển",
    "state": "open",
}


def measured(target: Target) -> reading.Measured:
    last = target.readings.last()
    return reading.Measured(target, last, today())


def test_goals_stand_by_horizon_with_their_targets(merger: Dossier, goal: Goal, growth: Target, people: People) -> None:
    values = {"text_vi": "Phát triển bền vững", "horizon": "long", "year": 2045, "basis": "60-NQ/TW"}
    actions.save_entry(merger, GOAL, values, actor=people["anh"])
    found = reading.aims(merger, today())
    assert [[(one.goal.year, len(one.targets)) for one in aimed] for _label, aimed in found] == [
        [(2025, 1)],
        [(2045, 0)],
    ]


def test_a_target_is_on_the_way_then_reached(growth: Target, people: People) -> None:
    growth = Target.objects.get(pk=growth.pk)
    assert measured(growth).tone == "none"
    actions.measure(growth, value=Decimal("7.5"), on=today() - timedelta(days=5), actor=people["quynh"])
    assert (measured(growth).tone, measured(growth).share) == ("open", 50)
    actions.measure(growth, value=Decimal("9.99"), on=today(), actor=people["anh"])
    assert measured(growth).share == 99  # cut, never rounded up
    actions.measure(growth, value=Decimal("10.2"), on=today(), actor=people["anh"])
    assert (measured(growth).tone, measured(growth).share) == ("met", 100)


def test_a_target_below_the_beginning_falls(growth: Target) -> None:
    target = Target(base=Decimal(23), value=Decimal(8))
    assert [target.share(Decimal(value)) for value in (30, 23, 8, 5)] == [0, 0, 1, 1]
    assert target.reached_by(Decimal(8))
    assert not target.reached_by(Decimal(9))


def test_a_target_whose_day_has_passed_is_missed(growth: Target) -> None:
    assert reading.Measured(growth, None, soon(31)).tone == "missed"


def test_readings_are_kept_and_the_last_of_a_day_counts(merger: Dossier, growth: Target, people: People) -> None:
    for value in ("6", "6", "6.5"):
        actions.measure(growth, value=Decimal(value), on=today(), actor=people["quynh"])
    assert [str(one.value.normalize()) for one in growth.readings.all()] == ["6", "6.5"]
    assert len(told(merger, "work.measured")) == 2
    drawn = reading.drawing(growth, reading.readings_of(growth))
    assert drawn is not None
    assert len(drawn.points) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(value=1)


def test_the_day_of_a_reading_is_that_of_the_office(growth: Target, people: People) -> None:
    """Where it is another day than in Greenwich, today is measured and tomorrow is not."""
    with timezone.override("Pacific/Kiritimati" if datetime.now(UTC).hour >= 10 else "Etc/GMT+12"):
        assert timezone.localdate() != datetime.now(UTC).date()
        actions.measure(growth, value=Decimal(6), on=timezone.localdate(), actor=people["quynh"])
        with pytest.raises(BadInput):
            actions.measure(growth, value=Decimal(6), on=timezone.localdate() + timedelta(1), actor=people["quynh"])


def test_only_those_who_measure_a_target_write_readings(growth: Target, people: People) -> None:
    for name in ("uyen", "son", "phuc", "tuan"):
        with pytest.raises(NotYou):
            actions.measure(growth, value=Decimal(6), on=today(), actor=people[name])
    with pytest.raises(BadInput):
        actions.measure(growth, value=Decimal(6), on=soon(), actor=people["quynh"])


def test_a_target_belongs_to_a_goal_of_the_plan_and_asks_for_something(
    merger: Dossier, growth: Target, people: People
) -> None:
    with pytest.raises(BadInput) as refused:
        actions.save_entry(
            merger, TARGET, {"base": 10, "value": 10}, no=growth.no, version=growth.version, actor=people["anh"]
        )
    assert refused.value.field == "value"
    with pytest.raises(NotNow):  # a target still serves it
        actions.remove_entry(merger, GOAL, growth.goal.no, actor=people["anh"])
    with pytest.raises(NotYou):
        actions.remove_entry(merger, GOAL, growth.goal.no, actor=people["binh"])


def test_risks_stand_in_the_heat_table_until_they_are_closed(merger: Dossier, people: People) -> None:
    police = {"owner": body("hp_police")}
    risk = actions.save_entry(merger, PARTS["risk"], RISK | police, actor=people["quynh"])  # of the police
    filled = [cell for _row, cells in reading.heat(reading.risks_of(merger)) for cell in cells if cell.risks]
    assert [(cell.likelihood, cell.consequence, cell.tone) for cell in filled] == [(3, 5, "high")]
    actions.save_entry(
        merger, PARTS["risk"], {"state": "closed"} | police, no=risk.no, version=risk.version, actor=people["quynh"]
    )
    assert not any(cell.risks for _row, cells in reading.heat(reading.risks_of(merger)) for cell in cells)


def test_whoever_answers_for_a_risk_does_not_hand_it_to_others(merger: Dossier, people: People) -> None:
    risk = actions.save_entry(merger, PARTS["risk"], RISK | {"owner": body("hp_home_affairs")}, actor=people["uyen"])
    with pytest.raises(NotYou):
        actions.save_entry(
            merger, PARTS["risk"], {"owner": body("hd_pc")}, no=risk.no, version=risk.version, actor=people["uyen"]
        )
    with pytest.raises(NotYou):
        actions.save_entry(merger, PARTS["risk"], RISK | {"owner": body("hd_pc")}, actor=people["uyen"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Risk.objects.update(likelihood=6)


def test_resources_say_what_is_missing(merger: Dossier, people: People) -> None:
    values: dict[str, Any] = {
        "kind": "equipment",
        "text_vi": "Chỗ ngồi xe đưa đón",
        "unit": "chỗ",
        "needed": Decimal(1400),
        "ready": Decimal(900),
        "owner": body("hp_finance"),
    }
    made = actions.save_entry(merger, PARTS["resource"], values, actor=people["anh"])
    assert made.gap == 500
    more = actions.save_entry(
        merger,
        PARTS["resource"],
        {"ready": Decimal(1500), "owner": body("hp_finance")},
        no=made.no,
        version=made.version,
        actor=people["quynh"],
    )
    assert more.gap == 0
    (event,) = told(merger, "work.changed")
    assert event["after"] == {"ready": "1500"}


def test_a_plan_of_an_ended_dossier_stays_as_it_is(merger: Dossier, growth: Target, people: People) -> None:
    withdraw(merger, reason="Không làm nữa.", actor=people["binh"])
    with pytest.raises(NotNow):
        actions.measure(growth, value=Decimal(6), on=today(), actor=people["quynh"])
    with pytest.raises(NotNow):
        actions.save_entry(merger, PARTS["risk"], RISK | {"owner": body("hp_pc")}, actor=people["anh"])
