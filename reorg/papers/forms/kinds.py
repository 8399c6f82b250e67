"""The kinds of short papers: which of them a dossier has, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from reorg.papers.forms import bodies
from reorg.papers.forms.content import Block, Fact, FormPaper, Signature, Table
from reorg.papers.forms.making import Listed, Making
from reorg.papers.words import NBSP
from reorg.people.models import Organisation
from reorg.units.formulas import Formula
from reorg.units.formulas import Kind as UnitKind
from reorg.units.models import PlanPart, Unit
from workflows.content import content_of
from workflows.flow import Appraisal, Ballot, Concurrence, HandOver, SignOff, WorkNode
from workflows.flow.rules import BALLOT_RULES
from workflows.models import BallotResult, ChecklistItem, Decision, Dossier, Event, Task
from workflows.phases import Phase
from workflows.text import Text

APPROVED = Decision.Outcome.APPROVED


class PaperKind(Protocol):
    """One kind of paper: those a dossier has, and one of them by its number."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]: ...

    def paper(self, making: Making, pk: int) -> FormPaper: ...


class Minutes:
    """Biên bản: the vote of a body, signed by its secretary and its chair."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for ballot in dossier.ballots.select_related("organisation"):
            yield Listed("minutes", ballot.pk, ballot.organisation.text, ballot.held_on)

    def paper(self, making: Making, pk: int) -> FormPaper:
        ballots = BallotResult.objects.select_related("organisation__parent", "task", "assignment", "recorded_by")
        ballot = ballots.get(dossier=making.dossier, pk=pk)
        w, body = making.w, ballot.organisation
        step = making.say(making.dossier.flow.step(ballot.task.step).title)
        name, office = self._secretary(making, ballot)
        return making.paper(
            "minutes",
            subject=w.fill("minutes_subject", step=step, title=making.title_inside),
            head=making.head(body, abbr="BB", on=ballot.held_on),
            at=ballot.recorded_at,
            blocks=tuple(self._blocks(making, ballot, step, name, office)),
            signatures=(
                Signature((w["secretary"].upper(),), name, notes=(w["signature_space"],)),
                Signature((w["presiding"].upper(),), "", notes=(w["signature_space"],)),
            ),
        )

    def _secretary(self, making: Making, ballot: BallotResult) -> tuple[str, str]:
        """Who entered the count, in the office the trail has."""
        name = ballot.recorded_by.get_full_name()
        events = Event.objects.filter(dossier=making.dossier, verb="ballot.recorded", actor=ballot.recorded_by_id)
        event = events.filter(at__gte=ballot.recorded_at).order_by("seq").first() or events.order_by("seq").last()
        return name, making.say(event.body["actor"]["office"]) if event and event.body["actor"] else ""

    def _blocks(self, making: Making, ballot: BallotResult, step: str, name: str, office: str) -> Iterator[Block]:
        w = making.w
        yield Block(
            f"1. {w['minutes_when']}",
            (w.fill("minutes_held", day=w.formal_day(ballot.held_on)), w["minutes_place"]),
        )
        yield Block(
            f"2. {w['minutes_who']}",
            (
                w.fill("minutes_body", body=making.say(ballot.organisation)),
                w.fill(
                    "minutes_present",
                    electorate=w.number(ballot.electorate),
                    present=w.number(ballot.present),
                    absent=w.number(ballot.electorate - ballot.present),
                ),
                w["minutes_chair"],
                w.fill("minutes_secretary", name=name, office=office),
            ),
        )
        yield Block(
            f"3. {w['minutes_matter']}",
            (
                w.fill("minutes_question", step=step, code=making.dossier.code, title=making.title),
                w.fill("minutes_rule", rule=making.say(BALLOT_RULES[ballot.rule].title)),
            ),
        )
        closing = [
            w.fill("working_of", working=_working(making, ballot)),
            w["result_passed" if ballot.passed else "result_failed"],
        ]
        if ballot.note:
            closing.append(w.fill("minutes_note", note=ballot.note))
        if ballot.superseded_at:
            closing.append(w["minutes_superseded"])
        closing.append(w.fill("minutes_end", at=w.moment(ballot.recorded_at)))
        yield Block(f"4. {w['minutes_counted']}", table=self._count(making, ballot), closing=tuple(closing))

    def _count(self, making: Making, ballot: BallotResult) -> Table:
        w = making.w
        votes = [("vote_yes", ballot.yes), ("vote_no", ballot.no), ("vote_abstain", ballot.abstain)]
        silent = ballot.present - ballot.yes - ballot.no - ballot.abstain
        if silent:
            votes.append(("vote_none", silent))
        return Table(
            "",
            (w["vote"], w["count"], w["share_of_all"], w["share_of_present"]),
            tuple(
                (
                    w[key],
                    w.number(n),
                    making.percent(n, ballot.electorate),
                    making.percent(n, ballot.present),
                )
                for key, n in votes
            ),
            (40, 20, 20, 20),
        )


class AppraisalReport:
    """Báo cáo thẩm định: what was appraised, what was supplemented, and the conclusion that was signed."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for decision in _sign_offs(dossier):
            if _appraises(_step(dossier, decision)):
                yield Listed("appraisal", decision.pk, decision.organisation.text, timezone.localdate(decision.at))

    def paper(self, making: Making, pk: int) -> FormPaper:
        decision = _sign_offs(making.dossier).get(pk=pk)
        w, body = making.w, decision.organisation
        to = making.parties.get(_next_body(making.dossier, decision), making.dossier.lead)
        return making.paper(
            "appraisal",
            subject=w.fill("appraisal_subject", title=making.title_inside),
            head=making.head(body, abbr="BC", on=decision.at),
            at=decision.at,
            to=(making.say(to),),
            blocks=tuple(self._blocks(making, decision)),
            signatures=(making.signature(decision),),
            recipients=making.recipients(party=bodies.is_party(body), first="as_above"),
        )

    def _blocks(self, making: Making, decision: Decision) -> Iterator[Block]:
        w = making.w
        assert decision.task is not None
        first = making.dossier.tasks.filter(step=decision.task.step, round=decision.task.round).order_by("id").first()
        yield Block(
            f"1. {w['appraised_what']}",
            (
                w.fill(
                    "appraised_intro",
                    body=making.say(decision.organisation),
                    code=making.dossier.code,
                    lead=making.lead,
                    procedure=making.say(making.dossier.procedure),
                    received=making.day((first or decision.task).created),
                    concluded=making.day(decision.at),
                ),
            ),
            facts=(Fact(w["appraised_digest"], decision.digest, digest=True),),
        )
        table, more = making.document_table(decision.snapshot.content, w["documents_caption"])
        yield Block(f"2. {w['documents_of']}", table=table, closing=more)
        asked = tuple(self._supplements(making, decision))
        yield Block(f"3. {w['supplements']}", () if asked else (w["no_supplements"],), items=asked)
        said = {
            Decision.Outcome.RETURNED: w.fill("conclusion_returned", reason=decision.reason),
            Decision.Outcome.REFUSED: w.fill("conclusion_refused", reason=decision.reason),
        }.get(Decision.Outcome(decision.outcome), w["conclusion_approved"])
        positive = decision.outcome == APPROVED
        statement = (_statement(making, decision),) if positive else ()
        yield Block(f"4. {w['conclusion']}", (*statement, _ended(making, said)))

    def _supplements(self, making: Making, decision: Decision) -> Iterator[str]:
        node = _step(making.dossier, decision)
        answers = node.supplement.name if isinstance(node, Appraisal) and node.supplement else ""
        tasks = making.dossier.tasks.filter(step__in=(node.name, answers), created__lte=decision.at).order_by("id")
        for task in tasks.prefetch_related("assignments__done_by", "assignments__organisation"):
            done = next((one for one in task.assignments.all() if one.done_at), None)
            if done is None or done.done_at is None:
                continue
            facts = {"day": making.day(done.done_at), "who": making.say(done.organisation)}
            if task.outcome == Task.Outcome.SUPPLEMENT:
                yield making.w.fill("supplement_asked", reason=task.reason, **facts)
            elif task.step == answers:
                key = "supplement_given" if task.note else "supplement_given_bare"
                yield making.w.fill(key, note=task.note, **facts)


