"""Screening units under a regime: which are to be arranged, and what a dossier makes of it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.criteria import actions, judging
from reorg.criteria.judging import Row
from reorg.criteria.models import Screening, TakenUp
from reorg.criteria.screening import Verdict
from reorg.criteria.sheet import as_sheet
from reorg.registers.sheets.writing import CONTENT_TYPE
from reorg.units.text import number
from reorg.web.forms.screening import (
    ExemptForm,
    SaidForm,
    ScreeningForm,
    chosen_before,
    offered,
    screening_regimes,
    units_of,
    usual_day,
)
from reorg.web.forms.shared import as_typed, telling
from reorg.web.shared import MAKES_DOSSIERS, may_open_dossiers, offices_today
from reorg.web.views.documents import attachment
from workflows import reading
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.text import Text, in_language

PER_PAGE = 50


@require_safe
def screenings(request: HttpRequest) -> HttpResponse:
    page = Paginator(actions.screenings_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "screening/list.html", {"page": page, "may": may_open_dossiers(request)})


def screening_new(request: HttpRequest) -> HttpResponseBase:
    """Searching keeps what was typed and ticked; sending screens the units that are ticked."""
    bodies = [office.organisation for office in offices_today(request) if office.role_id == MAKES_DOSSIERS]
    if not bodies:
        raise NotYou(_("Units are screened by the drafters of an organisation."))
    said = request.POST if request.method == "POST" else request.GET
    regime = said.get("regime") or screening_regimes()[0].code
    initial: dict[str, Any] = {"regime": regime, "day": usual_day(regime), "title": said.get("title", "")}
    if typed := _day(said.get("day")):
        initial["day"] = typed
    form = ScreeningForm(request.POST if request.method == "POST" else None, bodies=bodies, initial=initial)
    picks = said.getlist("pick")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with telling(form):
            made = actions.open_screening(
                organisation=next(body for body in bodies if body.pk == given["organisation"]),
                title=given["title"],
                regime=given["regime"],
                day=given["day"],
                units=units_of(picks, given["day"]),
                actor=request.user,
            )
            return redirect("screening", made.pk)
    words = said.get("q", "")
    kept = chosen_before(picks)
    found = [choice for choice in offered(words, initial["day"]) if choice not in kept]
    context = {"form": form, "kept": kept, "found": found, "q": words, "searched": bool(words)}
    return render(request, "screening/new.html", context, status=400 if form.is_bound else 200)


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None


@require_safe
def screening(request: HttpRequest, pk: int) -> HttpResponse:
    found = actions.screening_for(request.user, pk)
    rows = judging.judged(found)
    may = actions.may_edit(request.user, found)
    context = {"screening": found, "may": may, **_result(request, rows, PER_PAGE)}
    return render(request, "screening/screening.html", context)


def _result(request: HttpRequest, rows: list[Row], per_page: int) -> dict[str, Any]:
    """Counts over all, and those that the filter leaves, as the page shows them."""
    verdict, words = request.GET.get("verdict", ""), request.GET.get("q", "")
    left = judging.narrowed(rows, verdict=verdict, words=words)
    page = Paginator(left, per_page).get_page(request.GET.get("page"))
    said = {name: value for name, value in (("verdict", verdict), ("q", words)) if value}
    return {
        "counts": [(v.value, v.text, n) for v, n in judging.counted(rows).items()],
        "total": len(rows),
        "left": len(left),
        "page": page,
        "rows": [shown(row) for row in page.object_list],
        "candidates": [row["unit"] for row in rows if row["verdict"] == Verdict.CANDIDATE],
        "verdict": verdict,
        "q": words,
        "said": said,
        "query": urlencode(said),
    }


def shown(row: Row) -> dict[str, Any]:
    """A finding in the reader's language and figures."""
    language = _language()

    def say(fact: Any) -> str:
        return str(in_language(fact, language))

    def figure(text: Any) -> str:
        return "" if text is None else number(text, language)

    return {
        "unit": row["unit"],
        "code": row["code"],
        "name": say(row["name"]),
        "place": ", ".join(say(place) for place in row["place"]),
        "verdict": row["verdict"],
        "verdict_text": judging.verdict_text(row),
        "area": figure(row["area_km2"]),
        "people": figure(row["population"]),
        "area_percent": figure(row["area_percent"]),
        "people_percent": figure(row["population_percent"]),
        "working": [say(line) for line in row["working"]],
        "articles": [say(article) for article in row["articles"]],
        "factors": [one | {"text": judging.factor_text(one["factor"])} for one in row["factors"]],
        "source": row["source"],
        "unconfirmed": row["unconfirmed"],
    }


