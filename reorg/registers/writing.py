"""Rows as they are written: one place for single edits, bulk acts and imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from reorg.registers.definition import Kind, Side
from reorg.registers.models import Register, Row
from reorg.registers.sides import SIDE_TITLES
from reorg.registers.values import fingerprint, key_of, search_of, sorts_of
from workflows.actions.door import Case
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest

BATCH = 1000
NAMED = 50  # keys written out in an event; beyond that the digest speaks for all
WRITTEN = (
    "values",
    "sorts",
    "search",
    "fingerprint",
    "state",
    "version",
    "organisation",
    "changed_by",
    "changed_at",
    "removal",
)


def register_in(case: Case, kind: Kind) -> Register:
    """The register of the dossier, begun when this is its first row. The dossier's lock keeps it single."""
    register, _made = Register.objects.get_or_create(dossier=case.dossier, kind=kind.code)
    return register


def shaped(row: Row, kind: Kind, values: Mapping[str, Any]) -> Row:
    """The row with these values and all that follows from them; needs no lock."""
    row.values = left_of(row, kind, {name: value for name, value in values.items() if value is not None})
    row.key = key_of(kind, row.values)
    row.sorts, row.search = sorts_of(kind, row.values), search_of(kind, row.values)
    row.fingerprint = fingerprint(kind, row.values)
    row.state, row.version = Row.State.LISTED, row.version + 1 if row.pk else 1
    return row


def left_of(row: Row, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of these values what the row may still say: what law removed does not come back by a form or a sheet."""
    gone = {column.key for column in kind.personal} if row.removal_id else set()
    return {name: value for name, value in values.items() if name not in gone}


def signed(row: Row, case: Case) -> Row:
    """The row as listed by whoever acts, now."""
    assert case.person is not None
    row.organisation_id = case.person.organisation_id
    row.changed_by, row.changed_at = case.actor, case.now
    return row


def filled(row: Row, kind: Kind, values: Mapping[str, Any], case: Case) -> Row:
    return signed(shaped(row, kind, values), case)


def write(register: Register, rows: Iterable[Row]) -> None:
    rows = list(rows)
    new, old = [row for row in rows if not row.pk], [row for row in rows if row.pk]
    if len(new) > BATCH:
        _copy(new)
    else:
        Row.objects.bulk_create(new)
    if old:
        # An upsert writes thousands of rows at once, where UPDATE … CASE needs a clause for each.
        Row.objects.bulk_create(
            old,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["register", "side", "key"],
            update_fields=list(WRITTEN),
        )


COPIED = (
    "register_id",
    "side",
    "key",
    "organisation_id",
    "values",
    "sorts",
    "search",
    "fingerprint",
    "state",
    "version",
    "sample",
    "changed_by_id",
    "changed_at",
    "removal_id",
)


def _copy(rows: list[Row]) -> None:
    """Thousands of new rows through COPY: a fraction of the time of INSERT, and others wait for the lock less long."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row([_copied(getattr(row, name)) for name in COPIED])


def _copied(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


_COPY = "COPY registers_row (" + ", ".join(f'"{name}"' for name in COPIED) + ") FROM STDIN"


def touched(case: Case, register: Register, what: Text) -> None:
    """The register has changed: signatures at an open hand-over over its lists are asked for again."""
    register.version += 1
    register.changed_at = case.now
    register.save(update_fields=["version", "changed_at"])
    for code in register.definition.lists:
        case.list_changed(code, what)


def facts_of(kind: Kind, side: Side | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {"register": kind.title, "kind": kind.code}
    return facts | {"side": SIDE_TITLES[side]} if side else facts


def rows_digest(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """A digest over keys and values, in the order of the keys."""
    return digest([[key, dict(values)] for key, values in sorted(rows, key=lambda row: row[0])])


def named(keys: Iterable[str]) -> list[str]:
    return sorted(keys)[:NAMED]


def existing(dossier: Dossier, kind: Kind, side: Side) -> dict[str, Row]:
    """The rows of one side by key, those that were removed included: a key is taken up again, not doubled."""
    rows = Row.objects.filter(register__dossier=dossier, register__kind=kind.code, side=side.value)
    return {row.key: row for row in rows}