class Submission:
    """Tờ trình: what is submitted to whom, on what grounds, with the plan in clauses and the papers enclosed."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        reached = dossier.tasks.filter(step=_submits(dossier)).exclude(outcome=Task.Outcome.CANCELLED)
        if reached.exists():
            signed = self._signed(dossier)
            yield Listed("submission", dossier.pk, dossier.lead.text, timezone.localdate(signed.at) if signed else None)

    def _signed(self, dossier: Dossier) -> Decision | None:
        """The lead's sign-off under the submission, the last that counts."""
        given = _sign_offs(dossier).filter(
            task__step=_submits(dossier), organisation=dossier.lead, outcome=APPROVED, superseded_at__isnull=True
        )
        last: Decision | None = given.order_by("at").last()
        return last

    def paper(self, making: Making, pk: int) -> FormPaper:
        dossier, w = making.dossier, making.w
        if pk != dossier.pk:
            raise Dossier.DoesNotExist
        signed = self._signed(dossier)
        content = signed.snapshot.content if signed else content_of(dossier)
        to = [making.say(body) for body in _addressees(making)]
        return making.paper(
            "submission",
            subject=w.fill("submission_subject", title=making.title_inside),
            head=making.head(dossier.lead, abbr="TTr", on=signed.at if signed else None, number=self._number(making)),
            at=signed.at if signed else dossier.changed_at,
            to=tuple(to),
            bases=tuple(_bases(making, signed.at if signed else dossier.changed_at)),
            blocks=tuple(self._blocks(making, content, to[0] if to else "—", signed)),
            signatures=(making.signature(signed) if signed else making.unsigned(dossier.lead, "chair"),),
            recipients=making.recipients(first="as_above"),
            draft=signed is None,
        )

    def _number(self, making: Making) -> str:
        """That of the submission registered as part of the content, if it has one."""
        papers = making.dossier.documents.filter(type="TTr", signed=True, restricted=False).exclude(symbol="")
        symbols = list(papers.values_list("symbol", flat=True)[:2])
        if len(symbols) != 1:
            return ""
        return f"{making.w['no']}: {symbols[0]}" if making.language == "vi" else f"{making.w['no']} {symbols[0]}"

    def _blocks(self, making: Making, content: dict[str, Any], to: str, signed: Decision | None) -> Iterator[Block]:
        w = making.w
        yield Block(paragraphs=(w.fill("submission_intro", lead=making.lead, to=to, title=making.title_inside),))
        clauses = tuple(_clauses(making, content.get("plan") or {}))
        yield Block(f"1. {w['submission_plan']}", () if clauses else (w["submission_no_plan"],), items=clauses)
        number = 2
        results = tuple(self._results(making, content, signed))
        if results:
            yield Block(f"{number}. {w['results']}", items=results)
            number += 1
        operation = content.get("dates", {}).get("operation")
        if operation:
            yield Block(f"{number}. {w['effect']}", (w.fill("effect_text", day=_day(making, operation)),))
            number += 1
        table, more = making.document_table(content, w["enclosed_caption"])
        closing = (*more, _ended(making, w.fill("submission_end", lead=making.lead, to=to)))
        yield Block(f"{number}. {w['enclosed']}", table=table, closing=closing)

    def _results(self, making: Making, content: dict[str, Any], signed: Decision | None) -> Iterator[str]:
        w = making.w
        samples = {f"{row.consultation_id}:{row.respondent}" for row in making.dossier.opinions.filter(sample=True)}
        # A consultation held again after a return replaces the one before.
        last = {key.split(":", 1)[-1]: (key, row) for key, row in content.get("opinions", {}).items()}
        for key, (total, _part, agree, _no, _other) in last.values():
            yield w.fill(
                "opinion_line",
                respondent=key.split(":", 1)[-1],
                agree=w.number(agree),
                total=w.number(total),
                percent=making.percent(agree, total),
                sample=w["sample_figures"] if key in samples else "",
            )
        ballots = making.dossier.ballots.filter(superseded_at__isnull=True).select_related("organisation")
        if signed is not None:
            ballots = ballots.filter(recorded_at__lte=signed.at)
        for ballot in ballots:
            yield w.fill("ballot_line", body=making.say(ballot.organisation), working=_working(making, ballot))


