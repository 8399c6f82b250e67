"""Registers of a dossier: the overview, one register, its rows, and what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.registers import actions, listing, reconciling, working
from reorg.registers.definition import Column, Kind, Side, Type
from reorg.registers.forms import BulkForm, RowForm
from reorg.registers.kinds import kinds_of_lists, lists_of
from reorg.registers.models import Register, Row
from reorg.registers.sides import EDITORS, SIDE_TITLES, Sides, holds, sides_of
from reorg.registers.values import show, show_number
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from workflows import reading
from workflows.actions.erasing import HEADS
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier

PER_PAGE = 50
RESULTS = 200  # rows of a bulk act told one by one


@require_safe
def registers(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    kinds = kinds_of_lists(lists_of(dossier.flow))
    counts = reconciling.counts_of(dossier, kinds)
    summaries = {one.kind.code: one for one in listing.summaries(dossier, kinds)}
    lists = [(one.title, one.code) for one in dossier.checklists.order_by("order")]
    beside = [(_("Registers of this procedure"), code) for code in getattr(dossier.flow, "registers", ())]
    groups = []
    for title, of in [*lists, *beside]:
        rows = [
            {
                "summary": summaries[kind.code],
                "counts": counts.get(kind.code),
                "sides": [(SIDE_TITLES[side], summaries[kind.code].rows.get(side, 0)) for side in kind.sides],
                "sums": [(column.title, show_number(total)) for column, total in summaries[kind.code].shown_sums],
            }
            for kind in kinds
            if of == kind.lists[0]
        ]
        if rows:
            groups.append((title, rows))
    unsettled = [
        (summaries[kind_code].kind, counts[kind_code])
        for kind_code in summaries
        if kind_code in counts and counts[kind_code].unsettled
    ]
    return render(request, "registers/registers.html", {"dossier": dossier, "groups": groups, "unsettled": unsettled})


# One register


@require_safe
def register(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    dossier, definition, found = listing.register_for(request.user, code, kind)
    return render(request, "registers/register.html", _register_page(request, dossier, definition, found))


def _register_page(request: HttpRequest, dossier: Dossier, kind: Kind, found: Register | None) -> dict[str, Any]:
    sides = sides_of(dossier, kind)
    side = side_in(request.GET, kind)
    all_rows = listing.listed(found, side)
    rows = listing.ordered(listing.found(all_rows, kind, request.GET.dict()), kind, request.GET.get("sort", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    said = {name: str(value) for name, value in request.GET.items() if value and name != "page"}
    acts = _bulk_acts(request, dossier, kind, sides, side)
    return {
        "dossier": dossier,
        "kind": kind,
        "register": found,
        "side": side,
        "side_title": SIDE_TITLES[side],
        "organisation": sides.of(side)[0],
        "tabs": [(one.value, SIDE_TITLES[one], sides.of(one)[0]) for one in kind.sides],
        "page": page,
        "rows": _shown(found, kind, list(page.object_list)),
        "columns": _headers(kind, said),
        "sums": [(kind.by_key[name].title, show_number(total)) for name, total in listing.totals(rows, kind).items()],
        "watches": listing.watch_counts(all_rows, kind),
        "findings": listing.findings(all_rows, kind),
        "counts": reconciling.counts_of(dossier, [kind]).get(kind.code),
        "choices": _filters(kind, said),
        "watched": kind.watch(said.get("watch", "")),
        "query": urlencode(said),
        "narrowed": bool(said.keys() - {"side", "sort"}),
        "said": said,
        "may_edit": _may_edit(request, dossier, sides, side),
        "may_import": dossier.is_open and bool(mine(request, sides, kind)),
        "bulk": BulkForm(kind=kind, acts=acts) if acts else None,
        "may_erase": bool(kind.personal and found and not dossier.is_held and heads(request, dossier, sides, kind)),
    }


def side_in(said: QueryDict, kind: Kind) -> Side:
    wanted = said.get("side", "")
    return next((side for side in kind.sides if side.value == wanted), kind.sides[0])


def mine(request: HttpRequest, sides: Sides, kind: Kind) -> list[Side]:
    """The sides the reader lists."""
    return [side for side in kind.sides if holds(offices_today(request), sides.ids(side), EDITORS)]


def heads(request: HttpRequest, dossier: Dossier, sides: Sides, kind: Kind) -> bool:
    """Whether the reader heads a body that lists here, or the lead."""
    bodies = {dossier.lead_id}.union(*(sides.ids(side) for side in kind.sides))
    return holds(offices_today(request), bodies, HEADS)


def _may_edit(request: HttpRequest, dossier: Dossier, sides: Sides, side: Side) -> bool:
    return dossier.is_open and holds(offices_today(request), sides.ids(side), EDITORS)


def _bulk_acts(request: HttpRequest, dossier: Dossier, kind: Kind, sides: Sides, side: Side) -> list[tuple[str, str]]:
    acts = []
    if side is Side.GIVER and kind.reconciled and _may_edit(request, dossier, sides, Side.RECEIVER):
        acts.append(("confirm", _("confirm them as received, as listed")))
    if _may_edit(request, dossier, sides, side):
        acts += [("set", _("write a value into a column")), ("remove", _("take them off the list"))]
    return acts


def _headers(kind: Kind, said: dict[str, str]) -> list[dict[str, Any]]:
    """The shown columns with the address that sorts by them, downwards at the second click."""
    now = said.get("sort", "")
    heads = []
    for column in kind.columns:
        if not column.shown:
            continue
        down = now == column.key
        heads.append(
            {
                "column": column,
                "query": urlencode(said | {"sort": f"-{column.key}" if down else column.key}),
                "sorted": "ascending" if down else "descending" if now == f"-{column.key}" else "none",
            }
        )
    return heads


def _filters(kind: Kind, said: dict[str, str]) -> list[dict[str, Any]]:
    columns = [column for column in kind.columns if column.type is Type.CHOICE and column.shown][:3]
    return [{"column": column, "value": said.get(column.key, "")} for column in columns]


def _shown(found: Register | None, kind: Kind, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows as cells in the reader's form, and how the other side has them."""
    rows = list(rows)
    beside = listing.beside(found, rows) if found else {}
    columns = [column for column in kind.columns if column.shown]
    return [
        {
            "row": row,
            "name": label(kind, row.values),
            "cells": [(column, shown_in(row, column)) for column in columns],
            "beside": beside.get(row.key),
            "beside_title": reconciling.TITLES.get(beside[row.key]) if row.key in beside else "",
        }
        for row in rows
    ]


