"""Keeping, choosing and forgetting ways to look at one's desk."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reorg.desk.models import SavedView
from reorg.people.models import User
from workflows.errors import BadInput, NotFound

MOST = 20  # for each person


@transaction.atomic
def keep_view(name: str, query: str, *, default: bool, actor: Any) -> SavedView:
    """Keep a filter under a name; the same name again takes the new filter.

    Raises:
        BadInput: there is no name, or there are too many already.
    """
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Give the filter a name."), "name")
    mine = _locked(actor)
    if mine.exclude(name=name).count() >= MOST:
        raise BadInput(_("You have %(most)d filters already. Delete one first.") % {"most": MOST}, "name")
    if default:
        mine.update(default=False)
    kept, _new = SavedView.objects.update_or_create(
        person=actor, name=name[:60], defaults={"query": query[:400], "default": default}
    )
    return kept


@transaction.atomic
def open_with(pk: int | None, *, actor: Any) -> None:
    """The desk opens with this filter from now on; with none when there is no number."""
    mine = _locked(actor)
    if pk is not None and not mine.filter(pk=pk).exists():
        raise NotFound(_("You have no such filter."))
    mine.update(default=False)
    mine.filter(pk=pk).update(default=True)


def forget_view(pk: int, *, actor: Any) -> None:
    SavedView.objects.filter(person=actor, pk=pk).delete()


def _locked(actor: Any) -> Any:
    """One act of a person after the other: there is never a second default."""
    User.objects.select_for_update().filter(pk=actor.pk).first()
    return SavedView.objects.filter(person=actor)
