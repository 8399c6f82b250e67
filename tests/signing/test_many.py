"""Signing what is alike in one go: each by itself, with its own result."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from reorg.people.models import User
from tests.cast import PASSWORD, asked, drafted, open_agency, open_province, paper, sign
from tests.signing.having import code, with_app
from tests.web.reader import as_, words
from workflows.models import Decision, Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


@pytest.fixture
def three(agency: Dossier, people: People) -> list[Dossier]:
    """Three consolidations that wait for both leaders."""
    dossiers = [agency, open_agency(people, "HN-02"), open_agency(people, "HN-03")]
    for one in dossiers:
        drafted(one, people)
    return dossiers


def chosen(dossiers: list[Dossier], user: User) -> str:
    return "/signing/many/?" + "&".join(f"a={asked(one, user).pk}" for one in dossiers)


def all_of(page: Any) -> dict[str, Any]:
    """What a browser sends of the summary: all ticked."""
    html = page.content.decode()
    listed = re.findall(r'name="listed" value="(\d+)"', html)
    shown = dict(re.findall(r'name="(shown-\d+)" value="([0-9a-f]{64})"', html))
    return {"listed": listed, "a": re.findall(r'name="a" value="(\d+)"', html), **shown}


def sent(browser: Client, said: dict[str, Any]) -> Any:
    answer = browser.post("/signing/many/", said)
    return browser.get(answer["Location"]) if answer.status_code == 302 else answer


def test_the_desk_offers_it_where_several_are_alike(three: list[Dossier], people: People) -> None:
    binh = as_(people["binh"])
    html = binh.get("/").content.decode()
    for one in three:
        assert f'name="a" value="{asked(one, people["binh"]).pk}" form="many"' in html
    assert 'action="/signing/many/"' in html
    for one in three[1:]:
        sign(one, people["binh"])
    assert 'form="many"' not in binh.get("/").content.decode()


def test_a_summary_of_each_then_one_confirmation_then_a_result_for_each(three: list[Dossier], people: People) -> None:
    secret = with_app(people["binh"])
    binh = as_(people["binh"])
    page = binh.get(chosen(three, people["binh"]))
    text = words(page)
    for one in three:
        assert one.code in text
        one.refresh_from_db()
        assert one.content_digest in text
    assert "ĐA 01/ĐA-UBND" in text
    assert text.count("Code of your authenticator app, to confirm") == 1
    done = sent(binh, all_of(page) | {"code": code(secret)})
    assert "3 dossiers are signed." in words(done)
    for one in three:
        decision = Decision.objects.get(dossier=one, signer=people["binh"])
        assert decision.confirmed_by == "totp"
        assert f'href="/receipts/{decision.pk}/"' in done.content.decode()
        assert one.events.filter(verb="signoff.approved").count() == 1


def test_one_that_changed_meanwhile_is_refused_and_stops_no_other(three: list[Dossier], people: People) -> None:
    binh = as_(people["binh"])
    page = binh.get(chosen(three, people["binh"]))
    paper(three[1], "BC", actor=people["anh"], symbol="8/BC-SNV", signed=True)
    done = words(sent(binh, all_of(page) | {"password": PASSWORD}))
    assert "2 dossiers are signed. 1 is not." in done
    assert "The content has changed since you opened this page." in done
    assert not Decision.objects.filter(dossier=three[1]).exists()
    assert Decision.objects.filter(signer=people["binh"]).count() == 2


def test_only_what_is_ticked_is_signed(three: list[Dossier], people: People) -> None:
    binh = as_(people["binh"])
    said = all_of(binh.get(chosen(three, people["binh"])))
    said["a"] = said["a"][:1]
    assert "1 dossier is signed." in words(sent(binh, said | {"password": PASSWORD}))
    assert Decision.objects.count() == 1
    none = sent(binh, said | {"a": [], "password": PASSWORD})
    assert none.status_code == 400
    assert "Choose at least one dossier." in words(none)


def test_the_same_click_twice_signs_once(three: list[Dossier], people: People) -> None:
    secret = with_app(people["binh"])
    binh = as_(people["binh"])
    said = all_of(binh.get(chosen(three, people["binh"]))) | {"code": code(secret)}
    first, second = sent(binh, said), sent(binh, said)
    assert words(first) == words(second)
    assert Decision.objects.filter(signer=people["binh"]).count() == 3


def test_a_wrong_code_signs_none_and_keeps_what_was_ticked(three: list[Dossier], people: People) -> None:
    secret = with_app(people["binh"])
    binh = as_(people["binh"])
    said = all_of(binh.get(chosen(three, people["binh"])))
    said["a"] = said["a"][:2]
    answer = sent(binh, said | {"code": f"{(int(code(secret)) + 500_000) % 1_000_000:06}"})
    assert answer.status_code == 400
    assert answer.content.decode().count('name="a" value="') == 3
    assert len(re.findall(r'name="a" value="\d+" id="a-\d+" checked', answer.content.decode())) == 2
    assert not Decision.objects.exists()


def test_what_is_not_alike_is_not_signed_together(three: list[Dossier], people: People) -> None:
    merger = open_province(people, "HP-02")
    drafted(merger, people)
    anh = as_(people["anh"])
    url = f"/signing/many/?a={asked(merger, people['anh']).pk}"
    assert "This step is not signed" in words(anh.get(url, follow=True))
    for one in three[:1]:
        for signer in ("binh", "cuc"):
            sign(one, people[signer])
    mixed = f"/signing/many/?a={asked(three[1], people['binh']).pk}&a={asked(three[2], people['binh']).pk}"
    assert as_(people["binh"]).get(mixed).status_code == 200


def test_nobody_signs_together_what_they_may_not_sign_alone(three: list[Dossier], people: People) -> None:
    """Ánh, who wrote them, is acting chair as well: she reads why, and forcing it signs nothing."""
    people["anh"].offices.create(
        organisation=three[0].lead, role_id="chair", title_vi="Q. Chủ tịch", title_en="Acting", valid_from="2025-01-01"
    )
    anh = as_(people["anh"])
    page = anh.get(chosen(three, people["binh"]))
    assert words(page).count("You took part in writing this dossier") == 3
    said = all_of(page)
    assert said["a"] == []
    done = words(sent(anh, said | {"a": said["listed"], "password": PASSWORD}))
    assert "3 are not." in done
    assert not Decision.objects.exists()


def test_what_is_asked_of_others_is_refused_as_a_whole(three: list[Dossier], people: People) -> None:
    url = chosen(three, people["binh"])
    assert as_(people["cuc"]).get(url).status_code == 403
    assert as_(people["xuan"]).get(url).status_code == 404
    assert as_(people["binh"]).get("/signing/many/")["Location"] == "/"
    assert as_(people["binh"]).get("/signing/many/done/")["Location"] == "/"


def test_more_than_anybody_reads_is_not_signed_together(
    three: list[Dossier], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reorg.web.pages.many.MOST", 2)
    answer = as_(people["binh"]).get(chosen(three, people["binh"]), follow=True)
    assert "At most 2 are signed in one go." in words(answer)
