"""Handing over an office: previewed first, then everything that hangs on it goes to the successor in one act."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from reorg.people.models import Office, User
from workflows.actions.delegating import give_back_taken
from workflows.actions.door import database_time, door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Assignment, Delegation
from workflows.offices import Acting, acting, offices_of, today
from workflows.text import Text

HEADS = ("chair", "secretary")
HANDED = Text("chức vụ được bàn giao", "the office is handed over")
# Sent in the transaction of the act, to whoever keeps something else that hangs on a person: giver, receiver.
handed_over = Signal()


@dataclass(frozen=True)
class Belongings:
    """What hangs on an office and its holder: what stays with the office, and what has to find somebody else."""

    office: Office
    steps: list[Assignment]
    given: list[Delegation]
    held: list[Delegation]
    taken: list[Assignment]


def office_for(user: Any, pk: int) -> Office:
    """An office this person may hand over: their own, or one of a body they lead. NotFound otherwise."""
    office: Office | None = (
        Office.objects.on(today()).filter(pk=pk).select_related("person", "organisation", "role").first()
    )
    if office is None or not may_hand_over(user, office):
        raise NotFound(_("There is no such office among those you can hand over."))
    return office


def may_hand_over(user: Any, office: Office) -> bool:
    leads = offices_of(user).filter(organisation=office.organisation_id, role__in=HEADS)
    return bool(office.person_id == user.pk or leads.exists())


def belongings(office: Office) -> Belongings:
    """Everything open that hangs on an office and its holder."""
    day = today()
    asked = (
        Assignment.objects.filter(state__in=(Assignment.State.OPEN, Assignment.State.WAITING))
        .select_related("task", "dossier__procedure", "organisation")
        .order_by("due", "pk")
    )
    lasting = Delegation.objects.filter(revoked_at__isnull=True).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    told = lasting.select_related("deputy", "given_by", "organisation", "role").order_by("pk")
    same = {"organisation": office.organisation_id, "role": office.role_id}
    return Belongings(
        office=office,
        steps=list(asked.filter(**same)),
        given=list(told.filter(given_by=office.person_id, **same)),
        held=[] if _other_offices(office) else list(told.filter(deputy=office.person_id)),
        taken=list(asked.filter(taken_by=office.person_id)),
    )


def _other_offices(office: Office) -> bool:
    return bool(offices_of(office.person).exclude(pk=office.pk).exists())


@transaction.atomic
def hand_over(
    office: Office, *, to: User, basis: str, actor: Any, close_sign_in: bool = False, right: Acting | None = None
) -> Office:
    """The office goes to a successor from today. Past acts keep the name and the office as they were.

    Steps stay with the office and so reach the successor; delegations given for it are given anew in the successor's
    name; what the giver took up as a deputy goes back; delegations to somebody who holds no other office end.
    ``close_sign_in`` ends the giver's sign-in; nothing they did is lost. ``right``: who acts by another right than an
    office, as an administrator does; the caller has made sure of it.

    Raises:
        NotYou, NotNow, BadInput: see their words.
    """
    now = Office.objects.select_for_update().select_related("person", "organisation").get(pk=office.pk)
    day, giver = today(), now.person
    if right is None and not may_hand_over(actor, now):
        raise NotYou(_("An office is handed over by whoever holds it, or by the head of the body."))
    if now.valid_to is not None and now.valid_to < day:
        raise NotNow(_("This office has already been handed over."))
    if now.valid_from >= day:
        raise NotNow(_("This office began today; it can be handed over from tomorrow."))
    if to.pk == giver.pk or not to.is_active:
        raise BadInput(_("Choose somebody else, who can sign in."), "to")
    if offices_of(to).filter(organisation=now.organisation_id, role=now.role_id).exists():
        raise BadInput(_("%(name)s already holds this office.") % {"name": to}, "to")
    if not basis.strip():
        raise BadInput(_("Give the paper by which the office changes hands: number and date."), "basis")
    if close_sign_in and _other_offices(now):
        raise BadInput(
            _("%(name)s holds another office and has to be able to sign in.") % {"name": giver}, "close_sign_in"
        )
    found = belongings(now)
    _write_down(found, to, basis.strip(), actor, right)
    for delegation in [*found.given, *found.held]:
        delegation.revoked_at, delegation.revoked_by = database_time(), actor
        delegation.save(update_fields=["revoked_at", "revoked_by"])
    now.valid_to = day - timedelta(days=1)
    now.save(update_fields=["valid_to"])
    new = Office.objects.create(
        person=to,
        organisation=now.organisation,
        role_id=now.role_id,
        title_vi=now.title_vi,
        title_en=now.title_en,
        valid_from=day,
    )
    for delegation in found.given:
        _give_anew(delegation, to, day)
    handed_over.send(sender=Office, giver=giver, receiver=to)
    if close_sign_in:
        giver.is_active = False
        giver.set_unusable_password()
        giver.save(update_fields=["is_active", "password"])
    return new


def _give_anew(delegation: Delegation, to: User, day: date) -> None:
    """The same delegation in the name of the successor; nobody becomes their own deputy."""
    if delegation.deputy_id == to.pk:
        return
    Delegation.objects.create(
        organisation=delegation.organisation,
        role=delegation.role,
        deputy=delegation.deputy,
        kind=delegation.kind,
        basis=delegation.basis,
        procedures=delegation.procedures,
        only_in_absence=delegation.only_in_absence,
        valid_from=max(day, delegation.valid_from),
        valid_to=delegation.valid_to,
        given_by=to,
        given_at=database_time(),
    )


def _write_down(found: Belongings, to: User, basis: str, actor: Any, right: Acting | None) -> None:
    """Into the trail of every dossier in which the office is asked something, or its holder took something up."""
    office = found.office
    mine = list(offices_of(actor))
    acts_in = next((one for one in mine if one.organisation_id == office.organisation_id), None)
    person = right or acting(actor, acts_in or mine[0])
    asked: dict[int, list[Assignment]] = defaultdict(list)
    for one in found.steps:
        asked[one.dossier_id].append(one)
    taken: dict[int, list[Assignment]] = defaultdict(list)
    for one in found.taken:
        taken[one.dossier_id].append(one)
    for dossier in sorted(asked.keys() | taken.keys()):
        with door(dossier, actor=actor) as case:
            case.person = person
            if asked[dossier]:
                case.record(
                    "office.handed_over",
                    office=Text(office.title_vi, office.title_en),
                    organisation=office.organisation.text,
                    giver=office.person.get_full_name(),
                    receiver=to.get_full_name(),
                    steps=[one.task.step for one in asked[dossier]],
                    basis=basis,
                )
            for one in taken[dossier]:
                give_back_taken(case, one, str(one.organisation), HANDED)
