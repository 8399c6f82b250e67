"""The one table of the system's trail. Append-only, in the database too."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from workflows.models.events import TrailIsAppendOnly
from workflows.models.fields import organisation, person


class SystemEventQuerySet(models.QuerySet["SystemEvent"]):
    """Events can be read and added. The database refuses the rest as well."""

    def update(self, **_: Any) -> int:
        raise TrailIsAppendOnly("Events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Events are never removed.")

    def bulk_update(self, *_: Any, **__: Any) -> int:
        raise TrailIsAppendOnly("Events are never changed.")


class SystemEvent(models.Model):
    """One act of administration. ``record`` is the canonical JSON that was hashed; the others repeat it for searching.

    ``about`` is the organisation the act concerns; none: the whole installation.
    """

    seq = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = person("system_events", null=True)
    about = organisation("system_events", null=True)
    record = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = SystemEventQuerySet.as_manager()

    class Meta:
        db_table = "system_event"
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("about", "-seq"), name="system_event_about"),
            models.Index(fields=("verb", "-seq"), name="system_event_verb"),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TrailIsAppendOnly("Events are written by the system's door, in one go with the act they record.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TrailIsAppendOnly("Events are never removed.")

    @property
    def body(self) -> dict[str, Any]:
        """The record as it was written: ``{v, dossier, seq, at, verb, actor, about, facts, prev}``."""
        body: dict[str, Any] = json.loads(self.record)
        return body
