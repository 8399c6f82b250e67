"""Writing down who was shown what: one row per person, page, thing and hour, in one statement."""

from __future__ import annotations

from typing import Any

from django.db import connection

NOTE = """
INSERT INTO audit_access (person_id, dossier_id, page, thing, hour, at)
SELECT %(person)s, {dossier}, %(page)s, %(thing)s, date_trunc('hour', now()), now() {source}
ON CONFLICT DO NOTHING
"""
OF_DOSSIER = NOTE.format(dossier="d.id", source="FROM workflows_dossier d WHERE d.code = %(code)s")
OF_STEP = NOTE.format(dossier="a.dossier_id", source="FROM workflows_assignment a WHERE a.id = %(pk)s")
OF_ROOM = NOTE.format(dossier="NULL", source="")


def note_page(person: Any, *, code: str, page: str, thing: str = "") -> None:
    """Somebody was shown a page of the dossier of this code."""
    _write(OF_DOSSIER, person=person.pk, code=code, page=page[:60], thing=thing[:200])


def note_step(person: Any, *, pk: int, page: str) -> None:
    """Somebody was shown what is asked in a step: the page of this assignment."""
    _write(OF_STEP, person=person.pk, pk=pk, page=page[:60], thing=str(pk))


def note_taken(person: Any, *, page: str, thing: str) -> None:
    """Somebody took something out that belongs to no one dossier."""
    _write(OF_ROOM, person=person.pk, page=page[:60], thing=thing[:200])


def _write(statement: str, **said: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, said)