class HandOverRecord:
    """Biên bản bàn giao: the lists with their items and evidence, and who gave and who received."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for task in _tasks(dossier, HandOver):
            last = task.decisions.filter(superseded_at__isnull=True).order_by("at").last()
            title = dossier.flow.step(task.step).title
            yield Listed("handover", task.pk, title, timezone.localdate(last.at) if last else None)

    def paper(self, making: Making, pk: int) -> FormPaper:
        task = next((one for one in _tasks(making.dossier, HandOver) if one.pk == pk), None)
        if task is None:
            raise Task.DoesNotExist
        w, node = making.w, making.dossier.flow.step(task.step)
        assert isinstance(node, HandOver)
        signed = list(_sign_offs(making.dossier).filter(task=task, outcome=APPROVED, superseded_at__isnull=True))
        sides = self._sides(making, task, signed)
        complete = all(decision for _side, _body, decision in sides)
        last = signed[-1].at if signed and complete else None
        intro = (
            w.fill("handover_intro", code=making.dossier.code, day=w.formal_day(w.local(last).date()))
            if last
            else (w.fill("handover_intro_open", code=making.dossier.code))
        )
        content = signed[-1].snapshot.content if signed else None
        blocks = [
            Block(paragraphs=(intro,)),
            Block(f"1. {w['sides']}", items=tuple(self._side(making, *side) for side in sides)),
            *self._lists(making, node, content),
        ]
        if signed:
            digests = tuple(dict.fromkeys(decision.digest for decision in signed))
            blocks.append(
                Block(
                    facts=tuple(Fact(w["list_digest"], one, digest=True) for one in digests),
                    closing=(w["handover_end"],),
                )
            )
        else:
            blocks.append(Block(closing=(w["handover_end"],)))
        return making.paper(
            "handover",
            subject=w.fill("handover_subject", step=making.say(node.title), title=making.title),
            head=making.head(*(body for _side, body, _d in sides), abbr="BB", on=last),
            at=last or (signed[-1].at if signed else making.dossier.changed_at),
            blocks=tuple(blocks),
            signatures=tuple(
                making.signature(decision, side=w.fill("side_on_behalf", side=side.lower()).upper(), together=True)
                if decision
                else making.unsigned(
                    body, "chair", side=w.fill("side_on_behalf", side=side.lower()).upper(), together=True
                )
                for side, body, decision in sides
            ),
            draft=not complete,
        )

    def _sides(
        self, making: Making, task: Task, signed: list[Decision]
    ) -> list[tuple[str, Organisation, Decision | None]]:
        """Giver and receiver in the order of the step's seats, with the sign-off of each."""
        given = {decision.assignment_id: decision for decision in signed}
        asked = (
            task.assignments.exclude(state="cancelled").select_related("organisation__parent").order_by("order", "id")
        )
        names = [making.w["giver"], making.w["receiver"]]
        return [(names[min(place, 1)], one.organisation, given.get(one.pk)) for place, one in enumerate(asked)]

    def _side(self, making: Making, side: str, body: Organisation, decision: Decision | None) -> str:
        if decision is None:
            return making.w.fill("side_line", side=side, body=making.say(body))
        return making.w.fill(
            "side_person",
            side=side,
            body=making.say(body),
            name=decision.signer_name,
            office=making.office_of(decision),
        )

    def _lists(self, making: Making, node: HandOver, content: dict[str, Any] | None) -> Iterator[Block]:
        """As they were signed; before that, as they stand."""
        w = making.w
        items = (
            ChecklistItem.objects.filter(dossier=making.dossier, checklist__code__in=node.lists)
            .select_related("checklist", "owner")
            .prefetch_related("evidence")
            .order_by("checklist__order", "checklist_id", "order", "code")
        )
        by_list: dict[int, list[ChecklistItem]] = {}
        for item in items:
            by_list.setdefault(item.checklist_id, []).append(item)
        for number, of_list in enumerate(by_list.values(), start=2):
            rows = [self._item(making, item, content) for item in of_list]
            title = making.say(of_list[0].checklist)
            done = sum(settled for settled, _row in rows)
            yield Block(
                f"{number}. {title}",
                table=Table(
                    w.fill("list_caption", list=title, settled=w.number(done), of=w.number(len(rows))),
                    (w["ordinal"], w["item_alone"], w["item_state"], w["evidence"]),
                    tuple((str(place), *row) for place, (_settled, row) in enumerate(rows, start=1)),
                    (6, 46, 16, 32),
                    hashes=(3,),
                ),
            )

    def _item(
        self, making: Making, item: ChecklistItem, content: dict[str, Any] | None
    ) -> tuple[bool, tuple[str, str, str]]:
        said = (content or {}).get("items", {}).get(item.code)
        state = said["state"] if said else item.state
        proofs = said["evidence"] if said else sorted(proof.sha256 for proof in item.evidence.all())
        shown = making.say(STATES[state])
        return state in ChecklistItem.SETTLED, (
            f"{item.code}. {making.say(item)} ({making.say(item.owner)})",
            shown,
            "\n".join(proofs) or "—",
        )


