"""What is signed, and what a change to it does to the signatures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from viewflow.workflow.status import STATUS

from workflows.actions.moving import Moving
from workflows.content import content_of
from workflows.flow import HandOver
from workflows.models import Assignment, Decision, Snapshot
from workflows.phases import Phase
from workflows.text import Text
from workflows.trail.canonical import digest


class Case(Moving):
    """A dossier with its door open: its flow ready to go on, its content and signatures held together."""

    def counting(self) -> Any:
        """Sign-offs of steps that count. A return or a refusal approves nothing that could be superseded."""
        return Decision.objects.filter(
            dossier=self.dossier,
            outcome=Decision.Outcome.APPROVED,
            superseded_at__isnull=True,
            task__isnull=False,
        )

    def content_open(self) -> bool:
        """Whether the content may be changed now: no open step holds it still."""
        nodes = [self.node(task) for task in self.open_tasks()]
        return bool(nodes) and not any(node.frozen for node in nodes)

    def content_changed(self, what: Text) -> None:
        """Take the content's new digest; signatures over the old one in this phase no longer count."""
        content = content_of(self.dossier)
        new = digest(content)
        before = self.dossier.content_digest
        if new == before:
            return
        Snapshot.objects.get_or_create(
            dossier=self.dossier, digest=new, defaults={"content": content, "taken_at": self.now}
        )
        self.dossier.content_digest = new
        self.changed("content_digest")
        self.record("content.changed", what=what, before=before, after=new)
        self._supersede_older(new, what)

    def _supersede_older(self, current: str, what: Text) -> None:
        steps = {node.name for node in self.dossier.flow.steps() if not isinstance(node, HandOver)}
        older = list(
            self.counting()
            .filter(task__phase=self._phase_of_work(), task__round=self.dossier.round, task__step__in=steps)
            .exclude(snapshot__digest=current)
            .select_related("task", "assignment")
            .order_by("task_id", "id")
        )
        if not older:
            return
        self.supersede(older, Text(f"nội dung thay đổi: {what.vi}", f"the content changed: {what.en}"), changes=what)
        settled = [decision.task for decision in older if decision.task.outcome]
        if settled:
            first = self.dossier.flow.step(settled[0].step)
            self.cancel_open()
            self.record("step.rewound", step=first.name, title=first.title)
            self.start_at(first)
            return
        self._ask_again(older)

    def _phase_of_work(self) -> str:
        """The phase the open step belongs to; it differs from the dossier's while that shows as returned."""
        tasks = self.open_tasks() if self.dossier.phase == Phase.RETURNED else []
        return tasks[0].phase if tasks else self.dossier.phase

    def list_changed(self, code: str, what: Text) -> None:
        """Signatures at an open hand-over cover its lists as they were; after a change they are asked for again."""
        steps = [node.name for node in self.dossier.flow.steps() if isinstance(node, HandOver) and code in node.lists]
        if not steps or self.dossier.phase != Phase.IMPLEMENTATION:
            return
        open_ones = self.counting().filter(task__step__in=steps, task__status=STATUS.STARTED)
        signed = list(open_ones.select_related("task").order_by("id"))
        if signed:
            self.supersede(signed, Text(f"danh mục thay đổi: {what.vi}", f"the list changed: {what.en}"), changes=what)
            self._ask_again(signed)

    def _ask_again(self, decisions: list[Decision]) -> None:
        """The step is still open: the same people are asked again, in a sequence in their order."""
        Assignment.objects.filter(pk__in=[decision.assignment_id for decision in decisions]).update(
            state=Assignment.State.OPEN, done_at=None, done_by=None, opened_at=self.now
        )
        for task in {decision.task_id: decision.task for decision in decisions}.values():
            assert task is not None
            if self.node(task).in_sequence:
                asked = task.assignments.filter(state__in=(Assignment.State.OPEN, Assignment.State.WAITING))
                first = asked.order_by("order").values_list("order", flat=True)[0]
                asked.filter(order__gt=first).update(state=Assignment.State.WAITING)

    def supersede(self, decisions: Iterable[Decision], why: Text, changes: Text | None = None) -> None:
        """Keep decisions on record but stop counting them, and say why."""
        for decision in decisions:
            assert decision.task is not None
            decision.superseded_at, decision.superseded_why = self.now, why.vi
            decision.save(update_fields=["superseded_at", "superseded_why"])
            self.record(
                "signoff.superseded",
                step=decision.task.step,
                title=self.dossier.flow.step(decision.task.step).title,
                signer=decision.signer_name,
                why=why,
                decision=decision.pk,
                changes=changes or why,
            )
