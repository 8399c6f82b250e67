"""Tasks: who gives, hands down, accepts, reports, confirms or returns them, and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from reorg.units.actions import change_plan
from reorg.workplan import actions, reading, tasking
from reorg.workplan.accounting import accounts
from reorg.workplan.entries import GROUP, LOG, TASK
from reorg.workplan.models import MOVES, Said, Task
from reorg.workplan.people import below
from reorg.workplan.states import State
from tests.cast import merged, province
from tests.engine.doing import told
from tests.workplan.conftest import Give, People, body, fresh, office, soon
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db


def test_a_task_goes_from_given_to_confirmed(merger: Dossier, people: People, give: Give) -> None:
    task = give()
    uyen = people["uyen"]
    with pytest.raises(NotNow):
        tasking.report(task, text="Xong.", version=fresh(task).version, actor=uyen)
    tasking.accept(task, responsible=office(uyen, "hp_home_affairs"), version=task.version, actor=uyen)
    tasking.report(task, text="Đã trình đề án.", paper="12/TTr-SNV", version=fresh(task).version, actor=uyen)
    assert (fresh(task).state, fresh(task).reported_on) == (State.REPORTED, today())
    tasking.confirm(task, version=fresh(task).version, actor=people["tuan"])
    assert fresh(task).state == State.CONFIRMED
    assert [one.kind for one in task.said.all()] == [Said.Kind.REPORT, Said.Kind.CONFIRMATION]
    assert told(merger, "work.accepted")[0]["responsible"].startswith("Cao Phương Uyên")
    assert told(merger, "work.reported")[0]["complete"] is True
    assert len(told(merger, "work.confirmed")) == 1


def test_a_task_has_a_responsible_person_of_its_body(people: People, give: Give) -> None:
    task = give()
    with pytest.raises(BadInput) as refused:
        tasking.accept(task, responsible=office(people["tuan"], "hp_pc"), version=task.version, actor=people["uyen"])
    assert refused.value.field == "responsible"
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state=State.ACCEPTED)


def test_nobody_confirms_what_they_reported_or_answer_for(people: People, give: Give, done: Any) -> None:
    task = give(lead="hp_pc")
    tasking.accept(task, responsible=office(people["tuan"], "hp_pc"), version=task.version, actor=people["anh"])
    tasking.report(task, text="Xong.", version=fresh(task).version, actor=people["anh"])
    for name in ("anh", "tuan"):
        with pytest.raises(NotYou):
            tasking.confirm(task, version=fresh(task).version, actor=people[name])
    with pytest.raises(NotYou):
        tasking.confirm(task, version=fresh(task).version, actor=people["uyen"])  # of another body
    tasking.confirm(task, version=fresh(task).version, actor=people["binh"])


def test_a_task_that_both_sides_lead_is_done_when_both_have_reported(
    merger: Dossier, people: People, give: Give
) -> None:
    task = give("Ban Tuyên giáo hai bên hoàn thiện đề án", "hp_party", second=body("hd_party"), kind="scheme")
    dung, giang = people["dung"], people["giang"]
    tasking.accept(task, responsible=office(dung, "hp_party"), version=task.version, actor=dung)
    tasking.report(task, text="Phần Hải Phòng đã xong.", version=fresh(task).version, actor=dung)
    assert fresh(task).state == State.ACCEPTED
    with pytest.raises(NotNow):
        tasking.confirm(task, version=fresh(task).version, actor=people["tuan"])
    with pytest.raises(NotNow):  # once for one's own side
        tasking.report(task, text="Thêm nữa.", version=fresh(task).version, actor=dung)
    tasking.report(task, text="Phần Hải Dương đã xong.", version=fresh(task).version, actor=giang)
    assert fresh(task).state == State.REPORTED
    assert [one["complete"] for one in told(merger, "work.reported")] == [False, True]


def test_nobody_reports_for_both_sides(people: People, give: Give) -> None:
    task = give(lead="hp_party", second=body("hp_front"))
    quynh = people["quynh"]  # an officer of both
    tasking.accept(task, responsible=office(quynh, "hp_party"), version=task.version, actor=quynh)
    tasking.report(task, text="Bên Đảng đã xong.", version=fresh(task).version, actor=quynh)
    with pytest.raises(NotYou):
        tasking.report(task, text="Bên Mặt trận đã xong.", version=fresh(task).version, actor=quynh)


def test_what_is_returned_is_reported_anew_by_every_side(people: People, give: Give) -> None:
    task = give(lead="hp_party", second=body("hd_party"))
    dung, giang, tuan = people["dung"], people["giang"], people["tuan"]
    tasking.accept(task, responsible=office(dung, "hp_party"), version=task.version, actor=dung)
    for who in (dung, giang):
        tasking.report(task, text="Xong.", version=fresh(task).version, actor=who)
    with pytest.raises(BadInput):
        tasking.send_back(task, reason=" ", version=fresh(task).version, actor=tuan)
    tasking.send_back(task, reason="Thiếu phụ lục.", version=fresh(task).version, actor=tuan)
    tasking.send_back(task, reason="Thiếu phụ lục.", version=0, actor=tuan)  # the same click twice
    assert (fresh(task).state, fresh(task).returns, fresh(task).reported_on) == (State.RETURNED, 1, None)
    tasking.report(task, text="Đã bổ sung.", version=fresh(task).version, actor=dung)
    assert fresh(task).state == State.RETURNED  # the other side still owes its report
    tasking.report(task, text="Đã bổ sung.", version=fresh(task).version, actor=giang)
    assert fresh(task).state == State.REPORTED


def test_nobody_confirms_a_report_they_have_not_seen(people: People, give: Give, done: Any) -> None:
    task = done(give(), "uyen")
    shown = task.version
    tasking.send_back(task, reason="Chưa đủ.", version=shown, actor=people["binh"])
    tasking.report(task, text="Bản khác.", version=fresh(task).version, actor=people["uyen"])
    with pytest.raises(ContentChanged):
        tasking.confirm(task, version=shown, actor=people["tuan"])


def test_the_same_click_twice_acts_once(merger: Dossier, people: People, give: Give, done: Any) -> None:
    assert give().pk == give().pk
    task = done(give(), "uyen")
    tasking.report(task, text="Đã xong, uyen.", version=0, actor=people["uyen"])
    for _ in range(2):
        tasking.confirm(task, version=fresh(task).version, actor=people["tuan"])
    assert len(told(merger, "work.given")) == len(told(merger, "work.reported")) == 1
    assert len(told(merger, "work.confirmed")) == 1


# Parts


def test_tasks_cascade_from_the_party_through_government_and_front(
    merger: Dossier, people: People, give: Give, done: Any
) -> None:
    whole = give("Lãnh đạo việc sáp nhập", "hp_party")
    council = give("Tổ chức thực hiện", "hp_pc", by="dung", under=whole)
    front = give("Vận động Nhân dân", "hp_front", by="dung", under=whole)
    department = give("Lập đề án cơ quan chuyên môn", "hp_home_affairs", by="binh", under=council)
    assert {front.giver_id, council.giver_id} == {body("hp_party").pk}
    (node,) = reading.tree(reading.tasks_of(merger))
    assert [(depth, found.task.no) for depth, found in node.walk()] == [(0, 1), (1, 2), (2, 4), (1, 3)]
    assert (node.done, node.total) == (0, 2)

    done(department, "uyen")
    tasking.confirm(department, version=fresh(department).version, actor=people["binh"])
    (node,) = reading.tree(reading.tasks_of(merger))
    assert (node.done, node.total) == (1, 2)
    with pytest.raises(NotNow, match="2"):  # the whole waits for its parts
        done(whole, "dung", key="hp_party")


def test_parts_go_to_bodies_below_and_nowhere_else(merger: Dossier, people: People, give: Give) -> None:
    names = {body(key).pk: key for key in ("hp_pc", "hd_pc", "moha", "hp_party", "hp_home_affairs", "hp_front")}
    party = {names[pk] for pk in below(merger, [body("hp_party").pk]) if pk in names}
    assert party == {"hp_pc", "hp_home_affairs", "hp_front"}
    assert {names[pk] for pk in below(merger, [body("hp_pc").pk]) if pk in names} == {"hp_home_affairs"}
    whole = give("Lãnh đạo", "hp_pc")
    with pytest.raises(BadInput) as refused:
        give("Việc của Bộ", "moha", by="binh", under=whole)
    assert refused.value.field == "lead"
    with pytest.raises(NotYou):
        give("Việc của Sở", "hp_home_affairs", by="uyen", under=whole)
    with pytest.raises(BadInput) as refused:
        give("Quá hạn", "hp_home_affairs", by="binh", under=whole, due=soon(31))
    assert refused.value.field == "due"


def test_every_new_unit_gets_its_part_once(merger: Dossier, people: People, give: Give) -> None:
    whole = give("Đại hội đề ra mục tiêu sát thực tế", "hp_party")
    made = tasking.spread(whole, actor=people["dung"])
    assert [part.place_vi for part in made] == ["Thành phố Hải Phòng"]
    assert tasking.spread(whole, actor=people["anh"]) == []
    hai_duong, hai_phong = province("30", "Hải Dương"), province("31", "Hải Phòng")
    change_plan(
        merger, [replace(merged(hai_duong), number=2, name="Hải Dương"), merged(hai_phong)], actor=people["anh"]
    )
    again = tasking.spread(whole, actor=people["dung"])
    assert len(again) == 1
    assert Task.objects.filter(parent=whole).count() == 2
    assert [event["count"] for event in told(merger, "work.spread")] == [1, 1]
    with pytest.raises(NotYou):
        tasking.spread(whole, actor=people["uyen"])


def test_another_lead_accepts_it_anew(people: People, give: Give) -> None:
    task, uyen = give(), people["uyen"]
    tasking.accept(task, responsible=office(uyen, "hp_home_affairs"), version=task.version, actor=uyen)
    now = fresh(task)
    changed = actions.save_entry(
        now.dossier, TASK, {"lead": body("hp_finance")}, no=now.no, version=now.version, actor=people["anh"]
    )
    assert (changed.state, changed.responsible, changed.round) == (State.GIVEN, None, 2)


def test_two_tabs_do_not_overwrite_each_other(people: People, give: Give) -> None:
    task, anh = give(), people["anh"]
    shown = task.version
    actions.save_entry(task.dossier, TASK, {"text_vi": "Bản một"}, no=task.no, version=shown, actor=anh)
    with pytest.raises(ContentChanged):
        actions.save_entry(task.dossier, TASK, {"text_vi": "Bản hai"}, no=task.no, version=shown, actor=anh)


def test_what_is_reported_stays_as_it_was_given(people: People, give: Give, done: Any) -> None:
    task, anh = done(give(), "uyen"), people["anh"]
    with pytest.raises(NotNow):
        actions.save_entry(task.dossier, TASK, {"text_vi": "Khác"}, no=task.no, version=task.version, actor=anh)
    with pytest.raises(NotNow):
        actions.remove_entry(task.dossier, TASK, task.no, actor=anh)
    for change in ({"text_vi": "Khác"}, {"due": soon(1)}, {"state": State.GIVEN}, {"removed": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Said.objects.filter(task=task).update(text="Khác")


@pytest.mark.parametrize("source", State.values)
@pytest.mark.parametrize("target", State.values)
def test_the_database_knows_the_same_moves_as_the_machine(
    people: People, give: Give, done: Any, source: str, target: str
) -> None:
    if source == target:
        return
    task = done(give(), "uyen")  # reported
    ways: dict[str, list[str]] = {
        "reported": [],
        "confirmed": ["confirmed"],
        "returned": ["returned"],
        "given": ["returned", "given"],
        "accepted": ["returned", "given", "accepted"],
    }
    for step in ways[source]:
        Task.objects.filter(pk=task.pk).update(state=step)
    if (source, target) in {(move.source, move.target) for move in MOVES}:
        Task.objects.filter(pk=task.pk).update(state=target)
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(state=target)


# Groups, logs, accounts


def test_a_working_group_has_a_head_members_and_tasks(merger: Dossier, people: People, give: Give) -> None:
    values = {
        "text_vi": "Tổ công tác sáp nhập",
        "basis": "1/QĐ-UBND",
        "head": office(people["anh"], "hp_pc"),
        "members": [office(people["tuan"], "hp_pc"), office(people["son"], "hd_pc")],
    }
    group = actions.save_entry(merger, GROUP, values, actor=people["anh"])
    give(group=group)
    (found,) = reading.groups_of(merger)
    assert (found.head.person.username, found.members.count(), len(found.given)) == ("anh", 2, 1)
    stranger = office(people["xuan"], "hd_front")
    with pytest.raises(BadInput) as refused:
        actions.save_entry(merger, GROUP, values | {"text_vi": "Tổ khác", "head": stranger}, actor=people["anh"])
    assert refused.value.field == "head"
    with pytest.raises(NotNow):  # it has a task
        actions.remove_entry(merger, GROUP, group.no, actor=people["anh"])


def test_communication_is_planned_and_logged(merger: Dossier, people: People, give: Give) -> None:
    task = give("Tuyên truyền tạo đồng thuận", "hp_front", kind="communication", scope="Nhân dân hai địa phương")
    values = {
        "on": today(),
        "channel": "meeting",
        "text_vi": "Hội nghị với trưởng thôn",
        "audience": "trưởng thôn",
        "reach": 120,
        "evidence": "15/BC-MTTQ",
    }
    for _ in range(2):
        actions.save_entry(merger, LOG, values, under=task, actor=people["quynh"])
    assert [(one.audience, one.reach) for one in reading.log_of(reading.task_of(merger, task.no))] == [
        ("trưởng thôn", 120)
    ]
    with pytest.raises(BadInput):
        actions.save_entry(merger, LOG, values | {"on": soon()}, under=task, actor=people["quynh"])
    with pytest.raises(NotYou):
        actions.save_entry(merger, LOG, values | {"reach": 7}, under=task, actor=people["uyen"])
    with pytest.raises(NotNow):
        actions.save_entry(merger, LOG, values, under=give(), actor=people["anh"])


def test_a_survey_is_planned_like_any_task(merger: Dossier, people: People, give: Give) -> None:
    give("Khảo sát nhu cầu nhà ở", "hp_construction", kind="survey", scope="2.582 người của Hải Dương")
    give()
    found = [task for task in reading.tasks_of(merger) if reading.Filter(kind="survey").keeps(task, today())]
    assert [(str(task.lead.key), task.scope) for task in found] == [("hp_construction", "2.582 người của Hải Dương")]


def test_the_account_of_each_person_and_body_adds_up(merger: Dossier, people: People, give: Give, done: Any) -> None:
    past = today() - timedelta(days=3)
    done(give("Đúng hạn"), "uyen")
    late = done(give("Trễ hạn", due=past), "uyen")
    tasking.send_back(late, reason="Thiếu.", version=fresh(late).version, actor=people["binh"])
    tasking.report(late, text="Đã bổ sung.", version=fresh(late).version, actor=people["uyen"])
    give("Quá hạn, chưa ai nhận", due=past)
    give("Hai bên", second=body("hp_finance"))
    counted = accounts(reading.tasks_of(merger), today())
    found = {one.who.username if one.who else "": one.figures for one in counted.people}
    assert found == {"uyen": (2, 1, 1, 0, 0, 1), "": (2, 0, 0, 1, 1, 0)}
    bodies = {one.who.key: one.figures for one in counted.bodies}
    assert bodies == {"hp_home_affairs": (4, 1, 1, 1, 1, 1), "hp_finance": (1, 0, 0, 1, 0, 0)}
    for one in (*counted.people, *counted.bodies):
        assert one.given == one.on_time + one.late + one.open + one.overdue


def test_a_body_with_a_task_takes_part_from_then_on(merger: Dossier, people: People, give: Give) -> None:
    assert not merger.parties.filter(organisation__key="hp_culture").exists()
    give("Việc của Sở Văn hóa", "hp_culture")
    assert merger.parties.filter(organisation__key="hp_culture").exists()
    assert len(told(merger, "work.joined")) == 1
