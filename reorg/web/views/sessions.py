"""Working sessions: the list, who is late, one session with what came up in it, and its entries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.sessions import actions, reading
from reorg.sessions.entries import PARTS, Part, cut
from reorg.sessions.models import FollowUp, Instruction, Visit
from reorg.sessions.people import CHECKERS, SPEAKERS, WRITERS, holds, host_writes, units_of
from reorg.web.forms.sessions import (
    BackForm,
    DoneForm,
    HowFarForm,
    NoteForm,
    PhotoForm,
    SessionForm,
    VersionedForm,
    entry_form,
)
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.views.documents import attachment
from workflows import actions as engine
from workflows.actions.door import Case
from workflows.errors import ContentChanged, NotFound, NotYou, Refused
from workflows.models import Dossier

PER_PAGE = 25


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    page = Paginator(reading.sessions_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sessions/sessions.html", {"page": page})


@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue, by the body that owes it: bars to compare by eye, a table to read."""
    today = timezone.localdate()
    owing = reading.owed_by_body(request.user, today)
    most = max((one.owed for one in owing), default=1)
    late = [(one.body, kind, thing, due) for one in owing for kind, thing, due in one.late]
    late.sort(key=lambda row: row[3])
    page = Paginator(late, 2 * PER_PAGE).get_page(request.GET.get("page"))
    context = {"owing": owing, "most": most, "page": page, "late": len(late), "today": today}
    return render(request, "sessions/overdue.html", context)


