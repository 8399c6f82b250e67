"""Papers that are drafted: their drafts side by side, rounds of opinions, and the answers of the editorial group."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.drafting import actions, contents, reading
from reorg.drafting.comparing import compare, folded, paragraphs
from reorg.drafting.models import Draft, Drafting, Opinion, Round
from reorg.drafting.texts import text_of
from reorg.web.forms.drafting import (
    AnswerForm,
    BeginForm,
    DraftForm,
    MilestoneForm,
    OpinionForm,
    ReachForm,
    RoundForm,
)
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from workflows.actions.door import Case
from workflows.errors import NotFound, NotNow, Refused
from workflows.models import Document
from workflows.text import Text

PER_PAGE = 25


def _may_edit(request: HttpRequest, document: Document) -> bool:
    try:
        actions.must_be_editor(Case(document.dossier, request.user, timezone.now()), document)
    except Refused:
        return False
    return True


def _must_edit(request: HttpRequest, document: Document) -> None:
    """Nobody fills in a form only to be told that it is not for them, or not now."""
    actions.must_be_editor(Case(document.dossier, request.user, timezone.now()), document)


def drafting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper's drafts, milestones and rounds; or the way to begin."""
    document = reading.document_for(request.user, pk)
    found = Drafting.objects.filter(document=document).first()
    if found is None:
        return _begin(request, document)
    if request.method == "POST":
        return redirect("drafting", pk)
    return _page(request, reading.drafting_for(request.user, pk))


def _begin(request: HttpRequest, document: Document) -> HttpResponseBase:
    may = _may_edit(request, document)
    form = BeginForm(request.POST or None)
    if request.method == "POST":
        _must_edit(request, document)
        if form.is_valid():
            with telling(form):
                actions.begin(document, required=form.cleaned_data["required"], actor=request.user)
                messages.success(request, _("Drafting has begun. Next: the first draft."))
                return redirect("drafting", document.pk)
    context = {"dossier": document.dossier, "paper": document, "form": form, "may_edit": may}
    return render(request, "drafting/begin.html", context, status=400 if form.errors else 200)


def _page(request: HttpRequest, found: Drafting, *, status: int = 200, **more: Any) -> HttpResponse:
    drafts = list(found.drafts.select_related("version", "made_by").defer("text"))
    last = found.drafts.last()
    today = timezone.localdate()
    rounds = list(reading.rounds_of(found))
    context = {
        "dossier": found.document.dossier,
        "paper": found.document,
        "drafting": found,
        "drafts": list(reversed(drafts)),
        "pairs": [(a.no, b.no) for a, b in pairwise(drafts)],
        "required": contents.sets().get(found.required),
        "contents": contents.check(found.required, last.text) if last else [],
        "milestones": list(found.milestones.all()),
        "rounds": [(one, one.is_open(today), _address(request, one)) for one in reversed(rounds)],
        "today": today,
        "may_edit": _may_edit(request, found.document),
        "milestone_form": MilestoneForm(),
        **more,
    }
    return render(request, "drafting/drafting.html", context, status=status)


def _address(request: HttpRequest, one: Round) -> str:
    if one.kind != Round.Kind.PUBLIC:
        return ""
    return request.build_absolute_uri(reverse("public_consultation", args=[one.token]))


def draft_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The next draft: a file, or the text as it is typed, beginning with the draft before."""
    found = reading.drafting_for(request.user, pk)
    _must_edit(request, found.document)
    last = found.drafts.last()
    form = DraftForm(request.POST or None, request.FILES or None, initial={"text": last.text if last else ""})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with telling(form):
            text = text_of(said["file"]) if said["file"] else said["text"]
            made = actions.make_draft(found, text=text, note=said["note"], actor=request.user)
            messages.success(request, _("Draft %(no)s is there.") % {"no": made.no})
            return redirect("drafting", pk)
    context = {
        "dossier": found.document.dossier,
        "paper": found.document,
        "form": form,
        "no": last.no + 1 if last else 1,
    }
    return render(request, "drafting/draft_new.html", context, status=400 if form.errors else 200)


@require_safe
def draft(request: HttpRequest, pk: int, no: int) -> HttpResponse:
    found = reading.drafting_for(request.user, pk)
    one = reading.draft_of(found, no)
    context = {
        "dossier": found.document.dossier,
        "paper": found.document,
        "draft": one,
        "paragraphs": paragraphs(one.text),
        "required": contents.sets().get(found.required),
        "contents": contents.check(found.required, one.text),
    }
    return render(request, "drafting/draft.html", context)


@require_safe
def draft_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two drafts side by side; the last two unless others are asked for."""
    found = reading.drafting_for(request.user, pk)
    numbers = list(found.drafts.values_list("no", flat=True))
    if len(numbers) < 2:
        raise NotNow(_("There is only one draft: nothing to compare yet."))
    old = _wanted(found, request.GET.get("old", ""), numbers[-2])
    new = _wanted(found, request.GET.get("new", ""), numbers[-1])
    rows = compare(old.text, new.text)
    counts = {kind: sum(row.kind == kind for row in rows) for kind in ("changed", "added", "removed")}
    everything = request.GET.get("show") == "all"
    context = {
        "dossier": found.document.dossier,
        "paper": found.document,
        "old": old,
        "new": new,
        "numbers": numbers,
        "rows": rows if everything else folded(rows),
        "counts": counts,
        "everything": everything,
    }
    return render(request, "drafting/compare.html", context)


