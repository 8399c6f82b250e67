"""Checklists and the work on their items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reorg.notices import following
from reorg.web.confirm import confirm
from reorg.web.forms.items import (
    AssignForm,
    DoneForm,
    EvidenceForm,
    ItemFilter,
    OwnerForm,
    ReopenForm,
    VersionedForm,
    WaiveForm,
)
from reorg.web.forms.notices import CommentForm
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.items import acts_for, may_assign, why_not_verify
from reorg.web.shared import offices_today
from reorg.web.views.documents import must_be_there, sent
from workflows import actions, reading
from workflows.actions.erasing import HEADS
from workflows.errors import ContentChanged, NotFound, NotYou
from workflows.models import ChecklistItem
from workflows.readiness import progress
from workflows.text import fold
from workflows.trail.canonical import digest

SAID_LATELY = 10  # comments shown with an item
PANEL = "item-panel"  # where an item is shown beside its list


@require_safe
def checklists(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    counts = progress(dossier)
    lines = [(one, counts[one.pk]) for one in dossier.checklists.all() if one.pk in counts]
    gates = {name: node for node in dossier.flow.steps() for name in node.gates}
    rows = [(one, count, gates.get(one.code)) for one, count in lines]
    total = {
        name: sum(getattr(count, name) for _one, count in lines) for name in ("settled", "total", "overdue", "done")
    }
    return render(request, "checklists/checklists.html", {"dossier": dossier, "rows": rows, "total": total})


@require_safe
def checklist(request: HttpRequest, code: str, list_code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    found = dossier.checklists.filter(code=list_code).first()
    if found is None:
        raise NotFound(_("This dossier has no list “%(code)s”.") % {"code": list_code})
    form = ItemFilter(request.GET, checklist=found)
    items = found.items.select_related("owner").annotate(proofs=Count("evidence")).order_by("order", "code")
    shown = _filtered(items, form.cleaned_data) if form.is_valid() else list(items)
    gate = next((node for node in dossier.flow.steps() if found.code in node.gates), None)
    board = request.GET.get("view") == "board"
    query = request.GET.copy()
    query.pop("view", None)
    table_query = query.urlencode()
    query["view"] = "board"
    return render(
        request,
        "checklists/checklist.html",
        {
            "board": board,
            "columns": _columns(shown) if board else [],
            "table_query": table_query,
            "board_query": query.urlencode(),
            "may_assign": may_assign(dossier, offices_today(request)),
            "dossier": dossier,
            "checklist": found,
            "items": shown,
            "filter": form,
            "gate": gate,
            "progress": progress(dossier).get(found.pk),
            "filtering": any(value for name, value in request.GET.items() if name != "view"),
            "now": timezone.now(),
        },
    )


def _columns(items: Sequence[ChecklistItem]) -> list[dict[str, Any]]:
    """The items by state, in the order of the work; nothing waived, no column for it."""
    by_state = [
        {"state": state, "label": label, "items": [item for item in items if item.state == state]}
        for state, label in ChecklistItem.State.choices
    ]
    return [one for one in by_state if one["items"] or one["state"] != ChecklistItem.State.WAIVED]


def _filtered(items: Any, said: dict[str, Any]) -> list[ChecklistItem]:
    if said["state"] == "unsettled":
        items = items.exclude(state__in=ChecklistItem.SETTLED)
    elif said["state"]:
        items = items.filter(state=said["state"])
    if said["owner"]:
        items = items.filter(owner=said["owner"])
    if said["overdue"]:
        items = items.filter(due__lt=timezone.now()).exclude(state__in=ChecklistItem.SETTLED)
    words = fold(said["q"])
    return [item for item in items if words in fold(f"{item.code} {item.title_vi} {item.title_en}")]


@require_safe
def item(request: HttpRequest, code: str, item_code: str) -> HttpResponseBase:
    return _item(request, reading.item_for(request.user, code, item_code))


def _item(request: HttpRequest, found: ChecklistItem, *, status: int = 200, **more: Any) -> HttpResponse:
    """The item with the acts that are open to the reader; ``more`` puts a form that was refused in its place."""
    acts = acts_for(request.user, found, offices_today(request))
    fresh = {"version": found.version}
    forms_: dict[str, Any] = {
        "start_form": VersionedForm(initial=fresh),
        "evidence_form": EvidenceForm(),
        "done_form": DoneForm(initial=fresh),
        "verify_form": VersionedForm(initial=fresh),
        "reopen_form": ReopenForm(initial=fresh),
        "waive_form": WaiveForm(initial={"shown": digest(actions.item_content(found))}, signer=request.user)
        if "waive" in acts
        else None,
        "assign_form": AssignForm(initial=fresh | {"organisation": found.owner_id, "due": found.due}, item=found)
        if "assign" in acts
        else None,
        "comment_form": None if found.dossier.is_held else _comment_form(request, found),
    }
    comments = following.comments_on(found, request.user)[: SAID_LATELY + 1]
    beside = getattr(request, "htmx", None) and request.htmx.target == PANEL  # type: ignore[attr-defined]
    return render(
        request,
        "checklists/item_panel.html" if beside else "checklists/item.html",
        {
            "dossier": found.dossier,
            "item": found,
            "acts": acts,
            "evidence": found.evidence.select_related("added_by", "erasure"),
            "may_erase": not found.dossier.is_held and _heads(request, found),
            "decisions": found.decisions.select_related("snapshot"),
            "own_work": why_not_verify(request.user, found),
            "definition": found.definition,
            "late": _late(found),
            "comments": comments[:SAID_LATELY],
            "more_comments": len(comments) > SAID_LATELY,
            **forms_,
            **more,
        },
        status=status,
    )


def _comment_form(request: HttpRequest, found: ChecklistItem, data: Any = None) -> CommentForm:
    return CommentForm(data, people=following.mentionable(found.dossier, request.user))


def _heads(request: HttpRequest, found: ChecklistItem) -> bool:
    """Whether the reader heads the item's owner or the lead."""
    bodies = (found.owner_id, found.dossier.lead_id)
    return any(one.role_id in HEADS and one.organisation_id in bodies for one in offices_today(request))


