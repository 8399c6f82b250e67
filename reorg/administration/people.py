"""People: invited, corrected, switched off and on again; their second factors; who administers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.dateformat import format as in_format
from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.models import Administrator
from reorg.administration.rights import EVERYTHING, Scope, acting_for
from reorg.people.models import Office, Organisation, User
from reorg.system.door import Act, system_door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Assignment, Delegation, Role
from workflows.offices import today
from workflows.text import Text

NO_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
LIVE = (Assignment.State.OPEN, Assignment.State.WAITING)


def person_of(scope: Scope, pk: int) -> User:
    """A person this administrator looks after. NotFound otherwise."""
    person = scope.people().filter(pk=pk).first()
    if person is None:
        raise NotFound(_("There is no such person among those you administer."))
    return person


# Inviting


@transaction.atomic
def invite(
    scope: Scope,
    *,
    username: str,
    full_name: str,
    email: str,
    language: str,
    organisation: Organisation,
    role: Role,
    title: Text,
    valid_from: date,
    basis: str,
) -> User:
    """Enter somebody with their first office and write to them. The mail holds a link that works once, no password."""
    scope.must_hold(organisation)
    _open_on(organisation, valid_from)
    must_be_free(username.strip(), email.strip())
    with system_door(acting_for(scope)) as act:
        person = made(username.strip(), full_name.strip(), email.strip(), language)
        office = given(person, organisation, role, title, valid_from)
        act.record(
            "person.invited",
            about=organisation,
            name=person.full_name,
            person=person.pk,
            office=title,
            organisation=organisation.text,
            role=role.code,
        )
        tell_office(act, office, basis)
        send_link(act, [person])
    return person


def made(username: str, full_name: str, email: str, language: str) -> User:
    person = User(username=username, full_name=full_name, email=email.lower(), language=language)
    person.set_unusable_password()
    person.save()
    return person


def given(
    person: User, organisation: Organisation, role: Role, title: Text, valid_from: date, valid_to: date | None = None
) -> Office:
    office: Office = Office.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        title_vi=title.vi.strip() or role.title_vi,
        title_en=title.en.strip() or role.title_en,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return office


def tell_office(act: Act, office: Office, basis: str) -> None:
    act.record(
        "office.given",
        about=office.organisation,
        name=office.person.full_name,
        person=office.person_id,
        office=Text(office.title_vi, office.title_en),
        organisation=office.organisation.text,
        role=office.role_id,
        basis=basis.strip(),
        until=office.valid_to.isoformat() if office.valid_to else None,
        **{"from": office.valid_from.isoformat()},
    )


def must_be_free(username: str, email: str, *, but: User | None = None) -> None:
    """BadInput when somebody else signs in by this name or address."""
    others = User.objects.exclude(pk=but.pk) if but else User.objects.all()
    try:
        User.username_validator(username)
    except ValidationError as wrong:
        raise BadInput(_("A sign-in name has letters, figures and @ . + - _ only."), "username") from wrong
    if others.filter(username__iexact=username).exists():
        raise BadInput(
            _("Somebody already signs in as “%(name)s”. Choose another name.") % {"name": username}, "username"
        )
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise BadInput(_("This is not a mail address."), "email") from wrong
    if others.filter(email__iexact=email).exists():
        raise BadInput(_("Somebody else already has this mail address."), "email")


def _open_on(organisation: Organisation, day: date) -> None:
    if not Organisation.objects.on(day).filter(pk=organisation.pk).exists():
        raise BadInput(
            _("%(body)s does not exist on %(day)s.") % {"body": organisation, "day": in_format(day, "d/m/Y")},
            "valid_from",
        )


def send_link(act: Act, people: Iterable[User]) -> None:
    """Once it is certain: the worker writes to them. The link is made when it is sent and stands nowhere else."""
    from reorg.administration.tasks import send_invitation  # the queue's app is complete only once all apps are loaded

    for person in people:
        send_invitation.defer(person_id=person.pk)


def tell_old_address(act: Act, address: str, language: str) -> None:
    """Whoever takes an account over by its address does not do so unnoticed: the old address is told."""
    from reorg.administration.tasks import send_address_changed

    assert act.person is not None
    send_address_changed.defer(address=address, by=act.person.user.get_full_name(), language=language)


def link_again(scope: Scope, person: User) -> None:
    """Write to somebody once more who has not chosen a password yet, or has lost it."""
    scope.must_hold_all_of(person)
    if not person.is_active:
        raise NotNow(_("%(name)s cannot sign in. Open the sign-in again first.") % {"name": person})
    if not person.email:
        raise NotNow(_("%(name)s has no mail address. Enter one first.") % {"name": person})
    with system_door(acting_for(scope)) as act:
        act.record("person.linked", about=home_of(person), name=person.full_name, person=person.pk)
        send_link(act, [person])


def home_of(person: User) -> Organisation | None:
    """The organisation under which an event about a person is filed."""
    office = person.offices.select_related("organisation").order_by("-valid_from", "-pk").first()
    return office.organisation if office else None


FIELDS = {
    "full_name": Text("họ tên", "name"),
    "email": Text("thư điện tử", "address"),
    "language": Text("ngôn ngữ", "language"),
}


@transaction.atomic
def correct(scope: Scope, person: User, *, full_name: str, email: str, language: str) -> list[str]:
    """Correct how somebody is called and reached. Past acts keep the name as it was. Gives the fields that changed."""
    scope.must_hold_all_of(person)
    now = User.objects.select_for_update().get(pk=person.pk)
    said = {"full_name": full_name.strip(), "email": email.strip().lower(), "language": language}
    changed = [name for name, value in said.items() if getattr(now, name) != value]
    if not changed:
        return []
    if "email" in changed:
        must_be_free(now.username, said["email"], but=now)
    with system_door(acting_for(scope)) as act:
        if "email" in changed and now.email:
            tell_old_address(act, now.email, now.language)
        for name in changed:
            setattr(now, name, said[name])
        now.save(update_fields=changed)
        act.record(
            "person.changed",
            about=home_of(now),
            name=now.full_name,
            person=now.pk,
            fields=joined(FIELDS[name] for name in changed),
            mail_sha256=hashlib.sha256(now.email.encode()).hexdigest(),
        )
    return changed


def joined(texts: Iterable[Text]) -> Text:
    every = list(texts)
    return Text(", ".join(one.vi for one in every), ", ".join(one.en for one in every))


# Switching off and on


def waits_only_for(person: User) -> QuerySet[Assignment]:
    """Open steps that nobody else who can sign in holds the office for: with this person gone, they wait for nobody."""
    day = today()
    mine = Q(pk__in=[])
    for office in Office.objects.on(day).filter(person=person):
        mine |= Q(organisation=office.organisation_id, role=office.role_id)
    others = (
        Office.objects.on(day)
        .filter(organisation=OuterRef("organisation"), role=OuterRef("role"), person__is_active=True)
        .exclude(person=person)
    )
    found = Assignment.objects.filter(mine, ~Exists(others), state__in=LIVE)
    return found.select_related("task", "dossier__procedure", "organisation").order_by("due", "pk")


def if_gone(person: User) -> list[Consequence]:
    """What switching this person off would leave behind."""
    day = today()
    offices = list(Office.objects.on(day).filter(person=person).select_related("organisation", "role"))
    alone = waits_only_for(person)
    lasting = Delegation.objects.on(day).select_related("deputy", "given_by", "organisation")
    taken = Assignment.objects.filter(taken_by=person, state__in=LIVE).select_related("task", "dossier__procedure")
    return [
        consequence(
            "alert-triangle",
            _("Steps that would wait for nobody"),
            map(step_row, alone[:26]),
            count=alone.count(),
            note=_("Hand the office over first; otherwise they wait until somebody holds it."),
            warns=True,
        ),
        consequence(
            "id-badge-2",
            _("Offices"),
            (
                Row(str(one), url=reverse("admin_office_hand_over", args=[one.pk]), more=_("hand over"))
                for one in offices
            ),
            note=_("They stay on record as held until they are handed over or ended."),
        ),
        consequence(
            "users",
            _("Deputies this person named"),
            (Row(f"{one.deputy} ({one.kind})", str(one.organisation)) for one in lasting.filter(given_by=person)),
            note=_("They go on acting for the office as long as it is held."),
        ),
        consequence(
            "user-check",
            _("Offices this person stands in for"),
            (Row(f"{one.given_by} ({one.kind})", str(one.organisation)) for one in lasting.filter(deputy=person)),
            note=_("Nobody stands in there any more. Whoever gave them names somebody else."),
            warns=True,
        ),
        consequence(
            "hand-stop",
            _("Steps taken up as deputy"),
            map(step_row, taken),
            note=_("They can be taken up by others once they are given back by the office."),
            warns=True,
        ),
    ]


def step_row(asked: Assignment) -> Row:
    """A step by its dossier's code: what a dossier is about is for those who take part in it."""
    step = str(asked.dossier.flow.step(asked.task.step))
    due = in_format(asked.due, "d/m/Y") if asked.due else "—"
    return Row(f"{asked.dossier.code} · {step}", _("due %(day)s") % {"day": due})


