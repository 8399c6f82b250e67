"""The deadlines of a dossier, how they came about, and the acts that move them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.web.forms.deadlines import ExtendForm, ResumeForm, StopForm
from reorg.web.forms.shared import telling
from reorg.web.pages.deadlines import deadlines_page
from workflows import actions, reading
from workflows.actions.deadlines import may_move
from workflows.errors import NotYou
from workflows.models import Assignment

FORMS: dict[str, type[forms.Form]] = {"extend": ExtendForm, "stop": StopForm, "resume": ResumeForm}


@require_safe
def deadlines(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    return render(
        request, "dossiers/deadlines.html", {"dossier": dossier, "page": deadlines_page(dossier, request.user)}
    )


def deadline_act(request: HttpRequest, code: str, pk: int, act: str) -> HttpResponseBase:
    """Stop the clock of a step, set it going, or extend its term."""
    dossier = reading.dossier_for(request.user, code)
    asked = Assignment.objects.filter(dossier=dossier, pk=pk).select_related("task", "organisation").first()
    if asked is None or act not in FORMS:
        raise Http404
    if not may_move(request.user, asked):
        raise NotYou(_("The term of a step is moved by whoever it is asked of, or by the head of that body."))
    form = FORMS[act](request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            messages.success(request, _do(act, asked, form.cleaned_data, request.user))
            return redirect("deadlines", code)
    asked.dossier = dossier
    context = {"dossier": dossier, "assignment": asked, "node": dossier.flow.step(asked.task.step), "act": act}
    return render(request, "dossiers/deadline_act.html", context | {"form": form}, status=400 if form.errors else 200)


def _do(act: str, asked: Assignment, said: dict[str, Any], user: Any) -> str:
    if act == "extend":
        actions.extend_term(asked, **said, actor=user)
        return _("The term is extended; the new deadline is below.")
    if act == "stop":
        actions.stop_clock(asked, **said, actor=user)
        return _("The clock stands. What was left runs on when you set it going.")
    actions.resume_clock(asked, actor=user)
    return _("The clock goes on with what was left; the new deadline is below.")
