"""What a programme's page says, to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from reorg.people.models import User
from reorg.programmes import figures
from tests import cast
from tests.web.reader import as_, words
from workflows import actions
from workflows.models import Assignment, ChecklistItem, Dossier, Programme
from workflows.phases import Phase

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(agency: Dossier, merger: Dossier) -> Programme:
    made = Programme.objects.create(
        code="HP-2025", title_vi="Sắp xếp 2025", title_en="Reorganisation 2025", ends_on=timezone.localdate()
    )
    Dossier.objects.update(programme=made)
    return made


def test_it_counts_only_what_its_reader_may_see(programme: Programme, people: dict[str, User]) -> None:
    all_of_it = words(as_(people["anh"]).get("/programmes/HP-2025/"))
    part_of_it = words(as_(people["lam"]).get("/programmes/HP-2025/"))  # the Ministry has no part in HN-01
    assert "HP-01" in all_of_it
    assert "HN-01" in all_of_it
    assert "HP-01" in part_of_it
    assert "HN-01" not in part_of_it
    assert "0 of 2 dossiers ended" in words(as_(people["anh"]).get("/programmes/"))
    assert "0 of 1 dossier ended" in words(as_(people["lam"]).get("/programmes/"))


def test_a_programme_of_others_is_not_found(programme: Programme, people: dict[str, User]) -> None:
    for page in ("/programmes/HP-2025/", "/programmes/HP-2025/figures.xlsx", "/programmes/NONE/"):
        assert as_(people["xuan"]).get(page).status_code == 404
    assert "Reorganisation 2025" not in words(as_(people["xuan"]).get("/programmes/"))
    assert as_(people["xuan"]).get("/dossiers/HN-01/timeplan/").status_code == 404


def test_the_phases_add_up_on_every_day(programme: Programme, people: dict[str, User], agency: Dossier) -> None:
    cast.drafted(agency, people)
    moments = figures.over_time(Dossier.objects.all())
    assert [moment.opened for moment in moments] == [0, 2]
    assert moments[-1].phases == {Phase.DRAFTING: 1, Phase.REVIEW: 1}
    actions.withdraw(Dossier.objects.get(pk=agency.pk), actor=people["binh"], reason="A sample reason that says why.")
    last = figures.over_time(Dossier.objects.all())[-1]
    assert (last.opened, last.decided) == (2, 1)


def test_a_long_programme_is_thinned_and_keeps_its_ends(programme: Programme) -> None:
    far = timezone.localdate() + timedelta(days=1000)
    moments = figures.over_time(Dossier.objects.all(), far)
    assert len(moments) <= figures.POINTS + 1
    assert moments[0].opened == 0
    assert (moments[-1].day, moments[-1].opened) == (far, 2)


def test_who_is_late_is_told_by_body(programme: Programme, people: dict[str, User], merger: Dossier) -> None:
    ChecklistItem.objects.update(due=None)
    long_ago = timezone.now() - timedelta(days=30)
    Assignment.objects.filter(dossier=merger).update(due=long_ago)
    owed = merger.items.exclude(state__in=ChecklistItem.SETTLED).first()
    assert owed is not None
    ChecklistItem.objects.filter(pk=owed.pk).update(due=long_ago)
    rows = {str(row.organisation): row for row in figures.overdue(Dossier.objects.all())}
    asked = Assignment.objects.get(dossier=merger)
    assert rows[str(asked.organisation)].steps == 1
    assert rows[str(owed.owner)].items >= 1
    assert "30 days overdue" in words(as_(people["anh"]).get("/programmes/HP-2025/"))


def test_what_comes_within_a_fortnight_is_listed_and_nothing_later(programme: Programme, merger: Dossier) -> None:
    now = timezone.now()
    ChecklistItem.objects.update(due=None)
    Assignment.objects.update(due=now + timedelta(days=15))
    assert figures.coming(Dossier.objects.all()) == []
    Assignment.objects.filter(dossier=merger).update(due=now + timedelta(days=13))
    [one] = figures.coming(Dossier.objects.all())
    assert (one.dossier, str(one.what)) == (merger, str(merger.flow.step("draft").title))


def test_every_table_is_in_the_spreadsheet(programme: Programme, people: dict[str, User]) -> None:
    answer = as_(people["anh"]).get("/programmes/HP-2025/figures.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == [
        "Over time",
        "By lead organisation",
        "Overdue",
        "Checklists",
        "Registers",
        "Next 14 days",
        "Forecast",
    ]
    assert sorted(row[0].value for row in book["Forecast"].iter_rows(min_row=2)) == ["HN-01", "HP-01"]


def test_more_dossiers_cost_no_more_queries(programme: Programme, people: dict[str, User]) -> None:
    def cost() -> int:
        client = as_(people["anh"])
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/programmes/HP-2025/").status_code == 200
        return len(asked)

    cost()
    before = cost()
    for number in range(5):
        cast.open_agency(people, code=f"HN-1{number}")
    Dossier.objects.update(programme=programme)
    assert cost() <= before
    assert before <= 30


def test_the_time_plan_is_a_page_of_the_dossier(programme: Programme, people: dict[str, User], agency: Dossier) -> None:
    page: Any = as_(people["anh"]).get("/dossiers/HN-01/timeplan/")
    for node in agency.flow.steps():
        assert node.title.en in words(page)
