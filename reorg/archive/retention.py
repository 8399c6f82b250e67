"""How long each paper is kept after its dossier has ended, what falls due, and what a person decides about it.

Nothing is disposed of by itself: a page proposes; the head of the body that owns the paper, or of the lead, decides and
says why. Frozen dossiers are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case as Choose
from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.archive.models import Extension, RetentionRule
from reorg.people.loading import fixture
from reorg.system.models import SystemEvent
from workflows import actions, reading
from workflows.actions.documents import told_name
from workflows.actions.door import door
from workflows.actions.erasing import must_be_eraser
from workflows.errors import BadInput, NotNow
from workflows.models import Document, DocumentVersion, Dossier, Erasure, Event
from workflows.offices import organisations_of
from workflows.phases import ENDED


def load_retention() -> int:
    """The periods of ``fixtures/retention.json``; safe to run again.

    They stay as they are once an administrator has put another version in force.
    """
    rows = fixture("retention")["rules"]
    if SystemEvent.objects.filter(verb="rules.in_force", record__contains='"kind":"retention"').exists():
        return len(rows)
    for row in rows:
        RetentionRule.objects.update_or_create(
            type_id=row["type"],
            valid_from=date.fromisoformat(row["valid_from"]),
            defaults={
                "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                **{name: row[name] for name in ("years", "title_vi", "title_en", "source", "note", "confidence")},
            },
        )
    return len(rows)


@dataclass(frozen=True)
class Period:
    """What holds for one paper: by which rule, and until when; ``until`` is None while it is kept for good."""

    rule: RetentionRule | None
    until: date | None
    extension: Extension | None = None


def rules_on(day: date) -> dict[str | None, RetentionRule]:
    """The periods in force on a day, by the type of paper; under None what holds for all others."""
    in_force = RetentionRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
    return {rule.type_id: rule for rule in in_force.order_by("valid_from")}


def ended_on(dossier: Dossier) -> date | None:
    """The day a dossier ended, None while it is open."""
    if dossier.is_open:
        return None
    last = Event.objects.filter(dossier=dossier, verb="phase.changed").order_by("-seq").first()
    return timezone.localdate(last.at) if last else None


def keep_until(ended: date, years: int | None) -> date | None:
    """The last day of the last year: periods are counted from the end of the year in which the dossier ended."""
    return None if years is None else date(ended.year + years, 12, 31)


def periods(dossier: Dossier, papers: Iterable[Document]) -> dict[int, Period]:
    """Of each paper its rule and the day until which it is kept; open dossiers keep everything."""
    ended, rules = ended_on(dossier), rules_on(timezone.localdate())
    extended = {one.document_id: one for one in Extension.objects.filter(document__dossier=dossier)}  # the last wins
    made = {}
    for paper in papers:
        rule, extension = rules.get(paper.type_id) or rules.get(None), extended.get(paper.pk)
        until = keep_until(ended, rule.years) if ended and rule else None
        made[paper.pk] = Period(rule, extension.until if extension else until, extension)
    return made


def falls_due(user: Any, day: date) -> QuerySet[Document]:
    """Papers of ended dossiers this person may see whose period is over on a day, with ``ended`` and ``years``.

    What is frozen, kept longer, or has no content left is not among them.
    """
    rules = {key: rule.years for key, rule in rules_on(day).items()}
    years = Choose(
        *(When(type_id=key, then=Value(kept)) for key, kept in rules.items() if key),
        default=Value(rules.get(None)),
        output_field=IntegerField(),
    )
    moved = Event.objects.filter(dossier=OuterRef("dossier"), verb="phase.changed").order_by("-seq")
    dossiers = reading.dossiers_for(user).filter(phase__in=ENDED, held_since__isnull=True)
    last = Extension.objects.filter(document=OuterRef("pk")).order_by("-decided_at", "-id")
    text = DocumentVersion.objects.filter(document=OuterRef("pk")).exclude(file="")
    papers = (
        Document.objects.filter(dossier__in=dossiers)
        .filter(_readable(user))
        .annotate(
            ended=Subquery(moved.values("at")[:1], output_field=DateTimeField()),
            years=years,
            extended=Exists(last),
            longer=Subquery(last.values("until")[:1]),
        )
    )
    over = papers.annotate(last_year=ExtractYear("ended") + F("years")).filter(
        Q(extended=False, last_year__lt=day.year) | Q(extended=True, longer__lt=day)
    )
    named = over.filter(Exists(text)).select_related("dossier", "type", "owner")
    return named.order_by("ended", "pk")


def _readable(user: Any) -> Q:
    """A restricted paper falls due before the eyes of its owner only."""
    return Q(restricted=False) | Q(owner__in=organisations_of(user))


def must_be_due(document: Document, day: date | None = None) -> Period:
    """
    Raises:
        NotNow: the dossier is open, the paper is kept for good, or its period is not over yet.
    """
    period = periods(document.dossier, [document])[document.pk]
    if document.dossier.is_open:
        raise NotNow(_("Periods begin when the dossier has ended; this one is open."))
    if period.until is None:
        raise NotNow(_("This paper is kept for good."))
    if period.until >= (day or timezone.localdate()):
        raise NotNow(_("This paper is kept until %(day)s.") % {"day": f"{period.until:%d/%m/%Y}"})
    return period


@transaction.atomic
def dispose(document: Document, *, reason: str, paper: str, actor: Any, confirmed_by: str = "password") -> None:
    """Remove the texts of a paper whose period is over; number, subject and hashes stay in the trail for good.

    Raises:
        NotNow: it is not due. NotYou, Frozen: as for every removal of content.
    """
    versions = list(document.versions.exclude(file="").select_related("document"))
    if not versions and Erasure.objects.filter(version__document=document).exists():
        return
    period = must_be_due(document)
    if not reason.strip():
        raise BadInput(_("Say why it is disposed of: auditors will ask."), "reason")
    assert period.rule is not None
    for version in versions:
        version.refresh_from_db()
        if version.file:
            actions.erase_file(
                version,
                ground=f"{period.rule.source}: {reason.strip()}",
                paper=paper,
                why=Erasure.Why.RETENTION,
                actor=actor,
                confirmed_by=confirmed_by,
            )


def keep_longer(document: Document, *, until: date | None, reason: str, paper: str, actor: Any) -> Extension:
    """Keep a paper beyond its period, until a day or (None) for good. Deciding the same again changes nothing."""
    version = document.versions.exclude(file="").select_related("document").first()
    with door(document.dossier_id, actor=actor) as case:
        if version is None:
            raise NotNow(_("This paper has no text that could be kept."))
        must_be_eraser(case, version)
        reason, paper = reason.strip(), paper.strip()
        if not reason:
            raise BadInput(_("Say why it is kept longer."), "reason")
        if until is not None and until <= timezone.localdate(case.now):
            raise BadInput(_("Choose a day that is still to come, or none to keep it for good."), "until")
        last = document.extensions.last()
        if last is not None and (last.until, last.reason, last.decided_by_id) == (until, reason, actor.pk):
            return last
        made = Extension.objects.create(
            document=document, until=until, reason=reason, paper=paper, decided_by=actor, decided_at=case.now
        )
        case.record(
            "retention.extended",
            document=document.pk,
            symbol=told_name(document),
            until={"vi": f"{until:%d/%m/%Y}", "en": f"{until:%d/%m/%Y}"}
            if until
            else {"vi": "vĩnh viễn", "en": "for good"},
            reason=reason,
            paper=paper,
        )
    return made
