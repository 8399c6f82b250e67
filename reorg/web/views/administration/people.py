"""People: the list, one person, inviting, importing, switching off and on; who administers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.administration import people, sheets
from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.models import Administrator, PeopleSheet
from reorg.administration.people import NO_PASSWORD
from reorg.administration.rights import Scope, scope_of
from reorg.notices.models import Watching
from reorg.people.models import Office, User
from reorg.registers.sheets.writing import CONTENT_TYPE
from reorg.system.models import SystemEvent
from reorg.web.confirm import confirm
from reorg.web.forms.administration import (
    AppointForm,
    CorrectForm,
    InviteForm,
    PeopleFilter,
    ReasonForm,
    SheetForm,
)
from reorg.web.forms.keeping import EraseForm
from reorg.web.forms.shared import telling
from reorg.web.pages.previewed import previewed
from workflows.errors import ContentChanged, NotFound
from workflows.text import Text

PER_PAGE = 50
SHEETS = 20
LATELY = 12  # events about somebody


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    form = PeopleFilter(request.GET or None, scope=scope)
    found = scope.people()
    if form.is_bound and form.is_valid():
        found = _narrowed(found, form.cleaned_data)
    held = Office.objects.on(timezone.localdate()).select_related("organisation").order_by("valid_from", "pk")
    found = found.order_by("full_name", "pk").prefetch_related(Prefetch("offices", queryset=held, to_attr="held"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "form": form, "query": query.urlencode(), "narrowed": bool(query)}
    return render(request, "administration/people.html", context)


def _narrowed(found: QuerySet[User], said: dict[str, Any]) -> QuerySet[User]:
    if words := said["q"].strip():
        found = found.filter(Q(full_name__icontains=words) | Q(username__icontains=words) | Q(email__icontains=words))
    held = Office.objects.on(timezone.localdate())
    if said["organisation"]:
        held = held.filter(organisation=said["organisation"])
    if said["role"]:
        held = held.filter(role=said["role"])
    if said["organisation"] or said["role"]:
        found = found.filter(pk__in=held.values("person"))
    match said["state"]:
        case "active":
            found = found.filter(is_active=True).exclude(NO_PASSWORD)
        case "invited":
            found = found.filter(NO_PASSWORD, is_active=True)
        case "closed":
            found = found.filter(is_active=False)
    return found


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    factors = people.factors_of(found)
    said = SystemEvent.objects.filter(record__regex=f'"person":{found.pk}[,}}]').order_by("-seq")[:LATELY]
    context = {
        "person": found,
        "offices": found.offices.select_related("organisation", "role").order_by("-valid_from", "pk"),
        "mandates": Administrator.objects.filter(person=found).select_related("organisation"),
        "factors": factors.count() if factors is not None else None,
        "events": [event for event in said if event.about_id is None or event.about_id in scope],
        "scope": scope,
        "today": timezone.localdate(),
        "myself": found.pk == request.user.pk,
    }
    return render(request, "administration/person.html", context)


def invite(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)
    form = InviteForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            said = dict(form.cleaned_data)
            title = Text(said.pop("title_vi"), said.pop("title_en"))
            made = people.invite(scope, title=title, **said)
            messages.success(
                request, _("%(name)s is entered and gets a mail with a link for choosing a password.") % {"name": made}
            )
            return redirect("admin_person", made.pk)
    context = {
        "form": form,
        "title": _("Invite somebody"),
        "button": _("Invite"),
        "back": reverse("admin_people"),
        "crumbs": to_people(),
        "note": _("The link in the mail works once and for three days. Until then nobody can sign in by this name."),
    }
    return render(request, "administration/act.html", context, status=400 if form.errors else 200)


def to_people() -> tuple[tuple[str, str], ...]:
    return ((_("Users"), reverse("admin_people")),)


def _crumbs(found: User) -> tuple[tuple[str, str], ...]:
    return (*to_people(), (str(found), reverse("admin_person", args=[found.pk])))


def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    initial = {"full_name": found.full_name, "email": found.email, "language": found.language}
    form = CorrectForm(request.POST or None, initial=initial)
    back = reverse("admin_person", args=[pk])
    if request.method == "POST" and form.is_valid():
        with telling(form):
            changed = people.correct(scope, found, **form.cleaned_data)
            messages.success(request, _("Changed.") if changed else _("Nothing was different; nothing has changed."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Correct name and address"),
        "subtitle": str(found),
        "button": _("Save"),
        "back": back,
        "crumbs": _crumbs(found),
        "note": _("Acts of the past keep the name as it was."),
    }
    return render(request, "administration/act.html", context, status=400 if form.errors else 200)


@require_POST
def link_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    people.link_again(scope, found)
    messages.success(request, _("A new link is on its way to %(name)s.") % {"name": found})
    return redirect("admin_person", pk)


def deactivate(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [*people.if_gone(found), *_watched(found)],
        act=lambda said: people.deactivate(scope, found, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=reverse("admin_person", args=[pk]),
        said=lambda _done: _("%(name)s can no longer sign in.") % {"name": found},
        title=_("Close the sign-in"),
        subtitle=str(found),
        button=_("Close the sign-in"),
        crumbs=_crumbs(found),
        note=_("It works at once, on every device. Nothing this person did is lost or renamed."),
    )


def _watched(found: User) -> list[Consequence]:
    watched = Watching.objects.filter(person=found).select_related("dossier").order_by("dossier__code")
    return [
        consequence(
            "eye",
            _("Dossiers this person follows"),
            (Row(one.dossier.code) for one in watched[:26]),
            count=watched.count(),
            note=_("Nobody follows them instead."),
        )
    ]


def reactivate(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: people.reactivate(scope, found, reason=said["reason"]),
        upfront=True,
        back=reverse("admin_person", args=[pk]),
        said=lambda _done: _("%(name)s gets a mail with a link and can sign in again.") % {"name": found},
        title=_("Open the sign-in again"),
        subtitle=str(found),
        button=_("Open the sign-in"),
        crumbs=_crumbs(found),
    )


def reset_factors(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = people.person_of(scope, pk)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: people.reset_factors(scope, found, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=reverse("admin_person", args=[pk]),
        said=lambda count: _("Removed: %(count)d. New ones can be set up after signing in.") % {"count": count},
        title=_("Remove the second factors"),
        subtitle=str(found),
        button=_("Remove them"),
        crumbs=_crumbs(found),
        note=_(
            "Make sure who is asking: call them, or see them. Until new ones are set up, the password alone lets in."
        ),
    )


# Importing


@require_safe
def template_file(request: HttpRequest) -> HttpResponse:
    scope_of(request.user)
    return spreadsheet(sheets.people_template(), "people-template.xlsx")


@require_safe
def export_file(request: HttpRequest) -> HttpResponse:
    return spreadsheet(sheets.people_export(scope_of(request.user), timezone.localdate()), "people.xlsx")


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def import_new(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            sheet = sheets.hand_in(scope, form.cleaned_data["file"])
            return redirect("admin_people_sheet", sheet.token)
    context = {
        "form": form,
        "columns": sheets.PEOPLE.columns,
        "guide": sheets.PEOPLE.guide,
        "page": Paginator(sheets.sheets_in(scope), SHEETS).get_page(request.GET.get("page")),
    }
    return render(request, "administration/import.html", context, status=400 if form.errors else 200)


def sheet_erase(request: HttpRequest, token: str) -> HttpResponseBase:
    """Remove what a sheet says of people, by law; confirmed."""
    scope = scope_of(request.user)
    sheet = sheets.sheet_in(scope, token)
    if sheet.erased_at is not None:
        return redirect("admin_people_import")
    form = EraseForm(request.POST or None, signer=request.user)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            how = confirm(request, form)
            said = form.cleaned_data
            sheets.erase(scope, sheet, ground=said["ground"], paper=said["paper"], confirmed_by=how)
            messages.success(request, _("The content is removed. Its hash stays, so that the trail still proves it."))
            return redirect("admin_people_import")
    context = {"sheet": sheet, "form": form}
    return render(request, "administration/sheet_erase.html", context, status=400 if form.errors else 200)


def import_sheet(request: HttpRequest, token: str) -> HttpResponseBase:
    scope = scope_of(request.user)
    sheet = sheets.sheet_of(request.user, token)
    stale = ""
    if request.method == "POST":
        if "cancel" in request.POST:
            sheets.throw_away(sheet)
            return redirect("admin_people_sheet", token)
        try:
            sheets.confirm(scope, sheet)
        except ContentChanged as changed:
            sheets.look_again(scope, sheet)
            stale = changed.message
        else:
            messages.success(request, _("The sheet is taken over."))
            return redirect("admin_people_sheet", token)
    sheet.refresh_from_db()
    plan = sheets.planned(scope, sheet.rows) if sheet.state == PeopleSheet.State.READY else None
    context = {"sheet": sheet, "plan": plan, "stale": stale}
    return render(request, "administration/import_sheet.html", context, status=409 if stale else 200)


# Who administers


@require_safe
def administrators(request: HttpRequest) -> HttpResponse:
    return render(request, "administration/administrators.html", {"mandates": _mandates(scope_of(request.user))})


def _mandates(scope: Scope) -> QuerySet[Administrator]:
    found = Administrator.objects.on(timezone.localdate()).select_related("person", "organisation", "given_by")
    return found if scope.everything else found.filter(organisation__in=scope.bodies)


def appoint(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)
    form = AppointForm(request.POST or None, scope=scope)
    back = reverse("admin_administrators")
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = people.appoint(scope, **form.cleaned_data)
            messages.success(request, _("%(name)s administers it from now on.") % {"name": made.person})
            return redirect(back)
    context = {
        "form": form,
        "title": _("Name an administrator"),
        "button": _("Name"),
        "back": back,
        "crumbs": ((_("Administrators"), back),),
        "note": _("Administering is no office: it opens no dossier and decides nothing in one."),
    }
    return render(request, "administration/act.html", context, status=400 if form.errors else 200)


def dismiss(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    mandate = _mandates(scope).filter(pk=pk).first()
    if mandate is None:
        raise NotFound(_("There is no such administrator among those you can see."))
    back = reverse("admin_administrators")
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: people.dismiss(scope, mandate, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=back,
        said=lambda _done: _("%(name)s no longer administers it.") % {"name": mandate.person},
        title=_("End somebody’s administration"),
        subtitle=f"{mandate.person} · {mandate.organisation or _('the whole installation')}",
        button=_("End it"),
        crumbs=((_("Administrators"), back),),
    )
