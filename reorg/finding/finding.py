"""Looking something up: one statement for all kinds, and only among what this person may read.

Who may see what is the door for reading's to say (`workflows.reading`); its queries stand in the statement as they are,
so that what is counted, ranked and cut off is theirs to see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from reorg.finding.asking import beginning, meant_by, mistyped, phrases, words_in
from reorg.finding.indexing import catch_up
from reorg.finding.models import Kind
from workflows.reading import bodies_for, dossiers_for, papers_for

COUNTED = 500
"""Of each kind; nobody turns more pages. The newest are looked at, and whatever is called what was typed."""
NAMED = 50
AT_ONCE = 100
"""Events just written that are put into the index before looking; the worker sees to the others."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind: primary keys, best first, and how many there are (``COUNTED`` means: or more)."""

    kind: Kind
    keys: list[int]
    total: int

    @property
    def more(self) -> bool:
        return self.total >= COUNTED


@dataclass(frozen=True)
class Found:
    words: list[str]
    groups: list[Group] = field(default_factory=list)
    mistyped: bool = False
    """Nothing is written quite like that; these are a slip of the key away."""

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)


def find(user: Any, text: str, *, kinds: tuple[Kind, ...] = tuple(Kind), limit: int = 8, offset: int = 0) -> Found:
    """What this person may read and these words begin, or, failing that, what is one slip of the key away."""
    words = words_in(text)
    if sum(map(len, words)) < 2:
        return Found(words)
    if Kind.EVENT in kinds:
        catch_up(AT_ONCE)
    asked = {kind: beginning(words, events=kind is Kind.EVENT) for kind in kinds}
    groups = _groups(user, [" ".join(words)], asked, limit, offset)
    meant = {} if groups else meant_by(words)
    if not any(meant.values()):
        return Found(words, groups)
    asked = {kind: mistyped(words, meant, events=kind is Kind.EVENT) for kind in kinds}
    return Found(words, _groups(user, phrases(words, meant), asked, limit, offset), mistyped=True)


def _groups(user: Any, called: list[str], asked: dict[Kind, str], limit: int, offset: int) -> list[Group]:
    """``called``: what may have been typed, in full, for what has exactly that name."""
    try:
        statement, params = _statement(user, called, asked, limit, offset)
    except EmptyResultSet:  # nobody who is signed in
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    keys: dict[str, list[int]] = {}
    totals: dict[str, int] = {}
    for kind, key, total in rows:
        keys.setdefault(kind, []).append(key)
        totals[kind] = total
    return [Group(kind, keys[kind], totals[kind]) for kind in asked if kind in keys]


# “IS TRUE” keeps the planner from joining: it then walks a kind from its newest, and looks into a hash at each.
OF_A_DOSSIER = "(e.dossier_id IN (SELECT id FROM dossiers)) IS TRUE"
SEEN = {
    Kind.DOSSIER: OF_A_DOSSIER,
    Kind.EVENT: OF_A_DOSSIER,
    # Asked of each restricted paper as it comes by (for which “AND e.restricted” makes sure): there are few.
    Kind.DOCUMENT: f"{OF_A_DOSSIER} AND (NOT e.restricted OR EXISTS ({{papers}} AND e.restricted))",
    Kind.PERSON: "(e.organisation_id IN (SELECT organisation_id FROM bodies)) IS TRUE",
    Kind.UNIT: "true",  # the country's units are public
}
# After how well it fits: units by their own name before those that bear it among their former names or places; what
# there is before what has ended; short names before long; the newest first.
ORDER = (
    "CASE kind WHEN 'unit' THEN (SELECT min(nullif(strpos(said, name), 0)) FROM unnest(%s::text[]) called(name)) END, "
    "(until IS NOT NULL AND until < current_date), length(name), at DESC NULLS LAST, key DESC"
)

STATEMENT = """
WITH dossiers AS MATERIALIZED (SELECT id FROM ({dossiers}) AS seen),
    bodies AS MATERIALIZED (SELECT organisation_id FROM ({bodies}) AS seen),
    matching AS ({matching}),
    ranked AS (
        SELECT kind, key, count(*) OVER of_kind AS total, row_number() OVER (
            of_kind ORDER BY CASE
                WHEN name = ANY (%s) THEN 0
                WHEN name LIKE ANY (%s) THEN 1
                WHEN ' ' || said || ' ' LIKE ANY (%s) THEN 2
                WHEN ' ' || said LIKE ANY (%s) THEN 3
                ELSE 4 END, {order}
        ) AS place
        FROM matching WINDOW of_kind AS (PARTITION BY kind)
    )
SELECT kind, key, total FROM ranked WHERE place > %s AND place <= %s ORDER BY kind, place
"""
OF_KIND = """
SELECT * FROM (
    SELECT e.kind, e.key, e.name, e.said, e.at, e.until FROM finding_entry e
    WHERE e.kind = '{kind}' AND e.words @@ %s::tsquery AND {seen} ORDER BY e.key DESC LIMIT {counted}
) AS by_words
"""
BY_NAME = """
UNION
SELECT * FROM (
    SELECT e.kind, e.key, e.name, e.said, e.at, e.until FROM finding_entry e
    WHERE e.kind = '{kind}' AND e.name LIKE %s AND {seen} ORDER BY e.name LIMIT {named}
) AS by_name
"""


def _statement(
    user: Any, called: list[str], asked: dict[Kind, str], limit: int, offset: int
) -> tuple[str, tuple[Any, ...]]:
    params: list[Any] = []
    seen: dict[str, str] = {}
    for name, rows in (
        ("dossiers", dossiers_for(user).order_by().values("id")),
        ("bodies", bodies_for(user)),
    ):
        seen[name], given = rows.query.sql_with_params()
        params += given
    this_paper = papers_for(user).order_by().extra(where=["workflows_document.id = e.key"]).values("id")
    papers, of_papers = this_paper.query.sql_with_params()
    parts = []
    for kind, query in asked.items():
        may_see, of_door = SEEN[kind].format(papers=papers), of_papers if kind is Kind.DOCUMENT else ()
        parts.append(OF_KIND.format(kind=kind.value, seen=may_see, counted=COUNTED))
        params += [query, *of_door]
        if kind is not Kind.EVENT:
            parts[-1] += BY_NAME.format(kind=kind.value, seen=may_see, named=NAMED)
            params += [f"{called[0]}%", *of_door]
    statement = STATEMENT.format(**seen, matching=" UNION ALL ".join(f"({part})" for part in parts), order=ORDER)
    params += [
        called,
        [f"{phrase}%" for phrase in called],
        [f"% {phrase} %" for phrase in called],
        [f"% {phrase}%" for phrase in called],
        called,
        offset,
        offset + limit,
    ]
    return statement, tuple(params)
