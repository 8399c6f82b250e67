"""The rooms of a dossier, each with how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db import connection
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
from workflows.compiled import SOMEBODY
from workflows.models import ChecklistItem, Dossier, Event
from workflows.offices import today


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


COUNTED = ("n_papers", "n_comments", "n_clauses", "n_departments", "n_items", "n_settled", "n_tasks", "n_confirmed")
SOME_DOSSIER = -8  # stands for the dossier while the question is put together; nothing else in it has this value


def _counts(dossier: Dossier, user: Any) -> dict[str, int]:
    """Asked on every page of a dossier, and put together once a day: that takes ten times as long as to answer it."""
    sql, parameters = _compiled(today())
    put = {SOMEBODY: user.pk, SOME_DOSSIER: dossier.pk}
    with connection.cursor() as cursor:
        cursor.execute(sql, [put.get(value, value) for value in parameters])
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))


@lru_cache(maxsize=1)
def _compiled(_day: date) -> tuple[str, tuple[Any, ...]]:
    """Whose papers are whose hangs on the day, which stands in the question."""
    somebody = SimpleNamespace(pk=SOMEBODY, is_authenticated=True, is_active=True)
    papers = reading.documents_for(somebody, Dossier(pk=SOME_DOSSIER)).prefetch_related(None)
    counted = Dossier.objects.filter(pk=SOME_DOSSIER).annotate(
        n_papers=_many(papers),
        n_comments=_many(Event.objects.filter(verb="comment.added")),
        n_clauses=_many(PlanClause.objects.all()),
        n_departments=_many(Department.objects.all()),
        n_items=_many(ChecklistItem.objects.all()),
        n_settled=_many(ChecklistItem.objects.filter(Q(state__in=ChecklistItem.SETTLED))),
        n_tasks=_many(_leaves()),
        n_confirmed=_many(_leaves().filter(state=State.CONFIRMED)),
    )
    sql, parameters = counted.values_list(*COUNTED).query.sql_with_params()
    return sql, tuple(parameters)


def _leaves() -> QuerySet[Any]:
    """Tasks without parts: progress is counted in these."""
    return Task.objects.filter(removed=False).exclude(Exists(Task.objects.filter(parent=OuterRef("pk"), removed=False)))


def _many(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(dossier=OuterRef("pk")).order_by().values("dossier").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
