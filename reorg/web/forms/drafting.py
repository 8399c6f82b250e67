"""Forms for drafts, rounds, opinions and their answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.drafting import contents
from reorg.drafting.models import Opinion, Round
from reorg.people.models import Organisation
from reorg.web.forms.shared import DayField, FileField

ROWS = {"rows": 4}


class BeginForm(forms.Form):
    required = forms.ChoiceField(label=_("Contents that must be in it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = contents.in_force(timezone.localdate())
        choices = [("", _("none in particular")), *((one.code, str(one.title)) for one in known)]
        self.fields["required"].choices = choices  # type: ignore[attr-defined]


class DraftForm(forms.Form):
    file = FileField(required=False, help_text=_("Word (.docx) or plain text; or write the text below."))
    text = forms.CharField(label=_("Text of the draft"), required=False, widget=forms.Textarea(attrs={"rows": 18}))
    note = forms.CharField(label=_("What is new (optional)"), required=False, max_length=300)


class RoundForm(forms.Form):
    kind = forms.ChoiceField(label=_("Who is asked"), choices=Round.Kind.choices)
    addressees = forms.ModelMultipleChoiceField(
        Organisation.objects.order_by("title_vi"), label=_("Bodies asked"), required=False
    )
    opens = DayField(label=_("From"))
    closes = DayField(label=_("Until, that day included"))


class MilestoneForm(forms.Form):
    title_vi = forms.CharField(label=_("What is done by then (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("What is done by then (English)"), max_length=300, required=False)
    due = DayField(label=_("Due"))


class ReachForm(forms.Form):
    on = DayField(label=_("Reached on"))


class OpinionForm(forms.Form):
    place = forms.CharField(label=_("Which part of the draft (optional)"), max_length=200, required=False)
    text = forms.CharField(label=_("Your opinion"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))


class PublicOpinionForm(OpinionForm):
    name = forms.CharField(
        label=_("Your name (optional)"),
        max_length=120,
        required=False,
        help_text=_("Only the editorial group sees it; it is never published."),
    )
    # People leave it empty: it is not shown to them.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )

    field_order = ("text", "place", "name", "website")


class AnswerForm(forms.Form):
    disposition = forms.ChoiceField(label=_("What becomes of it"), choices=Opinion.Disposition.choices)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
