"""Forms of the library of guiding documents, and of the reviews they ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.guidance.asking import DAYS, FEWEST, MOST
from reorg.guidance.library import FIELDS, numbers
from reorg.guidance.models import BasisReview, GuidingDocument
from reorg.people.models import Organisation
from reorg.web.forms.shared import DayField, reason_field


class GuidingForm(forms.Form):
    number = forms.CharField(label=_("Number and symbol"), max_length=100)
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    title_vi = forms.CharField(label=_("Title in Vietnamese"), max_length=300)
    title_en = forms.CharField(label=_("Title in English"), max_length=300)
    level = forms.ChoiceField(label=_("Level of the issuer"), choices=GuidingDocument.Level.choices)
    issued_on = DayField(label=_("Date of the document"), required=False, help_text=_("Leave it empty if not known."))
    in_force_from = DayField(label=_("In force from"), required=False)
    link = forms.URLField(label=_("Where it can be read"), required=False, max_length=500, assume_scheme="https")
    source = forms.CharField(label=_("Code of the source"), required=False, max_length=100)
    unconfirmed = forms.BooleanField(label=_("Not confirmed by a second source"), required=False)
    replaces = forms.CharField(label=_("Amends or replaces"), required=False, max_length=500)
    known = forms.MultipleChoiceField(
        label=_("Legal bases on which dossiers are to be reviewed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that procedures and open dossiers cite."),
    )
    others = forms.CharField(
        label=_("Further legal bases"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One number on each line, written as dossiers cite it, for example 76/2025/UBTVQH15."),
    )
    why = forms.CharField(
        label=_("What changes, and what to look at"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, known: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].choices = [(number, number) for number in known]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {name: given[name] for name in FIELDS if name != "bases"} | {
            "bases": [*given["known"], *numbers(given["others"])]
        }


class TellForm(forms.Form):
    held_on = DayField(label=_("Day"))
    audience = forms.CharField(label=_("Audience"), max_length=300)
    body = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body that told them"))
    people = forms.IntegerField(
        label=_("Number of people"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("If it was counted."),
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Minutes, a list of those present, a report: with number and date."),
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        only = list(bodies[:2])
        if len(only) == 1:
            self.fields["body"].initial = only[0]


class StrikeForm(forms.Form):
    reason = forms.CharField(label=_("What was wrong with it"), max_length=500)


class AskForm(forms.Form):
    days = forms.IntegerField(label=_("Working days to answer"), min_value=FEWEST, max_value=MOST, initial=DAYS)


class AnswerReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of the review"), choices=BasisReview.Outcome.choices, widget=forms.RadioSelect
    )
    reason = reason_field(_("Because"), max_length=2000)


def shown(entry: GuidingDocument, known: list[str]) -> dict[str, Any]:
    """An entry as its form shows it."""
    given = {name: getattr(entry, name) for name in FIELDS if name != "bases"}
    given["known"] = [number for number in entry.bases if number in known]
    given["others"] = "\n".join(number for number in entry.bases if number not in known)
    return given
