"""Other systems are told in order, once each, signed; and nobody is led into our own network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone, translation

from reorg.people.models import Organisation, User
from reorg.webhooks import addresses
from reorg.webhooks.addresses import Unreachable, judged, post
from reorg.webhooks.delivering import LOCKS, deliver_due
from reorg.webhooks.messages import secret_of, signature
from reorg.webhooks.models import Attempt, Webhook
from tests.cast import drafted, open_agency
from tests.webhooks.conftest import Receiver
from workflows.errors import BadInput
from workflows.models import Dossier, DossierParty

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def told_of(webhook: Webhook, people: People) -> Dossier:
    """A dossier of the organisation that is told, opened after it had registered, with some events."""
    dossier = open_agency(people)
    body = dossier.parties.first()
    assert body is not None
    Webhook.objects.filter(pk=webhook.pk).update(organisation=body.organisation_id)
    drafted(dossier, people)
    return Dossier.objects.get(pk=dossier.pk)


def ids(dossier: Dossier, since: int = 1) -> list[str]:
    return [f"{dossier.code}:{seq}" for seq in range(since, dossier.head_seq + 1)]


# In order, once


def test_every_event_arrives_once_and_in_order(told_of: Dossier, receiver: Receiver) -> None:
    assert deliver_due() == told_of.head_seq
    assert deliver_due() == 0
    assert receiver.ids == ids(told_of)
    first = receiver.bodies[0]
    assert first["type"] == "dossier.opened"
    assert first["data"]["hash"] == told_of.events.order_by("seq")[0].hash
    assert first["data"]["url"].endswith(f"/dossiers/{told_of.code}/")


def test_nothing_of_the_content_goes_out(told_of: Dossier, receiver: Receiver) -> None:
    deliver_due()
    sent = b"".join(body for _headers, body in receiver.got).decode()
    assert told_of.title_vi not in sent
    assert told_of.title_en not in sent
    assert all(set(body["data"]) == {"dossier", "seq", "hash", "phase", "url"} for body in receiver.bodies)


def test_only_dossiers_in_which_the_organisation_takes_part(
    told_of: Dossier, webhook: Webhook, receiver: Receiver
) -> None:
    outside = Organisation.objects.exclude(pk__in=DossierParty.objects.values("organisation")).first()
    assert outside is not None
    Webhook.objects.update(organisation=outside)
    assert deliver_due() == 0
    assert receiver.got == []


def test_what_happened_before_it_was_registered_is_not_told(told_of: Dossier, receiver: Receiver) -> None:
    last = told_of.events.order_by("seq").last()
    assert last is not None
    Webhook.objects.update(made_at=last.at)
    deliver_due()
    since = told_of.events.filter(at__gte=last.at).order_by("seq").first()
    assert since is not None
    assert receiver.ids == ids(told_of, since.seq)


def test_one_that_fails_holds_those_behind_it_and_is_tried_again_later(
    told_of: Dossier, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.answers = [204, 503]
    now = timezone.now()
    assert deliver_due(now) == 1
    assert receiver.ids == ids(told_of)[:2]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.trouble) == (1, "It answered 503.")
    assert webhook.next_at == now + timedelta(minutes=1)
    assert deliver_due(now + timedelta(seconds=59)) == 0
    assert deliver_due(now + timedelta(minutes=1)) == told_of.head_seq - 1
    assert receiver.ids == [*ids(told_of)[:2], *ids(told_of)[1:]]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.trouble, webhook.failing_since) == (0, "", None)
    assert list(Attempt.objects.filter(status=503).values_list("message", flat=True)) == [ids(told_of)[1]]


def test_after_three_days_it_is_given_up_and_says_why(told_of: Dossier, webhook: Webhook, receiver: Receiver) -> None:
    now = timezone.now()
    receiver.answers = [500] * 50
    while not webhook.stopped_at:
        now = max(now, webhook.next_at)
        deliver_due(now)
        webhook.refresh_from_db()
    assert timedelta(days=3) <= webhook.stopped_at - webhook.made_at < timedelta(days=4)
    assert webhook.why_stopped == "It answered 500."
    assert deliver_due(now + timedelta(days=1)) == 0


def test_whoever_says_gone_is_not_asked_again(told_of: Dossier, webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [410]
    deliver_due()
    webhook.refresh_from_db()
    assert webhook.stopped_at is not None


def test_a_redirect_is_not_followed(told_of: Dossier, webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [307]
    assert deliver_due() == 0
    webhook.refresh_from_db()
    assert webhook.trouble == "It answered 307."
    assert len(receiver.got) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_tell_the_same_twice(told_of: Dossier, webhook: Webhook, receiver: Receiver) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCKS + webhook.pk])
        assert deliver_due() == 0
    other.close()
    assert deliver_due() == told_of.head_seq


# Signed


def test_the_specifications_own_example() -> None:
    """Of the Standard Webhooks specification, as its libraries test themselves."""
    body = b'{"test": 2432232314}'
    made = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_arrives_is_signed_with_its_own_secret(told_of: Dossier, webhook: Webhook, receiver: Receiver) -> None:
    deliver_due()
    headers, body = receiver.got[0]
    moment = int(headers["webhook-timestamp"])
    assert headers["webhook-signature"] == signature(secret_of(webhook), headers["webhook-id"], moment, body)
    other = Webhook(salt="another")
    assert secret_of(other) != secret_of(webhook)
    assert secret_of(webhook).removeprefix("whsec_") not in str(Webhook.objects.values().get())


# Whom we call


PRIVATE = [
    "http://127.0.0.1/",
    "https://localhost/",
    "https://10.0.0.5/",
    "https://172.16.3.4/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[64:ff9b::7f00:1]/",
    "https://224.0.0.1/",
    "https://2130706433/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_networks_are_refused(address: str) -> None:
    with pytest.raises(BadInput, match="not public"):
        judged(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "reorg.vn/x",
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "https://",
        "https://a:b@1.1.1.1/",
        "https://1.1.1.1/#x",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        judged(address)


def test_out_of_the_administrations_networks_only_with_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="https"):
        judged("http://1.1.1.1/")
    assert judged("https://1.1.1.1/").url.hostname == "1.1.1.1"
    monkeypatch.setenv("WEBHOOK_NETWORKS", "10.1.0.0/16")
    assert str(judged("http://10.1.2.3/").machine) == "10.1.2.3"
    with pytest.raises(BadInput, match="not public"):
        judged("http://10.2.2.3/")


def test_an_address_that_later_leads_inside_is_not_called(
    told_of: Dossier, webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEBHOOK_NETWORKS")
    assert deliver_due() == 0
    webhook.refresh_from_db()
    assert "not public" in webhook.trouble
    assert receiver.got == []


@contextmanager
def silent(first: bytes = b"") -> Iterator[str]:
    """Takes a connection, says something or nothing, and waits until the other side hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            taken, _who = server.accept()
            with taken:
                taken.sendall(first)
                while taken.recv(4096):
                    pass

        thread = Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_who_does_not_finish_answering_is_hung_up_on(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_NETWORKS", "127.0.0.0/8")
    monkeypatch.setattr(addresses, "LONGEST", 0.2)
    with silent(first) as address, pytest.raises(Unreachable):
        post(judged(address), b"{}", {})


def test_a_name_that_nobody_knows(told_of: Dossier, webhook: Webhook) -> None:
    Webhook.objects.update(address="https://no-such-name.invalid/")
    assert deliver_due() == 0
    webhook.refresh_from_db()
    assert "cannot be looked up" in webhook.trouble
