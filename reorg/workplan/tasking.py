"""What becomes of a task: spread over the new units, accepted, reported by every lead body, confirmed or returned."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.people.models import Office
from reorg.units.models import PlanClause
from reorg.workplan.actions import must_be_divisible, must_be_open, must_be_version, next_no
from reorg.workplan.entries import TASK, short
from reorg.workplan.models import Said, Task
from reorg.workplan.people import CHECKERS, SPEAKERS, act_for, offices_in
from reorg.workplan.states import State
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.offices import Acting


def spread(task: Task, *, actor: Any, sample: bool = False) -> list[Task]:
    """One part of the task for each new unit of the dossier's plan. Units that have theirs already get no second one.

    Returns the parts that were made; done again it makes none.
    """
    with door(task.dossier_id, actor=actor) as case:
        must_be_open(case)
        whole = _locked(case, task)
        act_for(
            case,
            *((body, SPEAKERS) for body in whole.lead_ids),
            (case.dossier.lead_id, ("drafter",)),
            otherwise=_("This task is carried out by %(body)s.") % {"body": whole.lead},
        )
        clauses = list(PlanClause.objects.filter(dossier=case.dossier).order_by("number"))
        if not clauses:
            raise NotNow(_("The unit plan of this dossier names no new unit yet."))
        there = set(whole.parts.filter(removed=False).values_list("place_vi", flat=True))
        missing = [clause for clause in clauses if clause.title.vi not in there]
        if not missing:
            return []
        must_be_divisible(whole)
        if whole.place_vi:
            raise NotNow(_("This is the part of one unit; it is not spread again."))
        first = next_no(case.dossier, TASK)
        made = Task.objects.bulk_create(
            Task(
                dossier=case.dossier,
                parent=whole,
                no=first + place,
                kind=whole.kind,
                place_vi=clause.title.vi,
                place_en=clause.title.en,
                text_vi=f"{clause.title.vi}: {whole.text.vi}"[:2000],
                text_en=f"{clause.title.en}: {whole.text.en}"[:2000],
                scope=whole.scope,
                lead=whole.lead,
                second=whole.second,
                due=whole.due,
                goal=whole.goal,
                group=whole.group,
                basis=whole.basis,
                sample=sample or whole.sample,
                source=whole.source,
                confidence=whole.confidence,
                changed_by=case.actor,
                changed_at=case.now,
            )
            for place, clause in enumerate(missing)
        )
        case.record(
            "work.spread",
            whole=whole.no,
            count=len(made),
            first=made[0].no,
            last=made[-1].no,
            units=[part.place_vi for part in made],
            sample=made[0].sample,
        )
    return made


def accept(task: Task, *, responsible: Office, version: int, actor: Any) -> Task:
    """A lead body takes the task on and names who answers for it: somebody who holds an office in a lead body today."""
    with door(task.dossier_id, actor=actor) as case:
        must_be_open(case)
        found = _locked(case, task)
        act_for(
            case,
            *((body, SPEAKERS) for body in found.lead_ids),
            otherwise=_("This task was given to %(body)s.") % {"body": found.lead},
        )
        if found.state == State.ACCEPTED and found.responsible_id == responsible.pk:
            return found
        if found.state not in (State.GIVEN, State.ACCEPTED, State.RETURNED):
            raise NotNow(_("This task is reported or confirmed already."))
        must_be_version(found.version, version)
        if not offices_in(found.lead_ids).filter(pk=responsible.pk).exists():
            raise BadInput(_("Name somebody who holds an office in the body that leads the task."), "responsible")
        found.responsible = responsible
        if found.state == State.GIVEN:
            found.accept()
        _save(case, found, "responsible", "state")
        case.record(
            "work.accepted",
            no=found.no,
            name=short(found),
            responsible=f"{responsible.person.get_full_name()}, {responsible.title_vi}",
        )
    return found


def report(task: Task, *, text: str, paper: str = "", version: int, actor: Any) -> Task:
    """One lead body reports the task as done. It counts as reported once every lead body has.

    Raises:
        NotNow: it is not accepted, or parts of it are not confirmed. NotYou: another body leads it, or this person has
            reported for the other side.
    """
    with door(task.dossier_id, actor=actor) as case:
        must_be_open(case)
        found = _locked(case, task)
        reports = {one.body_id: one for one in found.said.filter(kind=Said.Kind.REPORT, round=found.round)}
        person = _reporter(case, found, reports)
        mine = reports.get(person.organisation_id)
        if mine is not None:
            if mine.text == text.strip():
                return found
            raise NotNow(_("Your body has reported already."))
        if found.state not in (State.ACCEPTED, State.RETURNED):
            raise NotNow(_("Accept the task first, and say who answers for it."))
        must_be_version(found.version, version)
        if any(one.given_by_id == actor.pk for one in reports.values()):
            raise NotYou(_("You reported for the other side. Somebody else reports for this one."))
        if waiting := found.parts.filter(removed=False).exclude(state=State.CONFIRMED).count():
            raise NotNow(_("%(count)s parts of this task are not confirmed yet.") % {"count": waiting})
        if not text.strip():
            raise BadInput(_("Say what was done."), "text")
        _say(case, found, Said.Kind.REPORT, person, text, paper)
        complete = set(found.lead_ids) <= {*reports, person.organisation_id}
        if complete:
            found.report()
            found.reported_on = timezone.localdate(case.now)
        _save(case, found, "state", "reported_on")
        case.record(
            "work.reported",
            no=found.no,
            body=person.organisation,
            text=text.strip(),
            round=found.round,
            paper=paper.strip(),
            complete=complete,
        )
    return found


def confirm(task: Task, *, note: str = "", version: int, actor: Any) -> Task:
    """Whoever gave the task finds it done. Nobody confirms what they reported or answer for themselves."""
    with door(task.dossier_id, actor=actor) as case:
        found, person = _checked(case, task)
        if found.state == State.CONFIRMED:
            return found
        _must_be_reported(found, version)
        found.confirm()
        _say(case, found, Said.Kind.CONFIRMATION, person, note)
        _save(case, found, "state")
        case.record("work.confirmed", no=found.no, round=found.round, note=note.strip())
    return found


def send_back(task: Task, *, reason: str, version: int, actor: Any) -> Task:
    """Whoever gave the task is not content: every lead body reports anew."""
    with door(task.dossier_id, actor=actor) as case:
        found, person = _checked(case, task)
        last = found.said.last()
        if found.state == State.RETURNED and last and (last.given_by_id, last.text) == (actor.pk, reason.strip()):
            return found
        _must_be_reported(found, version)
        if not reason.strip():
            raise BadInput(_("Say what is missing."), "reason")
        found.send_back()
        _say(case, found, Said.Kind.RETURN, person, reason)
        case.record("work.returned", no=found.no, round=found.round, reason=reason.strip())
        found.round += 1
        found.returns += 1
        found.reported_on = None
        _save(case, found, "state", "round", "returns", "reported_on")
    return found


def _locked(case: Case, task: Task) -> Task:
    found = Task.objects.select_related(
        "lead", "second", "parent__lead", "responsible__person", "goal", "group", "dossier__lead"
    ).filter(dossier=case.dossier, pk=task.pk, removed=False)
    if (one := found.first()) is None:
        raise NotFound(_("There is no such entry in this plan."))
    return one


def _reporter(case: Case, task: Task, reports: dict[int, Said]) -> Acting:
    """For the lead body that has not reported yet, if the actor sits there; else for any of them."""
    owing = [body for body in task.lead_ids if body not in reports]
    return act_for(
        case,
        *((body, SPEAKERS) for body in [*owing, *task.lead_ids]),
        otherwise=_("This task was given to %(body)s.") % {"body": " – ".join(str(body) for body in task.leads)},
    )


def _checked(case: Case, task: Task) -> tuple[Task, Acting]:
    must_be_open(case)
    found = _locked(case, task)
    person = act_for(
        case, (found.giver_id, CHECKERS), otherwise=_("This is checked by %(body)s.") % {"body": found.giver}
    )
    reported = found.said.filter(kind=Said.Kind.REPORT, round=found.round, given_by=case.actor).exists()
    if reported or (found.responsible and found.responsible.person_id == case.actor.pk):
        raise NotYou(_("You reported this or answer for it yourself; somebody else looks at it."))
    return found, person


def _must_be_reported(task: Task, version: int) -> None:
    if task.state != State.REPORTED:
        raise NotNow(_("This task is not reported as done yet."))
    must_be_version(task.version, version)


def _say(case: Case, task: Task, kind: str, person: Acting, text: str, paper: str = "") -> None:
    Said.objects.create(
        task=task,
        kind=kind,
        round=task.round,
        body_id=person.organisation_id,
        office_vi=person.office.vi,
        office_en=person.office.en,
        text=text.strip(),
        paper=paper.strip(),
        given_by=case.actor,
        given_at=case.now,
    )


def _save(case: Case, task: Task, *fields: str) -> None:
    task.version += 1
    task.changed_by, task.changed_at = case.actor, case.now
    task.save(update_fields=[*fields, "version", "changed_by", "changed_at"])
