"""The plan of work of a dossier: goals and targets, tasks, risks and resources, and who answers for what."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reorg.web.forms.shared import telling
from reorg.web.forms.workplan import (
    AcceptForm,
    ConfirmForm,
    MeasureForm,
    ReportForm,
    ReturnForm,
    TaskFilterForm,
    VersionedForm,
    entry_form,
)
from reorg.web.pages.units import plans_units
from reorg.web.shared import offices_today
from reorg.web.views.documents import attachment
from reorg.workplan import actions, reading, tasking
from reorg.workplan.accounting import accounts, sheet
from reorg.workplan.entries import LOG, OWNED, PARTS, TARGET, TASK, Part
from reorg.workplan.models import Task
from reorg.workplan.people import SPEAKERS, WRITERS, act_for, holds, plan_writes
from workflows.actions.door import Case
from workflows.errors import ContentChanged, NotFound, NotYou
from workflows.models import Dossier
from workflows.reading import dossier_for

PAGE = 40  # parts of a task
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _drafts(request: HttpRequest, dossier: Dossier) -> bool:
    return dossier.is_open and holds(offices_today(request), dossier.lead_id, WRITERS)


@require_safe
def work(request: HttpRequest, code: str) -> HttpResponse:
    """Goals by horizon with their targets, how the tasks stand, and the working groups."""
    dossier, today = dossier_for(request.user, code), timezone.localdate()
    nodes, horizons = reading.tree(reading.tasks_of(dossier)), reading.aims(dossier, today)
    context = {
        "dossier": dossier,
        "horizons": horizons,
        "goals": sum(len(aimed) for _label, aimed in horizons),
        "groups": reading.groups_of(dossier),
        "counted": reading.counted(nodes, today),
        "papers": reading.papers_by_symbol(request.user, dossier),
        "parts": PARTS,
        "may_write": _drafts(request, dossier),
        "today": today,
    }
    return render(request, "workplan/work.html", context)


@require_safe
def work_tasks(request: HttpRequest, code: str) -> HttpResponse:
    """All tasks as a tree; narrowed to a kind, a state or a body: as a list."""
    dossier, today = dossier_for(request.user, code), timezone.localdate()
    tasks = reading.tasks_of(dossier)
    bodies = sorted({body.pk: body for task in tasks for body in task.leads}.values(), key=str)
    form = TaskFilterForm(request.GET or None, bodies=bodies)
    chosen = reading.Filter(**form.cleaned_data) if form.is_valid() else reading.Filter()
    nodes = reading.tree(tasks)
    flat = sorted((task for task in tasks if chosen.keeps(task, today)), key=lambda task: (task.due, task.no))
    context = {
        "dossier": dossier,
        "nodes": nodes,
        "narrowed": any(chosen),
        "tasks": flat,
        "form": form,
        "counted": reading.counted(nodes, today),
        "part": TASK,
        "places": any(task.place_vi for task in tasks),
        "may_write": _drafts(request, dossier),
        "today": today,
    }
    return render(request, "workplan/tasks.html", context)


@require_safe
def work_task(request: HttpRequest, code: str, no: int) -> HttpResponse:
    dossier = dossier_for(request.user, code)
    return _task(request, reading.task_of(dossier, no))


def _task(request: HttpRequest, task: Task, *, status: int = 200, **more: Any) -> HttpResponse:
    said = reading.said_of(task)
    may = reading.may(task, said, offices_today(request), request.user)
    today = timezone.localdate()
    node = next(
        found
        for root in reading.tree(reading.tasks_of(task.dossier))
        for _depth, found in root.walk()
        if found.task.pk == task.pk
    )
    shown = {"version": task.version}
    context = {
        "dossier": task.dossier,
        "task": task,
        "node": node,
        "parts": Paginator(node.parts, PAGE).get_page(request.GET.get("page")),
        "said": said,
        "may": may,
        "late": task.is_late(today),
        "today": today,
        "log": reading.log_of(task) if task.kind == Task.Kind.COMMUNICATION else [],
        "spreads": _may_spread(task, may),
        "papers": reading.papers_by_symbol(request.user, task.dossier),
        "accept_form": AcceptForm(initial=shown, task=task),
        "report_form": ReportForm(initial=shown),
        "confirm_form": ConfirmForm(initial=shown),
        "return_form": ReturnForm(initial=shown),
        **more,
    }
    return render(request, "workplan/task.html", context, status=status)


def _may_spread(task: Task, may: reading.May) -> int:
    if not may.divide or task.place_vi or not plans_units(task.dossier):
        return 0
    return reading.units_without_part(task)


ACTS = ("accept", "report", "confirm", "return", "spread")


@require_POST
def work_task_act(request: HttpRequest, code: str, no: int, act: str) -> HttpResponseBase:
    """Accept a task, report it, confirm it, return it, or give it to every new unit."""
    dossier = dossier_for(request.user, code)
    task = reading.task_of(dossier, no)
    if act not in ACTS:
        raise NotFound(_("There is no such act on a task."))
    if act == "spread":
        made = tasking.spread(task, actor=request.user)
        messages.success(request, _spread_in_words(len(made)))
        return redirect("work_task", code, no)
    form = _form_of(act, request, task)
    if form.is_valid():
        with telling(form):
            _do(act, form, task, request.user)
            messages.success(request, _("Task no. %(no)s is up to date.") % {"no": no})
            return redirect("work_task", code, no)
    else:
        _must_be_asked(request, task)
    key = "return_form" if act == "return" else f"{act}_form"
    return _task(request, task, status=400, acting=act, **{key: form})


def _spread_in_words(made: int) -> str:
    if not made:
        return _("Every new unit has its part already.")
    return ngettext("A part for %(made)s new unit is given.", "Parts for %(made)s new units are given.", made) % {
        "made": made
    }


def _form_of(act: str, request: HttpRequest, task: Task) -> Any:
    if act == "accept":
        return AcceptForm(request.POST, task=task)
    return {"report": ReportForm, "confirm": ConfirmForm, "return": ReturnForm}[act](request.POST)


def _do(act: str, form: Any, task: Task, user: Any) -> None:
    said, version = form.cleaned_data, form.shown()
    match act:
        case "accept":
            tasking.accept(task, responsible=said["responsible"], version=version, actor=user)
        case "report":
            tasking.report(task, text=said["text"], paper=said["paper"], version=version, actor=user)
        case "confirm":
            tasking.confirm(task, note=said["note"], version=version, actor=user)
        case _:
            tasking.send_back(task, reason=said["reason"], version=version, actor=user)


def _must_be_asked(request: HttpRequest, task: Task) -> None:
    """A form with mistakes is shown again only to those who may send it."""
    offices = offices_today(request)
    allowed = reading.may(task, reading.said_of(task), offices, request.user)
    if not (allowed.accept or allowed.name_anew or allowed.report or allowed.check):
        raise NotYou(_("This task was given to %(body)s.") % {"body": task.lead})


# Targets


def work_target(request: HttpRequest, code: str, no: int) -> HttpResponseBase:
    """One target: what was measured when, and the form to measure it again."""
    dossier = dossier_for(request.user, code)
    target = reading.target_of(dossier, no)
    offices, today = offices_today(request), timezone.localdate()
    may = dossier.is_open and (holds(offices, target.body_id, SPEAKERS) or holds(offices, dossier.lead_id, WRITERS))
    form = MeasureForm(request.POST or None, initial={"on": today})
    status = 200
    if request.method == "POST":
        if not may:
            case = Case(dossier, request.user, timezone.now())
            actions.must_be_open(case)
            act_for(
                case,
                (target.body_id, SPEAKERS),
                otherwise=_("This target is measured by %(body)s.") % {"body": target.body},
            )
        status = 400
        if form.is_valid():
            with telling(form):
                actions.measure(target, **form.cleaned_data, actor=request.user)
                messages.success(request, _("The reading is written down."))
                return redirect("work_target", code, no)
    readings = reading.readings_of(target)
    context = {
        "dossier": dossier,
        "measured": reading.Measured(target, readings[-1] if readings else None, today),
        "readings": [(one, reading.neat(one.value)) for one in reversed(readings)],
        "drawing": reading.drawing(target, readings),
        "papers": reading.papers_by_symbol(request.user, dossier),
        "may": may,
        "may_write": _drafts(request, dossier),
        "form": form,
        "part": TARGET,
    }
    return render(request, "workplan/target.html", context, status=status)


# Risks and resources, accountability


@require_safe
def work_risks(request: HttpRequest, code: str) -> HttpResponse:
    dossier = dossier_for(request.user, code)
    risks = reading.risks_of(dossier)
    offices = offices_today(request)
    drafts = _drafts(request, dossier)
    bodies = set(dossier.parties.values_list("organisation_id", flat=True))
    own = {office.organisation_id for office in offices if office.role_id in SPEAKERS} & bodies
    context = {
        "dossier": dossier,
        "risks": risks,
        "heat": reading.heat(risks),
        "resources": [
            (one, reading.neat(one.needed), reading.neat(one.ready), reading.neat(one.gap))
            for one in reading.resources_of(dossier)
        ],
        "papers": reading.papers_by_symbol(request.user, dossier),
        "parts": PARTS,
        "may_write": drafts,
        "may_add": drafts or (dossier.is_open and bool(own)),
        "own": own if dossier.is_open else set(),
    }
    return render(request, "workplan/risks.html", context)


@require_safe
def work_report(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for what: by person and by body, made for paper too."""
    dossier, today = dossier_for(request.user, code), timezone.localdate()
    tasks = reading.tasks_of(dossier)
    counted = accounts(tasks, today)
    context = {
        "dossier": dossier,
        "people": counted.people,
        "bodies": counted.bodies,
        "given": len(tasks),
        "late": [task for task in tasks if task.is_late(today)],
        "today": today,
    }
    return render(request, "workplan/report.html", context)


