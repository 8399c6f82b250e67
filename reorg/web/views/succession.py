"""Open work follows to the successors: what would move and what not, doing it, and undoing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reorg.consolidation.actions import MovedOn, let_follow, undo, why_not_undone, why_not_yet
from reorg.consolidation.models import Run
from reorg.consolidation.successors import preview
from reorg.web.confirm import confirm
from reorg.web.forms.departments import FollowForm, UndoForm
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.succession import counts_of, sees_succession, succession_page
from reorg.web.shared import offices_today
from reorg.web.views.departments import consolidating
from workflows.errors import ContentChanged, NotFound, NotYou
from workflows.models import Dossier


def succession(request: HttpRequest, code: str) -> HttpResponseBase:
    """The preview; sent with a password, everything of it is carried out."""
    dossier = _following(request, code)
    if request.method == "POST":
        _must_lead(request, dossier)
    form, refused = FollowForm(request.POST or None, signer=request.user), ""
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                confirm(request, form)
                run = let_follow(dossier, shown=form.cleaned_data["shown"], actor=request.user)
                messages.success(request, _("Done: run %(number)s. It can be undone below.") % {"number": run.pk})
                return redirect("succession", code)
        except ContentChanged as changed:
            refused = changed.message
    shown = preview(dossier)
    if refused:
        form = FollowForm(as_typed(request.POST, shown=shown.digest, password=""), signer=request.user)
        form.errors.clear()
    elif not form.is_bound:
        form = FollowForm(initial={"shown": shown.digest}, signer=request.user)
    status = 409 if refused else 400 if request.method == "POST" else 200
    context = _page(request, dossier, shown) | {"form": form, "refused": refused}
    return render(request, "consolidation/succession.html", context, status=status)


def _page(request: HttpRequest, dossier: Dossier, shown: Any) -> dict[str, Any]:
    runs = dossier.runs.select_related("applied_by", "undone_by")
    return {
        "dossier": dossier,
        "preview": shown,
        "follows": succession_page(shown, request.user, request.GET.get("page")),
        "why_not": why_not_yet(dossier),
        "leads": _leads(request, dossier),
        "runs": [(run, counts_of(run)) for run in runs],
    }


def succession_undo(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """Undo one run, or read why that is not possible any more."""
    dossier = _following(request, code)
    _must_lead(request, dossier)
    run = dossier.runs.select_related("applied_by").filter(pk=pk).first()
    if run is None:
        raise NotFound(_("This dossier has no such run."))
    form = UndoForm(request.POST or None, signer=request.user)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                with telling(form):
                    confirm(request, form)
                    undo(run, reason=form.cleaned_data["reason"], actor=request.user)
                    messages.success(request, _("Undone: everything is where it was."))
                    return redirect("succession", code)
            except MovedOn:
                status = 409
    return _undo_page(request, dossier, run, form, status)


def _undo_page(request: HttpRequest, dossier: Dossier, run: Run, form: UndoForm, status: int) -> HttpResponse:
    reasons = [] if run.undone_at else why_not_undone(run)
    context = {"dossier": dossier, "run": run, "counts": counts_of(run), "form": form, "reasons": reasons}
    return render(request, "consolidation/undo.html", context, status=status)


def _following(request: HttpRequest, code: str) -> Dossier:
    """The preview names other dossiers: it is for the lead and for auditors."""
    dossier = consolidating(request, code)
    if not sees_succession(request.user, dossier, offices_today(request)):
        raise NotYou(_("What follows to the successors is seen by the lead and by auditors."))
    return dossier


def _leads(request: HttpRequest, dossier: Dossier) -> bool:
    return any(o.role_id == "chair" and o.organisation_id == dossier.lead_id for o in offices_today(request))


def _must_lead(request: HttpRequest, dossier: Dossier) -> None:
    if not _leads(request, dossier):
        raise NotYou(_("The head of the organisation in the lead does that."))
