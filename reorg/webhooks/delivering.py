"""Events in the order of their dossier, each until it has arrived: where one does not, those behind it wait.

How far an address has been told is written down after each event, so a worker that is killed repeats one at most, with
the same ``webhook-id``. A lock of the database's session keeps two workers from one address, and ends with its holder.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.webhooks.addresses import Unreachable, judged, post
from reorg.webhooks.messages import message_of, signed
from reorg.webhooks.models import Attempt, Position, Webhook
from workflows.errors import BadInput
from workflows.models import DossierParty, Event

log = structlog.get_logger(__name__)

AT_A_TIME = 200  # events for one address, then the next address has its turn
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600)]
GIVEN_UP = timedelta(days=3)
KEPT = timedelta(days=30)
LOCKS = 5_702_000_000  # so that no other lock of the session has the same number


def deliver_due(now: datetime | None = None) -> int:
    """Tell every address what it has not been told. Returns how many events arrived."""
    moment = now or timezone.now()
    Attempt.objects.filter(at__lt=moment - KEPT).delete()
    due = Webhook.objects.filter(stopped_at__isnull=True, next_at__lte=moment).order_by("next_at")
    return sum(deliver(one, moment) for one in due)


def deliver(webhook: Webhook, now: datetime) -> int:
    """Tell one address, unless another worker does. Returns how many events arrived."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCKS + webhook.pk])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return _deliver(webhook, now)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCKS + webhook.pk])


def _deliver(webhook: Webhook, now: datetime) -> int:
    arrived = 0
    for event in untold(webhook)[:AT_A_TIME]:
        if not send(webhook, event, now):
            break
        Position.objects.update_or_create(webhook=webhook, dossier_id=event.dossier_id, defaults={"seq": event.seq})
        arrived += 1
    return arrived


def untold(webhook: Webhook) -> QuerySet[Event]:
    """What happened in the organisation's dossiers since the address was entered, and has not arrived there."""
    told = Position.objects.filter(webhook=webhook, dossier=OuterRef("dossier")).values("seq")
    mine = DossierParty.objects.filter(organisation=webhook.organisation_id).values("dossier")
    return (
        Event.objects.filter(dossier__in=mine, at__gte=webhook.made_at)
        .annotate(told=Coalesce(Subquery(told), 0))
        .filter(seq__gt=F("told"))
        .select_related("dossier")
        .order_by("at", "dossier", "seq")
    )


def send(webhook: Webhook, event: Event, now: datetime) -> bool:
    """One try. What went wrong is written down, and when the next one is."""
    name, said = message_of(event)
    body, headers = signed(webhook, name, said, now)
    status, trouble = None, ""
    try:
        status = post(judged(webhook.address), body, headers)
    except (BadInput, Unreachable) as error:
        trouble = str(error)
    if status is not None and not 200 <= status < 300:
        trouble = _("It answered %(status)d.") % {"status": status}
    Attempt.objects.create(webhook=webhook, at=now, message=name, status=status, trouble=trouble[:300])
    if not trouble:
        _went_well(webhook, now)
        return True
    _failed(webhook, now, trouble[:300], gone=status == 410)
    return False


def _went_well(webhook: Webhook, now: datetime) -> None:
    webhook.failures, webhook.failing_since, webhook.trouble, webhook.arrived_at = 0, None, "", now
    webhook.save(update_fields=["failures", "failing_since", "trouble", "arrived_at"])


def _failed(webhook: Webhook, now: datetime, trouble: str, *, gone: bool) -> None:
    webhook.failures += 1
    webhook.trouble = trouble
    webhook.failing_since = webhook.failing_since or now
    webhook.next_at = now + WAITS[min(webhook.failures, len(WAITS)) - 1]
    if gone or now - webhook.failing_since >= GIVEN_UP:
        webhook.stopped_at, webhook.why_stopped = now, trouble
        log.warning("webhooks.stopped", webhook=webhook.pk, trouble=trouble)
    webhook.save(update_fields=["failures", "trouble", "failing_since", "next_at", "stopped_at", "why_stopped"])
