"""Who was shown which page of a dossier: written down once the answer has been sent, so that nobody waits for it."""

from __future__ import annotations

from typing import NamedTuple

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from reorg.audit.noting import note_page, note_step

OF_A_DOSSIER = "dossiers/<str:code>/"
STEP = "steps/<int:pk>/"
PARTS = frozenset({"dossier_diagram", "dossier_bpmn", "unit_search"})  # of a page, not pages
log = structlog.get_logger(__name__)


class Page(NamedTuple):
    name: str
    code: str
    pk: int
    thing: str


def note_when_sent(request: HttpRequest, response: HttpResponseBase) -> None:
    """Have a page of a dossier written down when the server closes the answer. A note that fails is logged."""
    page = _page(request, response)
    if page is None:
        return
    close = response.close

    def closing() -> None:
        try:
            if page.code:
                note_page(request.user, code=page.code, page=page.name, thing=page.thing)
            else:
                note_step(request.user, pk=page.pk, page=page.name)
        except DatabaseError:
            log.exception("access.not_noted", page=page.name)
        finally:
            close()

    response.close = closing  # type: ignore[method-assign]


def _page(request: HttpRequest, response: HttpResponseBase) -> Page | None:
    match = request.resolver_match
    if request.method != "GET" or response.status_code != 200 or match is None or getattr(request, "htmx", False):
        return None
    name, asked = match.url_name or "", dict(match.kwargs)
    if match.route.startswith(OF_A_DOSSIER) and name not in PARTS:
        code = str(asked.pop("code"))
        return Page(name, code, 0, "/".join(str(value) for value in asked.values()))
    if match.route == STEP:
        return Page(name, "", int(asked["pk"]), "")
    return None
