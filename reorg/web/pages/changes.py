"""What differs between two states of the signed content, in the words of somebody who signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reorg.units.formulas import Formula
from workflows.models import ChecklistItem, Snapshot


class Difference(NamedTuple):
    what: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every difference, one line each, part by part."""
    found: list[Difference] = []
    for part, told in PARTS.items():
        old, new = before.get(part) or {}, after.get(part) or {}
        if old != new:
            found += [line for line in told(old, new) if line.before != line.after]
    return found


def differences_since(seen: Snapshot | None, content: Mapping[str, Any]) -> list[Difference]:
    return differences(seen.content, content) if seen else []


def _fields(names: Mapping[str, Callable[[], str]]) -> Callable[[Any, Any], Iterator[Difference]]:
    def told(old: Any, new: Any) -> Iterator[Difference]:
        for key, name in names.items():
            yield Difference(name(), _plain(old.get(key)), _plain(new.get(key)))

    return told


def _documents(old: Any, new: Any) -> Iterator[Difference]:
    for key in sorted({*old, *new}, key=int):
        paper = new.get(key) or old.get(key)
        name = " ".join(word for word in (paper["type"], paper["symbol"] or paper["subject"]) if word)
        yield Difference(_("Document %(name)s") % {"name": name}, _paper(old.get(key)), _paper(new.get(key)))


def _paper(paper: Any) -> str:
    if paper is None:
        return _("not there")
    text = _("text %(digest)s") % {"digest": paper["files"][0][:12]} if paper["files"] else _("without text")
    return f"{paper['subject']} ({text})"


def _plan(old: Any, new: Any) -> Iterator[Difference]:
    """Clauses of a unit plan, or who helps whom, by the key under which the procedure keeps each."""
    for key in sorted({*old, *new}):
        if key == "terms":
            yield from _terms(old.get(key) or {}, new.get(key) or {})
            continue
        if "helpers" in (new.get(key) or old.get(key)):
            place = (new.get(key) or old.get(key))["place"]
            yield Difference(
                _("Helpers of %(place)s") % {"place": place}, _helpers(old.get(key)), _helpers(new.get(key))
            )
            continue
        number = (new.get(key) or old.get(key))["number"]
        yield Difference(
            _("Unit plan, clause %(number)s") % {"number": number}, _clause(old.get(key)), _clause(new.get(key))
        )


_terms = _fields(
    {
        "starts_on": lambda: _("First day"),
        "ends_on": lambda: _("Last day"),
        "complete_by": lambda: _("Agreements signed by"),
        "basis": lambda: _("Legal basis"),
    }
)


def _helpers(place: Any) -> str:
    return ", ".join(place["helpers"].values()) if place else _("nobody")


def _clause(clause: Any) -> str:
    if clause is None:
        return _("not there")
    parts = " + ".join(_part(part) for part in clause["parts"])
    unit = clause["unit"]
    figures = [f"{unit['area_km2']} km²"] if "area_km2" in unit else []
    if "population" in unit:
        figures.append(ngettext("%(n)s person", "%(n)s people", unit["population"]) % {"n": unit["population"]})
    return f"{parts} → {unit['name']}" + (f" ({', '.join(figures)})" if figures else "")


def _part(part: Any) -> str:
    formula = Formula(part["formula"])
    amount = [f"{part['area_km2']} km²"] if "area_km2" in part else []
    if "population" in part:
        amount.append(str(part["population"]))
    said = ", ".join([str(formula.short), *amount])
    return f"{part['unit']['name']} ({said})"


def _opinions(old: Any, new: Any) -> Iterator[Difference]:
    for key in sorted({*old, *new}):
        name = _("Opinions of %(name)s") % {"name": key.split(":", 1)[-1]}
        yield Difference(name, _counted(old.get(key)), _counted(new.get(key)))


def _counted(row: Any) -> str:
    if row is None:
        return _("not there")
    total, _taken_part, agree, *_rest = row
    return _("%(agree)s of %(total)s agree") % {"agree": agree, "total": total}


def _items(old: Any, new: Any) -> Iterator[Difference]:
    for code in sorted({*old, *new}):
        yield Difference(_("Item %(code)s") % {"code": code}, _item(old.get(code)), _item(new.get(code)))


def _item(state: Any) -> str:
    if state is None:
        return _("not there")
    if isinstance(state, str):
        return str(ChecklistItem.State(state).label)
    proofs = len(state["evidence"])
    told = ngettext("%(n)d piece of evidence", "%(n)d pieces of evidence", proofs) % {"n": proofs}
    digests = ", ".join(proof[:8] for proof in state["evidence"])
    return f"{ChecklistItem.State(state['state']).label}, {told}" + (f" ({digests})" if digests else "")


def _plain(value: Any) -> str:
    return "—" if value in (None, "") else str(value)


PARTS: dict[str, Callable[[Any, Any], Iterator[Difference]]] = {
    "title": _fields({"vi": lambda: _("Title (Vietnamese)"), "en": lambda: _("Title (English)")}),
    "dates": _fields({"resolution": lambda: _("Date of the resolution"), "operation": lambda: _("Operating from")}),
    "documents": _documents,
    "plan": _plan,
    "opinions": _opinions,
    "checklists": _items,
    "items": _items,
}
