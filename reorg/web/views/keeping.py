"""Keeping what is recorded: freezing a dossier, recalling a paper, removing the content of a file by law."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reorg.web.confirm import confirm
from reorg.web.forms.keeping import EraseForm, HoldForm, LiftForm, RecallForm
from reorg.web.forms.shared import telling
from reorg.web.views.documents import paper_for
from workflows import actions, reading
from workflows.actions.documents import must_be_recaller
from workflows.actions.door import Case
from workflows.actions.erasing import File, must_be_eraser
from workflows.actions.holding import must_be_holder, must_be_lifter
from workflows.errors import NotFound, NotYou
from workflows.holds import must_not_be_held
from workflows.models import Dossier, Evidence


def hold(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who froze the dossier and why; freezing it, for those who may."""
    dossier = reading.dossier_for(request.user, code)
    if request.method == "POST":
        must_be_holder(_case(request, dossier))
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.place_hold(dossier, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The dossier is frozen. Nothing in it can be changed until you let it go."))
            return redirect("hold", code)
    return _holds_page(request, dossier, form=form)


@require_POST
def hold_lift(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    placed = dossier.holds.select_related("organisation").filter(pk=pk).first()
    if placed is None:
        raise NotFound(_("There is no such hold on this dossier."))
    must_be_lifter(_case(request, dossier), placed)
    form = LiftForm(request.POST)
    if form.is_valid():
        with telling(form):
            actions.lift_hold(placed, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The hold is lifted. What was done and why is on record."))
            return redirect("hold", code)
    return _holds_page(request, dossier, lifting=(pk, form))


def _holds_page(
    request: HttpRequest, dossier: Dossier, *, form: HoldForm | None = None, lifting: tuple[int, LiftForm] | None = None
) -> HttpResponseBase:
    case = _case(request, dossier)
    holds = list(dossier.holds.select_related("organisation", "placed_by", "lifted_by").order_by("-placed_at"))
    rows = [
        {
            "hold": one,
            "form": lifting[1] if lifting and lifting[0] == one.pk else LiftForm(),
            "mine": one.stands and _may(must_be_lifter, case, one),
        }
        for one in holds
    ]
    mine = [row["hold"] for row in rows if row["mine"]]
    context = {
        "dossier": dossier,
        "rows": rows,
        "form": form or HoldForm(),
        "may_hold": not mine and _may(must_be_holder, case),
    }
    bad = (form is not None and form.errors) or (lifting is not None and lifting[1].errors)
    return render(request, "keeping/hold.html", context, status=400 if bad else 200)


def document_recall(request: HttpRequest, pk: int) -> HttpResponseBase:
    paper = paper_for(request, pk)
    must_be_recaller(_case(request, paper.dossier), paper)
    must_not_be_held(paper.dossier)
    if paper.recalled and request.method == "GET":
        return redirect("documents", paper.dossier.code)
    form = RecallForm(request.POST or None, signer=request.user)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            how = confirm(request, form)
            actions.recall_document(paper, **form.asked, actor=request.user, confirmed_by=how)
            messages.success(request, _("%(paper)s is recalled. Its number stays taken.") % {"paper": paper})
            return redirect("documents", paper.dossier.code)
    context = {"dossier": paper.dossier, "paper": paper, "form": form}
    return render(request, "keeping/recall.html", context, status=400 if form.errors else 200)


def version_erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = reading.document_version_for(request.user, pk)
    return _erase(request, version, version.document.dossier, "documents")


def evidence_erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    proof = reading.evidence_for(request.user, pk)
    return _erase(request, proof, proof.item.dossier, "item", proof.item.code)


def _erase(request: HttpRequest, file: File, dossier: Dossier, back: str, *keys: str) -> HttpResponseBase:
    must_be_eraser(_case(request, dossier), file)
    must_not_be_held(dossier)
    form = EraseForm(request.POST or None, signer=request.user)
    if not file.file and request.method == "GET":
        return redirect(back, dossier.code, *keys)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            how = confirm(request, form)
            said = form.cleaned_data
            actions.erase_file(file, ground=said["ground"], paper=said["paper"], actor=request.user, confirmed_by=how)
            messages.success(request, _("The content is removed. Its hash stays, so that the trail still proves it."))
            return redirect(back, dossier.code, *keys)
    context = {
        "dossier": dossier,
        "file": file,
        "of": file.item.code if isinstance(file, Evidence) else file.document,
        "form": form,
    }
    return render(request, "keeping/erase.html", context, status=400 if form.errors else 200)


def _case(request: HttpRequest, dossier: Dossier) -> Case:
    """To ask beforehand what the door asks: nobody fills in a form only to be told that it is not for them."""
    return Case(dossier, request.user, timezone.now())


def _may(rule: Any, *asked: Any) -> bool:
    try:
        rule(*asked)
    except NotYou:
        return False
    return True
