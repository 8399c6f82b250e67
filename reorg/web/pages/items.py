"""Which acts on an item of a checklist are open to somebody now, by the engine's own rules."""

from __future__ import annotations

from typing import Any

from workflows.actions.checklists import VERIFIERS, WORKERS
from workflows.models import ChecklistItem, Dossier

State = ChecklistItem.State
LEADERS = ("chair", "secretary")
ASSIGNERS = ("drafter", "chair")


def acts_for(user: Any, item: ChecklistItem, offices: list[Any]) -> tuple[str, ...]:
    """What to offer, in the order in which it is usually done. The engine has the last word on each."""
    if not item.dossier.is_open or item.dossier.is_held:
        return ()
    held = {office.role_id for office in offices if office.organisation_id in (item.owner_id, item.dossier.lead_id)}
    leads = {office.role_id for office in offices if office.organisation_id == item.dossier.lead_id}
    works, verifies = held & set(WORKERS), held & set(VERIFIERS)
    settled = item.state in ChecklistItem.SETTLED
    mine = item.done_by_id == user.pk or any(proof.added_by_id == user.pk for proof in item.evidence.all())
    offered = {
        "start": works and item.state == State.OPEN,
        "evidence": works and not settled,
        "done": works and item.state in (State.OPEN, State.IN_PROGRESS) and bool(item.evidence.all()),
        "verify": verifies and item.state == State.DONE and not mine,
        "reopen": verifies and item.state not in (State.OPEN, State.IN_PROGRESS),
        "waive": held & set(LEADERS) and not settled,
        "assign": leads & set(ASSIGNERS) and not settled,
    }
    return tuple(act for act, open_ in offered.items() if open_)


def may_assign(dossier: Dossier, offices: list[Any]) -> bool:
    """Whether the reader gives items of this dossier to others: a drafter or a leader of the lead, while it is open."""
    if not dossier.is_open or dossier.is_held:
        return False
    return any(office.organisation_id == dossier.lead_id and office.role_id in ASSIGNERS for office in offices)


def why_not_verify(user: Any, item: ChecklistItem) -> bool:
    """The reader holds the office that verifies, but brought or reported this item themselves."""
    if item.state != State.DONE:
        return False
    return item.done_by_id == user.pk or any(proof.added_by_id == user.pk for proof in item.evidence.all())
