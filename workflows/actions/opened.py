"""A dossier behind its open door: who acts, and what is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows import signals
from workflows.deputies import acting_as_deputy, given_to
from workflows.errors import NotYou
from workflows.models import Assignment, Delegation, Dossier, Event, Task
from workflows.offices import Acting, held_by, today
from workflows.text import Text
from workflows.trail import verbs
from workflows.trail.canonical import canonical, sha256, stamp


class Opened:
    """A dossier with its door open: locked, somebody acting on it, its trail ready to be written."""

    def __init__(
        self, dossier: Dossier, actor: Any, now: datetime, newest_order: int = 0, parties: dict[str, int] | None = None
    ) -> None:
        self.dossier = dossier
        self.newest_order = newest_order  # the calendar's version
        self.actor = actor
        self.now = now
        self.person: Acting | None = None
        self._events: list[Event] = []
        self._changed: set[str] = set()
        self._opened: list[Task] = []
        self._offices: list[Acting] | None = None
        self._given: list[Delegation] | None = None
        self._parties = parties

    # Who

    @property
    def offices(self) -> list[Acting]:
        """The actor in each office they hold today."""
        if self._offices is None:
            self._offices = held_by(self.actor, today()) if self.actor.is_active else []
        return self._offices

    @property
    def given(self) -> list[Delegation]:
        """By which delegations the actor may act in this dossier today."""
        if self._given is None:
            self._given = given_to(self.actor, self.dossier) if self.actor.is_active else []
        return self._given

    def act_as(self, organisation_id: int, roles: Iterable[str]) -> Acting:
        """The actor in their office, or as deputy for it; NotYou when they hold none of these roles there today."""
        wanted = set(roles)
        for office in self.offices:
            if office.organisation_id == organisation_id and office.role in wanted:
                self.person = office
                return office
        deputy = acting_as_deputy(self.actor, organisation_id, wanted, self.given, self.offices)
        if deputy is not None:
            self.person = deputy
            return deputy
        raise NotYou(_("This is for another office: you do not hold it today."))

    def act_for_part(self, part: str, roles: Iterable[str]) -> Acting:
        return self.act_as(self.parties[part], roles)

    @property
    def parties(self) -> dict[str, int]:
        """Ids of the organisations by the parts they play."""
        if self._parties is None:
            self._parties = dict(self.dossier.parties.values_list("key", "organisation_id"))
        return self._parties

    def authors(self) -> set[int]:
        """Those who made the content: who finished an editing step or ever changed what is signed."""
        editing = [node.name for node in self.dossier.flow.steps() if node.edits]
        wrote = Assignment.objects.filter(dossier=self.dossier, task__step__in=editing, done_by__isnull=False)
        changed = Event.objects.filter(dossier=self.dossier, verb="content.changed", actor__isnull=False)
        return set(
            wrote.order_by().values_list("done_by", flat=True).union(changed.order_by().values_list("actor", flat=True))
        )

    # The trail

    def record(self, verb: str, /, **facts: Any) -> Event:
        """Add an event. The verb must be declared and the facts must be its facts."""
        plain = {name: _fact(value) for name, value in facts.items()}
        verbs.check(verb, plain)
        seq, prev = self.dossier.head_seq + 1, self.dossier.head_hash
        record = canonical(
            {
                "v": 1,
                "dossier": self.dossier.code,
                "seq": seq,
                "at": stamp(self.now),
                "verb": verb,
                "actor": self.person.as_fact() if self.person else None,
                "facts": plain,
                "prev": prev,
            }
        )
        event = Event(
            dossier=self.dossier,
            seq=seq,
            at=self.now,
            verb=verb,
            actor=self.person.user if self.person else None,
            record=record,
            prev_hash=prev,
            hash=sha256(record),
        )
        self._events.append(event)
        self.dossier.head_seq, self.dossier.head_hash = seq, event.hash
        return event

    def changed(self, *fields: str) -> None:
        """Fields of the dossier that are to be saved with the act."""
        self._changed.update(fields)

    def afterwards(self, what: Callable[[], Any]) -> None:
        """Something that leaves the system: run after commit, its failure logged and never undoing the act."""
        transaction.on_commit(what, robust=True)

    def close(self) -> None:
        """Write what was recorded, and the dossier with it."""
        if not self._events and not self._changed:
            return
        if self._events:
            Event.objects.write(self._events)
        fields = {"head_seq", "head_hash", *self._changed}
        if any(verbs.VERBS[event.verb].weight is not verbs.Weight.ACCESS for event in self._events):
            self.dossier.changed_at = self.now
            fields.add("changed_at")
        Dossier.objects.filter(pk=self.dossier.pk).update(
            **{name: getattr(self.dossier, name) for name in sorted(fields)}
        )
        if self._opened:
            flow, dossier = self.dossier.flow, self.dossier.pk
            tasks = [task.pk for task in self._opened]
            self.afterwards(lambda: signals.asked.send_robust(sender=flow, dossier=dossier, tasks=tasks))

    def taken_out(self) -> list[Event]:
        """What was recorded, for whoever writes many dossiers in one go; the door of this one writes nothing more."""
        events, self._events = self._events, []
        if events:
            self.dossier.changed_at = self.now
        return events


def _fact(value: Any) -> Any:
    return value.as_fact() if isinstance(value, Text) else value
