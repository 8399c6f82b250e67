"""Programmes: where their dossiers stand, what is late, what comes, and when all may be done."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from reorg.programmes import chart, figures
from reorg.programmes.forecast import Forecast, forecast, timeplan
from reorg.web.templatetags.web import day
from reorg.web.views.documents import attachment
from workflows import reading
from workflows.errors import NotFound
from workflows.models import Dossier, Programme
from workflows.phases import ENDED, Phase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mine(user: Any) -> QuerySet[Programme]:
    """The programmes with dossiers this person may see."""
    return Programme.objects.filter(pk__in=reading.dossiers_for(user).order_by().values("programme"))


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    seen = Q(dossiers__in=reading.dossiers_for(request.user).order_by().values("pk"))
    counted = mine(request.user).annotate(
        all=Count("dossiers", filter=seen), ended=Count("dossiers", filter=seen & Q(dossiers__phase__in=ENDED))
    )
    return render(request, "programmes/list.html", {"programmes": counted})


def _of(request: HttpRequest, code: str) -> tuple[Programme, QuerySet[Dossier]]:
    programme = mine(request.user).filter(code=code).first()
    if programme is None:
        raise NotFound(_("There is no programme “%(code)s” among those you can see.") % {"code": code})
    return programme, reading.dossiers_for(request.user).filter(programme=programme)


@require_safe
def programme(request: HttpRequest, code: str) -> HttpResponse:
    programme, dossiers = _of(request, code)
    moments = figures.over_time(dossiers)
    phases = figures.used_phases(phase for moment in moments for phase in moment.phases)
    days = [day(moment.day) for moment in moments]
    context = {
        "programme": programme,
        "phases": phases,
        "moments": [(moment, [moment.phases.get(phase, 0) for phase in phases]) for moment in moments],
        "now": moments[-1] if moments else None,
        "phases_chart": chart.phases_chart(moments, phases, days, _("Dossiers by phase over time")),
        "progress_chart": chart.progress_chart(
            moments, days, _("Dossiers opened and decided over time"), (_("opened"), _("decided or ended"))
        ),
        "heat": figures.by_organisation(dossiers),
        "late": figures.overdue(dossiers),
        "lists": figures.completion(dossiers),
        "registers": figures.reconciled(dossiers),
        "coming": figures.coming(dossiers),
        "forecast": forecast(dossiers, programme.ends_on),
        "passed": programme.ends_on is not None and programme.ends_on < timezone.localdate(),
    }
    return render(request, "programmes/programme.html", context)


@require_safe
def programme_figures(request: HttpRequest, code: str) -> HttpResponseBase:
    """All tables of the programme in one workbook, a sheet each."""
    programme, dossiers = _of(request, code)
    book = Workbook(write_only=True)
    for title, rows in _sheets(dossiers, forecast(dossiers, programme.ends_on)):
        sheet = book.create_sheet(title[:31])
        for row in rows:
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    return attachment(stream, f"{programme.code}.xlsx", XLSX)


def _sheets(dossiers: QuerySet[Dossier], foreseen: Forecast) -> list[tuple[str, list[list[Any]]]]:
    moments = figures.over_time(dossiers)
    phases = figures.used_phases(phase for moment in moments for phase in moment.phases)
    heat = figures.by_organisation(dossiers)
    used = [cell.phase for cell in heat[0].cells] if heat else []
    return [
        (
            _("Over time"),
            [[_("Day"), *(str(phase.label) for phase in phases)]]
            + [[moment.day, *(moment.phases.get(phase, 0) for phase in phases)] for moment in moments],
        ),
        (
            _("By lead organisation"),
            [[_("Lead"), *(str(Phase(phase).label) for phase in used), _("Total")]]
            + [[str(row.organisation), *(cell.dossiers for cell in row.cells), row.total] for row in heat],
        ),
        (
            _("Overdue"),
            [[_("Body"), _("Steps"), _("Items"), _("Since")]]
            + [[str(row.organisation), row.steps, row.items, _plain(row.oldest)] for row in figures.overdue(dossiers)],
        ),
        (
            _("Checklists"),
            [[_("List"), _("Verified or waived"), _("Of"), _("Overdue")]]
            + [[str(row.list), row.settled, row.total, row.overdue] for row in figures.completion(dossiers)],
        ),
        (
            _("Registers"),
            [[_("Kind of register"), _("Missing"), _("Surplus"), _("Differing"), _("Explained"), _("Rows")]]
            + [
                [str(row.register), row.missing, row.surplus, row.differing, row.settled, row.total]
                for row in figures.reconciled(dossiers)
            ],
        ),
        (
            _("Next 14 days"),
            [[_("Due"), _("Dossier"), _("What"), _("Body")]]
            + [[_plain(one.due), one.dossier.code, str(one.what), str(one.body)] for one in figures.coming(dossiers)],
        ),
        (
            _("Forecast"),
            [[_("Dossier"), _("Even odds"), _("Nine in ten"), _("In time")]]
            + [[one.dossier.code, one.even, one.safe, one.chance] for one in foreseen.dossiers],
        ),
    ]


def _plain(moment: Any) -> Any:
    """A spreadsheet knows no time zones."""
    return timezone.localtime(moment).replace(tzinfo=None)


@require_safe
def dossier_timeplan(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    now = timezone.now()
    rows, here = chart.drawn(timeplan(dossier, now), now)
    return render(request, "programmes/timeplan.html", {"dossier": dossier, "rows": rows, "here": here})
