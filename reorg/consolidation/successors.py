"""Who succeeds whom, which offices go along, and everything that follows: computed for the page, touching nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from reorg.consolidation.models import Absorbed
from reorg.people.models import Office
from reorg.registers.models import Row
from workflows.actions.succeeding import OWNED, Following, Heir, Heirs, Owned, what_follows
from workflows.models import Delegation, Dossier
from workflows.offices import today
from workflows.phases import ENDED
from workflows.text import Text
from workflows.trail.canonical import digest

EVERYTHING = (
    *OWNED,
    Owned(
        "rows",
        Text("dòng bảng kê", "rows of registers"),
        Row,
        "organisation",
        "register__dossier",
        Q(state=Row.State.LISTED) & ~Q(register__dossier__phase__in=ENDED),
    ),
)
HEADS = frozenset({"chair", "secretary"})  # one person holds it in a body


class OfficeMove(NamedTuple):
    """An office that goes along. ``taken``: its holder holds the same one there already, so none is made."""

    office: Office
    after: int
    taken: bool
    ends: bool


class OfficeStays(NamedTuple):
    office: Office
    why: Text


class DelegationMove(NamedTuple):
    delegation: Delegation
    after: int


class DelegationStays(NamedTuple):
    delegation: Delegation
    why: Text


@dataclass(frozen=True)
class Preview:
    """Everything that would go to successors on a day, and everything that would stay, with the reason."""

    dossier: Dossier
    heirs: Heirs
    following: Following
    offices: tuple[OfficeMove, ...]
    offices_stay: tuple[OfficeStays, ...]
    delegations: tuple[DelegationMove, ...]
    delegations_stay: tuple[DelegationStays, ...]
    unknown: tuple[Absorbed, ...]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.kind for row in self.following.passings)
        by_kind = {one.kind: found[one.kind] for one in EVERYTHING}
        return by_kind | {"offices": len(self.offices), "delegations": len(self.delegations)}

    @property
    def empty(self) -> bool:
        return not any(self.counts.values())

    @property
    def digest(self) -> str:
        """What tells one preview from another; the form carries it back."""
        return digest(
            {
                "dossier": self.dossier.code,
                "heirs": [[heir.before, heir.after, list(heir.procedures)] for heir in self.heirs.all],
                "passings": [list(row) for row in self.following.passings],
                "stays": [[row.dossier, row.before, row.why.vi] for row in self.following.stayings],
                "offices": [[move.office.pk, move.after, move.taken, move.ends] for move in self.offices],
                "offices_stay": [row.office.pk for row in self.offices_stay],
                "delegations": [[move.delegation.pk, move.after] for move in self.delegations],
                "delegations_stay": [row.delegation.pk for row in self.delegations_stay],
            }
        )


def heirs_of(dossier: Dossier) -> Heirs:
    """The successors that a dossier's scheme names, of bodies that are both in the directory."""
    rows = Absorbed.objects.filter(department__dossier=dossier).order_by("department__number", "id")
    pairs = rows.values_list("organisation", "department__organisation", "procedures")
    return Heirs(
        Heir(before, after, tuple(some)) for before, after, some in pairs if before and after != before and after
    )


def preview(dossier: Dossier, day: date | None = None) -> Preview:
    """What follows on a day (today). The number of queries does not grow with what there is."""
    day = day or today()
    heirs = heirs_of(dossier)
    held = _held(heirs, day)
    moving, stay = _offices(heirs, held, day)
    holders = {(office.organisation_id, office.role_id) for office in held}
    holders |= {(after, office.role_id) for office, after, _taken in moving}
    following = what_follows(heirs, holders, EVERYTHING)
    kept = {row.before for row in following.stayings}
    offices = tuple(OfficeMove(office, after, taken, office.organisation_id not in kept)
                    for office, after, taken in moving if not taken or office.organisation_id not in kept)  # fmt: skip
    delegations, delegations_stay = _delegations(heirs, held, moving, day)
    unknown = Absorbed.objects.filter(department__dossier=dossier).filter(
        Q(organisation__isnull=True) | Q(department__organisation__isnull=True)
    )
    return Preview(
        dossier=dossier,
        heirs=heirs,
        following=following,
        offices=offices,
        offices_stay=tuple(stay),
        delegations=tuple(delegations),
        delegations_stay=tuple(delegations_stay),
        unknown=tuple(unknown.select_related("department")),
    )


