"""Forms for freezing a dossier, recalling a paper, and removing the content of a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import reason_field


class HoldForm(forms.Form):
    ground = reason_field(_("On what ground"))
    paper = forms.CharField(
        label=_("Paper that orders it"),
        max_length=200,
        help_text=_("Number, date and issuer, for example: 12/QĐ-TTr, 02/06/2025, City Inspectorate."),
    )


class LiftForm(forms.Form):
    reason = reason_field(_("Why the dossier is let go"))


class RecallForm(Confirmed):
    authority = forms.CharField(label=_("Recalling authority"), max_length=200)
    ground = reason_field(_("On what ground"))
    paper = forms.CharField(label=_("Paper that recalls it (optional)"), required=False, max_length=200)


class EraseRowsForm(Confirmed):
    codes = forms.CharField(
        label=_("Codes of the rows, one on a line"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The rows of both sides are meant."),
    )
    ground = reason_field(
        _("Law that demands it"),
        help_text=_("Article, number and date of the law or decree. It stands in the trail for good."),
    )
    paper = forms.CharField(label=_("Paper that orders it"), max_length=200, help_text=_("Number, date and issuer."))

    def clean_codes(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class EraseForm(Confirmed):
    ground = reason_field(
        _("Law that demands it"),
        help_text=_("Article, number and date of the law or decree. It stands in the trail for good."),
    )
    paper = forms.CharField(label=_("Paper that orders it"), max_length=200, help_text=_("Number, date and issuer."))
