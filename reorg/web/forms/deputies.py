"""Forms for deputies, absences, and handing over an office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Office, User
from reorg.web.forms.shared import DayField
from workflows.flow.registry import procedures
from workflows.models import Delegation


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who holds an office today, named with it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), **options)
        self.titles: dict[int, str] = {}

    def offer(self, *, but: int, first: int) -> None:
        """Everybody who holds an office today; those of one organisation come first."""
        held = Office.objects.on(timezone.localdate()).filter(person__is_active=True).exclude(person=but)
        rows = held.select_related("organisation", "person").order_by("person__full_name", "pk")
        ordered = sorted(rows, key=lambda office: office.organisation_id != first)
        for office in ordered:
            self.titles.setdefault(office.person_id, f"{office.person} – {office.title}, {office.organisation}")
        self.queryset = User.objects.filter(pk__in=self.titles)
        self.choices = [("", "—"), *self.titles.items()]


class GiveForm(forms.Form):
    """Let a deputy act for an office."""

    deputy = PersonField(label=_("Deputy"))
    kind = forms.ChoiceField(label=_("By what authority"), choices=Delegation.Kind.choices)
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("Until"), required=False, help_text=_("An authorisation (TUQ.) always ends."))
    basis = forms.CharField(
        label=_("Written basis"),
        max_length=200,
        required=False,
        help_text=_("Number and date of the paper; an authorisation (TUQ.) always has one."),
    )
    only_in_absence = forms.BooleanField(label=_("Only while I am absent"), required=False)
    procedures = forms.MultipleChoiceField(
        label=_("Only these matters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all matters of the office."),
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].offer(but=office.person_id, first=office.organisation_id)  # type: ignore[attr-defined]
        self.fields["procedures"].choices = [(flow.code, str(flow.title)) for flow in procedures()]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class AbsenceForm(forms.Form):
    away_from = DayField(label=_("From"))
    away_to = DayField(label=_("Until"))


class HandOverForm(forms.Form):
    """Who takes an office over, and by which paper."""

    to = PersonField(label=_("Successor"))
    basis = forms.CharField(
        label=_("Written basis"), max_length=200, help_text=_("The decision by which the office changes hands.")
    )
    close_sign_in = forms.BooleanField(
        label=_("Whoever leaves can no longer sign in"),
        required=False,
        help_text=_("What they did stays on record with their name and office."),
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(but=office.person_id, first=office.organisation_id)  # type: ignore[attr-defined]
