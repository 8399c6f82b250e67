"""Reading the system's trail: what of it somebody may see, narrowed down, and taken out as it was hashed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reorg.administration.rights import acting_for, may_read_system_trail, scope_of
from reorg.system.door import system_door
from reorg.system.models import SystemEvent
from workflows.offices import acting, offices_of
from workflows.text import Text

KINDS = {
    "person": Text("người dùng", "people"),
    "people": Text("nhập danh sách", "imports"),
    "office": Text("chức vụ", "offices"),
    "administrator": Text("quản trị viên", "administrators"),
    "organisation": Text("cơ quan", "organisations"),
    "delegation": Text("ủy quyền", "delegations"),
    "calendar": Text("lịch làm việc", "calendars"),
    "checklist": Text("danh mục", "checklists"),
    "rules": Text("quy định", "rules"),
    "guidance": Text("văn bản chỉ đạo", "guiding documents"),
    "mail": Text("thư", "mail"),
    "webhook": Text("webhook", "webhooks"),
    "system": Text("hệ thống", "the system"),
}


def events_for(user: Any) -> QuerySet[SystemEvent]:
    """The part of the system's trail that this person may read, the newest first. NotFound for whoever may read none.

    Auditors and system administrators read all; other administrators what concerns the organisations they administer.
    """
    everything, bodies = may_read_system_trail(user)
    found = SystemEvent.objects.select_related("about").order_by("-seq")
    return found if everything else found.filter(about__in=bodies)


def narrowed(
    events: QuerySet[SystemEvent], *, kind: str = "", about: int | None = None, since: date | None, until: date | None
) -> QuerySet[SystemEvent]:
    if kind in KINDS:
        events = events.filter(verb__startswith=f"{kind}.")
    if about is not None:
        events = events.filter(about=about)
    if since is not None:
        events = events.filter(at__gte=_midnight(since))
    if until is not None:
        events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def take_out(user: Any, events: QuerySet[SystemEvent]) -> Iterator[str]:
    """The events as they were hashed, one line each, the oldest first; that they were taken out is an event itself."""
    rows = list(events.order_by("seq").values_list("seq", "record", "hash"))
    office = offices_of(user).filter(role="auditor").first()
    with system_door(acting(user, office) if office else acting_for(scope_of(user))) as act:
        act.record("system.exported", to_seq=rows[-1][0] if rows else 0, events=len(rows))
    return (f'{{"hash":"{its_hash}","record":{record}}}\n' for _seq, record, its_hash in rows)
