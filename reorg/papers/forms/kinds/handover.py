"""What was handed over by whom to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from reorg.papers.forms.content import Block, Fact, FormPaper, Table
from reorg.papers.forms.kinds.shared import (
    APPROVED,
    sign_offs,
    tasks_of,
)
from reorg.papers.forms.making import Listed, Making
from reorg.people.models import Organisation
from workflows.flow import HandOver
from workflows.models import ChecklistItem, Decision, Dossier, Task
from workflows.text import Text

STATES = {
    "open": Text("chưa làm", "open"),
    "in_progress": Text("đang làm", "in progress"),
    "done": Text("đã làm", "done"),
    "verified": Text("đã kiểm tra", "verified"),
    "waived": Text("được miễn", "waived"),
}


class HandOverRecord:
    """Biên bản bàn giao: the lists with their items and evidence, and who gave and who received."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for task in tasks_of(dossier, HandOver):
            last = task.decisions.filter(superseded_at__isnull=True).order_by("at").last()
            title = dossier.flow.step(task.step).title
            yield Listed("handover", task.pk, title, timezone.localdate(last.at) if last else None)

    def paper(self, making: Making, pk: int) -> FormPaper:
        task = next((one for one in tasks_of(making.dossier, HandOver) if one.pk == pk), None)
        if task is None:
            raise Task.DoesNotExist
        w, node = making.w, making.dossier.flow.step(task.step)
        assert isinstance(node, HandOver)
        signed = list(sign_offs(making.dossier).filter(task=task, outcome=APPROVED, superseded_at__isnull=True))
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
            subject=w.fill("handover_subject", step=making.say(node.title), title=making.title_inside),
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
