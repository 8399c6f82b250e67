"""One recommendation: where it stands, what was said to it, and the acts that are open to the reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.sessions import reading, recommending
from reorg.sessions.models import Recommendation
from reorg.sessions.people import CHECKERS, LEADERS, SPEAKERS, holds
from reorg.sessions.states import MAIN_LINE, OWED, State
from reorg.web.forms.sessions import AssignAgainForm, BackForm, EscalateForm, NoteForm, SayForm
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from workflows.errors import NotFound, NotYou
from workflows.text import Text


@require_safe
def recommendation(request: HttpRequest, code: str, no: int) -> HttpResponse:
    return _page(request, reading.recommendation_for(request.user, code, no))


def _page(request: HttpRequest, one: Recommendation, *, status: int = 200, **more: Any) -> HttpResponse:
    acts = acts_for(one, offices_today(request), request.user)
    known = {act: _form(act, one) for act in acts}
    if "form" in more:
        known[more["act"]] = more["form"]
    context = {
        "dossier": one.dossier,
        "one": one,
        "stops": stops(one),
        "acts": [(act, _acts()[act], known[act]) for act in ACTS if act in known],
        "answers": one.answers.select_related("body", "given_by"),
        "follow_ups": one.follow_ups.filter(removed=False).select_related("by", "unit"),
        "late": one.state in OWED and one.due is not None and one.due < timezone.localdate(),
        "own_answer": one.state == State.ANSWERED and one.answered_by_id == request.user.pk,
        "opened": more.get("act", ""),
    }
    return render(request, "sessions/recommendation.html", context, status=status)


def stops(one: Recommendation) -> list[dict[str, Any]]:
    """The line it goes along; being put to a higher level shows in the place of being assigned."""
    line = [State.ESCALATED if stop is State.ASSIGNED and one.higher else stop for stop in MAIN_LINE]
    here = State(one.state) if State(one.state) in line else State.ESCALATED
    at = line.index(here)
    return [
        {
            "label": stop.label,
            "state": "done" if place < at or here is State.CLOSED else "here" if place == at else "ahead",
            "tone": "good",
        }
        for place, stop in enumerate(line)
    ]


class Act:
    """What can be done with a recommendation: its words, its form, and the function behind it."""

    def __init__(self, label: Any, symbol: str, form: type[forms.Form], do: Callable[..., Any], main: bool = False):
        self.label, self.symbol, self.form, self.do, self.main = label, symbol, form, do, main


def _say(do: Callable[..., Any]) -> Callable[..., Any]:
    def said(one: Recommendation, *, text_vi: str, text_en: str, paper: str, actor: Any) -> Any:
        return do(one, text=Text(text_vi, text_en), paper=paper, actor=actor)

    return said


def _acts() -> dict[str, Act]:
    return {
        "answer": Act(_("Answer"), "message", SayForm, _say(recommending.answer), main=True),
        "contribute": Act(_("Contribute"), "message-plus", SayForm, _say(recommending.contribute), main=True),
        "verify": Act(_("Verify the answer"), "shield-check", NoteForm, recommending.verify, main=True),
        "send_back": Act(_("Send the answer back"), "arrow-back-up", BackForm, recommending.send_back),
        "close": Act(_("Settle it"), "circle-check", NoteForm, recommending.close, main=True),
        "assign": Act(
            _("Give it to another body, or another date"), "user-share", AssignAgainForm, recommending.assign
        ),
        "escalate": Act(_("Put it to a higher level"), "arrow-up", EscalateForm, recommending.escalate),
    }


ACTS = ("answer", "contribute", "verify", "send_back", "close", "assign", "escalate")


def acts_for(one: Recommendation, held: list[Any], user: Any) -> list[str]:
    """The acts open to the reader: the moment, then the person. The door asks both again."""
    if one.dossier.phase != "implementation":
        return []
    host = one.dossier.lead_id
    leads, checks = holds(held, host, LEADERS), holds(held, host, CHECKERS) or holds(held, one.unit_id, SPEAKERS)
    answers = holds(held, one.lead_id, SPEAKERS) or (one.state == State.ESCALATED and leads)
    coordinates = any(holds(held, body.pk, SPEAKERS) for body in one.coordinating.all())
    own = one.answered_by_id == user.pk
    open_now = {
        State.ASSIGNED: {"answer": answers, "contribute": coordinates, "assign": leads, "escalate": leads},
        State.ESCALATED: {"answer": answers, "contribute": coordinates},
        State.ANSWERED: {"verify": checks and not own, "send_back": checks and not own},
        State.VERIFIED: {"close": leads},
    }
    return [act for act, may in open_now.get(State(one.state), {}).items() if may]


def _form(act: str, one: Recommendation, data: Any = None) -> forms.Form:
    made = _acts()[act].form
    if act == "assign":
        initial = {"lead": one.lead_id, "coordinating": one.coordinating.all(), "due": one.due}
        return made(data, initial=initial, prefix=act)
    return made(data, prefix=act)


@require_POST
def recommendation_act(request: HttpRequest, code: str, no: int, act: str) -> HttpResponseBase:
    """One act. What was typed stays when it is refused."""
    if act not in ACTS:
        raise NotFound(_("There is no such act on a recommendation."))
    one = reading.recommendation_for(request.user, code, no)
    form = _form(act, one, request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        with telling(form):
            _acts()[act].do(one, **said, actor=request.user)
            messages.success(request, _("Recommendation no. %(no)s is up to date.") % {"no": no})
            return redirect("recommendation", code, no)
    else:
        _must_be_open(request, one, act)
    return _page(request, reading.recommendation_for(request.user, code, no), status=400, form=form, act=act)


def _must_be_open(request: HttpRequest, one: Recommendation, act: str) -> None:
    """A form that is not filled in is not a way round the refusal."""
    if act not in acts_for(one, offices_today(request), request.user):
        raise NotYou(_("This is not for you to do now: look at the page for who does what next."))
