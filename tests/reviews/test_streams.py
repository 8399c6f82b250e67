"""A workstream is reported complete by who owes it, and confirmed by another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reorg.people.models import Organisation, User
from reorg.reviews import streams
from reorg.reviews.demo import demo_reports
from reorg.reviews.models import CompletionReport
from tests import cast
from tests.web.reader import as_, words
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
END = "end_of_district_level"
DONE = "Đã hoàn thành việc chuẩn bị."


def body(key: str) -> int:
    return Organisation.objects.get(key=key).pk


def reported(dossier: Dossier, actor: User, key: str = "hd_pc", **other: Any) -> CompletionReport:
    return streams.report_complete(dossier, END, **{"body": body(key), "text": DONE} | other, actor=actor)


def test_the_end_of_the_district_level_is_reported_and_confirmed(merger: Dossier, people: People) -> None:
    demo_reports(merger, people)
    found = {one.code: one for one in streams.streams_of(merger)}
    states = {
        code: [part.report and part.report.state for part in found[code].parts] for code in (END, "commune_preparation")
    }
    assert states == {END: [None, "confirmed"], "commune_preparation": [None, "reported"]}
    assert "S3" in {part.report.source for part in found[END].parts if part.report}
    assert not found[END].complete  # Hải Phòng has not reported yet
    own = reported(merger, people["anh"], "hp_pc")
    streams.confirm_report(own, actor=people["cuc"])
    assert streams.stream_in(merger, END).complete
    verify(merger)


def test_the_same_click_twice_reports_once(merger: Dossier, people: People) -> None:
    first = reported(merger, people["son"])
    assert reported(merger, people["son"]) == first
    with pytest.raises(NotNow):
        reported(merger, people["son"], text="Khác.")
    for _click in range(2):
        streams.confirm_report(first, actor=people["binh"])
    told = Event.objects.filter(dossier=merger, verb__startswith="stream.").values_list("verb", flat=True)
    assert list(told.order_by("seq")) == ["stream.reported", "stream.confirmed"]


def test_nobody_reports_for_others_and_nobody_confirms_their_own(merger: Dossier, people: People) -> None:
    for name in ("anh", "cuc", "phuc", "xuan"):
        with pytest.raises(NotYou):
            reported(merger, people[name])
    report = reported(merger, people["son"])
    for name in ("son", "cuc", "dung", "phuc", "xuan"):
        with pytest.raises(NotYou):
            streams.confirm_report(report, actor=people[name])
    own = reported(merger, people["anh"], "hp_pc")
    for name in ("anh", "binh"):  # the lead does not confirm what the lead reports
        with pytest.raises(NotYou):
            streams.confirm_report(own, actor=people[name])


def test_what_goes_back_is_reported_anew_and_the_reason_stays(merger: Dossier, people: People) -> None:
    report = reported(merger, people["son"])
    with pytest.raises(BadInput):
        streams.return_report(report, reason=" ", actor=people["binh"])
    streams.return_report(report, reason="Chưa có số liệu.", actor=people["binh"])
    with pytest.raises(NotNow):
        streams.confirm_report(report, actor=people["binh"])
    reported(merger, people["son"], text="Đã bổ sung số liệu.")
    part = streams.stream_in(merger, END).part(body("hd_pc"))
    assert part.report is not None
    assert (part.report.text, [one.reason for one in part.earlier]) == ("Đã bổ sung số liệu.", ["Chưa có số liệu."])


def test_open_items_are_counted_and_what_remains_has_to_be_said(agency: Dossier, people: People) -> None:
    assert END not in {one.code for one in streams.streams_of(agency)}  # no units are arranged here
    stream = next(one for one in streams.streams_of(agency) if one.code == "staff")
    part = next(one for one in stream.parts if one.body.key == "hp_home_affairs")
    with pytest.raises(BadInput, match=str(part.total)):
        streams.report_complete(agency, "staff", body=part.body.pk, text=DONE, actor=people["quynh"])
    streams.report_complete(
        agency, "staff", body=part.body.pk, text=DONE, remaining="Hết tháng 7.", actor=people["quynh"]
    )
    item = agency.items.filter(checklist__code="staff", owner=part.body).first()
    assert item is not None
    cast.settle(item, people)
    assert streams.stream_in(agency, "staff").part(part.body.pk).settled == 1
    with pytest.raises(BadInput):
        streams.report_complete(agency, "staff", body=body("hd_pc"), text=DONE, actor=people["son"])
    with pytest.raises(NotFound):
        streams.report_complete(agency, "nothing", body=part.body.pk, text=DONE, actor=people["quynh"])


def test_a_report_that_was_decided_on_stays_even_in_the_database(merger: Dossier, people: People) -> None:
    streams.confirm_report(reported(merger, people["son"]), actor=people["binh"])
    for statement in (
        "UPDATE reviews_completionreport SET text = 'khác'",
        "UPDATE reviews_completionreport SET state = 'returned'",
        "DELETE FROM reviews_completionreport",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_it_is_reported_sent_back_and_confirmed_on_the_page(merger: Dossier, people: People) -> None:
    base, hd = "/dossiers/HP-01/workstreams/", body("hd_pc")
    assert "Workstreams" in words(as_(people["son"]).get("/dossiers/HP-01/checklists/"))
    for language in ("vi", "en"):
        assert as_(people["son"], language).get(base).status_code == 200
    son = as_(people["son"])
    refused = son.post(f"{base}{END}/{hd}/", {"text": "", "remaining": "Còn lại một phần."})
    assert refused.status_code == 400
    assert "Còn lại một phần." in refused.content.decode()
    assert as_(people["cuc"]).post(f"{base}{END}/{hd}/", {"text": DONE}).status_code == 403
    assert as_(people["xuan"]).post(f"{base}{END}/{hd}/", {"text": DONE}).status_code == 404
    assert son.post(f"{base}{END}/{hd}/", {"text": DONE}).status_code == 302
    report = CompletionReport.objects.get()
    binh = as_(people["binh"])
    assert binh.post(f"{base}{report.pk}/return/", {"reason": ""}).status_code == 400
    assert binh.post(f"{base}{report.pk}/return/", {"reason": "Thiếu số liệu."}).status_code == 302
    assert "Thiếu số liệu." in words(son.get(base))
    son.post(f"{base}{END}/{hd}/", {"text": "Đã đủ số liệu."})
    again = CompletionReport.objects.latest("id")
    assert as_(people["cuc"]).post(f"{base}{again.pk}/confirm/").status_code == 403
    assert binh.post(f"{base}{again.pk}/confirm/").status_code == 302
    assert "confirmed by Trần Văn Bình" in words(son.get(base))


def test_the_page_asks_no_more_for_more_reports(merger: Dossier, people: People) -> None:
    counts = []
    for _round in range(2):
        client = as_(people["binh"])
        client.get("/dossiers/HP-01/workstreams/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/dossiers/HP-01/workstreams/")
        counts.append(len(asked))
        for code in (END, "commune_preparation"):
            streams.report_complete(merger, code, body=body("hd_pc"), text=DONE, actor=people["son"])
    assert counts[0] == counts[1]


def test_a_workstream_stands_open_for_whoever_decides_there(merger: Dossier, people: People) -> None:
    demo_reports(merger, people)

    def open_for(name: str) -> list[str]:
        page = as_(people[name]).get("/dossiers/HP-01/workstreams/").content.decode()
        return re.findall(r'<details class="stream" id="(\w+)" open>', page)

    assert open_for("binh") == ["commune_preparation"]
    assert open_for("phuc") == []