def _late(found: ChecklistItem) -> bool:
    return found.due is not None and found.due < timezone.now() and found.state not in ChecklistItem.SETTLED


@require_POST
def item_act(request: HttpRequest, code: str, item_code: str, act: str) -> HttpResponseBase:
    """One act on an item. What was typed stays when the engine refuses it, and a second tab is told what changed."""
    if act not in ACTS:
        raise NotFound(_("There is no such act on an item."))
    found = reading.item_for(request.user, code, item_code)
    form, do = ACTS[act](request, found)
    refused = ""
    if form.is_valid():
        try:
            with telling(form):
                messages.success(request, do(form.cleaned_data))
                return redirect("item", code, item_code)
        except ContentChanged as changed:
            refused = changed.message
            found = reading.item_for(request.user, code, item_code)
            form = _again(request, found, act)
    status = 409 if refused else 400
    kept = request.POST.get("note") or request.POST.get("reason") or ""
    return _item(request, found, status=status, opened=act, refused=refused, kept=kept, **{f"{act}_form": form})


def _again(request: HttpRequest, found: ChecklistItem, act: str) -> forms.Form:
    """The form as it was sent, now about the item as it stands."""
    shown = digest(actions.item_content(found))
    request.POST = as_typed(request.POST, version=str(found.version), shown=shown)  # type: ignore[assignment]
    return ACTS[act](request, found)[0]


