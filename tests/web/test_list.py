"""The list of dossiers: found by words, filters and order, and only those one may see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reorg.people.models import Organisation, User
from tests import cast
from workflows import actions
from workflows.models import Assignment, ChecklistItem, Dossier, Programme

pytestmark = pytest.mark.django_db


def found(user: User, query: str = "") -> list[str]:
    """Codes of the dossiers on the page, in its order."""
    return re.findall(r'class="main-cell"[^>]*><div><a href="/dossiers/([^/"]+)/"', page(user, query))


def page(user: User, query: str = "") -> str:
    User.objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    answer = client.get(f"/dossiers/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Hải Dương", ["HP-01"]),
        ("hai duong", ["HP-01"]),
        ("SAP NHAP  tinh", ["HP-01"]),
        ("đuong", ["HP-01"]),
        ("hop nhat so", ["HN-01"]),
        ("hn-01", ["HN-01"]),
        ("01", ["HP-01", "HN-01"]),
        ("hai nhat", []),
        ("ap", []),  # the end of “sáp” is not a word anybody looks for
        ("100% .*", []),
    ],
)
def test_words_are_found_with_or_without_diacritics(
    people: dict[str, User], agency: Dossier, merger: Dossier, words: str, codes: list[str]
) -> None:
    assert sorted(found(people["anh"], f"q={words}")) == sorted(codes)


def test_each_sees_only_dossiers_their_organisations_take_part_in(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    assert sorted(found(people["anh"])) == ["HN-01", "HP-01"]
    assert found(people["lam"]) == ["HP-01"]  # the Ministry has no part in merging two departments
    assert found(people["xuan"]) == []
    assert "No dossiers yet" in page(people["xuan"])


def test_phase_programme_and_organisation_narrow_the_list(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    programme = Programme.objects.create(code="P-1", title_vi="Chương trình", title_en="Programme one")
    Dossier.objects.filter(pk=merger.pk).update(programme=programme)
    cast.drafted(agency, people)
    ministry = Organisation.objects.get(key="moha")
    anh = people["anh"]
    assert found(anh, "phase=review") == ["HN-01"]
    assert found(anh, "phase=drafting") == ["HP-01"]
    assert found(anh, f"programme={programme.pk}") == ["HP-01"]
    assert found(anh, f"organisation={ministry.pk}") == ["HP-01"]
    assert found(anh, f"phase=review&organisation={ministry.pk}") == []
    assert "Nothing matches" in page(anh, f"phase=review&organisation={ministry.pk}")


def test_filters_offer_nothing_of_dossiers_one_may_not_see(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    programme = Programme.objects.create(code="P-1", title_vi="Kín", title_en="Behind closed doors")
    Dossier.objects.filter(pk=merger.pk).update(programme=programme)
    assert "Behind closed doors" in page(people["anh"])
    html = page(people["xuan"])
    assert "Behind closed doors" not in html
    assert "Ministry of Home Affairs" not in html


def test_overdue_means_a_step_or_an_item(people: dict[str, User], agency: Dossier, merger: Dossier) -> None:
    ChecklistItem.objects.update(due=None)
    anh, past = people["anh"], timezone.now() - timedelta(hours=1)
    assert found(anh, "overdue=on") == []
    Assignment.objects.filter(dossier=agency).update(due=past)
    assert found(anh, "overdue=on") == ["HN-01"]
    ChecklistItem.objects.filter(dossier=merger, code__endswith="-01").update(due=past)
    assert sorted(found(anh, "overdue=on")) == ["HN-01", "HP-01"]
    actions.withdraw(merger, reason="Không còn cần.", actor=people["binh"])
    assert found(anh, "overdue=on") == ["HN-01"]


def test_the_order_is_by_change_by_deadline_or_by_code(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    Assignment.objects.filter(dossier=agency).update(due=timezone.now() + timedelta(days=3))
    Assignment.objects.filter(dossier=merger).update(due=timezone.now() + timedelta(days=2))
    Dossier.objects.filter(pk=agency.pk).update(changed_at=timezone.now() + timedelta(minutes=1))
    anh = people["anh"]
    assert found(anh) == ["HN-01", "HP-01"]
    assert found(anh, "sort=due") == ["HP-01", "HN-01"]
    assert found(anh, "sort=code") == ["HN-01", "HP-01"]


def test_each_row_says_where_it_stands_and_for_whom_it_waits(people: dict[str, User], agency: Dossier) -> None:
    cast.drafted(agency, people)
    html = page(people["anh"])
    assert '<span class="phase phase-going">Review</span>' in html
    assert "The leaders of both People&#x27;s Committees concur" in html
    assert "People&#x27;s Committee of Hải Phòng City; People&#x27;s Committee of Hải Dương Province" in html
    total = ChecklistItem.objects.filter(dossier=agency).count()
    assert f'value="0" max="{total}"' in html


@pytest.mark.parametrize(
    "query", ["phase=nonsense", "programme=0", "organisation=x&sort=y", "page=99", "page=x", "overdue=maybe"]
)
def test_nonsense_in_the_address_is_no_accident(people: dict[str, User], agency: Dossier, query: str) -> None:
    page(people["anh"], query)


def test_pages_of_twenty_five_keep_what_was_asked_for(people: dict[str, User], agency: Dossier) -> None:
    for number in range(2, 28):
        copy = Dossier.objects.get(pk=agency.pk)
        parties = list(copy.parties.all())
        copy.pk, copy.code, copy.search = None, f"HN-{number:02}", f"hn-{number:02} hop nhat"
        copy.head_seq, copy.head_hash = 0, "0" * 64
        copy.save(force_insert=True)
        for party in parties:
            party.pk, party.dossier = None, copy
            party.save(force_insert=True)
    html = page(people["anh"], "q=hop+nhat&sort=code")
    assert "27 dossiers" in html
    assert "Page 1 of 2" in html
    assert 'href="?q=hop+nhat&amp;sort=code&amp;page=2"' in html
    assert found(people["anh"], "q=hop+nhat&sort=code&page=2") == ["HN-26", "HN-27"]


def test_the_list_costs_the_same_with_one_dossier_and_with_six(
    people: dict[str, User], agency: Dossier, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(people["anh"])
    with django_assert_max_num_queries(12) as few:
        client.get("/dossiers/?sort=due&q=so")
    for number in range(2, 7):
        cast.open_agency(people, f"HN-{number:02}")
    cast.drafted(Dossier.objects.get(code="HN-02"), people)
    with django_assert_num_queries(len(few)):
        client.get("/dossiers/?sort=due&q=so")
