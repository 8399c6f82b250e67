"""Forms that move the clock of a step."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.shared import reason_field


class ExtendForm(forms.Form):
    working_days = forms.IntegerField(label=_("Working days added"), min_value=1, max_value=250)
    reason = reason_field(_("Ground of the extension"))
    basis = forms.CharField(
        label=_("Paper it rests on"), max_length=200, help_text=_("Number, symbol and date, for example 12/QĐ-UBND.")
    )


class StopForm(forms.Form):
    reason = reason_field(_("Why the clock has to stand"))


class ResumeForm(forms.Form):
    """Nothing is asked: the clock goes on with what was left."""
