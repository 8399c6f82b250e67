"""The unit plan of a content that was signed, in the words of the resolutions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from reorg.papers.forms.content import Table
from reorg.papers.forms.making import Making
from reorg.units.formulas import Formula
from reorg.units.formulas import Kind as UnitKind
from reorg.units.models import PlanPart, Unit


def clauses_of(making: Making, plan: dict[str, Any]) -> Iterator[str]:
    """The plan that was signed, clause by clause in the words of the resolutions."""
    english = dict(
        PlanPart.objects.filter(clause__dossier=making.dossier).values_list("unit_name", "unit_name_en").distinct()
    )
    for key in sorted(plan):
        if "unit" in plan[key]:
            yield clause_text(making, plan[key], english)


def helpers_table(making: Making, plan: dict[str, Any]) -> Table | None:
    """Who helps whom, where that is what was signed."""
    w = making.w
    rows = tuple(
        (str(number), f"{one['place']} ({code})", ", ".join(one["helpers"].values()))
        for number, (code, one) in enumerate(
            ((code, one) for code, one in sorted(plan.items()) if "helpers" in one), start=1
        )
    )
    columns = (w["ordinal"], w["assignment_place"], w["assignment_helpers"])
    return Table("", columns, rows, (8, 36, 56)) if rows else None


def clause_text(making: Making, clause: dict[str, Any], english: dict[str, str]) -> str:
    w, unit = making.w, clause["unit"]
    kind = UnitKind(unit["kind"])
    bare = unit["name"].removeprefix(kind.before_name).strip()
    name = making.say(Unit(name=bare, kind=kind).prepare().title)
    name = lowered(name) if making.language == "vi" else name
    formulas: dict[str, list[str]] = {}
    for part in clause["parts"]:
        formula = making.say(Formula(part["formula"]).worded(part.get("after_clauses", ())))
        old = part["unit"]["name"]
        named = english.get(old, old) if making.language == "en" else lowered(old)
        hamlets = f" ({part['detail']})" if part.get("detail") else ""
        formulas.setdefault(formula, []).append(f"{named}{hamlets}")
    parts = [w.fill("clause_part", formula=formula, units=joined(making, units)) for formula, units in formulas.items()]
    figures = []
    if "area_km2" in unit:
        figures.append(w.fill("figure_area", n=w.number(Decimal(unit["area_km2"]), places=2)))
    if "population" in unit:
        figures.append(w.fill("figure_people", n=w.number(unit["population"])))
    more = w.fill("clause_figures", unit=name, figures=joined(making, figures)) if figures else ""
    label = "thành phố" if kind is UnitKind.THANH_PHO_TW and making.language == "vi" else making.say(kind)
    text = w.fill("clause_text", parts=joined(making, parts), kind=label, unit=name, figures=more)
    return f"{w.fill('clause_of', n=clause['number'])} {text}"


def joined(making: Making, names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + making.w["and"] + names[-1]


def lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
