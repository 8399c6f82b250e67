"""Giving and taking back delegations; noting absences. Written rows of their own, which are never changed silently."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.actions.door import Case, database_time, door
from workflows.actions.steps import act_on, asked_now, must_be_signer
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Absence, Assignment, Delegation, Role
from workflows.offices import Acting, offices_of, today
from workflows.text import Text

BY_DEPUTY = Text("người làm thay trả lại", "the deputy gives it back")
HEAD_IS_BACK = Text("người đứng đầu đã trở lại", "the head is back")
TAKEN_BACK = Text("ủy quyền được thu hồi", "the delegation is taken back")


@transaction.atomic
def give_delegation(
    *,
    organisation: Any,
    role: Role,
    deputy: Any,
    kind: str,
    valid_from: date,
    actor: Any,
    valid_to: date | None = None,
    basis: str = "",
    procedures: tuple[str, ...] = (),
    only_in_absence: bool = False,
) -> Delegation:
    """Let a deputy act for an office the actor holds. Who only stands in for an office cannot pass it on.

    Raises:
        NotYou: the actor does not hold the office. BadInput: what is asked for is not allowed; says what to mend.
    """
    if not offices_of(actor).filter(organisation=organisation, role=role).exists():
        raise NotYou(_("Only whoever holds an office themselves can let somebody act for it."))
    if deputy.pk == actor.pk:
        raise BadInput(_("Choose somebody else: nobody is their own deputy."), "deputy")
    if not deputy.is_active or not offices_of(deputy).exists():
        raise BadInput(_("%(name)s holds no office today.") % {"name": deputy}, "deputy")
    if kind not in Delegation.Kind.values:
        raise BadInput(_("Choose by what authority the deputy acts."), "kind")
    if kind != Delegation.Kind.AUTHORISED and not offices_of(deputy).filter(organisation=organisation).exists():
        raise BadInput(_("Only an authorisation (TUQ.) can go to somebody of another organisation."), "deputy")
    if kind == Delegation.Kind.AUTHORISED and (valid_to is None or not basis.strip()):
        raise BadInput(_("An authorisation is written and limited in time: give the paper and the last day."), "basis")
    if valid_to is not None and valid_to < valid_from:
        raise BadInput(_("The last day comes after the first."), "valid_to")
    if valid_from < today():
        raise BadInput(_("A delegation cannot begin in the past."), "valid_from")
    return Delegation.objects.create(
        organisation=organisation,
        role=role,
        deputy=deputy,
        kind=kind,
        basis=basis.strip(),
        procedures=list(procedures),
        only_in_absence=only_in_absence,
        valid_from=valid_from,
        valid_to=valid_to,
        given_by=actor,
        given_at=database_time(),
    )


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, actor: Any) -> Delegation:
    """Take a delegation back, from now on. Whoever gave it, or holds the office now, does that."""
    now = Delegation.objects.select_for_update().get(pk=delegation.pk)
    holds = offices_of(actor).filter(organisation=now.organisation_id, role=now.role_id).exists()
    if now.given_by_id != actor.pk and not holds:
        raise NotYou(_("Only whoever gave this delegation, or holds the office now, takes it back."))
    if now.revoked_at is not None:
        raise NotNow(_("This delegation has already been taken back."))
    now.revoked_at, now.revoked_by = database_time(), actor
    now.save(update_fields=["revoked_at", "revoked_by"])
    give_back_all(now, actor=actor, why=TAKEN_BACK)
    return now


def note_absence(*, away_from: date, away_to: date, actor: Any) -> Absence:
    """The actor is away; deputies who stand in only in absence see the work meanwhile."""
    if away_to < away_from or away_to < today():
        raise BadInput(_("The last day comes after the first, and is not over."), "away_to")
    return Absence.objects.create(absent=actor, away_from=away_from, away_to=away_to, noted_at=database_time())


def end_absence(absence: Absence, *, actor: Any) -> Absence:
    """The actor is back before the time."""
    if absence.absent_id != actor.pk:
        raise NotYou(_("Only whoever was away says that they are back."))
    if absence.away_from > today():
        absence.delete()
        return absence
    absence.ended_early = today() - timedelta(days=1)  # from today on, the work is the head's own again
    absence.save(update_fields=["ended_early"])
    for delegation in Delegation.objects.on(today()).filter(given_by=actor, only_in_absence=True):
        give_back_all(delegation, actor=actor, why=HEAD_IS_BACK)
    return absence


# Taking up and giving back


def take_up(assignment: Assignment, *, actor: Any) -> Assignment:
    """A deputy says that they see to a step; other deputies leave it alone, the head may still act.

    Raises:
        NotNow: the step is closed, another deputy has taken it up, or the actor holds the office themselves.
        NotYou: the actor is no deputy for it, or could not sign it.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        act_on(case, asked)
        principal = case.person.principal if case.person else None
        if principal is None:
            raise NotNow(_("You hold this office yourself; there is nothing to take up."))
        if asked.taken_by_id == actor.pk:
            return asked
        node = case.node(asked.task)
        if node.signs:
            must_be_signer(case, asked.task)
        asked.taken_by, asked.taken_at = actor, case.now
        asked.save(update_fields=["taken_by", "taken_at"])
        assert case.person is not None
        case.record(
            "deputy.took",
            step=node.name,
            title=node.title,
            principal=principal.name,
            authority=case.person.authority,
        )
    return asked


def give_back(assignment: Assignment, *, actor: Any) -> Assignment:
    """The deputy gives a step back that they took up."""
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        if asked.taken_by_id != actor.pk:
            raise NotNow(_("You have not taken this step up."))
        case.act_as(asked.organisation_id, (asked.role_id,))
        principal = case.person.principal.name if case.person and case.person.principal else str(asked.organisation)
        give_back_taken(case, asked, principal, BY_DEPUTY)
    return asked


def give_back_all(delegation: Delegation, *, actor: Any, why: Text, right: Acting | None = None) -> None:
    """What a deputy took up by a delegation goes back to the head, who takes it back or returns.

    ``right``: who acts by another right than the office, as an administrator does.
    """
    taken = Assignment.objects.filter(
        taken_by=delegation.deputy_id,
        organisation=delegation.organisation_id,
        role=delegation.role_id,
        state__in=(Assignment.State.OPEN, Assignment.State.WAITING),
    ).order_by("dossier_id", "pk")
    for assignment in taken:
        with door(assignment.dossier_id, actor=actor) as case:
            asked = Assignment.objects.select_related("task", "taken_by").get(pk=assignment.pk)
            asked.task.process = case.process
            case.person = right
            with suppress(NotYou):  # whoever gave it may have left the office since
                case.act_as(asked.organisation_id, (asked.role_id,))
            give_back_taken(case, asked, delegation.given_by.get_full_name(), why)


def give_back_taken(case: Case, asked: Assignment, principal: str, why: Text) -> None:
    """Behind an open door: nobody has taken the step up any more, and the trail says why."""
    node, deputy = case.node(asked.task), asked.taken_by
    asked.taken_by = asked.taken_at = None
    asked.save(update_fields=["taken_by", "taken_at"])
    case.record(
        "deputy.gave_back",
        step=node.name,
        title=node.title,
        principal=principal,
        deputy=deputy.get_full_name() if deputy else "",
        why=why,
    )
