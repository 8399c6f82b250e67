"""Freezing a dossier by order, and letting it go."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Dossier, Hold

# A body of oversight through its auditors, or the head of the lead.
OVERSEERS = ("auditor",)
HEADS = ("chair",)


def place_hold(dossier: Dossier, *, ground: str, paper: str, actor: Any) -> Hold:
    """Freeze a dossier and its papers. Nothing in it changes until this body lifts the hold; reading goes on.

    Placing the same hold again gives the one that stands.
    """
    with door(dossier, actor=actor, though_held=True) as case:
        must_be_holder(case)
        assert case.person is not None
        ground, paper = ground.strip(), paper.strip()
        if not ground:
            raise BadInput(_("Say on what ground the dossier is frozen."), "ground")
        if not paper:
            raise BadInput(_("Name the paper that orders it: number, date and issuer."), "paper")
        standing = case.dossier.holds.filter(organisation=case.person.organisation_id, lifted_at__isnull=True).first()
        if standing is not None:
            if (standing.placed_by_id, standing.ground, standing.paper) == (actor.pk, ground, paper):
                return standing
            raise NotNow(_("Your organisation has already frozen this dossier. Lift that hold first."))
        hold = Hold.objects.create(
            dossier=case.dossier,
            organisation_id=case.person.organisation_id,
            ground=ground,
            paper=paper,
            placed_by=actor,
            placed_name=f"{actor.get_full_name()}, {case.person.office.vi}",
            placed_at=case.now,
        )
        _held_since(case)
        case.record("hold.placed", hold=hold.pk, ground=ground, paper=paper)
    return hold


def lift_hold(hold: Hold, *, reason: str, actor: Any) -> Hold:
    """Let the dossier go. Only the body that froze it does that; other holds on the same dossier still stand."""
    with door(hold.dossier_id, actor=actor, though_held=True) as case:
        now = Hold.objects.get(pk=hold.pk)
        must_be_lifter(case, now)
        if not now.stands:
            if now.lifted_by_id == actor.pk:
                return now
            raise NotNow(_("This hold has already been lifted."))
        if not reason.strip():
            raise BadInput(_("Say why the dossier is let go: auditors will ask."), "reason")
        now.lifted_by, now.lifted_at, now.lifted_why = actor, case.now, reason.strip()
        now.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
        _held_since(case)
        case.record("hold.lifted", hold=now.pk, reason=now.lifted_why, paper=now.paper)
    return now


def must_be_holder(case: Case) -> None:
    """Auditors of a body of oversight that takes part, and the head of the lead."""
    for party in case.dossier.parties.filter(oversight=True):
        try:
            case.act_as(party.organisation_id, OVERSEERS)
        except NotYou:
            continue
        return
    try:
        case.act_as(case.dossier.lead_id, HEADS)
    except NotYou:
        raise NotYou(
            _("A dossier is frozen by an auditor of a body of oversight that takes part, or by the head of the lead.")
        ) from None


def must_be_lifter(case: Case, hold: Hold) -> None:
    try:
        case.act_as(hold.organisation_id, (*OVERSEERS, *HEADS))
    except NotYou:
        raise NotYou(
            _("%(organisation)s froze this dossier; only its auditors or its head let it go.")
            % {"organisation": hold.organisation}
        ) from None


def _held_since(case: Case) -> None:
    """The dossier carries since when it is held: pages and the door look at that first."""
    first = case.dossier.holds.filter(lifted_at__isnull=True).order_by("placed_at").first()
    case.dossier.held_since = first.placed_at if first else None
    case.changed("held_since")
