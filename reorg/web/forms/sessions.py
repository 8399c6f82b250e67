"""Forms of working sessions: the head, each kind of entry, and the acts on recommendations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from reorg.sessions.entries import ASSIGNING, Part
from reorg.sessions.models import Difficulty, FollowUp, Recommendation, ReportCall, Session
from reorg.sessions.people import SPEAKERS, WRITERS, holds
from reorg.sessions.templates import TEMPLATES
from reorg.web.forms.shared import DayField, FigureField, FileField, reason_field
from workflows.models import Dossier

ROWS = {"rows": 3}
DAYS = ("on", "due", "starts_on", "ends_on", "held_from", "held_to")
BODIES = ("unit", "lead", "to", "by")
FIGURES = ("quantity", "amount")


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a record as people write them; the door saves, not the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if name in DAYS:
                self.fields[name] = DayField(label=field.label, required=field.required)
            elif name in FIGURES:
                self.fields[name] = FigureField(label=field.label, required=False, whole=name == "quantity")
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(ROWS)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def _post_clean(self) -> None:
        """Nothing is written into the record here: what was typed goes to the door as it is."""


class SessionForm(VersionedForm):
    class Meta:
        model = Session
        fields = (
            "head_vi",
            "head_en",
            "head_name",
            "held_from",
            "held_to",
            "place",
            "purpose_vi",
            "purpose_en",
            "conclusion_vi",
            "conclusion_en",
        )


def entry_form(part: Part, dossier: Dossier, offices: list[Any]) -> type[VersionedForm]:
    """The form of one kind of entry, with what this person may say in it."""
    host = holds(offices, dossier.lead_id, WRITERS)
    names = [name for name in part.fields if host or name not in ASSIGNING or part.code != "recommendation"]
    made: Any = forms.modelform_factory(part.model, form=VersionedForm, fields=names)

    class EntryForm(made):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            own = {o.organisation_id for o in offices if o.role_id in SPEAKERS}
            for name in (*BODIES, *part.lists):
                if name not in self.fields:
                    continue
                bodies = Organisation.objects.order_by("title_vi")
                if (name == "unit" and not host and part.units_write) or (name == "by" and not host):
                    bodies = bodies.filter(pk__in=own, parts__dossier=dossier).distinct()
                self.fields[name].queryset = bodies
            if "difficulty" in self.fields:
                self.fields["difficulty"].queryset = Difficulty.objects.filter(dossier=dossier, removed=False)
            if "recommendation" in self.fields:
                there = Recommendation.objects.filter(dossier=dossier, removed=False)
                self.fields["recommendation"].queryset = there
            if part.model is ReportCall:
                choices = [(one.code, str(one.title)) for one in TEMPLATES.values()]
                self.fields["template"] = forms.ChoiceField(label=_("Template"), choices=choices)

    return EntryForm


class PhotoForm(forms.Form):
    file = FileField(help_text=_("JPEG or PNG. It is checked and hashed."))
    caption = forms.CharField(label=_("What it shows"), max_length=300)


class SayForm(forms.Form):
    """An answer or a contribution."""

    text_vi = forms.CharField(label=_("Answer (Vietnamese)"), max_length=4000, widget=forms.Textarea(attrs=ROWS))
    text_en = forms.CharField(
        label=_("Answer (English, optional)"), max_length=4000, required=False, widget=forms.Textarea(attrs=ROWS)
    )
    paper = forms.CharField(label=_("Number of the paper, if there is one"), max_length=80, required=False)


class AssignAgainForm(forms.Form):
    lead = forms.ModelChoiceField(Organisation.objects.order_by("title_vi"), label=_("Lead body"))
    coordinating = forms.ModelMultipleChoiceField(
        Organisation.objects.order_by("title_vi"), label=_("Coordinating bodies"), required=False
    )
    due = DayField(label=_("Due"))
    reason = reason_field(_("Why it changes"))


class EscalateForm(forms.Form):
    higher = forms.CharField(label=_("Put to"), max_length=200, help_text=_("For example: the Government."))
    reason = reason_field(_("Why it cannot be answered here"))


class BackForm(forms.Form):
    reason = reason_field(_("What is missing"))


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note (optional)"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class DoneForm(forms.Form):
    note = forms.CharField(label=_("What was done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class HowFarForm(forms.Form):
    state = forms.ChoiceField(label=_("How far it is"), choices=FollowUp.State.choices)
    why = forms.CharField(label=_("If dropped: why"), required=False, max_length=500)
