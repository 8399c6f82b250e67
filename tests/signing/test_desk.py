"""The desk as its owner likes it: filters, groups, saved filters, deputies apart, dossiers that are followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from reorg.desk.models import SavedView
from reorg.notices.following import follow
from reorg.people.models import User
from tests import cast
from tests.deputies.conftest import deputy_chair
from tests.web.reader import as_, words
from tests.web.test_desk import box
from workflows import actions
from workflows.models import Assignment, Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture
def two(agency: Dossier, people: People) -> list[Dossier]:
    """One waits for Bình's signature; another he is to concur with is overdue."""
    late = cast.open_agency(people, "HN-02")
    for one in (agency, late):
        cast.drafted(one, people)
    now = timezone.now()
    Assignment.objects.filter(dossier=late).update(due=now - timedelta(days=3))
    Assignment.objects.filter(dossier=agency).update(due=now + timedelta(days=20))
    return [agency, late]


def mine(user: User, query: str = "") -> str:
    return box(as_(user).get(f"/{query}").content.decode(), "mine")


def test_filters_narrow_what_waits(two: list[Dossier], people: People) -> None:
    binh = people["binh"]
    assert "HN-01" in mine(binh)
    assert "HN-01" not in mine(binh, "?due=late")
    assert "HN-02" in mine(binh, "?due=late")
    assert "HN-02" not in mine(binh, "?q=hn-01")
    assert "HN-01" in mine(binh, "?q=hop+nhat&what=sign")
    assert "Nothing fits this filter" in mine(binh, "?what=work")
    assert "Nothing fits this filter" in mine(binh, "?procedure=province_merger")
    assert "HN-01" in mine(binh, "?procedure=nonsense&due=never")  # what is not understood narrows nothing


def test_groups_have_headings_in_the_order_of_their_deadlines(two: list[Dossier], people: People) -> None:
    binh = people["binh"]
    by_week = mine(binh, "?group=week")
    assert by_week.index("Overdue") < by_week.index("Week from")
    by_dossier = mine(binh, "?group=dossier")
    assert by_dossier.count('class="group-head"') == 2
    assert by_dossier.index("HN-02 ·") < by_dossier.index("HN-01 ·")
    assert mine(binh, "?group=procedure").count('class="group-head"') == 1


def test_a_filter_is_kept_under_a_name_opens_the_desk_and_is_deleted(two: list[Dossier], people: People) -> None:
    binh = as_(people["binh"])
    answer = binh.post("/desk/filters/", {"name": "  Gấp ", "query": "due=late&group=week&x=1", "default": "on"})
    assert answer["Location"] == "/?due=late&group=week"
    kept = SavedView.objects.get()
    assert (kept.name, kept.query, kept.default) == ("Gấp", "due=late&group=week", True)
    assert "HN-01" not in mine(people["binh"])
    assert "HN-01" in mine(people["binh"], "?all=1")
    again = binh.post("/desk/filters/", {"name": "Gấp", "query": "due=soon"})
    assert again.status_code == 302
    assert SavedView.objects.get().query == "due=soon"
    assert "Gấp" not in as_(people["cuc"]).get("/").content.decode()
    binh.post(f"/desk/filters/{kept.pk}/", {"act": "default"})
    assert SavedView.objects.get().default
    binh.post(f"/desk/filters/{kept.pk}/", {"act": "plain"})
    assert not SavedView.objects.get().default
    assert as_(people["cuc"]).post(f"/desk/filters/{kept.pk}/", {"act": "default"}).status_code == 404
    as_(people["cuc"]).post(f"/desk/filters/{kept.pk}/", {"act": "forget"})
    assert SavedView.objects.exists()
    binh.post(f"/desk/filters/{kept.pk}/", {"act": "forget"})
    assert not SavedView.objects.exists()


def test_a_filter_without_a_name_is_refused_and_stays_shown(people: People) -> None:
    answer = as_(people["binh"]).post("/desk/filters/", {"name": " ", "query": "due=late"}, follow=True)
    assert "Give the filter a name." in words(answer)
    assert answer.redirect_chain[-1][0] == "/?due=late"


def test_there_is_one_default_and_an_end_to_filters(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reorg.desk.keeping.MOST", 2)
    binh = as_(people["binh"])
    for name in ("a", "b"):
        binh.post("/desk/filters/", {"name": name, "query": "due=late", "default": "on"})
    assert list(SavedView.objects.filter(default=True).values_list("name", flat=True)) == ["b"]
    assert "You have 2 filters already." in words(binh.post("/desk/filters/", {"name": "c", "query": ""}, follow=True))


def test_what_a_deputy_is_asked_stands_apart(two: list[Dossier], people: People) -> None:
    duc = deputy_chair("duc", "Trương Minh Đức")
    office = people["binh"].offices.get()
    actions.give_delegation(
        organisation=office.organisation,
        role=office.role,
        deputy=duc,
        kind="KT.",
        valid_from=cast.today(),
        actor=people["binh"],
    )
    html = as_(duc).get("/").content.decode()
    assert "HN-01" not in box(html, "mine")
    deputy = box(html, "deputy")
    assert "HN-01" in deputy
    assert "as deputy for Trần Văn Bình (KT.)" in words(as_(duc).get("/"))
    assert 'id="deputy"' not in as_(people["binh"]).get("/").content.decode()


def test_followed_dossiers_stand_with_their_next_deadline(two: list[Dossier], people: People) -> None:
    assert "You follow no dossier" in box(as_(people["phuc"]).get("/").content.decode(), "watching")
    for one in two:
        follow(one, actor=people["phuc"])
    html = box(as_(people["phuc"]).get("/").content.decode(), "watching")
    assert html.index("HN-02") < html.index("HN-01")
    assert "3 days overdue" in html


def test_the_desk_costs_no_more_with_filters_groups_and_many_rows(
    two: list[Dossier], people: People, django_assert_max_num_queries: Any
) -> None:
    binh = as_(people["binh"])
    binh.get("/")
    with django_assert_max_num_queries(20) as few:
        binh.get("/?group=week&what=sign")
    for number in range(3, 9):
        cast.drafted(cast.open_agency(people, f"HN-{number:02}"), people)
    cache.clear()
    with django_assert_max_num_queries(20) as many:
        binh.get("/?group=week&what=sign")
    assert len(many) <= len(few) + 2


def test_keys_are_explained_and_every_list_can_be_walked(two: list[Dossier], people: People) -> None:
    html = as_(people["binh"]).get("/").content.decode()
    assert '<dialog class="keys-help"' in html
    assert html.count("data-keys") >= 3
