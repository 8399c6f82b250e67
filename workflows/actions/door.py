"""The one door for change: lock → is it the moment? → is it the person? → change → write it down.

An act opens the door with ``with door(dossier, actor=...) as case``. The dossier's row is locked for as long as it
stands open, other acts on the same dossier wait, and on leaving all that was recorded is written in one go with it.
Mail, papers and jobs are left with ``case.afterwards`` and run only once the transaction is committed.

What can be done behind the door: ``opened.py`` (who acts, what is written down), ``moving.py`` (steps and phases),
``superseding.py`` (content and signatures).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import DateTimeField, JSONField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from workflows.actions.superseding import Case
from workflows.errors import NotFound, NotNow
from workflows.holds import must_not_be_held
from workflows.models import Dossier

__all__ = ["Case", "database_time", "door", "lock_in_order"]


# What an act wants to know besides, told in the same statement. Written in SQL, for every act begins with it, and
# putting subqueries together takes longer than asking them. Where the row was locked and changed meanwhile, the
# database reads its clock anew once the lock is had.
PARTIES = """(SELECT jsonb_object_agg(key, organisation_id)
  FROM workflows_dossierparty AS party WHERE party.dossier_id = workflows_dossier.id)"""
BESIDES = {
    "now": RawSQL("clock_timestamp()", (), DateTimeField()),
    "newest_order": RawSQL("(SELECT max(id) FROM workflows_calendarday)", ()),
    "bodies": RawSQL(PARTIES, (), JSONField()),  # noqa: S611
}


@contextmanager
def door(dossier: Dossier | int, *, actor: Any, though_held: bool = False) -> Iterator[Case]:
    """Open a dossier for one act. Waits for others at the same dossier up to the database's lock timeout.

    A dossier that is held opens only ``though_held``: for noting that somebody read it, and for lifting the hold.

    Raises:
        NotFound: there is no such dossier. NotNow: others kept it locked for too long. Frozen: it is held.
    """
    pk = dossier if isinstance(dossier, int) else dossier.pk
    with transaction.atomic():
        try:
            with _waiting_for_others():
                locked = (
                    Dossier.objects.select_for_update(of=("self",))
                    .select_related("procedure", "process")
                    .annotate(**BESIDES)
                    .get(pk=pk)
                )
        except Dossier.DoesNotExist:
            raise NotFound(_("There is no such dossier.")) from None
        if not though_held:
            must_not_be_held(locked)
        told = vars(locked)
        case = Case(locked, actor, told["now"], told["newest_order"] or 0, told["bodies"])
        yield case
        case.close()


def lock_in_order(dossiers: Iterable[int]) -> set[int]:
    """Lock many dossiers before their doors are opened one by one; inside a transaction. Gives those not there.

    Raises:
        NotNow: others kept one of them locked for too long.
    """
    wanted = set(dossiers)
    with _waiting_for_others():
        there = Dossier.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        return wanted - set(there.values_list("pk", flat=True))


@contextmanager
def _waiting_for_others() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == "55P03":
            raise NotNow(_("Somebody else is working on this dossier at this moment. Please try again.")) from error
        raise


def database_time() -> datetime:
    """The database's clock, to the microsecond, in UTC: one clock for all web processes and workers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
