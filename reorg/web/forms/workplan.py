"""Forms of plans of work: each kind of entry, the acts on tasks, and what is measured."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Office, Organisation
from reorg.web.forms.shared import DayField, FigureField, reason_field
from reorg.workplan.entries import OWNED, Part
from reorg.workplan.models import Goal, Group, Task
from reorg.workplan.people import SPEAKERS, WRITERS, below, holds, offices_in, standing
from reorg.workplan.states import State
from workflows.models import Dossier

ROWS = {"rows": 3}
DAYS = ("by", "due", "on")
BODIES = ("lead", "second", "coordinating", "owner", "body")
FIGURES = ("base", "value", "needed", "ready", "reach")
GIVEN_DOWN = ("goal", "group", "basis")  # a part serves what its whole serves


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, office: Any) -> str:
        return told(office)


class OfficesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, office: Any) -> str:
        return told(office)


def told(office: Any) -> str:
    return f"{office.person.get_full_name()} – {office}"


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of a record as people write them; the door saves, not the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            told = {"label": field.label, "required": field.required, "help_text": field.help_text}
            if name in DAYS:
                self.fields[name] = DayField(**told)
            elif name in FIGURES:
                self.fields[name] = FigureField(whole=name == "reach", **told)
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(ROWS)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0

    def _post_clean(self) -> None:
        """Nothing is written into the record here: what was typed goes to the door as it is."""


def entry_form(part: Part, dossier: Dossier, offices: list[Any], whole: Task | None = None) -> type[VersionedForm]:
    """The form of one kind of entry, with what this person may say in it; parts are handed down of a ``whole``."""
    drafts = holds(offices, dossier.lead_id, WRITERS)
    names = [name for name in part.fields if whole is None or name not in GIVEN_DOWN]
    made: Any = forms.modelform_factory(part.model, form=VersionedForm, fields=names)

    class EntryForm(made):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._offer_bodies()
            self._offer_offices()
            for name, model in (("goal", Goal), ("group", Group)):
                if name in self.fields:
                    self.fields[name].queryset = model._default_manager.filter(dossier=dossier, removed=False)

        def _offer_bodies(self) -> None:
            there = dossier.parties.values("organisation")
            bodies = Organisation.objects.filter(Q(pk__in=standing()) | Q(pk__in=there)).order_by("title_vi")
            for name in BODIES:
                if name in self.fields:
                    self.fields[name].queryset = bodies
            if whole is not None:
                lower = below(dossier, whole.lead_ids)
                if self.instance.pk and self.instance.place_vi:
                    lower |= set(whole.lead_ids)
                for name in ("lead", "second"):
                    self.fields[name].queryset = bodies.filter(pk__in=lower)
            if part.code in OWNED and not drafts:
                own = {office.organisation_id for office in offices if office.role_id in SPEAKERS}
                self.fields["owner"].queryset = bodies.filter(pk__in=own, parts__dossier=dossier).distinct()

        def _offer_offices(self) -> None:
            if "head" not in self.fields:
                return
            held = offices_in(dossier.parties.values_list("organisation_id", flat=True))
            self.fields["head"] = OfficeField(held, label=self.fields["head"].label)
            self.fields["members"] = OfficesField(
                held,
                label=self.fields["members"].label,
                required=False,
                widget=forms.SelectMultiple(attrs={"size": 8}),
            )

    return EntryForm


class ShownForm(forms.Form):
    """An act on a task as it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def shown(self) -> int:
        return self.cleaned_data["version"] or 0


class AcceptForm(ShownForm):
    responsible = OfficeField(Office.objects.none(), label=_("Responsible person"))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = offices_in(task.lead_ids)  # type: ignore[attr-defined]
        if task.responsible_id:
            self.fields["responsible"].initial = task.responsible_id


class ReportForm(ShownForm):
    text = forms.CharField(
        label=_("What was done"), max_length=4000, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = forms.CharField(label=_("Number of the paper, if there is one"), max_length=120, required=False)


class ConfirmForm(ShownForm):
    note = forms.CharField(label=_("Note (optional)"), max_length=1000, required=False)


class ReturnForm(ShownForm):
    reason = reason_field(_("What is missing"), max_length=2000)


class MeasureForm(forms.Form):
    on = DayField(label=_("Day"))
    value = FigureField(label=_("Value"))
    note = forms.CharField(label=_("Where the figure comes from"), max_length=500, required=False)


class TaskFilterForm(forms.Form):
    """What the list of tasks is narrowed to."""

    kind = forms.ChoiceField(label=_("Kind of task"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    body = forms.ChoiceField(label=_("Lead body"), required=False)

    def __init__(self, *args: Any, bodies: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("all")), *Task.Kind.choices]
        fields["state"].choices = [("", _("all")), ("late", _("overdue")), *State.choices]
        fields["body"].choices = [("", _("all")), *((body.key, str(body)) for body in bodies)]
