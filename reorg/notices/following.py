"""Following a dossier, commenting on it, and the calendar of one's deadlines."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.notices.models import Feed, Watching
from reorg.people.models import Office, User
from workflows.actions.door import database_time, door
from workflows.actions.opening import as_any_party
from workflows.errors import BadInput, NotFound
from workflows.models import ChecklistItem, Dossier, Event
from workflows.reading import dossiers_for, events_for

LONGEST = 4000  # characters of a comment
CLICKED_TWICE = timedelta(minutes=1)


def follow(dossier: Dossier, *, actor: Any) -> None:
    Watching.objects.get_or_create(person=actor, dossier=dossier, defaults={"since": database_time()})


def unfollow(dossier: Dossier, *, actor: Any) -> None:
    Watching.objects.filter(person=actor, dossier=dossier).delete()


def rehome(*, giver: Any, receiver: Any, **given: Any) -> None:
    """Receiver of ``handed_over``: what the giver followed, the receiver follows, where they may see it."""
    seen = dossiers_for(receiver)
    for watching in Watching.objects.filter(person=giver, dossier__in=seen).select_related("dossier"):
        follow(watching.dossier, actor=receiver)


def watched_by(user: Any) -> list[Dossier]:
    return [one.dossier for one in Watching.objects.filter(person=user).select_related("dossier").order_by("dossier")]


# Comments


def comment(
    dossier: Dossier, text: str, *, actor: Any, mentioned: Iterable[User] = (), item: ChecklistItem | None = None
) -> Event:
    """A comment on a dossier, or on an item of it. It is an event of the trail: never changed, never removed.

    The same words by the same person on the same thing within a minute are one comment: somebody clicked twice.

    Raises:
        BadInput: it is empty or too long, or somebody mentioned may not see the dossier.
    """
    text = text.strip()
    if not text:
        raise BadInput(_("Write something."), "text")
    if len(text) > LONGEST:
        raise BadInput(_("A comment has at most %(most)d characters.") % {"most": LONGEST}, "text")
    named = list(mentioned)
    for person in named:
        if not dossiers_for(person).filter(pk=dossier.pk).exists():
            raise BadInput(_("%(name)s cannot see this dossier.") % {"name": person}, "mentioned")
    with door(dossier, actor=actor) as case:
        as_any_party(case)
        facts = {
            "text": text,
            "item": item.code if item else "",
            "mentioned": [{"id": person.pk, "name": person.get_full_name()} for person in named],
        }
        last = Event.objects.filter(dossier=case.dossier, verb="comment.added", actor=actor).order_by("-seq").first()
        if last is not None and last.at > case.now - CLICKED_TWICE and last.body["facts"] == facts:
            return last
        return case.record("comment.added", **facts)


def comments_on(item: ChecklistItem, user: Any) -> QuerySet[Event]:
    """What was said about an item, the newest first, for somebody who may see its dossier."""
    here = f'"item":{json.dumps(item.code, ensure_ascii=False)}'
    said = events_for(user, item.dossier).filter(verb="comment.added", record__contains=here)
    return said.order_by("-seq")


def mentionable(dossier: Dossier, user: Any) -> QuerySet[User]:
    """Everybody else who holds an office today in a body that takes part."""
    takes_part = dossier.parties.values("organisation")
    held = Office.objects.on(timezone.localdate()).filter(organisation__in=takes_part).values("person")
    return User.objects.filter(pk__in=held, is_active=True).exclude(pk=user.pk).order_by("full_name")


# Calendars


@transaction.atomic
def make_feed(*, actor: Any) -> str:
    """A new secret address of the calendar; the one before no longer answers. Shown once: only its digest is kept."""
    stop_feed(actor=actor)
    token = secrets.token_urlsafe(32)
    Feed.objects.create(person=actor, digest=_digest(token), made_at=timezone.now())
    return token


def stop_feed(*, actor: Any) -> None:
    Feed.objects.filter(person=actor, revoked_at__isnull=True).update(revoked_at=timezone.now())


def feed_for(token: str) -> Feed:
    """NotFound for an address that was never given, was taken back, or whose owner can no longer sign in."""
    feed = Feed.objects.filter(digest=_digest(token), revoked_at__isnull=True).select_related("person").first()
    if feed is None or not feed.person.is_active:
        raise NotFound(_("There is no such calendar."))
    return feed


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
