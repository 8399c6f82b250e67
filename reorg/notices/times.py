"""When a mail may go out: not in somebody's quiet hours, and a digest once a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from reorg.notices.models import Wishes


def mail_time(now: datetime, wishes: Wishes, *, digest: bool) -> datetime:
    """The next digest, or now; in quiet hours, their end."""
    if digest:
        return _next(now, wishes.digest_at)
    if wishes.quiet_from and wishes.quiet_to and _quiet(timezone.localtime(now).time(), wishes):
        return _next(now, wishes.quiet_to)
    return now


def _quiet(at: time, wishes: Wishes) -> bool:
    """Quiet hours may go over midnight."""
    assert wishes.quiet_from
    assert wishes.quiet_to
    if wishes.quiet_from <= wishes.quiet_to:
        return wishes.quiet_from <= at < wishes.quiet_to
    return at >= wishes.quiet_from or at < wishes.quiet_to


def _next(now: datetime, at: time) -> datetime:
    local = timezone.localtime(now)
    found = timezone.make_aware(datetime.combine(local.date(), at))
    return found if found > now else found + timedelta(days=1)