def item_owner(request: HttpRequest, code: str, item_code: str) -> HttpResponseBase:
    """The owner of an item, changed within its list: a part of that page. The item's own page does the same."""
    found = reading.item_for(request.user, code, item_code)
    assigning = may_assign(found.dossier, offices_today(request))
    if "as-it-is" in request.GET:
        return _owner(request, found, assigning)
    form = OwnerForm(request.POST or None, item=found)
    refused = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            with telling(form):
                actions.assign_item(
                    found, organisation=said["organisation"], due=found.due, version=said["version"], actor=request.user
                )
                found = reading.item_for(request.user, code, item_code)
                return _owner(request, found, assigning)
        except ContentChanged as changed:
            refused = changed.message
            found = reading.item_for(request.user, code, item_code)
    elif not assigning:
        raise NotYou(_("Items are given to others by the drafters and the leaders of the lead."))
    refused = refused or " ".join(str(error) for errors in form.errors.values() for error in errors)
    parties = form.fields["organisation"].queryset  # type: ignore[attr-defined]
    context = {"dossier": found.dossier, "item": found, "parties": parties, "refused": refused}
    return render(request, "checklists/_owner_form.html", context)


def _owner(request: HttpRequest, found: ChecklistItem, assigning: bool) -> HttpResponse:
    context = {"dossier": found.dossier, "item": found, "may_assign": assigning}
    return render(request, "checklists/_owner.html", context)


Act = tuple[forms.Form, Callable[[dict[str, Any]], str]]


def _start(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        actions.start_item(found, version=said["version"], actor=request.user)
        return _("The item is in progress.")

    return VersionedForm(request.POST), do


def _evidence(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        with transaction.atomic():  # all of them, or none
            proofs = [actions.add_evidence(found, file=file, actor=request.user) for file in said["file"]]
        if len(proofs) > 1:
            return ngettext("%(count)d file is attached.", "%(count)d files are attached.", len(proofs)) % {
                "count": len(proofs)
            }
        (proof,) = proofs
        return _("“%(file)s” is attached; SHA-256 %(digest)s…") % {"file": proof.name, "digest": proof.sha256[:12]}

    return EvidenceForm(request.POST, request.FILES), do


def _done(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        actions.report_done(found, note=said["note"], version=said["version"], actor=request.user)
        return _("Reported as done. Somebody else verifies it.")

    return DoneForm(request.POST), do


def _verify(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        actions.verify_item(found, version=said["version"], actor=request.user)
        return _("The item is verified.")

    return VersionedForm(request.POST), do


def _reopen(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        actions.reopen_item(found, reason=said["reason"], version=said["version"], actor=request.user)
        return _("The item is open again.")

    return ReopenForm(request.POST), do


def _waive(request: HttpRequest, found: ChecklistItem) -> Act:
    form = WaiveForm(request.POST, signer=request.user)

    def do(said: dict[str, Any]) -> str:
        how = confirm(request, form)
        actions.waive_item(found, reason=said["reason"], shown=said["shown"], confirmed_by=how, actor=request.user)
        return _("The item is waived; your name and the reason are on record.")

    return form, do


def _assign(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        actions.assign_item(
            found, organisation=said["organisation"], due=said["due"], version=said["version"], actor=request.user
        )
        return _("The item is given to %(organisation)s.") % {"organisation": said["organisation"]}

    return AssignForm(request.POST, item=found), do


def _comment(request: HttpRequest, found: ChecklistItem) -> Act:
    def do(said: dict[str, Any]) -> str:
        following.comment(found.dossier, **said, item=found, actor=request.user)
        return _("Your comment is in the trail.")

    return _comment_form(request, found, request.POST), do


ACTS: dict[str, Callable[[HttpRequest, ChecklistItem], Act]] = {
    "start": _start,
    "evidence": _evidence,
    "done": _done,
    "verify": _verify,
    "reopen": _reopen,
    "waive": _waive,
    "assign": _assign,
    "comment": _comment,
}


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    proof = reading.evidence_for(request.user, pk)
    must_be_there(proof)
    actions.note_access(
        proof.item.dossier,
        "evidence.downloaded",
        file=proof.name,
        item=proof.item.code,
        sha256=proof.sha256,
        actor=request.user,
    )
    return sent(proof)
