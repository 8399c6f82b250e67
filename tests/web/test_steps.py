"""Signing, voting and consulting by the pages, with what goes wrong in an office."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from reorg.people.models import User
from tests.cast import asked, drafted, paper, sign
from tests.web.reader import PASSWORD, as_, fields_of, step_url, words
from workflows import actions
from workflows.models import Decision, Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


@pytest.fixture
def concurring(agency: Dossier, people: People) -> Dossier:
    """The consolidation waits for both leaders: Bình and Cúc."""
    drafted(agency, people)
    return agency


def sent(page: Any, url: str, browser: Any, **said: str) -> Any:
    return browser.post(url, fields_of(page) | {"password": PASSWORD} | said)


def test_binh_sees_on_one_screen_what_he_decides_and_signs_it(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    text = words(page)
    assert "“I agree to the scheme of consolidation with the content as read.”" in text
    assert "Nobody has decided on this before" in text
    assert "Return for changes" in text
    answer = sent(page, url, binh, choice="approve")
    assert answer.status_code == 302
    decision = Decision.objects.get(signer=people["binh"])
    assert answer["Location"] == f"/receipts/{decision.pk}/"
    assert decision.confirmed_by == "password"
    receipt = words(binh.get(answer["Location"]))
    assert f"Receipt no. {decision.pk}, digest {decision.digest[:16]}" in receipt


def test_a_second_click_signs_once_and_shows_who_signed(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    sent(page, url, binh, choice="approve")
    again = sent(page, url, binh, choice="approve")
    assert again.status_code == 200
    assert "This step is answered" in words(again)
    assert "Trần Văn Bình" in words(again)
    assert Decision.objects.filter(signer=people["binh"]).count() == 1


def test_a_wrong_password_signs_nothing_and_keeps_the_reason(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    answer = sent(page, url, binh, choice="return", to="draft", reason="The map is missing.", password="no")
    assert answer.status_code == 400
    assert "This is not your password" in words(answer)
    assert "The map is missing." in answer.content.decode()
    assert not Decision.objects.exists()


def test_guessing_passwords_is_stopped(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    for _ in range(5):
        sent(page, url, binh, choice="approve", password="guess")
    answer = sent(page, url, binh, choice="approve")
    assert "Wait five minutes" in words(answer)
    assert not Decision.objects.exists()


def test_returning_asks_for_the_reason_before_anything_else(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    answer = sent(binh.get(url), url, binh, choice="return", to="draft")
    assert "Say why: whoever mends it reads only this." in words(answer)
    answer = sent(binh.get(url), url, binh, choice="return", to="draft", reason="The map is missing.")
    assert answer.status_code == 302
    concurring.refresh_from_db()
    assert concurring.phase == "returned"
    page = words(binh.get(answer["Location"]))
    assert "The map is missing." in page


def test_after_the_return_cuc_sees_what_changed_since_it_was_last_signed(concurring: Dossier, people: People) -> None:
    sign(concurring, people["binh"])
    cuc = asked(concurring, people["cuc"])
    shown, _content = actions.shown_to_signer(cuc)
    actions.send_back(cuc, to="draft", reason="Add the list of posts.", actor=people["cuc"], shown=shown)
    paper(concurring, "BC", actor=people["anh"], symbol="7/BC-SNV", signed=True)
    actions.complete(asked(concurring, people["anh"]), actor=people["anh"])
    page = words(as_(people["cuc"]).get(step_url(concurring, people["cuc"])))
    assert "Since you last decided" in page or "Since Lê Thị Cúc last decided" in page
    assert "Document BC 7/BC-SNV" in page
    assert "not there" in page


def test_content_that_changed_meanwhile_is_shown_before_anything_is_signed(concurring: Dossier, people: People) -> None:
    """The lead's drafters may add a paper while the leaders read: what Bình sends is about the older content."""
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    paper(concurring, "BC", actor=people["anh"], symbol="8/BC-SNV", signed=True)
    answer = sent(page, url, binh, choice="return", to="draft", reason="Too early.")
    assert answer.status_code == 409
    assert "8/BC-SNV" in words(answer)
    assert ">\nToo early.<" in answer.content.decode()
    assert not Decision.objects.exists()
    assert sent(answer, url, binh, choice="return", to="draft", reason="Too early.").status_code == 302


def test_an_author_is_told_before_trying(concurring: Dossier, people: People) -> None:
    people["anh"].offices.create(
        organisation=concurring.lead,
        role_id="chair",
        title_vi="Q. Chủ tịch",
        title_en="Acting chair",
        valid_from="2025-01-01",
    )
    page = as_(people["anh"]).get(step_url(concurring, people["anh"]))
    assert page.status_code == 200
    assert "You took part in writing this dossier" in words(page)
    assert 'name="password"' not in page.content.decode()