STATES = {
    "open": Text("chưa làm", "open"),
    "in_progress": Text("đang làm", "in progress"),
    "done": Text("đã làm", "done"),
    "verified": Text("đã kiểm tra", "verified"),
    "waived": Text("được miễn", "waived"),
}
OUTCOMES = {
    "approved": Text("đồng ý", "approved"),
    "returned": Text("trả lại", "returned"),
    "refused": Text("từ chối", "refused"),
    "waived": Text("miễn", "waived"),
}


class Receipt:
    """Phiếu xác nhận: one sign-off, for the person who gave it."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for decision in _sign_offs(dossier):
            name = decision.signer_name
            about = self._about(dossier, decision)
            yield Listed(
                "receipt",
                decision.pk,
                Text(f"{name} – {about.vi}", f"{name} – {about.en}"),
                timezone.localdate(decision.at),
            )

    def _about(self, dossier: Dossier, decision: Decision) -> Text:
        if decision.task is None:
            assert decision.item is not None
            return decision.item.text
        title: Text = dossier.flow.step(decision.task.step).title
        return title

    def paper(self, making: Making, pk: int) -> FormPaper:
        decision = _sign_offs(making.dossier).prefetch_related("signatures__key").get(pk=pk)
        w = making.w
        return making.paper(
            "receipt",
            subject=w.fill("receipt_subject", step=making.say(self._about(making.dossier, decision))),
            head=making.head(
                decision.organisation,
                abbr="",
                on=decision.at,
                number=f"{w['code']}: {making.dossier.code}",
            ),
            at=decision.superseded_at or decision.at,
            blocks=(Block(paragraphs=(w["receipt_intro"],), facts=tuple(self._facts(making, decision))),),
            url=making.address("trail"),
            verify=w.fill("receipt_verify", code=making.dossier.code),
            recipients=(),
        )

    def _facts(self, making: Making, decision: Decision) -> Iterator[Fact]:
        w = making.w
        yield Fact(w["dossier"], f"{making.dossier.code}: {making.title}")
        yield Fact(w["signer"], decision.signer_name)
        yield Fact(w["office"], f"{making.office_of(decision)}, {making.say(decision.organisation)}")
        lines = making.signature(decision).lines
        yield Fact(w["authority"], " / ".join(line.upper() for line in lines))
        yield Fact(w["outcome"], making.say(OUTCOMES[decision.outcome]))
        yield Fact(w["statement"], f"“{decision.statement}”")
        if decision.reason:
            yield Fact(w["reason"], decision.reason)
        yield Fact(w["moment"], w.moment(decision.at))
        confirmed = w.get(f"confirmed_{decision.confirmed_by}", decision.confirmed_by)
        yield Fact(w["confirmed"], confirmed)
        standing = (
            w["in_force"]
            if decision.superseded_at is None
            else w.fill("not_in_force", at=w.moment(decision.superseded_at), why=decision.superseded_why)
        )
        yield Fact(w["standing"], standing)
        yield Fact(w["receipt_digest"], decision.digest, digest=True)
        event = making.told.get(decision.pk)
        if event:
            yield Fact(w["event"], w.fill("event_text", seq=event.seq, hash=event.hash), digest=True)
        keys = [f"{w['key_' + one.key.use]}: {one.key_id}" for one in decision.signatures.all()]
        yield Fact(w["keys"], "\n".join(keys) or w["no_keys"], digest=bool(keys))


class DecisionPaper:
    """The paper of a step that leaders sign; several can countersign it, see ``countersigning``."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for task in _tasks(dossier, SignOff):
            node = dossier.flow.step(task.step)
            if isinstance(node, HandOver) or _appraises(node):
                continue
            last = _counting(dossier, task).last()
            if last is not None:
                yield Listed("decision", task.pk, node.title, timezone.localdate(last.at))

    def paper(self, making: Making, pk: int) -> FormPaper:
        task = making.dossier.tasks.get(pk=pk)
        signed = list(_counting(making.dossier, task))
        node = making.dossier.flow.step(task.step)
        if not signed or isinstance(node, HandOver) or not isinstance(node, SignOff) or _appraises(node):
            raise Task.DoesNotExist
        w, step = making.w, making.say(node.title)
        waiting = task.assignments.exclude(state__in=("done", "cancelled")).select_related(
            "organisation__parent", "role"
        )
        issuers = list(dict.fromkeys([*(d.organisation for d in signed), *(one.organisation for one in waiting)]))
        together = len(issuers) > 1
        last = signed[-1].at
        name, abbr = self._name(making, node, signed)
        return making.paper(
            "decision",
            type=w[name],
            subject=w.fill("decision_subject", step=step, title=making.title_inside),
            head=making.head(*issuers, abbr=abbr, on=None if waiting else last),
            at=last,
            bases=(
                *tuple(_bases(making, last))[:-1],
                w.fill("decision_considering", code=making.dossier.code, lead=making.lead),
            ),
            blocks=tuple(self._blocks(making, signed)),
            signatures=(
                *(making.signature(decision, together=together) for decision in signed),
                *(making.unsigned(one.organisation, one.role_id, together=together) for one in waiting),
            ),
            draft=bool(waiting),
        )

    def _name(self, making: Making, node: WorkNode, signed: list[Decision]) -> tuple[str, str]:
        """A clerk records what a body decided elsewhere; a leader decides here."""
        if all(bodies.is_party(decision.organisation) for decision in signed):
            return "decision_party", "TB"
        if isinstance(node, Concurrence):
            return "decision_joint", "BTT"
        if all(making.role_of(decision) in ("chair", "secretary") for decision in signed):
            return "decision_paper", "QĐ"
        return "decision_record", "BC"

    def _blocks(self, making: Making, signed: list[Decision]) -> Iterator[Block]:
        w = making.w
        yield Block(
            f"1. {w['decided']}",
            items=tuple(
                w.fill(
                    "decided_by",
                    body=making.say(decision.organisation),
                    name=decision.signer_name,
                    office=making.office_of(decision),
                    statement=_statement(making, decision),
                )
                for decision in signed
            ),
        )
        content = signed[-1].snapshot.content
        clauses = tuple(_clauses(making, content.get("plan") or {}))
        number = 2
        if clauses:
            yield Block(f"{number}. {w['submission_plan']}", items=clauses)
            number += 1
        table, more = making.document_table(content, w["documents_of"])
        digests = dict.fromkeys(decision.digest for decision in signed)
        yield Block(
            f"{number}. {w['content_signed']}",
            facts=tuple(Fact(w["content_digest"], digest, digest=True) for digest in digests),
            table=table,
            closing=(*more, _ended(making, w["content_digests"])),
        )


