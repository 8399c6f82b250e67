"""People from a spreadsheet: all or nothing, every bad row named, what would change shown before it is confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.dateformat import format as in_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reorg.administration.models import PeopleSheet
from reorg.administration.people import FIELDS, given, joined, made, send_link, tell_office, tell_old_address
from reorg.administration.rights import Scope, acting_for
from reorg.people.models import Office, Organisation, User
from reorg.registers.definition import Kind, choice, day, text
from reorg.registers.sheets.opening import check_size
from reorg.registers.sheets.reading import TooManyForNow, read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from reorg.registers.sheets.writing import export, template
from reorg.system.door import Act, system_door
from workflows.actions.erasing import nameless
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.files import hash_of, safe_name
from workflows.models import Role
from workflows.offices import today
from workflows.text import Text

MOST = 2000  # rows of one sheet, read while somebody waits
State = PeopleSheet.State

PEOPLE = Kind(
    "people",
    Text("Người dùng và chức vụ", "People and their offices"),
    Text(
        "Mỗi chức vụ một dòng; người có nhiều chức vụ có nhiều dòng cùng tên đăng nhập. Tệp không chứa mật khẩu: "
        "người mới nhận thư có liên kết để tự đặt.",
        "One row for each office; somebody with several has several rows with the same sign-in name. No passwords: "
        "new people get a mail with a link to choose one.",
    ),
    lists=(),
    items=(),
    key=("username", "organisation", "role"),
    name="full_name",
    people=True,
    columns=(
        text("username", "Tên đăng nhập", "Sign-in name", required=True),
        text("full_name", "Họ và tên", "Full name", required=True),
        text("email", "Thư điện tử", "Mail address", required=True),
        choice(
            "language", "Ngôn ngữ", "Language", {"vi": ("Tiếng Việt", "Vietnamese"), "en": ("Tiếng Anh", "English")}
        ),
        text("organisation", "Mã cơ quan", "Key of the organisation", required=True),
        text("role", "Mã vai trò", "Role", required=True),
        text("title_vi", "Chức danh", "Title (Vietnamese)", required=True),
        text("title_en", "Chức danh tiếng Anh", "Title (English)"),
        day("valid_from", "Từ ngày", "From", required=True),
    ),
)


def people_template() -> bytes:
    return template(PEOPLE)


def people_export(scope: Scope, day: date) -> bytes:
    """Who holds what today, as a sheet that can be imported again."""
    held = (
        Office.objects.on(day).filter(organisation__in=scope.organisations()).select_related("person", "organisation")
    )
    rows = [
        {
            "username": one.person.username,
            "full_name": one.person.full_name,
            "email": one.person.email,
            "language": one.person.language,
            "organisation": one.organisation.key,
            "role": one.role_id,
            "title_vi": one.title_vi,
            "title_en": one.title_en,
            "valid_from": one.valid_from.isoformat(),
        }
        for one in held.order_by("organisation__title_vi", "person__full_name", "pk")
    ]
    with system_door(acting_for(scope)) as act:
        act.record("people.exported", count=len(rows))
    return export(PEOPLE, rows)


# Handing a sheet in


def hand_in(scope: Scope, file: File[bytes]) -> PeopleSheet:
    """Read a sheet and say what it would change. Nothing is changed yet.

    Raises:
        BadInput: it is empty, too large, or has more rows than are read at once.
    """
    check_size(file.size or 0)
    sheet = PeopleSheet(name=safe_name(file.name or "")[:200], sha256=hash_of(file), asked_by=scope.user)
    try:
        read = read_sheet(PEOPLE, file, at_most=MOST)
    except TooManyForNow:
        raise BadInput(_("There are more than %(most)s rows. Split the file.") % {"most": MOST}, "file") from None
    if read.problem_count:
        sheet.problems = [
            {"cell": one.cell, "value": one.value[:80], "why": problem_in_words(one.as_json())} for one in read.problems
        ]
    else:
        rows = [{"row": number, **values} for number, values in read.rows]
        sheet.problems = problems_of(scope, rows)
        sheet.rows = rows
    if sheet.problems:
        sheet.state, sheet.rows = State.REFUSED, []
    else:
        sheet.state = State.READY
        sheet.counts = planned(scope, sheet.rows).counts
    sheet.save()
    return sheet


def sheet_of(user: Any, token: str) -> PeopleSheet:
    found = PeopleSheet.objects.filter(token=token, asked_by=user.pk).first()
    if found is None:
        raise NotFound(_("There is no such import of yours. Hand the file in again."))
    return found


def problems_of(scope: Scope, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything wrong with the rows, each with its cell and how to mend it."""
    bodies = {one.key: one for one in Organisation.objects.filter(key__in={row["organisation"] for row in rows})}
    roles = set(Role.objects.values_list("code", flat=True))
    names = {row["username"].lower() for row in rows}
    there = {one.username.lower(): one for one in _named(names)}
    mails = {row["email"].lower() for row in rows}
    owners = {
        mail: name.lower()
        for mail, name in User.objects.annotate(mail=Lower("email"))
        .filter(mail__in=mails)
        .values_list("mail", "username")
    }
    ended = {
        (name.lower(), key, role): until
        for name, key, role, until in Office.objects.filter(person__in=[one.pk for one in there.values()])
        .filter(valid_to__lt=today())
        .order_by("valid_to")
        .values_list("person__username", "organisation__key", "role_id", "valid_to")
    }
    first: dict[str, dict[str, Any]] = {}
    mail_of: dict[str, str] = {}
    found = []

    def wrong(row: dict[str, Any], column: str, why: str) -> None:
        place = next(n for n, one in enumerate(PEOPLE.columns) if one.key == column)
        found.append({"cell": f"{chr(65 + place)}{row['row']}", "value": str(row.get(column) or "")[:80], "why": why})

    for row in rows:
        name, mail = row["username"].lower(), row["email"].lower()
        body = bodies.get(row["organisation"])
        if body is None:
            wrong(
                row,
                "organisation",
                _("There is no organisation with this key. The list of organisations shows the keys."),
            )
        elif body.pk not in scope:
            wrong(row, "organisation", _("You do not administer this organisation. Take the row out."))
        elif not _exists_on(body, date.fromisoformat(row["valid_from"])):
            wrong(row, "valid_from", _("The organisation does not exist on this day."))
        until = ended.get((name, row["organisation"], row["role"]))
        if until is not None and row["valid_from"] <= until.isoformat():
            wrong(
                row,
                "valid_from",
                _("This office was held until %(day)s; it can begin again the day after.")
                % {"day": in_format(until, "d/m/Y")},
            )
        if row["role"] not in roles:
            wrong(row, "role", _("There is no such role. Roles are: %(roles)s.") % {"roles": ", ".join(sorted(roles))})
        try:
            User.username_validator(row["username"])
        except ValidationError:
            wrong(row, "username", _("A sign-in name has letters, figures and @ . + - _ only."))
        try:
            validate_email(mail)
        except ValidationError:
            wrong(row, "email", _("This is not a mail address."))
        if owners.get(mail, name) != name:
            wrong(row, "email", _("Somebody else already has this mail address."))
        if mail_of.setdefault(mail, name) != name:
            wrong(row, "email", _("Another row gives this address to somebody else."))
        before = first.setdefault(name, row)
        if (before["full_name"], before["email"].lower()) != (row["full_name"], mail):
            wrong(row, "full_name", _("Row %(row)d says otherwise about the same person.") % {"row": before["row"]})
        known = there.get(name)
        if known is not None:
            if known.pk == scope.user.pk:
                wrong(row, "username", _("This is you. Another administrator changes your own offices."))
            elif not known.is_active:
                wrong(row, "username", _("This person cannot sign in. Open the sign-in again on their page first."))
            elif not scope.everything and not scope.people().filter(pk=known.pk).exists():
                wrong(row, "username", _("Somebody of another administration signs in by this name. Choose another."))
    return found


