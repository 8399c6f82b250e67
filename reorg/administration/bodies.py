"""Organisations and offices: entered, renamed, closed; given, ended, handed over. What hangs on them is said first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.dateformat import format as in_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.administration.models import FormerName
from reorg.administration.people import LIVE, given, step_row, tell_office
from reorg.administration.rights import Scope, acting_for
from reorg.people import handing
from reorg.people.models import Office, Organisation, User
from reorg.system.door import system_door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Assignment, ChecklistItem, Delegation, Dossier, Role
from workflows.offices import today
from workflows.phases import ENDED
from workflows.text import Text, fold


def organisation_of(scope: Scope, pk: int) -> Organisation:
    """An organisation this administrator looks after. NotFound otherwise."""
    found = scope.organisations().select_related("parent").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such organisation among those you administer."))
    return found


def office_of(scope: Scope, pk: int) -> Office:
    office = Office.objects.select_related("person", "organisation", "role").filter(pk=pk).first()
    if office is None or office.organisation_id not in scope:
        raise NotFound(_("There is no such office among those you administer."))
    found: Office = office
    return found


def _paper(basis: str) -> str:
    if not basis.strip():
        raise BadInput(_("Give the paper it rests on: number and date."), "basis")
    return basis.strip()


# Organisations


@transaction.atomic
def create(
    scope: Scope,
    *,
    title: Text,
    kind: str,
    short: str,
    parent: Organisation | None,
    valid_from: date,
    basis: str,
    key: str = "",
) -> Organisation:
    """Enter an organisation below one that is administered; one that stands alone, only for all."""
    if parent is None and not scope.everything:
        raise BadInput(_("Choose the organisation it belongs to."), "parent")
    if parent is not None:
        scope.must_hold(parent)
    if not title.vi.strip() or not title.en.strip():
        raise BadInput(_("Give the name in both languages."), "title_vi" if not title.vi.strip() else "title_en")
    same = Organisation.objects.on(valid_from).filter(parent=parent)
    if any(fold(one.title_vi) == fold(title.vi) for one in same):
        raise BadInput(_("There is already “%(name)s” below the same organisation.") % {"name": title.vi}, "title_vi")
    with system_door(acting_for(scope)) as act:
        try:
            with transaction.atomic():
                made: Organisation = Organisation.objects.create(
                    key=key or free_key(title.vi),
                    kind=kind,
                    title_vi=title.vi.strip(),
                    title_en=title.en.strip(),
                    short=short.strip(),
                    parent=parent,
                    valid_from=valid_from,
                    source=_paper(basis),
                )
        except IntegrityError:
            raise BadInput(_("This key is taken. Choose another one."), "key") from None
        act.record(
            "organisation.created",
            about=made,
            organisation=made.text,
            basis=basis.strip(),
            key=made.key,
            kind=kind,
            parent=parent.key if parent else None,
            **{"from": valid_from.isoformat()},
        )
    return made


def free_key(title: str) -> str:
    """A key made of the name that nobody has yet."""
    base = slugify(fold(title))[:50] or "body"
    taken = set(Organisation.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if key not in taken)


def if_renamed(organisation: Organisation) -> list[Consequence]:
    """Where the new name is read from now on, and where the old one stays."""
    open_dossiers = Dossier.objects.exclude(phase__in=ENDED).filter(parties__organisation=organisation).distinct()
    return [
        consequence(
            "folder",
            _("Open dossiers in which it takes part"),
            map(_dossier_row, open_dossiers.order_by("code")[:26]),
            count=open_dossiers.count(),
            note=_("Their pages show the new name; what was signed and what the trails say keeps the old one."),
        ),
        consequence(
            "id-badge-2",
            _("Offices held there"),
            map(_office_row, _held(organisation)[:26]),
            count=_held(organisation).count(),
            note=_("They stay as they are."),
        ),
    ]


def _dossier_row(dossier: Dossier) -> Row:
    return Row(dossier.code, str(dossier.get_phase_display()))


def _office_row(office: Office) -> Row:
    return Row(str(office.person), office.title)


def _held(organisation: Organisation) -> Any:
    held = Office.objects.filter(organisation=organisation).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()))
    return held.select_related("person").order_by("person__full_name", "pk")


@transaction.atomic
def rename(scope: Scope, organisation: Organisation, *, title: Text, short: str, basis: str) -> Organisation:
    """A new name from today. The old one is kept with its last day; past acts keep it."""
    scope.must_hold(organisation)
    now: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not title.vi.strip() or not title.en.strip():
        raise BadInput(_("Give the name in both languages."), "title_vi" if not title.vi.strip() else "title_en")
    said = (title.vi.strip(), title.en.strip(), short.strip())
    if said == (now.title_vi, now.title_en, now.short):
        return now
    with system_door(acting_for(scope)) as act:
        was = now.text
        FormerName.objects.create(
            organisation=now,
            title_vi=now.title_vi,
            title_en=now.title_en,
            short=now.short,
            until=today() - timedelta(days=1),
            basis=_paper(basis),
        )
        now.title_vi, now.title_en, now.short = said
        now.save(update_fields=["title_vi", "title_en", "short"])
        act.record(
            "organisation.renamed",
            about=now,
            was=was,
            organisation=now.text,
            basis=basis.strip(),
            key=now.key,
            short=now.short,
            **{"from": today().isoformat()},
        )
    return now


def if_closed(organisation: Organisation) -> list[Consequence]:
    """What would be left without a body."""
    steps = Assignment.objects.filter(organisation=organisation, state__in=LIVE).select_related(
        "task", "dossier__procedure"
    )
    items = ChecklistItem.objects.filter(owner=organisation).exclude(state__in=ChecklistItem.SETTLED)
    items = items.exclude(dossier__phase__in=ENDED).select_related("dossier").order_by("dossier__code", "code")
    led = Dossier.objects.exclude(phase__in=ENDED).filter(lead=organisation).order_by("code")
    children = Organisation.objects.on(today()).filter(parent=organisation)
    return [
        consequence("folder", _("Open dossiers it leads"), map(_dossier_row, led[:26]), count=led.count(), warns=True),
        consequence(
            "inbox",
            _("Open steps asked of it"),
            map(step_row, steps[:26]),
            count=steps.count(),
            warns=True,
            note=_("A successor takes them over by a consolidation; until then they wait for nobody."),
        ),
        consequence(
            "checkbox",
            _("Open items it owes"),
            (Row(f"{one.dossier.code} · {one.code}") for one in items[:26]),
            count=items.count(),
            warns=True,
        ),
        consequence(
            "id-badge-2",
            _("Offices that end with it"),
            map(_office_row, _held(organisation)[:26]),
            count=_held(organisation).count(),
            note=_("They end on the same day."),
        ),
        consequence("sitemap", _("Organisations below it"), (Row(str(one)) for one in children), warns=True),
    ]


@transaction.atomic
def close(scope: Scope, organisation: Organisation, *, until: date, basis: str) -> Organisation:
    """The organisation ends after a day, and with it the offices held there. What it did stays under its name.

    Raises:
        NotNow: organisations below it go on, or, when it ends before today is over, something open still waits for it.
    """
    scope.must_hold(organisation)
    now: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if now.valid_to is not None and now.valid_to < today():
        raise NotNow(_("%(body)s has ended already.") % {"body": now})
    if until < now.valid_from:
        raise BadInput(_("It began on %(day)s.") % {"day": in_format(now.valid_from, "d/m/Y")}, "until")
    going_on = Organisation.objects.filter(parent=now).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=until)).first()
    if going_on is not None:
        raise NotNow(
            _("%(body)s is below it and goes on. Close it, or enter it elsewhere, first.") % {"body": going_on}
        )
    waits = next((one for one in if_closed(now) if one.warns and one.count), None)
    if until <= today() and waits is not None:
        raise NotNow(
            _("%(what)s: %(count)d. Let a successor take them over first, or choose a later day.")
            % {"what": waits.title, "count": waits.count}
        )
    with system_door(acting_for(scope)) as act:
        basis = _paper(basis)
        now.valid_to = until
        now.save(update_fields=["valid_to"])
        ended = Office.objects.filter(organisation=now, valid_from__lte=until)
        ended = ended.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=until))
        offices = [office.pk for office in ended]
        ended.update(valid_to=until)
        act.record(
            "organisation.closed",
            about=now,
            organisation=now.text,
            until=until.isoformat(),
            basis=basis,
            key=now.key,
            offices=offices,
        )
    return now


# Offices


def must_be_giveable(scope: Scope, person: User) -> None:
    """Nobody gives themselves the power to decide, nor to somebody of elsewhere."""
    if person.pk == scope.user.pk:
        raise NotYou(_("Nobody gives themselves an office. Another administrator does that."))
    scope.must_know(person)


@transaction.atomic
def give_office(
    scope: Scope,
    *,
    person: User,
    organisation: Organisation,
    role: Role,
    title: Text,
    valid_from: date,
    valid_to: date | None,
    basis: str,
) -> Office:
    """Let somebody hold an office from a day to a day."""
    scope.must_hold(organisation)
    must_be_giveable(scope, person)
    if not person.is_active:
        raise BadInput(_("%(name)s cannot sign in.") % {"name": person}, "person")
    if valid_to is not None and valid_to < valid_from:
        raise BadInput(_("The last day comes after the first."), "valid_to")
    if not Organisation.objects.on(valid_from).filter(pk=organisation.pk).exists():
        raise BadInput(
            _("%(body)s does not exist on %(day)s.") % {"body": organisation, "day": in_format(valid_from, "d/m/Y")},
            "valid_from",
        )
    same = Office.objects.select_for_update().filter(person=person, organisation=organisation, role=role)
    overlapping = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_to)
    if overlapping.exists():
        raise BadInput(_("%(name)s already holds this office at that time.") % {"name": person}, "person")
    with system_door(acting_for(scope)) as act:
        office = given(person, organisation, role, title, valid_from, valid_to)
        tell_office(act, office, _paper(basis))
    return office


def if_ended(office: Office) -> list[Consequence]:
    """What waits for this office, and whether somebody else holds it too."""
    same = {"organisation": office.organisation_id, "role": office.role_id}
    others = Office.objects.on(today()).filter(person__is_active=True, **same).exclude(person=office.person_id)
    steps = Assignment.objects.filter(state__in=LIVE, **same).select_related("task", "dossier__procedure")
    given_by = Delegation.objects.on(today()).filter(given_by=office.person_id, **same).select_related("deputy")
    alone = not others.exists()
    return [
        consequence(
            "inbox",
            _("Open steps that wait for this office"),
            map(step_row, steps.order_by("due", "pk")[:26]),
            count=steps.count(),
            warns=alone,
            note=_("Nobody else holds this office: hand it over instead of ending it.") if alone else "",
        ),
        consequence("users", _("Who else holds it"), (Row(str(one.person)) for one in others.select_related("person"))),
        consequence(
            "user-check",
            _("Deputies who stop with it"),
            (Row(f"{one.deputy} ({one.kind})") for one in given_by),
            note=_("Delegations hold only as long as their giver holds the office."),
        ),
    ]


@transaction.atomic
def end_office(scope: Scope, office: Office, *, until: date, basis: str) -> Office:
    """The office ends after a day. Past acts keep it."""
    scope.must_hold(office.organisation)
    held = Office.objects.select_for_update(of=("self",)).select_related("person", "organisation")
    now: Office = held.get(pk=office.pk)
    if now.valid_to is not None and now.valid_to < today():
        raise NotNow(_("This office has ended already."))
    if until < now.valid_from:
        raise BadInput(_("It began on %(day)s.") % {"day": in_format(now.valid_from, "d/m/Y")}, "until")
    with system_door(acting_for(scope)) as act:
        now.valid_to = until
        now.save(update_fields=["valid_to"])
        act.record(
            "office.ended",
            about=now.organisation,
            name=now.person.full_name,
            person=now.person_id,
            office=Text(now.title_vi, now.title_en),
            organisation=now.organisation.text,
            role=now.role_id,
            until=until.isoformat(),
            basis=_paper(basis),
        )
    return now


@transaction.atomic
def hand_over(scope: Scope, office: Office, *, to: User, basis: str, close_sign_in: bool = False) -> Office:
    """Hand an office over for somebody who cannot do it themselves, with everything that hangs on it."""
    scope.must_hold(office.organisation)
    must_be_giveable(scope, to)
    if close_sign_in:
        scope.must_hold_all_of(office.person)
    steps = len(handing.belongings(office).steps)
    person = acting_for(scope)
    with system_door(person) as act:
        new = handing.hand_over(office, to=to, basis=basis, actor=scope.user, close_sign_in=close_sign_in, right=person)
        act.record(
            "office.passed_on",
            about=office.organisation,
            office=Text(office.title_vi, office.title_en),
            organisation=office.organisation.text,
            giver=office.person.full_name,
            receiver=to.full_name,
            person=[office.person_id, to.pk],
            steps=steps,
            basis=basis.strip(),
        )
    return new
