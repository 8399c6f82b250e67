"""Who holds which office today. The offices' table belongs to the installation; this is all the engine asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from workflows.compiled import Question
from workflows.text import Text


@dataclass(frozen=True)
class Principal:
    """Whom a deputy stands in for, in which office."""

    user_id: int
    name: str
    office: Text


@dataclass(frozen=True)
class Acting:
    """A person as they act: in which office of which organisation, and by what authority."""

    user: Any
    organisation_id: int
    organisation: Text
    role: str
    office: Text
    authority: str = ""
    principal: Principal | None = None

    def as_fact(self) -> dict[str, Any]:
        """The person as they were, for the trail; a deputy with the office they stood in for."""
        fact = {
            "id": self.user.pk,
            "name": self.user.get_full_name() or self.user.get_username(),
            "office": self.office.as_fact(),
            "organisation": self.organisation.as_fact(),
            "role": self.role,
            "authority": self.authority,
        }
        if self.principal is not None:
            fact["on_behalf_of"] = {"name": self.principal.name, "office": self.principal.office.as_fact()}
        return fact


def today() -> date:
    return timezone.localdate()


def office_model() -> type[Model]:
    return apps.get_model(settings.WORKFLOWS_OFFICE_MODEL)


def offices_on(day: date) -> QuerySet[Any]:
    """All offices as they are held on a day."""
    offices: QuerySet[Any] = office_model()._default_manager.on(day)  # type: ignore[attr-defined]
    return offices


def offices_of(user: Any, day: date | None = None) -> QuerySet[Any]:
    """The offices a person holds on a day (today), with their organisations."""
    return offices_on(day or today()).filter(person=user.pk).select_related("organisation")


def held_by(user: Any, day: date) -> list[Acting]:
    """A person in each of the offices they hold on a day, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(*HELD.about(user.pk, day))
        return [
            Acting(user, organisation, Text(vi, en), role, Text(title_vi, title_en))
            for organisation, vi, en, role, title_vi, title_en in cursor.fetchall()
        ]


def _held(user: Any, day: date) -> QuerySet[Any, Any]:
    named = ("organisation_id", "organisation__title_vi", "organisation__title_en")
    return offices_of(user, day).values_list(*named, "role_id", "title_vi", "title_en")


HELD = Question(_held)


def acting(user: Any, office: Any) -> Acting:
    return Acting(
        user=user,
        organisation_id=office.organisation_id,
        organisation=office.organisation.text,
        role=office.role_id,
        office=Text(office.title_vi, office.title_en),
    )


def organisations_of(user: Any, *, roles: Iterable[str] | None = None) -> QuerySet[Any]:
    """Ids of the organisations in which a person holds an office today (one of the given roles)."""
    offices = offices_of(user)
    if roles is not None:
        offices = offices.filter(role__in=list(roles))
    return offices.order_by().values("organisation_id")


def chains_above(bodies: Iterable[int]) -> dict[int, set[int]]:
    """Each of these organisations, with itself and all those above it."""
    parents = dict(_organisation_model()._default_manager.values_list("pk", "parent"))
    chains: dict[int, set[int]] = {}
    for body in bodies:
        chain: set[int] = set()
        above: int | None = body
        while above is not None and above not in chain:
            chain.add(above)
            above = parents.get(above)
        chains[body] = chain
    return chains


def _organisation_model() -> type[Model]:
    return apps.get_model(settings.WORKFLOWS_ORGANISATION_MODEL)
