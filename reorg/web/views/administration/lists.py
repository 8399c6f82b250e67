"""Checklists in versions: what is in force, the draft of the next, the comparison, putting in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.administration import checklists, duerules
from reorg.administration.models import ListDraft
from reorg.administration.rights import scope_of, system_scope_of
from reorg.web.forms.administration import InForceForm, ItemForm, ReasonForm, SheetForm
from reorg.web.forms.shared import as_typed, telling
from reorg.web.pages.previewed import previewed
from reorg.web.views.administration.people import spreadsheet
from workflows.errors import ContentChanged, NotFound
from workflows.flow.registry import procedures
from workflows.text import Text

LABELS = {name: field.label for name, field in ItemForm.base_fields.items()}


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """All checklists, the version in force of each, and whether a draft is under way."""
    scope_of(request.user)
    drafts = {one.list_code: one for one in ListDraft.objects.filter(state=ListDraft.State.DRAFT)}
    rows = [
        {"code": code, "title": title, "version": _shown(code), "draft": drafts.get(code)}
        for code, title in checklists.lists().items()
    ]
    return render(request, "administration/lists.html", {"rows": rows})


def _shown(code: str) -> checklists.Version | None:
    every = checklists.versions(code)
    return next((one for one in every if one.current), every[0] if every else None)


@require_safe
def list_(request: HttpRequest, code: str) -> HttpResponse:
    """One version of a checklist, with all its versions beside it and what changed since the one before."""
    scope = scope_of(request.user)
    title, every = checklists.list_title(code), checklists.versions(code)
    wanted = request.GET.get("from", "")
    shown = next((one for one in every if one.since.isoformat() == wanted), None) if wanted else _shown(code)
    if shown is None:
        raise NotFound(_("There is no such version of this checklist."))
    before = next((one for one in every if one.since < shown.since), None)
    rows = checklists.rows_of(checklists.checks_on(code, shown.since))
    differences = checklists.compared(_rows(code, before.since), rows) if before else []
    context = {
        "code": code,
        "list": title,
        "versions": every,
        "shown": shown,
        "rows": _told(rows),
        "differences": differences,
        "draft": checklists.draft_for(code),
        "settled": ListDraft.objects.filter(list_code=code).exclude(state="draft").select_related("settled_by"),
        "procedures": [flow.title for flow in procedures() if code in flow.lists],
        "may_draft": scope.everything,
        "labels": LABELS,
    }
    return render(request, "administration/list.html", context)


def _rows(code: str, day: date) -> list[dict[str, Any]]:
    return checklists.rows_of(checklists.checks_on(code, day))


def _told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "title": Text(row["title_vi"], row["title_en"]),
            "source_note": Text(row["source_note_vi"], row["source_note_en"]),
            "deadline": duerules.written(row["due"]),
            "part": checklists.OWNERS[row["owner"]].title if row["owner"] in checklists.OWNERS else row["owner"],
        }
        for row in rows
    ]


@require_safe
def list_export(request: HttpRequest, code: str) -> HttpResponse:
    scope_of(request.user)
    checklists.list_title(code)
    wanted = request.GET.get("from", "")
    if wanted == "draft":
        rows = checklists.must_draft(code).rows
    else:
        version = next((one for one in checklists.versions(code) if one.since.isoformat() == wanted), _shown(code))
        if version is None:
            raise Http404
        rows = _rows(code, version.since)
    return spreadsheet(checklists.sheet(rows), f"{code}.xlsx")


@require_POST
def draft_begin(request: HttpRequest, code: str) -> HttpResponseBase:
    checklists.begin(system_scope_of(request.user), code)
    return redirect("admin_list_draft", code)


def draft(request: HttpRequest, code: str) -> HttpResponseBase:
    """The draft: its items, what differs, a spreadsheet in and out."""
    system_scope_of(request.user)
    title, found = checklists.list_title(code), checklists.must_draft(code)
    form, problems = SheetForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        with telling(form):
            problems = checklists.replace_from_sheet(
                found, form.cleaned_data["file"], version=_number(request.POST.get("version"))
            )
            if not problems:
                messages.success(request, _("The draft now holds the items of the sheet."))
                return redirect("admin_list_draft", code)
    differences = checklists.compared(checklists.rows_of(checklists.newest(code)), found.rows)
    context = {
        "code": code,
        "list": title,
        "draft": found,
        "rows": _told(found.rows),
        "kinds": {one.code: one.kind for one in differences},
        "differences": differences,
        "form": form,
        "problems": problems,
        "labels": LABELS,
    }
    return render(request, "administration/draft.html", context, status=400 if form.errors or problems else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def item(request: HttpRequest, code: str, item_code: str = "") -> HttpResponseBase:
    """One item of the draft, new or changed."""
    system_scope_of(request.user)
    found = checklists.must_draft(code)
    row = next((one for one in found.rows if one["code"] == item_code), None)
    if item_code and row is None:
        raise NotFound(_("This item is no longer in the draft."))
    initial = {"version": found.version}
    if row:
        initial |= {name: row[name] for name in ("code", *checklists.SAID)} | {"due": duerules.written(row["due"])}
    form = ItemForm(request.POST or None, initial=initial)
    back = reverse("admin_list_draft", args=[code])
    status = 200
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version")
        try:
            with telling(form):
                checklists.set_item(found, said, was=item_code, version=version)
                return redirect(back)
        except ContentChanged as changed:
            form = ItemForm(as_typed(request.POST, version=str(found.version)))
            form.is_valid()
            form.add_error(None, changed.message)
            status = 409
    if form.errors and status == 200:
        status = 400
    context = {
        "form": form,
        "title": item_code or _("New item"),
        "subtitle": str(checklists.list_title(code)),
        "button": _("Keep in the draft"),
        "back": back,
        "crumbs": _crumbs(code, draft=True),
    }
    return render(request, "administration/act.html", context, status=status)


@require_POST
def item_drop(request: HttpRequest, code: str, item_code: str) -> HttpResponseBase:
    system_scope_of(request.user)
    found = checklists.must_draft(code)
    checklists.drop_item(found, item_code, version=_number(request.POST.get("version")))
    messages.success(request, _("%(item)s is out of the draft.") % {"item": item_code})
    return redirect("admin_list_draft", code)


def put_in_force(request: HttpRequest, code: str) -> HttpResponseBase:
    scope = system_scope_of(request.user)
    found = checklists.must_draft(code)
    version = found.version
    return previewed(
        request,
        InForceForm(request.POST or None),
        look=lambda said: checklists.if_in_force(found, said["valid_from"]),
        act=lambda said: checklists.put_in_force(scope, found, version=version, **said),
        back=reverse("admin_list_draft", args=[code]),
        then=lambda done: f"{reverse('admin_list', args=[code])}?from={done.valid_from.isoformat()}",
        said=lambda _done: _("The new version is in force from the day written below."),
        title=_("Put in force"),
        subtitle=str(checklists.list_title(code)),
        button=_("Put in force"),
        crumbs=_crumbs(code, draft=True),
        note=_("Dossiers that are open keep the copy they were opened with."),
    )


def withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    scope = system_scope_of(request.user)
    found = checklists.must_draft(code)
    return previewed(
        request,
        ReasonForm(request.POST or None),
        look=lambda _said: [],
        act=lambda said: checklists.withdraw(scope, found, reason=said["reason"]),
        upfront=True,
        danger=True,
        back=reverse("admin_list_draft", args=[code]),
        then=lambda _done: reverse("admin_list", args=[code]),
        said=lambda _done: _("The draft is withdrawn; it stays on record."),
        title=_("Withdraw the draft"),
        subtitle=str(checklists.list_title(code)),
        button=_("Withdraw it"),
        crumbs=_crumbs(code, draft=True),
    )


def _crumbs(code: str, *, draft: bool = False) -> tuple[tuple[str, str], ...]:
    found = (
        (_("Checklists"), reverse("admin_lists")),
        (str(checklists.list_title(code)), reverse("admin_list", args=[code])),
    )
    return (*found, (_("Draft"), reverse("admin_list_draft", args=[code]))) if draft else found
