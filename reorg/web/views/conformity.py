"""The new units against the planning: who says what of which unit, by which document."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from reorg.people.models import Organisation
from reorg.reviews import conformity as acts
from reorg.reviews.conformity import UNSAID, Level, Result, Survey
from reorg.reviews.units import speaks_for
from reorg.web.forms.conformity import ConformityForm, NarrowForm
from reorg.web.forms.shared import telling
from reorg.web.pages.units import plans_units
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import NotFound, NotNow, NotYou
from workflows.models import Dossier

PAGE = 40


@require_safe
def conformity(request: HttpRequest, code: str) -> HttpResponse:
    """All units against all levels, counted; narrowed to those with an adjustment."""
    dossier = _planning(request, code)
    found = acts.survey(dossier)
    form = NarrowForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    context = {
        "dossier": dossier,
        "survey": found,
        "levels": [(level, _counts(found, level)) for level in Level],
        "page": Paginator(found.where(state) if state else found.rows, PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"state": state}) if state else "",
        "narrowed": bool(state),
        "form": form,
        "speaks": dossier.is_open and bool(_bodies(request, dossier)),
    }
    return render(request, "reviews/conformity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def conformity_level(request: HttpRequest, code: str, level: str) -> HttpResponseBase:
    """One level: what stands for each unit with all that was said before, and the form to say it of several at once."""
    dossier, at = _planning(request, code), acts.level_of(level)
    found, bodies = acts.survey(dossier), _bodies(request, dossier)
    if request.method != "POST":
        form = _form(found, at, bodies) if bodies and found.rows and _live(dossier) else None
        return _level(request, dossier, found, at, form)
    if not bodies:
        raise NotYou(_("Officers, drafters, reviewers and appraisers of the bodies that take part say this."))
    if not found.rows:
        raise NotNow(_("This dossier has no unit plan yet."))
    form = _form(found, at, bodies, request.POST)
    said = form.said() if form.is_valid() else []
    if not form.errors:
        with telling(form):
            body = form.cleaned_data["body"].pk
            made = acts.state_conformity(dossier, at, said, body=body, cited=form.cited(), actor=request.user)
            messages.success(request, _told(len(made)))
            return redirect("conformity_level", code, level)
    return _level(request, dossier, found, at, form, status=400)


def _told(made: int) -> str:
    if not made:
        return _("That is what stands already.")
    return ngettext("It is said of %(made)s unit.", "It is said of %(made)s units.", made) % {"made": made}


def _level(
    request: HttpRequest, dossier: Dossier, found: Survey, at: Level, form: ConformityForm | None, status: int = 200
) -> HttpResponse:
    rows = [(cell, form.of(cell.unit) if form else None) for cell in found.at(at)]
    context = {
        "dossier": dossier,
        "level": at,
        "levels": list(Level),
        "counts": _counts(found, at),
        "rows": rows,
        "gone": [one for one in found.gone if one.level == at],
        "form": form,
    }
    return render(request, "reviews/conformity_level.html", context, status=status)


def _form(found: Survey, at: Level, bodies: list[Organisation], data: Any = None) -> ConformityForm:
    return ConformityForm(data, bodies=bodies, standing=found.at(at))


def _counts(found: Survey, level: Level) -> list[tuple[str, Any, int]]:
    counted = found.counted(level)
    return [
        *((one.value, one.label, counted[one.value]) for one in Result),
        (UNSAID, _("nothing said yet"), counted[UNSAID]),
    ]


def _live(dossier: Dossier) -> bool:
    return dossier.is_open and not dossier.is_held


def _bodies(request: HttpRequest, dossier: Dossier) -> list[Organisation]:
    return speaks_for(Case(dossier, request.user, timezone.now()), acts.SPEAKERS)


def _planning(request: HttpRequest, code: str) -> Dossier:
    dossier = reading.dossier_for(request.user, code)
    if not plans_units(dossier):
        raise NotFound(_("The procedure of this dossier has no unit plan."))
    return dossier