@require_safe
def session(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.session_for(request.user, code)
    return _session(request, dossier)


def _session(request: HttpRequest, dossier: Dossier, *, status: int = 200, **more: Any) -> HttpResponse:
    there = reading.everything(dossier)
    held = offices_today(request)
    host = holds(held, dossier.lead_id, WRITERS)
    units = units_of(dossier)
    own = any(office.organisation_id in units and office.role_id in SPEAKERS for office in held)
    writable = {code for code, part in PARTS.items() if _may_write(request, dossier, part)}
    parts: dict[str, dict[str, Any]] = {}
    for code, part in PARTS.items():
        may = code in writable and (host or (own and part.units_write))
        parts[code] = {"part": part, "entries": there[code], "may_add": may, "may_change": host and code in writable}
    context = {
        "dossier": dossier,
        "session": reading.head_of(dossier),
        "parts": parts,
        "kinds": _by_kind(there["visit"]),
        "may_describe": host and "visit" in writable,
        "may_photograph": host and "visit" in writable,
        "acts": _acts(dossier, there["instruction"], held),
        "moves": _moves(dossier, there["follow_up"], held),
        "today": timezone.localdate(),
        "photo_form": PhotoForm(),
        "reports": _reports(dossier, there, request),
        **more,
    }
    return render(request, "sessions/session.html", context, status=status)


def _reports(dossier: Dossier, there: dict[str, list[Any]], request: HttpRequest) -> list[dict[str, Any]]:
    units = {visit.unit_id: visit.unit for visit in there["visit"] if visit.kind == Visit.Kind.UNIT}
    done = {}
    for call in there["report_call"]:
        done[call.pk] = {report.unit_id: report for report in call.reports.all()}
    return [
        {"call": call, "units": [(unit, done[call.pk].get(pk)) for pk, unit in units.items()]}
        for call in there["report_call"]
    ]


def _by_kind(visits: list[Visit]) -> list[tuple[str, list[Visit]]]:
    return [(str(label), [one for one in visits if one.kind == kind]) for kind, label in Visit.Kind.choices]


def _may_write(request: HttpRequest, dossier: Dossier, part: Part) -> bool:
    try:
        actions.must_be_writable(Case(dossier, request.user, timezone.now()), part)
    except Refused:
        return False
    return True


def _acts(dossier: Dossier, given: list[Instruction], held: list[Any]) -> dict[int, str]:
    """Which act is open to the reader on each instruction."""
    if dossier.phase != "implementation":
        return {}
    checks = holds(held, dossier.lead_id, CHECKERS)
    acts = {}
    for one in given:
        if one.state == Instruction.State.OPEN and holds(held, one.to_id, SPEAKERS):
            acts[one.no] = "report"
        elif one.state == Instruction.State.REPORTED and checks:
            acts[one.no] = "check"
    return acts


def _moves(dossier: Dossier, follow_ups: list[FollowUp], held: list[Any]) -> set[int]:
    if not dossier.is_open:
        return set()
    checks = holds(held, dossier.lead_id, CHECKERS)
    return {one.no for one in follow_ups if checks or holds(held, one.by_id, SPEAKERS)}


def session_about(request: HttpRequest, code: str) -> HttpResponseBase:
    """Who heads it, when and where, and the conclusion."""
    dossier = reading.session_for(request.user, code)
    case = Case(dossier, request.user, timezone.now())
    actions.must_be_held_open(case)
    host_writes(case)
    found = reading.head_of(dossier)
    form: VersionedForm = SessionForm(request.POST or None, instance=found)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version") or 0
        try:
            with telling(form):
                actions.describe(dossier, said, version=version, actor=request.user)
                messages.success(request, _("The head of the session is saved."))
                return redirect("session", code)
        except ContentChanged as changed:
            refused = changed.message
            form = _again(request, SessionForm, reading.head_of(dossier))
    title = _("Head and conclusion")
    return _form(request, dossier, form, title=title, refused=refused)


def _again(request: HttpRequest, form: type[VersionedForm], now: Any) -> VersionedForm:
    """What was typed, over the state as it is now."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    return form(data, instance=now)


def _form(
    request: HttpRequest, dossier: Dossier, form: Any, *, title: str, refused: str = "", **more: Any
) -> HttpResponse:
    status = 409 if refused else 400 if form.is_bound and form.errors else 200
    context = {"dossier": dossier, "form": form, "title": title, "refused": refused, **more}
    return render(request, "sessions/form.html", context, status=status)


def entry(request: HttpRequest, code: str, part: str, no: int | None = None) -> HttpResponseBase:
    """Write an entry of a session, or change it."""
    dossier = reading.session_for(request.user, code)
    kind = _part(part)
    held = offices_today(request)
    _must_write(request, dossier, kind)
    found = actions.entry_of(dossier, kind, no) if no else None
    made = entry_form(kind, dossier, held)
    form = made(request.POST or None, instance=found)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version") or 0
        try:
            with telling(form):
                saved = actions.save_entry(dossier, kind, said, no=no, version=version, actor=request.user)
                messages.success(request, _("%(what)s no. %(no)s is saved.") % {"what": _named(kind), "no": saved.no})
                return redirect(f"{reverse('session', args=[code])}#{part}")
        except ContentChanged as changed:
            refused = changed.message
            form = _again(request, made, actions.entry_of(dossier, kind, no or 0))
    title = f"{_named(kind)} {found.no}" if found else _("Add: %(what)s") % {"what": kind.title}
    return _form(request, dossier, form, title=title, refused=refused, entry=found, part=kind)


def _named(kind: Part) -> str:
    name = str(kind.title)
    return name[:1].upper() + name[1:]


def _part(code: str) -> Part:
    part = PARTS.get(code)
    if part is None:
        raise NotFound(_("A session has no such entries."))
    return part


def _must_write(request: HttpRequest, dossier: Dossier, part: Part) -> None:
    """Nobody fills in a form only to be told that it is not for them, or not now."""
    actions.must_be_writable(Case(dossier, request.user, timezone.now()), part)
    held = offices_today(request)
    if holds(held, dossier.lead_id, WRITERS):
        return
    bodies = units_of(dossier) if part.units_write else set()
    if part.code == "follow_up":
        bodies = set(dossier.parties.values_list("organisation_id", flat=True))
    if not any(holds(held, body, SPEAKERS) for body in bodies):
        raise NotYou(_("This is kept by the drafters of %(body)s.") % {"body": dossier.lead})


@require_POST
def entry_remove(request: HttpRequest, code: str, part: str, no: int) -> HttpResponseBase:
    dossier, kind = reading.session_for(request.user, code), _part(part)
    actions.remove_entry(dossier, kind, no, actor=request.user)
    messages.success(request, _("%(what)s no. %(no)s is taken out.") % {"what": _named(kind), "no": no})
    return redirect("session", code)


@require_POST
def photo_add(request: HttpRequest, code: str, no: int) -> HttpResponseBase:
    dossier = reading.session_for(request.user, code)
    visit = actions.entry_of(dossier, PARTS["visit"], no)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        with telling(form):
            actions.add_photo(visit, **form.cleaned_data, actor=request.user)
            messages.success(request, _("The picture is there."))
            return redirect(f"{reverse('session', args=[code])}#visit-{no}")
    else:
        case = Case(dossier, request.user, timezone.now())
        actions.must_be_held_open(case)
        host_writes(case)
    return _session(request, dossier, status=400, photo_form=form, photo_at=no)


@require_safe
def photo(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    found = reading.photo_for(request.user, code, pk)
    engine.note_access(
        found.visit.dossier,
        "session.photo_seen",
        caption=cut(found.caption),
        sha256=found.sha256,
        actor=request.user,
    )
    return attachment(found.file.open("rb"), found.name, found.content_type)


@require_POST
def instruction_act(request: HttpRequest, code: str, no: int, act: str) -> HttpResponseBase:
    """Report an instruction as done, confirm it, or open it again."""
    dossier = reading.session_for(request.user, code)
    given = actions.entry_of(dossier, PARTS["instruction"], no)
    forms = {"report": DoneForm, "confirm": NoteForm, "reopen": BackForm}
    if act not in forms:
        raise NotFound(_("There is no such act on an instruction."))
    form = forms[act](request.POST)
    if form.is_valid():
        with telling(form):
            if act == "report":
                actions.report_instruction(given, note=form.cleaned_data["note"], actor=request.user)
            elif act == "confirm":
                actions.confirm_instruction(given, actor=request.user)
            else:
                actions.reopen_instruction(given, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("Instruction no. %(no)s is up to date.") % {"no": no})
            return redirect(f"{reverse('session', args=[code])}#instruction")
    elif no not in _acts(dossier, [given], offices_today(request)):
        raise NotYou(_("This instruction was given to %(body)s.") % {"body": given.to})
    return _session(request, dossier, status=400, instruction_at=no, instruction_form=form)


@require_POST
def follow_up_move(request: HttpRequest, code: str, no: int) -> HttpResponseBase:
    dossier = reading.session_for(request.user, code)
    found = actions.entry_of(dossier, PARTS["follow_up"], no)
    form = HowFarForm(request.POST)
    if form.is_valid():
        with telling(form):
            actions.move_follow_up(found, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Follow-up no. %(no)s is up to date.") % {"no": no})
            return redirect(f"{reverse('session', args=[code])}#follow_up")
    elif no not in _moves(dossier, [found], offices_today(request)):
        raise NotYou(_("This is carried out by %(body)s.") % {"body": found.by})
    return _session(request, dossier, status=400, follow_up_at=no, follow_up_form=form)
