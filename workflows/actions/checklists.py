"""Working the checklists: start, evidence, done, verified by another person, waived with a sign-off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from workflows import signals
from workflows.actions.door import Case, door
from workflows.content import list_content
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.files import check_file
from workflows.models import ChecklistItem, Decision, Evidence, Snapshot
from workflows.text import Text
from workflows.trail.canonical import digest

State = ChecklistItem.State
WORKERS = ("officer", "drafter")
VERIFIERS = ("reviewer", "chair", "drafter", "secretary")


def start_item(item: ChecklistItem, *, actor: Any, version: int | None = None) -> ChecklistItem:
    """Take an open item up."""
    with door(item.dossier_id, actor=actor) as case:
        item = _worked_on(case, item, version)
        if item.state == State.OPEN:
            _to(case, item, State.IN_PROGRESS)
            case.record("item.started", item=item.code, title=item.text)
    return item


def add_evidence(item: ChecklistItem, *, file: File[bytes], actor: Any, sample: bool = False) -> Evidence:
    """Attach a file that shows that the item is done. The same file twice is one piece of evidence."""
    with door(item.dossier_id, actor=actor) as case:
        item = _worked_on(case, item, None)
        if item.state in ChecklistItem.SETTLED:
            raise NotNow(_("This item is settled. Have it reopened before you add evidence."))
        checked = check_file(file)
        there = item.evidence.filter(sha256=checked.sha256).first()
        if there is not None:
            return there
        evidence = Evidence.objects.create(
            item=item,
            sample=sample,
            file=checked.file,
            name=checked.name,
            size=checked.size,
            content_type=checked.content_type,
            sha256=checked.sha256,
            added_by=actor,
            added_at=case.now,
        )
        _to(case, item, State.IN_PROGRESS if item.state == State.OPEN else item.state)
        case.record(
            "item.evidence",
            item=item.code,
            file=evidence.name,
            sha256=evidence.sha256,
            size=evidence.size,
            sample=sample,
        )
        _if_signed(case, item)
    return evidence


def report_done(item: ChecklistItem, *, actor: Any, note: str = "", version: int | None = None) -> ChecklistItem:
    """Report an item as done. It needs evidence; another person verifies it."""
    with door(item.dossier_id, actor=actor) as case:
        item = _worked_on(case, item, version)
        if item.state == State.DONE and item.done_by_id == actor.pk:
            return item
        if item.state not in (State.OPEN, State.IN_PROGRESS):
            raise NotNow(_("This item is already %(state)s.") % {"state": item.get_state_display()})
        hashes = sorted(item.evidence.values_list("sha256", flat=True))
        if not hashes:
            raise BadInput(_("Add the evidence first: %(wanted)s.") % {"wanted": item.evidence_wanted or "—"}, "file")
        item.note, item.done_by, item.done_at = note, actor, case.now
        _to(case, item, State.DONE, "note", "done_by", "done_at")
        case.record("item.done", item=item.code, title=item.text, note=note, evidence=hashes)
        _if_signed(case, item)
    return item


def verify_item(item: ChecklistItem, *, actor: Any, version: int | None = None) -> ChecklistItem:
    """Confirm that an item reported as done is done. Never by who reported it or brought its evidence."""
    with door(item.dossier_id, actor=actor) as case:
        item = _locked(case, item, version)
        if item.state == State.VERIFIED and item.verified_by_id == actor.pk:
            return item
        _as_one_of(case, item, VERIFIERS)
        if item.state != State.DONE:
            raise NotNow(_("Only an item that is reported as done can be verified."))
        if item.done_by_id == actor.pk or item.evidence.filter(added_by=actor).exists():
            raise NotYou(_("Somebody else has to verify this: you reported it or brought its evidence."))
        item.verified_by, item.verified_at = actor, case.now
        _to(case, item, State.VERIFIED, "verified_by", "verified_at")
        hashes = sorted(item.evidence.values_list("sha256", flat=True))
        case.record("item.verified", item=item.code, title=item.text, evidence=hashes)
        _if_signed(case, item)
    return item


def reopen_item(item: ChecklistItem, *, reason: str, actor: Any, version: int | None = None) -> ChecklistItem:
    """Open an item again, with the reason: a verifier who is not satisfied, or a later find."""
    with door(item.dossier_id, actor=actor) as case:
        item = _locked(case, item, version)
        _as_one_of(case, item, VERIFIERS)
        if item.state in (State.OPEN, State.IN_PROGRESS):
            raise NotNow(_("This item is still open."))
        if not reason.strip():
            raise BadInput(_("Say what is missing."), "reason")
        waived = item.decisions.filter(superseded_at__isnull=True)
        waived.update(superseded_at=case.now, superseded_why=reason.strip())
        item.done_by = item.done_at = item.verified_by = item.verified_at = None
        _to(case, item, State.IN_PROGRESS, "done_by", "done_at", "verified_by", "verified_at")
        case.record("item.reopened", item=item.code, title=item.text, reason=reason.strip())
        _if_signed(case, item)
    return item


def waive_item(item: ChecklistItem, *, reason: str, actor: Any, shown: str, confirmed_by: str = "password") -> Decision:
    """A leader of the owner or of the lead waives an item, with reason, as a sign-off over the item as it was shown."""
    with door(item.dossier_id, actor=actor) as case:
        item = _locked(case, item, None)
        _as_one_of(case, item, ("chair", "secretary"))
        given = item.decisions.filter(signer=actor, outcome="waived", superseded_at__isnull=True).first()
        if item.state == State.WAIVED and given is not None:
            return given
        if item.state in ChecklistItem.SETTLED:
            raise NotNow(_("This item is already settled."))
        if not reason.strip():
            raise BadInput(_("Say why the item is waived: auditors will ask."), "reason")
        content = item_content(item)
        if digest(content) != shown:
            raise ContentChanged(_("The item has changed since you opened this page. Look at it again."))
        assert case.person is not None
        snapshot, _made = Snapshot.objects.get_or_create(
            dossier=case.dossier, digest=shown, defaults={"content": content, "taken_at": case.now}
        )
        statement = Text(
            f"Tôi miễn đầu việc {item.code} và chịu trách nhiệm về lý do đã nêu.",
            f"I waive the item {item.code} and answer for the reason given.",
        )
        decision = Decision.objects.create(
            dossier=case.dossier,
            item=item,
            outcome=Decision.Outcome.WAIVED,
            snapshot=snapshot,
            statement=str(statement),
            reason=reason.strip(),
            signer=actor,
            signer_name=actor.get_full_name(),
            office_title=case.person.office.vi,
            organisation_id=case.person.organisation_id,
            organisation_name=case.person.organisation.vi,
            authority=case.person.authority,
            confirmed_by=confirmed_by,
            at=case.now,
        )
        signals.decided.send(sender=case.dossier.flow, decision=decision, step=f"item:{item.code}", case=case)
        item.note = reason.strip()
        _to(case, item, State.WAIVED, "note")
        case.record(
            "item.waived",
            item=item.code,
            title=item.text,
            reason=reason.strip(),
            digest=shown,
            statement=statement,
            decision=decision.pk,
        )
        _if_signed(case, item)
    return decision


def assign_item(
    item: ChecklistItem, *, organisation: Any, due: datetime | None, actor: Any, version: int | None = None
) -> ChecklistItem:
    """Give an item to another party of the dossier, or another date. The lead's drafters and chair do that."""
    with door(item.dossier_id, actor=actor) as case:
        item = _locked(case, item, version)
        case.act_as(case.dossier.lead_id, ("drafter", "chair"))
        if item.state in ChecklistItem.SETTLED:
            raise NotNow(_("This item is already settled."))
        if organisation.pk not in case.parties.values():
            raise BadInput(_("Choose an organisation that takes part in this dossier."), "organisation")
        if due != item.due:
            item.due_rule = None  # a date given by hand stays where it is put
        item.owner, item.due = organisation, due
        _to(case, item, item.state, "owner", "due", "due_rule")
        case.record(
            "item.assigned",
            item=item.code,
            title=item.text,
            organisation=organisation.text,
            due=due.isoformat() if due else None,
        )
    return item


