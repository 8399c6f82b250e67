"""The page on which anybody says what they think of a draft: no account, checked input, not more than a few a day."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reorg.drafting import actions, reading
from reorg.drafting.comparing import paragraphs
from reorg.drafting.models import Round
from reorg.web.forms.drafting import PublicOpinionForm
from reorg.web.forms.shared import telling
from reorg.web.views import errors
from workflows.errors import NotNow, Refused

FROM_ONE_PLACE = 10  # opinions from one address within the window
OF_ALL = 2000  # opinions to one round within the window
WINDOW = 3600  # seconds


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, token: str) -> HttpResponseBase:
    """The draft to read and a form for an opinion. What the engine refuses is told on the page."""
    try:
        found = reading.public_round(token)
    except Refused as refusal:
        return errors.refused(request, refusal)
    form = PublicOpinionForm(request.POST or None)
    if request.method != "POST":
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    said = dict(form.cleaned_data)
    if said.pop("website"):  # a program filled in what people do not see; it is thanked and forgotten
        return redirect(f"{request.path}?thanks=1")
    if _too_many(request, found):
        form.add_error(
            None, _("Too many opinions have come from your connection. Try again in an hour; what you typed is kept.")
        )
        return _page(request, found, form, status=429)
    try:
        with telling(form):
            actions.give_public_opinion(token, **said)
            return redirect(f"{request.path}?thanks=1")
    except NotNow as late:
        form.add_error(None, late.message)
        return _page(request, found, form, status=409)
    return _page(request, found, form, status=400)


def _page(request: HttpRequest, found: Round, form: PublicOpinionForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "round": found,
        "paper": found.drafting.document,
        "draft": found.draft,
        "paragraphs": paragraphs(found.draft.text),
        "open": found.is_open(today) and found.drafting.document.dossier.is_open,
        "ahead": today < found.opens,
        "form": form,
        "thanks": "thanks" in request.GET,
    }
    response = render(request, "drafting/public.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _too_many(request: HttpRequest, found: Round) -> bool:
    """Counted by a digest of the address, which is forgotten with the window."""
    address = hashlib.sha256(f"{found.token}:{get_adapter().get_client_ip(request)}".encode()).hexdigest()[:32]
    return _count(f"opinions:{address}") > FROM_ONE_PLACE or _count(f"opinions:{found.token}") > OF_ALL


def _count(key: str) -> int:
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two
        cache.set(key, 1, WINDOW)
        return 1