@require_safe
def work_report_export(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier, today = dossier_for(request.user, code), timezone.localdate()
    tasks = reading.tasks_of(dossier)
    made = sheet(accounts(tasks, today), tasks, today)
    return attachment(io.BytesIO(made), f"{dossier.code}-work.xlsx", XLSX)


# Entries


def work_entry(
    request: HttpRequest, code: str, part: str, no: int | None = None, whole: int | None = None
) -> HttpResponseBase:
    """Write an entry of the plan, or change it; under a ``whole``: hand a part down, or log a communication."""
    dossier = dossier_for(request.user, code)
    kind = _part(part)
    under = reading.task_of(dossier, whole) if whole else None
    if (kind is LOG and under is None and no is None) or (under is not None and kind not in (LOG, TASK)):
        raise NotFound(_("A plan of work has no such entries."))
    found = actions.entry_of(dossier, kind, no) if no else None
    _must_write(request, dossier, kind, found, under)
    above = under if kind is TASK else None
    if isinstance(found, Task) and found.parent:
        above = reading.task_of(dossier, found.parent.no)
    made = entry_form(kind, dossier, offices_today(request), above)
    form = made(request.POST or None, instance=found, initial={"due": under.due} if under and kind is TASK else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        version = said.pop("version") or 0
        try:
            with telling(form):
                saved = actions.save_entry(dossier, kind, said, no=no, version=version, under=under, actor=request.user)
                messages.success(request, _("%(what)s no. %(no)s is saved.") % {"what": _named(kind), "no": saved.no})
                return redirect(_place(dossier, kind, saved))
        except ContentChanged as changed:
            refused = changed.message
            form = _again(request, made, actions.entry_of(dossier, kind, no or 0))
    context = {
        "dossier": dossier,
        "form": form,
        "title": _title(kind, found, under),
        "refused": refused,
        "entry": found,
        "part": kind,
        "under": under,
        "back": _place(dossier, kind, found or under),
    }
    status = 409 if refused else 400 if form.is_bound and form.errors else 200
    return render(request, "workplan/form.html", context, status=status)


def _title(kind: Part, found: Any, under: Task | None) -> str:
    if found is not None:
        return f"{_named(kind)} {found.no}"
    if under is not None and kind is TASK:
        return _("Hand down a part of task no. %(no)s") % {"no": under.no}
    return _("Add: %(what)s") % {"what": kind.title}


def _named(kind: Part) -> str:
    name = str(kind.title)
    return name[:1].upper() + name[1:]


def _place(dossier: Dossier, kind: Part, entry: Any) -> str:
    """Where an entry stands."""
    if kind is LOG:
        task = entry if isinstance(entry, Task) else entry.task
        return f"{reverse('work_task', args=[dossier.code, task.no])}#log"
    if kind is TASK and entry is not None:
        return reverse("work_task", args=[dossier.code, entry.no])
    if kind is TARGET and entry is not None:
        return reverse("work_target", args=[dossier.code, entry.no])
    return f"{reverse(kind.room, args=[dossier.code])}#{kind.code}"


def _again(request: HttpRequest, form: type[VersionedForm], now: Any) -> VersionedForm:
    """What was typed, over the state as it is now."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    return form(data, instance=now)


def _part(code: str) -> Part:
    part = PARTS.get(code)
    if part is None:
        raise NotFound(_("A plan of work has no such entries."))
    return part


def _must_write(request: HttpRequest, dossier: Dossier, part: Part, found: Any, under: Task | None) -> None:
    """Nobody fills in a form only to be told that it is not for them, or not now."""
    case = Case(dossier, request.user, timezone.now())
    actions.must_be_open(case)
    if under is not None and part is TASK:
        actions.must_be_divisible(under)
    held = offices_today(request)
    bodies = set(actions.writers_of(part, found)) if found is not None else set()
    if found is None and under is not None:
        bodies = {*under.lead_ids, *(body.pk for body in under.coordinating.all() if part is LOG)}
    if found is None and part.code in OWNED:
        bodies = set(dossier.parties.values_list("organisation_id", flat=True))
    if not any(holds(held, body, SPEAKERS) for body in bodies):
        plan_writes(case)


@require_POST
def work_entry_remove(request: HttpRequest, code: str, part: str, no: int) -> HttpResponseBase:
    dossier, kind = dossier_for(request.user, code), _part(part)
    found = kind.model._default_manager.filter(dossier=dossier, no=no).first()
    actions.remove_entry(dossier, kind, no, actor=request.user)
    messages.success(request, _("%(what)s no. %(no)s is taken out.") % {"what": _named(kind), "no": no})
    gone_page = kind in (TASK, TARGET)
    return redirect(_place(dossier, kind, None if gone_page else found))
