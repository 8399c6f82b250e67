"""The form for one clause of the unit plan: the unit it results in, and what it takes from which units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.arrangement.actions import whole_figures
from reorg.units.formulas import Formula, Kind
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart
from reorg.web.forms.shared import FigureField

FOUND = 20  # units offered for one search


def unit_label(unit: Unit) -> str:
    """A unit as it is offered: with its code and until when it existed, since names come back."""
    ended = gettext("until %(day)s") % {"day": unit.valid_to.strftime("%d/%m/%Y")} if unit.valid_to else ""
    where = str(unit.parent) if unit.parent_id else ""
    return " · ".join(word for word in (str(unit), unit.code, where, ended) if word)


def units_found(words: str) -> list[Unit]:
    if len(words.strip()) < 2:
        return []
    return list(Unit.objects.search(words).select_related("parent").order_by("level", "name", "valid_to")[:FOUND])


class ClauseForm(forms.Form):
    """The unit that results."""

    number = forms.IntegerField(label=_("Clause"), min_value=1, max_value=9999)
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Name of the resulting unit"), max_length=120, help_text=_("Without its kind."))
    code = forms.RegexField(r"^\d{2,5}$", label=_("Code"), required=False, max_length=5)
    area_km2 = FigureField(label=_("Natural area (km²)"), required=False)
    population = FigureField(label=_("Population"), required=False, whole=True)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, str(kind.alone)) for kind in Kind]  # type: ignore[attr-defined]


class PartForm(forms.Form):
    """What is taken from one unit. ``find`` searches; its results fill the list of ``unit``, with or without htmx."""

    find = forms.CharField(
        label=_("Find a unit"), required=False, help_text=_("Name or code; diacritics may be left out.")
    )
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, required=False)
    formula = forms.ChoiceField(label=_("What of it"), required=False)
    area_km2 = FigureField(label=_("Area (km²)"), required=False)
    population = FigureField(label=_("People"), required=False, whole=True)
    after = forms.CharField(
        label=_("After clauses"), required=False, max_length=60, help_text=_("For a remainder: 1, 4")
    )
    detail = forms.CharField(label=_("Which part"), required=False, max_length=200)

    def __init__(self, *args: Any, at_hand: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        """``at_hand`` are the units offered before anything is searched: those the dossier is about."""
        super().__init__(*args, **kwargs)
        self.at_hand = at_hand
        self.fields["formula"].choices = [(f.value, str(f.text)) for f in Formula]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *self._offered()]  # type: ignore[attr-defined]

    def _offered(self) -> list[tuple[int, str]]:
        """The unit that is chosen and those its search finds."""
        chosen, words = self["unit"].value(), self["find"].value() or ""
        units = list(Unit.objects.filter(pk=chosen).select_related("parent")) if str(chosen or "").isdecimal() else []
        units += [unit for unit in units_found(words) if unit.pk != (units[0].pk if units else None)]
        found = {unit.pk: unit_label(unit) for unit in units}
        return list((found | {pk: label for pk, label in self.at_hand if pk not in found}).items())

    def clean_after(self) -> tuple[int, ...]:
        words = self.cleaned_data["after"].replace(",", " ").split()
        if not all(word.isdecimal() and 0 < int(word) < 10_000 for word in words):
            raise forms.ValidationError(gettext("Write the numbers of clauses, with commas between them."))
        return tuple(sorted({int(word) for word in words}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("find") and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", gettext("Choose one of the units found."))
        return cleaned

    @property
    def filled(self) -> bool:
        return bool(self.cleaned_data.get("unit"))


class PartFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if any(self.errors):
            return
        units = [form.cleaned_data["unit"] for form in self.kept()]
        if not units:
            raise forms.ValidationError(gettext("A clause takes from at least one unit."))
        if len(set(units)) < len(units):
            raise forms.ValidationError(gettext("The same unit is named twice."))

    def kept(self) -> list[PartForm]:
        gone = self.deleted_forms if hasattr(self, "cleaned_data") or self.is_bound else []
        return [form for form in self.forms if form not in gone and form.filled]


Parts = forms.formset_factory(PartForm, formset=PartFormSet, extra=0, min_num=1, max_num=200, can_delete=True)


def clause_initial(clause: PlannedClause) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A clause as its form shows it."""
    fields = ("number", "kind", "name", "code", "area_km2", "population")
    parts = [
        {
            "unit": part.unit.pk,
            "formula": part.formula,
            "area_km2": part.area_km2,
            "population": part.population,
            "after": ", ".join(map(str, part.after)),
            "detail": part.detail,
        }
        for part in clause.parts
    ]
    return {name: getattr(clause, name) for name in fields}, parts


def typed_parts(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of parts as they were typed, unchecked."""
    count = str(data.get("parts-TOTAL_FORMS", ""))
    rows = range(min(int(count), 200) if count.isdecimal() else 1)
    names = (*PartForm.base_fields, "DELETE")
    return [{name: data[f"parts-{n}-{name}"] for name in names if f"parts-{n}-{name}" in data} for n in rows]


def planned(form: ClauseForm, parts: PartFormSet, figures: Mapping[int, Any]) -> PlannedClause:
    """What was typed as a clause of a plan; ``figures`` are what the dossier's screening knows of whole units."""
    said = form.cleaned_data
    units = Unit.objects.in_bulk(part.cleaned_data["unit"] for part in parts.kept())
    return PlannedClause(
        number=said["number"],
        name=said["name"],
        kind=Kind(said["kind"]),
        code=said["code"],
        area_km2=said["area_km2"],
        population=_whole(said["population"]),
        parts=[
            PlannedPart(
                unit=units[part.cleaned_data["unit"]],
                formula=Formula(part.cleaned_data["formula"]),
                area_km2=part.cleaned_data["area_km2"],
                population=_whole(part.cleaned_data["population"]),
                after=part.cleaned_data["after"],
                detail=part.cleaned_data["detail"],
                **whole_figures(units[part.cleaned_data["unit"]], figures),
            )
            for part in parts.kept()
        ],
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


class VariantForm(forms.Form):
    """A new variant: a copy of the plan, of another variant, or empty."""

    PLAN, EMPTY = "plan", "empty"

    name = forms.CharField(label=_("Name of the variant"), max_length=120)
    source = forms.ChoiceField(label=_("Begin with"))

    def __init__(self, *args: Any, variants: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (self.PLAN, gettext("a copy of the plan")),
            *((str(one.pk), gettext("a copy of “%(name)s”") % {"name": one}) for one in variants),
            (self.EMPTY, gettext("no clauses")),
        ]


class ProposeForm(forms.Form):
    """Let the machine propose which neighbours to merge."""

    name = forms.CharField(label=_("Name of the variant"), max_length=120)
    most = forms.TypedChoiceField(
        label=_("Units in one group, at most"), coerce=int, choices=[(n, str(n)) for n in range(2, 9)], initial=3
    )
