"""Leaders countersign the paper of a step they signed off; everybody sees who has, and whether the signatures hold."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.evidence.errors import KeyTrouble
from reorg.papers.models import Countersignature
from reorg.web.confirm import confirm
from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import telling
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import NotYou
from workflows.models import Decision, Dossier, Task


def paper_sign(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    from reorg.papers.forms.signed import found_step, must_be_countersigner, sign_paper  # brings the printing press

    dossier = reading.dossier_for(request.user, code)
    task = found_step(dossier, pk)
    form = Confirmed(request.POST or None, signer=request.user)
    if request.method == "POST":
        must_be_countersigner(Case(dossier, request.user, timezone.now()), task)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            how = confirm(request, form)
            try:
                version = sign_paper(dossier, pk, actor=request.user, confirmed_by=how)
            except KeyTrouble as trouble:
                form.add_error(None, trouble.message)
            else:
                messages.success(
                    request, _("Your signature stands on version %(no)s of the paper.") % {"no": version.no}
                )
                return redirect("paper_sign", code, pk)
    context = _page(request, dossier, task) | {"form": form}
    return render(request, "papers/forms/sign.html", context, status=400 if form.errors else 200)


def _page(request: HttpRequest, dossier: Dossier, task: Task) -> dict[str, Any]:
    from reorg.papers.forms.signed import has_key, must_be_countersigner, signed_paper_of, signers_of

    paper = signed_paper_of(dossier, task.pk)
    version = paper.document.versions.order_by("-no").first() if paper else None
    given = {one.decision_id: one for one in Countersignature.objects.filter(paper=paper)} if paper else {}
    decisions = task.decisions.filter(outcome=Decision.Outcome.APPROVED).order_by("at").select_related("signer")
    try:
        mine = must_be_countersigner(Case(dossier, request.user, timezone.now()), task)
    except NotYou:
        mine = None
    signers = []
    if version is not None and version.file:
        with version.file.open("rb") as file:
            signers = signers_of(file.read())
    return {
        "dossier": dossier,
        "task": task,
        "title": dossier.flow.step(task.step).title,
        "version": version,
        "signers": signers,
        "rows": [{"decision": one, "signature": given.get(one.pk)} for one in decisions],
        "settled": task.outcome == Task.Outcome.APPROVED,
        "may_sign": mine is not None and mine.pk not in given and not dossier.is_held,
        "has_key": mine is not None and has_key(request.user),
    }
