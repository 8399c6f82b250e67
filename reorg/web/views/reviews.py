"""Workstreams of a dossier: reported complete by those who owe them, confirmed by others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.reviews import streams as acts
from reorg.reviews.models import CompletionReport
from reorg.reviews.streams import Part, Stream, stream_in, streams_of
from reorg.web.forms.reviews import ConfirmForm, ReportForm, ReturnReportForm
from reorg.web.forms.shared import telling
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import NotFound, NotYou, Refused
from workflows.models import Dossier

State = CompletionReport.State


@require_safe
def workstreams(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, reading.dossier_for(request.user, code))


def _page(
    request: HttpRequest, dossier: Dossier, at: tuple[Any, ...] = (), form: forms.Form | None = None
) -> HttpResponse:
    """All workstreams with what the reader may do; the form at ``at`` as it was sent."""
    case = Case(dossier, request.user, timezone.now())
    found = streams_of(dossier)
    live = dossier.is_open and not dossier.is_held
    mine = acts.bodies_reported_for(case, {part.body.pk for one in found for part in one.parts}) if live else set()
    rows = [_stream(one, [_row(case, one, part, mine, live, at, form) for part in one.parts]) for one in found]
    done = sum(one.complete for one in found)
    context = {"dossier": dossier, "rows": rows, "done": done, "count": len(found)}
    return render(request, "reviews/workstreams.html", context, status=400 if form is not None else 200)


def _stream(stream: Stream, rows: list[dict[str, Any]]) -> tuple[Stream, list[dict[str, Any]], bool, bool]:
    """With its parts: whether it stands open, since the reader decides there, and whether they still owe a report."""
    return (
        stream,
        rows,
        any(row["confirm_form"] or row["open"] for row in rows),
        any(row["report_form"] for row in rows),
    )


def _row(
    case: Case, stream: Stream, part: Part, mine: set[int], live: bool, at: tuple[Any, ...], form: forms.Form | None
) -> dict[str, Any]:
    report = part.report
    reports = live and report is None and part.body.pk in mine
    decides = live and report is not None and report.state == State.REPORTED and _may_decide(case, report)
    return {
        "part": part,
        "report_form": (form if at == (stream.code, part.body.pk) else ReportForm()) if reports else None,
        "confirm_form": ConfirmForm() if decides else None,
        "return_form": (form if report and at == (report.pk,) else ReturnReportForm()) if decides else None,
        "open": at in ((stream.code, part.body.pk), (report.pk if report else 0,)),
    }


def _may_decide(case: Case, report: CompletionReport) -> bool:
    try:
        acts.must_decide(case, report)
    except Refused:
        return False
    return True


@require_POST
def workstream_report(request: HttpRequest, code: str, stream: str, body: int) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    if not any(part.body.pk == body for part in stream_in(dossier, stream).parts):
        raise NotFound(_("This body owes nothing in this workstream."))
    if not acts.bodies_reported_for(Case(dossier, request.user, timezone.now()), [body]):
        raise NotYou(_("A body reports its own part: you are no officer or drafter of it."))
    form = ReportForm(request.POST)
    if form.is_valid():
        with telling(form):
            acts.report_complete(dossier, stream, body=body, **form.cleaned_data, actor=request.user)
            messages.success(request, _("It is reported complete; another body confirms it."))
            return redirect("workstreams", code)
    return _page(request, dossier, (stream, body), form)


@require_POST
def workstream_decide(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    report = dossier.completion_reports.filter(pk=pk).first()
    if report is None or act not in ("confirm", "return"):
        raise NotFound(_("There is no such report in this dossier."))
    acts.must_decide(Case(dossier, request.user, timezone.now()), report)
    form = ConfirmForm(request.POST) if act == "confirm" else ReturnReportForm(request.POST)
    if form.is_valid():
        with telling(form):
            if act == "confirm":
                acts.confirm_report(report, note=form.cleaned_data["note"], actor=request.user)
                messages.success(request, _("The report is confirmed."))
            else:
                acts.return_report(report, reason=form.cleaned_data["reason"], actor=request.user)
                messages.success(request, _("The report is sent back."))
            return redirect("workstreams", code)
    return _page(request, dossier, (pk,), form)
