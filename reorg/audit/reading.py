"""What the auditor's room may show, and to whom."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.utils.translation import gettext as _

from reorg.audit.models import Access, Question
from reorg.people.models import User
from workflows.errors import NotFound, NotYou
from workflows.models import Dossier, Event
from workflows.offices import offices_of, organisations_of
from workflows.reading import AUDITOR, audited_by, dossier_for, is_auditor
from workflows.trail.verbs import VERBS, Weight

HEADS = ("chair", "secretary")
LOOKING = [code for code, verb in VERBS.items() if verb.weight is Weight.ACCESS]


def must_audit(user: Any) -> None:
    """NotYou for everybody who holds no auditor's office today."""
    if not offices_of(user).filter(role=AUDITOR).exists():
        raise NotYou(_("The auditor's room is for those who hold an office of inspector or auditor."))


def events_for_audit(user: Any) -> QuerySet[Event]:
    """The events of all dossiers this person audits, the newest first."""
    dossiers = audited_by(user).order_by().values("pk")
    return Event.objects.filter(dossier__in=dossiers).select_related("dossier").order_by("-at", "-id")


def questions_for(user: Any) -> QuerySet[Question]:
    """One's own questions, and those other auditors of the same bodies share."""
    bodies = organisations_of(user, roles=(AUDITOR,))
    colleagues = User.objects.filter(offices__in=_auditors_offices(bodies)).order_by().values("pk")
    return Question.objects.filter(Q(person=user) | Q(shared=True, person__in=colleagues)).select_related("person")


def _auditors_offices(bodies: Any) -> Any:
    from workflows.offices import offices_on, today

    return offices_on(today()).filter(role=AUDITOR, organisation__in=bodies).order_by().values("pk")


def question_for(user: Any, pk: int) -> Question:
    found = questions_for(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such question among yours and those shared with you."))
    return found


# Who looked at what


def accesses_for_audit(user: Any) -> QuerySet[Access]:
    """Pages of the dossiers this person audits that were looked at; and what was taken out of this room by them."""
    of_dossiers = Q(dossier__in=audited_by(user).order_by().values("pk"))
    return Access.objects.filter(of_dossiers | Q(dossier=None, person=user)).select_related("person", "dossier")


def may_know_who_looked(user: Any, dossier: Dossier) -> bool:
    """Its auditors, and the heads of the body in the lead."""
    return offices_of(user).filter(organisation=dossier.lead_id, role__in=HEADS).exists() or is_auditor(user, dossier)


def history_for(user: Any, code: str) -> Dossier:
    """The dossier, for who may know who looked at it."""
    dossier = dossier_for(user, code)
    if not may_know_who_looked(user, dossier):
        raise NotYou(_("Who looked at a dossier is for its auditors and the heads of the body in the lead."))
    return dossier


def looked_at(dossier: Dossier) -> QuerySet[Any, Any]:
    """Pages that were looked at and what the trail says was read or taken out, the latest first.

    Rows: ``{at, key, person, event, page, thing}``; ``event`` is the event's number, or None for a page.
    """
    pages = (
        Access.objects.filter(dossier=dossier)
        .order_by()
        .annotate(key=F("pk"), event=Value(None, output_field=BigIntegerField()))
    )
    taken = (
        Event.objects.filter(dossier=dossier, verb__in=LOOKING)
        .order_by()
        .annotate(key=F("pk"), event=F("pk"), page=F("verb"), thing=Value(""), person=F("actor"))
    )
    columns = ("at", "key", "person", "event", "page", "thing")
    looks: QuerySet[Any, Any] = pages.values(*columns).union(taken.values(*columns), all=True).order_by("-at", "-key")
    return looks
