"""How the tests of the auditor's room ask, and events at times of their own."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from reorg.people.models import User
from workflows.models import Dossier, Event
from workflows.trail.canonical import canonical, sha256, stamp


def signed_in(user: User, language: str = "en") -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def room(user: User, **asked: Any) -> str:
    answer = signed_in(user).get(f"/audit/?{urlencode(asked)}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def listed(html: str) -> list[tuple[str, int]]:
    """Dossier and number of the events on the page, in its order."""
    return [
        (code, int(seq)) for code, seq in re.findall(r'href="/dossiers/([^/]+)/trail/\?page=\d+#event-(\d+)"', html)
    ]


def happened(dossier: Dossier, verb: str, at: datetime, actor: User | None = None, /, **facts: Any) -> Event:
    """An event of that moment; acts themselves happen now."""
    dossier.refresh_from_db()
    seq, prev = dossier.head_seq + 1, dossier.head_hash
    who = None
    if actor is not None:
        office = actor.offices.select_related("organisation").first()
        assert office is not None
        who = {
            "id": actor.pk,
            "name": actor.full_name,
            "office": {"vi": office.title_vi, "en": office.title_en},
            "organisation": office.organisation.text.as_fact(),
            "role": office.role_id,
            "authority": "",
        }
    body = {"v": 1, "dossier": dossier.code, "seq": seq, "at": stamp(at), "verb": verb, "actor": who, "facts": facts}
    record = canonical(body | {"prev": prev})
    event = Event(
        dossier=dossier, seq=seq, at=at, verb=verb, actor=actor, record=record, prev_hash=prev, hash=sha256(record)
    )
    Event.objects.bulk_create([event])
    Dossier.objects.filter(pk=dossier.pk).update(head_seq=seq, head_hash=event.hash)
    return event