KINDS: dict[str, PaperKind] = {
    "submission": Submission(),
    "minutes": Minutes(),
    "appraisal": AppraisalReport(),
    "decision": DecisionPaper(),
    "handover": HandOverRecord(),
    "receipt": Receipt(),
}


# What several kinds ask


def _sign_offs(dossier: Dossier) -> Any:
    return dossier.decisions.select_related("task", "item", "snapshot", "organisation__parent").order_by("at", "id")


def _counting(dossier: Dossier, task: Task) -> Any:
    """The approvals of a step that count, in the order in which they were given."""
    return _sign_offs(dossier).filter(task=task, outcome=APPROVED, superseded_at__isnull=True)


def _tasks(dossier: Dossier, kind: type[WorkNode]) -> Iterator[Task]:
    for task in dossier.tasks.exclude(outcome=Task.Outcome.CANCELLED).order_by("id"):
        node = _node(dossier, task.step)
        if isinstance(node, kind):
            yield task


def _node(dossier: Dossier, name: str) -> WorkNode | None:
    return next((node for node in dossier.flow.steps() if node.name == name), None)


def _step(dossier: Dossier, decision: Decision) -> Any:
    return _node(dossier, decision.task.step) if decision.task else None


def _appraises(node: Any) -> bool:
    return isinstance(node, Appraisal) or (isinstance(node, SignOff) and node.name == "appraisal")


