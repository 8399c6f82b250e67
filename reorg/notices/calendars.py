"""One's deadlines as iCalendar (RFC 5545), for the calendar program on one's desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from workflows.models import Assignment
from workflows.reading import assignments_for

MOST = 500
WIDTH = 73  # octets of a line; longer ones are folded


def calendar_of(user: Any, now: datetime) -> bytes:
    """What is asked of somebody with a deadline: the step, the dossier's code, a link; nothing of the content."""
    with override(user.language):
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Reorg//Deadlines//VI",
            "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_text(_('Deadlines in Reorg'))}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            *_events(user, now),
            "END:VCALENDAR",
        ]
    return "".join(f"{folded}\r\n" for line in lines for folded in [_folded(line)]).encode()


def _events(user: Any, now: datetime) -> Iterator[str]:
    host = settings.SITE_URL.partition("//")[2]
    rows = assignments_for(user).filter(state=Assignment.State.OPEN, due__isnull=False)[:MOST]
    for asked in rows:
        assert asked.due is not None
        step = asked.dossier.flow.step(asked.task.step).title
        yield from (
            "BEGIN:VEVENT",
            f"UID:step-{asked.pk}@{host}",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(asked.due - timedelta(minutes=30))}",
            f"DTEND:{_utc(asked.due)}",
            f"SUMMARY:{_text(_('Due: %(step)s (%(code)s)') % {'step': step, 'code': asked.dossier.code})}",
            f"URL:{settings.SITE_URL}{reverse('step', args=[asked.pk])}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line longer than 75 octets, and no letter cut in two."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > WIDTH:
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
