"""The report of the body that appraised."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from reorg.papers.forms import bodies
from reorg.papers.forms.content import Block, Fact, FormPaper
from reorg.papers.forms.kinds.shared import (
    APPROVED,
    appraises,
    ended,
    next_part,
    sign_offs,
    statement_of,
    step_of,
)
from reorg.papers.forms.making import Listed, Making
from workflows.flow import Appraisal
from workflows.models import Decision, Dossier, Task


class AppraisalReport:
    """Báo cáo thẩm định: what was appraised, what was supplemented, and the conclusion that was signed."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for decision in sign_offs(dossier).defer("snapshot__content"):
            if appraises(step_of(dossier, decision)):
                yield Listed("appraisal", decision.pk, decision.organisation.text, timezone.localdate(decision.at))

    def paper(self, making: Making, pk: int) -> FormPaper:
        decision = sign_offs(making.dossier).get(pk=pk)
        w, body = making.w, decision.organisation
        to = making.parties.get(next_part(making.dossier, decision), making.dossier.lead)
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
        statement = (statement_of(making, decision),) if positive else ()
        yield Block(f"4. {w['conclusion']}", (*statement, ended(making, said)))

    def _supplements(self, making: Making, decision: Decision) -> Iterator[str]:
        node = step_of(making.dossier, decision)
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