def _named(names: Iterable[str]) -> Any:
    return User.objects.annotate(lower=Lower("username")).filter(lower__in=set(names))


def _exists_on(body: Organisation, day: date) -> bool:
    return body.valid_from <= day and (body.valid_to is None or day <= body.valid_to)


@dataclass
class Plan:
    """What a sheet would do: people entered and changed, offices given."""

    added: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[User, dict[str, Any], list[str]]] = field(default_factory=list)
    offices: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> dict[str, Any]:
        told = [
            [row["username"] for row in self.added],
            [[person.pk, *(getattr(person, name) for name in names)] for person, _row, names in self.changed],
            [[row["username"], row["organisation"], row["role"]] for row in self.offices],
        ]
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "offices": len(self.offices),
            "unchanged": self.unchanged,
            "digest": hashlib.sha256(json.dumps(told).encode()).hexdigest(),
        }


def planned(scope: Scope, rows: list[dict[str, Any]]) -> Plan:
    """What the rows would change now."""
    there = {one.username.lower(): one for one in _named(row["username"].lower() for row in rows)}
    held = {
        (name.lower(), key, role)
        for name, key, role in Office.objects.filter(person__in=[one.pk for one in there.values()])
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()))
        .order_by()
        .values_list("person__username", "organisation__key", "role_id")
    }
    plan, seen = Plan(), Counter[str]()
    for row in rows:
        name = row["username"].lower()
        seen[name] += 1
        person, nothing = there.get(name), True
        if seen[name] == 1:
            if person is None:
                plan.added.append(row)
                nothing = False
            elif names := [one for one in FIELDS if _said(row, one) not in (None, getattr(person, one))]:
                plan.changed.append((person, row, names))
                nothing = False
        if (name, row["organisation"], row["role"]) not in held:
            plan.offices.append(row)
            nothing = False
        plan.unchanged += nothing
    return plan


def _said(row: dict[str, Any], name: str) -> Any:
    value = row.get(name)
    return value.lower() if name == "email" and value else value


