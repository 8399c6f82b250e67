"""Drafting the next version of a rulebook, and putting it in force. Every act is an event of the system's trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.rights import Scope, acting_for
from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.reading import TooManyForNow, read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.sheets.writing import export
from reorg.registers.values import key_of
from reorg.rulebooks.book import Book, Line, must_be_sourced
from reorg.rulebooks.models import RuleDraft
from reorg.system.door import Act, system_door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.files import safe_name
from workflows.offices import today
from workflows.trail.canonical import digest

State = RuleDraft.State
NUMBER = "n"  # by which the pages name a line of a draft


def draft_of(book: Book) -> RuleDraft | None:
    return RuleDraft.objects.filter(kind=book.kind, code=book.code, state=State.DRAFT).select_related("made_by").first()


def must_draft(book: Book) -> RuleDraft:
    found = draft_of(book)
    if found is None:
        raise NotFound(_("There is no draft of these rules. Begin one."))
    return found


def settled(book: Book) -> Iterable[RuleDraft]:
    return RuleDraft.objects.filter(kind=book.kind, code=book.code).exclude(state="draft").select_related("settled_by")


def in_force(book: Book) -> list[dict[str, Any]]:
    """The lines of the version that is in force last: today's, or one that is still to come."""
    newest = book.newest
    return [book.plain(line) for line in newest.lines] if newest else []


@transaction.atomic
def begin(scope: Scope, book: Book) -> RuleDraft:
    """Begin the next version with what is in force. One draft of a book at a time: beginning twice is once."""
    there = draft_of(book)
    if there is not None:
        return there
    if book.ended:
        raise NotNow(_("These rules have ended; there is no next version of them."))
    lines = in_force(book)
    with system_door(acting_for(scope)) as act:
        try:
            with transaction.atomic():
                draft = RuleDraft.objects.create(
                    kind=book.kind,
                    code=book.code,
                    lines=[{NUMBER: number, **line} for number, line in enumerate(lines, 1)],
                    base=_digest(lines),
                    made_by=scope.user,
                    made_at=act.now,
                    changed_at=act.now,
                )
        except IntegrityError:  # somebody was quicker
            return must_draft(book)
        _record(act, "rules.drafted", book, base=draft.base)
    return draft


@transaction.atomic
def set_line(scope: Scope, book: Book, draft: RuleDraft, values: Line, *, number: int = 0, version: int) -> RuleDraft:
    """Add a line (``number`` 0) or change one. ``version`` is what was shown; the same values change nothing.

    Raises:
        BadInput: names the column. ContentChanged: somebody else changed the draft. NotFound: the line is gone.
    """
    line = _checked(book, book.plain(values))
    key = key_of(book.sheet, line)
    same = next((one for one in draft.lines if key_of(book.sheet, one) == key), None)
    if same is not None and book.plain(same) == line and number in (0, same[NUMBER]):
        return draft
    must_be_sourced(str(line["source"]))
    now = _opened(draft, version)
    place = next((place for place, one in enumerate(now.lines) if one[NUMBER] == number), None)
    if number and place is None:
        raise NotFound(_("This line is no longer in the draft."))
    if any(key_of(book.sheet, one) == key and one[NUMBER] != number for one in now.lines):
        raise BadInput(_("Another line says so already: %(line)s.") % {"line": book.label(line)}, book.sheet.key[0])
    if place is None:
        if len(now.lines) >= book.most:
            raise BadInput(_("There are at most %(most)d lines.") % {"most": book.most}, book.sheet.key[0])
        now.lines.append({NUMBER: max((one[NUMBER] for one in now.lines), default=0) + 1, **line})
        was = None
    else:
        was = book.plain(now.lines[place])
        now.lines[place] = {NUMBER: number, **line}
    with system_door(acting_for(scope)) as act:
        _record(act, "rules.line_set", book, line=book.label(line), was=was, values=line)
        return _kept(now, act)


@transaction.atomic
def drop_line(scope: Scope, book: Book, draft: RuleDraft, number: int, *, version: int) -> RuleDraft:
    """Take a line out of the draft. One that is gone already changes nothing."""
    line = next((one for one in draft.lines if one[NUMBER] == number), None)
    if line is None:
        return draft
    now = _opened(draft, version)
    now.lines = [one for one in now.lines if one[NUMBER] != number]
    with system_door(acting_for(scope)) as act:
        _record(act, "rules.line_dropped", book, line=book.label(line))
        return _kept(now, act)


def sheet(book: Book, lines: Iterable[Line]) -> bytes:
    return export(book.sheet, [book.plain(line) for line in lines])


