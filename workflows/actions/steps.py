"""Working through steps: done, returned, refused, supplement, and the sign-off of one person."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows import signals
from workflows.actions.deadlines import SUPPLEMENTED, end_supplement, stop_for_supplement
from workflows.actions.door import Case, door
from workflows.content import changes_between, content_of, list_content
from workflows.errors import BadInput, ContentChanged, NotNow, NotReady, NotYou
from workflows.flow import Appraisal, HandOver, SignOff, Step, WorkNode
from workflows.models import Assignment, ClockStop, Decision, Dossier, Snapshot, Task
from workflows.phases import Phase
from workflows.readiness import blocking
from workflows.trail.canonical import digest


def complete(assignment: Assignment, *, actor: Any, note: str = "") -> Task:
    """Finish a step of work. Asking again for what the same person already finished does nothing.

    Raises:
        NotNow: the step is closed, or not a step of work. NotYou: it is asked of another office.
        NotReady: something is missing; all of it is listed.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment, again=True)
        if asked.state == Assignment.State.DONE:
            return asked.task
        node = case.node(asked.task)
        if not isinstance(node, Step):
            raise NotNow(_("This step is finished by its own form, not by “done”."))
        act_on(case, asked)
        must_be_ready(case, node, asked)
        answer(case, asked)
        if _is_supplement(case, node):
            case.record("supplement.given", step=node.name, note=note)
        else:
            case.record("step.done", step=node.name, title=node.title, note=note)
        if all_answered(node, asked.task):
            if _is_supplement(case, node):
                end_supplement(case)
            case.go_on(asked.task, Task.Outcome.DONE, note=note)
    return asked.task


def sign(
    assignment: Assignment,
    *,
    actor: Any,
    shown: str,
    confirmed_by: str = "password",
    note: str = "",
) -> Decision:
    """Sign off the content that was shown. The last signature of a step lets the dossier go on.

    ``shown`` is the digest of the content the signer had before them. The same person signing the same thing again gets
    the sign-off they gave. The caller has confirmed who the signer is, and says how in ``confirmed_by``.

    Raises:
        ContentChanged: the content is no longer what was shown. NotNow, NotYou, NotReady as for every step.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment, again=True)
        node = _signed_node(case, asked)
        given = _given(case, asked)
        if given is not None:
            return given
        act_on(case, asked)
        must_be_signer(case, asked.task)
        must_be_ready(case, node, asked)
        snapshot = _snapshot(case, node, shown)
        decision = _decide(case, asked, node, snapshot, Decision.Outcome.APPROVED, confirmed_by)
        case.record(
            "signoff.approved",
            step=node.name,
            title=node.title,
            seat=asked.seat,
            digest=snapshot.digest,
            statement=node.statement,
            decision=decision.pk,
        )
        if all_answered(node, asked.task):
            case.record("step.approved", step=node.name, title=node.title)
            case.go_on(asked.task, Task.Outcome.APPROVED, note=note)
        elif node.in_sequence:
            _open_next_in_order(case, asked.task)
    return decision


def send_back(
    assignment: Assignment,
    *,
    to: str,
    reason: str,
    actor: Any,
    shown: str = "",
    confirmed_by: str = "password",
) -> Task:
    """Return the dossier with reasons to an earlier step that this step names."""
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        node = case.node(asked.task)
        act_on(case, asked)
        target = next((step for step in node.returns if step.name == to), None)
        if target is None:
            raise BadInput(_("From here the dossier can only be returned to a step that is named."), "to")
        if not reason.strip():
            raise BadInput(_("Say what has to be changed: whoever mends it reads only this."), "reason")
        if node.signs:
            must_be_signer(case, asked.task)
            _refuse_with_reason(case, asked, node, shown, Decision.Outcome.RETURNED, reason, confirmed_by)
        else:
            answer(case, asked)
        case.return_to(asked.task, target, reason=reason.strip())
    return asked.task


def refuse(assignment: Assignment, *, reason: str, actor: Any, shown: str = "", confirmed_by: str = "password") -> Task:
    """Refuse the dossier for good, at a step that signs, once it is out of drafting."""
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        node = _signed_node(case, asked)
        act_on(case, asked)
        if isinstance(node, HandOver):
            raise NotNow(_("What is decided cannot be refused at the hand-over; leave the list open instead."))
        if not reason.strip():
            raise BadInput(_("Say why it is refused."), "reason")
        must_be_signer(case, asked.task)
        _refuse_with_reason(case, asked, node, shown, Decision.Outcome.REFUSED, reason, confirmed_by)
        case.stop(asked.task, Task.Outcome.REFUSED, reason=reason.strip())
        case.record("step.refused", step=node.name, title=node.title, reason=reason.strip())
        case.cancel_open(but=asked.task)
        case.move_to(Phase.REFUSED)
    return asked.task


def ask_supplement(
    assignment: Assignment, *, reason: str, actor: Any, ground: str = ClockStop.Ground.INCOMPLETE
) -> Task:
    """The appraising body asks for a supplement; the appraisal is taken up again when it has come.

    Its clock stands meanwhile. Where the dossier was ``incomplete`` the term begins anew with the answer; where it was
    ``incorrect`` the term goes on with what was left.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        node = case.node(asked.task)
        if not isinstance(node, Appraisal) or node.supplement is None:
            raise NotNow(_("A supplement is asked for in an appraisal."))
        act_on(case, asked)
        if not reason.strip():
            raise BadInput(_("Say what has to be supplemented."), "reason")
        if ground not in SUPPLEMENTED:
            raise BadInput(_("Say whether the dossier is incomplete or incorrect."), "ground")
        answer(case, asked)
        case.stop(asked.task, Task.Outcome.SUPPLEMENT, reason=reason.strip())
        case.record("supplement.asked", step=node.name, reason=reason.strip())
        stop_for_supplement(case, node, asked.task, ground, reason.strip())
        case.start_at(node.supplement)
    return asked.task


