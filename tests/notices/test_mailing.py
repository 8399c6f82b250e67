"""A mail goes out once: refused ones are tried again, and one in doubt waits for somebody to say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reorg.notices.mailing import claim, send_due
from reorg.notices.mails import unsure_for
from reorg.notices.models import Notice
from reorg.notices.telling import tell
from reorg.people.models import User
from reorg.system.models import SystemEvent
from tests.administration.conftest import boss, local
from tests.cast import drafted
from tests.notices.mailserver import MailServer, mail_server
from tests.web.reader import as_, words
from workflows.models import Dossier

__all__ = ["boss", "local"]  # fixtures of another room
pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


@pytest.fixture
def server(settings: Any) -> Any:
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def waiting(agency: Dossier, people: dict[str, User]) -> list[Notice]:
    """Two mails that may go out: both localities are asked to concur."""
    drafted(agency, people)
    tell(agency.pk)
    return list(Notice.objects.filter(mail_at__isnull=False, sent_at=None).order_by("pk"))


def later() -> None:
    """An hour goes by."""
    for name in ("claimed_at", "handed_at"):
        Notice.objects.filter(**{f"{name}__isnull": False}).update(**{name: timezone.now() - LATER})


def test_what_is_taken_is_sent_once(server: MailServer, waiting: list[Notice]) -> None:
    assert send_due() == len(waiting) == 2
    later()
    assert send_due() == 0
    assert len(server.mails) == 2


def test_what_is_refused_is_tried_again(server: MailServer, waiting: list[Notice]) -> None:
    server.mood = "refuses"
    with pytest.raises(OSError, match="try again later"):
        send_due()
    server.mood = "takes"
    assert send_due() == 2
    assert len(server.mails) == 2


def test_a_mail_whose_line_broke_is_not_sent_again_by_itself(server: MailServer, waiting: list[Notice]) -> None:
    server.mood = "dies"
    with pytest.raises(OSError, match="closed"):
        send_due()
    server.mood = "takes"
    later()
    assert send_due() == 0
    assert server.mails == []


def test_a_worker_killed_while_handing_over_leaves_a_mail_in_doubt_and_one_killed_before_does_not(
    server: MailServer, waiting: list[Notice], boss: Any
) -> None:
    first, second = claim()
    Notice.objects.filter(pk=first.pk).update(handed_at=timezone.now())
    later()
    assert list(unsure_for(boss)) == [first]
    assert send_due() == 1
    assert [second.person.email in mail for mail in server.mails] == [True]


def test_a_worker_so_slow_that_another_took_its_mail_up_sends_nothing(
    server: MailServer, waiting: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claim is looked at once more at the last moment."""
    slow = claim()
    later()
    assert send_due() == 2
    monkeypatch.setattr("reorg.notices.mailing.claim", lambda: slow)
    assert send_due() == 0
    assert len(server.mails) == 2


def test_somebody_may_send_a_mail_in_doubt_again_and_the_trail_says_so(
    server: MailServer, waiting: list[Notice], boss: Any, local: Any
) -> None:
    server.mood = "dies"
    with pytest.raises(OSError, match="closed"):
        send_due()
    later()
    server.mood = "takes"
    mine = next(one for one in waiting if one.person.username == "binh")
    theirs = next(one for one in waiting if one.person.username == "cuc")
    client = as_(local.user)
    text = words(client.get(reverse("admin_mail")))
    assert mine.person.full_name in text
    assert theirs.person.full_name not in text, "administered by somebody else"
    assert client.get(reverse("admin_mail_again", args=[theirs.pk])).status_code == 404
    url = reverse("admin_mail_again", args=[mine.pk])
    page = client.get(url)
    assert mine.title_en in words(page)
    answer = client.post(url, {"seen": page.context["seen"]})
    assert answer.headers["Location"] == reverse("admin_mail")
    assert client.post(url, {"seen": page.context["seen"]}).status_code == 404, "the same click twice acts once"
    assert send_due() == 1
    assert [mine.person.email in mail for mail in server.mails] == [True]
    event = SystemEvent.objects.latest("seq")
    assert event.verb == "mail.sent_again"
    assert mine.person.full_name in event.record


def test_the_page_costs_the_same_with_one_mail_in_doubt_and_with_many(
    waiting: list[Notice], boss: Any, agency: Dossier
) -> None:
    client = as_(boss.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("admin_mail")).status_code == 200
        return len(captured)

    cost()
    few = cost()
    then = timezone.now() - LATER
    Notice.objects.bulk_create(
        Notice(
            person=waiting[number % 2].person, kind="asked", key=f"sample {number}", dossier=agency, path="/",
            title_vi="Ký", title_en="Sign", at=then, mail_at=then, claimed_at=then, handed_at=then,
        )
        for number in range(60)
    )  # fmt: skip
    assert cost() == few