@transaction.atomic
def replace_from_sheet(
    scope: Scope, book: Book, draft: RuleDraft, file: File[bytes], *, version: int
) -> list[dict[str, str]]:
    """Replace the draft's lines with those of a sheet, all or nothing. What is wrong comes back, each with its cell."""
    check_size(file.size or 0)
    try:
        read = read_sheet(book.sheet, file, at_most=book.most)
    except TooManyForNow:
        raise BadInput(_("There are at most %(most)d lines.") % {"most": book.most}, "file") from None
    if read.problem_count:
        return [
            {"cell": one.cell, "value": one.value[:80], "why": problem_in_words(one.as_json())} for one in read.problems
        ]
    before = {key_of(book.sheet, line): line for line in in_force(book)}
    lines, problems = [], []
    for row, values in read.rows:
        line = book.plain(values)
        try:
            line = _checked(book, line)
            if before.get(key_of(book.sheet, line)) != line:
                must_be_sourced(str(line["source"]))
        except BadInput as wrong:
            keys = list(book.sheet.by_key)
            cell = f"{chr(65 + keys.index(wrong.field))}{row}" if wrong.field in keys else f"A{row}"
            problems.append({"cell": cell, "value": str(values.get(wrong.field) or "")[:80], "why": wrong.message})
        lines.append(line)
    if problems:
        return problems
    now = _opened(draft, version)
    now.lines = [{NUMBER: number, **line} for number, line in enumerate(lines, 1)]
    with system_door(acting_for(scope)) as act:
        name = safe_name(file.name or "")[:200]
        _record(act, "rules.replaced", book, file=name, lines=len(lines), lines_sha256=_digest(lines))
        _kept(now, act)
    return []


# Putting in force


def if_in_force(book: Book, draft: RuleDraft, valid_from: date) -> list[Consequence]:
    """What differs, and whom it concerns."""
    before, after = in_force(book), [book.plain(line) for line in draft.lines]
    words = {"added": _("new"), "changed": _("changed"), "removed": pgettext("line", "dropped")}
    differing = (Row(one.title, words[one.kind]) for one in book.differences(before, after))
    return [
        consequence("git-compare", _("Lines that differ from the version in force"), differing),
        *book.consequences(before, after, valid_from),
    ]


@transaction.atomic
def put_in_force(
    scope: Scope, book: Book, draft: RuleDraft, *, valid_from: date, basis: str, version: int
) -> RuleDraft:
    """The draft becomes the version in force from a day. What is in force until then stays as it was for its days.

    Raises:
        NotNow: it is no draft any more, or the version it was begun from is not the last. BadInput: see its words.
    """
    now = _opened(draft, version)
    if valid_from <= today():
        raise BadInput(
            _("A version begins tomorrow at the earliest: dossiers of today keep today’s rules."), "valid_from"
        )
    if not basis.strip():
        raise BadInput(_("Give the paper it rests on: number and date."), "basis")
    book.may_begin(valid_from)
    before, after = in_force(book), [book.plain(line) for line in now.lines]
    if _digest(before) != now.base:
        raise NotNow(_("Another version was put in force since this draft was begun. Withdraw it and begin anew."))
    if not after:
        raise NotNow(_("Rules without lines cannot be put in force."))
    differences = book.differences(before, after)
    if not differences:
        raise NotNow(_("The draft says the same as the version in force; there is nothing to put in force."))
    with system_door(acting_for(scope)) as act:
        book.enact(before, after, valid_from=valid_from, basis=basis.strip(), by=(scope.user, act.now))
        now.state, now.valid_from, now.basis = State.IN_FORCE, valid_from, basis.strip()
        now.settled_by, now.settled_at = scope.user, act.now
        now.save()
        count = {kind: sum(one.kind == kind for one in differences) for kind in ("added", "changed", "removed")}
        _record(
            act,
            "rules.in_force",
            book,
            basis=now.basis,
            lines_sha256=_digest(after),
            differences=[{"line": one.key, "what": one.kind} for one in differences],
            **count,
            **{"from": valid_from.isoformat()},
        )
    return now


@transaction.atomic
def withdraw(scope: Scope, book: Book, draft: RuleDraft, *, reason: str) -> None:
    """Give the draft up. It stays on record, with the reason."""
    now = RuleDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if now.state != State.DRAFT:
        raise NotNow(_("This draft is %(state)s.") % {"state": now.get_state_display()})
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    with system_door(acting_for(scope)) as act:
        now.state, now.settled_by, now.settled_at, now.reason = State.WITHDRAWN, scope.user, act.now, reason.strip()
        now.save(update_fields=["state", "settled_by", "settled_at", "reason"])
        _record(act, "rules.withdrawn", book, reason=now.reason)


def _opened(draft: RuleDraft, version: int) -> RuleDraft:
    now = RuleDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if now.state != State.DRAFT:
        raise NotNow(_("This draft is %(state)s.") % {"state": now.get_state_display()})
    if now.version != version:
        raise ContentChanged(_("Somebody changed this draft since you opened it. What you typed is kept below."))
    return now


def _kept(draft: RuleDraft, act: Act) -> RuleDraft:
    draft.version, draft.changed_at = draft.version + 1, act.now
    draft.save(update_fields=["lines", "version", "changed_at"])
    return draft


def _checked(book: Book, line: dict[str, Any]) -> dict[str, Any]:
    for name, most in book.limits.items():
        if len(str(line.get(name) or "")) > most:
            raise BadInput(_("At most %(most)d characters.") % {"most": most}, name)
    book.check(line)
    return line


def _record(act: Act, verb: str, book: Book, **facts: Any) -> None:
    act.record(verb, title=book.title, kind=book.kind, code=book.code, **facts)


def _digest(lines: Sequence[Line]) -> str:
    return digest(json.loads(json.dumps([dict(line) for line in lines]), parse_float=str))
