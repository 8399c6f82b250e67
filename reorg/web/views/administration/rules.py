"""Document sets, criteria and retention periods in versions: in force, drafted, put in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.administration.rights import scope_of, system_scope_of
from reorg.criteria.regimes import regimes
from reorg.registers.forms import RowForm
from reorg.registers.values import key_of
from reorg.rulebooks import drafting
from reorg.rulebooks.book import Book, Line
from reorg.rulebooks.books import KINDS, book_of
from reorg.rulebooks.criteria import CriteriaBook
from reorg.rulebooks.models import RuleDraft
from reorg.web.forms.administration import InForceForm, ReasonForm, SheetForm
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.previewed import previewed
from reorg.web.views.administration.people import spreadsheet
from workflows.errors import ContentChanged, NotFound


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All books by kind: the version in force of each, and whether a draft is under way."""
    scope_of(request.user)
    drafts = set(RuleDraft.objects.filter(state=RuleDraft.State.DRAFT).values_list("kind", "code"))
    groups = [
        {
            "title": title,
            "symbol": symbol,
            "rows": [
                {"book": book, "version": book.shown, "draft": (book.kind, book.code) in drafts} for book in of_kind()
            ],
        }
        for title, symbol, of_kind in KINDS.values()
    ]
    return render(request, "administration/rules.html", {"groups": groups})


