"""What bodies and households say: ballots of councils, opinion rounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from workflows.actions.door import door
from workflows.actions.steps import act_on, all_answered, answer, asked_now, must_be_ready
from workflows.errors import BadInput, NotNow
from workflows.flow import Ballot, OpinionRound
from workflows.models import Assignment, BallotResult, Consultation, Opinion, Task
from workflows.text import Text


def record_ballot(
    assignment: Assignment,
    *,
    electorate: int,
    present: int,
    yes: int,
    no: int,
    abstain: int,
    held_on: date,
    actor: Any,
    note: str = "",
) -> BallotResult:
    """Record a council's vote; the result is computed. When all councils have voted the dossier goes on, or back.

    Recording the same council's vote a second time gives the first record.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment, again=True)
        if asked.state == Assignment.State.DONE:
            return asked.ballot
        node = case.node(asked.task)
        if not isinstance(node, Ballot):
            raise NotNow(_("This step is not a ballot."))
        act_on(case, asked)
        _check_counts(electorate, present, yes, no, abstain)
        must_be_ready(case, node, asked)
        passed, working = node.rule.result(electorate=electorate, present=present, yes=yes)
        ballot = BallotResult.objects.create(
            dossier=case.dossier,
            assignment=asked,
            task=asked.task,
            organisation_id=asked.organisation_id,
            electorate=electorate,
            present=present,
            yes=yes,
            no=no,
            abstain=abstain,
            rule=node.rule.code,
            passed=passed,
            working_vi=working.vi,
            working_en=working.en,
            held_on=held_on,
            note=note,
            recorded_by=actor,
            recorded_at=case.now,
        )
        answer(case, asked)
        case.record(
            "ballot.recorded",
            step=node.name,
            body=asked.organisation.text,
            electorate=electorate,
            present=present,
            yes=yes,
            no=no,
            abstain=abstain,
            rule=node.rule.code,
            working=working,
            passed=passed,
            result=Text("thông qua", "passed") if passed else Text("không thông qua", "not passed"),
            note=note,
        )
        if not all_answered(node, asked.task):
            return ballot
        failed = asked.task.ballots.filter(passed=False).select_related("organisation").first()
        if failed is None:
            case.record("step.approved", step=node.name, title=node.title)
            case.go_on(asked.task, Task.Outcome.APPROVED)
        else:
            reason = f"{failed.organisation.title_vi}: {failed.working_vi}"
            case.return_to(asked.task, node.returns[0], reason=reason)
    return ballot


def _check_counts(electorate: int, present: int, yes: int, no: int, abstain: int) -> None:
    if min(electorate, present, yes, no, abstain) < 0 or electorate == 0:
        raise BadInput(_("Counts are whole numbers from zero up, and the body has members."), "electorate")
    if present > electorate:
        raise BadInput(_("No more can be present than the body has members."), "present")
    if yes + no + abstain > present:
        raise BadInput(_("More votes are counted than members were present."), "yes")


class Return(NamedTuple):
    """One return of an opinion round: who answered, how many are listed there, and how they answered."""

    respondent: str
    total: int
    agree: int
    disagree: int
    other: int
    note: str = ""


def record_opinion(
    assignment: Assignment,
    *,
    respondent: str,
    total: int,
    agree: int,
    disagree: int,
    other: int,
    actor: Any,
    note: str = "",
    sample: bool = False,
) -> Opinion:
    """Record one return of an opinion round: a commune's households, an agency. The same respondent answers once."""
    one = Return(respondent, total, agree, disagree, other, note)
    return record_opinions(assignment, [one], actor=actor, sample=sample)[0]


