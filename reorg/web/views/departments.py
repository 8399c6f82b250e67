"""The plan of departments: which agencies become which, with the limits, and one department at a time to change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.consolidation.models import Department
from reorg.consolidation.plan import departments_of, findings, plan_digest, remove_department, save_department
from reorg.consolidation.readiness import plans_departments
from reorg.web.forms.departments import AbsorbedForms, DepartmentForm, department_initial, planned
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.succession import sees_succession
from reorg.web.shared import offices_today
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier


@require_safe
def departments(request: HttpRequest, code: str) -> HttpResponse:
    dossier = consolidating(request, code)
    rows = departments_of(dossier)
    context = {
        "dossier": dossier,
        "rows": rows,
        "findings": findings(dossier, rows) if rows else [],
        "before": sum(len(one.absorbed.all()) for one in rows),
        "may_edit": _drafts(request, dossier) and _content_open(dossier, request.user),
        "shown": plan_digest(dossier),
        "sees_succession": sees_succession(request.user, dossier, offices_today(request)),
    }
    return render(request, "consolidation/departments.html", context)


def department(request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
    """Add a department to the plan, or change one."""
    dossier = consolidating(request, code)
    _must_be_editor(request, dossier)
    saved = departments_of(dossier)
    old = _numbered(saved, number)
    form, absorbed = _forms(request, dossier, saved, old)
    refused = ""
    if request.method == "POST" and form.is_valid() and absorbed.is_valid():
        try:
            with telling(form):
                one = save_department(
                    dossier,
                    planned(form, absorbed, old),
                    number=number,
                    shown=form.cleaned_data["shown"],
                    actor=request.user,
                )
                messages.success(request, _("%(department)s is saved.") % {"department": one.title})
                return redirect("departments", code)
        except ContentChanged as changed:
            refused = changed.message
            form = DepartmentForm(as_typed(request.POST, shown=plan_digest(dossier)))
    status = 409 if refused else 400 if request.method == "POST" else 200
    context = {"dossier": dossier, "number": number, "form": form, "absorbed": absorbed, "refused": refused}
    return render(request, "consolidation/department.html", context, status=status)


@require_POST
def department_remove(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    dossier = consolidating(request, code)
    _must_be_editor(request, dossier)
    remove_department(dossier, number, actor=request.user, shown=request.POST.get("shown", ""))
    messages.success(request, _("Department %(number)s is taken out of the plan.") % {"number": number})
    return redirect("departments", code)


def consolidating(request: HttpRequest, code: str) -> Dossier:
    """The dossier, if its procedure consolidates agencies at all."""
    dossier = reading.dossier_for(request.user, code)
    if not plans_departments(dossier):
        raise NotFound(_("The procedure of this dossier has no plan of departments."))
    return dossier


def _forms(request: HttpRequest, dossier: Dossier, saved: list[Department], old: Department | None) -> tuple[Any, Any]:
    if request.method == "POST":
        return DepartmentForm(request.POST), AbsorbedForms(request.POST, prefix="absorbed")
    fields, rows = department_initial(old) if old else ({"number": _next(saved)}, [])
    form = DepartmentForm(initial=fields | {"shown": plan_digest(dossier)})
    return form, AbsorbedForms(initial=rows, prefix="absorbed")


def _next(saved: list[Department]) -> int:
    return max((one.number for one in saved), default=0) + 1


def _numbered(saved: list[Department], number: int | None) -> Department | None:
    found = next((one for one in saved if one.number == number), None)
    if number is not None and found is None:
        raise NotFound(_("The plan has no department %(number)s.") % {"number": number})
    return found


def _drafts(request: HttpRequest, dossier: Dossier) -> bool:
    return any(o.role_id == "drafter" and o.organisation_id == dossier.lead_id for o in offices_today(request))


def _content_open(dossier: Dossier, user: Any) -> bool:
    return dossier.is_open and Case(dossier, user, timezone.now()).content_open()


def _must_be_editor(request: HttpRequest, dossier: Dossier) -> None:
    if not _drafts(request, dossier):
        raise NotYou(_("The plan is changed by the drafters of the organisation in the lead."))
    if not _content_open(dossier, request.user):
        raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
