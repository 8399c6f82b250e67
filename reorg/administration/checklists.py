"""Checklists in dated versions: read, drafted, compared, put in force from a day. Open dossiers keep their copy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.dateformat import format as in_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reorg.administration import duerules
from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.models import ListDraft
from reorg.administration.rights import Scope, acting_for
from reorg.procedures import parts
from reorg.registers.definition import Kind, text
from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.reading import TooManyForNow, read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.sheets.writing import export
from reorg.system.door import system_door
from workflows.actions.door import database_time
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.flow.registry import procedures
from workflows.models import Check, Dossier
from workflows.offices import today
from workflows.phases import ENDED
from workflows.text import Text
from workflows.trail.canonical import digest

State = ListDraft.State
MOST = 500  # items of one list
SAID = (
    "title_vi",
    "title_en",
    "owner",
    "evidence_vi",
    "evidence_en",
    "due",
    "due_note_vi",
    "due_note_en",
    "source_note_vi",
    "source_note_en",
)
KEPT = ("due_confirmed", "confidence", "sources")  # carried along, not edited here
OWNERS = parts.LOCALITIES | parts.CENTRE | parts.OWNERS | parts.OVERSIGHT

SHEET = Kind(
    "checklist",
    Text("Danh mục đầu việc", "Checklist"),
    Text(
        "Mỗi đầu việc một dòng. Hạn viết như 10w (ngày làm việc), 30d, 2m, operation-30d, 2026-06-30, friday 12:00. "
        "Tệp thay toàn bộ dự thảo: đầu việc không có trong tệp sẽ bị bỏ.",
        "One row for each item. Deadlines as 10w (working days), 30d, 2m, operation-30d, 2026-06-30, friday 12:00. The "
        "file replaces the draft: items that are not in it are dropped.",
    ),
    lists=(),
    items=(),
    name="title_vi",
    columns=(
        text("code", "Mã", "Code", required=True),
        text("title_vi", "Đầu việc", "Item (Vietnamese)", required=True),
        text("title_en", "Đầu việc tiếng Anh", "Item (English)", required=True),
        text("owner", "Bên chịu trách nhiệm", "Part that owes it", required=True),
        text("evidence_vi", "Minh chứng", "Evidence (Vietnamese)"),
        text("evidence_en", "Minh chứng tiếng Anh", "Evidence (English)"),
        text("due", "Hạn", "Deadline"),
        text("due_note_vi", "Ghi chú hạn", "Deadline in words (Vietnamese)"),
        text("due_note_en", "Ghi chú hạn tiếng Anh", "Deadline in words (English)"),
        text("source_note_vi", "Căn cứ", "Source (Vietnamese)"),
        text("source_note_en", "Căn cứ tiếng Anh", "Source (English)"),
    ),
)


@dataclass(frozen=True)
class Version:
    """A list as it stands from a day to a day (None: until further notice)."""

    since: date
    until: date | None
    count: int

    @property
    def current(self) -> bool:
        return self.since <= today() and (self.until is None or today() <= self.until)

    @property
    def future(self) -> bool:
        return self.since > today()


# What there is


def lists() -> dict[str, Text]:
    """Codes and titles of all lists, as they were named last."""
    rows = Check.objects.order_by("list_code", "valid_from").values_list("list_code", "list_vi", "list_en")
    return {code: Text(vi, en) for code, vi, en in rows}


def list_title(code: str) -> Text:
    found = lists().get(code)
    if found is None:
        raise NotFound(_("There is no such checklist."))
    return found


def checks_on(code: str, day: date) -> list[Check]:
    """The items of a list in force on a day."""
    found = Check.objects.filter(list_code=code, valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    return list(found.order_by("order", "code"))


def versions(code: str) -> list[Version]:
    """All versions of a list, the newest first: a new one begins whenever an item begins or has ended."""
    checks = list(Check.objects.filter(list_code=code).values_list("valid_from", "valid_to"))
    days = sorted({since for since, _until in checks} | {until + timedelta(1) for _since, until in checks if until})
    found = []
    for since, following in zip(days, [*days[1:], None], strict=True):
        count = sum(a <= since and (b is None or b >= since) for a, b in checks)
        if count:
            found.append(Version(since, following - timedelta(days=1) if following else None, count))
    return found[::-1]


def rows_of(checks: Iterable[Check]) -> list[dict[str, Any]]:
    return [{name: getattr(check, name) for name in ("code", *SAID, *KEPT)} for check in checks]


def newest(code: str) -> list[Check]:
    """The items of the version that is in force last: today's, or one that is still to come."""
    last = next(iter(versions(code)), None)
    return checks_on(code, max(last.since, today()) if last and last.until is None else last.since) if last else []


