"""Forms for what is kept and for how long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import DayField, reason_field

DISPOSE, LONGER, GOOD = "dispose", "longer", "good"


class RetentionForm(Confirmed):
    choice = forms.ChoiceField(
        label=_("What is decided"),
        widget=forms.RadioSelect,
        choices=[
            (DISPOSE, _("Dispose of it: its text is removed, number and hash stay")),
            (LONGER, _("Keep it until a day")),
            (GOOD, _("Keep it for good")),
        ],
    )
    until = DayField(label=_("Keep it until"), required=False)
    reason = reason_field(_("Reason"))
    paper = forms.CharField(label=_("Paper that decides it"), max_length=200, help_text=_("Number, date and issuer."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("choice") == LONGER and not said.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until which day."))
        return said
