"""The paper of a step that leaders sign."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from reorg.papers.forms import bodies
from reorg.papers.forms.content import Block, Fact, FormPaper
from reorg.papers.forms.kinds.plan import clauses_of, helpers_table
from reorg.papers.forms.kinds.shared import (
    appraises,
    bases_of,
    concludes,
    counting,
    ended,
    statement_of,
    tasks_of,
)
from reorg.papers.forms.making import Listed, Making
from workflows.flow import Concurrence, HandOver, SignOff, WorkNode
from workflows.models import Decision, Dossier, Task


class DecisionPaper:
    """The paper of a step that leaders sign; several can countersign it, see ``countersigning``."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for task in tasks_of(dossier, SignOff):
            node = dossier.flow.step(task.step)
            if isinstance(node, HandOver) or appraises(node) or concludes(node):
                continue
            last = counting(dossier, task).defer("snapshot__content").last()
            if last is not None:
                yield Listed("decision", task.pk, node.title, timezone.localdate(last.at))

    def paper(self, making: Making, pk: int) -> FormPaper:
        task = making.dossier.tasks.get(pk=pk)
        signed = list(counting(making.dossier, task))
        node = making.dossier.flow.step(task.step)
        if not signed or isinstance(node, HandOver) or not isinstance(node, SignOff) or appraises(node):
            raise Task.DoesNotExist
        w, step = making.w, making.say(node.title)
        waiting = task.assignments.exclude(state__in=("done", "cancelled")).select_related(
            "organisation__parent", "role"
        )
        issuers = list(dict.fromkeys([*(d.organisation for d in signed), *(one.organisation for one in waiting)]))
        together = len(issuers) > 1
        last = signed[-1].at
        name, abbr = self.named(making, node, signed)
        return making.paper(
            "decision",
            type=w[name],
            subject=w.fill("decision_subject", step=step, title=making.title_inside),
            head=making.head(*issuers, abbr=abbr, on=None if waiting else last),
            at=last,
            bases=(
                *tuple(bases_of(making, last))[:-1],
                w.fill("decision_considering", code=making.dossier.code, lead=making.lead),
            ),
            blocks=tuple(self._blocks(making, signed)),
            signatures=(
                *(making.signature(decision, together=together) for decision in signed),
                *(making.unsigned(one.organisation, one.role_id, together=together) for one in waiting),
            ),
            draft=bool(waiting),
        )

    def named(self, making: Making, node: WorkNode, signed: list[Decision]) -> tuple[str, str]:
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
                    statement=statement_of(making, decision),
                )
                for decision in signed
            ),
        )
        content = signed[-1].snapshot.content
        clauses = tuple(clauses_of(making, content.get("plan") or {}))
        number = 2
        if clauses:
            yield Block(f"{number}. {w['submission_plan']}", items=clauses)
            number += 1
        helpers = helpers_table(making, content.get("plan") or {})
        if helpers:
            yield Block(f"{number}. {w['assignment_table']}", table=helpers)
            number += 1
        table, more = making.document_table(content, w["documents_of"])
        digests = dict.fromkeys(decision.digest for decision in signed)
        yield Block(
            f"{number}. {w['content_signed']}",
            facts=tuple(Fact(w["content_digest"], digest, digest=True) for digest in digests),
            table=table,
            closing=(*more, ended(making, w["content_digests"])),
        )
