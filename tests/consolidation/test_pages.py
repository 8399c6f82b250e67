"""The pages of a consolidation: the plan of departments, what follows to the successors, and undoing it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reorg.consolidation.actions import let_follow
from reorg.consolidation.models import Department, Run
from reorg.consolidation.plan import departments_of, save_department
from reorg.consolidation.successors import preview
from tests.cast import asked, sign
from tests.consolidation.conftest import People, appraised_by_hai_duong, body, home_affairs
from tests.web.reader import PASSWORD, as_, fields_of, words
from workflows.models import Dossier

pytestmark = pytest.mark.django_db
PLAN, FOLLOWS = "/dossiers/HN-01/departments/", "/dossiers/HN-01/succession/"


def typed(**more: Any) -> dict[str, Any]:
    """A department as somebody types it."""
    said = {
        "number": "1",
        "kind": "specialised",
        "title_vi": "Sở Nội vụ",
        "organisation": body("hp_home_affairs").pk,
        "functions": "Tổ chức bộ máy",
        "divisions": "Văn phòng | 20\nPhòng Tổ chức",
        "posts": "120",
        "deputies": "2",
        "assets": "Trụ sở",
        "budget": "1,250.5",
        "finance": "Tài khoản",
        "absorbed-TOTAL_FORMS": "2",
        "absorbed-INITIAL_FORMS": "0",
        "absorbed-0-organisation": body("hd_home_affairs").pk,
        "absorbed-1-name": "Ban Dân tộc",
    }
    return {key: value for key, value in (said | more).items() if value is not None}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(decided: Dossier, people: People, language: str) -> None:
    run = let_follow(decided, shown=preview(decided).digest, actor=people["binh"])
    binh = as_(people["binh"], language)
    for address in (PLAN, FOLLOWS, f"{FOLLOWS}{run.pk}/undo/", "/dossiers/HN-01/"):
        answer = binh.get(address)
        assert answer.status_code == 200, address
        assert f'lang="{language}"' in answer.content.decode()


def test_the_drafter_finds_the_plan_from_the_step(agency: Dossier, people: People) -> None:
    page = as_(people["anh"]).get(f"/steps/{asked(agency, people['anh']).pk}/").content.decode()
    assert f'href="{PLAN}"' in page


def test_a_department_is_typed_and_typed_anew(agency: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    assert anh.post(f"{PLAN}new/", typed()).status_code == 302
    assert anh.post(f"{PLAN}new/", typed()).status_code == 302  # the same click twice
    [one] = departments_of(agency)
    assert (one.divisions, str(one.budget), one.posts) == ([["Văn phòng", 20], ["Phòng Tổ chức", None]], "1250.5", 120)
    assert [each.name for each in one.absorbed.all()] == ["Sở Nội vụ tỉnh Hải Dương", "Ban Dân tộc"]
    page = anh.get(f"{PLAN}1/")
    assert "Văn phòng | 20" in page.content.decode()
    assert anh.post(f"{PLAN}1/", typed(deputies="3") | fields_of(page)).status_code == 302
    assert Department.objects.get().deputies == 3
    assert anh.post(f"{PLAN}1/remove/", {"shown": ""}).status_code == 302
    assert not Department.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title_vi": ""}, "This field is required"),
        ({"divisions": "Văn phòng | hai mươi"}, "Line 1"),
        ({"budget": "0.25"}, "at most one decimal"),
        ({"absorbed-1-organisation": "same", "absorbed-1-name": ""}, "named twice"),
    ],
)
def test_what_was_typed_wrongly_is_kept_and_told(
    agency: Dossier, people: People, wrong: dict[str, Any], told: str
) -> None:
    if wrong.get("absorbed-1-organisation"):
        wrong = wrong | {"absorbed-1-organisation": body("hd_home_affairs").pk}
    answer = as_(people["anh"]).post(f"{PLAN}new/", typed(**wrong))
    assert answer.status_code == 400
    assert told in words(answer)
    assert "Tổ chức bộ máy" in answer.content.decode()
    assert not Department.objects.exists()


def test_an_agency_cannot_go_into_two_departments(agency: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    anh.post(f"{PLAN}new/", typed())
    again = anh.post(f"{PLAN}new/", typed(number="2", title_vi="Sở khác", organisation=body("hp_justice").pk))
    assert again.status_code == 400
    assert "already goes into" in words(again)


def test_two_people_at_one_plan_lose_nothing(agency: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    shown = fields_of(anh.get(f"{PLAN}new/"))["shown"]
    save_department(agency, home_affairs(number=5, organisation=body("hp_justice")), actor=people["anh"])
    answer = anh.post(f"{PLAN}new/", typed(shown=shown, number="2", **{"absorbed-0-organisation": ""}))
    assert answer.status_code == 409
    assert "Tổ chức bộ máy" in answer.content.decode()
    assert anh.post(
        f"{PLAN}new/",
        typed(number="2", **{"absorbed-0-organisation": ""}) | {"shown": fields_of(answer)["shown"]},
    ).status_code == 302  # fmt: skip


def test_the_leader_reads_what_moves_and_lets_it_follow(decided: Dossier, appraised: Dossier, people: People) -> None:
    binh = as_(people["binh"])
    page = binh.get(FOLLOWS)
    said = words(page)
    for what in ("HN-02", "Appraise", "What stays, and why", "Tạ Quang Vinh", "one head only"):
        assert what in said or what == "Appraise"
    shown = fields_of(page)
    wrong = binh.post(FOLLOWS, shown | {"password": "không phải"})
    assert wrong.status_code == 400
    assert "not your password" in words(wrong)
    assert not Run.objects.exists()
    assert binh.post(FOLLOWS, shown | {"password": PASSWORD}).status_code == 302
    assert binh.post(FOLLOWS, shown | {"password": PASSWORD}).status_code == 302
    run = Run.objects.get()
    undoing = f"{FOLLOWS}{run.pk}/undo/"
    assert binh.post(undoing, {"reason": "", "password": PASSWORD}).status_code == 400
    assert binh.post(undoing, {"reason": "Chưa bàn giao.", "password": PASSWORD}).status_code == 302
    assert "Chưa bàn giao." in words(binh.get(FOLLOWS))


def test_a_page_that_is_out_of_date_is_shown_anew(decided: Dossier, appraised: Dossier, people: People) -> None:
    binh = as_(people["binh"])
    shown = fields_of(binh.get(FOLLOWS))
    sign_off = appraised_by_hai_duong(people, "HN-05")
    answer = binh.post(FOLLOWS, shown | {"password": PASSWORD})
    assert answer.status_code == 409
    assert sign_off.code in words(answer)
    assert binh.post(FOLLOWS, fields_of(answer) | {"password": PASSWORD}).status_code == 302


def test_why_it_cannot_be_undone_is_listed(decided: Dossier, appraised: Dossier, vacant: None, people: People) -> None:
    run = let_follow(decided, shown=preview(decided).digest, actor=people["binh"])
    sign(appraised, people["vinh"])
    page = as_(people["binh"]).get(f"{FOLLOWS}{run.pk}/undo/")
    assert "HN-02 has gone on" in words(page)
    assert 'name="password"' not in page.content.decode()
    answer = as_(people["binh"]).post(f"{FOLLOWS}{run.pk}/undo/", {"reason": "Nhầm.", "password": PASSWORD})
    assert answer.status_code == 409


def test_dossiers_of_others_are_counted_and_not_named(decided: Dossier, people: People) -> None:
    """A dossier in which Hải Dương's Home Affairs takes part and the lead's chair does not."""
    other = appraised_by_hai_duong(people, "HN-06")
    other.parties.filter(organisation=body("hp_pc")).update(organisation=body("hp_finance"))
    said = words(as_(people["binh"]).get(FOLLOWS))
    assert "HN-06" not in said
    assert "A dossier in which you take no part" in said


def test_the_page_costs_the_same_however_much_moves(decided: Dossier, appraised: Dossier, people: People) -> None:
    binh = as_(people["binh"])

    def queries() -> int:
        binh.get(FOLLOWS)
        with CaptureQueriesContext(connection) as asked_for:
            binh.get(FOLLOWS)
        return len(asked_for)

    few = queries()
    for number in range(3):
        appraised_by_hai_duong(people, f"HN-2{number}")
    assert queries() == few
    assert few <= 50
