"""Forms for papers and their versions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.shared import DayField, FileField
from workflows.models import Document, DocumentType, Dossier

SIGNED, OF_STEP = "signed", "step"


class DocumentForm(forms.Form):
    """Register a paper by its type, number and symbol, issuer, date and subject."""

    type = forms.ModelChoiceField(DocumentType.objects.all(), label=_("Type"))
    symbol = forms.CharField(
        label=_("Number and symbol"), required=False, max_length=80, help_text=_("For example 125/NQ-CP.")
    )
    issuer = forms.CharField(label=_("Issuer"), max_length=200)
    date = DayField(label=_("Date"), required=False)
    subject_vi = forms.CharField(label=_("Subject (Vietnamese)"), max_length=500)
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=500, required=False)
    kind = forms.ChoiceField(
        label=_("What it is for"),
        widget=forms.RadioSelect,
        choices=[
            (SIGNED, _("Part of the content that leaders sign")),
            (OF_STEP, _("A paper of the step: a resolution, a report, a reference")),
        ],
    )
    step = forms.ChoiceField(label=_("Step it belongs to"), required=False)
    restricted = forms.BooleanField(label=_("Only for my organisation and auditors"), required=False)
    replaces = forms.ModelChoiceField(
        Document.objects.none(),
        label=_("Replaces a recalled paper"),
        required=False,
        empty_label=_("none"),
        help_text=_("Of the same type. The recalled paper keeps its number; this one gets its own."),
    )
    file = FileField(required=False)

    def __init__(self, *args: Any, dossier: Dossier, papers: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = papers.filter(recall__isnull=False, replaced_by__isnull=True)
        self.fields["replaces"].queryset = waiting  # type: ignore[attr-defined]
        steps = [(node.name, str(node.title)) for node in dossier.flow.steps()]
        self.fields["step"].choices = [("", _("none in particular")), *steps]  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    file = FileField()
    note = forms.CharField(label=_("What is new (optional)"), required=False, max_length=300)
