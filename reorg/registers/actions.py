"""Changing registers by hand: one row, many rows, and settling what giver and receiver say differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reorg.registers.definition import Column, Kind, Side
from reorg.registers.models import Register, Row, Settlement
from reorg.registers.sides import EDITORS, LEADERS, SPEAKERS, act_for, act_in, sides_of
from reorg.registers.values import Unreadable, key_of, read, reason
from reorg.registers.writing import facts_of, filled, left_of, named, register_in, rows_digest, touched, write
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.text import Text

Outcome = Settlement.Outcome
OUTCOMES = {
    Outcome.GIVER: Text("theo danh mục của bên giao", "the giver's list is right"),
    Outcome.RECEIVER: Text("theo danh mục của bên nhận", "the receiver's list is right"),
    Outcome.EXPLAINED: Text("có giải trình", "explained"),
}


WITHHELD = Text("không ghi ở đây vì là dữ liệu cá nhân", "not written here, being personal data")


class Result(NamedTuple):
    """What became of one row of a bulk act."""

    row: str
    done: bool
    what: str


def add_row(
    dossier: Dossier, kind: Kind, side: Side, values: Mapping[str, Any], *, actor: Any, sample: bool = False
) -> Row:
    """List one more row. The values are those of `values.read`."""
    with door(dossier, actor=actor) as case:
        _must_be_open(case)
        act_for(case, kind, side)
        register = register_in(case, kind)
        key = key_of(kind, values)
        row = Row.objects.filter(register=register, side=side.value, key=key).first()
        if row is not None and row.state == Row.State.LISTED:
            if _same(row, values):
                return row
            raise BadInput(_("This side already lists “%(key)s”. Change that row instead.") % {"key": key}, kind.key[0])
        row = filled(row or Row(register=register, side=side.value, sample=sample), kind, values, case)
        write(register, [row])
        case.record("register.row_added", row=key, values=told(kind, key, row.values), **facts_of(kind, side))
        touched(case, register, _what(kind))
    return row


def told(kind: Kind, key: str, values: Mapping[str, Any], changed: Sequence[str] | None = None) -> dict[str, Any]:
    """What the trail says of a row: the values, or those that changed; of personal columns which, and a digest.

    Facts are never altered, so what law may one day want removed stays out of them.
    """
    names = list(values if changed is None else changed)
    withheld = [name for name in names if kind.people or kind.by_key[name].personal]
    said = {name: values.get(name) for name in names if name not in withheld}
    return said | {"columns": withheld, "sha256": rows_digest([(key, values)])} if withheld else said


def change_row(row: Row, values: Mapping[str, Any], *, version: int, actor: Any) -> Row:
    """Change one row. ``version`` is what was shown; saving the same values again changes nothing."""
    with door(row.register.dossier_id, actor=actor) as case:
        _must_be_open(case)
        row = Row.objects.select_related("register").get(pk=row.pk)
        kind, side = row.register.definition, Side(row.side)
        act_for(case, kind, side)
        if row.state == Row.State.REMOVED:
            raise NotNow(_("This row was removed meanwhile."))
        values = left_of(row, kind, values)
        if _same(row, values):
            return row
        if version != row.version:
            raise ContentChanged(_("Somebody changed this row since you opened it. What you typed is kept below."))
        key = key_of(kind, values)
        if key != row.key and Row.objects.filter(register=row.register, side=row.side, key=key).exists():
            raise BadInput(_("This side already lists “%(key)s”. Change that row instead.") % {"key": key}, kind.key[0])
        before, was = row.values, row.key
        row = filled(row, kind, values, case)
        row.save()
        changed = [name for name in kind.by_key if before.get(name) != row.values.get(name)]
        case.record(
            "register.row_changed",
            row=was,
            before=told(kind, was, before, changed),
            after=told(kind, row.key, row.values, changed),
            **facts_of(kind, side),
        )
        touched(case, row.register, _what(kind))
    return row


def remove_rows(rows: Sequence[Row], *, reason: str, actor: Any) -> list[Result]:
    """Take rows off their list, with the reason. They are kept and can be listed again."""

    def act(case: Case, register: Register, side: Side, rows: list[Row]) -> list[Result]:
        if not reason.strip():
            raise BadInput(_("Say why the rows are taken off the list."), "reason")
        listed = [row for row in rows if row.state == Row.State.LISTED]
        for row in listed:
            row.state, row.version = Row.State.REMOVED, row.version + 1
            row.changed_by, row.changed_at = case.actor, case.now
        write(register, listed)
        if listed:
            case.record("register.rows_removed", reason=reason.strip(), **_many(register.definition, side, listed))
        return [
            Result(_name(row), row in listed, _("taken off the list") if row in listed else _("was not on the list"))
            for row in rows
        ]

    return _in_bulk(rows, act, actor=actor)


def set_column(rows: Sequence[Row], column: Column, raw: Any, *, actor: Any) -> list[Result]:
    """Write the same value into one column of many rows."""

    def act(case: Case, register: Register, side: Side, rows: list[Row]) -> list[Result]:
        kind = register.definition
        if column.key in kind.key:
            raise BadInput(_("The key of a row is changed row by row."), "column")
        value = _read(column, raw)
        results, changed = [], []
        for row in rows:
            if row.state != Row.State.LISTED:
                results.append(Result(_name(row), False, _("is no longer on the list")))
            elif row.removal_id and column.personal:
                results.append(Result(_name(row), False, _("its personal data were removed by law")))
            elif row.values.get(column.key) == value:
                results.append(Result(_name(row), True, _("said so already")))
            else:
                changed.append(filled(row, kind, {**row.values, column.key: value}, case))
                results.append(Result(_name(row), True, _("changed")))
        write(register, changed)
        if changed:
            said = next((one.title for one in column.choices if one.code == value), value)
            said = WITHHELD if column.personal else said
            case.record("register.rows_set", column=column.title, value=said, **_many(kind, side, changed))
        return results

    return _in_bulk(rows, act, actor=actor)


def _in_bulk(rows: Sequence[Row], act: Any, *, actor: Any) -> list[Result]:
    """One act over rows of one side of one register, under one lock, with one event."""
    if not rows:
        raise BadInput(_("Choose at least one row."), "rows")
    with door(rows[0].register.dossier_id, actor=actor) as case:
        _must_be_open(case)
        first = rows[0]
        register = Register.objects.get(pk=first.register_id)
        fresh = list(register.rows.filter(side=first.side, pk__in=[row.pk for row in rows]).order_by("key"))
        side = Side(first.side)
        act_for(case, register.definition, side)
        head = case.dossier.head_seq
        results: list[Result] = act(case, register, side, fresh)
        if case.dossier.head_seq != head:
            touched(case, register, _what(register.definition))
    return results


def confirm_rows(rows: Sequence[Row], *, actor: Any) -> list[Result]:
    """The receiver confirms rows of the giver as they are listed. What the receiver lists otherwise stays as it is."""
    if not rows:
        raise BadInput(_("Choose at least one row."), "rows")
    with door(rows[0].register.dossier_id, actor=actor) as case:
        _must_be_open(case)
        register = Register.objects.get(pk=rows[0].register_id)
        kind = register.definition
        if not kind.reconciled:
            raise NotNow(_("This register is listed by one side only."))
        act_for(case, kind, Side.RECEIVER)
        wanted = register.rows.filter(side="giver", pk__in=[row.pk for row in rows], state=Row.State.LISTED)
        listed = list(wanted.order_by("key"))
        own_rows = register.rows.filter(side="receiver", key__in=[row.key for row in listed])
        mine = {row.key: row for row in own_rows}
        results, made = [], []
        for row in listed:
            there = mine.get(row.key)
            if there is None or there.state == Row.State.REMOVED:
                own = there or Row(register=register, side=Side.RECEIVER.value, sample=row.sample)
                own.removal_id = row.removal_id or own.removal_id
                made.append(filled(own, kind, row.values, case))
                results.append(Result(_name(row), True, _("confirmed")))
            elif there.fingerprint == row.fingerprint:
                results.append(Result(_name(row), True, _("was confirmed already")))
            else:
                results.append(Result(_name(row), False, _("differs from your own list: settle it")))
        write(register, made)
        if made:
            facts = _many(kind, Side.RECEIVER, made)
            del facts["side"]
            case.record("register.rows_confirmed", **facts)
            touched(case, register, _what(kind))
    return results


def settle(
    dossier: Dossier, kind: Kind, shown: Sequence[str], *, outcome: str, reason: str, actor: Any
) -> list[Result]:
    """Settle differences as they were shown. A side concedes for itself; only a leader explains, with the reason.

    ``shown`` names the rows of both sides with their versions (`reconciling.Line.shown`).
    """
    if outcome not in Outcome.values:
        raise BadInput(_("Say whose list is right, or explain the difference."), "outcome")
    if not shown:
        raise BadInput(_("Choose at least one difference."), "rows")
    with door(dossier, actor=actor) as case:
        _must_be_open(case)
        register = Register.objects.filter(dossier=case.dossier, kind=kind.code).first()
        if register is None:
            raise NotFound(_("Nothing is listed in this register."))
        person = _settler(case, kind, outcome)
        if outcome == Outcome.EXPLAINED and not reason.strip():
            raise BadInput(_("Say what explains the difference: auditors will ask."), "reason")
        pairs = [_pair(one) for one in shown]
        rows = register.rows.in_bulk([pk for pair in pairs for pk, _v in pair if pk])
        given, listed = _given(register, rows), _listed(register, rows)
        results, settled = [], []
        for (giver_pk, giver_version), (receiver_pk, receiver_version) in pairs:
            giver, receiver = rows.get(giver_pk), rows.get(receiver_pk)
            row = giver or receiver
            if row is None:
                continue
            there = [listed.get((side, row.key), (0, 0)) for side in ("giver", "receiver")]
            stale = there != [(giver_pk, giver_version), (receiver_pk, receiver_version)]
            prints = (giver.fingerprint if giver else "", receiver.fingerprint if receiver else "")
            if stale:
                results.append(Result(_name(row), False, _("changed since you opened the page: look again")))
            elif prints[0] == prints[1]:
                results.append(Result(_name(row), True, _("agrees meanwhile")))
            elif (row.key, *prints) in given:
                results.append(Result(_name(row), True, _("was settled already")))
            else:
                settled.append(
                    Settlement(
                        register=register,
                        key=row.key,
                        giver_print=prints[0],
                        receiver_print=prints[1],
                        outcome=outcome,
                        reason=reason.strip(),
                        settled_by=actor,
                        office=str(person.office.vi),
                        organisation_id=person.organisation_id,
                        settled_at=case.now,
                    )
                )
                given.add((row.key, *prints))
                results.append(Result(_name(row), True, _("settled")))
        Settlement.objects.bulk_create(settled)
        if settled:
            both = [(one.key, {"giver": one.giver_print, "receiver": one.receiver_print}) for one in settled]
            case.record(
                "register.settled",
                count=len(settled),
                outcome=OUTCOMES[Outcome(outcome)],
                reason=reason.strip(),
                rows=named(one.key for one in settled),
                rows_sha256=rows_digest(both),
                **facts_of(kind),
            )
            touched(case, register, _what(kind))
    return results


def _settler(case: Case, kind: Kind, outcome: str) -> Any:
    """Who may settle so: the receiver may agree with the giver, the giver with the receiver, a leader may explain."""
    sides = sides_of(case.dossier, kind)
    if outcome == Outcome.GIVER:
        return act_in(case, sides, Side.RECEIVER, SPEAKERS)
    if outcome == Outcome.RECEIVER:
        return act_in(case, sides, Side.GIVER, SPEAKERS)
    for side in (Side.RECEIVER, Side.GIVER):
        try:
            return act_in(case, sides, side, LEADERS)
        except NotYou:
            continue
    raise NotYou(_("A difference is explained by a leader of the giver or of the receiver."))


def _pair(shown: str) -> tuple[tuple[int, int], tuple[int, int]]:
    try:
        (a, b), (c, d) = (map(int, side.split(".")) for side in shown.split("-"))
    except ValueError:
        raise BadInput(_("Choose at least one difference."), "rows") from None
    return (a, b), (c, d)


def _listed(register: Register, rows: Mapping[int, Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """What both sides list now under the keys of these rows: the rows with their versions."""
    found = register.rows.filter(key__in={row.key for row in rows.values()}, state=Row.State.LISTED)
    return {(side, key): (pk, version) for side, key, pk, version in found.values_list("side", "key", "pk", "version")}


def _given(register: Register, rows: Mapping[int, Row]) -> set[tuple[str, str, str]]:
    keys = {row.key for row in rows.values()}
    found = Settlement.objects.filter(register=register, key__in=keys)
    return set(found.values_list("key", "giver_print", "receiver_print"))


def may_settle(dossier: Dossier, kind: Kind, offices: Sequence[Any]) -> list[Outcome]:
    """The ways in which the holder of these offices may settle a difference."""
    sides = sides_of(dossier, kind)

    def has(side: Side, roles: tuple[str, ...]) -> bool:
        return any(o.organisation_id in sides.ids(side) and o.role_id in roles for o in offices)

    found = []
    if has(Side.RECEIVER, SPEAKERS):
        found.append(Outcome.GIVER)
    if has(Side.GIVER, SPEAKERS):
        found.append(Outcome.RECEIVER)
    if has(Side.RECEIVER, LEADERS) or has(Side.GIVER, LEADERS):
        found.append(Outcome.EXPLAINED)
    return found


def _read(column: Column, raw: Any) -> Any:
    try:
        return read(column, raw)
    except Unreadable as wrong:
        raise BadInput(f"{column.title}: {reason(wrong.why, wrong.facts)}", "value") from wrong


def _same(row: Row, values: Mapping[str, Any]) -> bool:
    return bool(row.values == {name: value for name, value in values.items() if value is not None})


def _many(kind: Kind, side: Side, rows: Sequence[Row]) -> dict[str, Any]:
    return facts_of(kind, side) | {
        "count": len(rows),
        "rows": named(row.key for row in rows),
        "rows_sha256": rows_digest((row.key, row.values) for row in rows),
    }


def _name(row: Row) -> str:
    kind = row.register.definition
    code = " · ".join(str(row.values.get(name, "")) for name in kind.key)
    name = row.values.get(kind.name, "") if kind.name not in kind.key else ""
    return f"{code} {name}".strip()


def _what(kind: Kind) -> Text:
    return Text(f"bảng kê {kind.title.vi}", f"the register {kind.title.en}")


def _must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its registers stay as they are."))


__all__ = [
    "EDITORS",
    "OUTCOMES",
    "Outcome",
    "Result",
    "add_row",
    "change_row",
    "confirm_rows",
    "may_settle",
    "remove_rows",
    "set_column",
    "settle",
]
