"""How long papers are kept: counted by the rule, proposed by a page, decided by a person, frozen dossiers left out."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.archive.models import Extension, RetentionRule
from reorg.archive.retention import dispose, falls_due, keep_longer, keep_until, load_retention, periods
from reorg.archive.tasks import finish_removals
from reorg.people.models import User
from tests.cast import open_agency, paper
from tests.engine.doing import told, verbs
from tests.web.reader import PASSWORD, as_, words
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Document, Dossier, Erasure

pytestmark = pytest.mark.django_db
People = dict[str, User]
SAID: dict[str, Any] = {"reason": "Hết giá trị.", "paper": "4/QĐ-SNV"}


@pytest.fixture
def over(agency: Dossier, people: People) -> Document:
    """A report in a dossier that has ended, whose period is over: the rule says none at all, and a year has passed."""
    return ended_with_report(agency, people)


def ended_with_report(dossier: Dossier, people: People, years: int = 0) -> Document:
    RetentionRule.objects.filter(type="BC").update(years=years)
    report: Document = paper(dossier, "BC", actor=people["anh"], symbol="5/BC")
    paper(dossier, "NQ", actor=people["anh"], symbol="6/NQ", text="b")
    if dossier.is_open:
        actions.withdraw(dossier, reason="Thôi.", actor=people["binh"])
    dossier.refresh_from_db()
    return Document.objects.select_related("dossier").get(pk=report.pk)


@pytest.fixture
def next_year(monkeypatch: Any) -> date:
    """The first day of next year: what ended this year and is kept for no years is over then."""
    day = date(timezone.localdate().year + 1, 1, 1)
    monkeypatch.setattr(
        "django.utils.timezone.localdate", lambda value=None, _was=timezone.localdate: _was(value) if value else day
    )
    return day


def test_periods_are_dated_data_with_their_source() -> None:
    assert load_retention() == RetentionRule.objects.count()
    for rule in RetentionRule.objects.all():
        assert rule.source
        assert rule.confidence == "L"  # nobody has confirmed them yet, and the page says so


def test_years_are_counted_from_the_end_of_the_year_it_ended() -> None:
    assert keep_until(date(2025, 7, 1), 20) == date(2045, 12, 31)
    assert keep_until(date(2025, 7, 1), None) is None


def test_each_paper_has_its_period_and_an_open_dossier_keeps_everything(agency: Dossier, people: People) -> None:
    report = paper(agency, "BC", actor=people["anh"], symbol="5/BC")
    resolution = paper(agency, "NQ", actor=people["anh"], symbol="6/NQ", text="b")
    assert periods(agency, [report])[report.pk].until is None
    actions.withdraw(agency, reason="Thôi.", actor=people["binh"])
    agency.refresh_from_db()
    kept = periods(agency, [report, resolution])
    assert kept[report.pk].until == date(timezone.localdate().year + 20, 12, 31)
    assert kept[resolution.pk].until is None
    assert not falls_due(people["binh"], timezone.localdate()).exists()
    assert falls_due(people["binh"], date(timezone.localdate().year + 21, 1, 1)).get() == report


def test_what_is_due_is_shown_to_those_who_see_the_dossier(over: Document, people: People, next_year: date) -> None:
    assert list(falls_due(people["binh"], next_year)) == [over]
    assert not falls_due(people["xuan"], next_year).exists()
    assert "5/BC" in words(as_(people["phuc"]).get("/retention/"))
    assert "5/BC" not in words(as_(people["xuan"]).get("/retention/"))


def test_frozen_dossiers_are_left_out(over: Document, people: People, next_year: date) -> None:
    actions.place_hold(over.dossier, ground="Thanh tra", paper="1/QĐ", actor=people["phuc"])
    assert not falls_due(people["binh"], next_year).exists()
    with pytest.raises(NotNow, match=r"frozen|phong tỏa"):
        dispose(over, **SAID, actor=people["binh"])


def test_the_head_disposes_of_it_with_a_reason_and_the_trail_says_so(
    over: Document, people: People, next_year: date
) -> None:
    with pytest.raises(BadInput):
        dispose(over, reason=" ", paper="4/QĐ", actor=people["binh"])
    with pytest.raises(NotYou):
        dispose(over, **SAID, actor=people["anh"])
    dispose(over, **SAID, actor=people["binh"])
    dispose(over, **SAID, actor=people["binh"])
    [facts] = told(over.dossier, "file.erased")
    assert facts["why"] == "retention"
    assert "10/2022/TT-BNV" in facts["ground"]
    assert Erasure.objects.get().why == "retention"
    assert not falls_due(people["binh"], next_year).exists()


def test_what_is_not_due_is_not_disposed_of(over: Document, people: People) -> None:
    with pytest.raises(NotNow):
        dispose(over, **SAID, actor=people["binh"])
    resolution = Document.objects.get(symbol="6/NQ")
    with pytest.raises(NotNow):
        dispose(resolution, **SAID, actor=people["binh"])


def test_it_can_be_kept_longer(over: Document, people: People, next_year: date) -> None:
    until = next_year + timedelta(days=400)
    with pytest.raises(BadInput):
        keep_longer(over, until=date(2020, 1, 1), **SAID, actor=people["binh"])
    keep_longer(over, until=until, **SAID, actor=people["binh"])
    keep_longer(over, until=until, **SAID, actor=people["binh"])
    assert verbs(over.dossier).count("retention.extended") == 1
    assert not falls_due(people["binh"], next_year).exists()
    assert list(falls_due(people["binh"], until + timedelta(days=1))) == [over]
    keep_longer(over, until=None, **SAID, actor=people["binh"])
    assert not falls_due(people["binh"], until + timedelta(days=1)).exists()


def test_the_page_asks_for_a_decision_and_the_password(over: Document, people: People, next_year: date) -> None:
    people["binh"].set_password(PASSWORD)
    people["binh"].save()
    address = f"/documents/{over.pk}/retention/"
    binh = as_(people["binh"])
    assert address in binh.get("/retention/").content.decode()
    assert as_(people["anh"]).get(address).status_code == 403
    assert as_(people["xuan"]).get(address).status_code == 404
    said = SAID | {"choice": "longer", "password": PASSWORD}
    answer = binh.post(address, said)
    assert answer.status_code == 400
    assert "Say until which day" in words(answer)
    assert binh.post(address, said | {"choice": "good"}).status_code == 302
    assert Extension.objects.get().until is None
    assert "Kept longer by decision of" in words(binh.get(f"/dossiers/{over.dossier.code}/archive/"))
    assert binh.get(address).status_code == 409


def test_the_list_asks_no_more_questions_when_it_grows(people: People, over: Document, next_year: date) -> None:
    binh = as_(people["binh"])
    binh.get("/retention/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        binh.get("/retention/")
    for number in range(3):
        other = open_agency(people, f"HN-1{number}")
        ended_with_report(other, people)
    with CaptureQueriesContext(connection) as many:
        binh.get("/retention/")
    assert len(many) <= len(few) + 1  # the count is asked only when there is a page to count
    assert len(few) < 20


def test_the_worker_finishes_what_a_crash_left(over: Document, people: People, next_year: date) -> None:
    version = over.versions.get()
    path = str(version.file.name)
    dispose(over, **SAID, actor=people["binh"])  # the test's transaction never commits: as if the process died then
    assert default_storage.exists(path)
    assert finish_removals(0) == 1
    assert not default_storage.exists(path)
    out = StringIO()
    call_command("finish_erasures", stdout=out)
    assert "0 files removed, 0 still there" in out.getvalue()
