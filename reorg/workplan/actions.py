"""Changing a plan of work: its entries, and what is measured. All through the dossier's door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.workplan.entries import LOG, OWNED, TASK, Part, figure, plain, short, values_of
from reorg.workplan.models import Communication, Entry, Goal, Group, Reading, Risk, Target, Task
from reorg.workplan.people import SPEAKERS, act_for, below, join, plan_writes
from reorg.workplan.states import State
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.text import Text


def save_entry(
    dossier: Dossier,
    part: Part,
    values: Mapping[str, Any],
    *,
    actor: Any,
    no: int | None = None,
    version: int = 0,
    under: Task | None = None,
    sample: bool = False,
    source: str = "",
    confidence: str = "H",
) -> Any:
    """Add an entry, or change the one of this number. ``version`` is what was shown; the same again changes nothing.

    ``under`` is the task whose part is handed down, or whose communication is logged.

    Raises:
        NotNow: the dossier has ended, or the task is reported or confirmed. NotYou: it is somebody else's to write.
        ContentChanged: somebody changed it since. BadInput: it cannot be so; ``field`` says where.
    """
    with door(dossier, actor=actor) as case:
        must_be_open(case)
        entry = entry_of(case.dossier, part, no) if no else _begun(case, part, under)
        _must_be_writer(case, part, values, entry)
        given = {name: values[name] for name in part.fields if name in values}
        if not given.get("text_vi", entry.text_vi).strip():
            raise BadInput(_("Say it in Vietnamese."), "text_vi")
        if same := _same(case.dossier, part, entry, given):
            return same
        before = values_of(part, entry) if entry.pk else {}
        if entry.pk:
            must_be_version(entry.version, version)
        else:
            entry.no, entry.sample = next_no(case.dossier, part), sample
            entry.source, entry.confidence = source, confidence
        led_by = [*entry.lead_ids] if isinstance(entry, Task) and entry.pk else []
        for name, value in given.items():
            if name not in part.lists:
                setattr(entry, name, value)
        _check(case, entry)
        if isinstance(entry, Task) and entry.pk:
            _given_anew(entry, led_by)
        entry.version += 1
        entry.changed_by, entry.changed_at = case.actor, case.now
        entry.save()
        for name in part.lists:
            if name in given:
                getattr(entry, name).set(given[name])
        join(case, _named_bodies(part, entry))
        _told(case, part, entry, before)
    return entry


def remove_entry(dossier: Dossier, part: Part, no: int, *, actor: Any) -> None:
    """Take an entry out. Its number is not used again; what other entries rest on stays."""
    with door(dossier, actor=actor) as case:
        must_be_open(case)
        entry = part.model._default_manager.filter(dossier=case.dossier, no=no).first()
        if entry is None:
            raise NotFound(_("There is no such entry in this plan."))
        _must_be_writer(case, part, {}, entry)
        if entry.removed:
            return
        _must_be_removable(entry)
        entry.removed = True
        entry.version += 1
        entry.save(update_fields=["removed", "version"])
        case.record("work.removed", what=part.title, no=entry.no, name=short(entry))


def measure(
    target: Target,
    *,
    value: Decimal,
    on: date,
    note: str = "",
    actor: Any,
    sample: bool = False,
    source: str = "",
) -> Reading:
    """Write down what was measured on a day, by the body that measures it or the plan's drafters. Same again: once."""
    with door(target.dossier_id, actor=actor) as case:
        must_be_open(case)
        found = Target.objects.select_related("body").filter(pk=target.pk, removed=False).first()
        if found is None:
            raise NotFound(_("There is no such target in this plan."))
        person = act_for(
            case,
            (found.body_id, SPEAKERS),
            (case.dossier.lead_id, ("drafter",)),
            otherwise=_("This target is measured by %(body)s.") % {"body": found.body},
        )
        if on > timezone.localdate(case.now):
            raise BadInput(_("What is measured lies in the past."), "on")
        last = found.readings.filter(on=on).last()
        if last is not None and (last.value, last.note) == (value, note.strip()):
            return last
        reading = Reading.objects.create(
            target=found,
            value=value,
            on=on,
            note=note.strip(),
            sample=sample,
            source=source,
            body_id=person.organisation_id,
            given_by=actor,
            given_at=case.now,
        )
        case.record(
            "work.measured",
            no=found.no,
            name=short(found),
            on=on.isoformat(),
            value=figure(value),
            unit=found.unit,
            note=reading.note,
            sample=sample,
        )
    return reading


