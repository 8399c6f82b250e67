"""The trail's one table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connections, models

from workflows.models.dossiers import Dossier
from workflows.models.fields import person

INSERT = "INSERT INTO workflows_event (dossier_id, seq, at, verb, actor_id, record, prev_hash, hash) VALUES "


class TrailIsAppendOnly(Exception):
    """Somebody tried to change or remove an event through the ORM."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events can be read and added. The database refuses the rest as well."""

    def write(self, events: Sequence[Event]) -> None:
        """Add events in one statement: every act ends with this one, and `bulk_create` takes three times as long."""
        rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(events))
        values = [
            value
            for event in events
            for value in (
                event.dossier_id,
                event.seq,
                event.at,
                event.verb,
                event.actor_id,
                event.record,
                event.prev_hash,
                event.hash,
            )
        ]
        with connections[self.db].cursor() as cursor:
            cursor.execute(INSERT + rows, values)

    def update(self, **_: Any) -> int:
        raise TrailIsAppendOnly("Events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Events are never removed.")

    def bulk_update(self, *_: Any, **__: Any) -> int:
        raise TrailIsAppendOnly("Events are never changed.")


class Event(models.Model):
    """One act. ``record`` is the canonical JSON that was hashed; the other columns repeat it for searching."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = person("events", null=True)
    record = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("dossier_id", "seq")
        constraints = (models.UniqueConstraint(fields=("dossier", "seq"), name="event_seq_once"),)
        indexes = (
            models.Index(fields=("actor", "-at"), name="event_actor"),
            models.Index(fields=("verb", "-at"), name="event_verb"),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TrailIsAppendOnly("Events are written by the door, in one go with the act they record.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Events are never removed.")

    @property
    def body(self) -> dict[str, Any]:
        """The record as it was written: ``{v, dossier, seq, at, verb, actor, facts, prev}``."""
        body: dict[str, Any] = json.loads(self.record)
        return body