def shown_to_signer(assignment: Assignment) -> tuple[str, dict[str, Any]]:
    """The digest and the content that a signer is to be shown for this assignment now."""
    dossier: Dossier = assignment.dossier
    node = dossier.flow.step(assignment.task.step)
    if isinstance(node, HandOver):
        content = list_content(dossier, node.lists)
        return digest(content), content
    return dossier.content_digest, content_of(dossier)


# What the acts above are made of


def asked_now(case: Case, assignment: Assignment, *, again: bool = False) -> Assignment:
    """The assignment as it stands under the lock, if it is still open (``again``: or finished by the same person)."""
    asked = Assignment.objects.select_related("task").filter(dossier=case.dossier, pk=assignment.pk).get()
    asked.task.process = case.process
    if asked.state == Assignment.State.OPEN:
        return asked
    if again and asked.state == Assignment.State.DONE and asked.done_by_id == case.actor.pk:
        return asked
    if asked.state == Assignment.State.WAITING:
        before = (
            asked.task.assignments.filter(state=Assignment.State.OPEN).select_related("organisation", "role").first()
        )
        raise NotNow(_("%(organisation)s signs before you.") % {"organisation": before.organisation if before else "—"})
    if asked.state == Assignment.State.DONE:
        raise NotNow(_("%(name)s has already answered this step.") % {"name": asked.done_by})
    raise NotNow(_("This step is no longer asked: the dossier has moved on."))


def act_on(case: Case, asked: Assignment) -> None:
    """The actor in the office that is asked, or as its deputy; what one deputy has taken up, another leaves alone."""
    person = case.act_as(asked.organisation_id, (asked.role_id,))
    if person.principal is not None and asked.taken_by_id not in (None, case.actor.pk):
        raise NotNow(_("%(name)s has taken this up as deputy, and gives it back first.") % {"name": asked.taken_by})


def _signed_node(case: Case, asked: Assignment) -> SignOff:
    node = case.node(asked.task)
    if not isinstance(node, SignOff):
        raise NotNow(_("This step is not signed; it is finished by its own form."))
    return node


def _given(case: Case, asked: Assignment) -> Decision | None:
    """The sign-off this person already gave here: a doubled click or a form sent twice signs once."""
    if asked.state != Assignment.State.DONE:
        return None
    given = asked.decisions.filter(superseded_at__isnull=True, signer=case.actor).first()
    if given is None or given.outcome != Decision.Outcome.APPROVED:
        raise NotNow(_("You have already answered this step."))
    return given


def must_be_signer(case: Case, task: Task) -> None:
    """Nobody signs what they wrote, and nobody signs a step twice, whatever offices they hold."""
    if case.actor.pk in case.authors():
        raise NotYou(_("You took part in writing this dossier; somebody else has to sign it."))
    given = task.decisions.filter(superseded_at__isnull=True)
    mine = given.filter(Q(signer=case.actor) | Q(on_behalf_of=case.actor)).values_list("signer", flat=True).first()
    if mine == case.actor.pk:
        raise NotYou(_("You have already signed this step in another office; nobody signs twice."))
    if mine is not None:
        raise NotYou(_("A deputy has already signed this step for you; nobody signs twice."))
    principal = case.person.principal if case.person else None
    if principal is None:
        return
    if principal.user_id in case.authors():
        raise NotYou(_("Whom you stand in for took part in writing this dossier; somebody else has to sign it."))
    if given.filter(Q(signer=principal.user_id) | Q(on_behalf_of=principal.user_id)).exists():
        raise NotYou(_("Whom you stand in for has already signed this step; nobody signs twice."))


