"""A document changes a legal basis: every open dossier that rests on it is asked for a review."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.guidance import asking
from reorg.guidance.demo import demo_guidance
from reorg.guidance.models import BasisReview, GuidingDocument
from reorg.people.models import Organisation, User
from reorg.system.models import SystemEvent
from tests import cast
from tests.guidance.conftest import entered
from tests.web.reader import as_, words
from workflows import actions
from workflows.clock import WorkingDays, deadline
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.readiness import readiness
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]


def asked(dossier: Dossier) -> list[str]:
    return list(Event.objects.filter(dossier=dossier, verb__startswith="review.").values_list("verb", flat=True))


def elsewhere() -> None:
    """The lead of nobody's drafter: its dossiers are out of Ánh's reach."""
    Dossier.objects.filter(code="HP-99").update(lead=Organisation.objects.get(key="hd_pc"))


def test_a_changed_basis_asks_every_open_dossier_that_rests_on_it(
    merger: Dossier, agency: Dossier, people: People, administrator: User
) -> None:
    cast.open_province(people, "HP-99")
    ended = cast.open_province(people, "HP-98")
    actions.withdraw(ended, reason="Thôi.", actor=people["binh"])
    elsewhere()
    document = entered(administrator)
    preview = asking.concerned(document, asking.reach_of(administrator))
    assert [(one.dossier.code, one.bases) for one in preview] == [
        ("HP-01", ("76/2025/UBTVQH15",)),
        ("HP-99", ("76/2025/UBTVQH15",)),
    ]
    made = asking.ask_for_reviews(document, days=5, actor=administrator)
    assert {one.dossier.code for one in made} == {"HP-01", "HP-99"}
    assert asked(merger) == ["review.asked"]
    assert asked(agency) == []
    assert asked(ended) == []
    review = merger.basis_reviews.get()
    assert review.due == deadline(WorkingDays(5), review.asked_at, merger.anchor)
    verify(merger)


def test_the_same_click_twice_asks_once_and_later_ones_are_asked_then(
    merger: Dossier, people: People, administrator: User
) -> None:
    document = entered(administrator)
    assert len(asking.ask_for_reviews(document, actor=administrator)) == 1
    assert asking.ask_for_reviews(document, actor=administrator) == []
    assert asked(merger) == ["review.asked"]
    assert SystemEvent.objects.filter(verb="guidance.asked").count() == 1
    cast.open_province(people, "HP-02")
    assert [one.dossier.code for one in asking.ask_for_reviews(document, actor=administrator)] == ["HP-02"]


def test_a_drafter_asks_the_dossiers_of_their_lead_only(merger: Dossier, people: People) -> None:
    cast.open_province(people, "HP-99")
    elsewhere()
    document = entered(people["anh"])
    assert [one.dossier.code for one in asking.ask_for_reviews(document, actor=people["anh"])] == ["HP-01"]
    for name in ("binh", "phuc", "xuan"):
        with pytest.raises(NotYou):
            asking.ask_for_reviews(document, actor=people[name])
    with pytest.raises(BadInput):
        asking.ask_for_reviews(document, days=0, actor=people["anh"])


def test_a_frozen_dossier_is_asked_once_it_is_let_go(merger: Dossier, people: People, administrator: User) -> None:
    document = entered(administrator)
    hold = actions.place_hold(merger, ground="Thanh tra.", paper="12/QĐ", actor=people["phuc"])
    page = words(as_(administrator).get(f"/guidance/{document.pk}/ask/"))
    assert "frozen" in page
    assert "Ask 1 dossier" not in page
    assert asking.ask_for_reviews(document, actor=administrator) == []
    actions.lift_hold(hold, reason="Xong.", actor=people["phuc"])
    assert len(asking.ask_for_reviews(document, actor=administrator)) == 1


def test_a_review_is_told_beside_what_is_missing_and_holds_up_nothing(merger: Dossier, people: People) -> None:
    before = readiness(merger)
    asking.ask_for_reviews(entered(people["anh"]), actor=people["anh"])
    assert readiness(merger) == before
    page = as_(people["cuc"]).get(f"/dossiers/{merger.code}/")
    assert "review the dossier because of 112/2025/UBTVQH15" in words(page)
    review = merger.basis_reviews.get()
    assert f'href="/dossiers/{merger.code}/reviews/#review-{review.pk}"' in page.content.decode()
    asking.answer(review, outcome="no_change", reason="Không đổi.", actor=people["anh"])
    assert "review the dossier because" not in words(as_(people["cuc"]).get(f"/dossiers/{merger.code}/"))


@pytest.mark.parametrize(("outcome", "verb"), [("no_change", "review.unchanged"), ("changed", "review.changed")])
def test_the_lead_answers_once_and_says_why(merger: Dossier, people: People, outcome: str, verb: str) -> None:
    asking.ask_for_reviews(entered(people["anh"]), actor=people["anh"])
    review = merger.basis_reviews.get()
    for name in ("binh", "cuc", "phuc", "xuan"):
        with pytest.raises(NotYou):
            asking.answer(review, outcome=outcome, reason="Vì.", actor=people[name])
    for wrong in ({"outcome": "", "reason": "Vì."}, {"outcome": outcome, "reason": " "}):
        with pytest.raises(BadInput):
            asking.answer(review, **wrong, actor=people["anh"])
    for _click in range(2):
        asking.answer(review, outcome=outcome, reason="Vì số liệu.", actor=people["anh"])
    assert asked(merger) == ["review.asked", verb]
    with pytest.raises(NotNow):
        asking.answer(review, outcome=outcome, reason="Khác.", actor=people["anh"])
    with pytest.raises(DatabaseError), transaction.atomic():
        BasisReview.objects.filter(pk=review.pk).update(reason="Khác.")
    verify(merger)


def test_the_pages_ask_and_answer(merger: Dossier, people: People) -> None:
    document = entered(people["anh"])
    browser = as_(people["anh"])
    ask = f"/guidance/{document.pk}/ask/"
    assert "HP-01" in words(browser.get(ask))
    assert browser.post(ask, {"days": "0"}).status_code == 400
    assert browser.post(ask, {"days": "7"}).status_code == 302
    assert "asked already" in words(browser.post(ask, {"days": "7"}, follow=True))
    one = f"/guidance/{document.pk}/"
    assert "HP-01" in words(browser.get(one))
    assert "HP-01" not in words(as_(people["xuan"]).get(one))  # not theirs to know
    reviews = f"/dossiers/{merger.code}/reviews/"
    review = merger.basis_reviews.get()
    assert "76/2025/UBTVQH15" in words(as_(people["cuc"]).get(reviews))
    half = browser.post(f"{reviews}{review.pk}/", {"reason": "Đã sửa bảng số liệu."})
    assert half.status_code == 400
    assert "Đã sửa bảng số liệu." in words(half)
    sent = {"outcome": "changed", "reason": "Đã sửa bảng số liệu."}
    assert browser.post(f"{reviews}{review.pk}/", sent).status_code == 302
    assert "the dossier was changed" in words(browser.get(reviews))
    assert "Đã sửa bảng số liệu." in words(browser.get(one))


def test_a_page_with_many_dossiers_asks_as_much_as_with_one(merger: Dossier, people: People) -> None:
    document = entered(people["anh"])
    browser = as_(people["anh"])
    counts = []
    for code in ("", "HP-02", "HP-03"):
        if code:
            cast.open_province(people, code)
        with CaptureQueriesContext(connection) as preview:
            assert browser.get(f"/guidance/{document.pk}/ask/").status_code == 200
        counts.append(len(preview))
    assert len(set(counts)) == 1
    asking.ask_for_reviews(document, actor=people["anh"])
    with CaptureQueriesContext(connection) as three:
        assert browser.get(f"/guidance/{document.pk}/").status_code == 200
    assert len(three) <= 20


def test_the_demonstration_asks_because_the_standards_changed(
    merger: Dossier, people: People, administrator: User
) -> None:
    for _again in range(2):
        demo_guidance(administrator, people["anh"])
    assert GuidingDocument.objects.count() == 3
    new = GuidingDocument.objects.get(number="112/2025/UBTVQH15")
    assert (new.issued_on, new.replaces) == (None, "1211/2016/UBTVQH13")  # no source gives its day
    assert merger.basis_reviews.get().due > timezone.now()
