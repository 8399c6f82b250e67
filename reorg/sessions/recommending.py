"""What becomes of a recommendation. Each move opens the door, asks its questions, moves, and writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from reorg.sessions.actions import must_be_followed_up
from reorg.sessions.models import Answer, Recommendation
from reorg.sessions.people import CHECKERS, LEADERS, SPEAKERS, act_for, join
from reorg.sessions.states import State
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Dossier
from workflows.text import Text


def assign_all(case: Case) -> None:
    """With the conclusion, every recommendation goes to the body it names. Behind the door of the signature."""
    for one in Recommendation.objects.filter(dossier=case.dossier, removed=False, state=State.RAISED):
        if one.lead_id and one.due:
            _move(one, "assign")
            _record_assigned(case, one, "theo kết luận / with the conclusion")


def assign(
    recommendation: Recommendation,
    *,
    lead: Any,
    coordinating: Sequence[Any],
    due: date,
    reason: str,
    actor: Any,
) -> Recommendation:
    """The host gives it to another body, or until another day, and says why."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _taken_up(case, recommendation)
        _act_for_host(case, LEADERS)
        now = (lead.pk, {body.pk for body in coordinating}, due)
        if one.state == State.ASSIGNED and now == (
            one.lead_id,
            set(one.coordinating.values_list("pk", flat=True)),
            one.due,
        ):
            return one
        if not reason.strip():
            raise BadInput(_("Say why it is given to another body or until another day."), "reason")
        if lead in coordinating:
            raise BadInput(_("The lead body does not coordinate with itself."), "coordinating")
        one.lead, one.due = lead, due
        _move(one, "assign")
        one.coordinating.set(coordinating)
        join(case, [lead, *coordinating], "body")
        _record_assigned(case, one, reason.strip())
    return one


def _record_assigned(case: Case, one: Recommendation, reason: str) -> None:
    others = list(one.coordinating.all())
    assert one.lead is not None
    assert one.due is not None
    case.record(
        "recommendation.assigned",
        no=one.no,
        lead=one.lead.text,
        coordinating=Text(
            ", ".join(body.title_vi for body in others) or "không",
            ", ".join(body.title_en for body in others) or "nobody",
        ),
        due=one.due.isoformat(),
        reason=reason,
    )


def escalate(recommendation: Recommendation, *, higher: str, reason: str, actor: Any) -> Recommendation:
    """It is beyond the province: the host puts it to a higher level. The lead body still brings the answer."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _taken_up(case, recommendation)
        _act_for_host(case, LEADERS)
        if one.state == State.ESCALATED and one.higher == higher.strip():
            return one
        if not higher.strip():
            raise BadInput(_("Say to whom it is put."), "higher")
        if not reason.strip():
            raise BadInput(_("Say why it cannot be answered here."), "reason")
        one.higher = higher.strip()
        _move(one, "escalate")
        case.record("recommendation.escalated", no=one.no, higher=one.higher, reason=reason.strip())
    return one


def contribute(recommendation: Recommendation, *, text: Text, paper: str = "", actor: Any) -> Answer:
    """A coordinating body says its part. The answer itself is the lead body's."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _taken_up(case, recommendation)
        bodies = list(one.coordinating.values_list("pk", flat=True))
        act_for(case, *((pk, SPEAKERS) for pk in bodies), otherwise=_("This is for the coordinating bodies."))
        if one.state not in (State.ASSIGNED, State.ESCALATED):
            raise NotNow(_("This recommendation is answered already."))
        given, new = _say(case, one, Answer.Kind.CONTRIBUTION, text, paper)
        if new:
            case.record("recommendation.contributed", no=one.no, answer=given.text, paper=paper)
    return given


