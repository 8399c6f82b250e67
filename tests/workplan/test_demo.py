"""The plans of the demonstration: what the sources say, with samples and what is unconfirmed marked as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reorg.demo.cast import KIM_SON_CAST, KIM_SON_PARTS_2025, bodies, load_cast
from reorg.units.actions import change_plan
from reorg.workplan import demo, reading
from reorg.workplan.accounting import accounts
from reorg.workplan.models import Goal, Resource, Target, Task
from reorg.workplan.states import State
from tests.cast import PASSWORD, merged, province
from tests.workplan.conftest import People
from workflows import actions
from workflows.models import Dossier, ProcedureVersion
from workflows.offices import today
from workflows.text import Text

pytestmark = pytest.mark.django_db


def test_targets_stand_beside_the_merger(merger: Dossier, people: People) -> None:
    demo.hai_phong(merger, people)
    growth, investment, boundaries = Target.objects.filter(dossier=merger)
    assert (growth.value, investment.value, boundaries.value) == (reading.neat(growth.value), 100, 114)
    assert str(reading.neat(growth.value)) == "10.2"
    assert [growth.confidence, boundaries.confidence] == ["L", "H"]  # the year is not in the source
    assert all(one.sample for one in growth.readings.all())


def test_both_sides_schemes_surveys_and_the_cascade_are_there(merger: Dossier, people: People) -> None:
    demo.hai_phong(merger, people)
    nodes = reading.tree(reading.tasks_of(merger))
    depths = [depth for root in nodes for depth, _node in root.walk()]
    assert max(depths) == 2
    kinds = {task.no: (task.kind, task.state) for task in Task.objects.filter(dossier=merger)}
    assert kinds[2] == ("scheme", State.CONFIRMED)
    assert kinds[4] == ("survey", State.CONFIRMED)
    assert kinds[6] == ("scheme", State.RETURNED)
    assert {one.who.key for one in accounts(reading.tasks_of(merger), today()).bodies} >= {
        *("hp_party", "hd_party", "hp_pc", "hp_front", "hp_home_affairs")
    }
    assert len(reading.log_of(reading.task_of(merger, 3))) == 2
    assert reading.risks_of(merger)[0].score == 16
    assert Resource.objects.get(dossier=merger, no=1).gap == 500


def test_kim_son_has_goals_by_horizon_and_a_part_for_each_new_unit(people: People) -> None:
    people = people | load_cast(PASSWORD, KIM_SON_CAST)
    dossier = actions.open_dossier(
        ProcedureVersion.objects.get(code="commune_arrangement", version="2025.1"),
        code="KS-01",
        title=Text("Kim Sơn", "Kim Sơn"),
        parts=bodies(KIM_SON_PARTS_2025),
        actor=people["ks-drafter"],
        operation_date=date(2025, 7, 1),
    )
    clauses = [replace(merged(province("30", "Hải Dương")), number=2), merged(province("31", "Hải Phòng"))]
    change_plan(dossier, [replace(clauses[0], name="Chất Bình", code=""), clauses[1]], actor=people["ks-drafter"])
    demo.kim_son(dossier, people)
    assert [goal.horizon for goal in Goal.objects.filter(dossier=dossier)] == ["short", "medium", "long"]
    (node,) = reading.tree(reading.tasks_of(dossier))
    assert (node.done, node.total) == (1, 2)
    falling = Target.objects.get(dossier=dossier)
    assert falling.falls
    assert reading.Measured(falling, falling.readings.last(), today()).tone == "met"


def test_each_commune_gets_its_task(merger: Dossier, people: People) -> None:
    demo.communes(merger, people)
    (node,) = reading.tree(reading.tasks_of(merger))
    assert node.total == 1
    assert node.parts[0].task.place_vi == "Thành phố Hải Phòng"
