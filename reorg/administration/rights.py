"""What an administrator may touch: one organisation with those below it, or everything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from reorg.administration.models import Administrator
from reorg.people.models import Office, Organisation, User
from workflows.errors import NotFound, NotYou
from workflows.offices import Acting, offices_of, today
from workflows.text import Text

AUDITOR = "auditor"
TITLE = Text("Quản trị viên", "Administrator")
EVERYTHING = Text("toàn hệ thống", "the whole installation")


@dataclass(frozen=True)
class Scope:
    """What one administrator may touch. ``bodies`` counts only where it is not everything."""

    user: Any
    everything: bool
    bodies: frozenset[int]

    def __contains__(self, organisation: int | None) -> bool:
        return self.everything or organisation in self.bodies

    def organisations(self) -> QuerySet[Organisation]:
        found = Organisation.objects.all()
        return found if self.everything else found.filter(pk__in=self.bodies)

    def organisations_on(self, day: date) -> QuerySet[Organisation]:
        """Those there on a day."""
        return self.organisations().filter(pk__in=Organisation.objects.on(day).values("pk"))

    def people(self) -> QuerySet[User]:
        """Everybody who holds or held an office there; for a system administrator really everybody."""
        if self.everything:
            return User.objects.all()
        return User.objects.filter(pk__in=Office.objects.filter(organisation__in=self.bodies).values("person"))

    def must_hold(self, organisation: Organisation) -> None:
        if organisation.pk not in self:
            raise NotYou(
                _("%(body)s is administered by somebody else. Ask its administrator.") % {"body": organisation}
            )

    def must_know(self, person: User) -> None:
        """Nobody is drawn in from elsewhere."""
        if not self.people().filter(pk=person.pk).exists():
            raise NotYou(_("%(name)s is not among those you administer.") % {"name": person})

    def must_hold_all_of(self, person: User) -> None:
        """A person who also works elsewhere is not switched off from here."""
        if self.everything:
            return
        lasting = person.offices.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()))
        elsewhere = lasting.exclude(organisation__in=self.bodies).select_related("organisation").first()
        if elsewhere is not None or Administrator.objects.on(today()).filter(person=person, organisation=None).exists():
            body = elsewhere.organisation if elsewhere else str(EVERYTHING)
            raise NotYou(
                _("%(name)s also works for %(body)s: only an administrator of both, or of everything, may do that.")
                % {"name": person, "body": body}
            )


def mandates_of(user: Any) -> QuerySet[Administrator]:
    """The mandates by which this person administers something today."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Administrator.objects.none()
    return Administrator.objects.on(today()).filter(person=user.pk).select_related("organisation")


def scope_of(user: Any) -> Scope:
    """What this person administers today. NotFound when it is nothing: that there are such pages is nobody's news."""
    mandates = list(mandates_of(user))
    if not mandates:
        raise NotFound(_("There is no such page among those you can see."))
    everything = any(one.organisation_id is None for one in mandates)
    roots = [one.organisation_id for one in mandates if one.organisation_id is not None]
    return Scope(user, everything, frozenset() if everything else below(roots))


def system_scope_of(user: Any) -> Scope:
    """The same for what concerns everybody: country-wide days, checklists."""
    scope = scope_of(user)
    if not scope.everything:
        raise NotYou(_("This concerns the whole installation; only a system administrator may do it."))
    return scope


def below(roots: list[int]) -> frozenset[int]:
    """These organisations with all below them."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Organisation.objects.order_by().values_list("pk", "parent"):
        children[parent].append(pk)
    found, todo = set(), list(roots)
    while todo:
        body = todo.pop()
        if body not in found:
            found.add(body)
            todo.extend(children[body])
    return frozenset(found)


def acting_for(scope: Scope) -> Acting:
    """The administrator as the trail names them: by the organisation they administer."""
    first = mandates_of(scope.user).order_by("organisation", "pk").last() if not scope.everything else None
    body = first.organisation if first else None
    return Acting(
        user=scope.user,
        organisation_id=body.pk if body else 0,
        organisation=body.text if body else EVERYTHING,
        role="administrator",
        office=TITLE,
    )


def may_read_system_trail(user: Any) -> tuple[bool, frozenset[int]]:
    """Whether all of the system's trail may be read; otherwise the organisations whose part may be.

    Auditors read all of it. NotFound for whoever neither audits nor administers.
    """
    if user.is_active and offices_of(user).filter(role=AUDITOR).exists():
        return True, frozenset()
    scope = scope_of(user)
    return scope.everything, scope.bodies
