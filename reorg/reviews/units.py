"""The new units of a plan, as statements are made about them, and the bodies somebody speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reorg.people.models import Organisation
from reorg.reviews.models import WHOLE
from reorg.units.models import PlanClause
from reorg.units.plan import plan_of
from workflows.actions.door import Case
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest, sha256


@dataclass(frozen=True)
class NewUnit:
    """A unit that comes out of the plan; with an empty key: the plan as a whole."""

    key: str
    title: Text
    shape: str
    """Tells one state of its clause from another."""
    kind: str = ""
    name: str = ""
    number: int | None = None

    @property
    def slug(self) -> str:
        """For names of fields: the same unit has the same one, wherever it stands in the plan."""
        return sha256(self.key)[:12]


def units_of(dossier: Dossier) -> list[NewUnit]:
    """The whole first, then each unit in the order of the plan; nothing without a plan. Two queries."""
    units = [
        NewUnit(f"{one.kind}:{one.name}", one.title, _shape(one), one.kind, one.name, one.number)
        for one in plan_of(dossier)
    ]
    return [NewUnit("", WHOLE, digest(sorted(one.shape for one in units))), *units] if units else []


def _shape(clause: PlanClause) -> str:
    """Without the clause's number: moving it in the list changes nothing about the unit."""
    parts = [
        [part.unit_code, part.unit_name, part.formula, _figure(part.area_km2), part.population, part.detail]
        for part in clause.parts.all()
    ]
    return digest([clause.kind, clause.name, _figure(clause.area_km2), clause.population, parts])


def _figure(value: object) -> str:
    return "" if value is None else str(value)


def speaks_for(case: Case, roles: Sequence[str]) -> list[Organisation]:
    """The bodies of the dossier in which the actor holds one of these roles today."""
    taking_part = set(case.parties.values())
    held = {office.organisation_id for office in case.offices if office.role in roles}
    return sorted(Organisation.objects.filter(pk__in=held & taking_part), key=str)
