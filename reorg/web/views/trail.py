"""The trail: all that happened, whether the chain is whole, and the trail as a paper."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.audit.reading import may_know_who_looked
from reorg.papers.models import Export
from reorg.web.forms.trail import ExportForm, TrailFilter
from reorg.web.pages.trail import broken_link, filtered, people_in, trail_page
from reorg.web.views.documents import attachment
from workflows import actions, reading
from workflows.errors import NotFound, NotYou, Refused
from workflows.models import Dossier

SHOWN = 5  # exports listed on the page
log = structlog.get_logger(__name__)


@require_safe
def trail(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    actions.note_reading(dossier, actor=request.user)
    dossier.refresh_from_db(fields=["head_seq", "head_hash"])
    events = reading.events_for(request.user, dossier)
    form = TrailFilter(request.GET, people=people_in(events))
    wanted = filtered(events, form.cleaned_data) if form.is_valid() else events
    return render(
        request,
        "trail/trail.html",
        {
            "dossier": dossier,
            "filter": form,
            "shown": trail_page(wanted, request.GET.get("page")),
            "broken": broken_link(dossier),
            "knows_who_looked": may_know_who_looked(request.user, dossier),
            **_export(request, dossier),
        },
    )


def _export(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """Whether the reader may have the whole trail, and the exports they asked for."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    mine = list(Export.objects.filter(dossier=dossier, asked_by=request.user.pk)[:SHOWN])
    return {
        "may_export": reading.may_export(request.user, dossier),
        "export": ExportForm(initial={"language": language}),
        "exports": mine,
        "printing": any(one.state in Export.UNDER_WAY for one in mine),
    }


@require_POST
def trail_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """Ask for the trail as PDF: that is written down first. A short one comes at once, a long one from the worker."""
    from reorg.papers.exporting import ask_for_trail  # brings the whole printing press with it

    dossier = reading.dossier_for(request.user, code)
    if not reading.may_export(request.user, dossier):
        raise NotYou(_("The whole trail is for those who draft, decide, appraise or audit. Ask one of them for it."))
    form = ExportForm(request.POST)
    if not form.is_valid():
        return redirect("trail", code)
    try:
        export = ask_for_trail(dossier, form.cleaned_data["language"], actor=request.user)
    except Refused:
        raise
    except Exception:  # whatever the printer stumbles over, the reader gets a page and the trail keeps what happened
        log.exception("trail.print_failed", dossier=code)
        return _failed(request, dossier, form)
    if export.state == Export.State.FAILED:
        return _failed(request, dossier, form, export.why)
    if export.state == Export.State.READY:
        return redirect(f"{reverse('trail_file', args=[code])}?export={export.pk}")
    messages.info(request, _("The trail is being printed. It appears below when it is ready."))
    return redirect(f"{reverse('trail', args=[code])}#export")


def _failed(request: HttpRequest, dossier: Dossier, form: ExportForm, why: str = "") -> HttpResponse:
    return render(
        request,
        "trail/failed.html",
        {"dossier": dossier, "language": form.cleaned_data["language"], "why": why},
        status=500,
    )


@require_safe
def trail_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """A trail that was asked for and is printed, as an attachment for the person who asked; the last one by default."""
    dossier = reading.dossier_for(request.user, code)
    ready = Export.objects.filter(dossier=dossier, asked_by=request.user.pk, state=Export.State.READY)
    wanted = request.GET.get("export", "")
    export = ready.filter(pk=wanted).first() if wanted.isdecimal() else ready.first()
    if export is None or not reading.may_export(request.user, dossier):
        raise NotFound(_("No export of this trail is ready for you. Ask for one on the trail's page."))
    return attachment(export.file.open("rb"), export.file_name, "application/pdf")