# The moment, the person


def must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its plan of work stays as it is."))


def must_be_version(now: int, shown: int) -> None:
    if now != shown:
        raise ContentChanged(_("Somebody changed this since you opened it. What you typed is kept below."))


def _must_be_writer(case: Case, part: Part, values: Mapping[str, Any], entry: Any) -> None:
    """The plan's drafters write everything; bodies with tasks hand down, log, and say what they answer for."""
    try:
        plan_writes(case)
        return
    except NotYou:
        bodies = writers_of(part, entry)
        if part.code in OWNED:
            named = values.get("owner")
            bodies = bodies or ([named.pk] if named else [])
            if not entry.pk and named and not case.dossier.parties.filter(organisation=named).exists():
                raise
            if named and [named.pk] != bodies:
                raise
        if not bodies:
            raise
        act_for(
            case,
            *((body, SPEAKERS) for body in bodies),
            otherwise=_("You write only for an organisation in which you hold an office."),
        )


def writers_of(part: Part, entry: Any) -> list[int]:
    """Bodies that may write this entry beside the plan's drafters."""
    if part is TASK:
        return entry.parent.lead_ids if entry.parent else []
    if part is LOG:
        return [*entry.task.lead_ids, *(body.pk for body in entry.task.coordinating.all())]
    return [entry.owner_id] if part.code in OWNED and entry.pk else []


def entry_of(dossier: Dossier, part: Part, no: int) -> Any:
    entry = part.model._default_manager.filter(dossier=dossier, no=no, removed=False).first()
    if entry is None:
        raise NotFound(_("There is no such entry in this plan."))
    return entry


def next_no(dossier: Dossier, part: Part) -> int:
    last = part.model._default_manager.filter(dossier=dossier).aggregate(last=Max("no"))["last"]
    return (last or 0) + 1


# What may be said


def _begun(case: Case, part: Part, under: Task | None) -> Any:
    entry = part.model(dossier=case.dossier, version=0)
    whole = entry_of(case.dossier, TASK, under.no) if under else None
    if isinstance(entry, Task):
        entry.parent = whole
        if whole is not None:
            must_be_divisible(whole)
    if isinstance(entry, Communication):
        if whole is None:
            raise NotFound(_("Communication is logged at a task."))
        entry.task = whole
    return entry


def must_be_divisible(task: Task) -> None:
    if task.state not in (State.GIVEN, State.ACCEPTED, State.RETURNED):
        raise NotNow(_("This task is reported or confirmed; no further parts are handed down."))


def _same(dossier: Dossier, part: Part, entry: Any, given: Mapping[str, Any]) -> Any:
    """The entry that already says this: the same form sent twice writes once."""
    wanted = {name: plain(value) for name, value in given.items()}
    if entry.pk:
        return entry if {name: values_of(part, entry)[name] for name in wanted} == wanted else None
    likely: Any = part.model._default_manager.filter(dossier=dossier, removed=False, text_vi=given["text_vi"])
    if isinstance(entry, Task):
        likely = likely.filter(parent=entry.parent)
    if isinstance(entry, Communication):
        likely = likely.filter(task=entry.task)
    return next((one for one in likely if {name: values_of(part, one)[name] for name in wanted} == wanted), None)


