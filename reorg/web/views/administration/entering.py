"""The first minutes: setting an empty installation up, the tour, help for each role."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from reorg.administration import first_run as setting_up
from reorg.administration.entering import TOUR
from reorg.administration.models import TourTaken
from reorg.administration.rights import mandates_of
from reorg.web.forms.administration import FirstRunForm
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views import errors
from workflows.clock import calendar
from workflows.errors import NotFound, Refused
from workflows.text import Text

HOLIDAYS = 8  # shown to whoever sets up


class Guide(NamedTuple):
    """Help for one role: its name in the address, its title, the roles of offices it is for."""

    code: str
    title: Any
    symbol: str
    roles: tuple[str, ...]


GUIDES = (
    Guide("drafter", gettext_lazy("Drafting a dossier"), "pencil", ("drafter",)),
    Guide("reviewer", gettext_lazy("Appraising and verifying"), "file-search", ("appraiser", "reviewer", "verifier")),
    Guide(
        "leader",
        gettext_lazy("Deciding and signing"),
        "signature",
        ("chair", "secretary", "government_clerk", "assembly_clerk", "council_clerk"),
    ),
    Guide(
        "task-force", gettext_lazy("Carrying out: checklists and registers"), "checkbox", ("officer", "front_officer")
    ),
    Guide("auditor", gettext_lazy("Auditing"), "eye-search", ("auditor", "observer")),
    Guide("administrator", gettext_lazy("Administering"), "settings", ()),
)
STEPS = 5  # of the tour


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """All guides; those for the offices the reader holds come first."""
    mine = _mine(request)
    guides = sorted(GUIDES, key=lambda guide: guide.code not in mine)
    return render(request, "help/index.html", {"guides": guides, "mine": mine})


def _mine(request: HttpRequest) -> set[str]:
    roles = {office.role_id for office in offices_today(request)}
    mine = {guide.code for guide in GUIDES if roles & set(guide.roles)}
    return mine | ({"administrator"} if mandates_of(request.user).exists() else set())


@require_safe
def help_page(request: HttpRequest, code: str) -> HttpResponse:
    guide = next((one for one in GUIDES if one.code == code), None)
    if guide is None:
        raise NotFound(_("There is no such page of help."))
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    text = select_template([f"help/{language}/{code}.html"]).template.name
    return render(request, "help/page.html", {"guide": guide, "guides": GUIDES, "text": text})


@require_POST
def tour(request: HttpRequest) -> HttpResponseBase:
    """One step on or back, or closed for good; from help it begins anew."""
    step = request.session.get(TOUR, 0)
    match request.POST.get("act"):
        case "next" if 0 < step < STEPS:
            request.session[TOUR] = step + 1
        case "back" if step > 1:
            request.session[TOUR] = step - 1
        case "again":
            request.session[TOUR] = 1
        case _:
            request.session.pop(TOUR, None)
            TourTaken.objects.get_or_create(person_id=request.user.pk)
    return redirect("desk")


@never_cache
@sensitive_post_parameters("code", "password", "again")
def first_run(request: HttpRequest) -> HttpResponseBase:
    """The assistant of an empty installation. Once somebody can sign in, there is no such page."""
    try:
        setting_up.must_be_open()
        form = FirstRunForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with telling(form):
                said = {name: value for name, value in form.cleaned_data.items() if name != "again"}
                title = Text(said.pop("title_vi"), said.pop("title_en"))
                setting_up.set_up(said.pop("code"), title=title, **said)
                messages.success(request, _("Reorg is set up. Sign in and invite the others."))
                return redirect("account_login")
        context = {"form": form, "holidays": list(islice(_holidays(), HOLIDAYS))}
        return render(request, "administration/first_run.html", context, status=400 if form.errors else 200)
    except Refused as refused:
        return errors.refused(request, refused)


def _holidays() -> Any:
    """Days off of the public calendar from today on, weekends apart."""
    known, day = calendar(), timezone.localdate()
    for n in range(366):
        one = date.fromordinal(day.toordinal() + n)
        if one.weekday() < 5 and not known.works(one):
            yield {"day": one, "why": known.why(one)}
