"""The index made anew, and whether it says what the tables say."""

from __future__ import annotations

from django.db import connection, transaction

from reorg.finding.models import Entry, Kind, Waiting, Word

AT_A_TIME = 5000

# Both ways round: what stands in the index and ought not to, and what ought to and does not.
DIFFERENCES = """
WITH ours AS (
    SELECT key, dossier_id, organisation_id, restricted, name, said, words, at, until FROM finding_entry
    WHERE kind = %(kind)s
), theirs AS (
    SELECT r.key, r.dossier_id, r.organisation_id, r.restricted, r.name, r.said,
        array_to_tsvector(ARRAY(
            SELECT left(word, 60) FROM unnest(string_to_array(r.said, ' ') || r.more) word WHERE word <> ''
        )), r.at, r.until
    FROM finding_rows(%(kind)s, ARRAY(SELECT id FROM {source})) r
)
SELECT key FROM ((TABLE ours EXCEPT TABLE theirs) UNION (TABLE theirs EXCEPT TABLE ours)) AS wrong
WHERE %(kind)s <> 'event' OR key NOT IN (SELECT event_id FROM finding_waiting) ORDER BY key
"""


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Empty the index and fill it from the tables. Until it is done people find what was there before.

    Gives the number of entries by kind.
    """
    Entry.objects.all().delete()
    Word.objects.all().delete()
    Waiting.objects.all().delete()
    with connection.cursor() as cursor:
        for kind in Kind:
            cursor.execute("SELECT finding_fill(%s)", [kind.value])
        cursor.execute("ANALYZE finding_entry, finding_word")
    return {kind.value: Entry.objects.filter(kind=kind).count() for kind in Kind}


def catch_up(most: int = AT_A_TIME) -> int:
    """Put the newest events that wait for it into the index, so many at most. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finding_catch_up(%s)", [most])
        done: int = cursor.fetchone()[0]
    return done


def differences() -> dict[str, list[int]]:
    """By kind, the keys whose entry is not what it ought to be, is missing, or has nothing behind it."""
    wrong: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        for kind in Kind:
            cursor.execute("SELECT finding_source(%s)", [kind.value])
            source = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute(DIFFERENCES.format(source=source), {"kind": kind.value})
            if keys := [key for (key,) in cursor.fetchall()]:
                wrong[kind.value] = keys
    return wrong