def _check(case: Case, entry: Any) -> None:
    """What no entry may say."""
    if isinstance(entry, Task):
        _check_task(case, entry)
    if isinstance(entry, Goal) and not 2000 <= entry.year <= 2100:
        raise BadInput(_("Give the year in full, between 2000 and 2100."), "year")
    for name in ("likelihood", "consequence"):
        if isinstance(entry, Risk) and not 1 <= getattr(entry, name) <= 5:
            raise BadInput(_("Grades go from 1 to 5."), name)
    if isinstance(entry, Target) and entry.base is not None and entry.base == entry.value:
        raise BadInput(_("The target is what was there at the beginning: nothing would have to be done."), "value")
    if isinstance(entry, Group) and not case.dossier.parties.filter(organisation=entry.head.organisation_id).exists():
        raise BadInput(_("The head holds an office in a body that takes part in the dossier."), "head")
    if isinstance(entry, Communication):
        if entry.task.kind != Task.Kind.COMMUNICATION:
            raise NotNow(_("Only communication tasks have a log of communication."))
        if entry.on > timezone.localdate(case.now):
            raise BadInput(_("The log says what has been done; this day is still to come."), "on")
    for name in ("goal", "group"):
        linked = getattr(entry, name, None)
        if isinstance(linked, Goal | Group) and (linked.dossier_id != entry.dossier_id or linked.removed):
            raise BadInput(_("Choose one of this plan."), name)


def _check_task(case: Case, task: Task) -> None:
    if task.pk and task.state in (State.REPORTED, State.CONFIRMED):
        raise NotNow(_("This task is reported or confirmed; it stays as it was given."))
    if task.second_id and task.second_id == task.lead_id:
        raise BadInput(_("The second lead body is another one."), "second")
    if task.parent is None:
        return
    if task.due > task.parent.due:
        raise BadInput(_("A part is due no later than its whole: %(day)s.") % {"day": _day(task.parent.due)}, "due")
    allowed = below(case.dossier, task.parent.lead_ids)
    if task.place_vi:
        allowed |= set(task.parent.lead_ids)
    for name, body in (("lead", task.lead_id), ("second", task.second_id)):
        if body and body not in allowed:
            raise BadInput(
                _("Parts are handed down to bodies below %(body)s; this one is not.") % {"body": task.parent.lead}, name
            )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _given_anew(task: Task, led_by: list[int]) -> None:
    """Other bodies lead it now: they accept it anew, and name who answers for it."""
    if led_by == task.lead_ids or task.state == State.GIVEN:
        return
    task.give_anew()
    task.round += 1
    task.responsible = None


def _must_be_removable(entry: Entry) -> None:
    if isinstance(entry, Task):
        if entry.said.exists():
            raise NotNow(_("What has been reported stays on record."))
        if entry.parts.filter(removed=False).exists() or entry.communications.filter(removed=False).exists():
            raise NotNow(_("Its parts or its log are still there. Take them out first."))
    if isinstance(entry, Goal) and (
        entry.targets.filter(removed=False).exists() or entry.tasks.filter(removed=False).exists()
    ):
        raise NotNow(_("Targets or tasks still serve this goal."))
    if isinstance(entry, Target) and entry.readings.exists():
        raise NotNow(_("What has been measured stays on record."))
    if isinstance(entry, Group) and entry.tasks.filter(removed=False).exists():
        raise NotNow(_("This group still has tasks."))


def _named_bodies(part: Part, entry: Any) -> list[Any]:
    bodies = [getattr(entry, name, None) for name in ("lead", "second", "owner", "body") if name in part.fields]
    if part is TASK:
        bodies += entry.coordinating.all()
    return [body for body in bodies if body is not None]


def _told(case: Case, part: Part, entry: Any, before: dict[str, Any]) -> None:
    now = values_of(part, entry)
    if before:
        changed = [name for name in now if now[name] != before[name]]
        case.record(
            "work.changed",
            what=part.title,
            no=entry.no,
            name=short(entry),
            before={name: before[name] for name in changed},
            after={name: now[name] for name in changed},
        )
    elif isinstance(entry, Task):
        facts = {"no": entry.no, "name": short(entry), "leads": told_leads(entry), "due": entry.due.isoformat()}
        if entry.parent is None:
            case.record("work.given", values=now, sample=entry.sample, **facts)
        else:
            case.record("work.handed_down", whole=entry.parent.no, values=now, sample=entry.sample, **facts)
    else:
        case.record("work.added", what=part.title, no=entry.no, name=short(entry), values=now, sample=entry.sample)


def told_leads(task: Task) -> Text:
    names = [body.text for body in task.leads]
    return Text(" và ".join(name.vi for name in names), " and ".join(name.en for name in names))
