"""Forms by which a step is finished: done, signed, voted, consulted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import DayField, reason_field
from workflows.flow import Appraisal, HandOver, WorkNode
from workflows.models import ClockStop


class CompleteForm(forms.Form):
    note = forms.CharField(
        label=_("Note (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes into the trail with your name and office."),
    )


class ReturnForm(forms.Form):
    """Send the dossier back from a step that is not signed."""

    to = forms.ChoiceField(label=_("Return to the step"))
    reason = reason_field(_("What has to be changed"))

    def __init__(self, *args: Any, node: WorkNode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(step.name, str(step.title)) for step in node.returns]  # type: ignore[attr-defined]


class SignForm(Confirmed):
    """One decision of one person: approve, return, refuse, or ask for a supplement; confirmed."""

    APPROVE, RETURN, REFUSE, SUPPLEMENT = "approve", "return", "refuse", "supplement"

    choice = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect)
    to = forms.ChoiceField(label=_("Return to the step"), required=False)
    ground = forms.ChoiceField(
        label=_("What is wrong"),
        required=False,
        choices=(
            (ClockStop.Ground.INCOMPLETE, _("Something is missing: the term begins anew with the answer")),
            (ClockStop.Ground.INCORRECT, _("Something is wrong: the term goes on with the answer")),
        ),
    )
    reason = reason_field(_("Reason"), required=False)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, node: WorkNode, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.node = node
        choices = [(self.APPROVE, _("Approve and sign"))]
        if node.returns:
            choices.append((self.RETURN, _("Return for changes")))
        if isinstance(node, Appraisal) and node.supplement is not None:
            choices.append((self.SUPPLEMENT, _("Ask for a supplement")))
        if not isinstance(node, HandOver):
            choices.append((self.REFUSE, _("Refuse")))
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].choices = [(step.name, str(step.title)) for step in node.returns]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") in (self.RETURN, self.REFUSE, self.SUPPLEMENT) and not cleaned.get("reason"):
            self.add_error("reason", gettext("Say why: whoever mends it reads only this."))
        if cleaned.get("choice") == self.RETURN and not cleaned.get("to"):
            self.add_error("to", gettext("Choose the step it goes back to."))
        if cleaned.get("choice") == self.SUPPLEMENT and not cleaned.get("ground"):
            self.add_error("ground", gettext("Say whether something is missing or wrong: the clock depends on it."))
        return cleaned


class BallotForm(forms.Form):
    """The count of a council's vote. ``counted`` is the count whose result was shown before recording."""

    electorate = forms.IntegerField(label=_("Members in all"), min_value=1, max_value=100_000)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=100_000)
    yes = forms.IntegerField(label=_("In favour"), min_value=0, max_value=100_000)
    no = forms.IntegerField(label=_("Against"), min_value=0, max_value=100_000)
    abstain = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=100_000)
    held_on = DayField(label=_("Held on"))
    note = forms.CharField(label=_("Note (optional)"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    counted = forms.CharField(required=False, widget=forms.HiddenInput)

    COUNTS = ("electorate", "present", "yes", "no", "abstain")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["present"] > cleaned["electorate"]:
            self.add_error("present", gettext("No more can be present than the body has members."))
        elif cleaned["yes"] + cleaned["no"] + cleaned["abstain"] > cleaned["present"]:
            self.add_error("yes", gettext("More votes are counted than members were present."))
        return cleaned

    def count(self) -> str:
        """The figures as one word, to tell whether those recorded are those whose result was shown."""
        return "-".join(str(self.cleaned_data[name]) for name in self.COUNTS) + f"-{self.cleaned_data['held_on']}"


class OpinionForm(forms.Form):
    """One return of an opinion round."""

    respondent = forms.CharField(label=_("Place or agency"), max_length=200)
    total = forms.IntegerField(
        label=_("Households or voters listed"),
        min_value=0,
        max_value=100_000_000,
        help_text=_("0 takes the number of the closed list."),
    )
    agree = forms.IntegerField(label=_("Agree"), min_value=0, max_value=100_000_000)
    disagree = forms.IntegerField(label=_("Disagree"), min_value=0, max_value=100_000_000, initial=0)
    other = forms.IntegerField(label=_("Other opinion"), min_value=0, max_value=100_000_000, initial=0)
    note = forms.CharField(label=_("Note (optional)"), required=False, max_length=500)


class CloseRoundForm(forms.Form):
    opens = DayField(label=_("From"))
    closes = DayField(label=_("To"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["closes"] < cleaned["opens"]:
            self.add_error("closes", gettext("The round cannot close before it opens."))
        return cleaned