def _submits(dossier: Dossier) -> str:
    """The step at which the lead signs for the last time before the dossier leaves the localities."""
    seats = [
        node.name
        for node in dossier.flow.steps()
        if isinstance(node, SignOff)
        and node.phase == Phase.REVIEW
        and any(seat.part == dossier.flow.lead and seat.role == "chair" for seat in node.seats)
    ]
    return seats[-1] if seats else ""


def _addressees(making: Making) -> list[Organisation]:
    """Who decides, then who appraises."""
    appraise: list[str] = []
    decide: list[str] = []
    for node in making.dossier.flow.steps():
        if isinstance(node, SignOff | Ballot) and node.phase in (Phase.APPRAISAL, Phase.APPROVAL):
            (appraise if _appraises(node) else decide).extend(seat.part for seat in node.seats)
    parts = [*decide[:1], *appraise]
    return list(dict.fromkeys(making.parties[part] for part in parts if part in making.parties))


def _next_body(dossier: Dossier, decision: Decision) -> str:
    """The part to which an appraisal goes: whoever is asked next in the procedure."""
    steps = [node for node in dossier.flow.steps() if isinstance(node, SignOff | Ballot)]
    names = [node.name for node in steps]
    assert decision.task is not None
    after = names.index(decision.task.step) + 1
    return steps[after].seats[0].part if decision.outcome == APPROVED and after < len(steps) else dossier.flow.lead


