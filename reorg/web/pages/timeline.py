"""What happened lately in a dossier, by kind, person and day, with what was said in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.web.forms.shared import DayField
from reorg.web.pages.trail import people_in
from workflows import reading
from workflows.models import Dossier, Event
from workflows.trail.verbs import VERBS, Weight

SHORT = 15  # events while nothing is chosen
LONG = 60  # events of a choice
# By the first word of the verb; what is in none of them is seen when nothing is chosen.
KINDS = {
    "decisions": ("signoff", "ballot", "phase", "step", "supplement", "opinion", "hold", "succession"),
    "papers": ("document", "content", "draft", "paper", "variant", "file"),
    "lists": ("item", "evidence", "register", "support"),
    "talk": ("comment",),
    "clock": ("clock", "deputy", "office", "dossier"),
}


class TimelineFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("everything")),
            ("decisions", _("steps and decisions")),
            ("papers", _("papers and plan")),
            ("lists", _("checklists and registers")),
            ("talk", _("comments")),
            ("clock", _("dates and offices")),
        ],
    )
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    day = DayField(label=_("Day"), required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("everybody")), *people]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Timeline:
    filter: TimelineFilter
    days: list[tuple[Any, list[Event]]]
    chosen: bool
    more: bool
    """There are older ones than those shown."""


def timeline(dossier: Dossier, user: Any, data: Any) -> Timeline:
    """The newest events first, without readings and downloads, by the day on which they happened here."""
    events = reading.events_for(user, dossier)
    form = TimelineFilter(data, people=people_in(events))
    said = form.cleaned_data if form.is_valid() else {}
    chosen = any(said.get(name) for name in ("kind", "person", "day"))
    most = LONG if chosen else SHORT
    found = list(_wanted(events, said).order_by("-seq")[: most + 1])
    days = [(day, list(of)) for day, of in groupby(found[:most], key=lambda event: timezone.localdate(event.at))]
    return Timeline(form, days, chosen, len(found) > most)


def _wanted(events: QuerySet[Event], said: dict[str, Any]) -> QuerySet[Event]:
    kinds = KINDS.get(said.get("kind", ""))
    telling = [code for code, verb in VERBS.items() if verb.weight is not Weight.ACCESS]
    if kinds is not None:
        telling = [code for code in telling if code.partition(".")[0] in kinds]
    events = events.filter(verb__in=telling)
    if said.get("person"):
        events = events.filter(actor=said["person"])
    if said.get("day"):
        events = events.filter(at__date=said["day"])
    return events
