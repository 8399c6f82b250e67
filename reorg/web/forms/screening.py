"""Forms for screening units: which ones, under which rules, and what is known of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.criteria import versions
from reorg.criteria.models import Said
from reorg.criteria.regimes import FACTORS, Regime
from reorg.units.models import Unit
from reorg.web.forms.plan import unit_label
from reorg.web.forms.shared import DayField, FigureField, reason_field

FOUND = 30  # units offered for one search


class ScreeningForm(forms.Form):
    """A title, the rules, the day on which the units are looked at; who screens, for those who draft for several."""

    title = forms.CharField(label=_("Title"), max_length=200)
    regime = forms.ChoiceField(label=_("Rules to screen by"))
    day = DayField(label=_("Units as they were on"), help_text=_("Units change: those of this day are offered."))
    organisation = forms.TypedChoiceField(label=_("For"), coerce=int)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regime"].choices = [(r.code, str(r.title)) for r in screening_regimes()]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [(body.pk, str(body)) for body in bodies]  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial.setdefault("organisation", bodies[0].pk)


def screening_regimes() -> list[Regime]:
    """Those with rules to judge by, the latest first; of each regime the version in force."""
    return versions.offered()


def usual_day(regime: str) -> date:
    """Today, or the last day on which the rules were in force."""
    found = versions.all_regimes().get(regime)
    today = timezone.localdate()
    return min(found.valid_to, today) if found else today


def offered(words: str, day: date) -> list[tuple[str, str]]:
    """What a search finds on that day: a unit itself, or all communes in it."""
    if len(words.strip()) < 2:
        return []
    found = Unit.objects.search(words).on(day).select_related("parent").order_by("level", "name", "code")[:FOUND]
    return [choice for unit in found for choice in _choices(unit)]


def chosen_before(picks: list[str]) -> list[tuple[str, str]]:
    """What was ticked in an earlier search, to be kept."""
    units = Unit.objects.select_related("parent").in_bulk([pk for _how, pk in _read(picks)])
    named = {pick: label for unit in units.values() for pick, label in _choices(unit)}
    return [(pick, named[pick]) for pick in dict.fromkeys(picks) if pick in named]


def units_of(picks: list[str], day: date) -> list[Unit]:
    """The units that are ticked: each by itself, or all communes that lay in it on the day."""
    within = [pk for how, pk in _read(picks) if how == "in"]
    single = [pk for how, pk in _read(picks) if how == "u"]
    found = {unit.pk: unit for unit in Unit.objects.filter(pk__in=single)}
    for place in Unit.objects.filter(pk__in=within):
        found |= {unit.pk: unit for unit in Unit.objects.within(place).communes().on(day)}
    return list(found.values())


def _choices(unit: Unit) -> Iterator[tuple[str, str]]:
    label = unit_label(unit)
    if unit.level != "commune":
        yield f"in:{unit.pk}", gettext("all communes of %(unit)s") % {"unit": label}
    yield f"u:{unit.pk}", label


def _read(picks: list[str]) -> list[tuple[str, int]]:
    parts = [pick.partition(":") for pick in picks]
    return [(how, int(pk)) for how, _colon, pk in parts if how in ("in", "u") and pk.isdecimal() and len(pk) < 10]


class SaidForm(forms.Form):
    """What is known of one unit; each special factor with its justification and its source."""

    area_km2 = FigureField(label=_("Natural area (km²)"), required=False)
    population = FigureField(label=_("Population"), required=False, whole=True)
    source = forms.CharField(
        label=_("Source of the figures"), required=False, max_length=300, help_text=_("Paper or table, with its date.")
    )
    where = forms.ChoiceField(label=_("Kind of place"), choices=Said.Where.choices)
    minority_percent = forms.IntegerField(
        label=_("Ethnic minorities (% of the people)"), required=False, min_value=0, max_value=100
    )
    border = forms.BooleanField(label=_("On the land border"), required=False)
    red_river_delta = forms.BooleanField(label=_("In the Red River Delta"), required=False)
    coastal_hardship = forms.BooleanField(label=_("Coastal, with particular hardship"), required=False)
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    plain = ("area_km2", "population", "source", "where", "minority_percent")
    ticks = ("border", "red_river_delta", "coastal_hardship")

    def __init__(self, data: Any, *, said: Said | None, known: Mapping[str, Any]) -> None:
        """``known`` are the factors our own records show: they need no entering."""
        super().__init__(data, initial=_initial(said))
        self.codes = [code for code in FACTORS if code not in known]
        for code in self.codes:
            self.fields[f"factor-{code}"] = forms.BooleanField(label=str(FACTORS[code]).capitalize(), required=False)
            self.fields[f"why-{code}"] = forms.CharField(
                label=gettext("Justification"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"source-{code}"] = forms.CharField(label=gettext("Source"), required=False, max_length=300)

    def factor_fields(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        return ((self[f"factor-{code}"], self[f"why-{code}"], self[f"source-{code}"]) for code in self.codes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code in self.codes:
            if cleaned.get(f"factor-{code}"):
                for name, text in (
                    (f"why-{code}", gettext("Say why this factor applies.")),
                    (f"source-{code}", gettext("Name the paper or record it rests on.")),
                ):
                    if not cleaned.get(name):
                        self.add_error(name, text)
        if (cleaned.get("area_km2") is not None or cleaned.get("population") is not None) and not cleaned.get("source"):
            self.add_error("source", gettext("Say where the figures come from."))
        return cleaned

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        people = cleaned["population"]
        return {name: cleaned[name] for name in (*self.plain, *self.ticks)} | {
            "population": None if people is None else int(people),
            "factors": [
                {"factor": code, "why": cleaned[f"why-{code}"].strip(), "source": cleaned[f"source-{code}"].strip()}
                for code in self.codes
                if cleaned.get(f"factor-{code}")
            ],
        }


def _initial(said: Said | None) -> dict[str, Any]:
    if said is None:
        return {"where": Said.Where.OTHER, "shown": 0}
    values = {name: getattr(said, name) for name in (*SaidForm.plain, *SaidForm.ticks)} | {"shown": said.pk}
    for row in said.factors:
        values |= {
            f"factor-{row['factor']}": True,
            f"why-{row['factor']}": row["why"],
            f"source-{row['factor']}": row["source"],
        }
    return values


class ExemptForm(forms.Form):
    reason = reason_field(_("Why nothing is to be arranged"))
