"""Periodic reports of the communes: written, taken from a sheet, handed in, returned."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from reorg.sessions import actions, reporting
from reorg.sessions.demo import demo_session, sample_values
from reorg.sessions.entries import PARTS
from reorg.sessions.models import Recommendation, Report, ReportCall
from reorg.sessions.reading import owed_by_body
from reorg.sessions.templates import TEMPLATES
from tests.sessions.conftest import Bodies, People
from tests.web.reader import words
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
NINE = TEMPLATES["nine_months"]
HOME = "/dossiers/LS-01/session/reports/1/ls_loi_bac/"


@pytest.fixture
def call(held: Dossier, people: People) -> ReportCall:
    values = {"text_vi": "Chín tháng", "text_en": "Nine months", "template": "nine_months", "due": date(2025, 10, 15)}
    made: ReportCall = actions.save_entry(held, PARTS["report_call"], values, actor=people["ls_office"])
    return made


def complete() -> reporting.Values:
    values, wrong = reporting.read_values(NINE, sample_values(1000))
    assert not wrong
    return values


def xlsx(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Báo cáo"], ["Mã"], *rows):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile("bao-cao.xlsx", kept.getvalue())


def test_a_share_is_cut_and_never_rounded_up() -> None:
    assert str(reporting.percent({"target": "62", "result": "62"})) == "100"
    assert str(reporting.percent({"target": "10000", "result": "9999"})) == "99.9"
    assert reporting.percent({"target": "0", "result": "1"}) is None


def test_what_does_not_add_up_is_named() -> None:
    _values, wrong = reporting.read_values(
        NINE, {"received": {"result": 10}, "early": {"result": 8}, "late": {"result": 3}}
    )
    assert [(one.line, one.column) for one in wrong] == [("received", "result")]


def test_a_report_is_saved_handed_in_and_held(call: ReportCall, people: People, bodies: Bodies) -> None:
    commune, unit = people["ls_commune"], bodies["ls_loi_bac"]
    partial = {"received": {"result": 1000}}
    report = reporting.save_report(call, unit, partial, version=0, actor=commune)
    with pytest.raises(BadInput, match=r"Not yet|Chưa"):
        reporting.hand_in(report, version=1, actor=commune)
    report = reporting.save_report(call, unit, complete(), version=1, actor=commune)
    reporting.save_report(call, unit, complete(), version=1, actor=commune)
    assert Event.objects.filter(verb="report.saved").count() == 2
    reporting.hand_in(report, version=2, actor=commune)
    reporting.hand_in(report, version=2, actor=commune)
    assert Event.objects.filter(verb="report.handed_in").count() == 1
    with pytest.raises(NotNow):
        reporting.save_report(call, unit, partial, version=2, actor=commune)
    with pytest.raises(NotYou):
        reporting.give_back(report, why="Sai", actor=commune)
    reporting.give_back(report, why="Thiếu số liệu.", actor=people["ls_checker"])
    reporting.save_report(call, unit, partial, version=2, actor=commune)


def test_nobody_writes_the_report_of_others(call: ReportCall, people: People, bodies: Bodies) -> None:
    for name in ("ls_officer", "ls_finance", "phuc"):
        with pytest.raises(NotYou):
            reporting.save_report(call, bodies["ls_loi_bac"], complete(), version=0, actor=people[name])
    with pytest.raises(NotFound):
        reporting.save_report(call, bodies["ls_party"], complete(), version=0, actor=people["ls_office"])


def test_a_template_stays_once_units_report_by_it(call: ReportCall, people: People, bodies: Bodies) -> None:
    reporting.save_report(call, bodies["ls_loi_bac"], complete(), version=0, actor=people["ls_commune"])
    values = {"template": "quarter_four"}
    with pytest.raises(BadInput) as refused:
        actions.save_entry(call.dossier, PARTS["report_call"], values, no=1, version=1, actor=people["ls_office"])
    assert refused.value.field == "template"


def test_a_sheet_goes_out_and_comes_back_the_same(call: ReportCall) -> None:
    sheet = reporting.sheet_of(NINE, call.text, complete())
    values, wrong = reporting.values_from(NINE, io.BytesIO(sheet))
    assert (values, wrong) == (complete(), [])
    empty = load_workbook(io.BytesIO(reporting.sheet_of(NINE, call.text, {}))).active
    assert {row[0].value for row in empty.iter_rows(min_row=3)} >= set(NINE.lines)


def test_a_sheet_is_taken_over_on_the_page(call: ReportCall, people: People, bodies: Bodies, goes: Any) -> None:
    client = goes(people["ls_commune"])
    sent = SimpleUploadedFile("a.xlsx", reporting.sheet_of(NINE, call.text, complete()))
    assert client.post(f"{HOME}import/", {"file": sent}).status_code == 302
    page = words(client.get(HOME))
    assert "being written" in page
    assert "100 %" in page
    assert client.post(f"{HOME}hand-in/", {"version": 1}).status_code == 302
    assert "handed in" in words(client.get(HOME))
    assert goes(people["ls_checker"]).post(f"{HOME}return/", {"reason": ""}).status_code == 400
    assert goes(people["ls_checker"]).post(f"{HOME}return/", {"reason": "Sai"}).status_code == 302


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.xlsx", b""), "The file is empty"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no zip"), "not an .xlsx file"),
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "an old .xls file"),
        (xlsx(["poem", "x"]), "No line of the template"),
        (xlsx(["received", "", "", "", "=SUM(1)"]), "is a formula"),
        (xlsx(["received", "", "", "", "many"]), "is not a number"),
        (xlsx(["received", "", "", "", 5], ["received", "", "", "", 6]), "there twice"),
        (xlsx(["congress_party", "", "", "", "", "31/02/2025"]), "is not a date"),
    ],
)
def test_a_bad_sheet_changes_nothing_and_says_how_to_mend_it(
    call: ReportCall, people: People, goes: Any, file: SimpleUploadedFile, said: str
) -> None:
    file.seek(0)
    answer = goes(people["ls_commune"]).post(f"{HOME}import/", {"file": file})
    assert answer.status_code == 400
    assert said in words(answer)
    assert not Report.objects.exists()


def test_a_form_with_mistakes_keeps_everything_typed(call: ReportCall, people: People, goes: Any) -> None:
    client = goes(people["ls_commune"])
    data = {"version": 0, "received.result": "lots", "early.result": "1,234", "houses.note": "Đã xong"}
    answer = client.post(HOME, data)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert all(f'value="{value}"' in html for value in ("lots", "1,234", "Đã xong"))
    assert not Report.objects.exists()
    assert client.post(HOME, data | {"received.result": "15,000"}).status_code == 302
    assert Report.objects.get().values["received"] == {"result": 15000}
    assert client.post(HOME, data | {"received.result": "16,000"}).status_code == 409
    assert goes(people["xuan"]).get(HOME).status_code == 404
    assert goes(people["phuc"]).get(HOME).status_code == 200
    assert goes(people["phuc"]).post(HOME, data).status_code == 403
    assert goes(people["ls_commune"]).get(HOME.replace("ls_loi_bac", "ls_party")).status_code == 404


def test_the_demonstration_is_what_the_source_says(people: People, goes: Any) -> None:
    dossier = demo_session(people)
    states = list(Recommendation.objects.filter(dossier=dossier).order_by("no").values_list("state", flat=True))
    assert states == ["closed", "answered", "assigned", "assigned", "escalated", "assigned", "assigned"]
    late = [thing for one in owed_by_body(people["ls_office"], date(2026, 7, 1)) for thing in one.late]
    assert sum(kind == "report" for kind, _thing, _due in late) == 5
    assert verify(Dossier.objects.get(pk=dossier.pk)) is None
    assert goes(people["ls_office"]).get(f"/dossiers/{dossier.code}/session/").status_code == 200
    assert goes(people["ls_office"]).get(f"/dossiers/{dossier.code}/papers/").status_code == 200
