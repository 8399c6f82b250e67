"""An administrator registers an address that is told of events, sees how that goes, stops it, gives it a new secret."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from reorg.administration.rights import Scope
from reorg.people.models import User
from reorg.system.models import SystemEvent
from reorg.webhooks.delivering import deliver_due
from reorg.webhooks.messages import secret_of
from reorg.webhooks.models import Webhook
from tests.administration.conftest import body
from tests.administration.test_people import seen
from tests.cast import drafted
from tests.web.reader import as_, words
from tests.webhooks.conftest import Receiver, receiver
from workflows.models import Dossier

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db
People = dict[str, User]


def said(receiver: Receiver, **changes: Any) -> dict[str, Any]:
    return {"name": "Kho dữ liệu", "organisation": body("hp_pc").pk, "address": receiver.address} | changes


def registered(scope: Scope, receiver: Receiver) -> Webhook:
    client, url = as_(scope.user), reverse("admin_webhook_new")
    shown = client.post(url, said(receiver))
    assert not Webhook.objects.exists(), "shown first"
    answer = client.post(url, said(receiver) | {"seen": seen(shown)})
    made = Webhook.objects.get()
    assert answer.headers["Location"] == reverse("admin_webhook", args=[made.pk])
    return made


def test_what_it_will_be_told_of_is_said_before(local: Scope, agency: Dossier, receiver: Receiver) -> None:
    text = words(as_(local.user).post(reverse("admin_webhook_new"), said(receiver)))
    assert "Dossiers whose events it is told of" in text
    assert "Names, reasons and texts are not sent." in text


def test_once_registered_it_is_told_and_its_page_says_how_that_goes(
    local: Scope, agency: Dossier, people: People, receiver: Receiver
) -> None:
    made = registered(local, receiver)
    party = agency.parties.first()
    assert party
    Webhook.objects.update(organisation=party.organisation_id)
    drafted(agency, people)
    receiver.answers = [204, 500]
    deliver_due()
    Webhook.objects.update(organisation=body("hp_pc"))
    text = words(as_(local.user).get(reverse("admin_webhook", args=[made.pk])))
    assert secret_of(Webhook.objects.get()) in text
    assert "It answered 500." in text
    assert "does not arrive" in text
    listed = words(as_(local.user).get(reverse("admin_webhooks")))
    assert "Kho dữ liệu" in listed
    assert "does not arrive" in listed


def test_every_act_is_in_the_trail_of_the_system_without_the_address(
    local: Scope, receiver: Receiver, agency: Dossier
) -> None:
    made = registered(local, receiver)
    before = secret_of(made)
    client = as_(local.user)
    for name, values in (("secret", {}), ("stop", {"reason": "chuyển hệ thống"}), ("resume", {})):
        url = reverse(f"admin_webhook_{name}", args=[made.pk])
        client.post(url, values | {"seen": seen(client.get(url))})
    made.refresh_from_db()
    assert made.stopped_at is None
    assert secret_of(made) != before
    events = list(SystemEvent.objects.filter(verb__startswith="webhook.").order_by("seq"))
    assert [one.verb for one in events] == [
        "webhook.registered",
        "webhook.secret_changed",
        "webhook.stopped",
        "webhook.resumed",
    ]
    assert not any("/reorg?of=hp" in one.record for one in events)


def test_the_same_click_twice_changes_the_secret_once(local: Scope, receiver: Receiver, agency: Dossier) -> None:
    made = registered(local, receiver)
    client, url = as_(local.user), reverse("admin_webhook_secret", args=[made.pk])
    values = {"seen": seen(client.get(url))}
    client.post(url, values)
    salt = Webhook.objects.get().salt
    client.post(url, values)
    assert Webhook.objects.get().salt == salt


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://10.0.0.5/", "not public"),
        ("reorg", "not a web address"),
        ("https://no-such-name.invalid/", "looked up"),
    ],
)
def test_a_bad_address_is_said_and_what_was_typed_is_kept(
    local: Scope, receiver: Receiver, address: str, why: str
) -> None:
    answer = as_(local.user).post(reverse("admin_webhook_new"), said(receiver, address=address))
    assert answer.status_code == 400
    text = words(answer)
    assert why in text
    assert "Kho dữ liệu" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_the_same_address_is_not_told_twice(local: Scope, receiver: Receiver, agency: Dossier) -> None:
    registered(local, receiver)
    client, url = as_(local.user), reverse("admin_webhook_new")
    answer = client.post(url, said(receiver) | {"seen": seen(client.post(url, said(receiver)))})
    assert "told of these events already" in words(answer)
    assert Webhook.objects.count() == 1


def test_nobody_sees_or_touches_those_of_others(local: Scope, boss: Scope, people: People, receiver: Receiver) -> None:
    now = timezone.now()
    theirs = Webhook.objects.create(
        organisation=body("hd_pc"),
        name="x",
        address=receiver.address,
        salt="s",
        made_by=boss.user,
        made_at=now,
        next_at=now,
    )
    for name in ("admin_webhook", "admin_webhook_stop", "admin_webhook_secret", "admin_webhook_resume"):
        assert as_(local.user).get(reverse(name, args=[theirs.pk])).status_code == 404
        assert as_(people["anh"]).get(reverse(name, args=[theirs.pk])).status_code == 404
    assert as_(boss.user).get(reverse("admin_webhook", args=[theirs.pk])).status_code == 200
    assert as_(people["anh"]).get(reverse("admin_webhooks")).status_code == 404
