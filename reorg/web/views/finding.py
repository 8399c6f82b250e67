"""The search box: suggestions while one types, a page of everything found, and what became of a unit."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.finding.finding import COUNTED, find
from reorg.finding.models import Kind
from reorg.units.models import Unit
from reorg.web.pages.finding import shown, unit_page
from workflows.errors import NotFound

SUGGESTED, OF_EACH, PER_PAGE = 4, 8, 25
LONGEST = 200


@require_safe
def finding(request: HttpRequest) -> HttpResponse:
    """All kinds together, or one of them page by page; for the box itself the first few of each."""
    text = request.GET.get("q", "")[:LONGEST]
    if request.GET.get("box"):
        found = find(request.user, text, limit=SUGGESTED)
        context = {"sought": text, "found": found, "groups": shown(request.user, found)}
        return render(request, "finding/_suggestions.html", context)
    kind = request.GET.get("kind", "")
    if kind in Kind.values:
        return _of_one_kind(request, text, Kind(kind))
    found = find(request.user, text, limit=OF_EACH)
    context = {"sought": text, "found": found, "groups": shown(request.user, found), "of_each": OF_EACH}
    return render(request, "finding/finding.html", context)


def _of_one_kind(request: HttpRequest, text: str, kind: Kind) -> HttpResponse:
    wanted = request.GET.get("page", "1")
    number = min(int(wanted), COUNTED // PER_PAGE) if wanted.isdecimal() and 0 < len(wanted) < 6 else 1
    found = find(request.user, text, kinds=(kind,), limit=PER_PAGE, offset=(max(number, 1) - 1) * PER_PAGE)
    if not found.groups and number > 1:  # past the end: back to the beginning
        number, found = 1, find(request.user, text, kinds=(kind,), limit=PER_PAGE)
    page = Paginator(range(found.total), PER_PAGE).get_page(number)
    context = {
        "sought": text,
        "found": found,
        "groups": shown(request.user, found),
        "kind": kind,
        "page": page,
        "query": urlencode({"q": text, "kind": kind.value}),
    }
    return render(request, "finding/finding.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One administrative unit: what it was made of, and what became of it."""
    found = Unit.objects.select_related("parent__parent").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such unit."))
    return render(request, "finding/unit.html", {"page": unit_page(request.user, found)})
