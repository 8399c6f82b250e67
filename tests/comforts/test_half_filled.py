"""Forms that were begun: kept for the one who typed, offered back, gone once sent, never with what is secret."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reorg.comforts import half_filled
from reorg.comforts.models import HalfFilled
from reorg.people.models import User
from tests.web.reader import as_
from workflows.models import Dossier

pytestmark = pytest.mark.django_db
FIELDS = [{"name": "text", "value": "Đề nghị bổ sung bản đồ."}]


def typed(browser: Client, page: str, **more: Any) -> Any:
    said = {"page": page, "action": page, "form": "comments-0", "fields": FIELDS} | more
    return browser.post(reverse("half_filled"), json.dumps(said), content_type="application/json")


def offered(browser: Client, page: str) -> Any:
    return browser.get(reverse("half_filled"), {"page": page}).json()["forms"]


def test_what_was_typed_is_offered_back_to_the_same_person_only(merger: Dossier, people: dict[str, User]) -> None:
    page = reverse("comments", args=[merger.code])
    assert typed(as_(people["anh"]), page).status_code == 200
    (kept,) = offered(as_(people["anh"]), page)
    assert (kept["form"], kept["fields"]) == ("comments-0", FIELDS)
    assert offered(as_(people["binh"]), page) == []
    assert offered(as_(people["anh"]), "/") == []


def test_it_is_gone_once_the_form_is_accepted_and_not_before(merger: Dossier, people: dict[str, User]) -> None:
    anh, page = as_(people["anh"]), reverse("comments", args=[merger.code])
    typed(anh, page)
    assert anh.post(page, {"text": " "}).status_code == 400
    assert offered(anh, page)
    assert anh.post(page, {"text": "Đề nghị bổ sung bản đồ."}).status_code == 302
    assert offered(anh, page) == []


def test_it_is_thrown_away_on_demand(people: dict[str, User]) -> None:
    anh = as_(people["anh"])
    typed(anh, "/x/")
    assert typed(anh, "/x/", forget=True).status_code == 204
    assert offered(anh, "/x/") == []


def test_typing_on_keeps_one_and_the_last(people: dict[str, User]) -> None:
    anh = as_(people["anh"])
    for text in ("a", "ab", "abc"):
        typed(anh, "/x/", fields=[{"name": "text", "value": text}])
    assert [one["fields"][0]["value"] for one in offered(anh, "/x/")] == ["abc"]


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "old_password",
        "password1",
        "code",
        "otp_token",
        "totp",
        "recovery-code",
        "csrfmiddlewaretoken",
        "pin",
    ],
)
def test_what_confirms_a_person_is_never_kept(people: dict[str, User], name: str) -> None:
    typed(as_(people["anh"]), "/x/", fields=[{"name": name, "value": "123456"}, *FIELDS])
    assert HalfFilled.objects.get().fields == FIELDS


def test_a_field_that_only_sounds_like_it_is_kept(people: dict[str, User]) -> None:
    fields = [{"name": name, "value": "x"} for name in ("spinning", "zipcodes", "part-party_secretary", "passage")]
    typed(as_(people["anh"]), "/x/", fields=fields)
    assert HalfFilled.objects.get().fields == fields


@pytest.mark.parametrize(
    "said",
    [
        "no json",
        "[]",
        json.dumps({"page": "/x/", "form": "a", "fields": []}),
        json.dumps({"page": "https://elsewhere.example/", "form": "a", "action": "/", "fields": []}),
        json.dumps({"page": "/" + "x" * 400, "form": "a", "action": "/", "fields": []}),
        json.dumps({"page": "/x/", "form": "a", "action": "/", "fields": "text"}),
        json.dumps({"page": "/x/", "form": "a", "action": "/", "fields": [{"name": "t", "value": "x" * 200_000}]}),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(people: dict[str, User], said: str) -> None:
    answer = as_(people["anh"]).post(reverse("half_filled"), said, content_type="application/json")
    assert answer.status_code == 400
    assert not HalfFilled.objects.exists()


def test_fields_that_are_none_are_left_out(people: dict[str, User]) -> None:
    typed(as_(people["anh"]), "/x/", fields=[1, None, {"name": "a"}, {"name": "a", "value": 1}, *FIELDS])
    assert HalfFilled.objects.get().fields == FIELDS


def test_nobody_fills_the_table(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(half_filled, "MOST", 3)
    anh = as_(people["anh"])
    for number in range(5):
        typed(anh, f"/{number}/")
    assert sorted(HalfFilled.objects.values_list("page", flat=True)) == ["/2/", "/3/", "/4/"]


def test_after_thirty_days_it_is_forgotten(people: dict[str, User]) -> None:
    anh = as_(people["anh"])
    typed(anh, "/old/")
    HalfFilled.objects.update(changed_at=timezone.now() - timedelta(days=half_filled.DAYS, minutes=1))
    typed(anh, "/new/")
    assert half_filled.forget_old() == 1
    assert HalfFilled.objects.get().page == "/new/"


def test_a_stranger_keeps_nothing(client: Client, db: None) -> None:
    assert typed(client, "/x/").status_code == 302
    assert not HalfFilled.objects.exists()
