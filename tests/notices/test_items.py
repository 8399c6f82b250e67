"""Whoever owes items of a checklist is told before they are due and once they are late: once, in one line."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from reorg.notices.items import tell_items
from reorg.notices.models import Notice
from reorg.people.models import User
from workflows.models import ChecklistItem, Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture
def items(agency: Dossier, people: People) -> list[ChecklistItem]:
    """Three items of one organisation; nothing else is due for a long time."""
    ChecklistItem.objects.update(due=_at(100))
    mine = list(ChecklistItem.objects.filter(dossier=agency, owner=agency.lead_id)[:3])
    assert len(mine) == 3
    return mine


def _at(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(today() + timedelta(days=days), time(17)))


def due(items: list[ChecklistItem], days: int) -> None:
    ChecklistItem.objects.filter(pk__in=[one.pk for one in items]).update(due=_at(days))


def test_all_that_is_due_on_a_day_is_one_line(items: list[ChecklistItem], people: People) -> None:
    due(items, 3)
    assert tell_items() > 0
    notice = Notice.objects.get(person=people["anh"])
    assert (notice.kind, notice.title_en) == ("soon", "Due soon: 3 items of the checklists")
    assert notice.path == f"/dossiers/{items[0].dossier.code}/checklists/"
    assert notice.due == _at(3)
    assert tell_items() == 0


def test_a_single_one_is_named_and_led_to(items: list[ChecklistItem], people: People) -> None:
    due(items[:1], 1)
    tell_items()
    notice = Notice.objects.get(person=people["anh"])
    assert notice.title_en == f"Due soon: {items[0].title_en}"
    assert notice.path.endswith(f"/items/{items[0].code}/")


def test_the_day_after_it_is_overdue(items: list[ChecklistItem], people: People) -> None:
    due(items, 0)
    tell_items()
    due(items, -1)  # a day goes by
    tell_items()
    assert list(Notice.objects.filter(person=people["anh"]).order_by("id").values_list("kind", flat=True)) == [
        "soon",
        "late",
    ]


@pytest.mark.parametrize("days", [4, -8])
def test_what_is_far_off_is_not_told(items: list[ChecklistItem], days: int) -> None:
    due(items, days)
    assert tell_items() == 0


def test_nor_what_is_settled_or_frozen_or_ended(items: list[ChecklistItem], agency: Dossier) -> None:
    due(items, 1)
    ChecklistItem.objects.update(state="waived")
    assert tell_items() == 0
    ChecklistItem.objects.update(state="open")
    Dossier.objects.filter(pk=agency.pk).update(held_since=timezone.now())
    assert tell_items() == 0


def test_only_those_who_owe_them(items: list[ChecklistItem], people: People) -> None:
    due(items, 1)
    tell_items()
    assert not Notice.objects.filter(person__in=[people["binh"], people["xuan"]]).exists()
