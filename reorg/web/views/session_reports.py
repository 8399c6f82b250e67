"""Periodic reports of units: written on the page or in a spreadsheet, handed in, returned."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.people.models import Organisation
from reorg.sessions import actions, reading, reporting
from reorg.sessions.entries import PARTS
from reorg.sessions.models import Report, ReportCall, Visit
from reorg.sessions.people import CHECKERS, SPEAKERS, WRITERS, holds
from reorg.sessions.templates import TEMPLATES, Line, Section, Template
from reorg.web.forms.sessions import BackForm
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views.documents import attachment
from workflows.errors import BadInput, ContentChanged, NotFound, NotYou
from workflows.models import Dossier

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked:
    """One report as it is asked for: the call, the unit, and what is there."""

    def __init__(self, request: HttpRequest, code: str, no: int, unit: str) -> None:
        self.dossier: Dossier = reading.session_for(request.user, code)
        self.call: ReportCall = actions.entry_of(self.dossier, PARTS["report_call"], no)
        visits = Visit.objects.filter(dossier=self.dossier, removed=False, kind=Visit.Kind.UNIT, unit__key=unit)
        visit = visits.select_related("unit").first()
        if visit is None or visit.unit is None:
            raise NotFound(_("No report is asked of this unit."))
        self.unit: Organisation = visit.unit
        self.report = Report.objects.filter(call=self.call, unit=self.unit).select_related("handed_in_by").first()
        self.template: Template = TEMPLATES[self.call.template]
        held = offices_today(request)
        unit_speaks, host = holds(held, self.unit.pk, SPEAKERS), holds(held, self.dossier.lead_id, WRITERS)
        handed_in = self.report is not None and self.report.handed_in_at is not None
        self.writes = self.dossier.is_open and (unit_speaks or host)
        self.may_write = self.writes and not handed_in
        self.may_return = self.dossier.is_open and handed_in and holds(held, self.dossier.lead_id, CHECKERS)

    @property
    def values(self) -> reporting.Values:
        return self.report.values if self.report else {}

    @property
    def version(self) -> int:
        return self.report.version if self.report else 0

    @property
    def keys(self) -> tuple[str, int, str]:
        return self.dossier.code, self.call.no, self.unit.key


def report(request: HttpRequest, code: str, no: int, unit: str) -> HttpResponseBase:
    """The report of a unit: to read, and to write for those whose it is."""
    asked = Asked(request, code, no, unit)
    if request.method != "POST":
        return _page(request, asked)
    if not asked.writes:
        raise NotYou(_("A unit writes its own report."))
    values, problems = reporting.read_values(
        asked.template, _typed(request.POST, asked.template), in_english=_english()
    )
    if problems:
        return _page(request, asked, problems=problems, typed=request.POST, status=400)
    version = request.POST.get("version", "")
    try:
        reporting.save_report(
            asked.call,
            asked.unit,
            values,
            version=int(version) if version.isdecimal() else -1,
            actor=request.user,
        )
    except ContentChanged as changed:
        return _page(request, asked, refused=changed.message, typed=request.POST, status=409)
    messages.success(request, _("The report is saved. It counts once it is handed in."))
    return redirect("session_report", *asked.keys)


def _typed(data: QueryDict, template: Template) -> dict[str, dict[str, Any]]:
    return {
        code: {column: data.get(f"{code}.{column}") for column in reporting.WRITTEN[line.kind]}
        for code, line in template.lines.items()
    }


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def _page(
    request: HttpRequest,
    asked: Asked,
    *,
    problems: list[reporting.Problem] | None = None,
    typed: QueryDict | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = {(one.line, one.column): one.why for one in problems or []}
    context = {
        "dossier": asked.dossier,
        "asked": asked,
        "sections": [_section(section, asked.values, typed, wrong) for section in asked.template.sections],
        "problems": [_in_words(asked.template, one) for one in problems or []],
        "missing": reporting.missing(asked.template, asked.values) if asked.may_write and asked.report else [],
        "refused": refused,
        "back_form": BackForm(),
    }
    return render(request, "sessions/report.html", context, status=status)


Wrong = dict[tuple[str, str], str]


def _section(section: Section, values: reporting.Values, typed: QueryDict | None, wrong: Wrong) -> dict[str, Any]:
    """A section with the columns that any of its lines has."""
    used = {column for line in section.lines for column in reporting.WRITTEN[line.kind]}
    columns = [column for column in reporting.COLUMNS if column in used]
    return {
        "title": section.title,
        "columns": [reporting.HEADS[column] for column in columns],
        "shares": "target" in used,
        "lines": list(_lines(section.lines, columns, values, typed, wrong)),
    }


def _lines(
    lines: Iterable[Line], columns: list[str], values: reporting.Values, typed: QueryDict | None, wrong: Wrong
) -> Iterator[dict[str, Any]]:
    """Each line with its cells: the field's name, what stands in it, what is wrong with it."""
    for line in lines:
        said = values.get(line.code, {})
        cells = []
        for column in columns:
            name = f"{line.code}.{column}"
            written = column in reporting.WRITTEN[line.kind]
            value = typed.get(name, "") if typed is not None else reporting.shown(line, column, said.get(column))
            raw = typed.get(name, "") if typed is not None else said.get(column, "")
            cells.append(
                {
                    "column": column,
                    "head": reporting.HEADS[column],
                    "name": name,
                    "written": written,
                    "value": value,
                    "raw": raw,
                    "wrong": wrong.get((line.code, column), ""),
                }
            )
        yield {"line": line, "cells": cells, "percent": reporting.percent(said)}


