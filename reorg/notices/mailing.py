"""Notices by mail: claimed, handed over, marked as sent; a mail that was refused is tried again, none goes out twice.

Each of the three is written and committed before the next begins. A worker killed after its claim leaves one that is
taken up again after ``ABANDONED``. Of a mail that was being handed over when the worker or the line died nobody knows
whether it went out, so it is never sent again by itself: it stands on a page of the administration (``mails``), where
somebody may send it again. The notice itself is in its reader's list either way.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any, NamedTuple

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from reorg.notices.kinds import Kind
from reorg.notices.models import Notice

log = structlog.get_logger(__name__)

ABANDONED = timedelta(minutes=15)
# What a mail server says when it has not taken a mail.
REFUSED = (SMTPDataError, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused)
BATCH = 500
SHOWN = 15  # of one kind, in a digest; the others are counted


class Group(NamedTuple):
    """The notices of one kind in a digest: the first of them, how many there are, how many are late."""

    label: str
    rows: list[Notice]
    total: int
    late: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def send_due() -> int:
    """Send everything that may go out now. Returns how many mails; raises what the mail server said, all kept."""
    sent, failed = 0, None
    for mine in _bundles(claim()):
        try:
            sent += _send(mine)
        except OSError as error:  # the mail server does not answer, or says no
            log.warning("notices.mail_failed", person=mine[0].person_id, error=str(error))
            failed = error
    if failed is not None:
        raise failed
    return sent


def _send(mine: list[Notice]) -> int:
    """Hand one mail to the mail server. Returns 1, or 0 where another worker has taken it up meanwhile.

    Raises: OSError: it did not go out and waits for another attempt, or nobody knows whether it did.
    """
    rows = Notice.objects.filter(pk__in=[one.pk for one in mine])
    mail, handed = message(mine), False
    try:
        with get_connection() as line:
            if not _hand_over(mine):
                return 0
            handed = True
            line.send_messages([mail])
            rows.update(sent_at=timezone.now())
    except OSError as error:
        if not handed or isinstance(error, REFUSED):
            rows.filter(sent_at__isnull=True).update(claimed_at=None, handed_at=None)
        if not rows.filter(sent_at__isnull=False).exists():  # else only the good-bye failed
            raise
    return 1


@transaction.atomic
def _hand_over(mine: list[Notice]) -> bool:
    """Write that this mail goes out now, if it is still this worker's: a claim too old was taken up by another."""
    rows = Notice.objects.filter(pk__in=[one.pk for one in mine], sent_at__isnull=True, handed_at__isnull=True)
    ours = rows.filter(claimed_at=mine[0].claimed_at).select_for_update()
    if len(ours.values_list("pk", flat=True)) < len(mine):
        return False
    rows.update(handed_at=timezone.now())
    return True


@transaction.atomic
def claim() -> list[Notice]:
    """Notices that may go out, marked as this worker's; those another worker has are passed over."""
    now = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - ABANDONED)
    due = Notice.objects.filter(free, mail_at__lte=now, sent_at__isnull=True, handed_at__isnull=True)
    due.filter(assignment__isnull=False).exclude(assignment__state="open").update(mail_at=None)
    ordered = due.order_by("mail_at", "pk").select_related("person", "dossier")
    found = list(ordered.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    Notice.objects.filter(pk__in=[one.pk for one in found]).update(claimed_at=now)
    for one in found:
        one.claimed_at = now
    return found


def _bundles(found: list[Notice]) -> list[list[Notice]]:
    """What goes into one mail: a digest of one person, or a single notice."""
    single = [[one] for one in found if not one.digest]
    digests = sorted((one for one in found if one.digest), key=lambda one: one.person_id)
    return [*single, *(list(rows) for _person, rows in groupby(digests, key=lambda one: one.person_id))]


def message(mine: list[Notice]) -> EmailMultiAlternatives:
    """The mail, plain and as HTML, in the person's language: what, until when, a link. Nothing of the content."""
    first = mine[0]
    with override(first.person.language):
        context = digest(mine) if first.digest else single(first)
        context |= {"site": settings.SITE_URL, "choices": settings.SITE_URL + reverse("notice_choices")}
        name = "digest" if first.digest else "single"
        mail = EmailMultiAlternatives(
            context["subject"], render_to_string(f"notices/{name}.txt", context), to=[first.person.email]
        )
        mail.attach_alternative(render_to_string(f"notices/{name}.html", context), "text/html")
    host = settings.SITE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    mail.extra_headers["Message-ID"] = f"<notice-{first.pk}-{first.mail_at:%Y%m%d%H%M%S}@{host}>"
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail


def single(notice: Notice) -> dict[str, Any]:
    return {"subject": f"{notice.title} ({notice.dossier.code})", "notice": notice}


def digest(mine: list[Notice]) -> dict[str, Any]:
    """What matters first: late things, then by deadline; of each kind the first few, the rest counted."""
    now = timezone.now()
    counts = Counter(one.kind for one in mine)
    groups = []
    for kind in Kind:
        same = (one for one in mine if one.kind == kind)
        rows = sorted(same, key=lambda one: (one.due is None, one.due or now, one.pk))
        if rows:
            late = sum(one.due is not None and one.due < now for one in rows)
            groups.append(Group(str(kind.label), rows[:SHOWN], len(rows), late))
    total, waiting = len(mine), counts[Kind.ASKED]
    subject = ngettext("%(count)d notice", "%(count)d notices", total) % {"count": total}
    if waiting:
        subject += ", " + ngettext("%(count)d waits for you", "%(count)d wait for you", waiting) % {"count": waiting}
    return {"subject": _("Digest: %(what)s") % {"what": subject}, "groups": groups, "total": total}
