"""Who acts for whom: delegations, absences, taking work up and giving it back, handing over an office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.people import handing
from reorg.web.forms.deputies import AbsenceForm, GiveForm, HandOverForm
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from workflows import actions, reading
from workflows.deputies import standing_in
from workflows.errors import NotFound
from workflows.flow.registry import procedures
from workflows.models import Absence, Delegation

ENDED = 10  # delegations that are over


@require_safe
def deputies(request: HttpRequest) -> HttpResponse:
    return render(request, "deputies/deputies.html", _page(request, AbsenceForm()))


def _page(request: HttpRequest, form: AbsenceForm) -> dict[str, Any]:
    day, user = timezone.localdate(), request.user
    offices = offices_today(request)
    told = Delegation.objects.select_related("deputy", "given_by", "organisation", "role", "revoked_by")
    open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    lasting = told.filter(open_ended, revoked_at__isnull=True)
    held = Q()
    for office in offices:
        held |= Q(organisation=office.organisation_id, role=office.role_id)
    given = list(lasting.filter(held)) if held else []
    mine = list(lasting.filter(deputy=user.pk))
    now = set(standing_in(user).values_list("pk", flat=True)) if mine else set()
    absences = Absence.objects.filter(absent=user.pk, away_to__gte=day).filter(
        Q(ended_early__isnull=True) | Q(ended_early__gte=day)
    )
    return {
        "offices": [(office, [one for one in given if _of(one, office)]) for office in offices],
        "mine": [(one, one.pk in now) for one in mine],
        "absences": list(absences),
        "ended": list(told.filter(Q(given_by=user.pk) | Q(deputy=user.pk)).exclude(pk__in=lasting)[:ENDED]),
        "names": {flow.code: str(flow.title) for flow in procedures()},
        "form": form,
        "today": day,
    }


def _of(delegation: Delegation, office: Any) -> bool:
    return (delegation.organisation_id, delegation.role_id) == (office.organisation_id, office.role_id)


def give(request: HttpRequest, office: int) -> HttpResponseBase:
    """Let somebody act for an office the reader holds."""
    held = next((one for one in offices_today(request) if one.pk == office), None)
    if held is None:
        raise NotFound(_("There is no such office among those you hold today."))
    form = GiveForm(request.POST or None, office=held)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with telling(form):
            actions.give_delegation(
                **said | {"procedures": tuple(said["procedures"])},
                organisation=held.organisation,
                role=held.role,
                actor=request.user,
            )
            messages.success(request, _("%(name)s acts for you, as written below.") % {"name": said["deputy"]})
            return redirect("deputies")
    return render(request, "deputies/give.html", {"form": form, "office": held}, status=400 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    delegation = Delegation.objects.filter(pk=pk).select_related("deputy").first()
    if delegation is None or not _concerns(request, delegation):
        raise NotFound(_("There is no such delegation among yours."))
    actions.revoke_delegation(delegation, actor=request.user)
    messages.success(request, _("The delegation is taken back; what was taken up is yours again."))
    return redirect("deputies")


def _concerns(request: HttpRequest, delegation: Delegation) -> bool:
    theirs = request.user.pk in (delegation.given_by_id, delegation.deputy_id)
    return theirs or any(_of(delegation, office) for office in offices_today(request))


@require_POST
def absence(request: HttpRequest) -> HttpResponseBase:
    form = AbsenceForm(request.POST)
    if form.is_valid():
        with telling(form):
            actions.note_absence(**form.cleaned_data, actor=request.user)
            messages.success(request, _("Noted. Deputies who stand in while you are absent see the work meanwhile."))
            return redirect("deputies")
    return render(request, "deputies/deputies.html", _page(request, form), status=400)


@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = Absence.objects.filter(pk=pk, absent=request.user.pk).first()
    if found is None:
        raise NotFound(_("There is no such absence of yours."))
    actions.end_absence(found, actor=request.user)
    messages.success(request, _("Welcome back. What deputies had taken up and not finished is yours again."))
    return redirect("deputies")


# A step, taken up and given back


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _taken(request, pk, actions.take_up, _("You have taken it up; other deputies leave it to you."))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _taken(request, pk, actions.give_back, _("It is given back."))


def _taken(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponseBase:
    act(reading.assignment_for(request.user, pk), actor=request.user)
    messages.success(request, said)
    return redirect("desk")


# An office


def hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    """First everything that hangs on the office is shown, with who takes it; then one act hands it over."""
    office = handing.office_for(request.user, pk)
    found = handing.belongings(office)
    form = HandOverForm(request.POST or None, office=office)
    seen = _digest(found)
    stale = False
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen") == seen:
            with telling(form):
                handing.hand_over(office, **form.cleaned_data, actor=request.user)
                messages.success(
                    request, _("The office is handed over to %(name)s.") % {"name": form.cleaned_data["to"]}
                )
                return redirect("deputies")
        else:
            stale = "seen" in request.POST
    to = form.cleaned_data.get("to") if form.is_bound and form.is_valid() else None
    names = {flow.code: str(flow.title) for flow in procedures()}
    context = {"office": office, "found": found, "form": form, "seen": seen, "to": to, "stale": stale, "names": names}
    return render(request, "deputies/hand_over.html", context, status=400 if form.errors else 200)


def _digest(found: handing.Belongings) -> str:
    """What was shown, in short: when it changed meanwhile, it is shown again before anything is done."""
    parts = (found.steps, found.given, found.held, found.taken)
    return "-".join(",".join(str(one.pk) for one in part) for part in parts)
