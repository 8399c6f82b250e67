"""Deputies: whose work a person may take up today, and how that reads on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from workflows.compiled import Question
from workflows.models import Absence, Delegation, Dossier
from workflows.models.delegations import DelegationQuerySet
from workflows.offices import Acting, Principal, offices_of, offices_on, today
from workflows.text import Text


def standing_in(user: Any, day: date | None = None) -> DelegationQuerySet:
    """The delegations by which this person may act on a day (today)."""
    in_force = RawSQL(*STANDING_IN.about(user.pk, day or today()))  # noqa: S611 - compiled below, with parameters
    return Delegation.objects.filter(pk__in=in_force)


def _standing_in(somebody: Any, day: date) -> QuerySet[Any, Any]:
    away = Absence.objects.annotate(until=Coalesce(F("ended_early"), F("away_to"))).filter(
        absent=OuterRef("given_by"), away_from__lte=day, until__gte=day
    )
    holds = offices_on(day).filter(
        person=OuterRef("given_by"), organisation=OuterRef("organisation"), role=OuterRef("role")
    )
    in_force = Delegation.objects.on(day).filter(Exists(holds), deputy=somebody.pk)
    return in_force.filter(Q(only_in_absence=False) | Exists(away)).order_by().values("pk")


STANDING_IN = Question(_standing_in)


def stands_in_for(user: Any, dossier: Dossier | None = None) -> dict[tuple[int, str], Delegation]:
    """The offices, by organisation and role, for which a person may act today as deputy (in one dossier)."""
    matters = covering(dossier) if dossier is not None else Q()
    found = standing_in(user).filter(matters).select_related("given_by", "organisation", "role").order_by("-id")
    return {(one.organisation_id, one.role_id): one for one in found}


def deputies_of(organisation_id: int, role: str, dossier: Dossier) -> set[Any]:
    """Those who may act today for an office in a dossier."""
    day = today()
    given = Delegation.objects.on(day).filter(covering(dossier), organisation=organisation_id, role=role)
    given = given.filter(deputy__is_active=True).select_related("deputy")
    return {one.deputy for one in given if standing_in(one.deputy, day).filter(pk=one.pk).exists()}


def covering(dossier: Dossier) -> Q:
    """Delegations whose matters take in a dossier: all of them, or those of its procedure."""
    return Q(procedures=[]) | Q(procedures__contains=[dossier.procedure.code])


def given_to(user: Any, dossier: Dossier) -> list[Delegation]:
    """By which delegations a person may act today in a dossier, oldest first."""
    found = standing_in(user).filter(covering(dossier)).select_related("given_by", "organisation", "role")
    return list(found.order_by("id"))


def acting_as_deputy(
    user: Any, organisation_id: int, roles: Iterable[str], given: Iterable[Delegation], offices: Sequence[Acting]
) -> Acting | None:
    """The deputy in their own office, with the authority they sign by; None when nobody asked them to stand in.

    ``given`` are the delegations they may act by, ``offices`` the person in each office of their own.
    """
    wanted = set(roles)
    found = next((one for one in given if one.organisation_id == organisation_id and one.role_id in wanted), None)
    if found is None or not offices:
        return None
    here = next((office for office in offices if office.organisation_id == organisation_id), offices[0])
    stood_for = offices_of(found.given_by).filter(organisation=organisation_id, role=found.role_id).first()
    title = Text(stood_for.title_vi, stood_for.title_en) if stood_for else found.role.text
    principal = Principal(found.given_by_id, found.given_by.get_full_name(), title)
    return replace(here, authority=found.kind, principal=principal, role=found.role_id)
