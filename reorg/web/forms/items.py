"""Forms for the work on one item of a checklist. All carry the version the person was looking at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import FilesField, MomentField, reason_field
from workflows.models import ChecklistItem


class VersionedForm(forms.Form):
    """An act on the item as it was when the page was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EvidenceForm(forms.Form):
    file = FilesField()


class DoneForm(VersionedForm):
    note = forms.CharField(
        label=_("Note (optional)"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopenForm(VersionedForm):
    reason = reason_field(_("What is missing"))


class WaiveForm(Confirmed):
    reason = reason_field(_("Why it is waived"), help_text=_("Auditors will ask."))
    shown = forms.CharField(widget=forms.HiddenInput)


class AssignForm(VersionedForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Give it to"))
    due = MomentField(label=_("Due"), required=False)

    def __init__(self, *args: Any, item: ChecklistItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = Organisation.objects.filter(parts__dossier=item.dossier_id).distinct()
        self.fields["organisation"].queryset = parties  # type: ignore[attr-defined]


class OwnerForm(VersionedForm):
    """Only who owns the item; its date stays."""

    organisation = forms.ModelChoiceField(Organisation.objects.none())

    def __init__(self, *args: Any, item: ChecklistItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = Organisation.objects.filter(parts__dossier=item.dossier_id).distinct().order_by("title_vi")
        self.fields["organisation"].queryset = parties  # type: ignore[attr-defined]


class ItemFilter(forms.Form):
    """Which items of a list are shown."""

    OVERDUE, MINE, TO_VERIFY = "overdue", "mine", "verify"

    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("unsettled", _("not settled")), *ChecklistItem.State.choices],
    )
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner"), required=False, empty_label=_("all"))
    overdue = forms.BooleanField(label=_("overdue only"), required=False)

    def __init__(self, *args: Any, checklist: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Organisation.objects.filter(items__checklist=checklist).distinct()
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
