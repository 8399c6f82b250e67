"""Giver against receiver: the page on which differences are settled."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reorg.registers import actions, listing, reconciling
from reorg.registers.definition import Kind
from reorg.registers.forms import SettleForm
from reorg.registers.models import Register, Settlement
from reorg.registers.reconciling import Difference
from reorg.registers.sides import sides_of
from reorg.registers.values import show
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views.registers import PER_PAGE, address, label, told
from workflows.errors import NotFound
from workflows.models import Dossier

Outcome = Settlement.Outcome
SHOWN = {
    "open": gettext_lazy("To be settled"),
    Difference.MISSING.value: gettext_lazy("Not received"),
    Difference.SURPLUS.value: gettext_lazy("Not listed by the giver"),
    Difference.DIFFERING.value: gettext_lazy("Differs"),
    Difference.MATCHED.value: gettext_lazy("Agrees"),
    "all": gettext_lazy("All"),
}
OUTCOME_LABELS = {
    Outcome.GIVER: gettext_lazy("The giver's list is right: we accept what it says"),
    Outcome.RECEIVER: gettext_lazy("The receiver's list is right: we accept what it says"),
    Outcome.EXPLAINED: gettext_lazy("Explained, with the reason"),
}


def reconcile(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Giver against receiver, item by item: what is not settled first, and the form that settles it."""
    dossier, definition, found = listing.register_for(request.user, code, kind)
    if not definition.reconciled:
        raise NotFound(_("This register is listed by one side only; there is nothing to compare."))
    outcomes = actions.may_settle(dossier, definition, offices_today(request)) if dossier.is_open else []
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        outcomes=[(one.value, OUTCOME_LABELS[one]) for one in outcomes],
    )
    back = f"{address('register_reconcile', dossier, definition)}?{request.POST.get('found', '')}"
    if request.method == "POST" and form.is_valid():
        with telling(form):
            results = actions.settle(
                dossier,
                definition,
                _lines_chosen(request, found),
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
            return told(request, dossier, definition, results, back)
    context = _reconcile_page(request, dossier, definition, found)
    context |= {"form": form, "outcomes": outcomes}
    return render(request, "registers/reconcile.html", context, status=400 if form.errors else 200)


def _lines_chosen(request: HttpRequest, found: Register | None) -> list[str]:
    if "all" not in request.POST or found is None:
        return request.POST.getlist("rows")
    difference, unsettled = _wanted(QueryDict(request.POST.get("found", "")).get("show", "open"))
    lines = reconciling.lines_of(found, difference=difference, unsettled=unsettled, limit=20_000)
    return [line.shown for line in lines if not line.settled]


def _wanted(said: str) -> tuple[str | None, bool]:
    if said in set(Difference):
        return said, False
    return None, said != "all"


def _reconcile_page(request: HttpRequest, dossier: Dossier, kind: Kind, found: Register | None) -> dict[str, Any]:
    counts = reconciling.counts_of(dossier, [kind]).get(kind.code, reconciling.Counts())
    said = request.GET.get("show") or ("open" if counts.unsettled else "all")
    said = said if said in SHOWN else "open"
    difference, unsettled = _wanted(said)
    numbers = {one.value: counts.found.get(one, 0) for one in Difference}
    numbers |= {"open": counts.unsettled, "all": counts.total}
    total = numbers[said]
    pages = Paginator(range(total), PER_PAGE)
    page: Page[int] = pages.get_page(request.GET.get("page"))
    lines = (
        reconciling.lines_of(
            found, difference=difference, unsettled=unsettled, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE
        )
        if found
        else []
    )
    sides = sides_of(dossier, kind)
    return {
        "dossier": dossier,
        "kind": kind,
        "counts": counts,
        "said": said,
        "tabs": [(name, title, numbers[name]) for name, title in SHOWN.items()],
        "lines": [_line(kind, line) for line in lines],
        "page": page,
        "query": urlencode({"show": said}),
        "total": total,
        "giver": sides.giver[0],
        "receiver": sides.receiver[0],
    }


def _line(kind: Kind, line: reconciling.Line) -> dict[str, Any]:
    giver, receiver = line.giver, line.receiver
    return {
        "line": line,
        "name": label(kind, line.row.values),
        "more": [
            (column.title, shown)
            for column in kind.columns
            if column.shown
            and column.key not in (*kind.key, kind.name)
            and (shown := show(column, line.row.values.get(column.key)))
        ][:5],
        "columns": [
            {
                "title": column.title,
                "giver": show(column, giver.values.get(column.key)) or "—",
                "receiver": show(column, receiver.values.get(column.key)) or "—",
            }
            for column in line.columns
            if giver and receiver
        ],
        "outcome": actions.OUTCOMES[Outcome(line.settlement.outcome)] if line.settlement else None,
    }