def answer(recommendation: Recommendation, *, text: Text, paper: str = "", actor: Any) -> Recommendation:
    """The lead body answers; what a higher level answered is brought by the lead body or the host."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _taken_up(case, recommendation)
        seats: list[tuple[int | None, Sequence[str]]] = [(one.lead_id, SPEAKERS)]
        if one.state == State.ESCALATED:
            seats.append((case.dossier.lead_id, LEADERS))
        act_for(case, *seats, otherwise=_("This recommendation is answered by %(body)s.") % {"body": one.lead or "—"})
        if one.state == State.ANSWERED and one.answered_by_id == actor.pk:
            last = one.answers.filter(kind=Answer.Kind.ANSWER).last()
            if last and last.text_vi == text.vi.strip():
                return one
        higher = one.higher if one.state == State.ESCALATED else ""
        if higher and not paper.strip():
            raise BadInput(_("Name the paper in which the higher level answered."), "paper")
        one.answered_by, one.answered_at = actor, case.now
        _can(one, "answer")
        given, _new = _say(case, one, Answer.Kind.ANSWER, text, paper)
        _move(one, "answer")
        case.record("recommendation.answered", no=one.no, answer=given.text, paper=paper.strip(), higher=higher)
    return one


def send_back(recommendation: Recommendation, *, reason: str, actor: Any) -> Recommendation:
    """The answer does not do: the lead body owes it again."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _checked(case, recommendation)
        if not reason.strip():
            raise BadInput(_("Say what is missing in the answer."), "reason")
        _move(one, "send_back")
        case.record("recommendation.sent_back", no=one.no, reason=reason.strip())
    return one


def verify(recommendation: Recommendation, *, note: str = "", actor: Any) -> Recommendation:
    """Somebody of the host or of the unit that asked confirms the answer; never the person who gave it."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _checked(case, recommendation)
        if one.state == State.VERIFIED:
            return one
        _move(one, "verify")
        case.record("recommendation.verified", no=one.no, note=note.strip())
    return one


def close(recommendation: Recommendation, *, note: str = "", actor: Any) -> Recommendation:
    """The host settles it, once everything that was promised with the answer is done or dropped."""
    with door(recommendation.dossier_id, actor=actor) as case:
        one = _taken_up(case, recommendation)
        _act_for_host(case, LEADERS)
        if one.state == State.CLOSED:
            return one
        _move(one, "close")
        case.record("recommendation.closed", no=one.no, note=note.strip())
    return one


def _taken_up(case: Case, recommendation: Recommendation) -> Recommendation:
    must_be_followed_up(case)
    one = Recommendation.objects.select_related("lead", "unit").get(pk=recommendation.pk)
    if one.removed:
        raise NotNow(_("This was taken out meanwhile."))
    return one


def _act_for_host(case: Case, roles: Sequence[str]) -> None:
    act_for(
        case,
        (case.dossier.lead_id, roles),
        otherwise=_("This is for %(body)s, which holds the session.") % {"body": case.dossier.lead},
    )


def _checked(case: Case, recommendation: Recommendation) -> Recommendation:
    one = _taken_up(case, recommendation)
    act_for(
        case,
        (case.dossier.lead_id, CHECKERS),
        (one.unit_id, SPEAKERS),
        otherwise=_("An answer is checked by the host or by the unit that asked."),
    )
    if one.answered_by_id == case.actor.pk:
        raise NotYou(_("You gave this answer; somebody else checks it."))
    return one


def _say(case: Case, one: Recommendation, kind: str, text: Text, paper: str) -> tuple[Answer, bool]:
    assert case.person is not None
    if not text.vi.strip():
        raise BadInput(_("Say it in Vietnamese."), "text_vi")
    body = case.person.organisation_id
    same = one.answers.filter(kind=kind, body=body, given_by=case.actor).last()
    if kind == Answer.Kind.CONTRIBUTION and same and same.text_vi == text.vi.strip():
        return same, False
    given = Answer.objects.create(
        recommendation=one,
        kind=kind,
        body_id=body,
        office=case.person.office.vi,
        text_vi=text.vi.strip(),
        text_en=text.en.strip(),
        paper=paper.strip(),
        given_by=case.actor,
        given_at=case.now,
    )
    return given, True


def _can(one: Recommendation, verb: str) -> None:
    """NotNow in the office's words when the machine has no such move from here."""
    known = {found.name for found in Recommendation.get_available_state_transitions(one)}  # type: ignore[attr-defined]
    if verb in known:
        return
    if verb == "close" and one.state == State.VERIFIED:
        raise NotNow(_("Something promised with the answer is neither done nor dropped yet."))
    raise NotNow(
        _("A recommendation that is “%(state)s” cannot do that now.") % {"state": State(one.state).label.lower()}
    )


def _move(one: Recommendation, verb: str) -> None:
    _can(one, verb)
    try:
        getattr(one, verb)()
    except TransitionNotAllowed as refused:
        raise NotNow(str(refused)) from refused
    one.save(update_fields=["state", "lead", "due", "higher", "answered_by", "answered_at"])


def settled(dossier: Dossier) -> bool:
    return not Recommendation.objects.filter(dossier=dossier, removed=False).exclude(state=State.CLOSED).exists()
