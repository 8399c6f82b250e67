"""Removing personal data from a register where law demands it. The trail has digests only, so it stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from reorg.registers.actions import WITHHELD
from reorg.registers.definition import Kind
from reorg.registers.models import Import, Register, Removal, Row, Settlement
from reorg.registers.values import fingerprint, key_of, search_of, sorts_of
from reorg.registers.writing import facts_of, named, rows_digest, write
from workflows.actions.door import Case, door
from workflows.actions.erasing import HEADS, nameless
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event

log = structlog.get_logger(__name__)
SPEAKING = ("register.row_added", "register.row_changed", "register.rows_set")
REMOVED = "đã xóa theo luật"  # what an exported sheet says in place of a name
State = Import.State


def erase_rows(
    dossier: Dossier,
    kind: Kind,
    codes: Sequence[str],
    *,
    ground: str,
    paper: str,
    actor: Any,
    confirmed_by: str = "password",
) -> Removal:
    """Remove the personal columns of rows, on both sides, and the content of all sheets handed in for the register.

    Keys, posts and what else is not of the person stay; so does what was settled. Asking again gives what was done.

    Raises:
        NotYou: it is for the head of a body that lists them, or of the lead. Frozen: the dossier is held.
        NotNow: a sheet is being taken over. BadInput: names the field.
    """
    with door(dossier, actor=actor) as case:
        register = Register.objects.filter(dossier=case.dossier, kind=kind.code).first()
        if register is None or not kind.personal:
            raise NotFound(_("Nothing about people is listed in this register."))
        keys = {key_of(kind, {kind.key[0]: code}) for code in codes}
        if not keys:
            raise BadInput(_("Name the rows by their codes, one on a line."), "codes")
        rows = list(Row.objects.select_for_update().filter(register=register, key__in=keys).order_by("key", "side"))
        must_be_head(case, {row.organisation_id for row in rows})
        if unknown := sorted(keys - {row.key for row in rows}):
            raise BadInput(_("This register does not list: %(codes)s.") % {"codes": ", ".join(unknown[:10])}, "codes")
        done = next((row.removal for row in rows if row.removal_id), None)
        todo = [row for row in rows if not row.removal_id]
        if not todo and done is not None:
            return done
        if not ground.strip():
            raise BadInput(_("Name the law that demands it: article and number."), "ground")
        if not paper.strip():
            raise BadInput(_("Name the paper that orders it: number, date and issuer."), "paper")
        sheets = list(Import.objects.select_for_update().filter(dossier=case.dossier, kind=kind.code, removal=None))
        if any(sheet.state in Import.UNDER_WAY for sheet in sheets):
            raise NotNow(_("A sheet of this register is being worked on. Wait until it is done, or throw it away."))
        made = Removal.objects.create(
            register=register,
            columns=[column.key for column in kind.personal],
            rows=len(todo),
            sheets=len(sheets),
            ground=ground.strip(),
            paper=paper.strip(),
            removed_by=actor,
            removed_at=case.now,
        )
        before = [(f"{row.key} {row.side}", row.values) for row in todo]
        _erase(case, kind, register, todo, made)
        hashes = [_forget(sheet, made) for sheet in sheets]
        case.record(
            "register.erased",
            count=len(todo),
            sheets=len(sheets),
            columns=made.columns,
            rows=named({row.key for row in todo}),
            rows_sha256=rows_digest(before),
            sheets_sha256=hashes,
            ground=made.ground,
            paper=made.paper,
            confirmed_by=confirmed_by,
            **facts_of(kind),
        )
        register.version += 1
        register.changed_at = case.now
        register.save(update_fields=["version", "changed_at"])
        case.afterwards(finish_removals)
    return made


def spoken(dossier: Dossier, kind: Kind) -> list[Event]:
    """The events that hold what stood in personal columns: those written before these were kept out."""
    names = {column.key for column in kind.personal}
    titles = [column.title.as_fact() for column in kind.personal]
    found = dossier.events.filter(verb__in=SPEAKING, record__contains=f'"kind":"{kind.code}"').order_by("seq")
    return [event for event in found if _speaks(event.body["facts"], names, titles)]


def _speaks(facts: dict[str, Any], names: set[str], titles: list[Any]) -> bool:
    if "column" in facts:
        return facts["column"] in titles and facts["value"] != WITHHELD.as_fact()
    return any(names & facts.get(said, {}).keys() for said in ("values", "before", "after"))


def must_be_head(case: Case, bodies: set[int]) -> None:
    for body in (*sorted(bodies), case.dossier.lead_id):
        try:
            case.act_as(body, HEADS)
        except NotYou:
            continue
        return
    raise NotYou(_("Personal data are removed by the head of a body that lists them, or of the lead."))


def _erase(case: Case, kind: Kind, register: Register, rows: list[Row], removal: Removal) -> None:
    prints = _prints(register, {row.key for row in rows})
    gone = {column.key for column in kind.personal}
    for row in rows:
        row.values = {name: value for name, value in row.values.items() if name not in gone}
        row.sorts, row.search = sorts_of(kind, row.values), search_of(kind, row.values)
        row.fingerprint, row.version = fingerprint(kind, row.values), row.version + 1
        row.changed_by, row.changed_at, row.removal = case.actor, case.now, removal
    write(register, rows)
    _settled_still(register, prints, _prints(register, set(prints)))


Prints = dict[str, tuple[str, str]]


def _prints(register: Register, keys: set[str]) -> Prints:
    """What giver and receiver say now, in short, by key."""
    found: dict[str, dict[str, str]] = {key: {} for key in keys}
    listed = register.rows.filter(key__in=keys, state=Row.State.LISTED)
    for key, side, said in listed.values_list("key", "side", "fingerprint"):
        found[key][side] = said
    return {key: (said.get("giver", ""), said.get("receiver", "")) for key, said in found.items()}


def _settled_still(register: Register, before: Prints, after: Prints) -> None:
    """A difference that was settled is settled still: nobody said anything else, only less of it is left."""
    copies = []
    for one in Settlement.objects.filter(register=register, key__in=before):
        now = after[one.key]
        if before[one.key] == (one.giver_print, one.receiver_print) != now and now[0] != now[1]:
            one.pk, (one.giver_print, one.receiver_print) = None, now
            copies.append(one)
    Settlement.objects.bulk_create(copies, ignore_conflicts=True)


def _forget(sheet: Import, removal: Removal) -> str:
    """The sheet without its content; its hash and size stay."""
    sheet.left, sheet.file, sheet.name = str(sheet.file.name), "", nameless(sheet.name)
    sheet.parsed, sheet.changes, sheet.problems, sheet.removal = [], [], [], removal
    if sheet.state == State.READY:
        sheet.state = State.CANCELLED
    sheet.save()
    return sheet.sha256


def finish_removals() -> int:
    """Take the bytes of forgotten sheets out of storage, now or after a crash; how many are gone."""
    gone = 0
    for sheet in Import.objects.exclude(left="").only("pk", "left"):
        try:
            default_storage.delete(sheet.left)
        except OSError as error:
            log.error("registers.removal_failed", sheet=sheet.pk, why=str(error))
            continue
        gone += Import.objects.filter(pk=sheet.pk).update(left="")
    return gone