@dataclass(frozen=True)
class Difference:
    """What became of one item between two versions."""

    code: str
    title: Text
    kind: str  # added, changed, removed
    fields: tuple[tuple[str, str, str], ...] = ()  # field, before, after


def compared(before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]) -> list[Difference]:
    """Item by item, in the order of the new version; what was dropped comes last."""
    old, new = {row["code"]: row for row in before}, {row["code"]: row for row in after}
    found = []
    for code, row in new.items():
        was = old.get(code)
        if was is None:
            found.append(Difference(code, _title(row), "added"))
        elif changes := tuple((name, _shown(name, was), _shown(name, row)) for name in SAID if was[name] != row[name]):
            found.append(Difference(code, _title(row), "changed", changes))
    found += [Difference(code, _title(row), "removed") for code, row in old.items() if code not in new]
    return found


def _title(row: dict[str, Any]) -> Text:
    return Text(row["title_vi"], row["title_en"])


def _shown(name: str, row: dict[str, Any]) -> str:
    return duerules.written(row[name]) if name == "due" else str(row[name] or "")


# Drafting


def draft_for(code: str) -> ListDraft | None:
    return ListDraft.objects.filter(list_code=code, state=State.DRAFT).select_related("made_by").first()


def must_draft(code: str) -> ListDraft:
    found = draft_for(code)
    if found is None:
        raise NotFound(_("There is no draft of this checklist. Begin one."))
    return found


@transaction.atomic
def begin(scope: Scope, code: str) -> ListDraft:
    """Begin the next version with what is in force. One draft of a list at a time: beginning twice is once."""
    title = list_title(code)
    there = draft_for(code)
    if there is not None:
        return there
    rows = rows_of(newest(code))
    with system_door(acting_for(scope)) as act:
        try:
            with transaction.atomic():
                draft = ListDraft.objects.create(
                    list_code=code,
                    rows=rows,
                    base=digest(_plain(rows)),
                    made_by=scope.user,
                    made_at=act.now,
                    changed_at=act.now,
                )
        except IntegrityError:  # somebody was quicker
            return must_draft(code)
        act.record("checklist.drafted", title=title, list=code, base=draft.base)
    return draft


def _plain(rows: list[dict[str, Any]]) -> Any:
    """Rows without fractions, for their digest."""
    return json.loads(json.dumps(rows), parse_float=str)


def _opened(draft: ListDraft, version: int) -> ListDraft:
    now = ListDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if now.state != State.DRAFT:
        raise NotNow(_("This draft is %(state)s.") % {"state": now.get_state_display()})
    if now.version != version:
        raise ContentChanged(_("Somebody changed this draft since you opened it. What you typed is kept below."))
    return now


@transaction.atomic
def set_item(draft: ListDraft, values: dict[str, Any], *, was: str, version: int) -> ListDraft:
    """Add an item (``was`` empty) or change one. ``version`` is what was shown; the same values change nothing."""
    row = _checked(values)
    same = next((one for one in draft.rows if one["code"] == row["code"]), None)
    if same is not None and {**same, **row} == same:
        return draft
    now = _opened(draft, version)
    codes = [one["code"] for one in now.rows]
    if row["code"] != was and row["code"] in codes:
        raise BadInput(_("Another item of this list has the code “%(code)s”.") % {"code": row["code"]}, "code")
    if was:
        if was not in codes:
            raise NotFound(_("This item is no longer in the draft."))
        now.rows[codes.index(was)] |= row
    else:
        if len(codes) >= MOST:
            raise BadInput(_("A list has at most %(most)d items.") % {"most": MOST}, "code")
        now.rows.append({"due_confirmed": False, "confidence": "H", "sources": [], **row})
    return _kept(now)


