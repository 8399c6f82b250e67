"""The trail for reading: all events in order, by day, filtered and in pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from workflows.models import Event
from workflows.trail.verbs import VERBS

PER_PAGE = 100


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


def people_in(events: QuerySet[Event]) -> list[tuple[int, str]]:
    rows = events.filter(actor__isnull=False).order_by("actor__full_name").values_list("actor", "actor__full_name")
    return list(rows.distinct())
