"""The rooms of a dossier, each with how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from reorg.consolidation.models import Department
from reorg.consolidation.readiness import plans_departments
from reorg.units.models import PlanClause
from reorg.web.pages.units import plans_units
from reorg.workplan.models import Task
from reorg.workplan.states import State
from workflows import reading
from workflows.models import ChecklistItem, Dossier, Event


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    icon: str
    url: str
    count: str = ""


def tabs_of(dossier: Dossier, user: Any) -> list[Tab]:
    """Two queries: whether the reader audits the dossier, which papers hang on, and all counts at once."""
    counts = _counts(dossier, user)
    rooms: list[tuple[str, str, str, str]] = [("dossier", _("Overview"), "folder", "")]
    if plans_units(dossier):
        rooms.append(("plan", _("Unit plan"), "sitemap", _number(counts["n_clauses"])))
    if plans_departments(dossier):
        rooms.append(("departments", _("Departments"), "sitemap", _number(counts["n_departments"])))
    if dossier.procedure.code == "working_session":
        rooms.append(("session", _("Working session"), "users-group", ""))
    items = f"{counts['n_settled']}/{counts['n_items']}" if counts["n_items"] else ""
    work = f"{counts['n_confirmed']}/{counts['n_tasks']}" if counts["n_tasks"] else ""
    rooms += [
        ("documents", _("Documents"), "file-text", _number(counts["n_papers"])),
        ("checklists", _("Checklists"), "list-check", items),
        ("work", _("Plan of work"), "target", work),
        ("comments", _("Comments"), "messages", _number(counts["n_comments"])),
        ("trail", _("Trail"), "history", str(dossier.head_seq)),
    ]
    return [Tab(name, label, icon, reverse(name, args=[dossier.code]), count) for name, label, icon, count in rooms]


def _number(count: int) -> str:
    return str(count) if count else ""


def _counts(dossier: Dossier, user: Any) -> dict[str, int]:
    papers = reading.documents_for(user, dossier).prefetch_related(None)
    row: Any = (
        Dossier.objects.filter(pk=dossier.pk)
        .annotate(
            n_papers=_many(papers),
            n_comments=_many(Event.objects.filter(verb="comment.added")),
            n_clauses=_many(PlanClause.objects.all()),
            n_departments=_many(Department.objects.all()),
            n_items=_many(ChecklistItem.objects.all()),
            n_settled=_many(ChecklistItem.objects.filter(Q(state__in=ChecklistItem.SETTLED))),
            n_tasks=_many(_leaves()),
            n_confirmed=_many(_leaves().filter(state=State.CONFIRMED)),
        )
        .values(
            "n_papers", "n_comments", "n_clauses", "n_departments", "n_items", "n_settled", "n_tasks", "n_confirmed"
        )
        .get()
    )
    return dict(row)


def _leaves() -> QuerySet[Any]:
    """Tasks without parts: progress is counted in these."""
    return Task.objects.filter(removed=False).exclude(Exists(Task.objects.filter(parent=OuterRef("pk"), removed=False)))


def _many(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(dossier=OuterRef("pk")).order_by().values("dossier").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
