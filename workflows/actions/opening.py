"""Opening a dossier, its dates and its links; taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.actions.deadlines import move_deadlines
from workflows.actions.door import Case, database_time, door
from workflows.calendars import calendar_for, newest_order
from workflows.clock import After, deadline, rule_from
from workflows.deputies import stands_in_for
from workflows.errors import BadInput, NotNow, NotYou
from workflows.flow import Procedure
from workflows.flow.registry import document_set
from workflows.models import (
    Check,
    Checklist,
    ChecklistItem,
    Dossier,
    DossierLink,
    DossierParty,
    Event,
    ProcedureVersion,
    Process,
    Programme,
)
from workflows.offices import offices_of
from workflows.phases import Phase
from workflows.text import Text, fold


@transaction.atomic
def open_dossier(
    procedure: ProcedureVersion,
    *,
    code: str,
    title: Text,
    parts: Mapping[str, Any],
    actor: Any,
    programme: Programme | None = None,
    resolution_date: date | None = None,
    operation_date: date | None = None,
    links: tuple[Dossier, ...] = (),
) -> Dossier:
    """Open a dossier: bind it to the procedure's version, the regime and its own copy of the checklists.

    ``parts`` gives the organisation for each part of the procedure. The actor must be a drafter of the lead.
    """
    flow = procedure.definition
    absent = sorted(set(flow.parts) - set(parts))
    if absent:
        names = ", ".join(str(flow.parts[key].title) for key in absent)
        raise BadInput(_("Say which organisation takes these parts: %(names)s.") % {"names": names}, "parts")
    if not code.strip():
        raise BadInput(_("A dossier needs a code."), "code")
    lead = parts[flow.lead]
    if not offices_of(actor).filter(organisation=lead, role="drafter").exists():
        raise NotYou(_("A dossier is opened by a drafter of the organisation that leads it."))
    now = database_time()
    regime = _regime(flow, timezone.localdate(now))
    try:
        with transaction.atomic():
            dossier = Dossier.objects.create(
                code=code.strip(),
                title_vi=title.vi,
                title_en=title.en,
                procedure=procedure,
                programme=programme,
                lead=lead,
                regime=regime,
                resolution_date=resolution_date,
                operation_date=operation_date,
                opened_by=actor,
                opened_at=now,
                changed_at=now,
                search=fold(f"{code} {title.vi} {title.en}"),
            )
    except IntegrityError:
        raise BadInput(_("There is already a dossier with the code “%(code)s”.") % {"code": code}, "code") from None
    DossierParty.objects.bulk_create(
        DossierParty(dossier=dossier, key=key, organisation=parts[key], oversight=part.oversight)
        for key, part in flow.parts.items()
    )
    Process.objects.create(flow_class=flow, dossier=dossier)
    _copy_checklists(dossier, flow.lists)
    with door(dossier, actor=actor) as case:
        case.act_as(lead.pk, ("drafter",))
        case.record(
            "dossier.opened",
            title=title,
            procedure=procedure.text,
            version=procedure.version,
            regime=regime,
            parties={key: parts[key].text.as_fact() for key in flow.parts},
            checklists=list(flow.lists),
        )
        for other in links:
            link(case, other)
        case.start_at(flow.beginning()._next)
        case.content_changed(Text("lập hồ sơ", "the dossier is opened"))
    return case.dossier


def _regime(flow: type[Procedure], day: date) -> dict[str, Any]:
    """The rules of the day, as the dossier keeps them; ``papers`` where a document set replaces the procedure's own."""
    papers = document_set(flow, day)
    return dict(flow.regime) | ({} if papers is None else {"papers": papers})


def _copy_checklists(dossier: Dossier, lists: tuple[str, ...]) -> None:
    """The dossier's own copy of the definitions in force on the day it is opened."""
    day = timezone.localdate(dossier.opened_at)
    version = newest_order()
    checks = list(Check.objects.filter(list_code__in=lists, valid_from__lte=day).exclude(valid_to__lt=day))
    owners = {party.key: party.organisation_id for party in dossier.parties.all()}
    made: dict[str, Checklist] = {}
    for place, code in enumerate(lists):
        first = next((check for check in checks if check.list_code == code), None)
        if first:
            made[code] = Checklist.objects.create(
                dossier=dossier, code=code, order=place, title_vi=first.list_vi, title_en=first.list_en
            )
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=made[check.list_code],
            dossier=dossier,
            definition=check,
            code=check.code,
            order=check.order,
            title_vi=check.title_vi,
            title_en=check.title_en,
            owner_id=owners.get(check.owner, dossier.lead_id),
            evidence_vi=check.evidence_vi,
            evidence_en=check.evidence_en,
            due_rule=check.due,
            due=deadline(
                rule_from(check.due),
                dossier.opened_at,
                dossier.anchor,
                calendar_for([owners.get(check.owner, dossier.lead_id)], version),
            ),
            due_note_vi=check.due_note_vi,
            due_note_en=check.due_note_en,
            confidence=check.confidence,
        )
        for check in checks
    )