def _held(heirs: Heirs, day: date) -> list[Office]:
    bodies = heirs.before | {heir.after for heir in heirs.all}
    held = Office.objects.on(day).filter(organisation__in=bodies).select_related("person", "organisation", "role")
    return list(held.order_by("id"))


def _offices(heirs: Heirs, held: list[Office], day: date) -> tuple[list[tuple[Office, int, bool]], list[OfficeStays]]:
    there = {(office.organisation_id, office.role_id): set[int]() for office in held}
    for office in held:
        there[office.organisation_id, office.role_id].add(office.person_id)
    leaving = [office for office in held if office.organisation_id in heirs.before]
    coming: dict[tuple[int, str], set[int]] = {}
    for office in leaving:
        after = heirs.general(office.organisation_id)
        if after is not None:
            coming.setdefault((after, office.role_id), set()).add(office.person_id)
    moving: list[tuple[Office, int, bool]] = []
    stay: list[OfficeStays] = []
    for office in leaving:
        after = heirs.general(office.organisation_id)
        if after is None:
            stay.append(OfficeStays(office, SEVERAL))
            continue
        already = there.get((after, office.role_id), set())
        taken = office.person_id in already
        heads = already | coming[after, office.role_id]
        if office.role_id in HEADS and heads != {office.person_id}:
            stay.append(OfficeStays(office, TWO_HEADS))
        elif office.valid_from >= day:
            stay.append(OfficeStays(office, TODAY))
        else:
            moving.append((office, after, taken))
    return moving, stay


SEVERAL = Text(
    "cơ quan được chia cho nhiều nơi; cần quyết định ai đi đâu",
    "its work goes to several bodies; decide who goes where",
)
TWO_HEADS = Text(
    "cơ quan kế thừa chỉ có một người đứng đầu; cần quyết định nhân sự",
    "the successor has one head only; decide who that is",
)
TODAY = Text("mới giữ từ hôm nay; chuyển từ ngày mai", "held since today; it can go along from tomorrow")
GIVER_STAYS = Text(
    "người ủy quyền không giữ chức vụ đó ở cơ quan kế thừa", "who gave it does not hold that office there"
)
DEPUTY_STAYS = Text("cấp phó không công tác ở cơ quan kế thừa", "the deputy does not work at the successor")


def _delegations(
    heirs: Heirs, held: list[Office], moving: list[tuple[Office, int, bool]], day: date
) -> tuple[list[DelegationMove], list[DelegationStays]]:
    """Delegations in force or still to come, given by who goes along. Those already given anew there are left out."""
    then = {(office.organisation_id, office.role_id, office.person_id) for office in held}
    then |= {(after, office.role_id, office.person_id) for office, after, _taken in moving}
    works = {(body, person) for body, _role, person in then}
    given = (
        Delegation.objects.filter(organisation__in=heirs.before, revoked_at__isnull=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("organisation", "role", "deputy", "given_by")
        .order_by("id")
    )
    after_all = {heir.after for heir in heirs.all}
    there = Delegation.objects.filter(organisation__in=after_all, revoked_at__isnull=True)
    known = set(there.values_list("organisation", "role", "deputy", "given_by", "kind", "valid_to"))
    go, stay = [], []
    for one in given:
        after = heirs.general(one.organisation_id)
        if after is None:
            stay.append(DelegationStays(one, SEVERAL))
        elif (after, one.role_id, one.given_by_id) not in then:
            stay.append(DelegationStays(one, GIVER_STAYS))
        elif one.kind != Delegation.Kind.AUTHORISED and (after, one.deputy_id) not in works:
            stay.append(DelegationStays(one, DEPUTY_STAYS))
        elif (after, one.role_id, one.deputy_id, one.given_by_id, one.kind, one.valid_to) not in known:
            go.append(DelegationMove(one, after))
    return go, stay


def yesterday(day: date) -> date:
    return day - timedelta(days=1)
