"""The books of support: their lines on a page, one line, evidence, and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.registers.forms import RowForm
from reorg.registers.sheets.writing import CONTENT_TYPE
from reorg.registers.values import show, show_number
from reorg.support import actions, importing, reading, sheets
from reorg.support.books import LETTER, Book, Scope
from reorg.support.forms import LinesForm, ProofForm, ReasonForm
from reorg.support.models import Line, Pair
from reorg.support.roster import Roster, roster_of
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views.documents import attachment
from workflows.actions import note_access
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.files import hash_of
from workflows.models import Dossier
from workflows.text import Text

PER_PAGE = 50
SUMMARY = Text("Tổng hợp hỗ trợ nhiều năm", "Support over the years")


def parties_of(dossier: Dossier) -> dict[str, int]:
    return dict(dossier.parties.values_list("key", "organisation_id"))


def table_of(book: Book, lines: Sequence[Line]) -> dict[str, Any]:
    """Lines of one book as cells in the reader's form, with their sums."""
    columns = [column for column in book.kind.columns if column.shown]
    today = timezone.localdate()
    sums = [
        (column.title, show_number(sum(Decimal(line.values.get(column.key) or 0) for line in lines)))
        for column in book.kind.summed
    ]
    return {
        "kind": book.kind,
        "proof": book.proof,
        "judges": book.judge is not None,
        "columns": columns,
        "rows": [
            {
                "line": line,
                "cells": [(column, show(column, line.values.get(column.key))) for column in columns],
                "judged": book.judge(line.values, today) if book.judge else None,
            }
            for line in lines
        ],
        "sums": sums if lines else [],
    }


@require_safe
def book(request: HttpRequest, code: str, book: str) -> HttpResponse:
    """All lines of one book, of all pairs or units."""
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    lines = reading.lines_of(dossier, definition)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    roster = roster_of(dossier)
    table = table_of(definition, list(page.object_list))
    for row in table["rows"]:
        row["owner"] = owner_of(row["line"], roster)
    context = {
        "dossier": dossier,
        "table": table,
        "page": page,
        "scope": definition.scope.value,
        "leads": actions.may_write(dossier, offices_today(request), {}, ()),
        "letters": reading.letters_of(dossier) if definition is LETTER else [],
        "imported": definition.scope is not Scope.DOSSIER,
    }
    return render(request, "support/book.html", context)


def owner_of(line: Line, roster: Roster) -> str:
    if line.pair:
        return str(line.pair)
    unit = roster.unit(line.unit)
    return unit.name if unit else line.unit


def line_new(request: HttpRequest, code: str, book: str) -> HttpResponseBase:
    """One more line of the pair or the unit named in the address."""
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    pair, unit = _owner(request, dossier, definition)
    _must_write(request, dossier, pair.codes if pair else (unit,))
    number = reading.next_number(dossier, definition, pair=pair, unit=unit)
    form = RowForm(request.POST or None, kind=definition.kind, values={"no": number})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            values = form.cleaned_data["values"]
            line = actions.add_line(dossier, definition, values, pair=pair, unit=unit, actor=request.user)
            messages.success(request, _("The line is written."))
            return redirect(back_of(line))
    return _line_page(request, dossier, definition, form, pair=pair, unit=unit)


def _owner(request: HttpRequest, dossier: Dossier, book: Book) -> tuple[Pair | None, str]:
    if book.scope is Scope.PAIR:
        wanted = request.GET.get("pair", "")
        return reading.pair_for(request.user, dossier.code, int(wanted) if wanted.isdecimal() else 0), ""
    unit = request.GET.get("unit", "")
    if book.scope is not Scope.DOSSIER and roster_of(dossier).unit(unit) is None:
        raise NotFound(_("This unit is in none of the dossier's registers."))
    return None, unit if book.scope is not Scope.DOSSIER else ""


def _must_write(request: HttpRequest, dossier: Dossier, codes: tuple[str, ...]) -> None:
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; what was written down stays as it is."))
    if not actions.may_write(dossier, offices_today(request), parties_of(dossier), codes):
        raise NotYou(_("Only officers of the units concerned and of the lead may do that."))


def back_of(line: Line) -> str:
    """The page on which the line stands."""
    if line.pair:
        return f"{reverse('support_pair', args=[line.dossier.code, line.pair.pk])}#{line.book}"
    if line.unit:
        return f"{reverse('support_unit', args=[line.dossier.code, line.unit])}#{line.book}"
    return reverse("support_book", args=[line.dossier.code, line.book])


