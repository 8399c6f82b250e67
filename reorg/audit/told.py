"""An event in words, for lists that leave the site."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.models import Event
from workflows.text import Text, in_language
from workflows.trail.verbs import VERBS


@dataclass(frozen=True)
class Told:
    """An event in words, its actor as they were."""

    dossier: str
    name: str
    office: str
    organisation: str
    authority: str
    sentence: str


def told_of(event: Event, language: str) -> Told:
    body = event.body
    actor = body["actor"] or {}
    verb = VERBS.get(event.verb)

    def said(key: str) -> str:
        return str(in_language(actor.get(key) or "", language))

    authority = said("authority")
    if principal := actor.get("on_behalf_of"):
        authority = f"{authority} {in_language(principal['office'], language)} {principal['name']}".strip()
    return Told(
        body["dossier"],
        said("name") or str(in_language(SYSTEM, language)),
        said("office"),
        said("organisation"),
        authority,
        verb.sentence(body["facts"], language) if verb else event.verb,
    )


SYSTEM = Text("Hệ thống", "The system").as_fact()