def record_opinions(
    assignment: Assignment, returns: Sequence[Return], *, actor: Any, sample: bool = False
) -> list[Opinion]:
    """Record many returns in one act: all of them, or none when one cannot be accepted."""
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        node = case.node(asked.task)
        if not isinstance(node, OpinionRound):
            raise NotNow(_("This step is not an opinion round."))
        act_on(case, asked)
        consultation = Consultation.objects.get(task=asked.task)
        there = set(consultation.opinions.values_list("respondent", flat=True))
        made = []
        for one in returns:
            opinion = _opinion(one, there, sample)
            there.add(opinion.respondent)
            opinion.consultation, opinion.dossier = consultation, case.dossier
            opinion.recorded_by, opinion.recorded_at = actor, case.now
            made.append(opinion)
        Opinion.objects.bulk_create(made)
        for opinion in made:
            case.record(
                "opinion.returned",
                step=node.name,
                respondent=opinion.respondent,
                total=opinion.total,
                taken_part=opinion.taken_part,
                agree=opinion.agree,
                disagree=opinion.disagree,
                other=opinion.other,
                note=opinion.note,
                sample=sample,
            )
        if made:
            first, count = made[0].respondent, len(made)
            what = Text(f"kết quả lấy ý kiến: {first}", f"return of opinions: {first}")
            many = Text(f"kết quả lấy ý kiến của {count} nơi", f"returns of opinions of {count} places")
            case.content_changed(what if count == 1 else many)
    return made


def _opinion(one: Return, there: set[str], sample: bool) -> Opinion:
    respondent = one.respondent.strip()
    taken_part = one.agree + one.disagree + one.other
    if not respondent:
        raise BadInput(_("Say who answered."), "respondent")
    if min(one.total, one.agree, one.disagree, one.other) < 0 or taken_part > one.total:
        raise BadInput(_("More answers are counted than households or voters are listed."), "total")
    if respondent in there:
        raise BadInput(_("The return of “%(name)s” is already recorded.") % {"name": respondent}, "respondent")
    return Opinion(
        respondent=respondent,
        total=one.total,
        taken_part=taken_part,
        agree=one.agree,
        disagree=one.disagree,
        other=one.other,
        note=one.note,
        sample=sample,
    )


def answer_opinion(opinion: Opinion, *, disposition: str, reason: str, actor: Any) -> Opinion:
    """Say what was made of an opinion: taken up, partly, or declined with reason."""
    with door(opinion.dossier_id, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; its opinions stay as they are."))
        case.act_as(case.dossier.lead_id, ("drafter",))
        if disposition not in Opinion.Disposition.values:
            raise BadInput(_("Choose whether it is taken up, partly taken up or declined."), "disposition")
        if disposition != Opinion.Disposition.TAKEN and not reason.strip():
            raise BadInput(_("Say why it is not taken up."), "reason")
        opinion.disposition, opinion.reason = disposition, reason.strip()
        opinion.save(update_fields=["disposition", "reason"])
        case.record(
            "opinion.answered",
            step=opinion.consultation.task.step,
            respondent=opinion.respondent,
            disposition=disposition,
            reason=reason.strip(),
        )
    return opinion


def close_round(assignment: Assignment, *, actor: Any, opens: date | None = None, closes: date | None = None) -> Task:
    """Close an opinion round and compute its result; below the threshold the dossier goes back."""
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment, again=True)
        if asked.state == Assignment.State.DONE:
            return asked.task
        node = case.node(asked.task)
        if not isinstance(node, OpinionRound):
            raise NotNow(_("This step is not an opinion round."))
        act_on(case, asked)
        must_be_ready(case, node, asked)
        consultation = Consultation.objects.get(task=asked.task)
        rows = consultation.opinions.values_list("respondent", "total", "agree")
        passed, working = node.rule.result(rows)
        consultation.opens, consultation.closes = opens or consultation.opens, closes or consultation.closes
        if consultation.closes < consultation.opens:
            raise BadInput(_("The round cannot close before it opens."), "closes")
        consultation.passed, consultation.closed_at = passed, case.now
        consultation.working_vi, consultation.working_en = working.vi, working.en
        consultation.save(update_fields=["opens", "closes", "passed", "closed_at", "working_vi", "working_en"])
        answer(case, asked)
        case.record(
            "opinion.closed",
            step=node.name,
            title=node.title,
            working=working,
            passed=passed,
            result=Text("đạt", "passed") if passed else Text("không đạt", "not passed"),
        )
        if passed:
            case.go_on(asked.task, Task.Outcome.APPROVED)
        else:
            case.return_to(asked.task, node.returns[0], reason=working.vi)
    return asked.task
