"""The desk: what waits for me, what I wait for, what my office owes, what I follow, what was done lately."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.desk.boxes import (
    Group,
    done_lately,
    given_to,
    grouped,
    owed_by_my_offices,
    waiting_for_me,
    waiting_for_others,
    watched,
    with_steps,
)
from reorg.desk.keeping import forget_view, keep_view, open_with
from reorg.desk.models import SavedView
from reorg.sessions import reading as sessions
from reorg.web.forms.desk import DeskForm
from reorg.web.shared import offices_today
from reorg.workplan.reading import asked_of as work_asked_of
from workflows.errors import BadInput

MINE, OTHERS, WATCHED, ITEMS, DONE = 50, 10, 10, 10, 8  # rows of each box


class Box(NamedTuple):
    """The first rows of a list, and how many there are in all."""

    rows: list[Any]
    total: int
    groups: Sequence[Group] = ()

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    kept = list(SavedView.objects.filter(person=request.user.pk))
    form, chosen = _wanted(request, kept)
    asked, given = waiting_for_me(request.user), given_to(request.user)
    by = form.said.get("group", "")
    own = asked.filter(own=True) if given else asked  # type: ignore[misc]
    mine = in_groups(box(form.apply(own), MINE), by)
    others_own = asked.filter(own=False)  # type: ignore[misc]
    deputy = in_groups(box(form.apply(others_own), MINE), by, given) if given else Box([], 0)
    others = box(form.apply(waiting_for_others(request.user)), OTHERS)
    context = {
        "form": form,
        "kept": kept,
        "chosen": chosen,
        "mine": mine,
        "deputy": deputy,
        "stands_in": bool(given),
        "waiting": mine.total + deputy.total,
        "late": sum(one.late for one in (*mine.rows, *deputy.rows)),
        "several": any(one.alike for one in (*mine.rows, *deputy.rows)),
        "others": others._replace(rows=with_steps(others.rows)),
        "watched": box(watched(request.user), WATCHED),
        "items": box(owed_by_my_offices(request.user), ITEMS),
        "work": work_asked_of(offices_today(request), ITEMS),
        "asked": sessions.asked_of(offices_today(request), ITEMS),
        "today": timezone.localdate(),
        "done": list(done_lately(request.user)[:DONE]),
    }
    return render(request, "desk.html", context)


def _wanted(request: HttpRequest, kept: list[SavedView]) -> tuple[DeskForm, SavedView | None]:
    """What the address says; without a word there, what its owner keeps by default."""
    if request.GET:
        form = DeskForm(request.GET)
        return form, next((one for one in kept if one.query == form.query), None)
    default = next((one for one in kept if one.default), None)
    return DeskForm(QueryDict(default.query) if default else {}), default


def box(rows: QuerySet[Any], limit: int) -> Box:
    """The first rows; the rest is counted only when there is a rest."""
    first = list(rows[: limit + 1])
    return Box(first[:limit], rows.count() if len(first) > limit else len(first))


def in_groups(box: Box, by: str, given: Any = None) -> Box:
    rows = with_steps(box.rows, given)
    return box._replace(rows=rows, groups=grouped(rows, by))


@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter that is shown under a name."""
    form = DeskForm(QueryDict(request.POST.get("query", "")))
    try:
        made = keep_view(
            request.POST.get("name", ""), form.query, default="default" in request.POST, actor=request.user
        )
        messages.success(request, _("The filter “%(name)s” is kept.") % {"name": made})
    except BadInput as refused:
        messages.error(request, refused.message)
    return redirect(_showing(form.query))


@require_POST
def view_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the desk with a filter from now on, or no longer, or forget it."""
    act = request.POST.get("act", "")
    if act == "forget":
        forget_view(pk, actor=request.user)
        messages.success(request, _("The filter is deleted."))
        return redirect(_showing(""))
    open_with(pk if act == "default" else None, actor=request.user)
    return redirect(_showing(request.POST.get("query", "")))


def _showing(query: str) -> str:
    """The desk with this filter; with none, though another may be the default."""
    return f"{reverse('desk')}?{QueryDict(query).urlencode() or 'all=1'}"
