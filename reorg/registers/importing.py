"""A sheet on its way in: handed in, checked as a whole, shown, and confirmed with a second act.

What is small is checked while the reader waits; what is large by the worker, with its progress on the page. Nothing is
written into the register before somebody has confirmed what they were shown, and then everything or nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import structlog
from django.core.files.base import File
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.registers.definition import Kind, Side
from reorg.registers.models import Import, Register, Row
from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.reading import Sheet, TooManyForNow, read_sheet
from reorg.registers.sides import EDITORS, act_for, holds, sides_of
from reorg.registers.values import key_of
from reorg.registers.writing import (
    existing,
    facts_of,
    left_of,
    register_in,
    rows_digest,
    shaped,
    signed,
    touched,
    write,
)
from workflows.actions.door import door
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou, Refused
from workflows.files import hash_of, safe_name
from workflows.models import Dossier
from workflows.offices import offices_of
from workflows.text import Text

AT_ONCE = 1000  # rows checked and taken over while the reader waits
SHOWN = 200  # added and changed rows kept for the preview
State = Import.State
log = structlog.get_logger(__name__)


def hand_in(dossier: Dossier, kind: Kind, side: Side, file: File[bytes], *, actor: Any, sample: bool = False) -> Import:
    """Take a sheet for one side of a register and check it. Nothing is written into the register yet.

    Raises:
        NotYou: the side is listed by others. NotNow: the dossier has ended. BadInput: the file is empty or too large.
    """
    if side not in kind.sides:
        raise NotFound(_("This side does not list that register."))
    if not dossier.is_open:
        raise NotNow(_("This dossier has ended; its registers stay as they are."))
    sides = sides_of(dossier, kind)
    if not holds(offices_of(actor), sides.ids(side), EDITORS):
        raise NotYou(
            _("This side is listed by %(organisation)s; only its officers may do that.")
            % {"organisation": sides.of(side)[0]}
        )
    check_size(file.size or 0)
    sheet = Import(
        dossier=dossier,
        kind=kind.code,
        side=side.value,
        name=safe_name(file.name or "")[:200],
        size=file.size or 0,
        sha256=hash_of(file),
        asked_by=actor,
        sample=sample,
    )
    sheet.file.save(sheet.name if sheet.name.lower().endswith(".xlsx") else f"{sheet.name}.xlsx", file, save=False)
    sheet.save()
    try:
        check(sheet, at_most=AT_ONCE)
    except TooManyForNow:
        from reorg.registers.tasks import check_sheet  # the queue's app is complete only once all apps are loaded

        check_sheet.defer(import_id=sheet.pk)
    return sheet


def sheet_of(user: Any, dossier: Dossier, kind: Kind, token: str) -> Import:
    """What this person handed in. Others are told that there is no such thing."""
    found = (
        Import.objects.filter(dossier=dossier, kind=kind.code, token=token, asked_by=user.pk).defer("parsed").first()
    )
    if found is None:
        raise NotFound(_("There is no such import of yours. Hand the file in again."))
    return found


def check(sheet: Import, *, at_most: int | None = None) -> None:
    """Read the whole sheet and compare it with the register. Safe to begin again when a worker died over it."""
    with sheet.file.open("rb") as file:
        read = read_sheet(
            sheet.definition, file, at_most=at_most, progress=lambda done, rows: _progress(sheet, done, rows)
        )
    _compare(sheet, read)


def _progress(sheet: Import, done: int, rows: int) -> None:
    Import.objects.filter(pk=sheet.pk, state__in=(State.QUEUED, State.CHECKING)).update(
        state=State.CHECKING, done_rows=done, rows=rows
    )


def _compare(sheet: Import, read: Sheet) -> None:
    sheet.problems = [problem.as_json() for problem in read.problems]
    sheet.problem_count = read.problem_count
    sheet.rows = sheet.done_rows = len(read.rows)
    if read.problem_count:
        sheet.state, sheet.finished_at = State.REFUSED, timezone.now()
    else:
        sheet.parsed = [[number, values] for number, values in read.rows]
        _with_the_register(sheet)
        sheet.state = State.READY
    going = Import.objects.filter(pk=sheet.pk, state__in=(State.QUEUED, State.CHECKING)).exists()
    if going:  # not cancelled meanwhile
        sheet.save()


def _with_the_register(sheet: Import) -> list[tuple[Row | None, dict[str, Any]]]:
    """What the sheet would change, put down for the preview. Returns what is to be written: row and values."""
    kind, side = sheet.definition, Side(sheet.side)
    register = Register.objects.filter(dossier=sheet.dossier_id, kind=kind.code).first()
    sheet.base_version = register.version if register else 0
    there = existing(sheet.dossier, kind, side)
    todo: list[tuple[Row | None, dict[str, Any]]] = []
    changes: list[dict[str, Any]] = []
    told = hashlib.sha256()
    counts: dict[str, Any] = {"added": 0, "changed": 0, "unchanged": 0, "again": 0, "absent": 0}
    keys = set()
    for number, values in sheet.parsed:
        key = key_of(kind, values)
        keys.add(key)
        row = there.get(key)
        new = {name: value for name, value in values.items() if value is not None}
        if row is not None:  # columns that are not in the file stay as they are
            new = {name: value for name, value in row.values.items() if name not in values} | new
            new = left_of(row, kind, new)
        if row is None or row.state == Row.State.REMOVED:
            counts["added"] += 1
            counts["again"] += row is not None
            if counts["added"] <= SHOWN:
                changes.append({"row": number, "key": key, "what": "added", "values": new})
        elif new != row.values:
            counts["changed"] += 1
            if counts["changed"] <= SHOWN:
                differ = [name for name in kind.by_key if new.get(name) != row.values.get(name)]
                before = {name: row.values.get(name) for name in differ}
                after = {name: new.get(name) for name in differ}
                changes.append(
                    {"row": number, "key": key, "what": "changed", "values": new, "before": before, "after": after}
                )
        else:
            counts["unchanged"] += 1
            continue
        todo.append((row, new))
        told.update(json.dumps([key, row.values if row else None, new], sort_keys=True).encode())
    counts["absent"] = sum(key not in keys and row.state == Row.State.LISTED for key, row in there.items())
    counts["digest"] = told.hexdigest()
    sheet.counts, sheet.changes = counts, sorted(changes, key=lambda one: one["what"], reverse=True)
    return todo


def confirm(sheet: Import, *, actor: Any) -> Import:
    """Take over what was shown: at once, or by the worker when it is large. Confirming twice is confirming once.

    Raises:
        NotNow: it was refused, cancelled, or is still being checked. ContentChanged: the register was changed since.
    """
    sheet.refresh_from_db()
    if sheet.asked_by_id != actor.pk:
        raise NotFound(_("There is no such import of yours. Hand the file in again."))
    if sheet.state in (State.APPLIED, State.APPLYING):
        return sheet
    if sheet.state != State.READY:
        raise NotNow(_("This sheet is %(state)s; there is nothing to confirm.") % {"state": sheet.get_state_display()})
    if sheet.changes_nothing:
        raise NotNow(_("The register says all of this already; nothing changes."))
    if sheet.rows <= AT_ONCE:
        take_over(sheet)
        return sheet
    began = Import.objects.filter(pk=sheet.pk, state=State.READY).update(state=State.APPLYING, done_rows=0)
    sheet.refresh_from_db()
    if began:
        from reorg.registers.tasks import apply_sheet

        apply_sheet.defer(import_id=sheet.pk)
    return sheet


def take_over(sheet: Import) -> None:
    """Write all of a confirmed sheet, with one event. Rows are prepared before the lock and written under it."""
    shown = sheet.counts["digest"]
    kind, side = sheet.definition, Side(sheet.side)
    rows = _prepared(sheet)
    with door(sheet.dossier_id, actor=sheet.asked_by) as case:
        now = Import.objects.select_for_update(of=("self",)).defer("parsed").get(pk=sheet.pk)
        if now.state not in (State.READY, State.APPLYING):
            sheet.refresh_from_db()
            return  # somebody was quicker
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; its registers stay as they are."))
        act_for(case, kind, side)
        register = register_in(case, kind)
        if register.version != sheet.base_version:
            rows = _prepared(sheet)
        if sheet.counts["digest"] != shown:
            _look_again()
        for row in rows:
            row.register = register
            signed(row, case)
        if rows:
            write(register, rows)
            case.record(
                "register.imported",
                file=sheet.name,
                sha256=sheet.sha256,
                added=sheet.counts["added"],
                changed=sheet.counts["changed"],
                unchanged=sheet.counts["unchanged"],
                rows_sha256=rows_digest((row.key, row.values) for row in rows),
                sample=sheet.sample,
                **facts_of(kind, side),
            )
            touched(case, register, Text(f"bảng kê {kind.title.vi}", f"the register {kind.title.en}"))
        sheet.state, sheet.finished_at, sheet.parsed = State.APPLIED, case.now, []
        sheet.done_rows = sheet.rows
        sheet.save()


def _prepared(sheet: Import) -> list[Row]:
    """The rows that are to be written, as the register stands now."""
    kind = sheet.definition
    return [
        shaped(row or Row(side=sheet.side, sample=sheet.sample), kind, values)
        for row, values in _with_the_register(sheet)
    ]


class _Stale(ContentChanged):
    """The register was changed after the preview was made."""


def _look_again() -> None:
    raise _Stale(
        _("Somebody changed the register since this preview was made. It has been compared again: look once more.")
    )


def confirmed(sheet: Import, *, actor: Any) -> Import:
    """`confirm`, and a fresh preview when the register has changed meanwhile; the refusal is still raised."""
    try:
        return confirm(sheet, actor=actor)
    except _Stale:
        show_again(sheet)
        raise


def show_again(sheet: Import, *, why: str = "") -> None:
    """Compare with the register as it is now; the sheet waits to be confirmed again."""
    sheet.refresh_from_db()
    if sheet.state not in (State.READY, State.APPLYING):
        return
    _with_the_register(sheet)
    sheet.state, sheet.why = State.READY, why
    sheet.save()


def apply_now(sheet: Import) -> None:
    """The worker's part of `confirm`. What the engine refuses is told on the page."""
    if sheet.state != State.APPLYING:
        return
    try:
        take_over(sheet)
    except _Stale as stale:
        show_again(sheet, why=stale.message)
    except Refused as refused:
        Import.objects.filter(pk=sheet.pk).update(
            state=State.FAILED, why=str(refused.message), finished_at=timezone.now()
        )


def check_now(sheet: Import) -> None:
    """The worker's part of `hand_in`. A sheet that nobody can make sense of fails; it does not wait for ever."""
    if sheet.state not in (State.QUEUED, State.CHECKING):
        return
    try:
        check(sheet)
    except OperationalError:
        raise  # the database went away: the job is tried again
    except Exception:
        log.exception("registers.check_failed", sheet=sheet.pk)
        Import.objects.filter(pk=sheet.pk).update(state=State.FAILED, finished_at=timezone.now())


def cancel(sheet: Import, *, actor: Any) -> None:
    """Throw a sheet away that has not been taken over."""
    if sheet.asked_by_id != actor.pk:
        raise NotFound(_("There is no such import of yours. Hand the file in again."))
    stopped = Import.objects.filter(pk=sheet.pk, state__in=(State.QUEUED, State.CHECKING, State.READY)).update(
        state=State.CANCELLED, finished_at=timezone.now(), parsed=[]
    )
    if not stopped:
        raise NotNow(_("This sheet has been dealt with already."))
