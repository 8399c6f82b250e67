"""Who can help and who is to be helped in a dossier: read from its registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reorg.registers.definition import Kind
from reorg.registers.kinds.twinning import FIELDS, HIGHEST, TAGS
from reorg.registers.models import Row
from reorg.support.models import Pair
from reorg.support.solver import Giver, Match, Taker, propose
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest

if TYPE_CHECKING:
    from reorg.support.procedure import SupportProcedure


@dataclass(frozen=True)
class Unit:
    """A unit as the dossier's register has it."""

    code: str
    name: str
    standing: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    @property
    def tags(self) -> tuple[Text, ...]:
        return tuple(title for code, title in TAGS.items() if self.values.get(code))

    @property
    def levels(self) -> dict[str, int]:
        return {code: min(self.values[code], HIGHEST) for code in FIELDS if self.values.get(code)}

    @property
    def level_words(self) -> list[tuple[Text, int]]:
        return [(FIELDS[code], level) for code, level in self.levels.items()]


@dataclass(frozen=True)
class Roster:
    helpers: dict[str, Unit]
    places: dict[str, Unit]

    def unit(self, code: str) -> Unit | None:
        return self.places.get(code) or self.helpers.get(code)


def roster_of(dossier: Dossier) -> Roster:
    """Helpers and communes by code, in the order of the codes; one query."""
    flow: type[SupportProcedure] = dossier.flow
    kinds = (flow.helpers.code, flow.places.code)
    rows = Row.objects.filter(register__dossier=dossier, register__kind__in=kinds, state=Row.State.LISTED)
    listed = list(rows.order_by("key").values_list("register__kind", "values"))
    return Roster(_units(flow.helpers, listed), _units(flow.places, listed))


def _units(kind: Kind, listed: list[tuple[str, dict[str, Any]]]) -> dict[str, Unit]:
    """The last row of a code counts: for a commune, its category of the last period."""
    return {
        values["code"]: Unit(values["code"], values["name"], values.get("standing", "confirmed"), values)
        for code, values in listed
        if code == kind.code
    }


def proposal_of(dossier: Dossier) -> list[Match]:
    """Who should help whom. Units whose role is not known are left out until somebody says what they are."""
    roster = roster_of(dossier)
    givers = [
        Giver(one.code, one.name, one.levels, one.values.get("most") or 1)
        for one in roster.helpers.values()
        if one.standing != "unknown"
    ]
    takers = [
        Taker(one.code, one.name, one.levels, one.tags) for one in roster.places.values() if one.standing != "unknown"
    ]
    kept = [pair.codes for pair in kept_pairs(dossier)]
    return propose(givers, takers, kept, FIELDS)


def kept_pairs(dossier: Dossier) -> list[Pair]:
    """Pairs no proposal touches: twinned before, set by hand, or with an agreement."""
    standing = dossier.support_pairs.filter(ended_at__isnull=True).select_related("agreement")
    return [pair for pair in standing if pair.origin != Pair.Origin.PROPOSED or hasattr(pair, "agreement")]


def proposal_digest(found: list[Match]) -> str:
    """What a page shows of a proposal; taking it over names this."""
    return digest([[one.giver.code, one.taker.code, [reason.as_fact() for reason in one.reasons]] for one in found])
