"""Everything that is missing, at once, each with the place where it is mended.

The same answer feeds the page and the guard, so a button and its refusal cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from workflows.flow import Ballot, End, HandOver, OpinionRound, WorkNode
from workflows.holds import in_words, standing_holds
from workflows.models import Assignment, ChecklistItem, DocumentType, Dossier, Task
from workflows.text import Text


@dataclass(frozen=True)
class Missing:
    """One thing that is missing. ``place`` is (kind, key): where it is mended, for the page to link to."""

    what: Text
    place: tuple[str, str]
    step: str = ""
    waits: bool = False  # somebody else's answer in the same step, not a defect of the dossier

    def __str__(self) -> str:
        return str(self.what)


def readiness(dossier: Dossier, tasks: list[Task] | None = None) -> list[Missing]:
    """All that is missing before the open steps of a dossier can be finished."""
    if tasks is None:
        open_now = dossier.tasks.filter(outcome="", status="STARTED")
        tasks = list(open_now.prefetch_related("assignments__organisation"))
    return [missing for task in tasks for missing in missing_for(dossier, dossier.flow.step(task.step), task)]


def missing_for(dossier: Dossier, node: WorkNode, task: Task) -> Iterator[Missing]:
    """What one step still misses: papers, list items, returns, votes, signatures, and what the procedure adds."""
    yield from _defects(dossier, node, task)
    if node.signs or isinstance(node, Ballot):
        yield from _answers(node, task)


def _defects(
    dossier: Dossier, node: WorkNode, task: Task, asked: Iterable[Assignment] | None = None
) -> Iterator[Missing]:
    for hold in standing_holds(dossier):
        yield Missing(in_words(hold), ("hold", str(hold.pk)), node.name)
    yield from _papers(dossier, node, task.assignments.all() if asked is None else asked)
    yield from _recalled(dossier, node)
    yield from _items(dossier, node)
    yield from dossier.flow.missing(dossier, node)
    if isinstance(node, OpinionRound) and not dossier.opinions.filter(consultation__task=task).exists():
        yield Missing(
            Text("chưa ghi kết quả lấy ý kiến nào", "no return of the opinion round is recorded"),
            ("step", str(task.pk)),
            node.name,
        )


def blocking(dossier: Dossier, node: WorkNode, asked: Assignment) -> list[Missing]:
    """What stops this answer now; other people's answers in the same step, and their papers, do not."""
    return list(_defects(dossier, node, asked.task, [asked]))


def _papers(dossier: Dossier, node: WorkNode, asked: Iterable[Assignment]) -> Iterator[Missing]:
    """Papers the step needs: by type (``TTr``), by type and the step they were made at (``NQ@``), or one of each
    organisation that is asked in the step (``NQ@each``)."""
    needs = needs_of(dossier, node)
    if not needs:
        return
    papers = dossier.documents.filter(recall__isnull=True).order_by()
    there = set(papers.values_list("type_id", "step", "owner_id").distinct())
    for need in needs:
        type_, _at, whose = need.partition("@")
        here = {owner for one, step, owner in there if one == type_ and (step == node.name or need == type_)}
        if whose == "each":
            lacking = [each.organisation for each in asked if each.organisation_id not in here]
        else:
            lacking = [None] if not here else []
        for organisation in lacking:
            yield Missing(_paper_missing(_type_name(type_), organisation), ("documents", type_), node.name)


def needs_of(dossier: Dossier, node: WorkNode) -> Sequence[str]:
    """The papers a step needs in this dossier: by the set that was in force when it was opened."""
    papers: dict[str, list[str]] = dossier.regime.get("papers", {})
    return papers.get(node.name, node.needs)


def _paper_missing(type_: Text, organisation: Any) -> Text:
    if organisation is None:
        return Text(f"thiếu văn bản: {type_.vi}", f"document missing: {type_.en}")
    return Text(
        f"thiếu văn bản: {type_.vi} của {organisation.title_vi}",
        f"document missing: {type_.en} of {organisation.title_en}",
    )


def _recalled(dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
    """What is drafted or signed is not a paper that was taken back: it wants one that replaces it."""
    if isinstance(node, HandOver) or not (node.edits or node.signs):
        return
    for paper in dossier.documents.filter(signed=True, recall__isnull=False, replaced_by__isnull=True):
        name = paper.symbol or paper.subject_vi
        yield Missing(
            Text(
                f"văn bản {name} đã bị thu hồi và chưa có văn bản thay thế",
                f"the document {paper.symbol or paper.subject_en or name} was recalled and nothing replaces it yet",
            ),
            ("replacement", str(paper.pk)),
            node.name,
        )


def _type_name(abbr: str) -> Text:
    found = DocumentType.objects.filter(pk=abbr).first()
    return Text(f"{found.title_vi} ({abbr})", f"{found.title_en} ({abbr})") if found else Text(abbr, abbr)


def _items(dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
    gates = dossier.flow.lists if _is_last(node) else node.gates
    if not gates:
        return
    open_items = (
        ChecklistItem.objects.filter(dossier=dossier, checklist__code__in=gates)
        .exclude(state__in=ChecklistItem.SETTLED)
        .select_related("checklist", "owner")
        .order_by("checklist__order", "order", "code")
    )
    for item in open_items:
        yield Missing(
            Text(
                f"{item.code} {item.title_vi} chưa được xác nhận ({item.owner.title_vi})",
                f"{item.code} {item.title_en} is not verified ({item.owner.title_en})",
            ),
            ("item", item.code),
            node.name,
        )


def _is_last(node: WorkNode) -> bool:
    """Whether the dossier is closed after this step: then nothing may be left open in any list."""
    return any(isinstance(edge.dst, End) for edge in node._outgoing())


def _answers(node: WorkNode, task: Task) -> Iterator[Missing]:
    for asked in task.assignments.all():
        if asked.state in (Assignment.State.OPEN, Assignment.State.WAITING):
            vi, en = asked.organisation.title_vi, asked.organisation.title_en
            verb = (
                Text("chưa biểu quyết", "has not voted")
                if isinstance(node, Ballot)
                else Text("chưa ký", "has not signed")
            )
            yield Missing(Text(f"{vi} {verb.vi}", f"{en} {verb.en}"), ("step", str(task.pk)), node.name, waits=True)


@dataclass(frozen=True)
class Progress:
    """How far a checklist is."""

    settled: int
    done: int
    total: int
    overdue: int

    @property
    def percent(self) -> int:
        return self.settled * 100 // self.total if self.total else 100

    @property
    def complete(self) -> bool:
        return self.settled == self.total


def progress(dossier: Dossier) -> dict[int, Progress]:
    """Progress of every list of a dossier, by its id, in one query."""
    rows = (
        ChecklistItem.objects.filter(dossier=dossier)
        .order_by()
        .values("checklist_id")
        .annotate(
            total=Count("id"),
            settled=Count("id", filter=Q(state__in=ChecklistItem.SETTLED)),
            finished=Count("id", filter=Q(state="done")),
            overdue=Count("id", filter=Q(due__lt=timezone.now()) & ~Q(state__in=ChecklistItem.SETTLED)),
        )
    )
    return {
        row["checklist_id"]: Progress(row["settled"], row["finished"], row["total"], row["overdue"]) for row in rows
    }
