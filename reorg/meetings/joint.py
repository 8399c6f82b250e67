"""A session of two localities: who was there for each side, the agenda, and conclusions both heads agree to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.meetings.models import AgendaItem, Attendee, Consent, JointSession, Side
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest

WRITERS = ("drafter", "officer")
HEADS = ("chair", "secretary")
SIDES = (Side.FIRST, Side.SECOND)
PRESENCE = {True: Text("có mặt", "present"), False: Text("vắng mặt", "absent")}
INVITED = Text("khách mời", "invited")
NO_CONCLUSION = Text("chưa có", "none yet")


def hold_joint(
    dossier: Dossier,
    *,
    subject: Text,
    held_on: date,
    first: Any,
    second: Any,
    place: str = "",
    source: str = "",
    sample: bool = False,
    actor: Any,
) -> JointSession:
    """Set a session of two bodies of the dossier up. The same subject on the same day is the same session.

    Raises:
        NotYou: the actor writes for neither side nor the lead. BadInput: no subject, or not two sides that take part.
    """
    with door(dossier, actor=actor) as case:
        must_write(case, {first.pk, second.pk})
        _check(case, subject, first, second)
        there = case.dossier.joint_sessions.filter(
            subject_vi=subject.vi.strip(), held_on=held_on, first=first, second=second
        ).first()
        if there is not None:
            return there
        session = JointSession.objects.create(
            dossier=case.dossier,
            no=(case.dossier.joint_sessions.aggregate(last=Max("no"))["last"] or 0) + 1,
            subject_vi=subject.vi.strip(),
            subject_en=subject.en.strip(),
            held_on=held_on,
            place=place.strip(),
            first=first,
            second=second,
            source=source,
            sample=sample,
            opened_by=actor,
            opened_at=case.now,
        )
        case.record(
            "joint.held",
            session=session.pk,
            no=session.no,
            subject=session.subject,
            day=held_on.isoformat(),
            place=session.place,
            first=first.text,
            second=second.text,
            source=source,
            sample=sample,
        )
    return session


def change_joint(
    session: JointSession, *, subject: Text, held_on: date, first: Any, second: Any, place: str = "", actor: Any
) -> JointSession:
    """Correct what, when and where. The sides stay once somebody has agreed."""
    with door(session.dossier_id, actor=actor) as case:
        session = _open(case, session)
        _check(case, subject, first, second)
        sides = (first.pk, second.pk)
        if sides != (session.first_id, session.second_id) and _consents(session).exists():
            raise NotNow(_("A side has agreed already; the sides stay as they are."))
        values = {
            "subject_vi": subject.vi.strip(),
            "subject_en": subject.en.strip(),
            "held_on": held_on,
            "place": place.strip(),
            "first": first,
            "second": second,
        }
        if all(getattr(session, name) == value for name, value in values.items()):
            return session
        for name, value in values.items():
            setattr(session, name, value)
        session.save(update_fields=list(values))
        case.record(
            "joint.changed",
            session=session.pk,
            no=session.no,
            subject=session.subject,
            day=held_on.isoformat(),
            place=session.place,
            first=first.text,
            second=second.text,
        )
    return session


def note_attendee(
    session: JointSession,
    *,
    side: str,
    office: Text,
    name: str = "",
    head: bool = False,
    present: bool = True,
    actor: Any,
) -> Attendee:
    """Note who was there for a side; noted again, the same person gets what is said now. One head for each side."""
    with door(session.dossier_id, actor=actor) as case:
        session = _open(case, session)
        if side not in Side.values:
            raise BadInput(_("Say for which side."), "side")
        if not office.vi.strip():
            raise BadInput(_("Say in which office."), "office_vi")
        if head and side == Side.GUEST:
            raise BadInput(_("Who is invited heads neither side."), "head")
        there = session.attendees.filter(removed=False, side=side)
        found = there.filter(name=name.strip(), office_vi=office.vi.strip()).first()
        if head and there.filter(head=True).exclude(pk=found.pk if found else 0).exists():
            raise BadInput(_("This side has a head already. Strike them first."), "head")
        if found is None:
            found = Attendee(session=session, side=side, name=name.strip(), office_vi=office.vi.strip())
        elif (found.head, found.present, found.office_en) == (head, present, office.en.strip()):
            return found
        found.head, found.present, found.office_en = head, present, office.en.strip()
        found.save()
        case.record(
            "joint.attended",
            session=session.pk,
            no=session.no,
            who=_who(found),
            side=_side(session, side),
            presence=PRESENCE[present],
            head=head,
        )
    return found


def strike_attendee(session: JointSession, pk: int, *, actor: Any) -> None:
    """Take somebody off the list who was noted by mistake; the trail keeps it."""
    with door(session.dossier_id, actor=actor) as case:
        session = _open(case, session)
        found = session.attendees.filter(pk=pk).first()
        if found is None:
            raise NotFound(_("Nobody of this number is noted."))
        if not found.removed:
            found.removed = True
            found.save(update_fields=["removed"])
            side = _side(session, found.side)
            case.record("joint.struck", session=session.pk, no=session.no, who=_who(found), side=side)


def write_item(
    session: JointSession, *, text: Text, conclusion: Text, no: int | None = None, shown: str = "", actor: Any
) -> AgendaItem:
    """Write a matter of the agenda and, once there is one, its conclusion. Changed words void what was agreed to.

    ``shown`` is the digest of the item as it was being edited.

    Raises:
        ContentChanged: somebody changed the item meanwhile.
    """
    with door(session.dossier_id, actor=actor) as case:
        session = _open(case, session)
        if not text.vi.strip():
            raise BadInput(_("Say what the matter is."), "text_vi")
        said = {
            "text_vi": text.vi.strip(),
            "text_en": text.en.strip(),
            "conclusion_vi": conclusion.vi.strip(),
            "conclusion_en": conclusion.en.strip(),
        }
        if no is None:
            same = session.items.filter(removed=False, text_vi=said["text_vi"]).first()
            if same is not None and _as_said(same) == said:
                return same
            last = session.items.aggregate(last=Max("no"))["last"] or 0
            item = AgendaItem(session=session, no=last + 1)
        else:
            item = _item(session, no)
            if _as_said(item) == said:
                return item
            if shown and shown != item_digest(item):
                raise ContentChanged(_("Somebody changed this item meanwhile. What you typed is kept below."))
        for name, value in said.items():
            setattr(item, name, value)
        item.save()
        voided = item.consents.filter(superseded_at__isnull=True).update(superseded_at=case.now)
        case.record(
            "joint.item",
            session=session.pk,
            no=session.no,
            item=item.no,
            text=item.text,
            conclusion=item.conclusion if item.conclusion_vi else NO_CONCLUSION,
            superseded=voided,
        )
    return item


def remove_item(session: JointSession, no: int, *, actor: Any) -> None:
    """Take a matter off the agenda. Not once a head has agreed to its conclusion."""
    with door(session.dossier_id, actor=actor) as case:
        session = _open(case, session)
        item = session.items.filter(no=no).first()
        if item is None:
            raise NotFound(_("This session has no item no. %(no)s.") % {"no": no})
        if item.removed:
            return
        if item.consents.filter(superseded_at__isnull=True).exists():
            raise NotNow(_("A side has agreed to this conclusion; it stays."))
        item.removed = True
        item.save(update_fields=["removed"])
        case.record("joint.item_removed", session=session.pk, no=session.no, item=no)


def agree(
    session: JointSession, numbers: Iterable[int], *, shown: str, confirmed_by: str = "password", actor: Any
) -> JointSession:
    """The head of a side agrees to conclusions as they were shown. With the last one of both sides it is concluded.

    Raises:
        NotYou: the actor heads neither side, or has agreed for the other. ContentChanged: the words are others now.
        NotNow: a side has nobody present. BadInput: nothing chosen, or a matter without a conclusion.
    """
    wanted = sorted(set(numbers))
    with door(session.dossier_id, actor=actor) as case:
        session = _there(case, session)
        side = must_head(case, session)
        if session.concluded_at is not None:
            return session
        items = list(session.items.filter(removed=False).prefetch_related("consents"))
        if shown != agenda_digest(items):
            raise ContentChanged(_("The conclusions were changed since you opened this page. Read them again."))
        chosen = [item for item in items if item.no in wanted]
        if not chosen or len(chosen) != len(wanted):
            raise BadInput(_("Tick the conclusions you agree to."), "items")
        if any(not item.conclusion_vi for item in chosen):
            raise BadInput(_("A matter without a conclusion cannot be agreed to."), "items")
        _must_be_attended(session)
        _must_not_agree_for_both(session, side, actor)
        new = [item for item in chosen if not _agreed(item, side)]
        if not new:
            return session
        assert case.person is not None
        Consent.objects.bulk_create(
            Consent(
                item=item,
                side=side,
                by=actor,
                role=case.person.role,
                office_vi=case.person.office.vi,
                office_en=case.person.office.en,
                authority=case.person.authority,
                confirmed_by=confirmed_by,
                digest=item_digest(item),
                at=case.now,
            )
            for item in new
        )
        case.record(
            "joint.agreed",
            session=session.pk,
            no=session.no,
            items=", ".join(str(item.no) for item in new),
            body=session.body(side).text,
            side=side,
            digests=[item_digest(item) for item in new],
            confirmed_by=confirmed_by,
        )
        if _consents(session).count() == len(items) * len(SIDES):
            session.concluded_at = case.now
            session.save(update_fields=["concluded_at"])
            case.record("joint.concluded", session=session.pk, no=session.no, count=len(items))
    return session


# Who, and what is there


def must_write(case: Case, sides: Iterable[int] = ()) -> None:
    """Those who write for the lead or for a side; without ``sides``, for any body that takes part."""
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its sessions stay as they are."))
    wanted = {case.dossier.lead_id, *(sides or case.parties.values())}
    for body in [case.dossier.lead_id, *sorted(wanted - {case.dossier.lead_id})]:
        try:
            case.act_as(body, WRITERS)
        except NotYou:
            continue
        return
    raise NotYou(_("A joint session is written down by the drafters and officers of the lead or of its two sides."))


def side_headed(session: JointSession, offices: Iterable[Any]) -> str:
    """For which side somebody with these offices agrees; empty when for neither."""
    held = {office.organisation_id for office in offices if office.role_id in HEADS}
    return next((side for side in SIDES if session.body(side).pk in held), "")


def must_head(case: Case, session: JointSession) -> str:
    """The side for which the actor agrees."""
    for side in SIDES:
        try:
            case.act_as(session.body(side).pk, HEADS)
        except NotYou:
            continue
        return side
    raise NotYou(_("The conclusions are agreed to by the heads of the two sides."))


def _must_not_agree_for_both(session: JointSession, side: str, actor: Any) -> None:
    if _consents(session).exclude(side=side).filter(by=actor).exists():
        raise NotYou(_("You have agreed for the other side; nobody agrees for both."))


def _must_be_attended(session: JointSession) -> None:
    there = set(session.attendees.filter(removed=False, present=True).values_list("side", flat=True))
    missing = [str(session.body(side)) for side in SIDES if side not in there]
    if missing:
        raise NotNow(_("Nobody is noted as present for %(sides)s.") % {"sides": ", ".join(missing)})


def _check(case: Case, subject: Text, first: Any, second: Any) -> None:
    if not subject.vi.strip():
        raise BadInput(_("Say what the session is about."), "subject_vi")
    if first.pk == second.pk:
        raise BadInput(_("A joint session has two different sides."), "second")
    for field, body in (("first", first), ("second", second)):
        if body.pk not in case.parties.values():
            raise BadInput(_("This body takes no part in the dossier."), field)


def _there(case: Case, session: JointSession) -> JointSession:
    """The session as it is behind the door."""
    return JointSession.objects.select_related("first", "second").get(pk=session.pk, dossier=case.dossier)


def _open(case: Case, session: JointSession) -> JointSession:
    session = _there(case, session)
    must_write(case, {session.first_id, session.second_id})
    if session.concluded_at is not None:
        raise NotNow(_("Both sides have agreed to everything; the minutes stay as they are."))
    return session


def _item(session: JointSession, no: int) -> AgendaItem:
    found = session.items.filter(no=no, removed=False).first()
    if found is None:
        raise NotFound(_("This session has no item no. %(no)s.") % {"no": no})
    return found


def _as_said(item: AgendaItem) -> dict[str, str]:
    return {name: getattr(item, name) for name in ("text_vi", "text_en", "conclusion_vi", "conclusion_en")}


def item_digest(item: AgendaItem) -> str:
    return digest({"no": item.no} | _as_said(item))


def agenda_digest(items: Iterable[AgendaItem]) -> str:
    return digest([item_digest(item) for item in items])


def _agreed(item: AgendaItem, side: str) -> Consent | None:
    standing = (one for one in item.consents.all() if one.side == side and one.superseded_at is None)
    return next(standing, None)


def _consents(session: JointSession) -> Any:
    return Consent.objects.filter(item__session=session, item__removed=False, superseded_at__isnull=True)


def _side(session: JointSession, side: str) -> Text:
    named: Text = INVITED if side == Side.GUEST else session.body(side).text
    return named


def _who(attendee: Attendee) -> Text:
    name, office = attendee.name, attendee.office
    return Text(f"{name}, {office.vi}", f"{name}, {office.en}") if name else office


# Reading


@dataclass(frozen=True)
class ItemShown:
    item: AgendaItem
    first: Consent | None
    second: Consent | None

    @property
    def agreed(self) -> bool:
        return self.first is not None and self.second is not None

    def by(self, side: str) -> Consent | None:
        return self.first if side == Side.FIRST else self.second


@dataclass(frozen=True)
class JointShown:
    session: JointSession
    attendees: dict[str, list[Attendee]]
    items: tuple[ItemShown, ...]

    @property
    def digest(self) -> str:
        return agenda_digest(shown.item for shown in self.items)

    @property
    def agreed(self) -> int:
        return sum(one.agreed for one in self.items)

    @property
    def held(self) -> bool:
        return self.session.held_on <= timezone.localdate()


def joints_of(dossier: Dossier) -> list[JointShown]:
    """All joint sessions of a dossier, the newest first. Four queries."""
    items = AgendaItem.objects.filter(removed=False).prefetch_related(
        Prefetch("consents", Consent.objects.select_related("by"))
    )
    found = dossier.joint_sessions.select_related("first", "second", "opened_by").prefetch_related(
        Prefetch("items", items), Prefetch("attendees", Attendee.objects.filter(removed=False))
    )
    return [_shown(session) for session in found.order_by("-no")]


def joint_of(dossier: Dossier, no: int) -> JointShown:
    found = next((one for one in joints_of(dossier) if one.session.no == no), None)
    if found is None:
        raise NotFound(_("This dossier has no joint session no. %(no)s.") % {"no": no})
    return found


def _shown(session: JointSession) -> JointShown:
    people: dict[str, list[Attendee]] = {side: [] for side in Side.values}
    for attendee in session.attendees.all():
        people[attendee.side].append(attendee)
    items = (ItemShown(one, _agreed(one, Side.FIRST), _agreed(one, Side.SECOND)) for one in session.items.all())
    return JointShown(session, people, tuple(items))
