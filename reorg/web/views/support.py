"""Who helps whom: the assignment, its proposal, one pair, agreements, and what communes and helpers look like."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.registers.kinds.support import ASSISTED_COMMUNES
from reorg.registers.models import Row
from reorg.registers.values import Unreadable, english, read, reason, show
from reorg.support import actions, reading
from reorg.support.books import COMMITMENTS, LEDGER, LETTER, PROPOSALS, TRACKER, Book, Scope
from reorg.support.forms import AdmitForm, AgreementForm, AnswerForm, LetterForm, PairForm, ReasonForm, TermsForm
from reorg.support.models import Pair
from reorg.support.roster import proposal_digest, proposal_of, roster_of
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views.support_books import parties_of, table_of
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier

PER_PAGE = 40
SHOWS = {
    "all": ("signed", "late", "overdue", "open"),
    "unsigned": ("overdue", "open"),
    "overdue": ("overdue",),
    "late": ("late",),
}


@require_safe
def support(request: HttpRequest, code: str) -> HttpResponse:
    """Every commune with its helpers, and how far the agreements are."""
    dossier = reading.support_dossier_for(request.user, code)
    page = reading.overview(dossier)
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in SHOWS or wanted == "unconfirmed" else "all"
    places = [place for place in page.places if wanted == "all" or any(_fits(one, wanted) for one in place.pairs)]
    flow = reading.flow_of(dossier)
    context = {
        "dossier": dossier,
        "page": page,
        "places": Paginator(places, PER_PAGE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "tabs": _tabs(page),
        "states": reading.STATES,
        "may_assign": actions.may_assign(dossier, offices_today(request)),
        "leads": _leads(request, dossier),
        "flow": {"solves": flow.solves, "agrees": bool(flow.agreed_at), "helpers": flow.helpers, "places": flow.places},
        "books": [book.kind for book in flow.books],
        "letters": reading.letters_of(dossier) if LETTER in flow.books else [],
        "query": f"show={wanted}",
    }
    return render(request, "support/support.html", context)


def _fits(one: reading.Told, wanted: str) -> bool:
    return one.pair.standing != "confirmed" if wanted == "unconfirmed" else one.state in SHOWS[wanted]


def _tabs(page: reading.Overview) -> list[tuple[str, str, int]]:
    unconfirmed = sum(one.pair.standing != "confirmed" for one in page.told)
    return [
        ("all", _("All pairs"), len(page.told)),
        ("unsigned", _("Not signed"), page.count("open", "overdue")),
        ("overdue", _("Overdue"), page.overdue),
        ("late", _("Signed late"), page.count("late")),
        ("unconfirmed", _("Not confirmed"), unconfirmed),
    ]


def _leads(request: HttpRequest, dossier: Dossier) -> bool:
    return actions.may_write(dossier, offices_today(request), {}, ())


def _must_assign(request: HttpRequest, dossier: Dossier) -> None:
    """Nobody fills in a form only to be told that it is not for them, or not now."""
    drafts = any(one.organisation_id == dossier.lead_id and one.role_id == "drafter" for one in offices_today(request))
    if not drafts:
        raise NotYou(_("The assignment is drafted by %(lead)s.") % {"lead": dossier.lead})
    if not actions.may_assign(dossier, offices_today(request)):
        raise NotNow(_("The assignment is decided or being decided on. Have it returned before you change it."))


def _must_lead(request: HttpRequest, dossier: Dossier) -> None:
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; what was written down stays as it is."))
    if not _leads(request, dossier):
        raise NotYou(_("That is for the officers of %(lead)s.") % {"lead": dossier.lead})


def propose(request: HttpRequest, code: str) -> HttpResponseBase:
    """The assignment the solver proposes, with its reasons; taken over as it was shown."""
    dossier = reading.support_dossier_for(request.user, code)
    if not reading.flow_of(dossier).solves:
        raise NotFound(_("In this procedure pairs are set by hand."))
    _must_assign(request, dossier)
    refused = ""
    if request.method == "POST":
        try:
            made = actions.take_over(dossier, shown=request.POST.get("shown", ""), actor=request.user)
            messages.success(request, _("The proposal is taken over: %(count)s new pairs.") % {"count": len(made)})
            return redirect("support", code)
        except ContentChanged as changed:
            refused = changed.message
    found = proposal_of(dossier)
    by_place: dict[str, list[Any]] = {}
    for one in found:
        by_place.setdefault(one.taker.code, []).append(one)
    roster = roster_of(dossier)
    context = {
        "dossier": dossier,
        "places": [(roster.places[place], matches) for place, matches in by_place.items()],
        "shown": proposal_digest(found),
        "pairs": len(found),
        "kept": sum(one.kept for one in found),
        "refused": refused,
    }
    return render(request, "support/propose.html", context, status=409 if refused else 200)


def terms(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.support_dossier_for(request.user, code)
    _must_assign(request, dossier)
    now = reading.terms_of(dossier)
    form = TermsForm(request.POST or None, initial={name: getattr(now, name) for name in TermsForm.base_fields})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.set_terms(dossier, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The terms are set."))
            return redirect("support", code)
    return _form(request, dossier, form, _("Terms of the assignment"), _("Set the terms"))


def pair_new(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.support_dossier_for(request.user, code)
    _must_assign(request, dossier)
    roster = roster_of(dossier)
    form = PairForm(
        request.POST or None,
        helpers=roster.helpers.values(),
        places=roster.places.values(),
        initial={"place": request.GET.get("place", ""), "helper": request.GET.get("helper", "")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with telling(form):
            pair = actions.add_pair(
                dossier,
                said["helper"],
                said["place"],
                reason=said["reason"],
                origin=Pair.Origin.EARLIER if said["earlier"] else Pair.Origin.HAND,
                actor=request.user,
            )
            messages.success(request, _("%(pair)s: the pair is set.") % {"pair": pair})
            return redirect("support", code)
    return _form(request, dossier, form, _("Assign a helper"), _("Assign"))


def pair_end(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    pair = reading.pair_for(request.user, code, pk)
    _must_assign(request, pair.dossier)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.end_pair(pair, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("%(pair)s: the pair is taken out.") % {"pair": pair})
            return redirect("support", code)
    return _form(request, pair.dossier, form, _("Take %(pair)s out") % {"pair": pair}, _("Take it out"))


def _form(
    request: HttpRequest, dossier: Dossier, form: Any, title: str, submit: str, *, wide: bool = False, refused: str = ""
) -> HttpResponse:
    context = {
        "dossier": dossier,
        "form": form,
        "title": title,
        "submit": submit,
        "wide": wide,
        "refused": refused,
        "multipart": form.is_multipart(),
    }
    status = 409 if refused else 400 if form.errors else 200
    return render(request, "support/form.html", context, status=status)


# One pair


@require_safe
def pair(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    one = reading.pair_for(request.user, code, pk)
    dossier = one.dossier
    may = not one.ended_at and actions.may_write(dossier, offices_today(request), parties_of(dossier), one.codes)
    flow, terms = reading.flow_of(dossier), reading.terms_of(dossier)
    books = [
        table_of(book, list(reading.lines_of(dossier, book, pair=one)))
        for book in flow.books
        if book.scope is Scope.PAIR
    ]
    agreement = getattr(one, "agreement", None)
    decided = dossier.phase == "implementation" or one.origin == Pair.Origin.EARLIER
    context = {
        "dossier": dossier,
        "pair": one,
        "told": reading.told(one, terms),
        "states": reading.STATES,
        "terms": terms,
        "agreement": agreement,
        "proofs": agreement.proofs.select_related("added_by") if agreement else [],
        "books": books,
        "sums": reading.sums_by_pair(reading.lines_of(dossier, LEDGER, pair=one)),
        "events": reading.history_of(request.user, one)[:20],
        "may_write": may and decided,
        "agrees": bool(flow.agreed_at),
        "may_assign": not one.ended_at and actions.may_assign(dossier, offices_today(request)),
    }
    return render(request, "support/pair.html", context)


def agreement(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    one = reading.pair_for(request.user, code, pk)
    _must_write(request, one.dossier, one.codes)
    there = getattr(one, "agreement", None)
    form = AgreementForm(request.POST or None, request.FILES or None, agreement=there)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                actions.record_agreement(one, **form.said(), actor=request.user)
                messages.success(request, _("%(pair)s: the agreement is recorded.") % {"pair": one})
                return redirect("support_pair", code, pk)
        except ContentChanged as changed:
            refused = changed.message
            again = request.POST.copy()
            again["version"] = str(reading.pair_for(request.user, code, pk).agreement.version)
            form = AgreementForm(again, agreement=there)
    title = _("Agreement: %(pair)s") % {"pair": one}
    return _form(request, one.dossier, form, title, _("Record"), wide=True, refused=refused)


def _must_write(request: HttpRequest, dossier: Dossier, codes: tuple[str, ...]) -> None:
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; what was written down stays as it is."))
    if not actions.may_write(dossier, offices_today(request), parties_of(dossier), codes):
        raise NotYou(_("Only officers of the units concerned and of the lead may do that."))


# One unit


@require_safe
def unit(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """A commune with its helpers, proposals, category and criteria; or a helper with its plan and promises."""
    dossier = reading.support_dossier_for(request.user, code)
    roster = roster_of(dossier)
    one = roster.unit(unit_code)
    if one is None:
        raise NotFound(_("This unit is in none of the dossier's registers."))
    is_place = unit_code in roster.places
    flow, terms = reading.flow_of(dossier), reading.terms_of(dossier)
    pairs = dossier.support_pairs.filter(**{"place_code" if is_place else "helper_code": unit_code})
    writes = actions.may_write(dossier, offices_today(request), parties_of(dossier), (unit_code,))
    summary = reading.summary_of(dossier)
    mine = [sums for sums in (summary.places if is_place else summary.helpers) if sums.code == unit_code]
    keeps: list[Book] = [
        book
        for book in flow.books
        if book.scope in (Scope.UNIT, Scope.PLACE if is_place else Scope.HELPER) and book is not PROPOSALS
    ]
    context = {
        "dossier": dossier,
        "unit": one,
        "is_place": is_place,
        "pairs": [reading.told(pair, terms) for pair in pairs.select_related("agreement").order_by("ended_at", "id")],
        "states": reading.STATES,
        "proposals": _proposals(request, dossier, unit_code) if is_place and PROPOSALS in flow.books else None,
        "plan": None if is_place or PROPOSALS not in flow.books else reading.plan_of(dossier, unit_code),
        "books": [table_of(book, list(reading.lines_of(dossier, book, unit=unit_code))) for book in keeps],
        "sums": mine[0] if mine else None,
        "years": summary.years,
        "categories": _categories(dossier, unit_code) if is_place else [],
        "may_write": writes,
        "proposing": PROPOSALS.kind,
    }
    return render(request, "support/unit.html", context)


def _proposals(request: HttpRequest, dossier: Dossier, code: str) -> list[dict[str, Any]]:
    """Proposals of a commune in words, with the pairs for which the reader may answer."""
    standing = dossier.support_pairs.filter(place_code=code, ended_at__isnull=True)
    parties, offices = parties_of(dossier), offices_today(request)
    mine = [
        pair
        for pair in standing
        if dossier.phase == "implementation" and actions.may_write(dossier, offices, parties, (pair.helper_code,))
    ]
    columns = [column for column in PROPOSALS.kind.columns if column.shown and column.key not in ("no", "what")]
    return [
        {
            "line": line,
            "words": [(column, show(column, value)) for column in columns if (value := line.values.get(column.key))],
            "may_answer": mine,
        }
        for line in reading.proposals_of(dossier, code)
    ]


def _categories(dossier: Dossier, code: str) -> list[dict[str, str]]:
    """The category of a commune over time, as the register has it."""
    rows = Row.objects.filter(
        register__dossier=dossier, register__kind=ASSISTED_COMMUNES.code, state=Row.State.LISTED, values__code=code
    )
    columns = [
        ASSISTED_COMMUNES.by_key[name] for name in ("category", "category_from", "category_to", "basis", "became")
    ]
    return [
        {column.key: show(column, values.get(column.key)) for column in columns}
        for values in rows.order_by("key").values_list("values", flat=True)
    ]


def answer(request: HttpRequest, code: str, pk: int, pair_pk: int) -> HttpResponseBase:
    """A helper takes a proposal of its commune into its plan, or declines it."""
    line = reading.line_for(request.user, code, pk)
    one = reading.pair_for(request.user, code, pair_pk)
    if line.book != PROPOSALS.code or line.removed or line.unit != one.place_code:
        raise NotFound(_("This is not a proposal of the commune this unit helps."))
    _must_write(request, line.dossier, (one.helper_code,))
    given = one.responses.filter(line=line).first()
    names = ("outcome", "work", "due", "reason")
    initial = {name: getattr(given, name) for name in names} | {"value": given.value or ""} if given else {}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            said["value"] = read(LEDGER.kind.by_key["value"], said["value"] or None, in_english=english())
        except Unreadable as wrong:
            form.add_error("value", reason(wrong.why, wrong.facts).capitalize())
        else:
            with telling(form):
                actions.answer_proposal(line, one, **said, actor=request.user)
                messages.success(request, _("The answer is recorded."))
                return redirect("support_unit", code, one.place_code)
    title = _("%(helper)s answers: %(what)s") % {"helper": one.helper_name, "what": line.values["what"]}
    return _form(request, line.dossier, form, title, _("Answer"), wide=True)


# To many


def letter(request: HttpRequest, code: str) -> HttpResponseBase:
    """One content of a letter, for many units."""
    dossier = reading.support_dossier_for(request.user, code)
    if LETTER not in reading.flow_of(dossier).books:
        raise NotFound(_("This dossier keeps no such book."))
    _must_lead(request, dossier)
    roster = roster_of(dossier)
    form = LetterForm(request.POST or None, helpers=roster.helpers.values(), places=roster.places.values())
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = actions.send_letter(dossier, **form.cleaned_data, actor=request.user)
            messages.success(request, _("%(count)s units are asked.") % {"count": len(made)})
            return redirect("support_book", code, LETTER.code)
    return _form(request, dossier, form, _("Ask many units by one letter"), _("Ask them"), wide=True)


def admit(request: HttpRequest, code: str) -> HttpResponseBase:
    """Let an organisation take part for one of the units."""
    dossier = reading.support_dossier_for(request.user, code)
    if not any(one.organisation_id == dossier.lead_id and one.role_id == "drafter" for one in offices_today(request)):
        raise NotYou(_("The assignment is drafted by %(lead)s.") % {"lead": dossier.lead})
    roster = roster_of(dossier)
    form = AdmitForm(request.POST or None, units=(*roster.helpers.values(), *roster.places.values()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with telling(form):
            actions.admit(dossier, said["unit"], said["organisation"], actor=request.user)
            messages.success(request, _("%(organisation)s takes part now.") % {"organisation": said["organisation"]})
            return redirect("support", code)
    return _form(request, dossier, form, _("Let a unit take part"), _("Let it take part"))


@require_safe
def over_the_years(request: HttpRequest, code: str) -> HttpResponse:
    """All years, per commune and per helper."""
    dossier = reading.support_dossier_for(request.user, code)
    flow = reading.flow_of(dossier)
    criteria = list(reading.lines_of(dossier, TRACKER)) if TRACKER in flow.books else []
    summary = reading.summary_of(dossier)

    def by_year(rows: list[reading.Sums]) -> list[tuple[reading.Sums, list[Any]]]:
        return [(one, [one.years.get(year) for year in summary.years]) for one in rows]

    context = {
        "dossier": dossier,
        "summary": summary,
        "place_rows": by_year(summary.places),
        "helper_rows": by_year(summary.helpers),
        "criteria": bool(criteria),
        "tracker": TRACKER.kind,
        "commitments": COMMITMENTS.kind if COMMITMENTS in flow.books else None,
    }
    return render(request, "support/summary.html", context)
