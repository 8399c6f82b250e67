"""Days ordered otherwise, with what moves because of it; all open deadlines reckoned again afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.dateformat import format as in_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.models import Reckoning
from reorg.administration.rights import Scope, acting_for, mandates_of, scope_of
from reorg.people.models import Organisation
from reorg.system.door import system_door
from workflows.actions import order_day
from workflows.actions.door import database_time
from workflows.actions.rederiving import Moved, WouldMove, rederive_all, with_deadlines, would_move
from workflows.clock import AFTERNOON, MORNING, OFF, WHOLE_DAY
from workflows.errors import BadInput, NotYou
from workflows.models import CalendarDay
from workflows.offices import today
from workflows.text import Text

AT_ONCE = 300  # dossiers reckoned again while somebody waits
FAR = 3 * 366  # days ahead for which days are ordered
COUNTRY = Text("cả nước", "the whole country")
WORKED = {
    OFF: Text("ngày nghỉ", "day off"),
    MORNING: Text("chỉ làm buổi sáng", "worked in the morning only"),
    AFTERNOON: Text("chỉ làm buổi chiều", "worked in the afternoon only"),
    WHOLE_DAY: Text("ngày làm việc", "working day"),
    None: Text("như thường lệ", "as usual"),
}


def if_ordered(scope: Scope, *, day: date, halves: int | None, organisation: Organisation | None) -> list[Consequence]:
    """Which open deadlines would move, and by how much."""
    must_order(scope, organisation)
    order = CalendarDay(day=day, halves=halves, organisation=organisation, title_vi="—", title_en="—", basis="—")
    moves = would_move(order)
    later = [one for one in moves if one.was and one.due and one.due > one.was]
    earlier = [one for one in moves if one not in later]
    return [
        consequence(
            "clock",
            _("Deadlines that move to a later day"),
            map(_row, later[:26]),
            count=len(later),
            note=_("Each is written into the trail of its dossier, with this order as the reason."),
        ),
        consequence(
            "alert-triangle",
            _("Deadlines that move to an earlier day"),
            map(_row, earlier[:26]),
            count=len(earlier),
            note=_("Those who are asked have less time than they were told."),
            warns=True,
        ),
    ]


def _row(one: WouldMove) -> Row:
    what = one.item or str(one.dossier.flow.step(one.step))
    if one.was is None or one.due is None:
        return Row(f"{one.dossier.code} · {what}")
    was, due = timezone.localtime(one.was), timezone.localtime(one.due)
    days = (due.date() - was.date()).days
    much = ngettext("%(n)+d day", "%(n)+d days", abs(days)) % {"n": days} if days else _("on the same day")
    return Row(
        f"{one.dossier.code} · {what}",
        f"{in_format(was, 'd/m/Y H:i')} → {in_format(due, 'd/m/Y H:i')} ({much})",
    )


def must_order(scope: Scope, organisation: Organisation | None) -> None:
    if organisation is not None:
        scope.must_hold(organisation)
    elif not scope.everything:
        raise NotYou(_("Days of the whole country are ordered by a system administrator."))


def order(
    scope: Scope, *, day: date, halves: int | None, why: Text, basis: str, organisation: Organisation | None
) -> Reckoning:
    """Order a day, and have all open deadlines reckoned again: at once, or by the worker when there are many."""
    must_order(scope, organisation)
    if day < today() - timedelta(days=FAR) or day > today() + timedelta(days=FAR):
        raise BadInput(_("Order days within three years of today."), "day")
    with transaction.atomic():
        made = order_day(day=day, halves=halves, why=why, basis=basis, organisation=organisation, actor=scope.user)
        reckoning = Reckoning.objects.create(order=made, total=len(with_deadlines()))
        if reckoning.total > AT_ONCE:
            _leave_to_worker(made.pk)
    if reckoning.total <= AT_ONCE:
        try:
            reckon_now(made.pk)
        except OperationalError:  # somebody keeps a dossier locked: the worker waits for them
            _leave_to_worker(made.pk)
        reckoning.refresh_from_db()
    return reckoning


def write_down(sender: Any, order: CalendarDay, **_: Any) -> None:
    """Receiver of ``ordered``: the trail of the system says it, whether it was ordered on a page or on the server."""
    administers = mandates_of(order.added_by).exists()
    with system_door(acting_for(scope_of(order.added_by)) if administers else None) as act:
        act.record(
            "calendar.ordered",
            about=order.organisation,
            day=order.day.isoformat(),
            scope=order.organisation.text if order.organisation else COUNTRY,
            what=WORKED[order.halves],
            why=order.text,
            basis=order.basis,
            halves=order.halves,
            order=order.pk,
            by=order.added_by.get_full_name(),
        )


def _leave_to_worker(order_id: int) -> None:
    from reorg.administration.tasks import reckon_again  # the queue's app is complete only once all apps are loaded

    reckon_again.configure(queueing_lock=f"reckon_again_{order_id}").defer(order_id=order_id)


def reckon_now(order_id: int) -> None:
    """Reckon all open deadlines again because of an order. Begun again, it does what was left."""
    reckoning = Reckoning.objects.select_related("order__organisation").get(order=order_id)
    if reckoning.finished_at is not None:
        return
    made, before = reckoning.order, (reckoning.steps, reckoning.items)

    def told(done: int, total: int, moved: Moved) -> None:
        steps, items = before[0] + moved.steps, before[1] + moved.items
        Reckoning.objects.filter(pk=reckoning.pk).update(done=done, total=total, steps=steps, items=items)

    why = Text(
        f"lịch làm việc thay đổi: {made.title_vi}, {made.basis}", f"the calendar changed: {made.title_en}, {made.basis}"
    )
    moved = rederive_all(why, told)
    with system_door(None) as act:
        now = Reckoning.objects.select_for_update().get(pk=reckoning.pk)
        if now.finished_at is not None:
            return
        now.steps, now.items = before[0] + moved.steps, before[1] + moved.items
        now.done, now.finished_at = now.total, database_time()
        now.save()
        act.record(
            "calendar.reckoned",
            about=made.organisation,
            day=made.day.isoformat(),
            steps=now.steps,
            items=now.items,
            order=made.pk,
            reckoned=moved.reckoned,
        )


def orders_for(scope: Scope) -> Any:
    """The orders that this administrator sees: of the country, and of what they administer."""
    found = CalendarDay.objects.select_related("organisation", "added_by", "reckoning").order_by("-pk")
    if scope.everything:
        return found
    return found.filter(organisation__in=scope.bodies) | found.filter(organisation=None)
