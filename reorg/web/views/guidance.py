"""The library of guiding documents, who was told of them, and the reviews they ask of dossiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reorg.guidance import asking, library
from reorg.guidance.models import GuidingDocument
from reorg.web.forms.guidance import AnswerReviewForm, AskForm, GuidingForm, StrikeForm, TellForm, shown
from reorg.web.forms.shared import telling
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import NotFound, Refused
from workflows.models import Dossier

PER_PAGE = 25


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    text, level = request.GET.get("q", "")[:200], request.GET.get("level", "")
    page = Paginator(library.documents(text=text, level=level), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "text": text,
        "level": level,
        "levels": GuidingDocument.Level.choices,
        "query": urlencode({"q": text, "level": level}),
        "may_enter": _may(library.writer, request.user),
    }
    return render(request, "guidance/library.html", context)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    return _document(request, library.document_of(pk))


def _document(
    request: HttpRequest, found: GuidingDocument, at: int | None = None, form: forms.Form | None = None
) -> HttpResponse:
    """One document; ``form`` as it was sent, about the entry ``at`` of the log, or a new one for 0."""
    told = list(found.disseminations.select_related("body", "recorded_by", "struck_by"))
    bodies = library.bodies_telling(request.user)
    mine = set(bodies.values_list("pk", flat=True))
    rows = [
        {
            "entry": one,
            "form": (form if at == one.pk else StrikeForm()) if one.body_id in mine and not one.struck_at else None,
            "open": at == one.pk,
        }
        for one in told
    ]
    standing = [one for one in told if not one.struck_at]
    context = {
        "document": found,
        "rows": rows,
        "told": len(standing),
        "reached": sum(one.people or 0 for one in standing),
        "form": (form if at == 0 else TellForm(bodies=bodies)) if mine else None,
        "reviews": list(asking.reviews_for(request.user, found)),
        "may_correct": _may(library.corrector, request.user, found),
        "may_ask": bool(found.bases) and _may(asking.reach_of, request.user),
    }
    return render(request, "guidance/document.html", context, status=400 if form is not None else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest) -> HttpResponseBase:
    library.writer(request.user)
    form = GuidingForm(request.POST or None, known=library.known_bases())
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = library.enter(form.values(), actor=request.user)
            messages.success(request, _("The document is in the library."))
            return redirect("guiding", made.pk)
    return render(request, "guidance/form.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def document_correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = library.document_of(pk)
    library.corrector(request.user, found)
    known = library.known_bases()
    form = GuidingForm(request.POST or None, known=known, initial=shown(found, known))
    version = request.POST.get("version", "")
    if request.method == "POST" and form.is_valid():
        with telling(form):
            seen = int(version) if version.isdecimal() and len(version) < 9 else 0
            library.correct(found, form.values(), version=seen, actor=request.user)
            messages.success(request, _("The entry is corrected."))
            return redirect("guiding", pk)
    context = {"form": form, "document": found, "version": version or found.version}
    return render(request, "guidance/form.html", context, status=_status(request))


@require_POST
def document_tell(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = library.document_of(pk)
    bodies = library.bodies_telling(request.user)
    library.must_tell(request.user)
    form = TellForm(request.POST, bodies=bodies)
    if form.is_valid():
        with telling(form):
            library.tell(found, **form.cleaned_data, actor=request.user)
            messages.success(request, _("It is written down."))
            return redirect("guiding", pk)
    return _document(request, found, 0, form)


@require_POST
def document_strike(request: HttpRequest, pk: int, entry: int) -> HttpResponseBase:
    found = library.document_of(pk)
    told = found.disseminations.filter(pk=entry).first()
    if told is None:
        raise NotFound(_("There is no such entry."))
    library.must_tell(request.user, told.body_id)
    form = StrikeForm(request.POST)
    if form.is_valid():
        with telling(form):
            library.strike(told, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("The entry is struck out."))
            return redirect("guiding", pk)
    return _document(request, found, entry, form)


@require_http_methods(["GET", "HEAD", "POST"])
def document_ask(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which open dossiers would be asked, and the act that asks them."""
    found = library.document_of(pk)
    reach = asking.reach_of(request.user)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = asking.ask_for_reviews(found, days=form.cleaned_data["days"], actor=request.user)
            said = ngettext("%(count)d dossier is asked.", "%(count)d dossiers are asked.", len(made))
            none = _("Every open dossier concerned has been asked already.")
            messages.success(request, said % {"count": len(made)} if made else none)
            return redirect("guiding", pk)
    rows = asking.concerned(found, reach)
    context = {"document": found, "form": form, "rows": rows, "ready": sum(not one.held for one in rows)}
    return render(request, "guidance/ask.html", context, status=_status(request))


@require_safe
def dossier_reviews(request: HttpRequest, code: str) -> HttpResponse:
    return _reviews(request, reading.dossier_for(request.user, code))


@require_POST
def review_answer(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    review = asking.review_of(dossier, pk)
    asking.must_answer(Case(dossier, request.user, timezone.now()))
    form = AnswerReviewForm(request.POST)
    if form.is_valid():
        with telling(form):
            asking.answer(review, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The review is answered."))
            return redirect("basis_reviews", code)
    return _reviews(request, dossier, pk, form)


def _reviews(request: HttpRequest, dossier: Dossier, at: int = 0, form: forms.Form | None = None) -> HttpResponse:
    may = not dossier.is_held and _may(asking.must_answer, Case(dossier, request.user, timezone.now()))
    rows = [
        (one, (form if at == one.pk else AnswerReviewForm(auto_id=f"id_{one.pk}_%s")) if may and one.is_open else None)
        for one in asking.reviews_of(dossier)
    ]
    context = {"dossier": dossier, "rows": rows, "bases": asking.bases_of(dossier)}
    return render(request, "guidance/reviews.html", context, status=400 if form is not None else 200)


def _may(rule: Callable[..., Any], *about: Any) -> bool:
    try:
        rule(*about)
    except Refused:
        return False
    return True


def _status(request: HttpRequest) -> int:
    return 400 if request.method == "POST" else 200
