"""Registering addresses, stopping and resuming them: acts of an administrator, in the trail of the system."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reorg.administration.rights import Scope, acting_for
from reorg.people.models import Organisation
from reorg.system.door import system_door
from reorg.webhooks.addresses import Unreachable, judged
from reorg.webhooks.models import Webhook
from workflows.actions.door import database_time
from workflows.errors import BadInput, NotFound, NotNow

MOST = 20
"""Addresses of one organisation that are told at a time."""


def webhooks_for(scope: Scope) -> QuerySet[Webhook]:
    found = Webhook.objects.select_related("organisation", "made_by")
    return found if scope.everything else found.filter(organisation__in=scope.bodies)


def webhook_of(scope: Scope, pk: int) -> Webhook:
    found = webhooks_for(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such webhook among those you administer."))
    return found


def must_be_callable(address: str) -> None:
    """Raises: BadInput: it is no address, or none that may be called."""
    try:
        judged(address)
    except Unreachable as error:
        raise BadInput(str(error), "address") from error


def register(scope: Scope, *, organisation: Organisation, name: str, address: str) -> Webhook:
    """Tell this address from now on of every event in the organisation's dossiers.

    Raises:
        BadInput: an address that may not be called, one that is told already, or too many. NotYou: not administered.
    """
    scope.must_hold(organisation)
    address = address.strip()
    must_be_callable(address)
    with system_door(acting_for(scope)) as act:
        told = Webhook.objects.filter(organisation=organisation, stopped_at__isnull=True)
        if told.filter(address=address).exists():
            raise BadInput(_("This address is told of these events already."), "address")
        if told.count() >= MOST:
            raise BadInput(_("At most %(most)d addresses are told; stop one first.") % {"most": MOST}, "address")
        now = database_time()
        made = Webhook.objects.create(
            organisation=organisation,
            name=name.strip(),
            address=address,
            salt=secrets.token_hex(16),
            made_by=scope.user,
            made_at=now,
            next_at=now,
        )
        act.record(
            "webhook.registered",
            about=organisation,
            organisation=organisation.text,
            **_named(made),
            address_sha256=hashlib.sha256(address.encode()).hexdigest(),
        )
    return made


def stop(scope: Scope, webhook: Webhook, *, reason: str) -> Webhook:
    scope.must_hold(webhook.organisation)
    with system_door(acting_for(scope)) as act:
        now = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if now.stopped_at is not None:
            raise NotNow(_("Nothing is sent there any more already."))
        now.stopped_at, now.why_stopped = database_time(), reason.strip()[:300]
        now.save(update_fields=["stopped_at", "why_stopped"])
        act.record("webhook.stopped", about=webhook.organisation, **_named(now), reason=reason.strip())
    return now


def resume(scope: Scope, webhook: Webhook) -> Webhook:
    """Send again, beginning with what did not arrive."""
    scope.must_hold(webhook.organisation)
    must_be_callable(webhook.address)
    with system_door(acting_for(scope)) as act:
        now = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if now.stopped_at is None:
            raise NotNow(_("It is being told already."))
        now.stopped_at, now.why_stopped, now.failures, now.failing_since = None, "", 0, None
        now.next_at = database_time()
        now.save(update_fields=["stopped_at", "why_stopped", "failures", "failing_since", "next_at"])
        act.record("webhook.resumed", about=webhook.organisation, **_named(now))
    return now


def change_secret(scope: Scope, webhook: Webhook) -> Webhook:
    """From now on signed with another secret; the one before is worth nothing."""
    scope.must_hold(webhook.organisation)
    with system_door(acting_for(scope)) as act:
        now = Webhook.objects.select_for_update().get(pk=webhook.pk)
        now.salt = secrets.token_hex(16)
        now.save(update_fields=["salt"])
        act.record("webhook.secret_changed", about=webhook.organisation, **_named(now))
    return now


def _named(webhook: Webhook) -> dict[str, Any]:
    return {"webhook": webhook.pk, "name": webhook.name, "host": urlsplit(webhook.address).hostname or ""}
