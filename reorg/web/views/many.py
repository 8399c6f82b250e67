"""Signing what is alike in one go: a summary of each, one confirmation, a result for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.web.confirm import confirm
from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import telling
from reorg.web.pages.many import must_be_alike, one_of_many
from workflows import actions, reading
from workflows.errors import BadInput, Refused
from workflows.models import Assignment, Decision

DONE = "signed_many"  # results of the last time, in the session


def sign_many(request: HttpRequest) -> HttpResponseBase:
    """What was chosen on the desk. Sent with a confirmation, each is signed by itself: its own door, its own events."""
    chosen = _numbers((request.POST if request.method == "POST" else request.GET).getlist("a"))
    listed = _numbers(request.POST.getlist("listed")) or chosen
    if not listed:
        messages.warning(request, _("Choose on the desk what you want to sign."))
        return redirect("desk")
    asked = [reading.assignment_for(request.user, pk) for pk in listed]
    try:
        node = must_be_alike(asked)
    except BadInput as refused:
        messages.error(request, refused.message)
        return redirect("desk")
    form = Confirmed(request.POST if request.method == "POST" else None, signer=request.user)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            if not chosen:
                raise BadInput(_("Choose at least one dossier."))
            how = confirm(request, form)
            request.session[DONE] = [_sign(request, one, how) for one in asked if one.pk in chosen]
            return redirect("sign_many_done")
    rows = [one_of_many(one, node, request.user) for one in asked]
    context = {
        "node": node,
        "rows": rows,
        "form": form,
        "chosen": chosen,
        "may": sum(row.may_sign for row in rows),
        "again": request.method == "POST",
    }
    return render(request, "desk/many.html", context, status=400 if form.errors else 200)


def _numbers(texts: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) < 10))


def _sign(request: HttpRequest, asked: Assignment, how: str) -> dict[str, Any]:
    """One of them; what is refused here stops none of the others."""
    try:
        shown = request.POST.get(f"shown-{asked.pk}", "")
        decision = actions.sign(asked, actor=request.user, shown=shown, confirmed_by=how)
    except Refused as refused:
        return {"asked": asked.pk, "why": refused.message}
    return {"asked": asked.pk, "decision": decision.pk}


class Result(NamedTuple):
    assignment: Assignment
    decision: Decision | None
    why: str


@require_safe
def sign_many_done(request: HttpRequest) -> HttpResponse:
    """What became of each, the last time."""
    told = request.session.get(DONE, [])
    if not told:
        return redirect("desk")
    mine = reading.dossiers_for(request.user)
    asked = {
        one.pk: one
        for one in Assignment.objects.filter(pk__in=[row["asked"] for row in told], dossier__in=mine).select_related(
            "dossier__procedure", "task"
        )
    }
    decisions = Decision.objects.select_related("snapshot").in_bulk([row.get("decision") for row in told])
    results = [
        Result(asked[row["asked"]], decisions.get(row.get("decision")), row.get("why", ""))
        for row in told
        if row["asked"] in asked
    ]
    signed = sum(one.decision is not None for one in results)
    context = {"results": results, "signed": signed, "refused": len(results) - signed}
    return render(request, "desk/many_done.html", context)
