"""Forms about the new units: whether they fit the planning, and how they fare afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from reorg.reviews.conformity import CHANGED, UNSAID, Cited, Result, Said, Standing
from reorg.reviews.evaluation import Criterion, Given
from reorg.reviews.models import Evaluation
from reorg.reviews.units import NewUnit
from reorg.web.forms.shared import DayField, reason_field

ROWS = {"rows": 2}
MARKS = (
    ("5", _("5 – very good")),
    ("4", _("4 – good")),
    ("3", _("3 – fair")),
    ("2", _("2 – weak")),
    ("1", _("1 – poor")),
)


class NarrowForm(forms.Form):
    """Which units of the survey are shown."""

    state = forms.ChoiceField(
        label=_("Units to show"),
        required=False,
        choices=(
            ("", _("all units")),
            (Result.ADJUST.value, _("adjustment needed")),
            (Result.UNCOVERED.value, _("not covered")),
            (UNSAID, _("nothing said yet")),
            (CHANGED, _("the plan changed since")),
        ),
    )


def _choose_among(field: Any, bodies: Sequence[Organisation]) -> None:
    """Whoever speaks for one body speaks for it; whoever speaks for several says for which."""
    field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in bodies])
    if len(bodies) == 1:
        field.empty_label, field.initial = None, bodies[0].pk


class ConformityForm(forms.Form):
    """One level, one document, an answer for each unit; no answer leaves what stands."""

    body = forms.ModelChoiceField(
        label=_("For the body"), queryset=Organisation.objects.none(), empty_label=_("choose the body")
    )
    symbol = forms.CharField(label=_("Number and symbol of the planning document"), max_length=60, required=False)
    issued_on = DayField(label=_("Day of issue"), required=False)
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    rest = forms.ChoiceField(
        label=_("All units without an answer of their own below"),
        required=False,
        choices=(
            ("", _("stay as they are")),
            (Result.CONFORMS.value, Result.CONFORMS.label),
            (Result.UNCOVERED.value, Result.UNCOVERED.label),
        ),
        help_text=_("An adjustment is said of each unit by itself, since it names what has to be adjusted."),
    )

    def __init__(self, *args: Any, bodies: Sequence[Organisation], standing: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        _choose_among(self.fields["body"], bodies)
        for cell in standing:
            slug, title = cell.unit.slug, str(cell.unit.title)
            self.fields[f"result-{slug}"] = forms.ChoiceField(
                label=_("Answer for %(unit)s") % {"unit": title},
                required=False,
                choices=(("", _("no answer")), *Result.choices),
            )
            self.fields[f"note-{slug}"] = forms.CharField(
                label=_("What has to be adjusted in %(unit)s") % {"unit": title}, max_length=2000, required=False
            )

    @property
    def heads(self) -> list[forms.BoundField]:
        return [self[name] for name in ("body", "symbol", "issued_on", "issuer", "rest")]

    def of(self, unit: NewUnit) -> tuple[forms.BoundField, forms.BoundField]:
        return self[f"result-{unit.slug}"], self[f"note-{unit.slug}"]

    def clean(self) -> dict[str, Any]:
        gone = [
            name for name in self.data if name.startswith("result-") and name not in self.fields and self.data[name]
        ]
        if gone:
            raise forms.ValidationError(
                _("The plan changed meanwhile: a unit you answered for is in it no longer. See what stands below.")
            )
        return self.cleaned_data

    def cited(self) -> Cited:
        given = self.cleaned_data
        return Cited(given["symbol"], given["issued_on"], given["issuer"])

    def said(self) -> list[Said]:
        given = self.cleaned_data
        answers = []
        for cell in self.standing:
            slug = cell.unit.slug
            result, note = given[f"result-{slug}"], given[f"note-{slug}"]
            if note and not result:
                self.add_error(f"result-{slug}", _("Choose an answer for this unit, too."))
            if result or given["rest"]:
                answers.append(Said(cell.unit.key, result or given["rest"], note))
        return answers


class CompareForm(forms.Form):
    """What of the evaluations is compared."""

    criterion = forms.ChoiceField(
        label=_("Criterion to compare"), required=False, choices=(("", _("all four")), *Criterion.choices)
    )
    body = forms.ModelChoiceField(
        label=_("Evaluated by body"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("all bodies"),
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bodies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset = Organisation.objects.filter(pk__in=[one.pk for one in bodies])


class MarksForm(forms.Form):
    """A mark and its grounds for each criterion; one that a body cannot judge it leaves empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[f"mark-{criterion.value}"] = forms.TypedChoiceField(
                label=_("Mark: %(criterion)s") % {"criterion": criterion.label},
                required=False,
                coerce=int,
                empty_value=None,
                choices=(("", _("not judged")), *MARKS),
            )
            self.fields[f"text-{criterion.value}"] = forms.CharField(
                label=_("Grounds: %(criterion)s") % {"criterion": criterion.label},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs=ROWS),
            )

    def marks(self) -> list[Given]:
        given = []
        for code in Criterion.values:
            mark, text = self.cleaned_data[f"mark-{code}"], self.cleaned_data[f"text-{code}"]
            if text and mark is None:
                self.add_error(f"mark-{code}", _("These grounds want a mark."))
            if mark is not None:
                given.append(Given(code, mark, text))
        return given


class EvaluationForm(MarksForm):
    body = forms.ModelChoiceField(
        label=_("For the body"), queryset=Organisation.objects.none(), empty_label=_("choose the body")
    )
    unit = forms.ChoiceField(label=_("Evaluated unit"), required=False)
    months = forms.TypedChoiceField(label=_("Period of operation"), coerce=int)

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Organisation],
        units: Sequence[NewUnit],
        months: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose_among(self.fields["body"], bodies)
        unit: Any = self.fields["unit"]
        unit.choices = [(one.key, str(one.title)) for one in units]
        period: Any = self.fields["months"]
        period.choices = [(one, _("%(months)s months") % {"months": one}) for one in months]
        self.order_fields(["body", "unit", "months"])


class CorrectionForm(MarksForm):
    reason = reason_field(_("Why it is corrected"), max_length=2000)

    @classmethod
    def of(cls, evaluation: Evaluation) -> CorrectionForm:
        marks = {mark.criterion: mark for mark in evaluation.marks.all()}
        told = {f"mark-{code}": mark.mark for code, mark in marks.items()}
        return cls(initial=told | {f"text-{code}": mark.text for code, mark in marks.items()})
