"""The pages of sessions, as people use them: who sees what, who may do what, and nothing typed is lost."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from reorg.sessions import actions, recommending
from reorg.sessions.entries import PARTS
from reorg.sessions.models import Difficulty, FollowUp, Instruction, Photo, Recommendation, Visit
from reorg.sessions.reading import owed_by_body
from tests.sessions.conftest import Bodies, People
from tests.web.reader import words
from workflows.models import Dossier, Event
from workflows.text import Text

pytestmark = pytest.mark.django_db
HOME = "/dossiers/LS-01/session/"
ONE = "/dossiers/LS-01/recommendations/1/"


def picture(name: str = "tru-so.png") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", ["/sessions/", "/sessions/overdue/", HOME, ONE])
def test_every_page_opens_in_both_languages(
    concluded: Dossier, people: People, client: Any, path: str, language: str
) -> None:
    user = people["ls_office"]
    user.language = language
    user.save()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


def test_who_takes_no_part_finds_nothing(held: Dossier, people: People, goes: Any) -> None:
    for path in (HOME, ONE, f"{HOME}about/", f"{HOME}entries/visit/1/", f"{HOME}photos/1/"):
        assert goes(people["xuan"]).get(path).status_code == 404
    for path in (f"{HOME}entries/visit/1/remove/", f"{HOME}instructions/1/report/", f"{HOME}follow-ups/1/"):
        assert goes(people["xuan"]).post(path).status_code == 404
    assert "LS-01" not in goes(people["xuan"]).get("/sessions/").content.decode()
    assert goes(people["phuc"]).get(HOME).status_code == 200  # the auditor reads


def test_a_dossier_that_is_no_session_has_no_such_pages(agency: Dossier, people: People, goes: Any) -> None:
    assert goes(people["anh"]).get("/dossiers/HN-01/session/").status_code == 404
    assert goes(people["anh"]).get("/dossiers/HN-01/recommendations/1/").status_code == 404


def test_the_right_person_at_the_wrong_moment_is_told_so(concluded: Dossier, people: People, goes: Any) -> None:
    assert goes(people["ls_office"]).get(f"{HOME}entries/difficulty/new/").status_code == 409
    assert goes(people["ls_office"]).get(f"{HOME}about/").status_code == 409
    assert goes(people["ls_office"]).get(f"{HOME}entries/follow_up/new/").status_code == 200


def test_the_wrong_person_is_told_whose_it_is(held: Dossier, people: People, goes: Any) -> None:
    assert goes(people["ls_commune"]).get(f"{HOME}entries/instruction/new/").status_code == 403
    assert goes(people["ls_commune"]).get(f"{HOME}entries/difficulty/new/").status_code == 200
    assert goes(people["phuc"]).get(f"{HOME}entries/difficulty/new/").status_code == 403
    assert goes(people["ls_commune"]).get(f"{HOME}about/").status_code == 403
    assert goes(people["ls_office"]).get(f"{HOME}entries/poem/new/").status_code == 404
    assert goes(people["ls_office"]).get(f"{HOME}entries/visit/99/").status_code == 404


def test_a_commune_raises_a_recommendation_but_does_not_say_who_answers(
    held: Dossier, people: People, bodies: Bodies, goes: Any
) -> None:
    client = goes(people["ls_commune"])
    page = client.get(f"{HOME}entries/recommendation/new/")
    assert 'name="lead"' not in page.content.decode()
    data = {"unit": bodies["ls_loi_bac"].pk, "category": "roads", "text_vi": "Làm cầu", "version": 0}
    assert client.post(f"{HOME}entries/recommendation/new/", data).status_code == 302
    assert Recommendation.objects.get(no=8).unit == bodies["ls_loi_bac"]
    assert client.post(f"{HOME}entries/recommendation/new/", data).status_code == 302
    assert Recommendation.objects.filter(dossier=held).count() == 8


def test_a_stale_form_keeps_what_was_typed(held: Dossier, people: People, goes: Any) -> None:
    client, first = goes(people["ls_office"]), Difficulty.objects.get(dossier=held, no=1)
    data = {"unit": first.unit_id, "category": "staff", "text_vi": "Bản một", "version": 1}
    assert client.post(f"{HOME}entries/difficulty/1/", data).status_code == 302
    stale = client.post(f"{HOME}entries/difficulty/1/", data | {"text_vi": "Bản hai"})
    assert stale.status_code == 409
    assert "Bản hai" in stale.content.decode()
    assert Difficulty.objects.get(pk=first.pk).text_vi == "Bản một"
    assert 'name="version" value="2"' in stale.content.decode()


def test_bad_input_marks_the_field_and_keeps_the_rest(held: Dossier, people: People, bodies: Bodies, goes: Any) -> None:
    data = {
        "unit": bodies["ls_loi_bac"].pk,
        "category": "roads",
        "text_vi": "Làm cầu treo",
        "lead": bodies["ls_finance"].pk,
        "version": 0,
    }
    answer = goes(people["ls_office"]).post(f"{HOME}entries/recommendation/new/", data)
    assert answer.status_code == 400
    assert "Làm cầu treo" in answer.content.decode()
    assert "Who answers and until when are said together." in words(answer)


def test_the_head_is_written_and_taken_back_to_who_writes_first(session: Dossier, people: People, goes: Any) -> None:
    client = goes(people["ls_office"])
    data = {"head_vi": "Bí thư", "purpose_vi": "Nghe báo cáo", "version": 0}
    assert client.post(f"{HOME}about/", data).status_code == 302
    late = client.post(f"{HOME}about/", data | {"held_from": "2025-10-20", "held_to": "2025-10-01", "version": 1})
    assert late.status_code == 400
    assert "cannot end before it begins" in words(late)


def test_pictures_are_checked_and_handed_out_to_those_who_take_part(held: Dossier, people: People, goes: Any) -> None:
    visit = Visit.objects.get(dossier=held, kind="head_office")
    client, path = goes(people["ls_office"]), f"{HOME}visits/{visit.no}/photos/"
    wrong = SimpleUploadedFile("a.png", b"MZ not a picture at all \x00\x01", content_type="image/png")
    refused = client.post(path, {"file": wrong, "caption": "Trụ sở"})
    assert refused.status_code == 400
    assert "Trụ sở" in refused.content.decode()
    assert client.post(path, {"file": picture(), "caption": "Trụ sở"}).status_code == 302
    assert client.post(path, {"file": picture(), "caption": "Trụ sở"}).status_code == 302
    photo = Photo.objects.get()
    seen = goes(people["ls_commune"]).get(f"{HOME}photos/{photo.pk}/")
    assert b"".join(seen.streaming_content).startswith(b"\x89PNG")
    assert Event.objects.filter(dossier=held, verb="session.photo_seen").count() == 1
    assert goes(people["xuan"]).get(f"{HOME}photos/{photo.pk}/").status_code == 404
    assert goes(people["ls_commune"]).post(path, {"file": picture(), "caption": "x"}).status_code == 403


def test_each_reader_is_offered_what_is_theirs_to_do(concluded: Dossier, people: People, goes: Any) -> None:
    def offered(name: str) -> set[str]:
        html = goes(people[name]).get(ONE).content.decode()
        return {act for act in ("answer", "contribute", "verify", "assign", "escalate") if f"{ONE}{act}/" in html}

    assert offered("ls_officer") == {"answer"}
    assert offered("ls_finance") == {"contribute"}
    assert offered("ls_office") == {"assign", "escalate"}
    assert offered("phuc") == set()
    recommending.answer(
        Recommendation.objects.get(dossier=concluded, no=1), text=Text("Có", "Yes"), actor=people["ls_officer"]
    )
    assert offered("ls_checker") == {"verify"}
    assert offered("ls_commune") == {"verify"}


def test_an_answer_goes_through_the_page_and_an_empty_one_does_not(
    concluded: Dossier, people: People, goes: Any
) -> None:
    officer = goes(people["ls_officer"])
    empty = officer.post(f"{ONE}answer/", {"answer-paper": "12/SNV"})
    assert empty.status_code == 400
    assert "12/SNV" in empty.content.decode()
    assert officer.post(f"{ONE}answer/", {"answer-text_vi": "Đã bố trí."}).status_code == 302
    assert officer.post(f"{ONE}burn/").status_code == 404
    assert officer.post(f"{ONE}verify/").status_code == 403
    assert goes(people["ls_finance"]).post(f"{ONE}send_back/", {}).status_code == 403
    assert goes(people["ls_checker"]).post(f"{ONE}verify/", {}).status_code == 302
    assert goes(people["ls_checker"]).post(f"{ONE}close/", {}).status_code == 403
    assert goes(people["ls_office"]).post(f"{ONE}close/", {}).status_code == 302
    assert "Settled" in words(officer.get(ONE))


def test_instructions_and_follow_ups_are_moved_on_the_page(
    concluded: Dossier, people: People, bodies: Bodies, goes: Any
) -> None:
    path = f"{HOME}instructions/1/"
    assert goes(people["ls_finance"]).post(f"{path}report/", {"note": "Xong"}).status_code == 403
    assert goes(people["ls_officer"]).post(f"{path}report/", {"note": ""}).status_code == 400
    assert goes(people["ls_officer"]).post(f"{path}report/", {"note": "Xong"}).status_code == 302
    assert goes(people["ls_checker"]).post(f"{path}confirm/").status_code == 302
    assert Instruction.objects.get(dossier=concluded, no=1).state == "confirmed"
    values = {"kind": "vehicles", "text_vi": "Chuyển xe", "unit": bodies["ls_loi_bac"], "by": bodies["ls_finance"]}
    actions.save_entry(concluded, PARTS["follow_up"], values, actor=people["ls_office"])
    assert goes(people["ls_finance"]).post(f"{HOME}follow-ups/1/", {"state": "dropped"}).status_code == 400
    assert goes(people["ls_commune"]).post(f"{HOME}follow-ups/1/", {"state": "done"}).status_code == 403
    assert goes(people["ls_finance"]).post(f"{HOME}follow-ups/1/", {"state": "done"}).status_code == 302
    assert FollowUp.objects.get().state == "done"


def test_who_is_late_is_told_by_body(concluded: Dossier, people: People, goes: Any) -> None:
    owing = owed_by_body(people["ls_office"], date(2026, 1, 1))
    counted = {one.body.key: (len(one.late), one.owed) for one in owing}
    assert counted == {
        "ls_construction": (2, 5),
        "ls_home_affairs": (2, 2),
        "ls_finance": (1, 1),
        "ls_border_gate": (0, 1),
    }
    assert owing[0].body.key in ("ls_construction", "ls_home_affairs")
    assert owed_by_body(people["xuan"], date(2026, 1, 1)) == []
    page = words(goes(people["ls_office"]).get("/sessions/overdue/"))
    assert "Lạng Sơn Department of Construction" in page


def test_what_is_asked_of_an_office_stands_on_its_desk(concluded: Dossier, people: People, goes: Any) -> None:
    desk = words(goes(people["ls_officer"]).get("/"))
    assert "Asked of my office in sessions" in desk
    assert "Speed up the school in Khuất Xá." in desk
    assert "Asked of my office in sessions" not in words(goes(people["ls_checker"]).get("/"))


def test_the_pages_cost_the_same_however_much_there_is(
    concluded: Dossier, people: People, bodies: Bodies, goes: Any
) -> None:
    client = goes(people["ls_office"])

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    paths = (HOME, "/sessions/", "/sessions/overdue/")
    before = {path: queries(path) for path in paths}
    for n in range(6):
        values = {"kind": "survey", "text_vi": f"Khảo sát {n}", "unit": bodies["ls_loi_bac"], "by": bodies["ls_pc"]}
        actions.save_entry(concluded, PARTS["follow_up"], values, actor=people["ls_office"])
        template = Recommendation.objects.filter(dossier=concluded).first()
        assert template is not None
        copy = Recommendation(
            dossier=concluded,
            no=100 + n,
            unit=template.unit,
            lead=template.lead,
            due=template.due,
            category="other",
            text_vi=f"Kiến nghị {n}",
            changed_by=people["ls_office"],
            changed_at=template.changed_at,
        )
        copy.save()
    assert {path: queries(path) for path in paths} == before
    assert max(before.values()) <= 40
