"""Items of checklists that come due: whoever owes them is told three days before, and on the day after.

One notice for all items of one organisation in one dossier that are due on the same day: a list of a hundred items is
one line on the desk. Its key names that day, so running this every hour tells nobody twice, and a worker that was down
for some days catches up.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from reorg.notices.kinds import Kind
from reorg.notices.telling import Telling, holders, write
from workflows.actions.checklists import WORKERS
from workflows.models import ChecklistItem, Dossier
from workflows.offices import today
from workflows.phases import ENDED
from workflows.text import Text

BEFORE = timedelta(days=3)
CAUGHT_UP = timedelta(days=7)
"""How long after its deadline an item is still told of, where no worker ran."""


def tell_items() -> int:
    """Tell of the items that are due soon, and of those that are late since yesterday. Returns how many notices."""
    return sum(
        write(items[0].dossier, telling(items[0].dossier, owner, day, items))
        for (_dossier, owner, day), items in owed().items()
    )


def owed() -> dict[tuple[int, int, date], list[ChecklistItem]]:
    """What is due about now and not settled, by dossier, organisation and day."""
    now = today()
    found = (
        ChecklistItem.objects.exclude(state__in=ChecklistItem.SETTLED)
        .exclude(dossier__phase__in=ENDED)
        .filter(dossier__held_since__isnull=True)
        .filter(due__gte=_begins(now - CAUGHT_UP), due__lt=_begins(now + BEFORE + timedelta(days=1)))
        .select_related("dossier")
        .order_by("dossier", "owner", "due", "order", "code")
    )
    groups = defaultdict(list)
    for item in found:
        assert item.due
        groups[item.dossier_id, item.owner_id, timezone.localdate(item.due)].append(item)
    return groups


def telling(dossier: Dossier, owner: int, day: date, items: list[ChecklistItem]) -> Telling:
    first, late = items[0], day < today()
    if len(items) == 1:
        what, path = Text(first.title_vi, first.title_en), reverse("item", args=[dossier.code, first.code])
    else:
        what = Text(f"{len(items)} đầu việc trong danh mục", f"{len(items)} items of the checklists")
        path = reverse("checklists", args=[dossier.code])
    key = f"items-{'late' if late else 'soon'}:{dossier.pk}:{owner}:{day:%Y%m%d}"
    return Telling(Kind.LATE if late else Kind.SOON, key, what, path, holders(owner, WORKERS), first.due)


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