@transaction.atomic
def deactivate(scope: Scope, person: User, *, reason: str) -> User:
    """End somebody's sign-in at once. What they did stays as it was, under their name; their offices stay on record."""
    scope.must_hold_all_of(person)
    now = User.objects.select_for_update().get(pk=person.pk)
    if now.pk == scope.user.pk:
        raise NotYou(_("Nobody closes their own sign-in. Another administrator does that."))
    if not now.is_active:
        raise NotNow(_("%(name)s cannot sign in already.") % {"name": now})
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    _somebody_stays(now)
    with system_door(acting_for(scope)) as act:
        steps = waits_only_for(now).count()
        now.is_active = False
        now.set_unusable_password()
        now.save(update_fields=["is_active", "password"])
        act.record(
            "person.deactivated",
            about=home_of(now),
            name=now.full_name,
            person=now.pk,
            reason=reason.strip(),
            steps=steps,
        )
    return now


def _somebody_stays(person: User) -> None:
    """The last system administrator neither leaves nor is sent away."""
    all_of_it = Administrator.objects.on(today()).filter(organisation=None, person__is_active=True)
    if all_of_it.filter(person=person).exists() and not all_of_it.exclude(person=person).exists():
        raise NotNow(_("%(name)s is the only system administrator. Name another one first.") % {"name": person})


