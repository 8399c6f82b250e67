"""Forms by which a workstream is reported complete, confirmed, or sent back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.shared import reason_field


class ReportForm(forms.Form):
    text = forms.CharField(label=_("What was done"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    remaining = forms.CharField(
        label=_("What remains, and until when"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where items of the list are not settled yet."),
    )


class ConfirmForm(forms.Form):
    note = forms.CharField(label=_("Note (optional)"), required=False, max_length=2000)


class ReturnReportForm(forms.Form):
    reason = reason_field(_("Why it goes back"), max_length=2000)
