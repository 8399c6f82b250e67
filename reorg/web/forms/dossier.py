"""Forms for the dossier itself: opening it, its dates, taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from reorg.web.forms.shared import DayField, reason_field
from workflows.models import ProcedureVersion, Programme


class OpenForm(forms.Form):
    """Open a dossier under a procedure: its name, its dates, and who takes which part."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Short and lasting, for example HP-2025-01."))
    title_vi = forms.CharField(label=_("Title (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Title (English)"), max_length=300)
    programme = forms.ModelChoiceField(
        Programme.objects.all(), label=_("Programme"), required=False, empty_label=_("none")
    )
    resolution_date = DayField(label=_("Date of the resolution"), required=False)
    operation_date = DayField(label=_("Operating from"), required=False)

    def __init__(
        self, *args: Any, procedure: ProcedureVersion, leads: Any, usual: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.flow = procedure.definition
        names = _organisations()
        own = {organisation.pk for organisation in leads}
        for key, part in self.flow.parts.items():
            choices = [pair for pair in names if key != self.flow.lead or pair[0] in own]
            first = usual.get(key) or (choices[0][0] if key == self.flow.lead and len(choices) == 1 else None)
            self.fields[f"part-{key}"] = forms.TypedChoiceField(
                label=str(part.title), choices=[("", "—"), *choices], coerce=int, initial=first
            )

    def part_fields(self) -> Iterator[BoundField]:
        return (self[f"part-{key}"] for key in self.flow.parts)

    def own_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.base_fields)

    def parts(self) -> dict[str, Organisation]:
        chosen = {key: self.cleaned_data[f"part-{key}"] for key in self.flow.parts}
        found = Organisation.objects.in_bulk(chosen.values())
        return {key: found[pk] for key, pk in chosen.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decided, operates = cleaned.get("resolution_date"), cleaned.get("operation_date")
        if decided and operates and operates < decided:
            self.add_error(
                "operation_date", gettext("The new unit cannot operate before the resolution that creates it.")
            )
        return cleaned


class DatesForm(forms.Form):
    resolution = DayField(label=_("Date of the resolution"), required=False)
    operation = DayField(label=_("Operating from"), required=False)


class WithdrawForm(forms.Form):
    reason = reason_field(_("Why the dossier is taken back"))


def _organisations() -> list[tuple[int, str]]:
    """Every organisation by its name; those that have ended say so and come last."""
    today = timezone.localdate()
    rows = Organisation.objects.order_by("title_vi")
    current = [(body.pk, str(body)) for body in rows if body.valid_to is None or body.valid_to >= today]
    ended = [(body.pk, f"{body} ({until(body.valid_to)})") for body in rows if body.valid_to and body.valid_to < today]
    return [*current, *ended]


def until(day: date) -> str:
    return gettext("until %(day)s") % {"day": day.strftime("%d/%m/%Y")}