@transaction.atomic
def reactivate(scope: Scope, person: User, *, reason: str) -> User:
    """Let somebody sign in again, with a password they choose by the link that is sent to them."""
    scope.must_hold_all_of(person)
    now = User.objects.select_for_update().get(pk=person.pk)
    if now.is_active:
        raise NotNow(_("%(name)s can sign in already.") % {"name": now})
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    with system_door(acting_for(scope)) as act:
        now.is_active = True
        now.save(update_fields=["is_active"])
        act.record("person.reactivated", about=home_of(now), name=now.full_name, person=now.pk, reason=reason.strip())
        if now.email:
            send_link(act, [now])
    return now


def factors_of(person: User) -> QuerySet[Any] | None:
    """The second factors somebody has set up; None where this installation knows none."""
    if not apps.is_installed("allauth.mfa"):
        return None
    found: QuerySet[Any] = apps.get_app_config("mfa").get_model("Authenticator")._default_manager.filter(user=person.pk)
    return found


@transaction.atomic
def reset_factors(scope: Scope, person: User, *, reason: str) -> int:
    """Remove somebody’s second factors, for whoever lost the device. Gives how many there were."""
    scope.must_hold_all_of(person)
    if person.pk == scope.user.pk:
        raise NotYou(_("Nobody removes their own second factors here. Another administrator does that."))
    factors = factors_of(person)
    if factors is None or not factors.exists():
        raise NotNow(_("%(name)s has no second factor set up.") % {"name": person})
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    with system_door(acting_for(scope)) as act:
        count, _kinds = factors.delete()
        act.record(
            "person.factors_reset",
            about=home_of(person),
            name=person.full_name,
            person=person.pk,
            reason=reason.strip(),
            count=count,
        )
    return count


# Who administers


@transaction.atomic
def appoint(
    scope: Scope | None, person: User, *, organisation: Organisation | None, basis: str, valid_to: date | None = None
) -> Administrator:
    """Let somebody administer an organisation with those below it, or (None) everything. ``scope`` None: the server."""
    if scope is not None:
        if organisation is None and not scope.everything:
            raise NotYou(_("Only a system administrator names another one."))
        if organisation is not None:
            scope.must_hold(organisation)
        scope.must_know(person)
    if not person.is_active:
        raise BadInput(_("%(name)s cannot sign in.") % {"name": person}, "person")
    if not basis.strip():
        raise BadInput(_("Give the paper it rests on: number and date."), "basis")
    day = today()
    if valid_to is not None and valid_to < day:
        raise BadInput(_("The last day comes after the first."), "valid_to")
    there = Administrator.objects.select_for_update().on(day).filter(person=person, organisation=organisation).first()
    if there is not None:
        return there
    with system_door(acting_for(scope) if scope else None) as act:
        mandate = Administrator.objects.create(
            person=person,
            organisation=organisation,
            valid_from=day,
            valid_to=valid_to,
            basis=basis.strip(),
            given_by=scope.user if scope else None,
            given_at=act.now,
        )
        act.record(
            "administrator.appointed",
            about=organisation,
            name=person.full_name,
            person=person.pk,
            scope=organisation.text if organisation else EVERYTHING,
            basis=basis.strip(),
            **{"from": day.isoformat()},
        )
    return mandate


@transaction.atomic
def dismiss(scope: Scope, mandate: Administrator, *, reason: str) -> None:
    """End somebody's administration, today."""
    now = (
        Administrator.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=mandate.pk)
    )
    if now.organisation_id is None and not scope.everything:
        raise NotYou(_("Only a system administrator does that."))
    if now.organisation is not None:
        scope.must_hold(now.organisation)
    if not reason.strip():
        raise BadInput(_("Say why."), "reason")
    if now.organisation_id is None:
        _somebody_stays(now.person)
    with system_door(acting_for(scope)) as act:
        until = today()
        act.record(
            "administrator.ended",
            about=now.organisation,
            name=now.person.full_name,
            person=now.person_id,
            scope=now.organisation.text if now.organisation else EVERYTHING,
            reason=reason.strip(),
            until=until.isoformat(),
        )
        if now.valid_from >= until:
            now.delete()  # one that began today would otherwise last until midnight; the trail keeps both acts
        else:
            now.valid_to = until - timedelta(days=1)
            now.save(update_fields=["valid_to"])