def item_content(item: ChecklistItem) -> dict[str, Any]:
    """What a leader sees, and signs, when waiving an item."""
    whole = list_content(item.dossier, (item.checklist.code,))
    return {"item": item.code, "title": item.title_vi, "now": whole["items"][item.code]}


def _locked(case: Case, item: ChecklistItem, version: int | None) -> ChecklistItem:
    """The item as it stands under the lock; ContentChanged when somebody saved it since ``version`` was read."""
    now = ChecklistItem.objects.select_related("checklist", "owner", "done_by", "dossier__procedure").get(
        dossier=case.dossier, pk=item.pk
    )
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its lists stay as they are."))
    if version is not None and version != now.version:
        raise ContentChanged(
            _("Somebody changed this item since you opened it: it is now %(state)s. Your text is kept below.")
            % {"state": now.get_state_display()}
        )
    return now


def _worked_on(case: Case, item: ChecklistItem, version: int | None) -> ChecklistItem:
    now = _locked(case, item, version)
    _as_one_of(case, now, WORKERS)
    return now


def _as_one_of(case: Case, item: ChecklistItem, roles: tuple[str, ...]) -> None:
    """In the office of the owner, or else of the lead."""
    try:
        case.act_as(item.owner_id, roles)
    except NotYou:
        try:
            case.act_as(case.dossier.lead_id, roles)
        except NotYou:
            raise NotYou(
                _("This item belongs to %(organisation)s; only its officers and the lead may do that.")
                % {"organisation": item.owner}
            ) from None


def _to(case: Case, item: ChecklistItem, state: str, *fields: str) -> None:
    item.state, item.version = state, item.version + 1
    item.save(update_fields=["state", "version", *fields])


def _if_signed(case: Case, item: ChecklistItem) -> None:
    """Items of a signed list are part of what leaders decide on, until it is decided; then of the hand-over."""
    what = Text(f"đầu việc {item.code}", f"item {item.code}")
    if item.checklist.code in case.dossier.flow.signed_lists and case.dossier.phase != "implementation":
        case.content_changed(what)
    case.list_changed(item.checklist.code, what)
