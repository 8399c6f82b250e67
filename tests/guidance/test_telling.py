"""Who is told that a review is asked, and that it is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.utils import timezone

from reorg.guidance import asking
from reorg.notices.mailing import send_due
from reorg.notices.models import Notice, Wishes
from reorg.notices.telling import tell
from reorg.people.models import User
from tests.guidance.conftest import entered
from tests.web.reader import as_, words
from workflows import actions
from workflows.models import Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _in_english(merger: Dossier, administrator: User) -> None:
    """The worker has told and mailed everything that happened before; everybody reads English."""
    User.objects.update(language="en")
    tell(merger.pk)
    send_due()
    mail.outbox.clear()


def about_reviews() -> QuerySet[Notice]:
    return Notice.objects.filter(title_en__contains="legal basis").order_by("pk")


def lines(user: User) -> list[str]:
    tell(Dossier.objects.get(code="HP-01").pk)
    return [f"{one.kind}: {one.title_en}" for one in about_reviews().filter(person=user)]


ASKED = "asked: Waiting for you: review of the legal basis because of 112/2025/UBTVQH15"
ANSWERED = "answered: Answered: review of the legal basis because of 112/2025/UBTVQH15"


def test_drafters_of_the_lead_are_told_that_a_review_is_asked(
    merger: Dossier, people: People, administrator: User
) -> None:
    asking.ask_for_reviews(entered(administrator), actor=administrator)
    for _again in range(2):
        assert lines(people["anh"]) == [ASKED]
    assert {one.person for one in about_reviews()} == {people["anh"]}
    notice = about_reviews().get()
    review = merger.basis_reviews.get()
    assert (notice.due, notice.path) == (review.due, f"/dossiers/HP-01/reviews/#review-{review.pk}")
    assert words(as_(people["anh"]).get(f"/notices/{notice.pk}/", follow=True)).count("112/2025/UBTVQH15")
    send_due()
    assert [(one.to, one.subject) for one in mail.outbox] == [([people["anh"].email], f"{ASKED[7:]} (HP-01)")]
    assert "Tiêu chuẩn mới." not in mail.outbox[0].body, "nothing of the content in a mail"


def test_each_as_they_wish(people: People, administrator: User) -> None:
    Wishes.objects.create(person=people["anh"], choices={"asked": "none"})
    asking.ask_for_reviews(entered(administrator), actor=administrator)
    assert lines(people["anh"]) == []


def test_nobody_is_told_of_what_they_asked_themselves(people: People) -> None:
    asking.ask_for_reviews(entered(people["anh"]), actor=people["anh"])
    asking.answer(_review(), outcome="no_change", reason="Không đổi.", actor=people["anh"])
    assert lines(people["anh"]) == []


def test_whoever_asked_is_told_of_the_answer_and_reads_it_where_the_notice_leads(
    people: People, administrator: User
) -> None:
    document = entered(administrator)
    asking.ask_for_reviews(document, actor=administrator)
    asking.answer(_review(), outcome="changed", reason="Đã sửa bảng số liệu.", actor=people["anh"])
    for _again in range(2):
        assert lines(administrator) == [ANSWERED]
    notice = Notice.objects.get(person=administrator)
    assert "Đã sửa" not in notice.title_vi
    browser = as_(administrator)
    assert browser.get(f"/notices/{notice.pk}/")["Location"] == f"/guidance/{document.pk}/#reviews"
    page = browser.get(f"/guidance/{document.pk}/")
    assert "Đã sửa bảng số liệu." in words(page)
    assert "/dossiers/HP-01/" not in page.content.decode(), "no link to a dossier that is not theirs to open"
    assert browser.get("/dossiers/HP-01/reviews/").status_code == 404


def test_somebody_who_no_longer_administers_is_told_nothing(people: People, administrator: User) -> None:
    asking.ask_for_reviews(entered(administrator), actor=administrator)
    yesterday = timezone.localdate() - timedelta(days=1)
    administrator.administrates.update(valid_from=yesterday, valid_to=yesterday)
    asking.answer(_review(), outcome="no_change", reason="Không đổi.", actor=people["anh"])
    assert lines(administrator) == []


@pytest.mark.parametrize("end", ["answered", "withdrawn"])
def test_what_waits_no_longer_is_neither_unread_nor_mailed(
    merger: Dossier, people: People, administrator: User, end: str
) -> None:
    asking.ask_for_reviews(entered(administrator), actor=administrator)
    assert lines(people["anh"]) == [ASKED]
    if end == "answered":
        asking.answer(_review(), outcome="no_change", reason="Không đổi.", actor=people["anh"])
    else:
        actions.withdraw(merger, reason="Thôi.", actor=people["binh"])
    tell(merger.pk)
    notice = Notice.objects.get(person=people["anh"], kind="asked", title_en=ASKED[7:])
    assert (notice.read_at is None, notice.mail_at) == (False, None)
    send_due()
    assert not [one for one in mail.outbox if one.to == [people["anh"].email]]


def _review() -> asking.BasisReview:
    return asking.BasisReview.objects.get()
