"""Reasons to begin from, and what a signer has in hand afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from reorg.desk.reasons import ANY, all_reasons
from reorg.people.models import User
from tests.cast import asked, drafted, paper, sign
from tests.web.reader import PASSWORD, as_, fields_of, step_url, words
from workflows import actions
from workflows.flow.registry import procedures
from workflows.models import Decision, Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


@pytest.fixture
def concurring(agency: Dossier, people: People) -> Dossier:
    drafted(agency, people)
    return agency


def sent(browser: Any, url: str, **said: str) -> Any:
    return browser.post(url, fields_of(browser.get(url)) | {"password": PASSWORD} | said)


def test_every_reason_is_for_a_step_there_is_and_in_both_languages() -> None:
    flows = {flow.code: {node.name for node in flow.steps()} for flow in procedures()}
    everywhere = set().union(*flows.values())
    for one in all_reasons():
        assert one.act in {"return", "refuse", "supplement"}
        assert one.procedure == ANY or one.procedure in flows, one.key
        assert one.step == ANY or one.step in flows.get(one.procedure, everywhere), one.key
        assert one.text.vi != one.text.en
    rows = json.loads(Path(settings.BASE_DIR, "fixtures", "reasons.json").read_text())["reasons"]
    assert len({row["key"] for row in rows}) == len(rows)


def test_a_reason_is_inserted_without_a_script_and_nothing_is_signed(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url).content.decode()
    assert 'value="return-concurrence-staff"' in page
    assert 'value="supplement-map"' not in page
    answer = sent(binh, url, insert="1", template="return-concurrence-staff", reason="First:", choice="refuse")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert ">\nFirst:\nThe list of posts and surplus deputies does not follow the schedule." in html
    assert 'value="return" class' in html or 'value="return" id="id_choice_1" checked' in html or "checked" in html
    assert not Decision.objects.exists()


def test_reasons_are_offered_in_the_readers_language(concurring: Dossier, people: People) -> None:
    page = as_(people["binh"], "vi").get(step_url(concurring, people["binh"])).content.decode()
    assert "Danh sách bố trí nhân sự, cấp phó dôi dư" in page


def test_the_receipt_says_what_was_signed_and_that_it_holds(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    answer = sent(binh, url, choice="approve")
    decision = Decision.objects.get(signer=people["binh"])
    page = binh.get(answer["Location"])
    text = words(page)
    assert f"Receipt no. {decision.pk}" in text
    assert decision.digest in text
    assert "the password" in text
    assert "“I agree to the scheme of consolidation with the content as read.”" in text
    assert "It counts." in text
    assert "The content on record has exactly this digest." in text
    event = concurring.events.get(verb="signoff.approved")
    assert f"It is event {event.seq} of the trail:" in text
    html = page.content.decode()
    assert 'src="data:image/svg+xml' in html
    assert f"{settings.SITE_URL}/receipts/{decision.pk}/" in html
    assert f'href="/dossiers/{concurring.code}/papers/receipt/{decision.pk}.pdf"' in html


def test_a_receipt_that_no_longer_counts_says_why(concurring: Dossier, people: People) -> None:
    decision = sign(concurring, people["binh"])
    paper(concurring, "BC", actor=people["anh"], symbol="8/BC-SNV", signed=True)
    assert "No longer counts since" in words(as_(people["binh"]).get(f"/receipts/{decision.pk}/"))


def test_a_receipt_is_for_those_who_take_part(concurring: Dossier, people: People) -> None:
    decision = sign(concurring, people["binh"])
    assert as_(people["cuc"]).get(f"/receipts/{decision.pk}/").status_code == 200
    assert as_(people["xuan"]).get(f"/receipts/{decision.pk}/").status_code == 404
    assert as_(people["binh"]).get("/receipts/999999/").status_code == 404


def test_a_return_and_a_waiver_have_receipts_too(concurring: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    answer = sent(binh, url, choice="return", to="draft", reason="Too early.")
    text = words(binh.get(answer["Location"]))
    assert "Returned" in text
    assert "Too early." in text
    assert "I agree to the scheme" not in text
    from workflows.trail.canonical import digest

    item = concurring.items.order_by("code")[0]
    shown = digest(actions.item_content(item))
    waived = actions.waive_item(item, reason="Không có.", shown=shown, actor=people["binh"])
    text = words(binh.get(f"/receipts/{waived.pk}/"))
    assert "Waived" in text
    assert "It is event" in text


def test_who_has_answered_is_counted(concurring: Dossier, people: People) -> None:
    sign(concurring, people["cuc"])
    page = words(as_(people["binh"]).get(step_url(concurring, people["binh"])))
    assert "1 of 2 have answered." in page
    assert asked(concurring, people["binh"]).due is not None
    assert "To be decided by" in page
