"""Who may do what in a session: the host that holds it, the units it works with, the bodies that answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from workflows.actions.door import Case
from workflows.errors import NotYou
from workflows.models import Dossier, DossierParty
from workflows.offices import Acting

WRITERS = ("drafter",)
SPEAKERS = ("officer", "drafter", "chair", "secretary")  # speak for the body they hold an office in
LEADERS = ("drafter", "chair", "secretary")
CHECKERS = ("reviewer", "drafter", "chair", "secretary")


def act_for(case: Case, *seats: tuple[int | None, Sequence[str]], otherwise: str) -> Acting:
    """The actor in the first of these seats they hold; NotYou with this sentence when they hold none."""
    for body, roles in seats:
        if body is None:
            continue
        try:
            return case.act_as(body, roles)
        except NotYou:
            continue
    raise NotYou(otherwise)


def holds(offices: Iterable[Any], body: int | None, roles: Sequence[str]) -> bool:
    return any(office.organisation_id == body and office.role_id in roles for office in offices)


def join(case: Case, bodies: Iterable[Any], part: str) -> None:
    """Bodies that are asked something take part in the dossier from then on, and find it."""
    there = set(case.dossier.parties.values_list("organisation_id", flat=True))
    for body in bodies:
        if body.pk not in there:
            there.add(body.pk)
            DossierParty.objects.create(dossier=case.dossier, key=f"{part}-{body.pk}", organisation=body)
            case.record("session.joined", organisation=body.text)


def host_writes(case: Case) -> Acting:
    return act_for(
        case,
        (case.dossier.lead_id, WRITERS),
        otherwise=_("This is kept by the drafters of %(body)s.") % {"body": case.dossier.lead},
    )


def units_of(dossier: Dossier) -> set[int]:
    """Ids of the units the session works with."""
    return set(dossier.parties.filter(key__startswith="unit-").values_list("organisation_id", flat=True))
