"""One thing asked of somebody: each kind of step has its own form and its own act."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reorg.arrangement import consulting
from reorg.consolidation.readiness import plans_departments
from reorg.web.confirm import confirm, typed_before
from reorg.web.forms.shared import as_typed, telling
from reorg.web.forms.steps import BallotForm, CloseRoundForm, CompleteForm, OpinionForm, ReturnForm, SignForm
from reorg.web.pages.changes import differences_since
from reorg.web.pages.signing import reasons_offered, sign_page
from reorg.web.pages.units import plans_units
from workflows import actions, reading
from workflows.errors import ContentChanged
from workflows.flow import Ballot, OpinionRound, SignOff, WorkNode
from workflows.models import Assignment, Consultation, Decision, Snapshot, Task
from workflows.readiness import blocking


# Papers are read in place, on this page only.
@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def step(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is asked of me, by the kind of the step; once it is answered, who answered it and how."""
    asked = reading.assignment_for(request.user, pk)
    node = asked.dossier.flow.step(asked.task.step)
    if asked.state != Assignment.State.OPEN:
        return _answered(request, asked, node)
    if isinstance(node, SignOff):
        return _sign(request, asked, node)
    if isinstance(node, Ballot):
        return _ballot(request, asked, node)
    if isinstance(node, OpinionRound):
        return _round(request, asked, node)
    return _work(request, asked, node)


def _answered(request: HttpRequest, asked: Assignment, node: WorkNode) -> HttpResponseBase:
    """Shown as it is; a form sent again by the same person has done nothing new, by anybody else is told so here."""
    others = asked.task.assignments.exclude(state=Assignment.State.CANCELLED)
    context = _about(asked, node) | {
        "decision": asked.decisions.select_related("snapshot").order_by("-at").first(),
        "ballot": getattr(asked, "ballot", None) if isinstance(node, Ballot) else None,
        "others": others.select_related("organisation", "role", "done_by"),
    }
    late = request.method == "POST" and asked.done_by_id != request.user.pk
    return render(request, "steps/answered.html", context | {"late": late}, status=409 if late else 200)


# Work


def _work(request: HttpRequest, asked: Assignment, node: WorkNode) -> HttpResponseBase:
    if _returns(request):
        return _return(request, asked, node, "steps/work.html")
    form = CompleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.complete(asked, note=form.cleaned_data["note"], actor=request.user)
        messages.success(request, _("“%(step)s” is done.") % {"step": node.title})
        return redirect("dossier", asked.dossier.code)
    return render(request, "steps/work.html", _about(asked, node) | {"form": form})


