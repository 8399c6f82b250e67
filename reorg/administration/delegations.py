"""Who acts for whom, and who is away, in what somebody administers; taken back with a reason where it must be."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence, consequence
from reorg.administration.people import LIVE, step_row
from reorg.administration.rights import Scope, acting_for
from reorg.people.models import Office
from reorg.system.door import system_door
from workflows.actions.delegating import TAKEN_BACK, give_back_all
from workflows.errors import BadInput, NotFound, NotNow
from workflows.models import Absence, Assignment, Delegation
from workflows.offices import today


def delegations_for(scope: Scope) -> QuerySet[Delegation]:
    """Those in force or still to come, of what is administered."""
    found = Delegation.objects.filter(revoked_at__isnull=True).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today())
    )
    if not scope.everything:
        found = found.filter(organisation__in=scope.bodies)
    return found.select_related("organisation", "role", "deputy", "given_by").order_by("organisation__title_vi", "pk")


def absences_for(scope: Scope) -> QuerySet[Absence]:
    """Who is away today or will be."""
    day = today()
    found = Absence.objects.filter(away_to__gte=day).filter(Q(ended_early__isnull=True) | Q(ended_early__gte=day))
    if not scope.everything:
        people = Office.objects.on(day).filter(organisation__in=scope.bodies).values("person")
        found = found.filter(absent__in=people)
    return found.select_related("absent").order_by("away_from", "pk")


def delegation_of(scope: Scope, pk: int) -> Delegation:
    found = delegations_for(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such delegation among those you administer, or it has ended."))
    return found


def if_taken_back(delegation: Delegation) -> list[Consequence]:
    """What the deputy had taken up by it."""
    taken = Assignment.objects.filter(
        taken_by=delegation.deputy_id,
        organisation=delegation.organisation_id,
        role=delegation.role_id,
        state__in=LIVE,
    ).select_related("task", "dossier__procedure")
    note = _("They go back to whoever holds the office.")
    return [consequence("hand-stop", _("Steps the deputy has taken up"), map(step_row, taken), note=note)]


@transaction.atomic
def take_back(scope: Scope, delegation: Delegation, *, reason: str) -> Any:
    """End a delegation from now on; what the deputy had taken up goes back to the office."""
    scope.must_hold(delegation.organisation)
    now = Delegation.objects.select_for_update(of=("self",)).select_related("deputy", "given_by").get(pk=delegation.pk)
    if now.revoked_at is not None:
        raise NotNow(_("This delegation has already been taken back."))
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    person = acting_for(scope)
    with system_door(person) as act:
        now.revoked_at, now.revoked_by = act.now, scope.user
        now.save(update_fields=["revoked_at", "revoked_by"])
        give_back_all(now, actor=scope.user, why=TAKEN_BACK, right=person)
        act.record(
            "delegation.ended",
            about=now.organisation,
            giver=now.given_by.full_name,
            deputy=now.deputy.full_name,
            organisation=now.organisation.text,
            reason=reason.strip(),
            delegation=now.pk,
        )
    return now
