"""What the giver lists against what the receiver confirms, item by item. The database does the comparing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reorg.registers.definition import Column, Kind
from reorg.registers.kinds import KINDS
from reorg.registers.models import Register, Row, Settlement
from reorg.registers.values import differing
from workflows.models import Dossier


class Difference(StrEnum):
    MISSING = "missing"  # listed by the giver, not confirmed by the receiver
    SURPLUS = "surplus"  # the receiver has it, the giver did not list it
    DIFFERING = "differing"
    MATCHED = "matched"


TITLES = {
    Difference.MISSING: _("not received"),
    Difference.SURPLUS: _("not listed by the giver"),
    Difference.DIFFERING: _("differs"),
    Difference.MATCHED: _("agrees"),
}

# Both sides joined by key, and what was settled about exactly this state of them.
COMPARED = """
    WITH listed AS (SELECT * FROM registers_row WHERE register_id = ANY(%(registers)s) AND state = 'listed')
    SELECT coalesce(g.register_id, r.register_id) AS register_id, coalesce(g.key, r.key) AS key,
        g.id AS giver_id, r.id AS receiver_id, s.id AS settlement_id,
        CASE WHEN r.id IS NULL THEN 'missing' WHEN g.id IS NULL THEN 'surplus'
            WHEN g.fingerprint <> r.fingerprint THEN 'differing' ELSE 'matched' END AS difference
    FROM (SELECT * FROM listed WHERE side = 'giver') g
    FULL JOIN (SELECT * FROM listed WHERE side = 'receiver') r ON r.register_id = g.register_id AND r.key = g.key
    LEFT JOIN registers_settlement s ON s.register_id = coalesce(g.register_id, r.register_id)
        AND s.key = coalesce(g.key, r.key) AND s.giver_print = coalesce(g.fingerprint, '')
        AND s.receiver_print = coalesce(r.fingerprint, '')
"""
COUNTED = f"""
    SELECT register_id, difference, count(*), count(settlement_id) FROM ({COMPARED}) c
    GROUP BY register_id, difference
"""  # noqa: S608 - our own text
LISTED = f"""
    SELECT giver_id, receiver_id, settlement_id, key, difference FROM ({COMPARED}) c
    WHERE (%(difference)s::text IS NULL OR difference = %(difference)s)
        AND (NOT %(unsettled)s OR (settlement_id IS NULL AND difference <> 'matched'))
    ORDER BY (settlement_id IS NOT NULL OR difference = 'matched'),
        array_position(ARRAY['missing', 'surplus', 'differing', 'matched'], difference), key
    LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608


@dataclass
class Counts:
    """How both sides of a register compare."""

    found: dict[Difference, int] = field(default_factory=dict)
    settled: dict[Difference, int] = field(default_factory=dict)

    def open(self, difference: Difference) -> int:
        return self.found.get(difference, 0) - self.settled.get(difference, 0)

    @property
    def matched(self) -> int:
        return self.found.get(Difference.MATCHED, 0)

    @property
    def missing(self) -> int:
        return self.open(Difference.MISSING)

    @property
    def surplus(self) -> int:
        return self.open(Difference.SURPLUS)

    @property
    def differing(self) -> int:
        return self.open(Difference.DIFFERING)

    @property
    def unsettled(self) -> int:
        return self.missing + self.surplus + self.differing

    @property
    def settled_count(self) -> int:
        return sum(count for difference, count in self.settled.items() if difference is not Difference.MATCHED)

    @property
    def total(self) -> int:
        return sum(self.found.values())


def counts_of(dossier: Dossier, kinds: Iterable[Kind] | None = None) -> dict[str, Counts]:
    """How the registers of a dossier compare, by kind; only those that both sides list. Two queries."""
    return counts_among([dossier.pk], kinds)


def counts_among(
    dossiers: Iterable[int] | QuerySet[Dossier, int], kinds: Iterable[Kind] | None = None
) -> dict[str, Counts]:
    """The same over all registers of several dossiers (their ids), summed by kind."""
    wanted = {kind.code for kind in (KINDS.values() if kinds is None else kinds) if kind.reconciled}
    registers = dict(Register.objects.filter(dossier__in=dossiers, kind__in=wanted).values_list("pk", "kind"))
    if not registers:
        return {}
    found: dict[str, Counts] = defaultdict(Counts)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"registers": list(registers)})
        for register_id, name, count, settled in cursor.fetchall():
            counts, difference = found[registers[register_id]], Difference(name)
            counts.found[difference] = counts.found.get(difference, 0) + count
            counts.settled[difference] = counts.settled.get(difference, 0) + settled
    return dict(found)


@dataclass
class Line:
    """One item as both sides have it."""

    kind: Kind
    key: str
    difference: Difference
    giver: Row | None
    receiver: Row | None
    settlement: Settlement | None

    @property
    def title(self) -> Any:
        return TITLES[self.difference]

    @property
    def row(self) -> Row:
        row = self.giver or self.receiver
        assert row is not None
        return row

    @property
    def columns(self) -> list[Column]:
        """The columns in which the sides differ."""
        if self.giver is None or self.receiver is None:
            return []
        return differing(self.kind, self.giver.values, self.receiver.values)

    @property
    def shown(self) -> str:
        """What a page shows of this line, so that a decision is about exactly that."""
        sides = [f"{row.pk}.{row.version}" if row else "0.0" for row in (self.giver, self.receiver)]
        return "-".join(sides)

    @property
    def settled(self) -> bool:
        return self.settlement is not None or self.difference is Difference.MATCHED


def lines_of(
    register: Register, *, difference: str | None = None, unsettled: bool = False, offset: int = 0, limit: int = 50
) -> list[Line]:
    """Lines of the comparison: what is not settled comes first. Three queries, however many lines."""
    facts = {
        "registers": [register.pk],
        "difference": difference,
        "unsettled": unsettled,
        "limit": limit,
        "offset": offset,
    }
    with connection.cursor() as cursor:
        cursor.execute(LISTED, facts)
        found = cursor.fetchall()
    rows = Row.objects.select_related("organisation").in_bulk(
        [pk for giver, receiver, *_rest in found for pk in (giver, receiver) if pk]
    )
    settlements = Settlement.objects.select_related("settled_by", "organisation").in_bulk(
        [settlement for _g, _r, settlement, *_rest in found if settlement]
    )
    return [
        Line(
            register.definition, key, Difference(what), rows.get(giver), rows.get(receiver), settlements.get(settlement)
        )
        for giver, receiver, settlement, key, what in found
    ]