@require_safe
def screening_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the filter leaves, as a spreadsheet."""
    found = actions.screening_for(request.user, pk)
    rows = judging.narrowed(
        judging.judged(found), verdict=request.GET.get("verdict", ""), words=request.GET.get("q", "")
    )
    return attachment(BytesIO(as_sheet(found, rows, _language())), f"ra-soat-{found.pk}.xlsx", CONTENT_TYPE)


def screening_unit(request: HttpRequest, pk: int, unit: int) -> HttpResponseBase:
    """What is known of one unit, and its finding with the working."""
    found = actions.screening_for(request.user, pk)
    about = found.units.select_related("parent__parent").filter(pk=unit).first()
    if about is None:
        raise NotFound(_("This unit is not part of the screening."))
    said = found.said.filter(unit=about).select_related("said_by").order_by("id")
    last, past = said.last(), judging.histories([about])[about.pk]
    known = {row["factor"]: row for row in judging.from_history(past)}
    may = actions.may_edit(request.user, found)
    if request.method == "POST" and not may:
        raise NotYou(
            _("What is known of a unit is entered by the drafters of %(body)s.") % {"body": found.organisation}
        )
    form = SaidForm(request.POST if request.method == "POST" else None, said=last, known=known)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                actions.say(found, about, form.said(), actor=request.user, shown=form.cleaned_data["shown"] or 0)
                messages.success(request, _("What is known of %(unit)s is saved, with your name.") % {"unit": about})
                return redirect("screening_unit", pk, unit)
        except ContentChanged as changed:
            refused = changed.message
            again = as_typed(request.POST, shown=str(last.pk if last else 0))
            form = SaidForm(again, said=last, known=known)
    row = shown(judging.row_of(about, last, past, found.rules))
    context = {
        "screening": found,
        "unit": about,
        "row": row,
        "form": form,
        "may": may,
        "refused": refused,
        "known": [one | {"text": judging.factor_text(one["factor"])} for one in known.values()],
        "earlier": list(said),
    }
    status = 409 if refused else 400 if form.is_bound else 200
    return render(request, "screening/unit.html", context, status=status)


# In a dossier


@require_safe
def dossier_screening(request: HttpRequest, code: str) -> HttpResponse:
    """The findings with which a dossier was started, as they stood then."""
    dossier = reading.dossier_for(request.user, code)
    taken = TakenUp.objects.filter(dossier=dossier).select_related("screening", "taken_by").first()
    if taken is None:
        raise NotFound(_("This dossier was not started from a screening."))
    return render(
        request,
        "screening/taken_up.html",
        {"dossier": dossier, "taken": taken, **_result(request, taken.findings, PER_PAGE)},
    )


def dossier_exempt(request: HttpRequest, code: str) -> HttpResponseBase:
    """Concluding that nothing is to be arranged: an end like any other, by the chair of the lead."""
    dossier = reading.dossier_for(request.user, code)
    if not any(o.role_id == "chair" and o.organisation_id == dossier.lead_id for o in offices_today(request)):
        raise NotYou(_("That no arrangement is due is concluded by the chair of the organisation in the lead."))
    if dossier.phase != "drafting":
        raise NotNow(_("Only a dossier that is still being drafted can be closed as exempt."))
    taken = TakenUp.objects.filter(dossier=dossier).first()
    form = ExemptForm(request.POST or None, initial={"reason": str(summary(taken)) if taken else ""})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.conclude_exempt(dossier, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("The dossier is closed: nothing is to be arranged. Its trail stays."))
            return redirect("dossier", code)
    against = [shown(row) for row in actions.against_exemption(taken.findings)] if taken else []
    context = {"dossier": dossier, "form": form, "taken": taken, "against": against}
    return render(request, "screening/exempt.html", context, status=400 if form.is_bound else 200)


def summary(taken: TakenUp) -> Text:
    """The findings in a sentence, for the chair to start from."""
    counts, title = judging.counted(taken.findings), taken.rules.title
    vi = ", ".join(f"{n} {v.text.vi}" for v, n in counts.items() if n)
    en = ", ".join(f"{n} {v.text.en}" for v, n in counts.items() if n)
    total = len(taken.findings)
    return Text(f"Rà soát {total} đơn vị theo {title.vi}: {vi}.", f"{total} units screened under {title.en}: {en}.")


def picked(request: HttpRequest) -> tuple[Screening, list[int]] | None:
    """The screening, and the units of it, that a new dossier is to be started from."""
    wanted = request.GET.get("screening", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        return None
    found = actions.screening_for(request.user, int(wanted))
    units = [int(pk) for pk in request.GET.getlist("unit") if pk.isdecimal() and len(pk) < 10]
    if request.GET.get("verdict"):
        units = [row["unit"] for row in judging.narrowed(judging.judged(found), verdict=request.GET["verdict"])]
    return found, units


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"
