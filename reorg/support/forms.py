"""Forms over the assignment, agreements, answers and letters. Lines have the form of their book's definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from reorg.support.models import Agreement, Response
from reorg.support.roster import Unit

AREA = {"rows": 2}
DAY = {"type": "date"}


class Day(forms.DateField):
    widget = forms.DateInput(attrs=DAY, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], required=False, **options)


def _named(units: Iterable[Unit]) -> list[tuple[str, str]]:
    return [("", "—"), *((one.code, f"{one.name} ({one.code})") for one in units)]


class TermsForm(forms.Form):
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    complete_by = Day(label=_("Agreements signed by"), help_text=_("After this day a pair without one is overdue."))
    helpers = forms.IntegerField(label=_("Units that help"), min_value=1, required=False)
    places = forms.IntegerField(label=_("Communes that are helped"), min_value=1, required=False)
    basis = forms.CharField(
        label=_("Legal basis"), required=False, max_length=500, help_text=_("Number, day and who issued it.")
    )


class PairForm(forms.Form):
    place = forms.ChoiceField(label=_("Commune that is helped"))
    helper = forms.ChoiceField(label=_("Unit that helps"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=AREA), max_length=500)
    earlier = forms.BooleanField(
        label=_("They were twinned before this decision"), required=False, help_text=_("Such a pair is kept.")
    )

    def __init__(self, *args: Any, helpers: Iterable[Unit], places: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].choices = _named(helpers)  # type: ignore[attr-defined]
        self.fields["place"].choices = _named(places)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs=AREA), max_length=500)


class AgreementForm(forms.Form):
    """``version`` is that of the agreement on the page: 0 while there is none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    signed_on = Day(label=_("Signed on"))
    about = forms.CharField(
        label=_("Or: what is known of the day"),
        required=False,
        max_length=100,
        help_text=_("Only where the day itself is not known."),
    )
    symbol = forms.CharField(label=_("Number and symbol"), required=False, max_length=60)
    venue = forms.CharField(label=_("Place of signing"), required=False, max_length=200)
    helper_signatory = forms.CharField(
        label=_("Signed for the helper by"), required=False, max_length=200, help_text=_("Name and office.")
    )
    place_signatory = forms.CharField(
        label=_("Signed for the commune by"), required=False, max_length=200, help_text=_("Name and office.")
    )
    terms = forms.CharField(label=_("What was agreed"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    file = forms.FileField(
        label=_("Signed paper"),
        required=False,
        max_length=200,
        help_text=_("PDF, Word, Excel, OpenDocument, picture or plain text. It is checked and hashed."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, agreement: Agreement | None) -> None:
        names = [name for name in self.base_fields if name != "file"]
        super().__init__(data, files, initial={name: getattr(agreement, name) for name in names} if agreement else {})

    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "version": self.cleaned_data.get("version") or 0}


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Answer"), choices=Response.Outcome.choices, widget=forms.RadioSelect)
    work = forms.CharField(label=_("What the unit will do"), required=False, max_length=500)
    value = forms.CharField(
        label=_("Value (VND)"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    due = Day(label=_("By"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs=AREA),
        help_text=_("Needed when it is declined: the commune reads only this."),
    )


class LetterForm(forms.Form):
    letter = forms.CharField(label=_("Letter"), max_length=200, help_text=_("Number, day and who issued it."))
    content = forms.CharField(label=_("What it asks for"), widget=forms.Textarea(attrs=AREA), max_length=1000)
    due = Day(label=_("Due"))
    units = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, helpers: Iterable[Unit], places: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            ("all-helpers", _("All units that help")),
            ("all-places", _("All communes that are helped")),
            *((one.code, one.name) for one in (*helpers, *places)),
        ]
        self.fields["units"].choices = groups  # type: ignore[attr-defined]
        self._helpers = [one.code for one in helpers]
        self._places = [one.code for one in places]

    def clean_units(self) -> list[str]:
        chosen = self.cleaned_data["units"]
        codes = [code for code in chosen if not code.startswith("all-")]
        everybody = (["all-helpers" in chosen, self._helpers], ["all-places" in chosen, self._places])
        return list(dict.fromkeys([*(code for all_, of in everybody if all_ for code in of), *codes]))  # type: ignore[attr-defined]


class AdmitForm(forms.Form):
    unit = forms.ChoiceField(label=_("Unit"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who acts for it"), help_text=_("Its officers will see this dossier.")
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _named(units)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.order_by("title_vi")  # type: ignore[attr-defined]


class ProofForm(forms.Form):
    file = forms.FileField(
        label=_("Evidence"),
        max_length=200,
        help_text=_("PDF, Word, Excel, OpenDocument, picture or plain text. It is checked and hashed."),
    )


class LinesForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        max_length=200,
    )
