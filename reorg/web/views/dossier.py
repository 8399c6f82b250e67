"""The dossier's own page, opening one, its dates, taking it back, its picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.criteria.actions import open_from
from reorg.procedures.plan import UnitProcedure
from reorg.web import shared
from reorg.web.forms.dossier import DatesForm, OpenForm, WithdrawForm
from reorg.web.forms.shared import telling
from reorg.web.pages.dossier import dossier_page
from reorg.web.pages.step_story import step_story
from reorg.web.shared import offices_today
from reorg.web.views import screening
from workflows import actions, reading
from workflows.errors import NotYou
from workflows.flow.bpmn import flow_bpmn
from workflows.flow.diagram import dossier_svg
from workflows.models import Dossier, ProcedureVersion
from workflows.text import Text


@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    found = reading.dossier_for(request.user, code)
    actions.note_reading(found, actor=request.user)
    found.refresh_from_db(fields=["head_seq", "head_hash"])
    return render(
        request,
        "dossiers/dossier.html",
        {
            "dossier": found,
            "page": dossier_page(found, request.user, offices_today(request), request.GET),
        },
    )


def dossier_new(request: HttpRequest) -> HttpResponseBase:
    """First the procedure is chosen, then what it asks is filled in."""
    leads = [office.organisation for office in offices_today(request) if office.role_id == shared.MAKES_DOSSIERS]
    if not leads:
        raise NotYou(_("A dossier is opened by a drafter of the organisation that leads it."))
    start = screening.picked(request)
    begun = ProcedureVersion.objects.filter(valid_from__lte=timezone.localdate())
    if "procedure" not in request.GET:
        offered = [one for one in begun if not start or issubclass(one.definition, UnitProcedure)]
        context: dict[str, Any] = {
            "procedures": [one for one in offered if not _is_over(one)],
            "earlier": [one for one in offered if _is_over(one)],
            "start": start,
            "query": request.GET.urlencode(),
        }
        return render(request, "dossiers/choose_procedure.html", context)
    procedure = get_object_or_404(begun, pk=_number(request.GET["procedure"]))
    form = OpenForm(request.POST or None, procedure=procedure, leads=leads, usual=_usual_parts(request.user, procedure))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        how = {
            "procedure": procedure,
            "code": said["code"],
            "title": Text(said["title_vi"], said["title_en"]),
            "parts": form.parts(),
            "programme": said["programme"],
            "resolution_date": said["resolution_date"],
            "operation_date": said["operation_date"],
            "actor": request.user,
        }
        with telling(form):
            opened = open_from(*start, **how) if start else actions.open_dossier(**how)
            messages.success(
                request, _("The dossier %(code)s is open. Next: the unit plan and the papers.") % {"code": opened.code}
            )
            return redirect("dossier", opened.code)
    status = 400 if form.is_bound else 200
    context = {
        "form": form,
        "procedure": procedure,
        "is_over": _is_over(procedure),
        "start": start,
        "chosen": _named(start),
    }
    return render(request, "dossiers/new.html", context, status=status)


def _named(start: Any) -> list[Any]:
    """The units a new dossier is started with, by name."""
    if not start:
        return []
    chosen, pks = start
    units = chosen.units.order_by("search_key")
    return list(units.filter(pk__in=pks) if pks else units)


def _is_over(procedure: ProcedureVersion) -> bool:
    """Rules that no longer apply today: only cases of their time are still brought in by them."""
    return procedure.valid_to is not None and procedure.valid_to < timezone.localdate()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _usual_parts(user: Any, procedure: ProcedureVersion) -> dict[str, int]:
    """Who took which part in the last dossier of this procedure that the person can see."""
    last = reading.dossiers_for(user).filter(procedure__code=procedure.code).order_by("-opened_at").first()
    return dict(last.parties.values_list("key", "organisation_id")) if last else {}


def dossier_dates(request: HttpRequest, code: str) -> HttpResponseBase:
    found = reading.dossier_for(request.user, code)
    _must_hold(request, found, "drafter")
    initial = {"resolution": found.resolution_date, "operation": found.operation_date}
    form = DatesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.set_dates(found, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The dates are set; every deadline that hangs on them has moved with them."))
            return redirect("dossier", code)
    return render(request, "dossiers/dates.html", {"dossier": found, "form": form}, status=400 if form.errors else 200)


def _must_hold(request: HttpRequest, dossier: Dossier, role: str) -> None:
    """Nobody fills in a form only to be told that it is for another office."""
    if not any(o.role_id == role and o.organisation_id == dossier.lead_id for o in offices_today(request)):
        raise NotYou(_("This is for another office: you do not hold it today."))


def dossier_withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    found = reading.dossier_for(request.user, code)
    _must_hold(request, found, "chair")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.withdraw(found, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("The dossier is taken back. Its trail stays."))
            return redirect("dossier", code)
    return render(
        request, "dossiers/withdraw.html", {"dossier": found, "form": form}, status=400 if form.errors else 200
    )


@require_safe
def dossier_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One step of the procedure: whom it asks, each time the dossier came there, what is next."""
    found = reading.dossier_for(request.user, code)
    return render(request, "dossiers/step.html", {"dossier": found, "story": step_story(found, name)})


@require_safe
def dossier_diagram(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of the steps by itself, to print or to send."""
    found = reading.dossier_for(request.user, code)
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return HttpResponse(dossier_svg(found, language), content_type="image/svg+xml")


@require_safe
def dossier_bpmn(request: HttpRequest, code: str) -> HttpResponse:
    """The procedure as BPMN 2.0, for other programs."""
    found = reading.dossier_for(request.user, code)
    name = f"{found.procedure.code}-{found.procedure.version}.bpmn"
    return HttpResponse(
        flow_bpmn(found.flow),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
