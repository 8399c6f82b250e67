"""Who is told of what. The trail is the list of what happened; a mark says how far each dossier has been told.

Run by the worker after commit: the step itself writes no notice and waits for none. Each notice has a key, so that the
same thing is never told twice, however often and by however many workers a dossier is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from reorg.administration.rights import mandates_of
from reorg.guidance.models import BasisReview
from reorg.notices.kinds import How, Kind, line
from reorg.notices.models import Notice, Told, Watching, Wishes
from reorg.notices.times import mail_time
from reorg.people.models import Office, User
from workflows.clock import Level
from workflows.deputies import deputies_of
from workflows.models import Assignment, Decision, Delegation, Dossier, Event, Task
from workflows.offices import today
from workflows.reading import dossiers_for
from workflows.text import Text

DEPUTIES = 200  # dossiers looked at for deputies at a time
KINDS = {Level.SOON: Kind.SOON, Level.LATE: Kind.LATE, Level.DEPUTY: Kind.ESCALATED, Level.HEAD: Kind.ESCALATED}


class Telling(NamedTuple):
    """One thing to be told to some people."""

    kind: Kind
    key: str
    what: Text
    path: str
    people: set[int]
    due: datetime | None = None
    assignment: Assignment | None = None  # what it asks somebody to do
    overseers: bool = False  # system administrators among them are told, though they see no dossier from inside


def leave_for_worker(*, tasks: Iterable[int], **_: Any) -> None:
    """Receiver of ``workflows.signals.asked``: one job for each step that was opened."""
    from reorg.notices.tasks import tell_asked  # the queue's app is complete only once all apps are loaded

    for task in tasks:
        tell_asked.defer(task_id=task)


def behind() -> list[int]:
    """Ids of the dossiers in which something happened that nobody has been told of."""
    told = Dossier.objects.annotate(done=Coalesce(F("told__seq"), 0))
    return list(told.filter(head_seq__gt=F("done")).order_by().values_list("pk", flat=True))


@transaction.atomic
def tell(dossier_id: int) -> int:
    """Write the notices about everything that happened in a dossier since it was last told. Returns how many."""
    Told.objects.get_or_create(dossier_id=dossier_id)
    mark = Told.objects.select_for_update().get(dossier_id=dossier_id)
    dossier = Dossier.objects.select_related("procedure").get(pk=dossier_id)
    tellings = [*_asked(dossier)]
    events = list(dossier.events.filter(seq__gt=mark.seq).order_by("seq"))
    for event in events:
        tellings += _of_event(dossier, event)
    written = sum(write(dossier, one) for one in tellings)
    _settle(dossier)
    if events:
        mark.seq = events[-1].seq
        mark.save(update_fields=["seq"])
    return written


def _settle(dossier: Dossier) -> None:
    """What asked for something that is done, or no longer asked, is neither unread nor mailed any more."""
    reviews = dossier.basis_reviews.all()
    past = [_review(one) for one in (reviews.exclude(outcome="") if dossier.is_open else reviews)]
    step = Q(assignment__isnull=False) & ~Q(assignment__state=Assignment.State.OPEN)
    over = Notice.objects.filter(step | Q(key__in=past), dossier=dossier)
    over.filter(read_at__isnull=True).update(read_at=timezone.now())
    over.filter(sent_at__isnull=True, claimed_at__isnull=True).update(mail_at=None)


def tell_level(*, task: Task, level: Level, people: list[tuple[Assignment, User]], case: Any, **_: Any) -> None:
    """Receiver of ``workflows.signals.late``, inside the door: notice and event are written together or not at all."""
    dossier, kind = case.dossier, KINDS[level]
    for asked, person in people:
        key = f"{level.value}:{asked.pk}:{task.due:%Y%m%d%H%M}"
        path = _deadlines(dossier) if level is Level.HEAD else reverse("step", args=[asked.pk])
        write(dossier, Telling(kind, key, _step(dossier, task.step), path, {person.pk}, task.due, asked))


def waiting_for_deputies() -> list[int]:
    """Ids of dossiers in which something waits for a deputy who has not been told: of an absence that began today."""
    unheard = ~Exists(Notice.objects.filter(person=OuterRef("deputy"), assignment=OuterRef(OuterRef("pk"))))
    given = Delegation.objects.on(today()).filter(unheard, organisation=OuterRef("organisation"), role=OuterRef("role"))
    waiting = Assignment.objects.filter(Exists(given), state=Assignment.State.OPEN)
    return list(waiting.order_by("dossier").values_list("dossier", flat=True).distinct()[:DEPUTIES])


def _asked(dossier: Dossier) -> Iterator[Telling]:
    """Everything that is asked now: of those who hold the office, and of those who stand in for it."""
    for asked in dossier.assignments.filter(state=Assignment.State.OPEN).select_related("task"):
        people = holders(asked.organisation_id, (asked.role_id,))
        people |= {one.pk for one in deputies_of(asked.organisation_id, asked.role_id, dossier)}
        since = f"{asked.opened_at:%Y%m%d%H%M%S}" if asked.opened_at else ""
        what, path = _step(dossier, asked.task.step), reverse("step", args=[asked.pk])
        yield Telling(Kind.ASKED, f"asked:{asked.pk}:{since}", what, path, people, asked.due, asked)


def _of_event(dossier: Dossier, event: Event) -> Iterator[Telling]:
    body = event.body
    facts, actor = body["facts"], (body["actor"] or {}).get("id")
    what = Text(**facts["title"]) if isinstance(facts.get("title"), dict) else Text(dossier.title_vi, dossier.title_en)
    path, key = reverse("dossier", args=[dossier.code]), f"event:{event.pk}"
    match event.verb:
        case "step.returned":
            signers = Decision.objects.filter(dossier=dossier, outcome="approved").values_list("signer", flat=True)
            yield Telling(Kind.RETURNED, key, what, path, ({*signers} | interested(dossier)) - {actor})
        case "signoff.approved":
            yield Telling(Kind.SIGNED, key, what, path, interested(dossier) - {actor})
        case "signoff.superseded":
            signer = Decision.objects.filter(pk=facts["decision"]).values_list("signer", flat=True)
            yield Telling(Kind.SUPERSEDED, key, what, path, set(signer))
        case "review.asked":
            review = dossier.basis_reviews.get(pk=facts["review"])
            people = holders(dossier.lead_id, ("drafter",)) - {actor}
            yield Telling(Kind.ASKED, _review(review), _because(facts), _in_dossier(review), people, review.due)
        case "review.unchanged" | "review.changed":
            review = dossier.basis_reviews.get(pk=facts["review"])
            asker = {review.asked_by_id} - {actor}
            path = f"{reverse('guiding', args=[review.document_id])}#reviews"
            yield Telling(Kind.ANSWERED, key, _because(facts), path, asker, overseers=True)
        case "register.imported":
            yield Telling(Kind.IMPORTED, key, what, path, interested(dossier) - {actor})
        case "trail.exported" | "register.exported":
            yield Telling(Kind.EXPORTED, key, what, reverse("trail", args=[dossier.code]), watchers(dossier) - {actor})
        case "comment.added":
            path = reverse("comments", args=[dossier.code])
            if facts["item"]:
                path = f"{reverse('item', args=[dossier.code, facts['item']])}#comments"
            mentioned = {one["id"] for one in facts["mentioned"]}
            title = Text(dossier.title_vi, dossier.title_en)
            yield Telling(Kind.MENTIONED, key, title, path, (mentioned | watchers(dossier)) - {actor})


def write(dossier: Dossier, one: Telling) -> int:
    """Notices for those who may see the dossier and want to be told. Returns how many are new."""
    known = set(Notice.objects.filter(key=one.key, person__in=one.people).values_list("person", flat=True))
    people = User.objects.filter(pk__in=one.people - known, is_active=True).select_related("wishes")
    now, said = timezone.now(), line(one.kind, one.what)
    rows = []
    for user in people:
        wishes = getattr(user, "wishes", None) or Wishes(person=user)
        how = wishes.how(one.kind)
        if how is How.NONE or not (_sees(user, dossier) or (one.overseers and _oversees(user))):
            continue
        mailed = how in (How.NOW, How.DIGEST) and bool(user.email)
        rows.append(
            Notice(
                person=user,
                kind=one.kind,
                key=one.key,
                dossier=dossier,
                assignment=one.assignment,
                path=one.path,
                due=one.due,
                title_vi=said.vi[:300],
                title_en=said.en[:300],
                at=now,
                digest=how is How.DIGEST,
                mail_at=mail_time(now, wishes, digest=how is How.DIGEST) if mailed else None,
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def holders(organisation: int, roles: Iterable[str]) -> set[int]:
    held = Office.objects.on(today()).filter(organisation=organisation, role__in=list(roles), person__is_active=True)
    return set(held.values_list("person", flat=True))


def watchers(dossier: Dossier) -> set[int]:
    return set(Watching.objects.filter(dossier=dossier).values_list("person", flat=True))


def interested(dossier: Dossier) -> set[int]:
    """Those who draft it, and those who follow it."""
    return holders(dossier.lead_id, ("drafter",)) | watchers(dossier)


def _sees(user: User, dossier: Dossier) -> bool:
    return dossiers_for(user).filter(pk=dossier.pk).exists()


def _oversees(user: User) -> bool:
    return mandates_of(user).filter(organisation=None).exists()


def _review(review: BasisReview) -> str:
    return f"review:{review.pk}"


def _because(facts: dict[str, Any]) -> Text:
    number = facts["number"]
    return Text(f"rà soát căn cứ theo {number}", f"review of the legal basis because of {number}")


def _in_dossier(review: BasisReview) -> str:
    return f"{reverse('basis_reviews', args=[review.dossier.code])}#review-{review.pk}"


def _step(dossier: Dossier, name: str) -> Text:
    title: Text = dossier.flow.step(name).title
    return title


def _deadlines(dossier: Dossier) -> str:
    return reverse("deadlines", args=[dossier.code])
