"""The pages of a plan of work, as people use them: who sees what, who may do what, and nothing typed is lost."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reorg.workplan import actions, tasking
from reorg.workplan.entries import LOG, PARTS
from reorg.workplan.models import Goal, Target, Task
from reorg.workplan.states import State
from tests.web.reader import words
from tests.workplan.conftest import Give, People, body, fresh, office, soon
from workflows.actions import register_document
from workflows.models import DocumentType, Dossier
from workflows.offices import today
from workflows.text import Text

pytestmark = pytest.mark.django_db
HOME = "/dossiers/HP-01/work/"
ROOMS = (HOME, f"{HOME}tasks/", f"{HOME}risks/", f"{HOME}report/", f"{HOME}report.xlsx")
GOAL_FORM = {"text_vi": "Không gián đoạn", "horizon": "short", "year": "2025", "basis": "60-NQ/TW", "version": "0"}


@pytest.fixture
def filled(merger: Dossier, growth: Target, give: Give, people: People) -> Dossier:
    """One of everything."""
    told = give("Tuyên truyền", "hp_front", kind="communication")
    values = {"on": today(), "channel": "press", "text_vi": "Bài báo", "audience": "bạn đọc", "evidence": "1/BC"}
    actions.save_entry(merger, LOG, values, under=told, actor=people["quynh"])
    actions.measure(growth, value=Decimal("7.5"), on=today(), actor=people["quynh"])
    risk = {"text_vi": "Khiếu kiện", "field": "security", "likelihood": 3, "consequence": 5, "measure_vi": "Đối thoại"}
    actions.save_entry(merger, PARTS["risk"], risk | {"owner": body("hp_pc"), "state": "open"}, actor=people["anh"])
    need = {"kind": "money", "text_vi": "Kinh phí", "unit": "tỷ đồng", "needed": Decimal(5), "ready": Decimal(2)}
    actions.save_entry(merger, PARTS["resource"], need | {"owner": body("hp_finance")}, actor=people["anh"])
    group = {"text_vi": "Tổ công tác", "basis": "1/QĐ-UBND", "head": office(people["anh"], "hp_pc"), "members": []}
    actions.save_entry(merger, PARTS["group"], group, actor=people["anh"])
    return merger


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(filled: Dossier, people: People, client: Any, language: str) -> None:
    user = people["anh"]
    user.language = language
    user.save()
    client.force_login(user)
    for path in (*ROOMS[:4], f"{HOME}tasks/1/", f"{HOME}targets/1/", f"{HOME}entries/group/1/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'lang="{language}"' in answer.content.decode()


def test_who_takes_no_part_finds_nothing(filled: Dossier, people: People, goes: Any) -> None:
    for path in (*ROOMS, f"{HOME}tasks/1/", f"{HOME}targets/1/", f"{HOME}entries/goal/1/", f"{HOME}entries/goal/new/"):
        assert goes(people["xuan"]).get(path).status_code == 404
    for path in (f"{HOME}tasks/1/accept/", f"{HOME}tasks/1/spread/", f"{HOME}entries/goal/1/remove/"):
        assert goes(people["xuan"]).post(path).status_code == 404
    for path in ROOMS:
        assert goes(people["phuc"]).get(path).status_code == 200  # the auditor reads


def test_the_wrong_person_is_told_whose_it_is(filled: Dossier, people: People, goes: Any) -> None:
    for path in (f"{HOME}entries/goal/new/", f"{HOME}entries/target/1/", f"{HOME}tasks/1/task/new/"):
        assert goes(people["uyen"]).get(path).status_code == 403
    assert goes(people["uyen"]).get(f"{HOME}entries/risk/new/").status_code == 200
    assert goes(people["uyen"]).post(f"{HOME}targets/1/", {"on": "2025-06-30", "value": "7"}).status_code == 403
    assert goes(people["uyen"]).post(f"{HOME}tasks/1/accept/", {"version": "1"}).status_code == 403
    assert goes(people["uyen"]).post(f"{HOME}tasks/1/spread/").status_code == 403
    assert goes(people["uyen"]).post(f"{HOME}tasks/1/dance/").status_code == 404
    assert goes(people["anh"]).get(f"{HOME}entries/poem/new/").status_code == 404
    assert goes(people["anh"]).get(f"{HOME}tasks/1/goal/new/").status_code == 404


def test_a_goal_is_written_changed_and_taken_out(merger: Dossier, people: People, goes: Any) -> None:
    drafter = goes(people["anh"])
    assert drafter.post(f"{HOME}entries/goal/new/", GOAL_FORM).status_code == 302
    page = words(drafter.get(HOME))
    assert "Không gián đoạn" in page
    assert "60-NQ/TW" in page
    changed = GOAL_FORM | {"text_vi": "Liên tục", "version": "1"}
    assert drafter.post(f"{HOME}entries/goal/1/", changed).status_code == 302
    assert drafter.post(f"{HOME}entries/goal/1/remove/").status_code == 302
    assert not Goal.objects.filter(removed=False).exists()


def test_nothing_typed_is_lost(merger: Dossier, people: People, goes: Any) -> None:
    drafter = goes(people["anh"])
    answer = drafter.post(f"{HOME}entries/goal/new/", GOAL_FORM | {"year": "1825"})
    assert answer.status_code == 400
    assert "Không gián đoạn" in answer.content.decode()
    drafter.post(f"{HOME}entries/goal/new/", GOAL_FORM)
    drafter.post(f"{HOME}entries/goal/1/", GOAL_FORM | {"text_vi": "Của thẻ thứ nhất", "version": "1"})
    answer = drafter.post(f"{HOME}entries/goal/1/", GOAL_FORM | {"text_vi": "Của thẻ thứ hai", "version": "1"})
    assert answer.status_code == 409
    assert "Của thẻ thứ hai" in answer.content.decode()
    assert Goal.objects.get().text_vi == "Của thẻ thứ nhất"


def test_a_task_is_walked_on_its_page(give: Give, people: People, goes: Any) -> None:
    task, uyen = give(), people["uyen"]
    here = f"{HOME}tasks/{task.no}/"
    page = words(goes(uyen).get(here))
    assert "Accept the task" in page
    chosen = {"responsible": office(uyen, "hp_home_affairs").pk, "version": task.version}
    assert goes(uyen).post(f"{here}accept/", {"version": task.version}).status_code == 400
    assert goes(uyen).post(f"{here}accept/", chosen).status_code == 302
    report = {"text": "Đã trình đề án.", "paper": "", "version": fresh(task).version}
    assert goes(uyen).post(f"{here}report/", report | {"text": " "}).status_code == 400
    assert goes(uyen).post(f"{here}report/", report).status_code == 302
    assert "It is done: confirm" not in words(goes(uyen).get(here))
    assert "It is done: confirm" in words(goes(people["tuan"]).get(here))
    answer = goes(people["tuan"]).post(f"{here}return/", {"reason": "", "version": fresh(task).version})
    assert answer.status_code == 400
    reasons = {"reason": "Thiếu phụ lục.", "version": fresh(task).version}
    assert goes(people["tuan"]).post(f"{here}return/", reasons).status_code == 302
    assert "Thiếu phụ lục." in words(goes(uyen).get(here))
    again = {"text": "Đã bổ sung.", "paper": "", "version": fresh(task).version}
    assert goes(uyen).post(f"{here}report/", again).status_code == 302
    assert goes(uyen).post(f"{here}confirm/", {"version": fresh(task).version}).status_code == 403
    assert goes(people["tuan"]).post(f"{here}confirm/", {"version": fresh(task).version}).status_code == 302
    assert fresh(task).state == State.CONFIRMED


def test_parts_are_handed_down_to_bodies_below(give: Give, people: People, goes: Any) -> None:
    whole = give("Lãnh đạo việc sáp nhập", "hp_pc")
    form = goes(people["binh"]).get(f"{HOME}tasks/{whole.no}/task/new/").content.decode()
    assert "Sở Nội vụ thành phố Hải Phòng" in form or "Home Affairs" in form
    part = {
        "kind": "task",
        "text_vi": "Lập đề án",
        "lead": body("hp_home_affairs").pk,
        "due": whole.due.isoformat(),
        "version": "0",
    }
    assert goes(people["binh"]).post(f"{HOME}tasks/{whole.no}/task/new/", part).status_code == 302
    assert Task.objects.get(parent=whole).lead.key == "hp_home_affairs"
    assert (
        goes(people["binh"]).post(f"{HOME}tasks/{whole.no}/task/new/", part | {"lead": body("hd_pc").pk}).status_code
        == 400
    )
    assert "0 of 1 parts confirmed" in goes(people["phuc"]).get(f"{HOME}tasks/").content.decode()


def test_one_click_gives_every_new_unit_its_part(give: Give, people: People, goes: Any) -> None:
    whole = give("Đại hội đề ra mục tiêu", "hp_party")
    here = f"{HOME}tasks/{whole.no}/"
    assert "Give a part for each new unit" in words(goes(people["dung"]).get(here))
    assert goes(people["dung"]).post(f"{here}spread/").status_code == 302
    page = words(goes(people["dung"]).get(here))
    assert "Hải Phòng" in page
    assert "Give a part for each new unit" not in page
    goes(people["dung"]).post(f"{here}spread/")
    assert Task.objects.filter(parent=whole).count() == 1


def test_the_log_is_written_on_the_page_of_its_task(give: Give, people: People, goes: Any) -> None:
    task = give("Tuyên truyền", "hp_front", kind="communication")
    line = {
        "on": today().isoformat(),
        "channel": "meeting",
        "text_vi": "Hội nghị",
        "audience": "trưởng thôn",
        "reach": "120",
        "evidence": "15/BC",
        "version": "0",
    }
    assert goes(people["quynh"]).post(f"{HOME}tasks/{task.no}/communication/new/", line).status_code == 302
    assert "120 people reached" in words(goes(people["phuc"]).get(f"{HOME}tasks/{task.no}/"))
    late = line | {"on": soon().isoformat(), "text_vi": "Ngày mai"}
    answer = goes(people["quynh"]).post(f"{HOME}tasks/{task.no}/communication/new/", late)
    assert answer.status_code == 400
    assert "Ngày mai" in answer.content.decode()


def test_a_basis_leads_to_the_paper_where_the_dossier_has_it(
    merger: Dossier, goal: Goal, people: People, goes: Any
) -> None:
    assert "#document-" not in goes(people["anh"]).get(HOME).content.decode()
    paper = register_document(
        merger,
        type=DocumentType.objects.get(pk="NQ"),
        symbol="60-NQ/TW",
        issuer="Ban Chấp hành Trung ương",
        date=date(2025, 4, 12),
        subject=Text("Nghị quyết Hội nghị lần thứ 11", "Resolution of the 11th plenum"),
        step="draft",
        signed=False,
        actor=people["anh"],
    )
    assert f"/dossiers/HP-01/documents/#document-{paper.pk}" in goes(people["anh"]).get(HOME).content.decode()


def test_the_list_is_narrowed(give: Give, people: People, goes: Any) -> None:
    give("Khảo sát", "hp_construction", kind="survey")
    give("Việc thường")
    give("Đã trễ", due=today() - timedelta(days=1))
    client = goes(people["phuc"])
    found = words(client.get(f"{HOME}tasks/?kind=survey"))
    assert "Khảo sát" in found
    assert "Việc thường" not in found
    assert "Đã trễ" in words(client.get(f"{HOME}tasks/?state=late"))
    assert "Việc thường" not in words(client.get(f"{HOME}tasks/?state=late"))
    assert "Việc thường" in words(client.get(f"{HOME}tasks/?body=hp_home_affairs"))
    assert client.get(f"{HOME}tasks/?body=nobody").status_code == 200


def test_the_desk_says_what_is_owed_and_what_is_to_be_confirmed(
    give: Give, people: People, goes: Any, done: Any
) -> None:
    task = give("Lập đề án ổn định tổ chức")
    assert "Lập đề án ổn định" in words(goes(people["uyen"]).get("/"))
    assert "Lập đề án ổn định" not in words(goes(people["cuc"]).get("/"))
    done(task, "uyen")
    assert "Lập đề án ổn định" not in words(goes(people["uyen"]).get("/"))
    assert "Lập đề án ổn định" in words(goes(people["tuan"]).get("/"))


def test_the_report_counts_and_goes_out_as_a_workbook(give: Give, people: People, goes: Any, done: Any) -> None:
    done(give("=1+1 là việc"), "uyen")
    give("Đã trễ", due=today() - timedelta(days=1))
    page = words(goes(people["phuc"]).get(f"{HOME}report/"))
    assert "Cao Phương Uyên" in page
    assert "nobody named yet" in page
    answer = goes(people["phuc"]).get(f"{HOME}report.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    people_sheet, _bodies, tasks = book.worksheets
    assert [cell.value for cell in people_sheet[3]][:1] == ["Cao Phương Uyên"]
    assert sum(row[2].value for row in list(people_sheet.rows)[1:]) == 2
    assert tasks["D2"].value == "=1+1 là việc"
    assert tasks["D2"].data_type == "s"


def test_pages_cost_the_same_for_few_and_many(
    filled: Dossier, give: Give, people: People, goes: Any, goal: Goal
) -> None:
    client = goes(people["anh"])

    def asked() -> list[int]:
        counts = []
        for path in (*ROOMS, f"{HOME}tasks/1/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    whole = give("Lãnh đạo", "hp_party", goal=goal)
    for number in range(6):
        part = give(f"Việc {number}", "hp_home_affairs", by="dung", under=whole, coordinating=[body("hp_finance")])
        actions.save_entry(
            filled,
            PARTS["target"],
            {
                "goal": goal,
                "text_vi": f"Chỉ tiêu {number}",
                "unit": "%",
                "value": Decimal(9),
                "by": soon(),
                "basis": "1/NQ",
                "body": body("hp_pc"),
            },
            actor=people["anh"],
        )
        tasking.accept(
            part, responsible=office(people["uyen"], "hp_home_affairs"), version=part.version, actor=people["uyen"]
        )
    assert asked() == few
    assert max(few) <= 26