@transaction.atomic
def drop_item(draft: ListDraft, code: str, *, version: int) -> ListDraft:
    if all(row["code"] != code for row in draft.rows):
        return draft
    now = _opened(draft, version)
    now.rows = [row for row in now.rows if row["code"] != code]
    return _kept(now)


def _kept(draft: ListDraft) -> ListDraft:
    draft.version, draft.changed_at = draft.version + 1, database_time()
    draft.save(update_fields=["rows", "version", "changed_at"])
    return draft


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """An item's values as they are kept; ``due`` comes as typed.

    Raises:
        BadInput: something is missing or cannot be read; names the field.
    """
    row = {name: " ".join(str(values.get(name) or "").split()) for name in ("code", *SAID)}
    for name in ("code", "title_vi", "title_en", "owner"):
        if not row[name]:
            raise BadInput(_("This is needed."), name)
    for name, value in row.items():
        most = getattr(Check._meta.get_field(name), "max_length", None)
        if name != "due" and most and len(value) > most:
            raise BadInput(_("At most %(most)d characters.") % {"most": most}, name)
    if row["owner"] not in OWNERS:
        raise BadInput(
            _("“%(owner)s” is no part of a procedure. Parts are: %(parts)s.")
            % {"owner": row["owner"], "parts": ", ".join(OWNERS)},
            "owner",
        )
    return {**row, "due": duerules.typed(row["due"])}


# As a spreadsheet


def sheet(rows: list[dict[str, Any]]) -> bytes:
    return export(SHEET, ({**row, "due": duerules.written(row["due"])} for row in rows))


@transaction.atomic
def replace_from_sheet(draft: ListDraft, file: File[bytes], *, version: int) -> list[dict[str, Any]]:
    """Replace the draft's items with those of a sheet, all or nothing. What is wrong comes back, each with its cell."""
    check_size(file.size or 0)
    try:
        read = read_sheet(SHEET, file, at_most=MOST)
    except TooManyForNow:
        raise BadInput(_("A list has at most %(most)d items.") % {"most": MOST}, "file") from None
    if read.problem_count:
        return [
            {"cell": one.cell, "value": one.value[:80], "why": problem_in_words(one.as_json())} for one in read.problems
        ]
    rows, problems = [], []
    before = {row["code"]: row for row in draft.rows}
    for number, values in read.rows:
        try:
            row = _checked(values)
        except BadInput as wrong:
            place = next((n for n, one in enumerate(SHEET.columns) if one.key == wrong.field), 0)
            cell = f"{chr(65 + place)}{number}"
            problems.append({"cell": cell, "value": str(values.get(wrong.field) or "")[:80], "why": wrong.message})
        else:
            kept = {name: before[row["code"]][name] for name in KEPT} if row["code"] in before else {}
            rows.append({"due_confirmed": False, "confidence": "H", "sources": [], **kept, **row})
    if problems:
        return problems
    now = _opened(draft, version)
    now.rows = rows
    _kept(now)
    return []


# Putting in force


def if_in_force(draft: ListDraft, valid_from: date) -> list[Consequence]:
    """Which dossiers keep what they have, and what new ones take."""
    using = [flow for flow in procedures() if draft.list_code in flow.lists]
    running = Dossier.objects.exclude(phase__in=ENDED).filter(checklists__code=draft.list_code).order_by("code")
    differences = compared(rows_of(newest(draft.list_code)), draft.rows)
    words = {"added": _("new"), "changed": _("changed"), "removed": pgettext("line", "dropped")}
    return [
        consequence(
            "list-check",
            _("Items that differ from the version in force"),
            (Row(f"{one.code} · {one.title}", words[one.kind]) for one in differences),
        ),
        consequence(
            "folder",
            _("Open dossiers that keep the version they have"),
            (Row(one.code, str(one.get_phase_display())) for one in running[:26]),
            count=running.count(),
            note=_("Nothing changes in them."),
        ),
        consequence(
            "folder-plus",
            _("Procedures whose new dossiers take the new version"),
            (Row(str(flow.title)) for flow in using),
            note=_("Those opened from %(day)s on.") % {"day": in_format(valid_from, "d/m/Y")},
        ),
    ]


