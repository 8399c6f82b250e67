"""Around a signature: papers read and compared in place, the challenge for a passkey, the receipt afterwards."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import segno
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.desk.texts import compared, text_of
from reorg.drafting.comparing import folded
from reorg.web.factors import ways_of
from reorg.web.pages.since import size_of
from reorg.web.templatetags.signing import shown_here
from reorg.web.views.documents import must_be_there, paper_for
from workflows import actions, reading
from workflows.errors import NotFound
from workflows.models import Decision, DocumentVersion, Event
from workflows.trail.canonical import digest

# A paper is shown inside our page and runs nothing. A sandbox would keep the browser's own viewer from showing it.
SHOWN = {
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
SIGNED = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")


@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """A fresh challenge for the reader's passkeys, kept in their session until it is answered."""
    if not ways_of(request.user).passkey:
        raise NotFound(_("You have no passkey here."))
    return JsonResponse({"request_options": begin_authentication(request.user)})


@require_safe
def document_read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper as the browser shows it in place; what browsers do not show is saved as a file."""
    version = reading.document_version_for(request.user, pk)
    must_be_there(version)
    if not shown_here(version):
        return redirect("document_file", pk)
    _note(request, version, "document.read", no=version.no)
    kind = "text/plain; charset=utf-8" if version.content_type == "text/plain" else version.content_type
    return FileResponse(version.file.open("rb"), filename=version.name, content_type=kind, headers=SHOWN)


def _note(request: HttpRequest, version: DocumentVersion, verb: str, **facts: Any) -> None:
    paper = version.document
    actions.note_access(
        paper.dossier,
        verb,
        document=paper.pk,
        symbol=paper.told_symbol or paper.type_id,
        sha256=version.sha256,
        actor=request.user,
        **facts,
    )


@require_safe
def document_compare(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """The texts of two versions side by side; where no text can be drawn, what else there is to tell them apart."""
    paper = paper_for(request, pk)
    left, right = _version(paper, old), _version(paper, new)
    for version in (left, right):
        must_be_there(version)
    _note(request, right, "document.compared", old=left.no, new=right.no)
    texts = text_of(left), text_of(right)
    drawn = not (texts[0].empty or texts[1].empty)
    rows = compared(*texts) if drawn else []
    plain = [row.row for row in rows]
    paged = {id(row.row): row for row in rows}
    everything = request.GET.get("show") == "all"
    context = {
        "dossier": paper.dossier,
        "paper": paper,
        "old": left,
        "new": right,
        "sizes": (size_of(left), size_of(right)),
        "drawn": drawn,
        "cut": texts[0].cut or texts[1].cut,
        "same_text": drawn and all(row.kind == "same" for row in plain),
        "rows": [one if isinstance(one, int) else paged[id(one)] for one in (plain if everything else folded(plain))],
        "counts": {kind: sum(row.kind == kind for row in plain) for kind in ("changed", "added", "removed")},
        "everything": everything,
        "paged": len(texts[0].pages) > 1 or len(texts[1].pages) > 1,
    }
    return render(request, "documents/compare.html", context)


def _version(paper: Any, no: int) -> DocumentVersion:
    found: DocumentVersion | None = paper.versions.filter(no=no).select_related("document__dossier").first()
    if found is None:
        raise NotFound(_("This paper has no version %(no)d.") % {"no": no})
    return found


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody decided, when and over exactly what; and whether it still holds, asked anew each time."""
    decision = (
        Decision.objects.filter(pk=pk, dossier__in=reading.dossiers_for(request.user))
        .select_related("dossier__procedure", "task", "item", "snapshot", "signer", "organisation")
        .first()
    )
    if decision is None:
        raise NotFound(_("There is no such receipt among those you can see."))
    event = _event_of(decision)
    context = {
        "dossier": decision.dossier,
        "decision": decision,
        "about": decision.dossier.flow.step(decision.task.step) if decision.task else decision.item,
        "event": event,
        "same_content": digest(decision.snapshot.content) == decision.digest,
        "in_trail": event is not None and sha256(event.record.encode()).hexdigest() == event.hash,
        "address": (address := settings.SITE_URL + reverse("receipt", args=[pk])),
        "qr": segno.make_qr(address, error="m").svg_data_uri(border=2, scale=4),
        "mine": decision.signer_id == request.user.pk,
    }
    return render(request, "steps/receipt.html", context)


def _event_of(decision: Decision) -> Event | None:
    """The event of the trail that says so."""
    told = Event.objects.filter(dossier=decision.dossier_id, verb__in=SIGNED, at=decision.at)
    return next((event for event in told if event.body["facts"].get("decision") == decision.pk), None)
