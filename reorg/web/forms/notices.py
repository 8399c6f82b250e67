"""Forms by which somebody chooses how to be told, and comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.notices.kinds import How, Kind
from reorg.notices.models import Wishes
from reorg.people.models import User

LONGEST = 4000


class ClockField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WishesForm(forms.Form):
    """For each kind: at once, in the digest, here only, not at all; quiet hours; the time of the digest."""

    quiet_from = ClockField(label=_("No mail from"), required=False)
    quiet_to = ClockField(label=_("until"), required=False)
    digest_at = ClockField(label=_("Daily digest at"))

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        initial = {"quiet_from": wishes.quiet_from, "quiet_to": wishes.quiet_to, "digest_at": wishes.digest_at}
        super().__init__(*args, **kwargs | {"initial": initial})
        for kind in Kind:
            self.fields[f"how-{kind.value}"] = forms.ChoiceField(
                label=str(kind.label).capitalize(), choices=How.choices, initial=wishes.how(kind)
            )

    def kinds(self) -> list[Any]:
        return [self[f"how-{kind.value}"] for kind in Kind]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("quiet_from") is None) != (cleaned.get("quiet_to") is None):
            self.add_error("quiet_to", gettext("Quiet hours have a beginning and an end, or neither."))
        return cleaned

    def chosen(self) -> dict[str, str]:
        return {kind.value: self.cleaned_data[f"how-{kind.value}"] for kind in Kind}


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    mentioned = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Tell them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They get a notice. All who take part can read the comment."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentioned"].queryset = people  # type: ignore[attr-defined]