def _working(making: Making, ballot: BallotResult) -> str:
    """How the result follows from the rule; a figure keeps its per cent sign."""
    working = ballot.working_en if making.language == "en" else ballot.working_vi
    return working.replace(" %", f"{NBSP}%")


def _bases(making: Making, at: datetime) -> Iterator[str]:
    """The legal bases of programme and regime that were there on the day of the paper, then the dossier itself."""
    w, laws = making.w, making.dossier.regime.get("laws", [])
    mandate = making.dossier.programme.mandate if making.dossier.programme else []
    day = w.local(at).date().isoformat()
    for row in mandate:
        name, subject = row.get("symbol", ""), row.get("subject", "")
        if not name or (row.get("date") or day) > day:
            continue
        yield w.fill(
            "basis",
            kind=w[_kind_of_basis(name, subject, laws)],
            name=name,
            dated=f" {w.fill('dated', day=_day(making, row['date']))}" if row.get("date") else "",
            subject=f" ({subject})" if subject else "",
        )
    named = {row.get("symbol") for row in mandate}
    for name in dict.fromkeys([making.dossier.regime.get("name"), *laws]):
        if name and name not in named:
            yield w.fill("basis", kind=w[_kind_of_basis(name, "", laws)], name=name, dated="", subject="")
    yield w.fill("basis_dossier", code=making.dossier.code)


