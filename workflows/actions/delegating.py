"""Giving and taking back delegations; noting absences. Written rows of their own, which are never changed silently."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.actions.door import database_time
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Absence, Delegation, Role
from workflows.offices import offices_of, today


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
    absence.ended_early = max(absence.away_from, today())
    absence.save(update_fields=["ended_early"])
    return absence