def _wanted(found: Drafting, text: str, otherwise: int) -> Draft:
    return reading.draft_of(found, int(text) if text.isdecimal() and len(text) < 6 else otherwise)


@require_POST
def milestone_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.drafting_for(request.user, pk)
    _must_edit(request, found.document)
    form = MilestoneForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with telling(form):
            actions.plan(found, title=Text(said["title_vi"], said["title_en"]), due=said["due"], actor=request.user)
            messages.success(request, _("The milestone is set."))
            return redirect("drafting", pk)
    return _page(request, found, status=400, milestone_form=form)


@require_POST
def milestone_reach(request: HttpRequest, pk: int, milestone: int) -> HttpResponseBase:
    found = reading.drafting_for(request.user, pk)
    _must_edit(request, found.document)
    one = found.milestones.select_related("drafting__document").filter(pk=milestone).first()
    if one is None:
        raise NotFound(_("There is no such milestone."))
    form = ReachForm(request.POST)
    if form.is_valid():
        with telling(form):
            actions.reach(one, on=form.cleaned_data["on"], actor=request.user)
            messages.success(request, _("The milestone is reached."))
            return redirect("drafting", pk)
    return _page(request, found, status=400, reach_form=form, reach_at=one.pk)


def round_new(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = reading.drafting_for(request.user, pk)
    _must_edit(request, found.document)
    form = RoundForm(request.POST or None, initial={"opens": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = actions.send_round(found, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Round %(no)s is open.") % {"no": made.no})
            return redirect("draft_round", made.pk)
    context = {"dossier": found.document.dossier, "paper": found.document, "form": form}
    return render(request, "drafting/round_new.html", context, status=400 if form.errors else 200)


def draft_round(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The opinions of a round: read by all who may see the paper, given by those asked, answered by the editors."""
    found = reading.round_for(request.user, pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            return _round(request, found, opinion_form=form, status=400)
        with telling(form):
            actions.give_opinion(found, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Your opinion is with the editorial group."))
            return redirect("draft_round", pk)
        return _round(request, found, opinion_form=form, status=400)
    return _round(request, found, opinion_form=form)


def _round(request: HttpRequest, found: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    document = found.drafting.document
    opinions = found.opinions.select_related("body", "given_by", "answered_by").order_by("disposition", "no")
    wanted = request.GET.get("show", "")
    if wanted in ("open", *Opinion.Disposition.values):
        opinions = opinions.filter(disposition="" if wanted == "open" else wanted)
    asked = set(found.addressees.values_list("pk", flat=True))
    mine = any(o.organisation_id in asked and o.role_id in actions.SPEAKERS for o in offices_today(request))
    counts = dict(found.opinions.order_by().values_list("disposition").annotate(Count("id")))
    context = {
        "dossier": document.dossier,
        "paper": document,
        "round": found,
        "open": found.is_open(timezone.localdate()),
        "address": _address(request, found),
        "addressees": found.addressees.all(),
        "page": Paginator(opinions, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"show={wanted}" if wanted else "",
        "wanted": wanted,
        "counts": [("", _("all"), sum(counts.values())), ("open", _("not answered"), counts.get("", 0))]
        + [(code, label, counts.get(code, 0)) for code, label in Opinion.Disposition.choices],
        "may_edit": _may_edit(request, document),
        "may_give": mine and document.dossier.is_open,
        "dispositions": Opinion.Disposition.choices,
        **more,
    }
    return render(request, "drafting/round.html", context, status=status)


@require_POST
def opinion_dispose(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = reading.opinion_for(request.user, pk)
    _must_edit(request, one.round.drafting.document)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with telling(form):
            actions.dispose(one, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Opinion no. %(no)s is answered.") % {"no": one.no})
            return redirect("draft_round", one.round_id)
    return _round(request, one.round, opinion_form=OpinionForm(), answer_form=form, answer_at=one.pk, status=400)
