"""The clock stops, goes on and is extended: deadlines move, the trail says so, page and paper tell how."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.papers.collect import trail_paper
from tests.cast import asked
from tests.clock.conftest import began, working_days
from tests.engine.doing import People, told, verbs
from tests.web.reader import PASSWORD, as_, fields_of, words
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Assignment, ClockStop, Dossier, Task

pytestmark = pytest.mark.django_db
REASON = "Số liệu dân số chưa khớp với Công văn 05/CV-BCĐ."


def appraisal(dossier: Dossier) -> Task:
    return dossier.tasks.filter(step="appraisal").latest("id")


def asks(appraised: Assignment, people: People, ground: str) -> None:
    actions.ask_supplement(appraised, reason=REASON, ground=ground, actor=people["lam"])


def answers(dossier: Dossier, people: People) -> None:
    actions.complete(asked(dossier, people["anh"]), actor=people["anh"], note="Đã bổ sung.")


def asked_days_ago(days: int) -> None:
    """As if the supplement had been asked so many days ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE workflows_clockstop SET since = since - %s * interval '1 day'", [days])
        cursor.execute("RESET session_replication_role")


def test_something_wrong_pauses_the_appraisal_and_what_was_left_goes_on(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    before = began(appraised.task, days_ago=30)
    asks(appraised, people, "incorrect")
    asked_days_ago(27)
    answers(dossier, people)
    now = appraisal(dossier)
    used = working_days(timezone.localdate() - timedelta(days=30), timezone.localdate() - timedelta(days=27))
    assert now.due > before
    assert working_days(timezone.localdate(), timezone.localdate(now.due)) == 5 - used
    assert now.assignments.get().due == now.due
    assert verbs(dossier)[-3:] == ["supplement.given", "step.opened", "clock.resumed"]
    resumed = told(dossier, "clock.resumed")[0]
    assert resumed["how"]["en"] == "goes on"
    assert resumed["was"] != resumed["due"]


def test_something_missing_lets_the_term_begin_anew(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    began(appraised.task, days_ago=30)
    asks(appraised, people, "incomplete")
    answers(dossier, people)
    now = appraisal(dossier)
    assert working_days(timezone.localdate(), timezone.localdate(now.due)) == 5
    assert told(dossier, "clock.resumed")[0]["how"]["en"] == "begins anew"


def test_page_and_paper_tell_how_the_end_moved(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    began(appraised.task, days_ago=3)
    asks(appraised, people, "incorrect")
    url = f"/dossiers/{dossier.code}/deadlines/"
    meanwhile = words(as_(people["lam"]).get(url))
    assert "The clock stands" in meanwhile
    assert "the dossier was incorrect (Số liệu dân số chưa khớp với Công văn 05/CV-BCĐ)" in meanwhile
    answers(dossier, people)
    page = words(as_(people["lam"]).get(url))
    assert "The clock stood from after" in page
    assert "goes on: due" in page
    vi = trail_paper(dossier, "vi").deadlines
    en = trail_paper(dossier, "en").deadlines
    assert [one.due for one in en] == [appraisal(dossier).due]
    assert "Thời hạn dừng từ sau" in vi[0].told
    assert en[0].told in page


def test_a_second_supplement_pauses_the_same_term_again(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    began(appraised.task, days_ago=1)
    for _ in range(2):
        asks(asked(dossier, people["lam"]), people, "incorrect")
        answers(dossier, people)
    page = words(as_(people["lam"]).get(f"/dossiers/{dossier.code}/deadlines/"))
    assert page.count("The clock stood from after") == 2


def test_a_clock_is_stopped_and_set_going_by_whoever_is_asked(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    with pytest.raises(NotYou):
        actions.stop_clock(appraised, reason="Bão số 3", actor=people["anh"])
    with pytest.raises(BadInput):
        actions.stop_clock(appraised, reason=" ", actor=people["lam"])
    actions.stop_clock(appraised, reason="Bão số 3", actor=people["lam"])
    assert appraisal(dossier).due is None
    assert appraisal(dossier).assignments.get().due is None
    with pytest.raises(NotNow, match="already stands"):
        actions.stop_clock(appraised, reason="Bão số 3", actor=people["lam"])
    actions.resume_clock(appraised, actor=people["lam"])
    assert appraisal(dossier).due == appraised.task.due, "stopped and set going on the same day"
    with pytest.raises(NotNow, match="runs"):
        actions.resume_clock(appraised, actor=people["lam"])


def test_a_term_is_extended_with_ground_and_paper(appraised: Assignment, people: People) -> None:
    dossier = appraised.dossier
    how = {"reason": "Nội dung phức tạp", "basis": "12/QĐ-BNV ngày 05/5/2025", "actor": people["lam"]}
    for wrong, field in (({"working_days": 0}, "working_days"), ({"basis": ""}, "basis"), ({"reason": ""}, "reason")):
        with pytest.raises(BadInput) as refused:
            actions.extend_term(appraised, **({"working_days": 3} | how | wrong))
        assert refused.value.field == field
    actions.extend_term(appraised, working_days=3, **how)
    assert working_days(timezone.localdate(appraised.task.due), timezone.localdate(appraisal(dossier).due)) == 3
    extended = told(dossier, "clock.extended")[0]
    assert (extended["days"], extended["basis"]) == (3, "12/QĐ-BNV ngày 05/5/2025")
    assert "extended by 3 working days" in words(as_(people["anh"]).get(f"/dossiers/{dossier.code}/deadlines/"))


def test_a_day_fixed_by_law_is_not_stopped(panel: Dossier, people: People) -> None:
    draft = asked(panel, people["anh"])
    with pytest.raises(NotNow, match="fixed day"):
        actions.stop_clock(draft, reason="Bão", actor=people["anh"])


def test_through_the_pages(appraised: Assignment, people: People) -> None:
    """Lâm extends through the form; what is wrong is said and what was typed is kept; Xuân finds nothing."""
    code = appraised.dossier.code
    url = f"/dossiers/{code}/deadlines/{appraised.pk}/extend/"
    lam = as_(people["lam"])
    assert "Extend the term" in words(lam.get(f"/dossiers/{code}/deadlines/"))
    kept = lam.post(url, {"working_days": "2", "reason": "Nội dung phức tạp", "basis": ""})
    assert kept.status_code == 400
    assert "Nội dung phức tạp" in kept.content.decode()
    done = lam.post(url, {"working_days": "2", "reason": "Nội dung phức tạp", "basis": "12/QĐ"}, follow=True)
    assert "The term is extended" in words(done)
    assert as_(people["anh"]).get(url).status_code == 403
    assert as_(people["xuan"]).get(url).status_code == 404
    assert as_(people["xuan"]).get(f"/dossiers/{code}/deadlines/").status_code == 404
    assert lam.get(f"/dossiers/{code}/deadlines/{appraised.pk}/forget/").status_code == 404


def test_the_sign_page_asks_whether_something_is_missing_or_wrong(appraised: Assignment, people: People) -> None:
    url = f"/steps/{appraised.pk}/"
    lam = as_(people["lam"])
    hidden = fields_of(lam.get(url))
    said = hidden | {"choice": "supplement", "reason": REASON, "password": PASSWORD}
    assert "Say whether something is missing or wrong" in words(lam.post(url, said))
    lam.post(url, said | {"ground": "incorrect"})
    assert ClockStop.objects.get().ground == "incorrect"


def test_what_stopped_a_clock_is_never_rewritten(appraised: Assignment, people: People) -> None:
    actions.stop_clock(appraised, reason="Bão số 3", actor=people["lam"])
    for statement in (
        "UPDATE workflows_clockstop SET reason = 'khác'",
        "DELETE FROM workflows_clockstop",
        "UPDATE workflows_clockstop SET since = now() - interval '9 days'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_costs_the_same_however_many_items(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    url = f"/dossiers/{merger.code}/deadlines/"
    anh.get(url)
    with CaptureQueriesContext(connection) as all_items:
        anh.get(url)
    merger.items.exclude(pk__in=merger.items.filter(due__isnull=False).values("pk")[:3]).update(state="waived")
    with CaptureQueriesContext(connection) as few:
        anh.get(url)
    assert len(all_items) <= len(few) + 1 <= 22
