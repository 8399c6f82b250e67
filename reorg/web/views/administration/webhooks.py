"""Other systems that are told of events: which, how that goes, and the secret they check it by."""

from __future__ import annotations

import hashlib
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.rights import scope_of
from reorg.web.forms.administration import ReasonForm, WebhookForm
from reorg.web.pages.previewed import previewed
from reorg.webhooks import keeping
from reorg.webhooks.delivering import untold
from reorg.webhooks.messages import secret_of
from workflows.models import DossierParty

SHOWN = 50


def _crumbs() -> tuple[tuple[str, str], ...]:
    return ((_("Webhooks"), reverse("admin_webhooks")),)


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    rows = keeping.webhooks_for(scope_of(request.user)).order_by("stopped_at", "organisation__title_vi", "name")
    return render(request, "administration/webhooks.html", {"rows": rows[:500]})


@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    found = keeping.webhook_of(scope_of(request.user), pk)
    context = {
        "webhook": found,
        "secret": secret_of(found),
        "attempts": found.attempts.all()[:SHOWN],
        "waiting": untold(found).count(),
    }
    return render(request, "administration/webhook.html", context)


def webhook_new(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)

    def look(said: dict[str, Any]) -> list[Consequence]:
        keeping.must_be_callable(said["address"])
        dossiers = DossierParty.objects.filter(organisation=said["organisation"]).select_related("dossier")
        return [
            consequence(
                "webhook",
                _("Dossiers whose events it is told of"),
                [Row(f"{one.dossier.code} · {one.dossier}") for one in dossiers.order_by("dossier__code")],
                note=_("From now on, and those that come. Names, reasons and texts are not sent."),
            )
        ]

    return previewed(
        request,
        WebhookForm(request.POST or None, scope=scope),
        look=look,
        act=lambda said: keeping.register(scope, **said),
        back=reverse("admin_webhooks"),
        said=lambda _made: _("The address is registered. Give the secret below to whoever runs the other system."),
        then=lambda made: reverse("admin_webhook", args=[made.pk]),
        title=_("Register an address"),
        button=_("Register it"),
        crumbs=_crumbs(),
    )


def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = keeping.webhook_of(scope, pk)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: keeping.stop(scope, found, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=reverse("admin_webhook", args=[pk]),
        said=lambda _done: _("Nothing is sent there any more."),
        title=_("Stop telling an address"),
        subtitle=f"{found.name} · {found.organisation}",
        button=_("Stop it"),
        crumbs=_crumbs(),
    )


def resume(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = keeping.webhook_of(scope, pk)
    return previewed(
        request,
        Form(request.POST or None),
        look=lambda _said: [],
        act=lambda _said: keeping.resume(scope, found),
        upfront=True,
        back=reverse("admin_webhook", args=[pk]),
        said=lambda _done: _("It is told again, beginning with what did not arrive."),
        title=_("Tell an address again"),
        subtitle=f"{found.name} · {found.organisation}",
        button=_("Tell it again"),
        crumbs=_crumbs(),
    )


def secret(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = keeping.webhook_of(scope, pk)
    return previewed(
        request,
        Form(request.POST or None),
        look=lambda _said: [
            consequence(
                "key",
                _("The secret that is worth nothing afterwards"),
                [Row(hashlib.sha256(secret_of(found).encode()).hexdigest()[:16])],
                note=_("Its fingerprint (SHA-256)."),
            )
        ],
        act=lambda _said: keeping.change_secret(scope, found),
        upfront=True,
        danger=True,
        back=reverse("admin_webhook", args=[pk]),
        said=lambda _done: _("The secret is a new one. Give it to whoever runs the other system."),
        title=_("A new secret"),
        subtitle=f"{found.name} · {found.organisation}",
        button=_("Make a new secret"),
        crumbs=_crumbs(),
        note=_("What is sent from now on is signed with it; the secret before is worth nothing any more."),
    )
