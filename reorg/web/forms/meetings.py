"""Forms for meetings: packs of papers, and sessions of two localities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reorg.meetings.models import Pack, Side
from reorg.people.models import Organisation
from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import DayField
from workflows.models import Document, DocumentVersion, Dossier


class PackForm(forms.Form):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Pack.Purpose.choices)
    body = forms.ModelChoiceField(Organisation.objects.none(), label=_("Body that meets"))
    held_on = DayField(label=_("Day of the meeting"))
    place = forms.CharField(label=_("Place of the meeting"), required=False, max_length=200)
    subject = forms.CharField(label=_("What is considered"), max_length=500)
    addressees = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Addressees"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those who take part in the dossier; they find the pack here."),
    )
    others = forms.CharField(
        label=_("Further addressees"),
        required=False,
        max_length=500,
        help_text=_("Who gets it outside this system, for example members of the appraisal council."),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = Organisation.objects.filter(parts__dossier=dossier, parts__oversight=False).distinct()
        self.fields["body"].queryset = taking_part  # type: ignore[attr-defined]
        self.fields["addressees"].queryset = taking_part  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Choice:
    """One paper that may go into a pack: whether it is chosen, which version, and where it stands in the list."""

    document: Document
    versions: tuple[DocumentVersion, ...]
    chosen: bool
    version: int
    place: str


def choices_of(
    versions: Sequence[DocumentVersion], said: QueryDict | None, before: Mapping[int, int] | None = None
) -> list[Choice]:
    """The papers with what was said of them; unasked, those leaders sign, or those of the pack that is replaced.

    ``before`` gives the place in the earlier pack by the id of the document.
    """
    papers: dict[int, list[DocumentVersion]] = {}
    for one in versions:
        papers.setdefault(one.document_id, []).append(one)
    chosen = set(said.getlist("paper")) if said is not None else set()
    rows = []
    for pk, there in papers.items():
        paper = there[0].document
        if said is not None:
            ticked = str(pk) in chosen
            version, place = str(said.get(f"version-{pk}", "")), str(said.get(f"place-{pk}", ""))
        elif before is not None:
            ticked, version, place = pk in before, "", str(before.get(pk, ""))
        else:
            ticked, version, place = paper.signed, "", ""
        known = {str(one.pk): one.pk for one in there}
        rows.append(Choice(paper, tuple(there), ticked, known.get(version, there[0].pk), place[:3]))
    return sorted(rows, key=_in_order)


def chosen_of(choices: Sequence[Choice]) -> list[DocumentVersion]:
    """The versions that are chosen, in the order that was given; without a place they follow in their own order."""
    picked = [one for one in choices if one.chosen]
    return [next(v for v in one.versions if v.pk == one.version) for one in picked]


def _in_order(one: Choice) -> tuple[Any, ...]:
    place = int(one.place) if one.place.isdecimal() else 1000
    paper = one.document
    return (not one.chosen, place, not paper.signed, paper.date is None, paper.date, paper.pk)


# Sessions of two localities


class JointForm(forms.Form):
    subject_vi = forms.CharField(label=_("Subject (Vietnamese)"), max_length=500)
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=500, required=False)
    held_on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place of the meeting"), required=False, max_length=200)
    first = forms.ModelChoiceField(Organisation.objects.none(), label=_("First side"))
    second = forms.ModelChoiceField(Organisation.objects.none(), label=_("Second side"))

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taking_part = Organisation.objects.filter(parts__dossier=dossier, parts__oversight=False).distinct()
        for name in ("first", "second"):
            self.fields[name].queryset = taking_part  # type: ignore[attr-defined]


class AttendeeForm(forms.Form):
    side = forms.ChoiceField(label=_("Side"))
    name = forms.CharField(label=_("Full name"), required=False, max_length=200)
    office_vi = forms.CharField(label=_("Office (Vietnamese)"), max_length=200)
    office_en = forms.CharField(label=_("Office (English)"), required=False, max_length=200)
    head = forms.BooleanField(label=_("Heads the side"), required=False)
    present = forms.BooleanField(label=_("Present"), required=False, initial=True)

    def __init__(self, *args: Any, bodies: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = (Side.GUEST.value, Side.GUEST.label)
        self.fields["side"].choices = [*((side, str(body)) for side, body in bodies.items()), invited]  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    no = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=999)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    text_vi = forms.CharField(label=_("Matter (Vietnamese)"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    text_en = forms.CharField(
        label=_("Matter (English)"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    conclusion_vi = forms.CharField(
        label=_("Conclusion (Vietnamese)"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    conclusion_en = forms.CharField(
        label=_("Conclusion (English)"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AgreeForm(Confirmed):
    """The head of a side agrees to the conclusions that are ticked, and confirms."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    items = forms.MultipleChoiceField(label=_("Conclusions you agree to"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, open_items: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(str(one.no), f"{one.no}. {one.conclusion}") for one in open_items]  # type: ignore[attr-defined]
