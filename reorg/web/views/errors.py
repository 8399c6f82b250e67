"""The pages that say what went wrong and how to go on."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from workflows.errors import BadInput, ContentChanged, Gone, NotFound, NotNow, NotReady, NotYou, Refused

STATUS: list[tuple[type[Refused], int]] = [(NotFound, 404), (Gone, 410), (NotYou, 403), (NotNow, 409), (BadInput, 400)]
RETRY_AFTER = "10"  # seconds


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The answer to what the engine refused: its own sentence, and what to do now."""
    status = next((status for kind, status in STATUS if isinstance(refusal, kind)), 400)
    context = {
        "message": refusal.message,
        "missing": refusal.missing if isinstance(refusal, NotReady) else [],
        "changes": refusal.changes if isinstance(refusal, ContentChanged) else [],
        "changed": isinstance(refusal, ContentChanged),
        "dossier": _dossier_of(request, refusal),
    }
    return render(request, f"errors/{status}.html", context, status=status)


def _dossier_of(request: HttpRequest, refusal: Refused) -> Any:
    """The dossier the refused address is about, if the reader may see it: to lead them back there."""
    from workflows.models import Assignment, Document
    from workflows.reading import dossiers_for

    if isinstance(refusal, NotFound) or request.resolver_match is None:
        return None
    asked, mine = request.resolver_match.kwargs, dossiers_for(request.user)
    if "code" in asked:
        return mine.filter(code=asked["code"]).first()
    if "pk" not in asked:
        return None
    name = request.resolver_match.url_name
    if name in ("step", "opinions"):
        return mine.filter(pk__in=Assignment.objects.filter(pk=asked["pk"]).values("dossier_id")).first()
    if name in ("document_version_add", "document_recall"):
        return mine.filter(pk__in=Document.objects.filter(pk=asked["pk"]).values("dossier_id")).first()
    return None


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database does not answer. The page needs nothing of it; Django drops the dead connection after the answer."""
    response = render(request, "errors/503.html", status=503)
    response["Retry-After"] = RETRY_AFTER
    return response


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """Our mistake; or the database went away outside a page of ours, as at sign-in."""
    from reorg.web.shared import GONE

    if isinstance(sys.exc_info()[1], GONE):
        return unavailable(request)
    return render(request, "errors/500.html", status=500)
