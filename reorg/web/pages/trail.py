"""The trail for reading: all events in order, by day, filtered and in pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from reorg.web.templatetags.web import EVENTS_ON_A_PAGE
from workflows.models import Dossier, Event
from workflows.trail.verbs import VERBS
from workflows.trail.verify import Broken, verify

PER_PAGE = EVENTS_ON_A_PAGE


@dataclass(frozen=True)
class TrailPage:
    page: Page  # type: ignore[type-arg]
    days: list[tuple[Any, list[Event]]]


def filtered(events: QuerySet[Event], said: dict[str, Any]) -> QuerySet[Event]:
    if said.get("weight"):
        events = events.filter(verb__in=[code for code, verb in VERBS.items() if verb.weight == said["weight"]])
    if said.get("person"):
        events = events.filter(actor=said["person"])
    return events


def trail_page(events: QuerySet[Event], number: Any) -> TrailPage:
    """One page of the trail, its events by the day on which they happened here."""
    page = Paginator(events, PER_PAGE).get_page(number)
    days = [(day, list(of_day)) for day, of_day in groupby(page, key=lambda event: timezone.localdate(event.at))]
    return TrailPage(page, days)


def broken_link(dossier: Dossier) -> Broken | None:
    """The first broken event. Looked at twice: an act may have come between reading the head and the events."""
    broken = verify(dossier)
    if broken is not None:
        dossier.refresh_from_db(fields=["head_seq", "head_hash"])
        broken = verify(dossier)
    return broken


def people_in(events: QuerySet[Event]) -> list[tuple[int, str]]:
    rows = events.filter(actor__isnull=False).order_by("actor__full_name").values_list("actor", "actor__full_name")
    return list(rows.distinct())
