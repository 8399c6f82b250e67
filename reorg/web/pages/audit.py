"""The auditor's room as pages: lists that go on by key, and who looked at what in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reorg.people.models import User
from reorg.web.templatetags.web import told, trail_page_of
from workflows.models import Event

PER_PAGE = 50
COUNTED = 10_000


@dataclass(frozen=True)
class Stretch:
    """Some rows of a long list, and where the next ones begin; nothing is counted off to get there."""

    rows: list[Any]
    next: str = ""


def newest_first(rows: QuerySet[Any], after: str, *, key: str = "id") -> Stretch:
    """The rows after a mark: the moment and the key of the last row seen. A mark that is none is passed over."""
    at, _sign, last = after.rpartition("~")
    moment = _moment(at)
    if moment is not None and last.isdecimal() and len(last) < 19:
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, **{f"{key}__lt": int(last)}))
    found = list(rows[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return Stretch(found)
    end = found[PER_PAGE - 1]
    return Stretch(found[:PER_PAGE], mark(end.at, end.pk))


def mark(at: datetime, key: int) -> str:
    return f"{at.isoformat()}~{key}"


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, up to a limit beyond which nobody wants to know exactly."""
    return int(rows.order_by()[: COUNTED + 1].count())


# Who looked at what

PAGES = {
    "dossier": gettext_lazy("the dossier"),
    "documents": gettext_lazy("its documents"),
    "checklists": gettext_lazy("its checklists"),
    "checklist": gettext_lazy("a checklist"),
    "item": gettext_lazy("an item"),
    "trail": gettext_lazy("its trail"),
    "plan": gettext_lazy("its plan"),
    "plan_clauses": gettext_lazy("the clauses of its plan"),
    "variants": gettext_lazy("the variants of its plan"),
    "deadlines": gettext_lazy("its deadlines"),
    "comments": gettext_lazy("its comments"),
    "registers": gettext_lazy("its registers"),
    "register": gettext_lazy("a register"),
    "register_row": gettext_lazy("a row of a register"),
    "register_reconcile": gettext_lazy("the reconciliation of a register"),
    "dossier_papers": gettext_lazy("its printed papers"),
    "dossier_paper": gettext_lazy("a printed paper"),
    "dossier_archive": gettext_lazy("its archive"),
    "dossier_access": gettext_lazy("who looked at it"),
    "session": gettext_lazy("the working session"),
    "departments": gettext_lazy("its departments"),
    "succession": gettext_lazy("what followed"),
    "support": gettext_lazy("the support"),
    "hold": gettext_lazy("the legal hold"),
    "audit_export": gettext_lazy("a list from the auditor's room"),
}


@dataclass(frozen=True)
class Looked:
    """One look: who, when, at what; the sentence of the trail, where it stands there."""

    at: datetime
    who: str
    what: str
    thing: str
    url: str = ""


def in_words(rows: Sequence[dict[str, Any]], code: str) -> list[Looked]:
    """Rows of ``reorg.audit.reading.looked_at`` for a page, in two queries however many they are."""
    names = dict(User.objects.filter(pk__in={row["person"] for row in rows}).values_list("pk", "full_name"))
    events = Event.objects.in_bulk([row["event"] for row in rows if row["event"]])
    looks = []
    for row in rows:
        who = names.get(row["person"]) or _("The system")
        if event := events.get(row["event"]):
            url = f"{reverse('trail', args=[code])}?page={trail_page_of(event)}#event-{event.seq}"
            looks.append(Looked(row["at"], who, told(event)["sentence"], "", url))
        else:
            looks.append(Looked(row["at"], who, page_name(row["page"]), row["thing"], page_of(row["page"], code)))
    return looks


def page_name(name: str) -> str:
    return str(PAGES.get(name, name.replace("_", " ")))


def page_of(name: str, code: str) -> str:
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return ""
