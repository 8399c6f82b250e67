"""Registers as spreadsheets: the template, the export, and handing a sheet in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.registers import importing, listing
from reorg.registers.definition import Kind, Side
from reorg.registers.erasing import REMOVED
from reorg.registers.forms import SheetForm
from reorg.registers.models import Import
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.sheets.writing import CONTENT_TYPE, export, template
from reorg.registers.sides import SIDE_TITLES, sides_of
from reorg.registers.values import show
from reorg.web.forms.shared import telling
from reorg.web.views.documents import attachment
from reorg.web.views.registers import label, mine, side_in
from workflows.actions import note_access
from workflows.errors import ContentChanged, NotYou
from workflows.files import hash_of
from workflows.models import Dossier


@require_safe
def template_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    _dossier, definition, _found = listing.register_for(request.user, code, kind)
    return _sent(template(definition), f"{definition.code}.xlsx")


@require_safe
def export_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The rows that are found now, as a sheet. Taking them out is written down."""
    dossier, definition, found = listing.register_for(request.user, code, kind)
    side = side_in(request.GET, definition)
    rows = listing.found(listing.listed(found, side), definition, request.GET.dict())
    rows = listing.ordered(rows, definition, request.GET.get("sort", ""))
    gone = {c.key: REMOVED for c in definition.personal if c.key == definition.name}
    content = export(definition, [row.values | gone if row.removal_id else row.values for row in rows])
    note_access(
        dossier,
        "register.exported",
        actor=request.user,
        register=definition.title,
        kind=definition.code,
        side=SIDE_TITLES[side],
        count=rows.count(),
        sha256=hash_of(ContentFile(content)),
    )
    return _sent(content, f"{dossier.code}-{definition.code}-{side.value}.xlsx")


def _sent(content: bytes, name: str) -> HttpResponseBase:
    return attachment(BytesIO(content), name, CONTENT_TYPE)


def sheet_new(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Hand in a sheet. What it would change is shown next; nothing changes yet."""
    dossier, definition, _found = listing.register_for(request.user, code, kind)
    sides = sides_of(dossier, definition)
    own = mine(request, sides, definition)
    if not own:
        raise NotYou(
            _("This register is listed by %(organisation)s; only its officers may do that.")
            % {"organisation": sides.of(definition.sides[0])[0]}
        )
    form = SheetForm(request.POST or None, request.FILES or None, sides=own)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            said = form.cleaned_data
            sheet = importing.hand_in(dossier, definition, Side(said["side"]), said["file"], actor=request.user)
            return redirect("register_sheet", code, kind, sheet.token)
    return render(
        request,
        "registers/sheet_new.html",
        {
            "dossier": dossier,
            "kind": definition,
            "form": form,
            "one_side": SIDE_TITLES[own[0]] if len(own) == 1 else None,
            "organisation": sides.of(own[0])[0],
            "last": Import.objects.filter(dossier=dossier, kind=kind, asked_by=request.user.pk)
            .exclude(state__in=(Import.State.CANCELLED,))
            .defer("parsed", "changes", "problems")[:5],
        },
        status=400 if form.errors else 200,
    )


def sheet(request: HttpRequest, code: str, kind: str, token: str) -> HttpResponseBase:
    """What a sheet would change, how far it is, what is wrong with it; and the word that takes it over."""
    dossier, definition, _found = listing.register_for(request.user, code, kind)
    handed = importing.sheet_of(request.user, dossier, definition, token)
    if request.method == "POST":
        if "cancel" in request.POST:
            importing.cancel(handed, actor=request.user)
            messages.info(request, _("The sheet was thrown away; nothing has changed."))
            return redirect("register", code, kind)
        try:
            handed = importing.confirmed(handed, actor=request.user)
        except ContentChanged as changed:
            handed.refresh_from_db()
            return _sheet_page(request, dossier, definition, handed, refused=changed.message, status=409)
        return redirect("register_sheet", code, kind, token)
    return _sheet_page(request, dossier, definition, handed)


def _sheet_page(
    request: HttpRequest, dossier: Dossier, kind: Kind, handed: Import, *, refused: str = "", status: int = 200
) -> HttpResponse:
    def cell(name: str, value: Any) -> str:
        return show(kind.by_key[name], value) or "—"

    places = {name: place for place, name in enumerate(kind.by_key)}
    changes = [
        {
            "row": one["row"],
            "name": label(kind, one["values"]),
            "what": one["what"],
            "columns": [
                {
                    "title": kind.by_key[name].title,
                    "before": cell(name, one["before"][name]),
                    "after": cell(name, after),
                }
                for name, after in sorted(one.get("after", {}).items(), key=lambda item: places[item[0]])
            ],
        }
        for one in handed.changes
    ]
    problems = [{**one, "reason": problem_in_words(one)} for one in handed.problems]
    return render(
        request,
        "registers/sheet.html",
        {
            "dossier": dossier,
            "kind": kind,
            "sheet": handed,
            "side_title": SIDE_TITLES[Side(handed.side)],
            "changed": [one for one in changes if one["what"] == "changed"],
            "added": [one for one in changes if one["what"] == "added"],
            "problems": [one for one in problems if one["cell"]],
            "troubles": [one for one in problems if not one["cell"]],
            "under_way": handed.state in Import.UNDER_WAY,
            "refused": refused or handed.why,
        },
        status=status,
    )
