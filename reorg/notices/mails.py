"""Mails of which nobody knows whether they went out, and sending one of them again: an administrator's act."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.administration.people import home_of
from reorg.administration.rights import Scope, acting_for
from reorg.notices.mailing import ABANDONED
from reorg.notices.models import Notice
from reorg.system.door import system_door
from workflows.errors import NotFound

SHOWN = 200


def unsure_for(scope: Scope) -> QuerySet[Notice]:
    """Notices whose mail was being handed over when the worker or the line died, of those one administers."""
    found = Notice.objects.filter(
        handed_at__lt=timezone.now() - ABANDONED, sent_at__isnull=True, person__in=scope.people().values("pk")
    )
    return found.select_related("person", "dossier").order_by("-handed_at", "person", "pk")


class Unsure(NamedTuple):
    """One such mail: the first notice in it stands for all."""

    first: Notice
    notices: int

    @property
    def handed_at(self) -> datetime | None:
        return self.first.handed_at


def unsure_mails(scope: Scope) -> list[Unsure]:
    """The latest first, no more than ``SHOWN`` notices' worth."""
    rows = unsure_for(scope)[:SHOWN]
    return [Unsure(mine[0], len(mine)) for mine in (list(same) for _one, same in groupby(rows, key=_mail))]


def _mail(notice: Notice) -> tuple[Any, ...]:
    """What the notices of one mail have in common: one that comes alone is a mail of its own."""
    return notice.handed_at, notice.person_id, notice.digest or notice.pk


def waiting_for(scope: Scope) -> QuerySet[Notice]:
    """Notices whose mail may go out and has not, the oldest first: the mail server is down, or no worker runs."""
    due = Notice.objects.filter(mail_at__lte=timezone.now(), sent_at__isnull=True, handed_at__isnull=True)
    return due.filter(person__in=scope.people().values("pk")).order_by("mail_at", "pk")


def mail_of(scope: Scope, pk: int) -> list[Notice]:
    """All notices that went out in one mail, of which one is named.

    Raises: NotFound: not among those one administers, or it was sent meanwhile.
    """
    unsure = unsure_for(scope)
    named = unsure.filter(pk=pk).first()
    if named is None:
        raise NotFound(_("There is no such mail among those that may not have arrived."))
    same = unsure.filter(person=named.person, handed_at=named.handed_at, digest=True)
    return list(same.order_by("pk")) if named.digest else [named]


def send_again(scope: Scope, mail: list[Notice]) -> list[Notice]:
    """Let the worker send it once more, under the same Message-ID, by which a mail program shows it once.

    Raises: NotFound: it was sent, or sent again by somebody else, meanwhile.
    """
    person: Any = mail[0].person
    with system_door(acting_for(scope)) as act:
        still = Notice.objects.filter(pk__in=[one.pk for one in mail], handed_at=mail[0].handed_at, sent_at=None)
        if still.update(handed_at=None, claimed_at=None) < len(mail):
            raise NotFound(_("There is no such mail among those that may not have arrived."))
        act.record("mail.sent_again", about=home_of(person), name=str(person), person=person.pk, notices=len(mail))
    return mail
