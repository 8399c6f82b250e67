"""A plan being worked on: the dossier's own or a variant of it, with everything a page says about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from reorg.arrangement.actions import change_variant, units_at_hand
from reorg.arrangement.models import Variant
from reorg.criteria.outcomes import Outcome, outcomes_of
from reorg.units.actions import change_plan, plan_digest
from reorg.units.clauses import clause_texts
from reorg.units.conservation import Conservation
from reorg.units.map import plan_map
from reorg.units.picture import groups_of_planned, succession_svg
from reorg.units.plan import PlannedClause, balance_planned, from_data, planned_of
from reorg.units.text import Text, number
from reorg.web.pages.units import Picture, picture_of_planned
from workflows.models import Dossier
from workflows.trail.canonical import digest


@dataclass
class Target:
    """What is edited: the plan of a dossier, or one of its variants."""

    dossier: Dossier
    variant: Variant | None = None

    def clauses(self) -> list[PlannedClause]:
        return from_data(self.variant.clauses) if self.variant else planned_of(self.dossier)

    def digest(self) -> str:
        return digest(self.variant.clauses) if self.variant else plan_digest(self.dossier)

    def save(self, clauses: Sequence[PlannedClause], *, actor: Any, shown: str) -> None:
        if self.variant:
            change_variant(self.variant, clauses, actor=actor, shown=shown)
        else:
            change_plan(self.dossier, clauses, actor=actor, shown=shown)

    @property
    def page(self) -> str:
        return self.address("variant") if self.variant else self.address("plan")

    def address(self, name: str, *more: Any) -> str:
        keys = (self.variant.pk,) if self.variant else ()
        return reverse(name, args=[self.dossier.code, *keys, *more])

    def clause_page(self, number: int | None = None) -> str:
        name = "variant_clause" if self.variant else "plan_clause"
        return self.address(name, number) if number is not None else self.address(f"{name}_new")

    def removing(self, number: int) -> str:
        return self.address("variant_clause_remove" if self.variant else "plan_clause_remove", number)


@dataclass
class Planned:
    """A plan with its balance, its results and its words."""

    dossier: Dossier
    clauses: list[PlannedClause]

    @cached_property
    def balance(self) -> Conservation:
        return balance_planned(self.clauses)

    @cached_property
    def picture(self) -> Picture | None:
        return picture_of_planned(self.clauses, self.balance) if self.clauses else None

    @cached_property
    def outcomes(self) -> list[Outcome]:
        return outcomes_of(self.dossier, self.clauses, self.balance)

    @cached_property
    def texts(self) -> list[Text]:
        return clause_texts(self.clauses, self.balance)

    @property
    def svg(self) -> SafeString:
        language = "en" if (get_language() or "vi").startswith("en") else "vi"
        drawn = succession_svg(groups_of_planned(self.clauses, self.balance), language=language)
        return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped

    def map(self) -> SafeString:
        """The units of the plan and those it leaves as they are, where they lie; empty without coordinates."""
        language = "en" if (get_language() or "vi").startswith("en") else "vi"
        drawn = plan_map(self.clauses, units_at_hand(self.dossier), language=language)
        return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped

    def outcome_rows(self) -> list[dict[str, Any]]:
        return [_shown(outcome) for outcome in self.outcomes]


def _shown(outcome: Outcome) -> dict[str, Any]:
    language = "en" if (get_language() or "vi").startswith("en") else "vi"

    def figure(value: Decimal | int | None) -> str:
        return "" if value is None else number(value, language)

    measured = outcome.measured
    return {
        "number": outcome.clause.number,
        "name": outcome.clause.title,
        "area": figure(outcome.area),
        "people": figure(outcome.population),
        "area_percent": figure(measured.area_percent),
        "people_percent": figure(measured.population_percent),
        "verdict": measured.verdict,
        "working": measured.working,
        "unconfirmed": measured.unconfirmed,
    }


@dataclass(frozen=True)
class Compared:
    """One column of the comparison."""

    name: str
    variant: Variant | None
    digest: str
    before: int
    after: int
    fewer: str
    left: int
    verdict: str
    meeting: int
    failing: int
    unknown: int
    smallest: str
    largest_group: int
    divided: int
    lines: tuple[str, ...]


def compared(dossier: Dossier, name: str, target: Target, at_hand: set[int]) -> Compared:
    """``at_hand`` are the units the dossier is about; those a plan does not touch are left as they are."""
    planned = Planned(dossier, target.clauses())
    balance, clauses = planned.balance, planned.clauses
    before, after = len(balance.units), len(clauses)
    verdicts = [outcome.measured.verdict for outcome in planned.outcomes]
    people = [outcome.population for outcome in balance.outcomes if outcome.population is not None]
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return Compared(
        name=name,
        variant=target.variant,
        digest=target.digest(),
        before=before,
        after=after,
        fewer=number(_share(before - after, before), language) if before else "",
        left=len(at_hand - {int(unit.unit) for unit in balance.units}),
        verdict="wrong" if not balance.ok else "unknown" if balance.unknown else "balanced",
        meeting=sum(v in ("meets", "waived") for v in verdicts),
        failing=verdicts.count("fails"),
        unknown=verdicts.count("unknown"),
        smallest=number(min(people), language) if people else "",
        largest_group=max((len(clause.parts) for clause in clauses), default=0),
        divided=sum(unit.divided for unit in balance.units),
        lines=tuple(_line(clause) for clause in clauses),
    )


def _line(clause: PlannedClause) -> str:
    parts = " + ".join(
        f"{part.unit.name}{'' if part.formula.value == 'whole' else f' ({part.formula.short})'}"
        for part in clause.parts
    )
    return f"{parts} → {clause.title}"


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def numbered(clauses: Iterable[PlannedClause], number: int) -> PlannedClause | None:
    return next((clause for clause in clauses if clause.number == number), None)
