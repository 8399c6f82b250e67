"""Reviews: a document changes a legal basis, every open dossier that rests on it is asked, its lead answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.administration.rights import acting_for, mandates_of, scope_of
from reorg.guidance.library import DRAFTER, cited
from reorg.guidance.models import BasisReview, GuidingDocument
from reorg.system.door import system_door
from workflows import reading
from workflows.actions.door import Case, door, lock_in_order
from workflows.calendars import calendar_for
from workflows.clock import WorkingDays, deadline
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.offices import Acting, acting, offices_of
from workflows.phases import ENDED
from workflows.readiness import Missing
from workflows.text import Text

DAYS = 10  # no source gives a term for such a review; this is our default, and whoever asks may say another
FEWEST, MOST = 1, 60
Outcome = BasisReview.Outcome
VERBS = {Outcome.NO_CHANGE: "review.unchanged", Outcome.CHANGED: "review.changed"}


@dataclass(frozen=True)
class Concerned:
    """An open dossier that rests on what a document changes, and whether it can be asked now."""

    dossier: Dossier
    bases: tuple[str, ...]

    @property
    def held(self) -> bool:
        return self.dossier.is_held


@dataclass(frozen=True)
class Reach:
    """Whose dossiers somebody may ask for a review: all of them, or those that their bodies lead."""

    person: Acting
    everything: bool
    bodies: frozenset[int]

    def dossiers(self) -> QuerySet[Dossier]:
        found = Dossier.objects.select_related("programme", "lead")
        return found if self.everything else found.filter(lead__in=self.bodies)

    def acting_at(self, dossier: Dossier, actor: Any) -> Acting:
        if self.everything:
            return self.person
        return acting(actor, offices_of(actor).filter(role=DRAFTER, organisation=dossier.lead_id)[0])


def reach_of(user: Any) -> Reach:
    """A system administrator asks every open dossier; a drafter those that their body leads.

    Raises:
        NotYou: neither.
    """
    if mandates_of(user).filter(organisation=None).exists():
        return Reach(acting_for(scope_of(user)), True, frozenset())
    offices = list(offices_of(user).filter(role=DRAFTER).order_by("pk"))
    if not offices:
        raise NotYou(_("Reviews are asked for by system administrators, and by drafters in the dossiers they lead."))
    return Reach(acting(user, offices[0]), False, frozenset(office.organisation_id for office in offices))


def bases_of(dossier: Dossier) -> list[str]:
    """Numbers of the documents a dossier rests on: its regime, and the mandate of its programme."""
    mandate = dossier.programme.mandate if dossier.programme else []
    found = [*cited(dossier.regime), *(row.get("symbol", "") for row in mandate)]
    return list(dict.fromkeys(filter(None, found)))


def concerned(document: GuidingDocument, reach: Reach) -> list[Concerned]:
    """Open dossiers within reach that cite a basis it changes and were not asked yet. One query."""
    if not document.bases:
        return []
    cites = Q()
    for number in document.bases:
        cites |= Q(regime__name=number) | Q(regime__laws__contains=[number])
        cites |= Q(programme__mandate__contains=[{"symbol": number}])
    found = reach.dossiers().filter(cites).exclude(phase__in=ENDED).exclude(basis_reviews__document=document)
    return [Concerned(one, _shared(document, one)) for one in found.order_by("code")]


def _shared(document: GuidingDocument, dossier: Dossier) -> tuple[str, ...]:
    theirs = bases_of(dossier)
    return tuple(number for number in document.bases if number in theirs)


def ask_for_reviews(
    document: GuidingDocument, *, days: int = DAYS, within: Iterable[int] | None = None, actor: Any
) -> list[BasisReview]:
    """Ask every open dossier concerned that was not asked yet; asked again, those opened since then.

    Frozen dossiers are left out; they can be asked once they are let go. ``within`` narrows it to these dossiers.

    Raises:
        NotYou: neither a system administrator nor a drafter. BadInput: a term out of bounds.
    """
    reach = reach_of(actor)
    if not FEWEST <= days <= MOST:
        raise BadInput(
            _("Give between %(fewest)s and %(most)s working days.") % {"fewest": FEWEST, "most": MOST}, "days"
        )
    made: list[BasisReview] = []
    with transaction.atomic():
        document = GuidingDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
        chosen = None if within is None else set(within)
        wanted = [
            one.dossier
            for one in concerned(document, reach)
            if not one.held and (chosen is None or one.dossier.pk in chosen)
        ]
        lock_in_order(one.pk for one in wanted)
        for dossier in sorted(wanted, key=lambda one: one.pk):
            review = _ask(document, dossier, days, reach, actor)
            made += [review] if review else []
        if made:
            with system_door(reach.person) as act:
                act.record(
                    "guidance.asked",
                    about=document.entered_for,
                    document=document.pk,
                    number=document.number,
                    count=len(made),
                    days=days,
                )
    return made


def _ask(document: GuidingDocument, dossier: Dossier, days: int, reach: Reach, actor: Any) -> BasisReview | None:
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:  # it ended while we waited for its row
            return None
        case.person = reach.acting_at(dossier, actor)
        lead = case.dossier.lead
        due = deadline(WorkingDays(days), case.now, case.dossier.anchor, calendar_for([lead.pk], case.newest_order))
        assert due is not None  # it hangs on no date that is still to come
        shared = list(_shared(document, dossier))
        review = BasisReview.objects.create(
            document=document, dossier=case.dossier, bases=shared, due=due, asked_by=actor, asked_at=case.now
        )
        case.record(
            "review.asked",
            review=review.pk,
            document=document.pk,
            number=document.number,
            title=document.text,
            body=lead.text,
            cited=", ".join(shared),
            due=timezone.localdate(review.due).isoformat(),
            why=document.why,
        )
    return review


def answer(review: BasisReview, *, outcome: str, reason: str, actor: Any) -> BasisReview:
    """A drafter of the lead says what came of it. The same answer sent twice is one.

    Raises:
        NotYou: no drafter of the lead. NotNow: answered otherwise already, or the dossier has ended. BadInput: no
            outcome or no reason.
    """
    reason = reason.strip()
    with door(review.dossier_id, actor=actor) as case:
        must_answer(case)
        review = BasisReview.objects.select_related("document").get(pk=review.pk, dossier=case.dossier)
        if outcome not in Outcome.values:
            raise BadInput(_("Say whether the dossier was changed."), "outcome")
        if not reason:
            raise BadInput(_("Say why, so that whoever reads it later can follow."), "reason")
        if not review.is_open:
            if (review.outcome, review.reason, review.answered_by_id) == (outcome, reason, actor.pk):
                return review
            raise NotNow(_("This review was answered already."))
        review.outcome, review.reason = outcome, reason
        review.answered_by, review.answered_at = actor, case.now
        review.save(update_fields=["outcome", "reason", "answered_by", "answered_at"])
        case.record(VERBS[Outcome(outcome)], review=review.pk, number=review.document.number, reason=reason)
    return review


def must_answer(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its reviews stay as they are."))
    case.act_as(case.dossier.lead_id, (DRAFTER,))


def review_of(dossier: Dossier, pk: int) -> BasisReview:
    found = dossier.basis_reviews.select_related("document", "dossier").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such review in this dossier."))
    return found


def reviews_of(dossier: Dossier) -> QuerySet[BasisReview]:
    """All reviews asked of a dossier, those that wait first."""
    return dossier.basis_reviews.select_related("document", "asked_by", "answered_by").order_by("outcome", "due", "pk")


def reviews_for(user: Any, document: GuidingDocument) -> QuerySet[BasisReview]:
    """Where a document asked for a review: in the dossiers this person may see, and where they asked themselves.

    Each with ``seen``, whether they may open the dossier.
    """
    theirs = reading.dossiers_for(user).order_by().filter(pk=OuterRef("dossier"))
    found = document.reviews.annotate(seen=Exists(theirs)).filter(Q(seen=True) | Q(asked_by=user.pk))
    return found.select_related("dossier__lead", "answered_by").order_by("pk")


def hints(dossier: Dossier) -> list[Missing]:
    """Reviews that wait, told beside what is missing; they hold up no step."""
    if not dossier.is_open:
        return []
    waiting = dossier.basis_reviews.filter(outcome="").select_related("document").order_by("due", "pk")
    return [Missing(_hint(one), ("basis_review", str(one.pk)), waits=True) for one in waiting]


def _hint(review: BasisReview) -> Text:
    number, day = review.document.number, f"{timezone.localtime(review.due):%d/%m/%Y}"
    return Text(f"rà soát hồ sơ theo {number}, chậm nhất {day}", f"review the dossier because of {number}, by {day}")
