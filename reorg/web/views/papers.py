"""The short papers of a dossier: which there are, and each as a file in the language asked for."""

from __future__ import annotations

import io
from hashlib import sha256
from itertools import groupby
from typing import Any, cast

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reorg.papers.content import Language
from reorg.papers.forms import verbs  # noqa: F401 - declares the verb of the trail
from reorg.papers.forms.words import NAMES
from reorg.web.views.documents import attachment
from workflows import actions, reading
from workflows.errors import Refused
from workflows.models import Dossier
from workflows.text import Text

LANGUAGES = ("vi", "en")
log = structlog.get_logger(__name__)


@require_safe
def papers(request: HttpRequest, code: str) -> HttpResponse:
    from reorg.papers.forms.listing import papers_of  # brings the whole printing press with it

    dossier = reading.dossier_for(request.user, code)
    listed = list(papers_of(dossier))
    groups = [(_name(kind), list(of)) for kind, of in groupby(listed, key=lambda paper: paper.kind)]
    return render(request, "papers/forms/list.html", {"dossier": dossier, "groups": groups})


@require_safe
def paper_file(request: HttpRequest, code: str, kind: str, pk: int) -> HttpResponseBase:
    """One paper, printed now. Printing comes first: a paper that fails changes nothing and says so on a page."""
    from reorg.papers.forms.listing import paper_of
    from reorg.papers.forms.printing import print_paper

    dossier = reading.dossier_for(request.user, code)
    language = _language(request)
    try:
        paper = paper_of(dossier, kind, pk, language)
        pdf = print_paper(paper)
    except Refused:
        raise
    except Exception:  # whatever the printer stumbles over, the reader gets a page
        log.exception("paper.print_failed", dossier=code, kind=kind, number=pk)
        return _failed(request, dossier, kind, language)
    _note(dossier, request, kind, pk, paper.subject, pdf, language)
    return attachment(io.BytesIO(pdf), paper.file_name, "application/pdf")


def _note(
    dossier: Dossier, request: HttpRequest, kind: str, pk: int, about: str, pdf: bytes, language: Language
) -> None:
    actions.note_access(
        dossier,
        "paper.printed",
        actor=request.user,
        paper=_name(kind).as_fact(),
        language=language,
        about=about,
        kind=kind,
        number=pk,
        sha256=sha256(pdf).hexdigest(),
    )


def _failed(request: HttpRequest, dossier: Dossier, kind: str, language: Language) -> HttpResponse:
    context: dict[str, Any] = {"dossier": dossier, "name": _name(kind), "language": language}
    return render(request, "papers/forms/failed.html", context, status=500)


def _language(request: HttpRequest) -> Language:
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        return cast(Language, asked)
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _name(kind: str) -> Text:
    return Text(*NAMES[kind])
