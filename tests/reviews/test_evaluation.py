"""Once new units operate, bodies mark how they fare; a body corrects itself by a new statement, never silently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from reorg.people.models import Organisation, User
from reorg.reviews.demo import demo_evaluations
from reorg.reviews.evaluation import (
    Criterion,
    Given,
    correct_evaluation,
    evaluate,
    outlook,
    period_ends,
    periods_over,
)
from reorg.reviews.models import Evaluation
from tests.cast import paper, sign
from tests.engine.doing import at_appraisal, at_hand_over
from tests.web.reader import as_, words
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
CITY = "thanh_pho_tw:Hải Phòng"
MARKS = [Given("space", 4, "Mở rộng."), Given("apparatus", 3, "Còn kiêm nhiệm.")]


def months_ago(dossier: Dossier, months: int) -> None:
    day = timezone.localdate() - timedelta(days=31 * months)
    Dossier.objects.filter(pk=dossier.pk).update(operation_date=day)
    dossier.refresh_from_db()


def body(key: str) -> int:
    return Organisation.objects.get(key=key).pk


@pytest.fixture
def operating(merger: Dossier, people: People) -> Dossier:
    """The merged city, decided by the National Assembly, in operation for over a year."""
    at_appraisal(merger, people)
    for name, type_, step in (
        ("lam", "BC", "appraisal"),
        ("mai", "NQ", "government"),
        ("nam", "", ""),
        ("oanh", "NQ", "assembly"),
    ):
        if type_:
            paper(merger, type_, actor=people[name], symbol=f"{name}/{type_}", step=step)
        sign(merger, people[name])
    months_ago(merger, 13)
    return merger


def given(dossier: Dossier, actor: User, *marks: Given, **other: Any) -> Evaluation:
    told = {"unit": CITY, "months": 12, "body": body("hp_pc")} | other
    return evaluate(dossier, marks or MARKS, **told, actor=actor)


def test_units_are_evaluated_by_criteria_periods_and_bodies(operating: Dossier, people: People) -> None:
    given(operating, people["quynh"], months=6)
    given(operating, people["quynh"])
    given(operating, people["uyen"], Given("apparatus", 4, "Xong."), body=body("hp_home_affairs"))
    given(operating, people["son"], Given("life", 2, "Đi lại xa."), unit="", body=body("hd_pc"))
    found = outlook(operating)
    assert found.months == [6, 12]
    means = {line.unit: [(cell.mean, cell.count) for cell in line.cells] for line in found.matrix()}
    assert means == {"": [(None, 0), (2.0, 1)], CITY: [(3.5, 1), (3.7, 2)]}  # 4, 3 and 4 make 3.67
    (apparatus,) = found.matrix("apparatus")[1:]
    assert [cell.mean for cell in apparatus.cells] == [3.0, 3.5]
    (of_one,) = found.matrix(body=body("hp_home_affairs"))
    assert [cell.mean for cell in of_one.cells] == [None, 4.0]
    by_criterion = {one: [tally.mean for _months, tally in cells] for one, cells in found.by_criterion(CITY)}
    assert by_criterion[Criterion.LIFE] == [None, None]
    assert Event.objects.filter(dossier=operating, verb="evaluation.given").count() == 4
    verify(operating)


def test_a_body_corrects_itself_by_a_new_statement_with_its_reason(operating: Dossier, people: People) -> None:
    first = given(operating, people["quynh"])
    better = [MARKS[0], replace(MARKS[1], mark=4)]
    with pytest.raises(BadInput):
        correct_evaluation(first, better, reason=" ", actor=people["quynh"])
    with pytest.raises(NotNow):
        correct_evaluation(first, MARKS, reason="Đếm lại.", actor=people["quynh"])
    with pytest.raises(NotYou):
        correct_evaluation(first, better, reason="Đếm lại.", actor=people["uyen"])
    second = correct_evaluation(first, better, reason="Đếm lại.", actor=people["binh"])
    assert correct_evaluation(first, better, reason="Đếm lại.", actor=people["binh"]) == second
    with pytest.raises(NotNow):
        correct_evaluation(first, MARKS, reason="Khác.", actor=people["quynh"])
    ((stands, before),) = outlook(operating).words(CITY)
    assert (stands, before) == (second, [first])
    assert [cell.mean for line in outlook(operating).matrix() for cell in line.cells] == [4.0]
    for statement in (
        "UPDATE reviews_mark SET mark = 5",
        "DELETE FROM reviews_evaluation",
        "UPDATE reviews_evaluation SET reason = ''",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_click_twice_evaluates_once(operating: Dossier, people: People) -> None:
    assert given(operating, people["quynh"]) == given(operating, people["quynh"])
    with pytest.raises(NotNow):
        given(operating, people["binh"], Given("space", 1, "Khác."))


def test_nothing_is_evaluated_before_its_period_is_over(operating: Dossier, merger: Dossier, people: People) -> None:
    months_ago(operating, 7)
    assert periods_over(operating, timezone.localdate()) == [6]
    with pytest.raises(BadInput):
        given(operating, people["quynh"])
    months_ago(operating, 2)
    with pytest.raises(NotNow):
        given(operating, people["quynh"], months=6)


def test_six_months_from_the_end_of_august_end_in_february() -> None:
    assert period_ends(date(2025, 7, 1), 6) == date(2026, 1, 1)
    assert period_ends(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert period_ends(date(2025, 12, 31), 12) == date(2026, 12, 31)


def test_what_is_only_planned_is_not_evaluated(merger: Dossier, people: People) -> None:
    months_ago(merger, 13)
    with pytest.raises(NotNow):
        given(merger, people["quynh"])
    assert as_(people["quynh"]).get("/dossiers/HP-01/evaluations/new/").status_code == 409


def test_marks_have_grounds_and_bodies_speak_for_themselves(operating: Dossier, people: People) -> None:
    for mark, field in (
        (Given("space", 6, "Cao."), "mark-space"),
        (Given("life", 3, ""), "text-life"),
        (Given("wealth", 3, "Khá."), ""),
    ):
        with pytest.raises(BadInput) as refused:
            given(operating, people["quynh"], mark)
        assert refused.value.field == field
    with pytest.raises(BadInput):
        evaluate(operating, [], unit=CITY, months=12, body=body("hp_pc"), actor=people["quynh"])
    with pytest.raises(BadInput):
        given(operating, people["quynh"], unit="xa:Không Có")
    for name in ("son", "phuc", "lam", "xuan"):
        with pytest.raises(NotYou):
            given(operating, people[name])


def test_an_agency_is_evaluated_as_a_whole(agency: Dossier, people: People) -> None:
    at_hand_over(agency, people)
    months_ago(agency, 7)
    given(agency, people["uyen"], unit="", months=6, body=body("hp_home_affairs"))
    page = words(as_(people["vinh"]).get("/dossiers/HN-01/evaluations/"))
    assert "Còn kiêm nhiệm." in page


def test_it_is_evaluated_compared_and_corrected_on_the_pages(operating: Dossier, people: People) -> None:
    base = "/dossiers/HP-01/evaluations/"
    quynh = as_(people["quynh"])
    sent = {"body": body("hp_pc"), "unit": CITY, "months": "12", "mark-space": "4", "text-space": ""}
    refused = quynh.post(f"{base}new/", sent | {"text-life": "Đi lại xa."})
    assert refused.status_code == 400
    assert "Đi lại xa." in refused.content.decode()
    assert "These grounds want a mark." in words(refused)
    assert quynh.post(f"{base}new/", sent).status_code == 400
    answer = quynh.post(f"{base}new/", sent | {"text-space": "Mở rộng."}, follow=True)
    assert "Mở rộng." in words(answer)
    assert "4.0 · 12 months" in words(answer)
    correct = f"{base}{Evaluation.objects.get().pk}/correct/"
    assert 'value="4" selected' in quynh.get(correct).content.decode()
    assert as_(people["cuc"]).get(correct).status_code == 403
    assert quynh.post(correct, {"mark-space": "5", "text-space": "Thêm.", "reason": ""}).status_code == 400
    assert quynh.post(correct, {"mark-space": "5", "text-space": "Thêm.", "reason": "Bổ sung."}).status_code == 302
    page = words(quynh.get(f"{base}?unit={CITY}&criterion=space"))
    assert "Reason of the correction: Bổ sung." in page
    assert "1 earlier statement" in page
    for language in ("vi", "en"):
        assert as_(people["phuc"], language).get(base).status_code == 200
    assert as_(people["phuc"]).get(f"{base}new/").status_code == 403
    assert as_(people["xuan"]).get(base).status_code == 404


def test_the_workbook_has_the_means_and_every_word(operating: Dossier, people: People) -> None:
    first = given(operating, people["quynh"], Given("space", 4, "=1+1"))
    correct_evaluation(first, [Given("space", 5, "Thêm.")], reason="Bổ sung.", actor=people["quynh"])
    answer = as_(people["phuc"]).get("/dossiers/HP-01/evaluations/export.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    means, each = ([[cell.value for cell in row] for row in sheet] for sheet in book)
    assert means[1][1:] == ["Space for development", 5]
    assert [row[4:6] for row in each[1:]] == [[4, "=1+1"], [5, "Thêm."]]
    assert [row[8] for row in each[1:]] == ["yes", None]


def test_the_page_asks_no_more_for_more_evaluations(operating: Dossier, people: People) -> None:
    client, counts = as_(people["phuc"]), []
    given(operating, people["quynh"])
    for _round in range(2):
        client.get("/dossiers/HP-01/evaluations/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/dossiers/HP-01/evaluations/")
        counts.append(len(asked))
        for name, key in (("uyen", "hp_home_affairs"), ("son", "hd_pc")):
            given(operating, people[name], body=body(key))
            given(operating, people[name], body=body(key), months=6)
    assert counts[0] == counts[1]


def test_the_demonstration_shows_a_correction(operating: Dossier, people: People) -> None:
    as_it_was_opened = Dossier(pk=operating.pk, operation_date=None)
    demo_evaluations(as_it_was_opened, people)
    assert outlook(operating).months == [6, 12]
    assert Evaluation.objects.filter(dossier=operating, corrects__isnull=False).count() == 1
    assert not Evaluation.objects.filter(dossier=operating, sample=False).exists()
