"""The dossiers one may see: searched, filtered, sorted, page by page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from reorg.web.filters import DossierFilter
from reorg.web.tables import DossierTable
from workflows.models import Assignment, ChecklistItem, Dossier
from workflows.readiness import Progress
from workflows.reading import dossiers_for

PER_PAGE = 25
COUNTED = 10_000  # beyond this nobody turns pages: the number is “more than”


class CountsSoFar(Paginator):  # type: ignore[type-arg]
    """Counts up to a limit, so that a list of any length costs the same."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Dossier] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[: COUNTED + 1].count()


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    found = DossierFilter(request.GET, queryset=dossiers_for(request.user), request=request)
    asked = (
        Assignment.objects.filter(state=Assignment.State.OPEN)
        .select_related("task", "organisation")
        .order_by("due", "id")
    )
    rows = found.qs.prefetch_related(Prefetch("assignments", queryset=asked, to_attr="open_assignments"))
    page = CountsSoFar(rows, PER_PAGE).get_page(request.GET.get("page"))
    on_page = list(page.object_list)
    add_progress(on_page)
    for dossier in on_page:
        add_next(dossier)
    asked_for: dict[str, str] = {name: str(value) for name, value in request.GET.items() if value and name != "page"}
    context = {
        "filter": found,
        "table": DossierTable(on_page),
        "page": page,
        "counted": COUNTED,
        "query": urlencode(asked_for),
        "narrowed": bool(asked_for.keys() - {"sort"}),
    }
    response = render(request, "dossiers/list.html", context)
    if getattr(request, "htmx", False):
        return push_url(response, f"{request.path}?{urlencode(asked_for)}" if asked_for else request.path)
    return response


def add_next(dossier: Dossier) -> None:
    """What the dossier waits for now: the step that is due first, and who is asked in it."""
    asked = dossier.open_assignments  # type: ignore[attr-defined]
    first = asked[0] if asked else None
    dossier.waits_at = dossier.flow.step(first.task.step) if first else None  # type: ignore[attr-defined]
    dossier.waits_for = [one.organisation for one in asked if first and one.task_id == first.task_id]  # type: ignore[attr-defined]
    dossier.due_next = first.due if first else None  # type: ignore[attr-defined]


def add_progress(dossiers: list[Dossier]) -> None:
    """How far the lists of these dossiers are, in one query for all of them."""
    settled = Q(state__in=ChecklistItem.SETTLED)
    rows = (
        ChecklistItem.objects.filter(dossier__in=dossiers)
        .order_by()
        .values("dossier_id")
        .annotate(
            total=Count("id"),
            settled=Count("id", filter=settled),
            finished=Count("id", filter=Q(state="done")),
            overdue=Count("id", filter=Q(due__lt=timezone.now()) & ~settled),
        )
    )
    by_dossier = {
        row["dossier_id"]: Progress(row["settled"], row["finished"], row["total"], row["overdue"]) for row in rows
    }
    for dossier in dossiers:
        dossier.lists_progress = by_dossier.get(dossier.pk)  # type: ignore[attr-defined]
