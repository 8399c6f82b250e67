"""The unit plan: which units become which, with its balance, and one clause at a time to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.units.actions import change_plan, plan_digest
from reorg.units.models import PlanClause
from reorg.units.plan import PlannedClause, plan_of
from reorg.web.forms.plan import (
    ClauseForm,
    Parts,
    clause_initial,
    planned,
    planned_again,
    typed_parts,
    unit_label,
    units_found,
)
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.units import picture_of, plans_units
from reorg.web.shared import offices_today
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier


@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    dossier = _planning(request, code)
    clauses = plan_of(dossier)
    context = {"picture": picture_of(clauses) if clauses else None, "may_edit": _may_edit(request, dossier)}
    return render(request, "dossiers/plan.html", {"dossier": dossier, "shown": plan_digest(dossier), **context})


def plan_clause(request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
    """Add a clause, or change one. Searching for units and one more row are answered without saving."""
    dossier = _planning(request, code)
    _must_be_editor(request, dossier)
    saved = _clauses(dossier)
    old = _numbered(saved, number)
    form, parts = _forms(request, dossier, saved, old)
    refused = ""
    saving = request.method == "POST" and "save" in request.POST
    if saving and form.is_valid() and parts.is_valid():
        try:
            with telling(form):
                new = planned(form, parts)
                change_plan(dossier, _with(saved, old, new), actor=request.user, shown=form.cleaned_data["shown"])
                messages.success(request, _("Clause %(number)s is saved.") % {"number": new.number})
                return redirect("plan", code)
        except ContentChanged as changed:
            refused, form = changed.message, _about_the_plan_now(request, dossier)
    status = 409 if refused else 400 if saving else 200
    context = {"dossier": dossier, "number": number, "form": form, "parts": parts, "refused": refused}
    return render(request, "dossiers/clause.html", context, status=status)


def _forms(request: HttpRequest, dossier: Dossier, saved: list[PlanClause], old: PlanClause | None) -> tuple[Any, Any]:
    if request.method != "POST":
        fields, rows = clause_initial(old) if old else ({"number": _next(saved)}, [{}])
        return ClauseForm(initial=fields | {"shown": plan_digest(dossier)}), Parts(initial=rows, prefix="parts")
    if "save" in request.POST:
        return ClauseForm(request.POST), Parts(request.POST, prefix="parts")
    # Looking for a unit is no attempt to save: what was typed is shown again, without complaints.
    rows = typed_parts(request.POST) + ([{}] if "more" in request.POST else [])
    return ClauseForm(initial=request.POST.dict()), Parts(initial=rows, prefix="parts")


def _about_the_plan_now(request: HttpRequest, dossier: Dossier) -> ClauseForm:
    return ClauseForm(as_typed(request.POST, shown=plan_digest(dossier)))


@require_POST
def plan_clause_remove(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    dossier = _planning(request, code)
    _must_be_editor(request, dossier)
    saved = _clauses(dossier)
    gone = _numbered(saved, number)
    rest = [planned_again(clause) for clause in saved if clause is not gone]
    change_plan(dossier, rest, actor=request.user, shown=request.POST.get("shown", ""))
    messages.success(request, _("Clause %(number)s is removed.") % {"number": number})
    return redirect("plan", code)


@require_safe
def unit_search(request: HttpRequest, code: str) -> HttpResponse:
    """The units that a search finds, as the options of a list."""
    reading.dossier_for(request.user, code)
    words = next((str(value) for key, value in request.GET.items() if key.endswith("find")), "")
    found = [(unit.pk, unit_label(unit)) for unit in units_found(words)]
    return render(request, "dossiers/_unit_options.html", {"units": found})


def _planning(request: HttpRequest, code: str) -> Dossier:
    """The dossier, if its procedure has a unit plan at all."""
    dossier = reading.dossier_for(request.user, code)
    if not plans_units(dossier):
        raise NotFound(_("The procedure of this dossier has no unit plan."))
    return dossier


def _clauses(dossier: Dossier) -> list[PlanClause]:
    return list(dossier.plan_clauses.order_by("number").prefetch_related("parts__unit"))


def _numbered(saved: list[PlanClause], number: int | None) -> PlanClause | None:
    if number is None:
        return None
    found = next((clause for clause in saved if clause.number == number), None)
    if found is None:
        raise NotFound(_("The plan has no clause %(number)s.") % {"number": number})
    return found


def _next(saved: list[PlanClause]) -> int:
    return max((clause.number for clause in saved), default=0) + 1


def _with(saved: list[PlanClause], old: PlanClause | None, new: PlannedClause) -> list[PlannedClause]:
    rest = [planned_again(clause) for clause in saved if clause is not old]
    return sorted([*rest, new], key=lambda clause: clause.number)


def _drafts(request: HttpRequest, dossier: Dossier) -> bool:
    return any(o.role_id == "drafter" and o.organisation_id == dossier.lead_id for o in offices_today(request))


def _content_open(dossier: Dossier, user: Any) -> bool:
    from django.utils import timezone

    return dossier.is_open and Case(dossier, user, timezone.now()).content_open()


def _may_edit(request: HttpRequest, dossier: Dossier) -> bool:
    return _drafts(request, dossier) and _content_open(dossier, request.user)


def _must_be_editor(request: HttpRequest, dossier: Dossier) -> None:
    if not _drafts(request, dossier):
        raise NotYou(_("The plan is changed by the drafters of the organisation in the lead."))
    if not _content_open(dossier, request.user):
        raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