def _in_words(template: Template, problem: reporting.Problem) -> str:
    line, head = template.lines.get(problem.line), reporting.HEADS[problem.column]
    return f"{line.title if line else problem.line}, {head}: {problem.why}"


@require_safe
def report_sheet(request: HttpRequest, code: str, no: int, unit: str) -> HttpResponseBase:
    """The report as a spreadsheet: the template, with what is written so far."""
    asked = Asked(request, code, no, unit)
    made = reporting.sheet_of(asked.template, asked.call.text, asked.values)
    return attachment(io.BytesIO(made), f"{asked.dossier.code}-{asked.call.no}-{asked.unit.key}.xlsx", XLSX)


@require_POST
def report_import(request: HttpRequest, code: str, no: int, unit: str) -> HttpResponseBase:
    """Take a filled-in spreadsheet over: all of it, or nothing with every reason named."""
    asked = Asked(request, code, no, unit)
    if not asked.writes:
        raise NotYou(_("A unit writes its own report."))
    file = request.FILES.get("file")
    if file is None:
        raise BadInput(_("Choose a file."), "file")
    try:
        values, problems = reporting.values_from(asked.template, file)
    except BadInput as bad:
        return _page(request, asked, refused=bad.message, status=400)
    if problems:
        return _page(request, asked, problems=problems, status=400)
    reporting.save_report(
        asked.call, asked.unit, values, version=asked.version, by=file.name or "xlsx", actor=request.user
    )
    messages.success(request, _("The sheet is taken over. The report counts once it is handed in."))
    return redirect("session_report", *asked.keys)


@require_POST
def report_act(request: HttpRequest, code: str, no: int, unit: str, act: str) -> HttpResponseBase:
    """Hand the report in, or return it."""
    asked = Asked(request, code, no, unit)
    if asked.report is None:
        raise NotFound(_("Nothing has been written yet."))
    if act == "hand-in":
        version = request.POST.get("version", "")
        try:
            reporting.hand_in(asked.report, version=int(version) if version.isdecimal() else -1, actor=request.user)
        except BadInput as bad:
            return _page(request, asked, refused=bad.message, status=400)
        messages.success(request, _("The report is handed in."))
    elif act == "return":
        form = BackForm(request.POST)
        if not form.is_valid() and asked.may_return:
            return _page(request, asked, refused=_("Say what is missing."), status=400)
        with telling(form):
            reporting.give_back(asked.report, why=form.cleaned_data.get("reason", ""), actor=request.user)
        messages.success(request, _("The report is returned."))
    else:
        raise NotFound(_("There is no such act on a report."))
    return redirect("session_report", *asked.keys)