@transaction.atomic
def put_in_force(scope: Scope, draft: ListDraft, *, valid_from: date, basis: str, version: int) -> ListDraft:
    """The draft becomes the version in force from a day; items that do not change go on as they are.

    Raises:
        NotNow: it is no draft any more, or the version it was begun from is not the last. BadInput: see its words.
    """
    now = _opened(draft, version)
    code = now.list_code
    if valid_from <= today():
        raise BadInput(
            _("A version begins tomorrow at the earliest: dossiers of today keep today’s rules."), "valid_from"
        )
    if not basis.strip():
        raise BadInput(_("Give the paper it rests on: number and date."), "basis")
    if not now.rows:
        raise NotNow(_("A checklist without items cannot be put in force."))
    checks = list(Check.objects.select_for_update().filter(list_code=code))
    before = newest(code)
    if digest(_plain(rows_of(before))) != now.base:
        raise NotNow(_("Another version was put in force since this draft was begun. Withdraw it and begin anew."))
    if any(check.valid_from >= valid_from for check in checks):
        raise BadInput(_("A version that begins on that day or later is already there."), "valid_from")
    differences = compared(rows_of(before), now.rows)
    if not differences:
        raise NotNow(_("The draft says the same as the version in force; there is nothing to put in force."))
    _taken_by_others(code, now.rows)
    title = list_title(code)
    kinds = {one.code: one.kind for one in differences}
    ended = [check.pk for check in before if kinds.get(check.code) in ("changed", "removed")]
    Check.objects.filter(pk__in=ended).update(valid_to=valid_from - timedelta(days=1))
    for place, row in enumerate(now.rows):
        if kinds.get(row["code"]) in ("added", "changed"):
            Check.objects.create(
                list_code=code, list_vi=title.vi, list_en=title.en, order=place, valid_from=valid_from, **row
            )
        else:
            Check.objects.filter(pk__in=[check.pk for check in before if check.code == row["code"]]).update(order=place)
    with system_door(acting_for(scope)) as act:
        now.state, now.valid_from, now.basis = State.IN_FORCE, valid_from, basis.strip()
        now.settled_by, now.settled_at = scope.user, act.now
        now.save()
        count = [sum(one.kind == kind for one in differences) for kind in ("added", "changed", "removed")]
        act.record(
            "checklist.in_force",
            title=title,
            list=code,
            basis=now.basis,
            added=count[0],
            changed=count[1],
            removed=count[2],
            rows_sha256=digest(_plain(now.rows)),
            **{"from": valid_from.isoformat()},
        )
    return now


def _taken_by_others(code: str, rows: list[dict[str, Any]]) -> None:
    """A dossier names its items by code alone: no two lists may have the same."""
    taken = Check.objects.filter(code__in=[row["code"] for row in rows]).exclude(list_code=code).first()
    if taken is not None:
        raise NotNow(
            _("The code %(code)s belongs to another checklist (%(list)s).")
            % {"code": taken.code, "list": taken.list_vi}
        )


@transaction.atomic
def withdraw(scope: Scope, draft: ListDraft, *, reason: str) -> None:
    """Give the draft up. It stays on record."""
    now = ListDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if now.state != State.DRAFT:
        raise NotNow(_("This draft is %(state)s.") % {"state": now.get_state_display()})
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    with system_door(acting_for(scope)) as act:
        now.state, now.settled_by, now.settled_at = State.WITHDRAWN, scope.user, act.now
        now.save(update_fields=["state", "settled_by", "settled_at"])
        act.record("checklist.withdrawn", title=list_title(now.list_code), list=now.list_code, reason=reason.strip())