@require_safe
def book(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One version of a book, with all its versions beside it and what changed since the one before."""
    scope = scope_of(request.user)
    found = book_of(kind, code)
    every = found.versions()
    wanted = request.GET.get("from", "")
    shown = next((one for one in every if one.since.isoformat() == wanted), None) if wanted else found.shown
    if shown is None:
        raise NotFound(_("There is no such version of these rules."))
    before = next((one for one in every if one.since < shown.since), None)
    context = {
        "book": found,
        "versions": every,
        "shown": shown,
        "rows": _cells(found, shown.lines),
        "differences": found.differences(before.lines, shown.lines) if before else [],
        "labels": _labels(found),
        "draft": drafting.draft_of(found),
        "settled": drafting.settled(found),
        "may_draft": scope.everything and not found.ended,
        "beside": regimes()[found.regime.code] if isinstance(found, CriteriaBook) else None,
        "measures": {"area": _("area"), "population": _("population")},
    }
    return render(request, "administration/rulebook.html", context)


def _cells(found: Book, lines: Iterable[Line], kinds: dict[str, str] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "n": line.get(drafting.NUMBER),
            "label": found.label(line),
            "kind": (kinds or {}).get(key_of(found.sheet, line), ""),
            "cells": [
                (column, shown)
                for column in found.sheet.columns
                if column.key not in found.sheet.key and (shown := found.cell(column, line))
            ],
        }
        for line in lines
    ]


def _labels(found: Book) -> dict[str, str]:
    return {column.key: str(column.title) for column in found.sheet.columns}


@require_safe
def book_export(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    scope_of(request.user)
    found = book_of(kind, code)
    wanted = request.GET.get("from", "")
    if wanted == "draft":
        system_scope_of(request.user)
        lines: Iterable[Line] = drafting.must_draft(found).lines
    else:
        version = next((one for one in found.versions() if one.since.isoformat() == wanted), found.shown)
        lines = version.lines if version else ()
    return spreadsheet(drafting.sheet(found, lines), f"{kind}-{code}.xlsx")


@require_POST
def draft_begin(request: HttpRequest, kind: str, code: str) -> HttpResponseBase:
    drafting.begin(system_scope_of(request.user), book_of(kind, code))
    return redirect("admin_rule_draft", kind, code)


def draft(request: HttpRequest, kind: str, code: str) -> HttpResponseBase:
    """The draft: its lines, what differs, a spreadsheet in and out."""
    scope = system_scope_of(request.user)
    found = book_of(kind, code)
    now = drafting.must_draft(found)
    form, problems, status = SheetForm(request.POST or None, request.FILES or None), [], 200
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                problems = drafting.replace_from_sheet(
                    scope, found, now, form.cleaned_data["file"], version=_number(request.POST.get("version"))
                )
                if not problems:
                    messages.success(request, _("The draft now holds the lines of the sheet."))
                    return redirect("admin_rule_draft", kind, code)
        except ContentChanged as changed:
            form.add_error(None, changed.message)
            now, status = drafting.must_draft(found), 409
    differences = found.differences(drafting.in_force(found), [found.plain(line) for line in now.lines])
    kinds = {one.key: one.kind for one in differences}
    context = {
        "book": found,
        "draft": now,
        "rows": _cells(found, now.lines, kinds),
        "differences": differences,
        "labels": _labels(found),
        "form": form,
        "problems": problems,
    }
    if status == 200 and (form.errors or problems):
        status = 400
    return render(request, "administration/rule_draft.html", context, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def line(request: HttpRequest, kind: str, code: str, number: int = 0) -> HttpResponseBase:
    """One line of the draft, new or changed."""
    scope = system_scope_of(request.user)
    found = book_of(kind, code)
    now = drafting.must_draft(found)
    old = next((one for one in now.lines if one[drafting.NUMBER] == number), None)
    if number and old is None:
        raise NotFound(_("This line is no longer in the draft."))
    back, status = reverse("admin_rule_draft", args=[kind, code]), 200
    form = RowForm(request.POST or None, kind=found.sheet, values=old or {"confidence": "H"}, version=now.version)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with telling(form):
                drafting.set_line(scope, found, now, said["values"], number=number, version=said["version"])
                return redirect(back)
        except ContentChanged as changed:
            version = drafting.must_draft(found).version
            form = RowForm(as_typed(request.POST, version=str(version)), kind=found.sheet, values=old, version=version)
            form.is_valid()
            form.add_error(None, changed.message)
            status = 409
    if form.errors and status == 200:
        status = 400
    context = {
        "form": form,
        "title": found.label(old) if old else _("New line"),
        "subtitle": _title(found),
        "button": _("Keep in the draft"),
        "back": back,
        "crumbs": _crumbs(found, draft=True),
    }
    return render(request, "administration/act.html", context, status=status)


@require_POST
def line_drop(request: HttpRequest, kind: str, code: str, number: int) -> HttpResponseBase:
    scope = system_scope_of(request.user)
    found = book_of(kind, code)
    now = drafting.must_draft(found)
    drafting.drop_line(scope, found, now, number, version=_number(request.POST.get("version")))
    messages.success(request, _("The line is out of the draft."))
    return redirect("admin_rule_draft", kind, code)


def put_in_force(request: HttpRequest, kind: str, code: str) -> HttpResponseBase:
    scope = system_scope_of(request.user)
    found = book_of(kind, code)
    now = drafting.must_draft(found)
    return previewed(
        request,
        InForceForm(request.POST or None),
        look=lambda said: drafting.if_in_force(found, now, said["valid_from"]),
        act=lambda said: drafting.put_in_force(scope, found, now, version=now.version, **said),
        back=reverse("admin_rule_draft", args=[kind, code]),
        then=lambda done: f"{reverse('admin_rule', args=[kind, code])}?from={done.valid_from.isoformat()}",
        said=lambda _done: _("The new version is in force from the day written below."),
        title=_("Put in force"),
        subtitle=_title(found),
        button=_("Put in force"),
        crumbs=_crumbs(found, draft=True),
        note=_("What is in force until then stays on record; what was opened under it keeps it."),
    )


def withdraw(request: HttpRequest, kind: str, code: str) -> HttpResponseBase:
    scope = system_scope_of(request.user)
    found = book_of(kind, code)
    now = drafting.must_draft(found)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: drafting.withdraw(scope, found, now, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=reverse("admin_rule_draft", args=[kind, code]),
        then=lambda _done: reverse("admin_rule", args=[kind, code]),
        said=lambda _done: _("The draft is withdrawn; it stays on record."),
        title=_("Withdraw the draft"),
        subtitle=_title(found),
        button=_("Withdraw it"),
        crumbs=_crumbs(found, draft=True),
    )


def _title(found: Book) -> str:
    return capfirst(str(found.title))


def _crumbs(found: Book, *, draft: bool = False) -> tuple[tuple[str, str], ...]:
    way = (
        (_("Rules in force"), reverse("admin_rules")),
        (_title(found), reverse("admin_rule", args=[found.kind, found.code])),
    )
    return (*way, (_("Draft"), reverse("admin_rule_draft", args=[found.kind, found.code]))) if draft else way