def _returns(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("act") == "return"


def _return(request: HttpRequest, asked: Assignment, node: WorkNode, template: str, **more: Any) -> HttpResponseBase:
    """Send the dossier back from a step that is not signed."""
    form = ReturnForm(request.POST, node=node, prefix="return")
    if form.is_valid():
        with telling(form):
            actions.send_back(asked, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The dossier is returned."))
            return redirect("dossier", asked.dossier.code)
    return render(request, template, _about(asked, node) | more | {"return_form": form}, status=400)


# Sign-off


def _sign(request: HttpRequest, asked: Assignment, node: SignOff) -> HttpResponseBase:
    page = sign_page(asked, node, request.user, request.GET.get("since", ""))
    typed = typed_before(request) | {"shown": page.digest}
    form = SignForm(request.POST or None, node=node, signer=request.user, initial=typed)
    context = _about(asked, node) | {"page": page, "form": form}
    if request.method == "POST" and "insert" in request.POST:
        return render(request, "steps/sign.html", context | {"form": _with_reason(request, asked, node)})
    if request.method == "POST" and form.is_valid():
        try:
            with telling(form):
                done = _decide(request, asked, form)
                messages.success(request, _receipt(node, done))
                return redirect("receipt", done.pk) if done else redirect("dossier", asked.dossier.code)
        except ContentChanged as changed:
            return _show_again(request, context, form, changed)
    return render(request, "steps/sign.html", context, status=400 if form.errors else 200)


def _with_reason(request: HttpRequest, asked: Assignment, node: SignOff) -> SignForm:
    """What was typed, with a reason that is given often added to it; nothing is decided yet."""
    typed = {name: request.POST[name] for name in ("choice", "to", "ground", "reason", "shown") if name in request.POST}
    offered = [one for _act, reasons in reasons_offered(asked.dossier, node) for one in reasons]
    chosen = next((one for one in offered if one.key == request.POST.get("template")), None)
    if chosen is not None:
        typed |= {"choice": chosen.act, "reason": "\n".join(filter(None, [typed.get("reason", ""), str(chosen.text)]))}
    return SignForm(node=node, signer=request.user, initial=typed)


def _decide(request: HttpRequest, asked: Assignment, form: SignForm) -> Decision | None:
    """The one act that was chosen, by the person who confirmed that it is they."""
    said = form.cleaned_data
    how = {"actor": request.user, "confirmed_by": confirm(request, form), "shown": said["shown"]}
    if said["choice"] == SignForm.APPROVE:
        return actions.sign(asked, **how)
    if said["choice"] == SignForm.SUPPLEMENT:
        actions.ask_supplement(asked, reason=said["reason"], ground=said["ground"], actor=request.user)
        return None
    if said["choice"] == SignForm.RETURN:
        actions.send_back(asked, to=said["to"], reason=said["reason"], **how)
    else:
        actions.refuse(asked, reason=said["reason"], **how)
    return asked.decisions.select_related("snapshot").order_by("-at").first()


def _receipt(node: WorkNode, decision: Decision | None) -> str:
    if decision is None:
        return _("A supplement is asked for. The appraisal goes on when it has come.")
    outcome = {"approved": _("Signed"), "returned": _("Returned"), "refused": _("Refused")}[decision.outcome]
    return _("%(outcome)s: “%(step)s”, %(time)s. Receipt no. %(number)s, digest %(digest)s.") % {
        "outcome": outcome,
        "step": node.title,
        "time": date_format(timezone.localtime(decision.at), "H:i:s d/m/Y"),
        "number": decision.pk,
        "digest": decision.digest[:16],
    }


def _show_again(
    request: HttpRequest, context: dict[str, Any], form: SignForm, refused: ContentChanged
) -> HttpResponseBase:
    """The content changed under the signer: what changed, everything they typed, and the new content to sign."""
    asked, page = context["assignment"], context["page"]
    seen = Snapshot.objects.filter(dossier=asked.dossier, digest=form.cleaned_data["shown"]).first()
    again = SignForm(as_typed(request.POST, shown=page.digest), node=form.node, signer=request.user)
    more = {"form": again, "refused": refused.message, "meanwhile": differences_since(seen, page.content)}
    return render(request, "steps/sign.html", context | more, status=409)


# Ballot


def _ballot(request: HttpRequest, asked: Assignment, node: Ballot) -> HttpResponseBase:
    """The count is shown with its result first, and recorded when it is confirmed."""
    if _returns(request):
        return _return(request, asked, node, "steps/ballot.html", form=BallotForm())
    form = BallotForm(request.POST or None)
    context = _about(asked, node) | {"form": form, "others": _votes(asked)}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if request.POST.get("act") == "record" and said["counted"] == form.count():
            said.pop("counted")
            with telling(form):
                result = actions.record_ballot(asked, **said, actor=request.user)
                messages.success(request, _("The vote is recorded: %(result)s.") % {"result": _passed(result.passed)})
                return redirect("dossier", asked.dossier.code)
        else:
            passed, working = node.rule.result(electorate=said["electorate"], present=said["present"], yes=said["yes"])
            context |= {"preview": working, "passed": passed, "counted": form.count()}
    return render(request, "steps/ballot.html", context, status=400 if form.errors else 200)


def _votes(asked: Assignment) -> Any:
    return asked.task.assignments.exclude(state="cancelled").select_related("organisation", "ballot")


def _passed(passed: bool) -> str:
    return _("passed") if passed else _("not passed")


# Opinion round


def _round(request: HttpRequest, asked: Assignment, node: OpinionRound) -> HttpResponseBase:
    """Closing the round; its returns are added at their own address."""
    if _returns(request):
        return _return(request, asked, node, "steps/round.html", **_returned(asked, node))
    held = _returned(asked, node)
    opened = held["consultation"]
    until = max(opened.opens, min(opened.closes, timezone.localdate()))
    form = CloseRoundForm(request.POST or None, initial={"opens": opened.opens, "closes": until})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            actions.close_round(asked, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The opinion round is closed."))
            return redirect("dossier", asked.dossier.code)
    context = _about(asked, node) | held | {"close_form": form}
    return render(request, "steps/round.html", context, status=400 if form.errors else 200)


@require_POST
def opinions(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add one return to the round."""
    asked = reading.assignment_for(request.user, pk)
    node = asked.dossier.flow.step(asked.task.step)
    form = OpinionForm(request.POST)
    if form.is_valid():
        with telling(form):
            consulting.record_returns(asked, [actions.Return(**form.cleaned_data)], actor=request.user)
            messages.success(
                request, _("The return of %(name)s is recorded.") % {"name": form.cleaned_data["respondent"]}
            )
            return redirect("step", pk)
    context = _about(asked, node) | _returned(asked, node) | {"opinion_form": form}
    return render(request, "steps/round.html", context, status=400)


def _returned(asked: Assignment, node: WorkNode) -> dict[str, Any]:
    opened = Consultation.objects.filter(task=asked.task).first()
    rows = list(opened.opinions.order_by("pk")) if opened else []
    passed, working = (
        node.rule.result((row.respondent, row.total, row.agree) for row in rows)
        if isinstance(node, OpinionRound) and rows
        else (None, "")
    )
    return {
        "consultation": opened,
        "rows": rows,
        "so_far": working,
        "would_pass": passed,
        "rolls": opened.rolls.count() if opened else 0,
        "sheets": consulting.SHEETS.values(),
    }


# What every step's page says


def _about(asked: Assignment, node: WorkNode) -> dict[str, Any]:
    """What is asked, by when, and what is still missing; with empty forms, replaced by those that were sent."""
    blanks: dict[str, forms.Form] = {"form": CompleteForm()}
    if isinstance(node, OpinionRound):
        today = timezone.localdate()
        blanks |= {
            "opinion_form": OpinionForm(),
            "close_form": CloseRoundForm(initial={"opens": today, "closes": today}),
        }
    if node.returns and not isinstance(node, SignOff):
        blanks["return_form"] = ReturnForm(node=node, prefix="return")
    open_ = asked.state == Assignment.State.OPEN
    return {
        "assignment": asked,
        "dossier": asked.dossier,
        "node": node,
        "plans_units": plans_units(asked.dossier),
        "plans_departments": plans_departments(asked.dossier),
        "missing": blocking(asked.dossier, node, asked) if open_ and not isinstance(node, SignOff) else [],
        "came_from": _came_from(asked.task),
        **blanks,
    }


def _came_from(task: Task) -> Task | None:
    """The step that returned the dossier to this one, or asked for this supplement; its reason is the work to do."""
    before = task.dossier.tasks.filter(pk__lt=task.pk).exclude(outcome=Task.Outcome.CANCELLED).order_by("-pk").first()
    asks = (Task.Outcome.RETURNED, Task.Outcome.SUPPLEMENT)
    return before if before is not None and before.outcome in asks else None