def line(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """One line: changed, removed with the reason, or given its evidence; each by its own form."""
    one = reading.line_for(request.user, code, pk)
    definition = reading.book_for(one.dossier, one.book)
    codes = one.pair.codes if one.pair else (one.unit,)
    _must_write(request, one.dossier, codes)
    if one.removed:
        raise NotNow(_("This line was removed meanwhile."))
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = RowForm(
        request.POST if act == "change" else None, kind=definition.kind, values=one.values, version=one.version
    )
    removing = ReasonForm(request.POST if act == "remove" else None, prefix="remove")
    proving = ProofForm(request.POST if act == "proof" else None, request.FILES if act == "proof" else None)
    refused = ""
    try:
        if act == "change" and form.is_valid():
            with telling(form):
                said = form.cleaned_data
                actions.change_line(one, said["values"], version=said["version"], actor=request.user)
                return _done(request, one, _("The line is written."))
        elif act == "remove" and removing.is_valid():
            with telling(removing):
                actions.remove_line(one, reason=removing.cleaned_data["reason"], actor=request.user)
                return _done(request, one, _("The line is removed."))
        elif act == "proof" and proving.is_valid():
            with telling(proving):
                actions.add_proof(one, file=proving.cleaned_data["file"], actor=request.user)
                messages.success(request, _("The file is attached."))
                return redirect("support_line", code, pk)
    except ContentChanged as changed:
        refused = changed.message
        now = reading.line_for(request.user, code, pk)
        again = request.POST.copy()
        again["version"] = str(now.version)
        form = RowForm(again, kind=definition.kind, values=now.values)
    return _line_page(
        request, one.dossier, definition, form, line=one, removing=removing, proving=proving, refused=refused
    )


def _done(request: HttpRequest, line: Line, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(back_of(line))


def _line_page(request: HttpRequest, dossier: Dossier, book: Book, form: RowForm, **more: Any) -> HttpResponse:
    line, pair, unit = more.get("line"), more.get("pair"), more.get("unit", "")
    there = line or Line(dossier=dossier, book=book.code, pair=pair, unit=unit)
    wrong = any(one is not None and one.errors for one in (form, more.get("removing"), more.get("proving")))
    context = {
        "dossier": dossier,
        "kind": book.kind,
        "proof": book.proof,
        "form": form,
        "owner": owner_of(there, roster_of(dossier)) if pair or there.pair or there.unit else dossier.code,
        "back": back_of(there),
        "proofs": line.proofs.select_related("added_by") if line else [],
        **more,
    }
    status = 409 if more.get("refused") else 400 if wrong else 200
    return render(request, "support/line.html", context, status=status)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of evidence, as it was handed in."""
    _dossier, found = reading.proof_for(request.user, pk)
    return attachment(found.file.open("rb"), found.name, found.content_type)


# Spreadsheets


@require_safe
def book_template(request: HttpRequest, code: str, book: str) -> HttpResponseBase:
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    return _sent(sheets.template_of(definition), f"{definition.code}.xlsx")


@require_safe
def book_export(request: HttpRequest, code: str, book: str) -> HttpResponseBase:
    """All lines as a sheet. Taking them out is written down."""
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    content = sheets.export_of(definition, reading.lines_of(dossier, definition))
    _noted(request, dossier, definition.kind.title, definition.code, content)
    return _sent(content, f"{code}-{definition.code}.xlsx")


@require_safe
def summary_export(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.support_dossier_for(request.user, code)
    content = sheets.summary_sheet(reading.summary_of(dossier))
    _noted(request, dossier, SUMMARY, "summary", content)
    return _sent(content, f"{code}-summary.xlsx")


def _noted(request: HttpRequest, dossier: Dossier, what: Text, code: str, content: bytes) -> None:
    sha256 = hash_of(ContentFile(content))
    note_access(dossier, "support.exported", actor=request.user, what=what, code=code, sha256=sha256)


def _sent(content: bytes, name: str) -> HttpResponseBase:
    return attachment(BytesIO(content), name, CONTENT_TYPE)


def book_import(request: HttpRequest, code: str, book: str) -> HttpResponseBase:
    """Hand in a sheet of lines of many pairs or units. What it would change is shown next; nothing changes yet."""
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; what was written down stays as it is."))
    if not actions.may_write(dossier, offices_today(request), {}, ()):
        raise NotYou(_("That is for the officers of %(lead)s.") % {"lead": dossier.lead})
    form = LinesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            sheet = importing.hand_in(dossier, definition, form.cleaned_data["file"], actor=request.user)
            return redirect("support_book_sheet", code, book, sheet.token)
    context = {"dossier": dossier, "kind": definition.kind, "form": form}
    return render(request, "support/import.html", context, status=400 if form.errors else 200)


def book_sheet(request: HttpRequest, code: str, book: str, token: str) -> HttpResponseBase:
    """What a sheet would change, or what is wrong with it; and the word that takes it over."""
    dossier = reading.support_dossier_for(request.user, code)
    definition = reading.book_for(dossier, book)
    sheet = importing.sheet_of(request.user, dossier, definition, token)
    refused = ""
    if request.method == "POST":
        if "cancel" in request.POST:
            importing.throw_away(sheet)
            messages.info(request, _("The sheet was thrown away; nothing has changed."))
            return redirect("support_book", code, book)
        try:
            importing.confirm(sheet, actor=request.user)
            return redirect("support_book_sheet", code, book, token)
        except ContentChanged as changed:
            importing.look_again(sheet)
            refused = changed.message
    context = {
        "dossier": dossier,
        "kind": definition.kind,
        "sheet": sheet,
        "problems": [one | {"reason": importing.problem_told(one)} for one in sheet.problems],
        "changed": importing.told_changes(sheet, "changed"),
        "added": importing.told_changes(sheet, "added"),
        "refused": refused,
    }
    return render(request, "support/sheet.html", context, status=409 if refused else 200)
