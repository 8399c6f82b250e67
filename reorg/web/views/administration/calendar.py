"""Days ordered otherwise, and delegations in what somebody administers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from reorg.administration import calendars, delegations
from reorg.administration.models import Reckoning
from reorg.administration.rights import scope_of
from reorg.web.forms.administration import DayOrderForm, ReasonForm
from reorg.web.pages.previewed import previewed
from workflows.clock import calendar as public_calendar
from workflows.errors import NotFound
from workflows.flow.registry import procedures
from workflows.text import Text

PER_PAGE = 50
AHEAD = 400  # days of the public calendar that are shown


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The orders, and the days off and make-up days that the public calendar knows for the time ahead."""
    scope = scope_of(request.user)
    page = Paginator(calendars.orders_for(scope), PER_PAGE).get_page(request.GET.get("page"))
    orders = [{"order": one, "what": calendars.WORKED[one.halves], "reckoning": _reckoning(one)} for one in page]
    context = {"page": page, "orders": orders, "ahead": _ahead(), "query": ""}
    return render(request, "administration/days.html", context)


def _reckoning(order: Any) -> Reckoning | None:
    return getattr(order, "reckoning", None)


def _ahead() -> list[dict[str, Any]]:
    """Days that are not as the week has them."""
    known, today = public_calendar(), timezone.localdate()
    found = []
    for n in range(AHEAD):
        day = today + timedelta(days=n)
        works, weekday = known.works(day), day.weekday() < 5
        if works != weekday:
            found.append({"day": day, "works": works, "why": known.why(day)})
    return found


def day_new(request: HttpRequest) -> HttpResponseBase:
    scope = scope_of(request.user)

    def act(said: dict[str, Any]) -> Reckoning:
        why = Text(said["title_vi"], said["title_en"])
        rest = {name: said[name] for name in ("day", "halves", "organisation", "basis")}
        return calendars.order(scope, why=why, **rest)

    return previewed(
        request,
        DayOrderForm(request.POST or None, scope=scope),
        look=lambda said: calendars.if_ordered(
            scope, day=said["day"], halves=said["halves"], organisation=said["organisation"]
        ),
        act=act,
        back=reverse("admin_days"),
        said=_said,
        then=lambda done: reverse("admin_day", args=[done.order_id]),
        title=_("Order a day"),
        button=_("Order the day"),
        crumbs=((_("Calendar"), reverse("admin_days")),),
        note=_(
            "A public holiday, a make-up working day, a local day off, or half of one. "
            "Orders are added, never changed: the newest about a day counts."
        ),
    )


def _said(done: Reckoning) -> str:
    if done.finished_at is None:
        return _("The day is ordered. The worker reckons all open deadlines again; this page tells how far it is.")
    moved = done.steps + done.items
    return ngettext(
        "The day is ordered; %(n)d deadline has moved.", "The day is ordered; %(n)d deadlines have moved.", moved
    ) % {"n": moved}


@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """One order, and how far the reckoning is."""
    order = calendars.orders_for(scope_of(request.user)).filter(pk=pk).first()
    if order is None:
        raise NotFound(_("There is no such order among those you can see."))
    context = {"order": order, "what": calendars.WORKED[order.halves], "reckoning": _reckoning(order)}
    return render(request, "administration/day.html", context)


@require_safe
def delegation_list(request: HttpRequest) -> HttpResponse:
    scope = scope_of(request.user)
    page = Paginator(delegations.delegations_for(scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "absences": delegations.absences_for(scope)[:PER_PAGE],
        "names": {flow.code: str(flow.title) for flow in procedures()},
        "today": timezone.localdate(),
        "query": "",
    }
    return render(request, "administration/delegations.html", context)


def delegation_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    scope = scope_of(request.user)
    found = delegations.delegation_of(scope, pk)
    back = reverse("admin_delegations")
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: delegations.if_taken_back(found),
        act=lambda said: delegations.take_back(scope, found, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=back,
        said=lambda _done: _("The delegation is taken back; what the deputy had taken up goes back to the office."),
        title=_("Take a delegation back"),
        subtitle=f"{found.given_by} → {found.deputy} · {found.organisation}",
        button=_("Take it back"),
        crumbs=((_("Delegations"), back),),
    )
