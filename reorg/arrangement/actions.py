"""Variants of a plan: made, changed, compared, and one of them chosen. All through the engine's door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reorg.arrangement.models import Variant
from reorg.arrangement.proposing import Place, Proposal, propose
from reorg.criteria.judging import facts_of, histories
from reorg.criteria.models import TakenUp
from reorg.criteria.outcomes import figures_of, rules_of, said_in
from reorg.units.actions import plan_digest
from reorg.units.clauses import Circle, in_order
from reorg.units.formulas import Formula, Kind
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart, as_data, check_plan, from_data, planned_of, replace_plan
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest

THE_PLAN = Text("phương án của hồ sơ", "the plan of the dossier")
THE_MACHINE = Text("đề xuất của máy", "a proposal of the machine")
NOTHING = Text("phương án trống", "an empty plan")
MOST_VARIANTS = 12


def variants_of(dossier: Dossier) -> list[Variant]:
    return list(dossier.variants.filter(removed_at__isnull=True).select_related("made_by"))


def variant_in(dossier: Dossier, pk: int) -> Variant:
    found = dossier.variants.filter(pk=pk, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(_("This dossier has no such variant."))
    return found


def make_variant(
    dossier: Dossier, *, name: str, actor: Any, source: Variant | None = None, empty: bool = False, note: str = ""
) -> Variant:
    """A variant that begins as a copy of the plan, of another variant, or empty."""
    with door(dossier, actor=actor) as case:
        _must_be_drafter(case)
        clauses = [] if empty else list(source.clauses) if source else as_data(planned_of(case.dossier))
        told = NOTHING if empty else Text(f"“{source}”", f"“{source}”") if source else THE_PLAN
        return _made(case, name, clauses, told, note=note)


def _made(
    case: Case, name: str, clauses: list[dict[str, Any]], source: Text, *, note: str = "", computed: bool = False
) -> Variant:
    name = name.strip()
    there = case.dossier.variants.filter(removed_at__isnull=True)
    if not name:
        raise BadInput(_("Give the variant a name."), "name")
    if there.filter(name=name).exists():
        raise BadInput(_("There is already a variant “%(name)s”.") % {"name": name}, "name")
    if there.count() >= MOST_VARIANTS:
        raise BadInput(_("There are %(most)s variants already. Remove one first.") % {"most": MOST_VARIANTS}, "name")
    variant = Variant.objects.create(
        dossier=case.dossier,
        name=name,
        clauses=clauses,
        note=note.strip(),
        computed=computed,
        made_by=case.actor,
        made_at=case.now,
        changed_at=case.now,
    )
    case.record(
        "variant.made", name=name, source=source, clauses=len(clauses), digest=digest(clauses), computed=computed
    )
    return variant


def change_variant(variant: Variant, clauses: Sequence[PlannedClause], *, actor: Any, shown: str = "") -> Variant:
    """The variant becomes exactly these clauses; ``shown`` is the digest of what was being edited."""
    with door(variant.dossier_id, actor=actor) as case:
        _must_be_drafter(case)
        variant = variant_in(case.dossier, variant.pk)
        try:
            check_plan(clauses)
        except ValidationError as refused:
            raise BadInput(" ".join(refused.messages), "plan") from refused
        data = as_data(clauses)
        before = digest(variant.clauses)
        if digest(data) == before:
            return variant
        if shown and shown != before:
            raise ContentChanged(
                _("Somebody changed the variant since you opened this page. What you typed is kept below.")
            )
        variant.clauses, variant.changed_at = data, case.now
        variant.save(update_fields=["clauses", "changed_at"])
        case.record("variant.changed", name=variant.name, clauses=len(data), digest=digest(data))
    return variant


def remove_variant(variant: Variant, *, actor: Any) -> None:
    """Take a variant off the page; its record stays."""
    with door(variant.dossier_id, actor=actor) as case:
        _must_be_drafter(case)
        found = case.dossier.variants.get(pk=variant.pk)
        if found.removed_at is None:
            found.removed_at = case.now
            found.save(update_fields=["removed_at"])
            case.record("variant.removed", name=found.name, digest=digest(found.clauses))


def choose_variant(variant: Variant, *, actor: Any, shown: str = "") -> Dossier:
    """The variant becomes the dossier's plan; signatures over another plan no longer count.

    ``shown`` is the digest of the variant as it was compared.

    Raises:
        BadInput: it has no clauses. ContentChanged: somebody changed it meanwhile.
    """
    with door(variant.dossier_id, actor=actor) as case:
        _must_be_drafter(case)
        variant = variant_in(case.dossier, variant.pk)
        now = digest(variant.clauses)
        if shown and shown != now:
            raise ContentChanged(_("Somebody changed the variant meanwhile. Look at it again before you choose it."))
        if not variant.clauses:
            raise BadInput(_("This variant has no clauses yet."), "plan")
        before = plan_digest(case.dossier)
        replace_plan(case.dossier, from_data(variant.clauses))
        if plan_digest(case.dossier) == before:
            return case.dossier
        variant.chosen_at = case.now
        variant.save(update_fields=["chosen_at"])
        count = len(variant.clauses)
        case.record("variant.chosen", name=variant.name, clauses=count, digest=now, before=before)
        case.content_changed(
            Text(f"chọn phương án “{variant.name}”, {count} khoản", f"the variant “{variant.name}” is chosen")
        )
    return case.dossier


def order_plan(dossier: Dossier, *, actor: Any, shown: str = "") -> Dossier:
    """Number the clauses of the plan so that each stands below those it waits for.

    Raises:
        BadInput: some wait for each other, so that no order exists.
    """
    from reorg.units.actions import change_plan

    return change_plan(dossier, ordered(planned_of(dossier)), actor=actor, shown=shown)


def ordered(clauses: Sequence[PlannedClause]) -> list[PlannedClause]:
    try:
        return in_order(clauses)
    except Circle as circle:
        numbers = ", ".join(map(str, circle.clauses))
        raise BadInput(_("These clauses wait for each other: %(numbers)s.") % {"numbers": numbers}, "plan") from circle


# Proposals


def propose_variant(dossier: Dossier, *, name: str, most: int, actor: Any) -> tuple[Variant, Proposal]:
    """A variant that merges neighbours until each reaches the standard, where that can be done.

    Raises:
        BadInput: no units to begin with, no standard, or nothing could be merged; the message says why.
    """
    with door(dossier, actor=actor) as case:
        _must_be_drafter(case)
        rules = rules_of(case.dossier)
        if rules is None:
            raise BadInput(_("The rules of this dossier have no standard to aim at."), "most")
        units = units_at_hand(case.dossier)
        places = places_of(case.dossier, units)
        proposal = propose(places, rules, most=most)
        if not proposal.merged:
            raise BadInput(_why_nothing(proposal, len(units)), "most")
        clauses = merged_clauses(proposal.merged, {unit.pk: unit for unit in units}, figures_of(case.dossier))
        variant = _made(case, name, as_data(clauses), THE_MACHINE, computed=True)
    return variant, proposal


def units_at_hand(dossier: Dossier) -> list[Unit]:
    """The units the dossier was started with; without a screening, those of its plan."""
    taken = TakenUp.objects.filter(dossier=dossier).only("findings").first()
    pks = (
        [row["unit"] for row in taken.findings]
        if taken
        else list(dict.fromkeys(dossier.plan_clauses.values_list("parts__unit", flat=True)))
    )
    return list(Unit.objects.filter(pk__in=pks).select_related("parent__parent").order_by("search_key"))


def places_of(dossier: Dossier, units: Sequence[Unit]) -> list[Place]:
    rules = rules_of(dossier)
    assert rules is not None
    said, past = said_in(dossier), histories(units)
    return [
        Place(
            unit.pk,
            facts_of(unit, said.get(unit.pk), past[unit.pk], rules),
            None if unit.lat is None else float(unit.lat),
            None if unit.lon is None else float(unit.lon),
        )
        for unit in units
    ]


def merged_clauses(
    groups: Iterable[Sequence[int]], units: dict[int, Unit], figures: dict[int, Any]
) -> list[PlannedClause]:
    """Each group as a clause, named for its most populous unit; a person will name it better."""
    made = []
    for number, group in enumerate(groups, start=1):
        parts = [units[key] for key in group]
        foremost = max(parts, key=lambda unit: (_people(unit, figures), -unit.pk))
        kind = Kind.PHUONG if any(unit.kind == Kind.PHUONG for unit in parts) else Kind.XA
        made.append(
            PlannedClause(
                number,
                foremost.name,
                kind,
                [PlannedPart(unit, Formula.WHOLE, **whole_figures(unit, figures)) for unit in parts],
            )
        )
    return made


def whole_figures(unit: Unit, figures: Mapping[int, Any]) -> dict[str, Any]:
    area, people = figures.get(unit.pk, (None, None))
    return {"unit_area_km2": area, "unit_population": people}


def _people(unit: Unit, figures: dict[int, Any]) -> int:
    return int(figures.get(unit.pk, (None, None))[1] or unit.population or 0)


def _why_nothing(proposal: Proposal, units: int) -> str:
    if not units:
        return _("There are no units to begin with: start the dossier from a screening, or plan a clause first.")
    if proposal.unknown:
        return _(
            "Area, population or coordinates of %(unknown)s of %(units)s units are not known. Enter the figures in the "
            "screening first."
        ) % {"unknown": len(proposal.unknown), "units": units}
    if proposal.short:
        return _("No neighbours may be merged that way. Allow more units in one group.")
    return _("Every unit reaches the standard by itself: there is nothing to merge.")


def _must_be_drafter(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its plan stays as it is."))
    if not case.content_open():
        raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
    case.act_as(case.dossier.lead_id, ("drafter",))