def test_the_step_of_another_office_is_403_and_of_an_unknown_dossier_404(concurring: Dossier, people: People) -> None:
    url = step_url(concurring, people["binh"])
    assert as_(people["cuc"]).get(url).status_code == 403
    assert as_(people["xuan"]).get(url).status_code == 404
    assert as_(people["binh"]).get("/steps/999999/").status_code == 404


def test_work_is_finished_only_when_nothing_is_missing(agency: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), step_url(agency, people["anh"])
    page = anh.get(url)
    assert "document missing" in words(page)
    answer = anh.post(url, {"note": "Ready."})
    assert answer.status_code == 409
    paper(agency, "ĐA", actor=people["anh"], signed=True)
    assert anh.post(url, {"note": "Ready."}).status_code == 302
    agency.refresh_from_db()
    assert agency.phase == "review"


@pytest.fixture
def voting(concurring: Dossier, people: People) -> Dossier:
    for signer in ("binh", "cuc", "uyen"):
        sign(concurring, people[signer])
    return concurring


COUNT = {"electorate": "60", "present": "58", "yes": "57", "no": "1", "abstain": "0", "held_on": "2025-04-28"}


def test_the_clerk_sees_the_result_before_the_vote_is_recorded(voting: Dossier, people: People) -> None:
    hanh, url = as_(people["hanh"]), step_url(voting, people["hanh"])
    assert "more than half of all members" in words(hanh.get(url))
    seen = hanh.post(url, COUNT | {"act": "preview"})
    assert "57 of 60 in favour (95.00 %)" in words(seen)
    assert not voting.ballots.exists()
    counted = seen.content.decode().split('name="counted" value="')[1].split('"')[0]
    changed = hanh.post(url, COUNT | {"yes": "20", "act": "record", "counted": counted})
    assert "Not passed: recording it returns the dossier" in words(changed)
    assert not voting.ballots.exists()
    assert hanh.post(url, COUNT | {"act": "record", "counted": counted}).status_code == 302
    assert voting.ballots.get().passed


def test_counts_that_contradict_each_other_are_refused_and_kept(voting: Dossier, people: People) -> None:
    hanh, url = as_(people["hanh"]), step_url(voting, people["hanh"])
    answer = hanh.post(url, COUNT | {"present": "61", "act": "preview"})
    assert answer.status_code == 400
    assert "No more can be present than the body has members." in words(answer)
    assert 'value="61"' in answer.content.decode()


def test_an_opinion_round_is_filled_and_closed(merger: Dossier, people: People) -> None:
    drafted(merger, people)
    anh, url = as_(people["anh"]), step_url(merger, people["anh"])
    one = {"respondent": "Quận Hồng Bàng", "total": "1000", "agree": "990", "disagree": "8", "other": "2"}
    assert anh.post(f"{url}opinions/", one).status_code == 302
    twice = anh.post(f"{url}opinions/", one)
    assert twice.status_code == 400
    assert "is already recorded" in words(twice)
    assert "Quận Hồng Bàng" in words(anh.get(url))
    late = anh.post(url, {"opens": "2025-04-20", "closes": "2025-04-19"})
    assert "cannot close before it opens" in words(late)
    assert anh.post(url, {"opens": "2025-04-18", "closes": "2025-04-20"}).status_code == 302
    assert merger.consultations.get().passed


def test_the_appraiser_asks_for_a_supplement(merger: Dossier, people: People) -> None:
    drafted(merger, people)
    anh = asked(merger, people["anh"])
    actions.record_opinion(anh, respondent="A", total=10, agree=10, disagree=0, other=0, actor=people["anh"])
    actions.close_round(asked(merger, people["anh"]), actor=people["anh"])
    for signer in ("dung", "giang", "binh", "cuc"):
        sign(merger, people[signer])
    for clerk in ("hanh", "khanh"):
        paper(merger, "NQ", actor=people[clerk], symbol=f"1-{clerk}/NQ-HĐND", step="councils")
        actions.record_ballot(
            asked(merger, people[clerk]), electorate=60, present=60, yes=60, no=0, abstain=0,
            held_on=merger.opened_at.date(), actor=people[clerk],
        )  # fmt: skip
    sign(merger, people["binh"])
    lam, url = as_(people["lam"]), step_url(merger, people["lam"])
    page = lam.get(url)
    assert "document missing" in words(page)
    answer = sent(page, url, lam, choice="supplement", ground="incomplete", reason="The maps.")
    assert answer.status_code == 302
    assert "A supplement is asked for" in words(lam.get(answer["Location"]))
    assert asked(merger, people["anh"]).task.step == "supplement"