def _kind_of_basis(symbol: str, subject: str, laws: list[str]) -> str:
    """What a paper is, from its number and symbol; laws and resolutions of the National Assembly look alike."""
    if symbol in laws or subject.startswith("Luật"):
        return "basis_law"
    if "NĐ-" in symbol:
        return "basis_decree"
    if "QĐ-" in symbol:
        return "basis_decision"
    return "basis_resolution" if re.search(r"NQ|QH\d", symbol) else "basis_paper"


def _ended(making: Making, text: str) -> str:
    """The last sentence, with the sign that ends a Vietnamese paper in place of its full stop."""
    return text.removesuffix(".") + making.w["end"] if making.w["end"] else text


def _statement(making: Making, decision: Decision) -> str:
    """The words that were signed; in the other language those of the procedure, where they are the same statement."""
    node = _step(making.dossier, decision)
    known = getattr(node, "statement", None)
    if isinstance(known, Text) and decision.statement in (known.vi, known.en):
        return making.say(known)
    return decision.statement


def _clauses(making: Making, plan: dict[str, Any]) -> Iterator[str]:
    """The plan that was signed, clause by clause in the words of the resolutions."""
    english = dict(
        PlanPart.objects.filter(clause__dossier=making.dossier).values_list("unit_name", "unit_name_en").distinct()
    )
    for key in sorted(plan):
        yield _clause(making, plan[key], english)


def _clause(making: Making, clause: dict[str, Any], english: dict[str, str]) -> str:
    w, unit = making.w, clause["unit"]
    kind = UnitKind(unit["kind"])
    bare = unit["name"].removeprefix(kind.before_name).strip()
    name = making.say(Unit(name=bare, kind=kind).prepare().title)
    name = _lower(name) if making.language == "vi" else name
    formulas: dict[str, list[str]] = {}
    for part in clause["parts"]:
        formula = making.say(Formula(part["formula"]).worded(part.get("after_clauses", ())))
        old = part["unit"]["name"]
        formulas.setdefault(formula, []).append(english.get(old, old) if making.language == "en" else _lower(old))
    parts = [
        w.fill("clause_part", formula=formula, units=_joined(making, units)) for formula, units in formulas.items()
    ]
    figures = []
    if "area_km2" in unit:
        figures.append(w.fill("figure_area", n=w.number(Decimal(unit["area_km2"]), places=2)))
    if "population" in unit:
        figures.append(w.fill("figure_people", n=w.number(unit["population"])))
    more = w.fill("clause_figures", unit=name, figures=_joined(making, figures)) if figures else ""
    label = "thành phố" if kind is UnitKind.THANH_PHO_TW and making.language == "vi" else making.say(kind)
    text = w.fill("clause_text", parts=_joined(making, parts), kind=label, unit=name, figures=more)
    return f"{w.fill('clause_of', n=clause['number'])} {text}"


def _joined(making: Making, names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + making.w["and"] + names[-1]


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _day(making: Making, iso: str) -> str:
    try:
        return making.w.day(date.fromisoformat(iso))
    except ValueError:
        return iso
