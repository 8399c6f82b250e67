"""The desk: what waits for whom, in which order, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from reorg.people.models import User
from tests import cast
from workflows.models import Assignment, ChecklistItem, Dossier

pytestmark = pytest.mark.django_db


def at_desk(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def read(user: User, language: str = "en") -> str:
    return at_desk(user, language).get("/").content.decode()


def box(html: str, name: str) -> str:
    """The part of the desk in one card."""
    return html.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]


def test_whoever_is_not_signed_in_signs_in_and_comes_back(client: Client) -> None:
    answer = client.get("/dossiers/?q=hai")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/dossiers/%3Fq%3Dhai"


def test_anh_finds_her_draft_and_what_is_asked_of_her(people: dict[str, User], agency: Dossier) -> None:
    mine = box(read(people["anh"]), "mine")
    asked = cast.asked(agency, people["anh"])
    assert f'href="/steps/{asked.pk}/"' in mine
    assert agency.title_en in mine
    assert "Do the work" in mine
    assert "Draft the scheme" in mine
    assert "Drafting officer, People&#x27;s Committee of Hải Phòng City" in mine


def test_once_drafted_it_waits_for_both_leaders_and_anh_sees_for_whom(people: dict[str, User], agency: Dossier) -> None:
    cast.drafted(agency, people)
    assert "Agree and sign" in box(read(people["binh"]), "mine")
    assert "Agree and sign" in box(read(people["cuc"]), "mine")
    anh = read(people["anh"])
    assert "Your desk is clear" in box(anh, "mine")
    assert "People&#x27;s Committee of Hải Dương Province" in box(anh, "others")
    assert "Completed the step “Draft the scheme”" in box(anh, "done")


def test_who_has_signed_still_sees_the_other_who_has_not(people: dict[str, User], agency: Dossier) -> None:
    cast.drafted(agency, people)
    cast.sign(agency, people["cuc"])
    cuc = read(people["cuc"])
    assert agency.code not in box(cuc, "mine")
    assert "People&#x27;s Committee of Hải Phòng City" in box(cuc, "others")


def test_the_oldest_deadline_comes_first_and_says_how_late_it_is(people: dict[str, User], agency: Dossier) -> None:
    later = cast.open_agency(people, "HN-02")
    due(agency, timedelta(days=1))
    due(later, timedelta(days=-3))
    html = read(people["anh"])
    mine = box(html, "mine")
    assert mine.index("HN-02") < mine.index("HN-01")
    assert "3 days overdue" in mine
    assert "tomorrow" in mine
    assert "1 is overdue." in html


def due(dossier: Dossier, ahead: timedelta) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    Assignment.objects.filter(dossier=dossier).update(due=noon + ahead)


def test_what_my_office_owes_goes_by_deadline_and_leaves_when_it_is_settled(
    people: dict[str, User], agency: Dossier
) -> None:
    mine = ChecklistItem.objects.filter(dossier=agency, owner__offices__person=people["uyen"])
    first = mine.exclude(due=None).order_by("due", "checklist__order", "order", "code")[0]
    owed = box(read(people["uyen"]), "items")
    assert f'href="/dossiers/HN-01/items/{first.code}/"' in owed
    assert f'<span class="count">{mine.count()}</span>' in owed
    mine.update(state="waived")
    assert "Nothing is owed" in box(read(people["uyen"]), "items")


def test_xuan_sees_nothing_and_reads_why(people: dict[str, User], agency: Dossier) -> None:
    html = read(people["xuan"])
    assert agency.code not in html
    for words in ("Your desk is clear", "Nobody keeps you waiting", "Nothing is owed", "Nothing yet"):
        assert words in html
    assert "New dossier" not in html


def test_only_who_may_open_a_dossier_is_offered_it(people: dict[str, User]) -> None:
    assert 'href="/dossiers/new/"' in read(people["anh"])
    assert 'href="/dossiers/new/"' not in read(people["binh"])


def test_days_are_written_the_way_the_reader_writes_them(people: dict[str, User], agency: Dossier) -> None:
    Assignment.objects.filter(dossier=agency).update(due=timezone.make_aware(timezone.datetime(2031, 6, 9, 17)))
    assert "09/06/2031" in box(read(people["anh"], "vi"), "mine")
    assert "9 June 2031" in box(read(people["anh"], "en"), "mine")
    assert 'title="17:00:00 9 June 2031 (+07)"' in box(read(people["anh"], "en"), "mine")


def test_the_language_is_kept_with_the_person_and_goes_before_the_browsers(people: dict[str, User]) -> None:
    client = at_desk(people["anh"], "vi")
    assert '<html lang="vi">' in client.get("/", headers={"accept-language": "en"}).content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/dossiers/"})
    assert answer["Location"] == "/dossiers/"
    assert User.objects.get(username="anh").language == "en"
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(username="anh"))
    assert '<html lang="en">' in elsewhere.get("/", headers={"accept-language": "vi"}).content.decode()


@pytest.mark.parametrize("after", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_language_switch_leads_nowhere_else(client: Client, after: str) -> None:
    assert client.post("/language/", {"language": "en", "next": after})["Location"] == "/"


def test_the_desk_costs_the_same_with_two_dossiers_and_with_ten(
    people: dict[str, User], agency: Dossier, django_assert_max_num_queries: Any
) -> None:
    cast.drafted(agency, people)
    client = at_desk(people["anh"])
    with django_assert_max_num_queries(19) as few:
        client.get("/")
    for number in range(2, 11):
        cast.open_agency(people, f"HN-{number:02}")
    for number in range(2, 6):
        cast.drafted(Dossier.objects.get(code=f"HN-{number:02}"), people)
    cache.clear()
    with django_assert_max_num_queries(19) as many:
        client.get("/")
    # The count of what is left out is asked for only when something is left out: of others, of items.
    assert len(many) <= len(few) + 2
