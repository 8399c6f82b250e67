"""The unit plan: which units become which, one clause at a time; its variants side by side; its clauses in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reorg.arrangement import actions as arranging
from reorg.criteria.outcomes import figures_of, rules_of
from reorg.units.actions import plan_digest
from reorg.units.clauses import Circle, in_order
from reorg.units.plan import PlannedClause
from reorg.web.forms.plan import (
    ClauseForm,
    Parts,
    ProposeForm,
    VariantForm,
    clause_initial,
    planned,
    typed_parts,
    unit_label,
    units_found,
)
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.plans import Planned, Target, compared, numbered
from reorg.web.pages.units import Picture, plans_units
from reorg.web.shared import offices_today
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier

AT_HAND = 60  # units of the screening offered before anything is searched


@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    dossier = _planning(request, code)
    return _plan_page(request, Target(dossier), "dossiers/plan.html")


@require_safe
def variant(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    dossier = _planning(request, code)
    return _plan_page(request, Target(dossier, arranging.variant_in(dossier, pk)), "arrangement/variant.html")


def _plan_page(request: HttpRequest, target: Target, template: str) -> HttpResponse:
    page = Planned(target.dossier, target.clauses())
    context = {
        "dossier": target.dossier,
        "target": target,
        "variant": target.variant,
        "plan": page,
        "picture": _linked(page.picture, target),
        "outcomes": page.outcome_rows(),
        "rules": rules_of(target.dossier),
        "may_edit": _may_edit(request, target.dossier),
        "shown": target.digest(),
    }
    return render(request, template, context)


def _linked(picture: Picture | None, target: Target) -> Picture | None:
    """Each clause with the addresses where it is changed and removed."""
    if picture is None:
        return None
    clauses = [
        replace(one, change=target.clause_page(one.number), remove=target.removing(one.number))
        for one in picture.clauses
    ]
    return replace(picture, clauses=tuple(clauses))


def plan_clause(request: HttpRequest, code: str, number: int | None = None) -> HttpResponseBase:
    """Add a clause of the plan, or change one."""
    return _clause(request, Target(_planning(request, code)), number)


def variant_clause(request: HttpRequest, code: str, pk: int, number: int | None = None) -> HttpResponseBase:
    """The same for a variant."""
    dossier = _planning(request, code)
    return _clause(request, Target(dossier, arranging.variant_in(dossier, pk)), number)


def _clause(request: HttpRequest, target: Target, number: int | None) -> HttpResponseBase:
    """Searching for units, one more row and a check are answered without saving."""
    dossier = target.dossier
    _must_be_editor(request, dossier)
    saved = target.clauses()
    old = _numbered(saved, number)
    form, parts = _forms(request, target, saved, old)
    refused, checked = "", None
    acts = request.method == "POST" and bool({"save", "check"} & request.POST.keys())
    if acts and form.is_valid() and parts.is_valid():
        new = planned(form, parts, figures_of(dossier))
        after = _with(saved, old, new)
        if "check" in request.POST:
            checked = _checked(dossier, after, new)
        else:
            try:
                with telling(form):
                    target.save(after, actor=request.user, shown=form.cleaned_data["shown"])
                    messages.success(request, _("Clause %(number)s is saved.") % {"number": new.number})
                    return redirect(target.page)
            except ContentChanged as changed:
                refused, form = changed.message, _about_the_plan_now(request, target)
    if acts and getattr(request, "htmx", False) and "check" in request.POST:
        return render(request, "arrangement/_check.html", {"checked": checked, "form": form, "parts": parts})
    context = {
        "dossier": dossier,
        "target": target,
        "number": number,
        "form": form,
        "parts": parts,
        "refused": refused,
        "checked": checked,
    }
    status = 409 if refused else 400 if acts and not checked else 200
    return render(request, "dossiers/clause.html", context, status=status)


def _checked(dossier: Dossier, clauses: list[PlannedClause], new: PlannedClause) -> dict[str, Any]:
    """What the plan would say with this clause: does it add up, and does the unit reach its standard?"""
    page = Planned(dossier, clauses)
    row = next((row for row in page.outcome_rows() if row["number"] == new.number), None)
    mine = {str(part.unit.pk) for part in new.parts}
    text = next(text for clause, text in zip(page.clauses, page.texts, strict=True) if clause is new)
    units = [unit for unit in page.balance.units if unit.unit in mine]
    total = next(outcome for outcome in page.balance.outcomes if outcome.clause == new.number)
    return {"picture": page.picture, "row": row, "units": units, "total": total, "text": text}


def _forms(
    request: HttpRequest, target: Target, saved: list[PlannedClause], old: PlannedClause | None
) -> tuple[Any, Any]:
    at_hand = [(unit.pk, unit_label(unit)) for unit in arranging.units_at_hand(target.dossier)[:AT_HAND]]
    how: dict[str, Any] = {"prefix": "parts", "form_kwargs": {"at_hand": at_hand}}
    if request.method != "POST":
        fields, rows = clause_initial(old) if old else ({"number": _next(saved)}, [{}])
        return ClauseForm(initial=fields | {"shown": target.digest()}), Parts(initial=rows, **how)
    if {"save", "check"} & request.POST.keys():
        return ClauseForm(request.POST), Parts(request.POST, **how)
    # Looking for a unit is no attempt to save: what was typed is shown again, without complaints.
    rows = typed_parts(request.POST) + ([{}] if "more" in request.POST else [])
    return ClauseForm(initial=request.POST.dict()), Parts(initial=rows, **how)


def _about_the_plan_now(request: HttpRequest, target: Target) -> ClauseForm:
    if target.variant:
        target.variant.refresh_from_db()
    return ClauseForm(as_typed(request.POST, shown=target.digest()))


@require_POST
def plan_clause_remove(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    return _remove(request, Target(_planning(request, code)), number)


@require_POST
def variant_clause_remove(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponseBase:
    dossier = _planning(request, code)
    return _remove(request, Target(dossier, arranging.variant_in(dossier, pk)), number)


def _remove(request: HttpRequest, target: Target, number: int) -> HttpResponseBase:
    _must_be_editor(request, target.dossier)
    saved = target.clauses()
    gone = _numbered(saved, number)
    rest = [clause for clause in saved if clause is not gone]
    target.save(rest, actor=request.user, shown=request.POST.get("shown", ""))
    messages.success(request, _("Clause %(number)s is removed.") % {"number": number})
    return redirect(target.page)


@require_safe
def unit_search(request: HttpRequest, code: str) -> HttpResponse:
    """The units that a search finds, as the options of a list."""
    reading.dossier_for(request.user, code)
    words = next((str(value) for key, value in request.GET.items() if key.endswith("find")), "")
    found = [(unit.pk, unit_label(unit)) for unit in units_found(words)]
    return render(request, "dossiers/_unit_options.html", {"units": found})


# The clauses in words


def plan_clauses(request: HttpRequest, code: str) -> HttpResponseBase:
    """The clauses of the resolution in both languages; sending puts them in the order in which they can be read."""
    dossier = _planning(request, code)
    if request.method == "POST":
        _must_be_editor(request, dossier)
        arranging.order_plan(dossier, actor=request.user, shown=request.POST.get("shown", ""))
        messages.success(request, _("The clauses stand in the order in which they can be read."))
        return redirect("plan_clauses", code)
    page = Planned(dossier, Target(dossier).clauses())
    circle: tuple[int, ...] = ()
    in_place = True
    try:
        in_place = [c.number for c in in_order(page.clauses)] == [c.number for c in page.clauses] and all(
            after < clause.number for clause in page.clauses for part in clause.parts for after in part.after
        )
    except Circle as found:
        circle = found.clauses
    context = {
        "dossier": dossier,
        "plan": page,
        "texts": page.texts,
        "in_place": in_place,
        "circle": circle,
        "may_edit": _may_edit(request, dossier),
        "shown": plan_digest(dossier),
    }
    return render(request, "arrangement/clauses.html", context)


# Variants


def variants(request: HttpRequest, code: str) -> HttpResponseBase:
    """The plan and its variants side by side; a copy is made, or the machine asked for a proposal."""
    dossier = _planning(request, code)
    there = arranging.variants_of(dossier)
    proposing = "propose" in request.POST
    if request.method == "POST":
        _must_be_editor(request, dossier)
    form = VariantForm(request.POST if request.method == "POST" and not proposing else None, variants=there)
    propose_form = ProposeForm(request.POST if proposing else None, prefix="propose")
    if proposing and propose_form.is_valid():
        with telling(propose_form):
            made, proposal = arranging.propose_variant(dossier, **propose_form.cleaned_data, actor=request.user)
            messages.success(request, _told(proposal))
            return redirect("variant", code, made.pk)
    elif request.method == "POST" and not proposing and form.is_valid():
        said = form.cleaned_data
        source = next((one for one in there if str(one.pk) == said["source"]), None)
        with telling(form):
            made = arranging.make_variant(
                dossier, name=said["name"], source=source, empty=said["source"] == form.EMPTY, actor=request.user
            )
            return redirect("variant", code, made.pk)
    at_hand = {unit.pk for unit in arranging.units_at_hand(dossier)}
    columns = [compared(dossier, _("The plan"), Target(dossier), at_hand)]
    columns += [compared(dossier, one.name, Target(dossier, one), at_hand) for one in there]
    context = {
        "dossier": dossier,
        "columns": columns,
        "rules": rules_of(dossier),
        "form": form,
        "propose_form": propose_form,
        "may_edit": _may_edit(request, dossier),
    }
    status = 400 if form.is_bound or propose_form.is_bound else 200
    return render(request, "arrangement/variants.html", context, status=status)


def _told(proposal: Any) -> str:
    groups, short, unknown = len(proposal.merged), len(proposal.short), len(proposal.unknown)
    words = [ngettext("%(n)s merger is proposed.", "%(n)s mergers are proposed.", groups) % {"n": groups}]
    if short:
        words.append(_("%(n)s stay below the standard.") % {"n": short})
    if unknown:
        words.append(_("%(n)s units were left out: their figures or coordinates are not known.") % {"n": unknown})
    words.append(_("Who lies next to whom was guessed from coordinates: look at the map before you choose."))
    return " ".join(words)


@require_POST
def variant_act(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponseBase:
    """Choose a variant as the plan, or take it off the page."""
    dossier = _planning(request, code)
    _must_be_editor(request, dossier)
    found = dossier.variants.filter(pk=pk).first()
    if found is None or act not in ("choose", "remove"):
        raise NotFound(_("This dossier has no such variant."))
    if act == "remove":
        arranging.remove_variant(found, actor=request.user)
        messages.success(request, _("The variant “%(name)s” is removed.") % {"name": found})
        return redirect("variants", code)
    arranging.choose_variant(found, actor=request.user, shown=request.POST.get("shown", ""))
    messages.success(request, _("“%(name)s” is now the plan of the dossier.") % {"name": found})
    return redirect("plan", code)


# Who may, and when


def _planning(request: HttpRequest, code: str) -> Dossier:
    """The dossier, if its procedure has a unit plan at all."""
    dossier = reading.dossier_for(request.user, code)
    if not plans_units(dossier):
        raise NotFound(_("The procedure of this dossier has no unit plan."))
    return dossier


def _numbered(saved: list[PlannedClause], number: int | None) -> PlannedClause | None:
    if number is None:
        return None
    found = numbered(saved, number)
    if found is None:
        raise NotFound(_("The plan has no clause %(number)s.") % {"number": number})
    return found


def _next(saved: list[PlannedClause]) -> int:
    return max((clause.number for clause in saved), default=0) + 1


def _with(saved: list[PlannedClause], old: PlannedClause | None, new: PlannedClause) -> list[PlannedClause]:
    rest = [clause for clause in saved if clause is not old]
    return sorted([*rest, new], key=lambda clause: clause.number)


def _drafts(request: HttpRequest, dossier: Dossier) -> bool:
    return any(o.role_id == "drafter" and o.organisation_id == dossier.lead_id for o in offices_today(request))


def _content_open(dossier: Dossier, user: Any) -> bool:
    return dossier.is_open and Case(dossier, user, timezone.now()).content_open()


def _may_edit(request: HttpRequest, dossier: Dossier) -> bool:
    return _drafts(request, dossier) and _content_open(dossier, request.user)


def _must_be_editor(request: HttpRequest, dossier: Dossier) -> None:
    if not _drafts(request, dossier):
        raise NotYou(_("The plan is changed by the drafters of the organisation in the lead."))
    if not _content_open(dossier, request.user):
        raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
