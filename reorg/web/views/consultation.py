"""Consultation of voters or households: results by place for everybody, sheets for whoever runs the round."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.arrangement import consulting
from reorg.arrangement.consulting import PlaceResult, RoundResult
from reorg.registers.definition import Kind
from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.writing import CONTENT_TYPE, template
from reorg.registers.values import show
from reorg.units.text import number
from reorg.web.pages.units import plans_units
from reorg.web.templatetags.web import _english
from reorg.web.views.documents import attachment
from workflows import reading
from workflows.errors import BadInput, NotFound, NotNow
from workflows.flow import OpinionRound
from workflows.models import Assignment

SALT = "consultation-sheet"
FRESH = 24 * 3600  # seconds for which a checked sheet may be confirmed
SHOWN = 100  # rows of a checked sheet shown


@require_safe
def consultation(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    if not plans_units(dossier):
        raise NotFound(_("The procedure of this dossier consults nobody."))
    rounds = [_shown(found) for found in reversed(consulting.rounds_of(dossier))]
    mine = reading.assignments_for(request.user).filter(dossier=dossier, state=Assignment.State.OPEN)
    asked = next((one for one in mine if isinstance(dossier.flow.step(one.task.step), OpinionRound)), None)
    return render(request, "arrangement/consultation.html", {"dossier": dossier, "rounds": rounds, "asked": asked})


def _shown(found: RoundResult) -> dict[str, Any]:
    who = consulting.WHO[consulting.who_answers(found.rule)]
    return {
        "result": found,
        "who": who,
        "rows": [_row(place) for place in found.places],
        "total": _row(found.total),
        "working": found.consultation.working_en if _english() else found.consultation.working_vi,
    }


def _row(place: PlaceResult) -> dict[str, Any]:
    language = "en" if _english() else "vi"
    return {
        "place": place,
        "share": "" if place.share is None else number(place.share, language),
        "turnout": "" if place.turnout is None else number(place.turnout, language),
        "bar": 0 if place.share is None else min(100, int(place.share)),
    }


@require_safe
def sheet_template(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    reading.assignment_for(request.user, pk)
    kind = _kind(what)
    return attachment(BytesIO(template(kind)), f"{kind.code}.xlsx", CONTENT_TYPE)


@require_POST
def sheet(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """A sheet is checked and shown first; confirmed, it is taken over as a whole or not at all."""
    asked = reading.assignment_for(request.user, pk)
    kind = _kind(what)
    if asked.state != Assignment.State.OPEN:
        raise NotNow(_("This round is closed."))
    if "rows" in request.POST:
        return _taken_over(request, asked, kind)
    file = request.FILES.get("file")
    context: dict[str, Any] = {"assignment": asked, "dossier": asked.dossier, "kind": kind}
    if file is None:
        read = consulting.Read(problems=[("", _("Choose a file."))], problem_count=1)
    else:
        try:
            check_size(file.size or 0)
            read = consulting.read_rows(kind, file)
        except BadInput as refused:
            read = consulting.Read(problems=[("", refused.message)], problem_count=1)
    context |= {"read": read, "name": getattr(file, "name", ""), **_preview(kind, read)}
    return render(request, "arrangement/sheet.html", context, status=400 if read.problem_count else 200)


def _preview(kind: Kind, read: consulting.Read) -> dict[str, Any]:
    columns = kind.columns
    return {
        "columns": columns,
        "lines": [[show(column, row.get(column.key)) for column in columns] for row in read.rows[:SHOWN]],
        "more": max(0, len(read.rows) - SHOWN),
        "packed": signing.dumps(read.rows, salt=SALT, compress=True) if read.rows else "",
    }


def _taken_over(request: HttpRequest, asked: Assignment, kind: Kind) -> HttpResponseBase:
    try:
        rows = signing.loads(request.POST["rows"], salt=SALT, max_age=FRESH)
    except signing.BadSignature:
        raise BadInput(_("This sheet was checked too long ago. Hand it in again."), "file") from None
    try:
        count = consulting.take_over(asked, kind, rows, actor=request.user)
    except BadInput as refused:
        read = consulting.Read(problems=[("", refused.message)], problem_count=1)
        context = {"assignment": asked, "dossier": asked.dossier, "kind": kind, "read": read, "name": ""}
        return render(request, "arrangement/sheet.html", context, status=400)
    messages.success(request, _("%(count)s rows are taken over.") % {"count": count})
    return redirect("step", asked.pk)


def _kind(what: str) -> Kind:
    if what not in consulting.SHEETS:
        raise NotFound(_("There is no such sheet."))
    return consulting.SHEETS[what]
