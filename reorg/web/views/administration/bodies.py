"""Organisations and offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.administration import bodies
from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.people import LIVE, step_row
from reorg.administration.rights import Scope, scope_of
from reorg.people import handing
from reorg.people.models import Office, Organisation
from reorg.web.forms.administration import BodyForm, EndForm, GiveOfficeForm, HandOverForm, RenameForm
from reorg.web.forms.shared import telling
from reorg.web.pages.previewed import previewed
from workflows.models import Assignment
from workflows.text import Text

PER_PAGE = 50


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    day = timezone.localdate()
    words, ended = request.GET.get("q", "").strip(), bool(request.GET.get("ended"))
    found = scope.organisations() if ended else scope.organisations_on(day)
    if words:
        found = found.filter(Q(title_vi__icontains=words) | Q(title_en__icontains=words) | Q(key__icontains=words))
    held = Count(
        "offices", filter=Q(offices__valid_from__lte=day) & (Q(offices__valid_to=None) | Q(offices__valid_to__gte=day))
    )
    found = found.select_related("parent").annotate(held=held).order_by("title_vi", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "words": words, "ended": ended, "query": query.urlencode(), "today": day}
    return render(request, "administration/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = bodies.organisation_of(scope_of(request.user), pk)
    day = timezone.localdate()
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    offices = found.offices.select_related("person", "role").order_by("role__title_vi", "person__full_name", "pk")
    context = {
        "body": found,
        "offices": offices.filter(lasting),
        "ended": offices.exclude(lasting).order_by("-valid_to", "pk")[:PER_PAGE],
        "names": found.former_names.all(),
        "children": Organisation.objects.filter(parent=found).filter(lasting),
        "today": day,
    }
    return render(request, "administration/organisation.html", context)


def _crumbs(body: Organisation | None = None) -> tuple[tuple[str, str], ...]:
    first = ((_("Organisations"), reverse("admin_organisations")),)
    return (*first, (str(body), reverse("admin_organisation", args=[body.pk]))) if body else first


def organisation_new(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)
    form = BodyForm(request.POST or None, scope=scope, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            said = dict(form.cleaned_data)
            made = bodies.create(scope, title=Text(said.pop("title_vi"), said.pop("title_en")), **said)
            messages.success(request, _("%(body)s is entered.") % {"body": made})
            return redirect("admin_organisation", made.pk)
    context = {
        "form": form,
        "title": _("Enter an organisation"),
        "button": _("Enter it"),
        "back": reverse("admin_organisations"),
        "crumbs": _crumbs(),
    }
    return render(request, "administration/act.html", context, status=400 if form.errors else 200)


def rename(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    body = bodies.organisation_of(scope, pk)
    initial = {"title_vi": body.title_vi, "title_en": body.title_en, "short": body.short}
    return previewed(
        request,
        RenameForm(request.POST or None, initial=initial),
        look=lambda _said: bodies.if_renamed(body),
        act=lambda said: bodies.rename(
            scope, body, title=Text(said["title_vi"], said["title_en"]), short=said["short"], basis=said["basis"]
        ),
        upfront=True,
        back=reverse("admin_organisation", args=[pk]),
        said=lambda done: _("It is called %(body)s from today; the old name is kept.") % {"body": done},
        title=_("Rename"),
        subtitle=str(body),
        button=_("Rename from today"),
        crumbs=_crumbs(body),
    )


def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    body = bodies.organisation_of(scope, pk)
    return previewed(
        request,
        EndForm(request.POST or None),
        look=lambda _said: bodies.if_closed(body),
        act=lambda said: bodies.close(scope, body, **said),
        upfront=True,
        danger=True,
        back=reverse("admin_organisation", args=[pk]),
        said=lambda done: _("%(body)s ends as written below.") % {"body": done},
        title=_("Close an organisation"),
        subtitle=str(body),
        button=_("Close it"),
        crumbs=_crumbs(body),
        note=_("A merger passes its work on by a consolidation dossier; closing by hand is for what has nothing open."),
    )


# Offices


def office_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    body = bodies.organisation_of(scope, pk)

    def look(said: dict[str, Any]) -> list[Consequence]:
        same = Office.objects.on(timezone.localdate()).filter(organisation=body, role=said["role"])
        waits = Assignment.objects.filter(organisation=body, role=said["role"], state__in=LIVE)
        return [
            consequence(
                "inbox",
                _("Open steps that reach this desk at once"),
                map(step_row, waits.select_related("task", "dossier__procedure").order_by("due", "pk")[:26]),
                count=waits.count(),
            ),
            consequence(
                "users",
                _("Who holds the same office already"),
                (Row(str(one.person), one.title) for one in same.select_related("person")),
                note=_("Any one of them may act."),
            ),
        ]

    return previewed(
        request,
        GiveOfficeForm(request.POST or None, scope=scope),
        look=look,
        act=lambda said: bodies.give_office(scope, organisation=body, **_titled(said)),
        back=reverse("admin_organisation", args=[pk]),
        said=lambda done: _("%(name)s holds the office as written below.") % {"name": done.person},
        title=_("Give an office"),
        subtitle=str(body),
        button=_("Give the office"),
        crumbs=_crumbs(body),
    )


def _titled(said: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in said.items() if name not in ("title_vi", "title_en")}
    return rest | {"title": Text(said["title_vi"], said["title_en"])}


def office_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    office = bodies.office_of(scope, pk)
    return previewed(
        request,
        EndForm(request.POST or None),
        look=lambda _said: bodies.if_ended(office),
        act=lambda said: bodies.end_office(scope, office, **said),
        upfront=True,
        danger=True,
        back=reverse("admin_organisation", args=[office.organisation_id]),
        said=lambda _done: _("The office ends as written below."),
        title=_("End an office"),
        subtitle=f"{office.person} · {office}",
        button=_("End the office"),
        crumbs=_crumbs(office.organisation),
    )


def office_hand_over(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    office = bodies.office_of(scope, pk)
    return previewed(
        request,
        HandOverForm(request.POST or None, scope=scope, office=office),
        look=lambda _said: _belongings(scope, office),
        act=lambda said: bodies.hand_over(scope, office, **said),
        upfront=True,
        back=reverse("admin_organisation", args=[office.organisation_id]),
        said=lambda done: _("The office is handed over to %(name)s.") % {"name": done.person},
        title=_("Hand over an office"),
        subtitle=f"{office.person} · {office}",
        button=_("Hand it over"),
        crumbs=_crumbs(office.organisation),
        note=_("Acts of the past keep the name and the office as they were."),
    )


def _belongings(scope: Scope, office: Office) -> list[Consequence]:
    found = handing.belongings(office)
    return [
        consequence(
            "inbox",
            _("Steps that wait for this office"),
            map(step_row, found.steps),
            note=_("They stay with the office and reach the successor's desk at once."),
        ),
        consequence(
            "users",
            _("Deputies of this office"),
            (Row(f"{one.deputy} ({one.kind})") for one in found.given),
            note=_("They end with the giver's office and are given anew, unchanged, in the successor's name."),
        ),
        consequence(
            "user-check",
            _("For whom they act as deputy"),
            (Row(f"{one.given_by} ({one.kind})", str(one.organisation)) for one in found.held),
            note=_(
                "These end: they were given to the person, who will hold no office. "
                "Whoever gave them names somebody else."
            ),
            warns=True,
        ),
        consequence(
            "hand-stop",
            _("Taken up as deputy"),
            map(step_row, found.taken),
            note=_("They are given back to whoever is stood in for."),
        ),
    ]
