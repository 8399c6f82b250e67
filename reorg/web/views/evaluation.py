"""How the new units fare once they operate: compared, evaluated, corrected, and as a workbook."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reorg.people.models import Organisation
from reorg.reviews import evaluation as acts
from reorg.reviews.evaluation import Outlook, outlook
from reorg.reviews.sheet import sheet
from reorg.reviews.units import speaks_for
from reorg.web.forms.conformity import CompareForm, CorrectionForm, EvaluationForm
from reorg.web.forms.shared import telling
from reorg.web.pages.bars import bars
from reorg.web.pages.units import plans_units
from reorg.web.views.documents import attachment
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import NotYou
from workflows.models import Dossier

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def evaluations(request: HttpRequest, code: str) -> HttpResponse:
    """Units against periods, then one unit: its bars, and what each body says of it."""
    dossier, today = reading.dossier_for(request.user, code), timezone.localdate()
    found = outlook(dossier)
    form = CompareForm(request.GET or None, bodies=found.bodies)
    chosen = form.cleaned_data if form.is_valid() else {}
    body = chosen["body"].pk if chosen.get("body") else None
    matrix = found.matrix(chosen.get("criterion", ""), body)
    line = next((one for one in matrix if one.unit == chosen.get("unit", "")), matrix[0] if matrix else None)
    mine = {one.pk for one in _bodies(request, dossier)}
    context = {
        "dossier": dossier,
        "outlook": found,
        "matrix": matrix,
        "line": line,
        "by_criterion": found.by_criterion(line.unit, body) if line else [],
        "bars": bars(found.by_criterion(line.unit, body)) if line else None,
        "words": [
            (one, before, one.body_id in mine and not dossier.is_held) for one, before in _words(found, line, body)
        ],
        "form": form,
        "criterion": dict(acts.Criterion.choices).get(chosen.get("criterion", "")),
        "body": chosen.get("body"),
        "waits": len(found.units) - len({one.unit_key for one in found.standing}),
        "may": bool(mine) and not dossier.is_held and bool(acts.periods_over(dossier, today)),
        "over": acts.periods_over(dossier, today),
        "plans": plans_units(dossier),
    }
    return render(request, "reviews/evaluations.html", context)


def _words(found: Outlook, line: Any, body: int | None) -> list[Any]:
    return found.words(line.unit, body) if line else []


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_new(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    bodies = _bodies(request, dossier)
    if not bodies:
        raise NotYou(_("The bodies that take part evaluate; you speak for none of them."))
    months = acts.must_look_back(dossier, timezone.localdate())
    units = acts.evaluated_in(dossier)
    form = EvaluationForm(
        request.POST or None,
        bodies=bodies,
        units=units,
        months=months,
        initial={"unit": request.GET.get("unit", ""), "months": months[-1]},
    )
    if request.method == "POST" and form.is_valid():
        marks, given = form.marks(), form.cleaned_data
        if not form.errors:
            with telling(form):
                made = acts.evaluate(
                    dossier,
                    marks,
                    unit=given["unit"],
                    months=given["months"],
                    body=given["body"].pk,
                    actor=request.user,
                )
                messages.success(request, _("The evaluation stands."))
                return redirect(_page_of(code, made.unit_key))
    context = {"dossier": dossier, "form": form, "plans": plans_units(dossier)}
    return render(request, "reviews/evaluation_new.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_correct(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """The same body says it anew, with the reason; what it said first stays below."""
    dossier = reading.dossier_for(request.user, code)
    found = acts.evaluation_in(dossier, pk)
    acts.must_correct(Case(dossier, request.user, timezone.now()), found)
    form = CorrectionForm(request.POST) if request.method == "POST" else CorrectionForm.of(found)
    if request.method == "POST" and form.is_valid():
        marks = form.marks()
        if not form.errors:
            with telling(form):
                acts.correct_evaluation(found, marks, reason=form.cleaned_data["reason"], actor=request.user)
                messages.success(request, _("The correction stands; what was said before is kept with it."))
                return redirect(_page_of(code, found.unit_key))
    context = {"dossier": dossier, "form": form, "evaluation": found, "plans": plans_units(dossier)}
    return render(request, "reviews/evaluation_new.html", context, status=400 if request.method == "POST" else 200)


@require_safe
def evaluations_export(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    return attachment(io.BytesIO(sheet(outlook(dossier))), f"{dossier.code}-evaluations.xlsx", XLSX)


def _page_of(code: str, unit: str) -> str:
    page = reverse("evaluations", args=[code])
    return f"{page}?{urlencode({'unit': unit})}" if unit else page


def _bodies(request: HttpRequest, dossier: Dossier) -> list[Organisation]:
    return speaks_for(Case(dossier, request.user, timezone.now()), acts.SPEAKERS)
