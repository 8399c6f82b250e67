"""Telling whoever asked for a bundle that it is ready, or that it is not to be had."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from reorg.papers.models import Bundle, Export


def leave_for_worker(*, bundle: Bundle, **_: Any) -> None:
    """Receiver of ``papers.bundles.finished``: a job of its own, so that a mail server that is away undoes nothing."""
    from reorg.audit.tasks import mail_bundle  # the queue's app is complete only once all apps are loaded

    if bundle.asked_by.email:
        mail_bundle.defer(bundle_id=bundle.pk)


def mail_of(bundle: Bundle) -> EmailMessage:
    """What was asked for, and where it is; nothing of the dossiers: a mail is no safe place for them."""
    with override(bundle.asked_by.language):
        ready = bundle.state == Export.State.READY
        subject = (
            _("The trails you asked for are ready") if ready else _("The trails you asked for could not be printed")
        )
        context = {
            "bundle": bundle,
            "ready": ready,
            "failed": bundle.items.filter(state=Export.State.FAILED).count(),
            "address": settings.SITE_URL + reverse("audit_bundle", args=[bundle.pk]),
        }
        text = render_to_string("audit/bundle_mail.txt", context)
    host = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    headers = {"Message-ID": f"<bundle-{bundle.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, to=[bundle.asked_by.email], headers=headers)
