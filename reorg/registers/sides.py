"""Who lists what: the organisations of each side of a dossier, and the people who may act for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reorg.people.models import Organisation
from reorg.registers.definition import Kind, Side
from workflows.actions.door import Case
from workflows.errors import NotYou
from workflows.models import ChecklistItem, Dossier
from workflows.offices import Acting
from workflows.text import Text

EDITORS = ("officer", "drafter")
SPEAKERS = ("officer", "drafter", "reviewer", "chair", "secretary")  # may concede that the other side is right
LEADERS = ("chair", "secretary")  # may explain a difference

GIVERS = ("giver", "other_pc", "other_party", "other_council")  # parts of those who hand over, the first one foremost
SIDE_TITLES = {Side.GIVER: Text("bên giao", "giver"), Side.RECEIVER: Text("bên nhận", "receiver")}


@dataclass(frozen=True)
class Sides:
    """The organisations of both sides of one register, the foremost of each first."""

    giver: tuple[Organisation, ...]
    receiver: tuple[Organisation, ...]

    def of(self, side: Side) -> tuple[Organisation, ...]:
        return self.giver if side is Side.GIVER else self.receiver

    def ids(self, side: Side) -> set[int]:
        return {one.pk for one in self.of(side)}


def sides_of(dossier: Dossier, kind: Kind) -> Sides:
    """Givers hand over; the lead and those who owe the items behind the register take over.

    In a dossier without a second locality the lead lists both sides.
    """
    parties = {party.key: party.organisation for party in dossier.parties.select_related("organisation")}
    owners = Organisation.objects.filter(
        pk__in=ChecklistItem.objects.filter(dossier=dossier, code__in=kind.items).order_by().values("owner")
    )
    lead = next((one for one in parties.values() if one.pk == dossier.lead_id), None) or dossier.lead
    givers = _once([parties[key] for key in GIVERS if key in parties]) or (lead,)
    away = {one.pk for one in givers} - {lead.pk}
    receivers = _once([lead, *(one for one in owners if one.pk not in away)])
    return Sides(givers, receivers)


def _once(organisations: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({one.pk: one for one in organisations}.values())


def holds(offices: Iterable[Any], organisations: set[int], roles: tuple[str, ...]) -> bool:
    """Whether one of these offices is in one of these organisations with one of these roles."""
    return any(office.organisation_id in organisations and office.role_id in roles for office in offices)


def act_for(case: Case, kind: Kind, side: Side, roles: tuple[str, ...] = EDITORS) -> Acting:
    """The actor in an office of this side. NotYou says whose list it is."""
    sides = sides_of(case.dossier, kind)
    return act_in(case, sides, side, roles)


def act_in(case: Case, sides: Sides, side: Side, roles: tuple[str, ...]) -> Acting:
    for organisation in sides.of(side):
        for office in case.offices:
            if office.organisation_id == organisation.pk and office.role in roles:
                return case.act_as(office.organisation_id, (office.role,))
    raise NotYou(
        _("This side is listed by %(organisation)s; only its officers may do that.")
        % {"organisation": sides.of(side)[0]}
    )