def shown_in(row: Row, column: Column) -> str:
    """A cell as the reader writes it; where law removed what stood there, that it did."""
    return _("removed") if row.removal_id and column.personal else show(column, row.values.get(column.key))


def row(request: HttpRequest, code: str, kind: str, pk: int | None = None) -> HttpResponseBase:
    """Add a row, or change one: in its place in the table, or on a page of its own."""
    dossier, definition, found = listing.register_for(request.user, code, kind)
    old = listing.row_for(request.user, code, kind, pk) if pk else None
    side = Side(old.side) if old else side_in(request.POST if request.method == "POST" else request.GET, definition)
    _must_list(request, dossier, definition, side)
    if old and request.method == "GET" and "shown" in request.GET:
        return _row_again(request, dossier, definition, found, old)
    form = RowForm(
        request.POST if request.method == "POST" else None,
        kind=definition,
        values=old.values if old else None,
        version=old.version if old else 0,
        without=definition.personal if old and old.removal_id else (),
    )
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                said = form.cleaned_data
                if old:
                    saved = actions.change_row(old, said["values"], version=said["version"], actor=request.user)
                else:
                    saved = actions.add_row(dossier, definition, side, said["values"], actor=request.user)
                if getattr(request, "htmx", False) and old:
                    return _row_again(request, dossier, definition, found, saved, now=True)
                messages.success(request, _("The row is saved."))
                return redirect(f"{address('register', dossier, definition)}?side={side.value}")
        except ContentChanged as changed:
            refused = changed.message
            now = listing.row_for(request.user, code, kind, pk or 0)
            form = RowForm(
                request.POST.copy() | {"version": str(now.version)},
                kind=definition,
                values=now.values,
                without=definition.personal if now.removal_id else (),
            )
    context = {
        "dossier": dossier,
        "kind": definition,
        "row": old,
        "name": label(definition, old.values) if old else "",
        "side": side,
        "side_title": SIDE_TITLES[side],
        "form": form,
        "refused": refused,
        "span": sum(column.shown for column in definition.columns) + 3,
    }
    if getattr(request, "htmx", False) and old:
        return render(request, "registers/_row_form.html", context)  # complaints are shown in the row's place
    status = 409 if refused else 400 if request.method == "POST" else 200
    return render(request, "registers/row.html", context, status=status)