DATES_SET = Text("ngày của hồ sơ được đặt lại", "the dates of the dossier were set anew")


def set_dates(
    dossier: Dossier, *, actor: Any, resolution: date | None = None, operation: date | None = None
) -> Dossier:
    """Set the dates that deadlines hang on; every deadline that depends on them moves with them."""
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; its dates stay as they are."))
        case.act_as(case.dossier.lead_id, ("drafter",))
        if case.dossier.phase != Phase.IMPLEMENTATION and not case.content_open():
            raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
        resolution = resolution or case.dossier.resolution_date
        operation = operation or case.dossier.operation_date
        if resolution and operation and operation < resolution:
            raise BadInput(_("The new unit cannot operate before the resolution that creates it."), "operation")
        case.dossier.resolution_date, case.dossier.operation_date = resolution, operation
        case.changed("resolution_date", "operation_date")
        steps = [task for task in case.open_tasks() if isinstance(case.node(task).due, After)]
        moved = _redate_items(case) + move_deadlines(case, steps, DATES_SET)
        case.record(
            "dossier.dated",
            resolution=resolution.isoformat() if resolution else None,
            operation=operation.isoformat() if operation else None,
            moved=moved,
        )
        case.content_changed(Text("ngày quyết định và ngày vận hành", "dates of resolution and operation"))
    return case.dossier


def _redate_items(case: Case) -> int:
    """Deadlines that hang on an anchor, computed again. The number that moved."""
    moved = []
    for item in case.dossier.items.filter(due_rule__has_key="anchor"):
        days = calendar_for([item.owner_id], case.newest_order)
        due = deadline(rule_from(item.due_rule), case.dossier.opened_at, case.dossier.anchor, days)
        if due != item.due:
            item.due = due
            moved.append(item)
    ChecklistItem.objects.bulk_update(moved, ["due"])
    return len(moved)


def link(case: Case, other: Dossier, kind: str = "runs_with") -> None:
    """Tie the open dossier to another one it runs with."""
    DossierLink.objects.create(source=case.dossier, target=other, kind=kind)
    case.record("dossier.linked", code=other.code)


def withdraw(dossier: Dossier, *, reason: str, actor: Any) -> Dossier:
    """The lead's chair takes an undecided dossier back."""
    return _end(dossier, Phase.WITHDRAWN, "dossier.withdrawn", reason, actor)


def exempt(dossier: Dossier, *, reason: str, actor: Any) -> Dossier:
    """The lead's chair concludes that no arrangement is due: a legitimate end without action."""
    return _end(dossier, Phase.EXEMPT, "dossier.exempted", reason, actor)


def _end(dossier: Dossier, phase: Phase, verb: str, reason: str, actor: Any) -> Dossier:
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has already ended."))
        case.act_as(case.dossier.lead_id, ("chair",))
        if not reason.strip():
            raise BadInput(_("Say why."), "reason")
        case.cancel_open()
        case.record(verb, reason=reason.strip())
        case.move_to(phase)
    return case.dossier


def note_reading(dossier: Dossier, *, actor: Any) -> None:
    """Write into the trail that somebody opened the dossier: once a day for each person."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Event.objects.filter(dossier=dossier, actor=actor, verb="dossier.read", at__gte=since)
    if seen.exists():
        return
    with door(dossier, actor=actor, though_held=True) as case:
        if not seen.exists():
            as_any_party(case)
            case.record("dossier.read")


def note_access(dossier: Dossier, verb: str, *, actor: Any, **facts: Any) -> None:
    """Write into the trail that somebody took something out: a file, or the trail itself."""
    with door(dossier, actor=actor, though_held=True) as case:
        as_any_party(case)
        case.record(verb, **facts)


def as_any_party(case: Case) -> None:
    """The actor in the first office through which they take part."""
    there = set(case.parties.values())
    for office in case.offices:
        if office.organisation_id in there:
            case.act_as(office.organisation_id, (office.role,))
            return
    for (organisation, role), _given in stands_in_for(case.actor).items():
        if organisation in there:
            case.act_as(organisation, (role,))
            return
    raise NotYou(_("You hold no office in an organisation that takes part in this dossier."))
