"""Events as an object-centric event log, OCEL 2.0 (Berti et al., 2024): https://www.ocel-standard.org

Objects are dossiers, units, documents, items of checklists, decisions, people and the bodies they act for; an event's
type is its verb. Everything an event touches stands among its relations, each with what it is to the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from reorg.units.models import PlanPart
from workflows.models import ChecklistItem, Decision, Document, Dossier, DossierParty, Event
from workflows.text import in_language
from workflows.trail.verbs import VERBS

AT_A_TIME = 2_000
MOVED = "phase.changed"
Json = dict[str, Any]

TYPES: dict[str, dict[str, str]] = {
    "dossier": {"code": "string", "title": "string", "procedure": "string", "phase": "string"},
    "unit": {"name": "string", "code": "string"},
    "document": {"symbol": "string", "type": "string", "date": "string"},
    "checklist item": {"code": "string", "title": "string", "state": "string"},
    "decision": {"outcome": "string"},
    "person": {"name": "string"},
    "body": {"name": "string"},
}
EVENT = {"sentence": "string", "number": "integer", "role": "string", "authority": "string", "hash": "string"}


def log_of(events: QuerySet[Event], language: str) -> Json:
    """The log of these events and of every object they touch."""
    log = _Log(language)
    for event in events.order_by("at", "id").iterator(AT_A_TIME):
        log.add(event)
    return log.whole()


class _Log:
    def __init__(self, language: str) -> None:
        self.language = language
        self.events: list[Json] = []
        self.verbs: set[str] = set()
        self.dossiers: set[str] = set()
        self.objects: dict[str, Json] = {}
        self.moves: dict[str, list[Json]] = {}  # dossier → the events that took it to another phase
        self.first: dict[str, str] = {}  # object → the time of the first event that touches it

    def add(self, event: Event) -> None:
        body = event.body
        code, facts, actor = body["dossier"], body["facts"], body["actor"] or {}
        self.verbs.add(event.verb)
        self.dossiers.add(code)
        related = [("dossier", _id("dossier", code))]
        related += _touched(code, facts)
        if actor:
            person = self._object("person", str(actor["id"]), name=actor["name"])
            body_id = self._object("body", self._said(actor["organisation"]), name=self._said(actor["organisation"]))
            related += [("done by", person), ("acting for", body_id)]
        verb = VERBS.get(event.verb)
        said: Json = {
            "sentence": verb.sentence(facts, self.language) if verb else event.verb,
            "number": event.seq,
            "role": actor.get("role", ""),
            "authority": actor.get("authority", ""),
            "hash": event.hash,
        }
        self.events.append(
            {
                "id": f"{code}#{event.seq}",
                "type": event.verb,
                "time": body["at"],
                "attributes": [{"name": name, "value": value} for name, value in said.items()],
                "relationships": [{"objectId": to, "qualifier": what} for what, to in dict.fromkeys(related)],
            }
        )
        if event.verb == MOVED:
            self.moves.setdefault(code, []).append(self.events[-1])
        for _what, to in related:
            self.first.setdefault(to, body["at"])

    def whole(self) -> Json:
        """Objects are described as they are now; what is touched but no longer there keeps its name only."""
        for made in (self._dossiers, self._documents, self._items, self._decisions, self._units):
            made()
        for to in self.first:
            if to not in self.objects:
                kind, _, key = to.partition(":")
                self._object(kind, key)
        begun = self.events[0]["time"] if self.events else ""
        for to, one in self.objects.items():
            for attribute in one["attributes"]:
                attribute["time"] = self.first.get(to, begun)
        used = {one["type"] for one in self.objects.values()}
        return {
            "objectTypes": [_type(name, columns) for name, columns in TYPES.items() if name in used],
            "eventTypes": [_type(code, EVENT) for code in sorted(self.verbs)],
            "objects": list(self.objects.values()),
            "events": self.events,
        }

    # Objects

    def _object(self, kind: str, key: str, /, **said: Any) -> str:
        to = _id(kind, key)
        if to not in self.objects:
            attributes = [{"name": n, "value": str(v)} for n, v in said.items() if v not in (None, "")]
            self.objects[to] = {"id": to, "type": kind, "attributes": attributes, "relationships": []}
        return to

    def _relate(self, source: str, qualifier: str, target: str) -> None:
        relation = {"objectId": target, "qualifier": qualifier}
        if relation not in self.objects[source]["relationships"]:
            self.objects[source]["relationships"].append(relation)

    def _dossiers(self) -> None:
        parts: dict[int, list[tuple[str, str]]] = {}
        of = Dossier.objects.filter(code__in=self.dossiers)
        for party in DossierParty.objects.filter(dossier__in=of).select_related("organisation"):
            parts.setdefault(party.dossier_id, []).append((party.key, self._said(party.organisation.text.as_fact())))
        for one in of.select_related("procedure"):
            title, procedure = self._titled(one), self._titled(one.procedure)
            to = self._object("dossier", one.code, code=one.code, title=title, procedure=procedure, phase=one.phase)
            for key, name in parts.get(one.pk, ()):
                self._relate(to, key, self._object("body", name, name=name))

    def _documents(self) -> None:
        for one in Document.objects.filter(pk__in=self._keys("document")).select_related("dossier"):
            day = one.date.isoformat() if one.date else ""
            to = self._object("document", str(one.pk), symbol=one.told_symbol, type=one.type_id, date=day)
            self._relate(to, "part of", _id("dossier", one.dossier.code))

    def _items(self) -> None:
        wanted = {to.removeprefix("checklist item:") for to in self.first if to.startswith("checklist item:")}
        items = ChecklistItem.objects.filter(dossier__code__in=self.dossiers).select_related("dossier", "owner")
        for one in items:
            key = f"{one.dossier.code}/{one.code}"
            if key in wanted:
                to = self._object("checklist item", key, code=one.code, title=self._titled(one), state=one.state)
                self._relate(to, "part of", _id("dossier", one.dossier.code))
                owner = self._said(one.owner.text.as_fact())
                self._relate(to, "owed by", self._object("body", owner, name=owner))

    def _decisions(self) -> None:
        for one in Decision.objects.filter(pk__in=self._keys("decision")).select_related("dossier"):
            to = self._object("decision", str(one.pk), outcome=one.outcome)
            self._relate(to, "part of", _id("dossier", one.dossier.code))
            self._relate(to, "signed by", self._object("person", str(one.signer_id), name=one.signer_name))

    def _units(self) -> None:
        parts = PlanPart.objects.filter(clause__dossier__code__in=self.dossiers).select_related("clause__dossier")
        for part in parts.order_by("pk"):
            name = part.unit_name if self.language == "vi" else part.unit_name_en
            to = self._object("unit", str(part.unit_id), name=name, code=part.unit_code)
            code = part.clause.dossier.code
            self._relate(_id("dossier", code), "arranges", to)
            for event in self.moves.get(code, ()):  # with the dossier, its units take a step
                relation = {"objectId": to, "qualifier": "unit arranged"}
                if relation not in event["relationships"]:
                    event["relationships"].append(relation)
                self.first.setdefault(to, event["time"])

    def _keys(self, kind: str) -> list[int]:
        keys = (to.removeprefix(f"{kind}:") for to in self.first if to.startswith(f"{kind}:"))
        return [int(key) for key in keys if key.isdecimal()]

    def _said(self, fact: Any) -> str:
        return str(in_language(fact, self.language))

    def _titled(self, record: Any) -> str:
        return str(record.title_vi if self.language == "vi" else record.title_en)


def _touched(code: str, facts: Json) -> Iterator[tuple[str, str]]:
    """What the facts of an event name, and what it is to the event."""
    if isinstance(document := facts.get("document"), int):
        yield "document", _id("document", str(document))
    if isinstance(item := facts.get("item"), str) and item:
        yield "item", _id("checklist item", f"{code}/{item}")
    if isinstance(decision := facts.get("decision"), int):
        yield "decision", _id("decision", str(decision))


def _id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def _type(name: str, columns: dict[str, str]) -> Json:
    return {"name": name, "attributes": [{"name": column, "type": kind} for column, kind in columns.items()]}
