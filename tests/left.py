"""Whether something is still said anywhere in the database."""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from workflows.text import fold


def holding(name: str) -> list[str]:
    """Tables that say this anywhere: as it is written, folded for a search, or as bytes."""
    ways = [f"%{way}%" for way in (name, fold(name), name.encode().hex())]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            asked = sql.SQL("SELECT 1 FROM {} t WHERE t::text ILIKE ANY(%s) LIMIT 1").format(sql.Identifier(table))
            cursor.execute(asked, [ways])
            found += [table] if cursor.fetchone() else []
    return found
