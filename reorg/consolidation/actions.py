"""Letting open work follow to successors, in one act that can be undone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reorg.consolidation.models import Move, Run
from reorg.consolidation.successors import EVERYTHING, OfficeMove, Preview, preview, yesterday
from reorg.people.models import Office, Organisation
from workflows.actions.door import Case, door, lock_in_order
from workflows.actions.succeeding import Passing, give_back, in_words, moved_on, pass_on
from workflows.errors import BadInput, ContentChanged, NotNow
from workflows.models import Delegation, Dossier
from workflows.offices import today
from workflows.phases import Phase
from workflows.text import Text

TAKES_EFFECT = (Phase.IMPLEMENTATION, Phase.CLOSED)
LEADER = ("chair",)
OFFICE, DELEGATION = "offices", "delegations"
OTHERS = {
    OFFICE: Text("chức vụ", "offices held"),
    DELEGATION: Text("ủy quyền, ký thay", "delegations"),
}


class MovedOn(NotNow):
    """A run cannot be undone any more; ``reasons`` lists what happened since."""

    def __init__(self, reasons: list[Text]) -> None:
        super().__init__(_("This cannot be undone any more: something has moved on since."))
        self.reasons = reasons


def why_not_yet(dossier: Dossier) -> str:
    """Why work cannot follow yet; empty once the decision is taken and the day has come."""
    if dossier.phase not in TAKES_EFFECT:
        return _("Work follows when the scheme is decided. This dossier is not that far.")
    if dossier.operation_date is None:
        return _("Set the day from which the new bodies operate first.")
    if dossier.operation_date > today():
        return _("The new bodies operate from %(day)s; work follows on that day.") % {
            "day": dossier.operation_date.strftime("%d/%m/%Y")
        }
    return ""


@transaction.atomic
def let_follow(dossier: Dossier, *, shown: str, actor: Any) -> Run:
    """Everything of the preview goes to the successors. The same preview sent twice is carried out once.

    ``shown`` is the digest of the preview that the leader saw.

    Raises:
        NotYou: not the chair of the lead. NotNow: the decision has not taken effect, or there is nothing to move.
        ContentChanged: other things would move than those shown.
    """
    lock_in_order({dossier.pk, *_dossiers(preview(dossier))})
    with door(dossier, actor=actor) as case:
        case.act_as(case.dossier.lead_id, LEADER)
        there = Run.objects.filter(dossier=dossier, digest=shown, undone_at__isnull=True).first()
        if there is not None:
            return there
        if why := why_not_yet(case.dossier):
            raise NotNow(why)
        now = preview(case.dossier)
        if now.digest != shown:
            raise ContentChanged(_("Something has changed since this page was made. Look at what would move now."))
        if now.empty:
            raise NotNow(_("Nothing is left that could follow."))
        run = Run.objects.create(
            dossier=case.dossier, digest=shown, counts=now.counts, applied_by=actor, applied_at=case.now
        )
        _tell(case, run, now)
    heads = pass_on(
        now.following.passings, basis=dossier.code, office=(case.dossier.lead_id, LEADER), actor=actor, owned=EVERYTHING
    )
    made = [*_give_offices(run, now), *_give_delegations(run, now)]  # last: the actor may be one of those who move
    Move.objects.bulk_create(
        [
            *(
                Move(
                    run=run,
                    kind=row.kind,
                    object_id=row.pk,
                    dossier_id=row.dossier,
                    head_seq=heads[row.dossier],
                    before_id=row.before,
                    after_id=row.after,
                )
                for row in now.following.passings
            ),
            *made,
        ]
    )
    return run


@transaction.atomic
def undo(run: Run, *, reason: str, actor: Any) -> Run:
    """Everything a run moved goes back to where it was. Sent twice, it is done once.

    Raises:
        NotYou: not the chair of the lead. BadInput: no reason. MovedOn: something happened since; lists all of it.
    """
    passings, heads = _passings(run)
    lock_in_order({run.dossier_id, *heads})
    with door(run.dossier_id, actor=actor) as case:
        case.act_as(case.dossier.lead_id, LEADER)
        run = Run.objects.select_for_update().get(pk=run.pk)
        if run.undone_at is not None:
            return run
        if not reason.strip():
            raise BadInput(_("Say why: auditors will ask."), "reason")
        offices, delegations = _others(run, OFFICE), _others(run, DELEGATION)
        reasons = moved_on(passings, heads, EVERYTHING) + _offices_moved_on(offices) + _delegations_ended(delegations)
        if reasons:
            raise MovedOn(reasons)
        run.undone_by, run.undone_at, run.undone_why = actor, case.now, reason.strip()
        run.save(update_fields=["undone_by", "undone_at", "undone_why"])
        case.record("succession.undone", run=run.pk, reason=run.undone_why)
    give_back(passings, basis=case.dossier.code, office=(case.dossier.lead_id, LEADER), actor=actor, owned=EVERYTHING)
    _take_delegations_back(delegations, run)
    _restore_offices(offices)
    return run


def why_not_undone(run: Run) -> list[Text]:
    """What happened since a run; nothing as long as it can be undone."""
    passings, heads = _passings(run)
    return (
        moved_on(passings, heads, EVERYTHING)
        + _offices_moved_on(_others(run, OFFICE))
        + _delegations_ended(_others(run, DELEGATION))
    )


def _dossiers(shown: Preview) -> set[int]:
    return {row.dossier for row in shown.following.passings} | {row.dossier for row in shown.following.stayings}


def _tell(case: Case, run: Run, now: Preview) -> None:
    names = Organisation.objects.in_bulk({body for heir in now.heirs.all for body in (heir.before, heir.after)})
    counted = in_words(now.following.passings, EVERYTHING)
    others = [(now.counts[kind], title) for kind, title in OTHERS.items() if now.counts[kind]]
    case.record(
        "succession.applied",
        run=run.pk,
        what=Text(
            ", ".join([*filter(None, [counted.vi]), *(f"{count} {title.vi}" for count, title in others)]),
            ", ".join([*filter(None, [counted.en]), *(f"{title.en}: {count}" for count, title in others)]),
        ),
        digest=run.digest,
        pairs=[
            {
                "from": names[heir.before].text.as_fact(),
                "to": names[heir.after].text.as_fact(),
                "procedures": list(heir.procedures),
            }
            for heir in now.heirs.all
        ],
        stays=len(now.following.stayings) + len(now.offices_stay) + len(now.delegations_stay),
        offices=[move.office.pk for move in now.offices],
        delegations=[move.delegation.pk for move in now.delegations],
    )


# Offices: the old one ends yesterday, the same one begins today at the successor.


def _give_offices(run: Run, now: Preview) -> list[Move]:
    return [_give_office(run, move) for move in now.offices]


def _give_office(run: Run, move: OfficeMove) -> Move:
    old, made = move.office, None
    if not move.taken:
        made = Office.objects.create(
            person_id=old.person_id,
            organisation_id=move.after,
            role_id=old.role_id,
            title_vi=old.title_vi,
            title_en=old.title_en,
            valid_from=today(),
            valid_to=old.valid_to,
        ).pk
    told = Move(
        run=run, kind=OFFICE, object_id=old.pk, before_id=old.organisation_id, after_id=move.after, made=made
    )  # fmt: skip
    if move.ends:
        told.ended_on, told.ended_before = yesterday(today()), old.valid_to
        Office.objects.filter(pk=old.pk).update(valid_to=told.ended_on)
    return told


def _offices_moved_on(moves: list[Move]) -> list[Text]:
    offices = Office.objects.select_related("person", "organisation").in_bulk(
        {pk for move in moves for pk in (move.object_id, move.made) if pk}
    )
    changed = [
        move
        for move in moves
        if (move.ended_on and offices[move.object_id].valid_to != move.ended_on)
        or (move.made and (move.made not in offices or offices[move.made].organisation_id != move.after_id))
    ]
    return [_office_changed(offices[move.object_id]) for move in changed]


def _office_changed(office: Office) -> Text:
    return Text(
        f"chức vụ của {office.person} đã thay đổi: {office.title_vi}",
        f"the office of {office.person} has changed: {office.title_en}",
    )


def _restore_offices(moves: list[Move]) -> None:
    for move in moves:
        if move.ended_on:
            Office.objects.filter(pk=move.object_id).update(valid_to=move.ended_before)
        if move.made:
            made = Office.objects.filter(pk=move.made)
            if not made.filter(valid_from__gte=today()).delete()[0]:
                made.update(valid_to=yesterday(today()))


# Delegations: given anew at the successor. The old ones lie still there, since whoever gave them left that office.


def _give_delegations(run: Run, now: Preview) -> list[Move]:
    told = []
    for delegation, after in now.delegations:
        made = Delegation.objects.create(
            organisation_id=after,
            role_id=delegation.role_id,
            deputy_id=delegation.deputy_id,
            kind=delegation.kind,
            basis=delegation.basis,
            procedures=delegation.procedures,
            only_in_absence=delegation.only_in_absence,
            valid_from=max(delegation.valid_from, today()),
            valid_to=delegation.valid_to,
            given_by_id=delegation.given_by_id,
            given_at=run.applied_at,
        )
        before = delegation.organisation_id
        told.append(
            Move(
                run=run,
                kind=DELEGATION,
                object_id=delegation.pk,
                before_id=before,
                after_id=after,
                made=made.pk,
            )
        )
    return told


def _delegations_ended(moves: list[Move]) -> list[Text]:
    both = {pk for move in moves for pk in (move.object_id, move.made) if pk}
    ended = Delegation.objects.filter(pk__in=both, revoked_at__isnull=False).select_related("deputy")
    return [
        Text(f"ủy quyền cho {one.deputy} đã bị thu hồi", f"the delegation to {one.deputy} was taken back")
        for one in ended
    ]


def _take_delegations_back(moves: Iterable[Move], run: Run) -> None:
    made = [move.made for move in moves if move.made]
    Delegation.objects.filter(pk__in=made).update(revoked_at=run.undone_at, revoked_by=run.undone_by)


def _passings(run: Run) -> tuple[list[Passing], dict[int, int]]:
    rows = list(run.moves.filter(dossier__isnull=False))
    passings = [Passing(row.kind, row.object_id, row.dossier_id or 0, row.before_id, row.after_id) for row in rows]
    return passings, {row.dossier_id: row.head_seq for row in rows if row.dossier_id and row.head_seq}


def _others(run: Run, kind: str) -> list[Move]:
    return list(run.moves.filter(kind=kind))