def _must_list(request: HttpRequest, dossier: Dossier, kind: Kind, side: Side) -> None:
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; its registers stay as they are."))
    sides = sides_of(dossier, kind)
    if not _may_edit(request, dossier, sides, side):
        raise NotYou(
            _("This side is listed by %(organisation)s; only its officers may do that.")
            % {"organisation": sides.of(side)[0]}
        )


def _row_again(
    request: HttpRequest, dossier: Dossier, kind: Kind, found: Register | None, row: Row, *, now: bool = False
) -> HttpResponse:
    shown = _shown(found, kind, [row])[0]
    sides = sides_of(dossier, kind)
    acts = _bulk_acts(request, dossier, kind, sides, Side(row.side))
    context = {"dossier": dossier, "kind": kind, "shown": shown, "may_edit": True, "saved": now, "bulk": acts}
    return render(request, "registers/_row.html", context)


@require_POST
def bulk(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """One act over the chosen rows, or over all that were found, with what became of each."""
    dossier, definition, found = listing.register_for(request.user, code, kind)
    sides = sides_of(dossier, definition)
    said = QueryDict(request.POST.get("found", ""))
    side = side_in(said, definition)
    form = BulkForm(request.POST, kind=definition, acts=_bulk_acts(request, dossier, definition, sides, side))
    if not form.is_valid():
        raise NotYou(_("That is not for you to do with this side's rows."))
    rows = _chosen(request, listing.found(listing.listed(found, side), definition, said.dict()))
    match form.cleaned_data["act"]:
        case "confirm":
            results = actions.confirm_rows(rows, actor=request.user)
        case "remove":
            results = actions.remove_rows(rows, reason=form.cleaned_data["reason"], actor=request.user)
        case _:
            column = definition.by_key.get(form.cleaned_data["column"])
            if column is None:
                raise NotFound(_("Choose the column to write into."))
            results = actions.set_column(rows, column, form.cleaned_data["value"], actor=request.user)
    back = f"{address('register', dossier, definition)}?{request.POST.get('found', '')}"
    return told(request, dossier, definition, results, back)


def _chosen(request: HttpRequest, rows: QuerySet[Row]) -> list[Row]:
    rows = rows.select_related("register")
    if "all" in request.POST:
        return list(rows)
    return list(rows.filter(pk__in=[pk for pk in request.POST.getlist("rows") if pk.isdecimal()]))


def told(
    request: HttpRequest, dossier: Dossier, kind: Kind, results: Sequence[actions.Result], back: str
) -> HttpResponse:
    """What became of each row, those that were not done first."""
    ordered = sorted(results, key=lambda result: result.done)
    context = {
        "dossier": dossier,
        "kind": kind,
        "results": ordered[:RESULTS],
        "done": sum(result.done for result in results),
        "total": len(results),
        "left_out": max(len(results) - RESULTS, 0),
        "back": back,
    }
    return render(request, "registers/results.html", context)


def label(kind: Kind, values: Mapping[str, Any]) -> str:
    """What a row is called: its key and its name."""
    names = [*kind.key, *([kind.name] if kind.name not in kind.key else [])]
    return " · ".join(str(values[name]) for name in names if values.get(name))


def address(name: str, dossier: Dossier, kind: Kind, *more: Any) -> str:
    return reverse(name, args=[dossier.code, kind.code, *more])


# What is computed


def computed(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Benefits, the allocation of places, the cost of transport: always with the working."""
    dossier, definition, _found = listing.register_for(request.user, code, kind)
    if not definition.working:
        raise NotFound(_("Nothing is computed from this register."))
    if request.method == "POST":
        if definition.working != "allocation":
            raise NotFound(_("There is nothing to decide here."))
        results = working.decide_allocation(dossier, shown=request.POST.get("shown", ""), actor=request.user)
        return told(request, dossier, definition, results, address("register_working", dossier, definition))
    context = {"dossier": dossier, "kind": definition}
    match definition.working:
        case "benefits":
            return render(
                request,
                "registers/benefits.html",
                context | working.benefits_page(dossier, request.GET.get("page")),
            )
        case "allocation":
            sides = sides_of(dossier, definition)
            may = dossier.is_open and holds(offices_today(request), sides.ids(Side.RECEIVER), working.ALLOCATORS)
            return render(
                request, "registers/allocation.html", context | working.allocation_page(dossier) | {"may": may}
            )
    return render(request, "registers/options.html", context | working.options_page(dossier))