@transaction.atomic
def confirm(scope: Scope, sheet: PeopleSheet) -> PeopleSheet:
    """Take over what was shown, all of it; new people are written to. Confirming twice is confirming once.

    Raises:
        NotNow: it was refused or thrown away. ContentChanged: people or offices changed since the preview.
    """
    now = PeopleSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if now.state == State.APPLIED:
        return now
    if now.state != State.READY:
        raise NotNow(_("This sheet is %(state)s; there is nothing to confirm.") % {"state": now.get_state_display()})
    wrong = problems_of(scope, now.rows)
    plan = planned(scope, now.rows)
    if wrong or plan.counts["digest"] != now.counts["digest"]:
        raise ContentChanged(_("Something changed since this preview was made. Look at it once more, then confirm."))
    with system_door(acting_for(scope)) as act:
        _apply(act, now, plan)
        now.state, now.settled_at, now.rows = State.APPLIED, act.now, []
        now.save()
    return now


def _apply(act: Act, sheet: PeopleSheet, plan: Plan) -> None:
    new = {}
    for row in plan.added:
        person = made(row["username"], row["full_name"], row["email"], row.get("language") or "vi")
        new[row["username"].lower()] = person
    for person, row, names in plan.changed:
        if "email" in names and person.email:
            tell_old_address(act, person.email, person.language)
        for name in names:
            setattr(person, name, _said(row, name))
        person.save(update_fields=names)
    people = new | {one.username.lower(): one for one in _named(row["username"].lower() for row in plan.offices)}
    bodies = {
        one.key: one for one in Organisation.objects.filter(key__in={row["organisation"] for row in plan.offices})
    }
    roles = Role.objects.in_bulk()
    counts = plan.counts
    act.record(
        "people.imported",
        file=sheet.name,
        sha256=sheet.sha256,
        added=counts["added"],
        changed=counts["changed"],
        offices=counts["offices"],
        unchanged=counts["unchanged"],
        people=[one.pk for one in new.values()] + [one.pk for one, _row, _names in plan.changed],
    )
    for person, _row, names in plan.changed:
        act.record(
            "person.changed",
            name=person.full_name,
            person=person.pk,
            fields=joined(FIELDS[name] for name in names),
            mail_sha256=hashlib.sha256(person.email.encode()).hexdigest(),
        )
    for row in plan.offices:
        title = Text(row["title_vi"], row.get("title_en") or "")
        office = given(
            people[row["username"].lower()],
            bodies[row["organisation"]],
            roles[row["role"]],
            title,
            date.fromisoformat(row["valid_from"]),
        )
        tell_office(act, office, sheet.name)
    send_link(act, new.values())


def look_again(scope: Scope, sheet: PeopleSheet) -> None:
    """Compare once more with what is there now, so that the page shows what would change now."""
    if sheet.state != State.READY:
        return
    sheet.problems = problems_of(scope, sheet.rows)
    if sheet.problems:
        sheet.state, sheet.rows = State.REFUSED, []
    else:
        sheet.counts = planned(scope, sheet.rows).counts
    sheet.save()


def throw_away(sheet: PeopleSheet) -> None:
    PeopleSheet.objects.filter(pk=sheet.pk, state=State.READY).update(state=State.CANCELLED, rows=[])


# Removing what a sheet said


def sheets_in(scope: Scope) -> QuerySet[PeopleSheet]:
    """Sheets whose content this administrator may remove: their own; for a system administrator all."""
    found = PeopleSheet.objects.select_related("asked_by", "erased_by")
    return found if scope.everything else found.filter(asked_by=scope.user)


def sheet_in(scope: Scope, token: str) -> PeopleSheet:
    found = sheets_in(scope).filter(token=token).first()
    if found is None:
        raise NotFound(_("There is no such import of yours."))
    return found


@transaction.atomic
def erase(scope: Scope, sheet: PeopleSheet, *, ground: str, paper: str, confirmed_by: str = "password") -> PeopleSheet:
    """Remove what a sheet says of people, and its name; hash, counts and time stay. Asked twice, it is done once.

    A sheet that waits to be confirmed is thrown away with it. People who were entered from it stay.

    Raises:
        BadInput: no law or no paper is named.
    """
    ground, paper = ground.strip(), paper.strip()
    now = PeopleSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if now.erased_at is not None:
        return now
    if not ground:
        raise BadInput(_("Name the law that demands it: article and number."), "ground")
    if not paper:
        raise BadInput(_("Name the paper that orders it: number, date and issuer."), "paper")
    with system_door(acting_for(scope)) as act:
        now.rows, now.problems, now.name = [], [], nameless(now.name)
        now.state = State.CANCELLED if now.state == State.READY else now.state
        now.erased_by, now.erased_at = scope.user, act.now
        now.save(update_fields=["rows", "problems", "name", "state", "erased_by", "erased_at"])
        act.record(
            "people.sheet_erased",
            day=in_format(localtime(now.asked_at), "d/m/Y"),
            ground=ground,
            paper=paper,
            sheet=now.pk,
            sha256=now.sha256,
            state=now.state,
            confirmed_by=confirmed_by,
        )
    return now
