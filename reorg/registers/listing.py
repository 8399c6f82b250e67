"""Registers as pages show them: found, sorted, counted, summed. Through the dossier's door, like everything read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.fields import DecimalField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from reorg.registers.definition import Column, Finding, Kind, Side, Type, Watch
from reorg.registers.kinds import kind_of, lists_of
from reorg.registers.models import Register, Row
from reorg.registers.reconciling import Difference
from workflows.errors import NotFound
from workflows.models import Dossier
from workflows.reading import dossier_for
from workflows.text import fold


def register_for(user: Any, code: str, kind_code: str) -> tuple[Dossier, Kind, Register | None]:
    """A register of a dossier this person may see. NotFound when the dossier does not carry its checklists."""
    dossier, kind = dossier_for(user, code), kind_of(kind_code)
    if not lists_of(dossier.flow).intersection(kind.lists):
        raise NotFound(_("This dossier has no register “%(register)s”.") % {"register": kind.title})
    return dossier, kind, Register.objects.filter(dossier=dossier, kind=kind.code).select_related("dossier").first()


def row_for(user: Any, code: str, kind_code: str, pk: int) -> Row:
    """One row of a register of a dossier this person may see."""
    dossier, kind, _register = register_for(user, code, kind_code)
    row = (
        Row.objects.filter(register__dossier=dossier, register__kind=kind.code, pk=pk)
        .select_related("register", "organisation", "changed_by")
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such row in this register."))
    return row


def listed(register: Register | None, side: Side) -> QuerySet[Row]:
    if register is None:
        return Row.objects.none()
    rows: QuerySet[Row] = register.rows.filter(side=side.value, state=Row.State.LISTED)
    return rows.select_related("organisation")


def found(rows: QuerySet[Row], kind: Kind, said: Mapping[str, str]) -> QuerySet[Row]:
    """Rows narrowed by words, by a watch, and by the choices of columns."""
    for word in fold(said.get("q", "")).split():
        rows = rows.filter(search__regex=rf"\m{re.escape(word)}")
    watch = kind.watch(said.get("watch", ""))
    if watch:
        rows = rows.filter(watched(watch))
    for column in kind.columns:
        if column.type is Type.CHOICE and (value := said.get(column.key, "")):
            rows = rows.filter(**{f"values__{column.key}": value})
    return rows


def watched(watch: Watch) -> Q:
    wanted = Q()
    for name, value in watch.where.items():
        wanted &= ~Q(values__has_key=name) if value is None else Q(**{f"values__{name}": value})
    return wanted


def ordered(rows: QuerySet[Row], kind: Kind, sort: str) -> QuerySet[Row]:
    """Rows by a column, ``-column`` downwards; empty cells last. By their order of entry otherwise."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    column = kind.by_key.get(name)
    if column is None:
        return rows.order_by("id")
    by: Any = KT(f"sorts__{name}") if column.type is Type.TEXT else KT(f"values__{name}")
    if column.numeric:
        by = Cast(by, DecimalField(max_digits=30, decimal_places=4))
    return rows.order_by(OrderBy(by, descending=down, nulls_last=True), "id")


def totals(rows: QuerySet[Row], kind: Kind) -> dict[str, Decimal]:
    """Sums of the summed columns, in one query."""
    if not kind.summed:
        return {}
    number = DecimalField(max_digits=30, decimal_places=4)
    from django.db.models import Sum

    sums = {f"sum_{c.key}": Sum(Cast(KT(f"values__{c.key}"), number)) for c in kind.summed}
    answer = rows.order_by().aggregate(**sums)
    return {c.key: answer[f"sum_{c.key}"] for c in kind.summed if answer[f"sum_{c.key}"] is not None}


def watch_counts(rows: QuerySet[Row], kind: Kind) -> list[tuple[Watch, int]]:
    if not kind.watches:
        return []
    answer = rows.order_by().aggregate(**{one.code: Count("id", filter=watched(one)) for one in kind.watches})
    return [(one, answer[one.code]) for one in kind.watches]


def findings(rows: QuerySet[Row], kind: Kind) -> list[Finding]:
    """What the rules of the register say about its rows taken together."""
    return kind.findings(list(rows.order_by("key").values_list("values", flat=True))) if kind.findings else []


def beside(register: Register, rows: Sequence[Row]) -> dict[str, Difference]:
    """How the other side has these rows, by key; one query for a page."""
    if not rows or not register.definition.reconciled:
        return {}
    side = Side(rows[0].side)
    there = dict(
        register.rows.filter(
            side=side.other.value, state=Row.State.LISTED, key__in=[row.key for row in rows]
        ).values_list("key", "fingerprint")
    )
    alone = Difference.MISSING if side is Side.GIVER else Difference.SURPLUS
    return {
        row.key: alone
        if row.key not in there
        else Difference.MATCHED
        if there[row.key] == row.fingerprint
        else Difference.DIFFERING
        for row in rows
    }


@dataclass
class Summary:
    """One register in the overview of a dossier."""

    kind: Kind
    register: Register | None = None
    rows: dict[Side, int] = field(default_factory=dict)
    sums: dict[Side, dict[str, Decimal]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    @property
    def leading_side(self) -> Side:
        """The side whose figures stand for the register: the giver's, if it lists."""
        return next((side for side in self.kind.sides if self.rows.get(side)), self.kind.sides[0])

    @property
    def shown_sums(self) -> list[tuple[Column, Decimal]]:
        sums = self.sums.get(self.leading_side, {})
        return [(column, sums[column.key]) for column in self.kind.summed if column.key in sums]


SUMMED = """
    SELECT r.register_id, r.side, v.key, sum(v.value::numeric)
    FROM registers_row r CROSS JOIN LATERAL jsonb_each_text(r.values) v
    WHERE r.register_id = ANY(%s) AND r.state = 'listed' AND v.key = ANY(%s) AND v.value ~ '^[0-9]+([.][0-9]+)?$'
    GROUP BY r.register_id, r.side, v.key
"""


def summaries(dossier: Dossier, kinds: Iterable[Kind]) -> list[Summary]:
    """Counts and sums of these registers of a dossier, in three queries."""
    wanted = {kind.code: Summary(kind) for kind in kinds}
    registers = {one.pk: one for one in Register.objects.filter(dossier=dossier, kind__in=wanted)}
    for register in registers.values():
        wanted[register.kind].register = register
    if not registers:
        return list(wanted.values())
    counts = (
        Row.objects.filter(register__in=registers, state=Row.State.LISTED)
        .order_by()
        .values_list("register", "side")
        .annotate(count=Count("id"))
    )
    for register_id, side, count in counts:
        wanted[registers[register_id].kind].rows[Side(side)] = count
    names = sorted({column.key for one in wanted.values() for column in one.kind.summed})
    sums: dict[tuple[int, str], dict[str, Decimal]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(SUMMED, [list(registers), names])
        for register_id, side, name, total in cursor.fetchall():
            sums[register_id, side][name] = total
    for (register_id, side), by_name in sums.items():
        wanted[registers[register_id].kind].sums[Side(side)] = by_name
    return list(wanted.values())


__all__ = [
    "F",
    "Summary",
    "beside",
    "findings",
    "found",
    "listed",
    "ordered",
    "register_for",
    "row_for",
    "summaries",
    "totals",
    "watch_counts",
]