def must_be_ready(case: Case, node: WorkNode, asked: Assignment) -> None:
    missing = blocking(case.dossier, node, asked)
    if missing:
        raise NotReady(
            ngettext(
                "“%(step)s” cannot be finished yet; %(count)d thing is missing.",
                "“%(step)s” cannot be finished yet; %(count)d things are missing.",
                len(missing),
            )
            % {"step": node.title, "count": len(missing)},
            missing,
        )


def _snapshot(case: Case, node: SignOff, shown: str) -> Snapshot:
    """The snapshot of what is signed; ContentChanged when it is not what the signer was shown."""
    if isinstance(node, HandOver):
        content = list_content(case.dossier, node.lists)
        current = digest(content)
        if shown == current:
            return Snapshot.objects.get_or_create(
                dossier=case.dossier, digest=current, defaults={"content": content, "taken_at": case.now}
            )[0]
    else:
        current = case.dossier.content_digest
        if shown == current:
            return Snapshot.objects.only("id", "digest").get(dossier=case.dossier, digest=current)
        content = content_of(case.dossier)
    seen = Snapshot.objects.filter(dossier=case.dossier, digest=shown).first()
    raise ContentChanged(
        _("The content has changed since you opened this page. Look at what changed and sign again."),
        changes_between(seen.content, content) if seen else (),
    )


def _decide(
    case: Case,
    asked: Assignment,
    node: SignOff,
    snapshot: Snapshot,
    outcome: Decision.Outcome,
    confirmed_by: str,
    reason: str = "",
) -> Decision:
    assert case.person is not None
    decision = Decision.objects.create(
        dossier=case.dossier,
        assignment=asked,
        task=asked.task,
        outcome=outcome,
        snapshot=snapshot,
        statement=str(node.statement),
        reason=reason,
        signer=case.actor,
        signer_name=case.actor.get_full_name(),
        office_title=case.person.office.vi,
        organisation_id=asked.organisation_id,
        organisation_name=case.person.organisation.vi,
        authority=case.person.authority,
        on_behalf_of_id=case.person.principal.user_id if case.person.principal else None,
        on_behalf_title=case.person.principal.office.vi if case.person.principal else "",
        confirmed_by=confirmed_by,
        at=case.now,
    )
    answer(case, asked)
    signals.decided.send(sender=case.dossier.flow, decision=decision, step=node.name, case=case)
    return decision


def _refuse_with_reason(
    case: Case,
    asked: Assignment,
    node: WorkNode,
    shown: str,
    outcome: Decision.Outcome,
    reason: str,
    confirmed_by: str,
) -> None:
    assert isinstance(node, SignOff)
    snapshot = _snapshot(case, node, shown or shown_to_signer(asked)[0])
    decision = _decide(case, asked, node, snapshot, outcome, confirmed_by, reason.strip())
    verb = "signoff.returned" if outcome == Decision.Outcome.RETURNED else "signoff.refused"
    case.record(
        verb,
        step=node.name,
        title=node.title,
        seat=asked.seat,
        digest=snapshot.digest,
        decision=decision.pk,
        reason=reason.strip(),
    )


def answer(case: Case, asked: Assignment) -> None:
    asked.state, asked.done_at, asked.done_by = Assignment.State.DONE, case.now, case.actor
    Assignment.objects.filter(pk=asked.pk).update(state=asked.state, done_at=asked.done_at, done_by=case.actor.pk)


def all_answered(node: WorkNode, task: Task) -> bool:
    """Whether everybody has answered, asked by the one who just did: a step of one seat has its answer."""
    if len(node.seats) == 1:
        return True
    return not task.assignments.filter(state__in=(Assignment.State.OPEN, Assignment.State.WAITING)).exists()


def _open_next_in_order(case: Case, task: Task) -> None:
    """In a sequence the next seat is asked once all before it have answered."""
    waiting = list(task.assignments.exclude(state__in=("done", "cancelled")).order_by("order"))
    first = waiting[0].order
    for asked in waiting:
        if asked.order == first and asked.state == Assignment.State.WAITING:
            asked.state, asked.opened_at = Assignment.State.OPEN, case.now
            asked.save(update_fields=["state", "opened_at"])


def _is_supplement(case: Case, node: WorkNode) -> bool:
    return any(isinstance(step, Appraisal) and step.supplement is node for step in case.dossier.flow.steps())
