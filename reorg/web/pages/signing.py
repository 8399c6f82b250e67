"""What somebody who is asked to sign has before them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from reorg.desk.reasons import Reason, reasons_for
from reorg.web.pages.papers import papers_of
from reorg.web.pages.since import Base, Changes, what_changed
from reorg.web.pages.units import Picture, picture, plans_units
from workflows import actions
from workflows.actions.door import Case
from workflows.actions.steps import must_be_signer
from workflows.errors import NotYou
from workflows.flow import Appraisal, HandOver, WorkNode
from workflows.models import Assignment, BallotResult, ChecklistItem, Document, Dossier, Opinion
from workflows.readiness import Missing, blocking


@dataclass(frozen=True)
class SignPage:
    assignment: Assignment
    node: WorkNode
    digest: str
    content: dict[str, Any]
    barred: str
    missing: list[Missing]
    changes: Changes | None
    bases: list[Base]
    documents: list[Document]
    reference: list[Document]
    units: Picture | None
    ballots: list[BallotResult]
    opinions: list[Opinion]
    items: list[ChecklistItem]
    others: list[tuple[Assignment, Any]]
    reasons: list[tuple[str, list[Reason]]]

    @property
    def given(self) -> int:
        return sum(asked.state == Assignment.State.DONE for asked, _decision in self.others)

    @property
    def may_sign(self) -> bool:
        return not self.barred and not self.missing


def sign_page(assignment: Assignment, node: WorkNode, user: Any, since: str = "") -> SignPage:
    dossier = assignment.dossier
    digest, content = actions.shown_to_signer(assignment)
    papers = papers_of(dossier, user)
    changes, bases = what_changed(assignment, content, user, since)
    lists = isinstance(node, HandOver)
    return SignPage(
        assignment=assignment,
        node=node,
        digest=digest,
        content=content,
        barred=barred(assignment, user),
        missing=blocking(dossier, node, assignment),
        changes=changes,
        bases=bases,
        documents=[] if lists else [paper for paper in papers if paper.signed],
        reference=[paper for paper in papers if not paper.signed],
        units=picture(dossier, first=12) if plans_units(dossier) and not lists else None,
        ballots=list(dossier.ballots.filter(superseded_at=None).select_related("organisation")),
        opinions=[] if lists else _opinions(dossier),
        items=_items(assignment, node),
        others=_others(assignment),
        reasons=reasons_offered(dossier, node),
    )


def reasons_offered(dossier: Dossier, node: WorkNode) -> list[tuple[str, list[Reason]]]:
    """Reasons to begin from, by what is decided."""
    acts = [name for name, may in (("return", bool(node.returns)), ("refuse", not isinstance(node, HandOver))) if may]
    if isinstance(node, Appraisal) and node.supplement is not None:
        acts.append("supplement")
    return [(act, list(of)) for act, of in groupby(reasons_for(dossier, node, acts), key=lambda one: one.act)]


def barred(assignment: Assignment, user: Any) -> str:
    """Why this person may not sign although their office is asked, as the engine would say it; empty when they may."""
    try:
        case = Case(assignment.dossier, user, timezone.now())
        case.act_as(assignment.organisation_id, (assignment.role_id,))
        must_be_signer(case, assignment.task)
    except NotYou as refused:
        return refused.message
    return ""


def _opinions(dossier: Dossier) -> list[Opinion]:
    """What the last closed round of each kind brought; rounds before a return are on the dossier's page."""
    last: dict[str, list[Opinion]] = {}
    closed = dossier.opinions.filter(consultation__closed_at__isnull=False).select_related("consultation__task")
    for opinion in closed.order_by("consultation_id", "pk"):
        rows = last.setdefault(opinion.consultation.task.step, [])
        if rows and rows[0].consultation_id != opinion.consultation_id:
            rows.clear()
        rows.append(opinion)
    return [opinion for rows in last.values() for opinion in rows]


def _items(assignment: Assignment, node: WorkNode) -> list[ChecklistItem]:
    if not isinstance(node, HandOver):
        return []
    items = ChecklistItem.objects.filter(dossier=assignment.dossier, checklist__code__in=node.lists)
    return list(items.select_related("checklist", "owner").order_by("checklist__order", "order", "code"))


def _others(assignment: Assignment) -> list[tuple[Assignment, Any]]:
    """Everybody asked in this step, with what they decided."""
    asked = assignment.task.assignments.exclude(state=Assignment.State.CANCELLED)
    given = {one.assignment_id: one for one in assignment.task.decisions.filter(superseded_at=None)}
    return [
        (one, given.get(one.pk))
        for one in asked.select_related("organisation", "role", "done_by").order_by("order", "id")
    ]
