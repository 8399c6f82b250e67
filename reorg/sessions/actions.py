"""Changing a session: its head, its entries, its pictures, and its instructions. All through the dossier's door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db.models import Max
from django.utils.translation import gettext as _

from reorg.sessions.entries import ASSIGNING, Part, plain, short, values_of
from reorg.sessions.models import Entry, FollowUp, Instruction, Photo, Recommendation, ReportCall, Session, Visit
from reorg.sessions.people import CHECKERS, SPEAKERS, act_for, host_writes, join, units_of
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.files import check_file
from workflows.models import Dossier
from workflows.text import Text

DESCRIBED = (
    "held_from",
    "held_to",
    "place",
    "head_name",
    "head_vi",
    "head_en",
    "purpose_vi",
    "purpose_en",
    "conclusion_vi",
    "conclusion_en",
)
PICTURES = ("image/jpeg", "image/png")


def describe(dossier: Dossier, values: Mapping[str, Any], *, actor: Any, version: int = 0, source: str = "") -> Session:
    """Say when, where and under whom the session is held, and what is concluded."""
    with door(dossier, actor=actor) as case:
        must_be_session(case)
        must_be_held_open(case)
        host_writes(case)
        session = Session.objects.filter(dossier=case.dossier).first() or Session(dossier=case.dossier, version=0)
        if session.pk and all(getattr(session, name) == value for name, value in values.items()):
            return session
        must_be_version(session.version, version)
        for name in DESCRIBED:
            if name in values:
                setattr(session, name, values[name])
        if session.held_from and session.held_to and session.held_to < session.held_from:
            raise BadInput(_("The session cannot end before it begins."), "held_to")
        if not session.head_vi.strip():
            raise BadInput(_("Say who heads the delegation."), "head_vi")
        session.source = source or session.source
        session.version += 1
        session.save()
        case.record(
            "session.described",
            head=session.head,
            held=plain(session.held_from),
            values={name: plain(getattr(session, name)) for name in DESCRIBED},
        )
        case.content_changed(Text("thông tin, kết luận buổi làm việc", "head and conclusion of the session"))
    return session


def save_entry(
    dossier: Dossier,
    part: Part,
    values: Mapping[str, Any],
    *,
    actor: Any,
    no: int | None = None,
    version: int = 0,
    sample: bool = False,
    source: str = "",
    confidence: str = "H",
) -> Any:
    """Add an entry, or change the one of this number. ``version`` is what was shown; the same again changes nothing.

    Raises:
        NotNow: the conclusion is being signed or is given. NotYou: the entry is somebody else's to write.
        ContentChanged: somebody changed it since.
    """
    with door(dossier, actor=actor) as case:
        must_be_session(case)
        must_be_writable(case, part)
        entry = entry_of(case.dossier, part, no) if no else part.model(dossier=case.dossier, version=0)
        _must_be_writer(case, part, values, entry)
        given = {name: values[name] for name in part.fields if name in values}
        if not given.get("text_vi", entry.text_vi).strip():
            raise BadInput(_("Say it in Vietnamese."), "text_vi")
        if same := _same(case.dossier, part, entry, given):
            return same
        before = values_of(part, entry) if entry.pk else {}
        if entry.pk:
            must_be_version(entry.version, version)
        else:
            last = part.model._default_manager.filter(dossier=case.dossier).aggregate(last=Max("no"))["last"]
            entry.no, entry.sample, entry.source, entry.confidence = (last or 0) + 1, sample, source, confidence
        for name, value in given.items():
            if name not in part.lists:
                setattr(entry, name, value)
        _check(entry)
        entry.version += 1
        entry.changed_by, entry.changed_at = case.actor, case.now
        entry.save()
        for name in part.lists:
            if name in given:
                getattr(entry, name).set(given[name])
        _join_named(case, part, entry)
        _told(case, part, entry, before)
        if part.signed:
            case.content_changed(Text(f"{part.title.vi} số {entry.no}", f"{part.title.en} no. {entry.no}"))
    return entry


def _told(case: Case, part: Part, entry: Any, before: dict[str, Any]) -> None:
    now, facts = values_of(part, entry), {"what": part.title, "no": entry.no, "name": short(entry)}
    if not before:
        case.record("session.added", values=now, sample=entry.sample, **facts)
        return
    changed = [name for name in now if now[name] != before[name]]
    case.record(
        "session.changed",
        before={name: before[name] for name in changed},
        after={name: now[name] for name in changed},
        **facts,
    )


def remove_entry(dossier: Dossier, part: Part, no: int, *, actor: Any) -> None:
    """Take an entry out. Its number is not used again."""
    with door(dossier, actor=actor) as case:
        must_be_session(case)
        must_be_writable(case, part)
        entry = part.model._default_manager.filter(dossier=case.dossier, no=no).first()
        if entry is None:
            raise NotFound(_("There is no such entry in this session."))
        _must_be_writer(case, part, {}, entry)
        if entry.removed:
            return
        if isinstance(entry, FollowUp) and entry.state not in FollowUp.UNSETTLED:
            raise NotNow(_("What is done or dropped stays on record."))
        entry.removed = True
        entry.save(update_fields=["removed"])
        case.record("session.removed", what=part.title, no=entry.no, name=short(entry))
        if part.signed:
            case.content_changed(Text(f"{part.title.vi} số {entry.no}", f"{part.title.en} no. {entry.no}"))


def add_photo(visit: Visit, *, file: File[bytes], caption: str, actor: Any, sample: bool = False) -> Photo:
    """Add a picture taken on a visit; the same picture twice is one."""
    with door(visit.dossier_id, actor=actor) as case:
        must_be_held_open(case)
        host_writes(case)
        if not caption.strip():
            raise BadInput(_("Say what the picture shows."), "caption")
        checked = check_file(file)
        if checked.content_type not in PICTURES:
            raise BadInput(_("“%(name)s” is no picture: choose a JPEG or PNG file.") % {"name": checked.name}, "file")
        there = visit.photos.filter(sha256=checked.sha256).first()
        if there is not None:
            return there
        photo = Photo.objects.create(
            visit=visit,
            caption=caption.strip(),
            sample=sample,
            file=checked.file,
            name=checked.name,
            size=checked.size,
            content_type=checked.content_type,
            sha256=checked.sha256,
            added_by=actor,
            added_at=case.now,
        )
        case.record(
            "session.photographed",
            caption=photo.caption,
            visit=short(visit),
            file=photo.name,
            sha256=photo.sha256,
            size=photo.size,
            sample=sample,
        )
        case.content_changed(Text(f"ảnh của nơi làm việc số {visit.no}", f"pictures of visit no. {visit.no}"))
    return photo


# Instructions, once they are given


def report_instruction(instruction: Instruction, *, note: str, actor: Any) -> Instruction:
    """The body that was told reports the instruction as done."""
    with door(instruction.dossier_id, actor=actor) as case:
        must_be_followed_up(case)
        given = _instruction(instruction)
        act_for(
            case, (given.to_id, SPEAKERS), otherwise=_("This instruction was given to %(body)s.") % {"body": given.to}
        )
        if given.state == Instruction.State.REPORTED and given.note == note.strip():
            return given
        if given.state != Instruction.State.OPEN:
            raise NotNow(_("This instruction is reported already."))
        if not note.strip():
            raise BadInput(_("Say what was done."), "note")
        given.state, given.note, given.reported_by = Instruction.State.REPORTED, note.strip(), actor
        given.save(update_fields=["state", "note", "reported_by"])
        case.record("instruction.reported", no=given.no, note=given.note)
    return given


def confirm_instruction(instruction: Instruction, *, actor: Any) -> Instruction:
    """The host confirms it; nobody confirms what they reported themselves."""
    with door(instruction.dossier_id, actor=actor) as case:
        given = _checked(case, instruction)
        if given.state == Instruction.State.CONFIRMED:
            return given
        if given.state != Instruction.State.REPORTED:
            raise NotNow(_("This instruction is not reported as done yet."))
        if given.reported_by_id == actor.pk:
            raise NotYou(_("You reported this yourself; somebody else confirms it."))
        given.state = Instruction.State.CONFIRMED
        given.save(update_fields=["state"])
        case.record("instruction.confirmed", no=given.no)
    return given


def reopen_instruction(instruction: Instruction, *, reason: str, actor: Any) -> Instruction:
    """The host is not content with what was reported."""
    with door(instruction.dossier_id, actor=actor) as case:
        given = _checked(case, instruction)
        if given.state == Instruction.State.OPEN:
            return given
        if not reason.strip():
            raise BadInput(_("Say what is missing."), "reason")
        given.state = Instruction.State.OPEN
        given.save(update_fields=["state"])
        case.record("instruction.reopened", no=given.no, reason=reason.strip())
    return given


def _instruction(instruction: Instruction) -> Instruction:
    return Instruction.objects.select_related("to").get(pk=instruction.pk)


def _checked(case: Case, instruction: Instruction) -> Instruction:
    must_be_followed_up(case)
    act_for(
        case,
        (case.dossier.lead_id, CHECKERS),
        otherwise=_("This is checked by %(body)s.") % {"body": case.dossier.lead},
    )
    return _instruction(instruction)


# Follow-ups, as they go on


def move_follow_up(follow_up: FollowUp, *, state: str, why: str, actor: Any) -> FollowUp:
    """Say how far it is. What is done or dropped is settled; dropping needs a reason."""
    with door(follow_up.dossier_id, actor=actor) as case:
        must_be_open(case)
        found = FollowUp.objects.select_related("by").get(pk=follow_up.pk)
        act_for(
            case,
            (found.by_id, SPEAKERS),
            (case.dossier.lead_id, CHECKERS),
            otherwise=_("This is carried out by %(body)s.") % {"body": found.by},
        )
        if state not in FollowUp.State.values:
            raise BadInput(_("Say how far it is."), "state")
        if found.removed:
            raise NotNow(_("This was taken out meanwhile."))
        if found.state == state:
            return found
        if found.recommendation is not None and found.recommendation.state == "closed":
            raise NotNow(_("Its recommendation is settled; what was done stays on record."))
        if state == FollowUp.State.DROPPED and not why.strip():
            raise BadInput(_("Say why it is dropped."), "why")
        found.state, found.why = state, why.strip()
        found.save(update_fields=["state", "why"])
        case.record("follow_up.moved", no=found.no, name=short(found), state=STATES[state], why=found.why)
    return found


STATES = {
    "planned": Text("dự kiến", "planned"),
    "doing": Text("đang thực hiện", "under way"),
    "done": Text("đã xong", "done"),
    "dropped": Text("không thực hiện", "dropped"),
}


# The moment, the person


def must_be_session(case: Case) -> None:
    if case.dossier.procedure.code != "working_session":
        raise NotFound(_("This dossier is not a working session."))


def must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its entries stay as they are."))


def must_be_held_open(case: Case) -> None:
    """The conclusion covers what came up: while it is being signed, and once it is given, that stays as it is."""
    must_be_open(case)
    if not case.content_open():
        raise NotNow(_("The conclusion is being signed or is given: what came up in the session stays as it is."))


def must_be_followed_up(case: Case) -> None:
    must_be_open(case)
    if case.dossier.phase != "implementation":
        raise NotNow(_("This begins once the conclusion of the session is signed."))


def must_be_writable(case: Case, part: Part) -> None:
    if part.signed:
        must_be_held_open(case)
    else:
        must_be_open(case)


def must_be_version(now: int, shown: int) -> None:
    if now != shown:
        raise ContentChanged(_("Somebody changed this since you opened it. What you typed is kept below."))


def _must_be_writer(case: Case, part: Part, values: Mapping[str, Any], entry: Any) -> None:
    """The host's drafters write everything; units what they raise; whoever carries out a follow-up writes it."""
    try:
        host_writes(case)
        return
    except NotYou:
        if part.code == "follow_up":
            bodies = {
                value.pk for value in (values.get("by"), getattr(entry, "by", None) if entry.pk else None) if value
            }
            bodies &= set(case.dossier.parties.values_list("organisation_id", flat=True))
        elif part.units_write:
            own = getattr(entry, "unit", None) if entry.pk else values.get("unit")
            bodies = {own.pk} & units_of(case.dossier) if own else set()
            if values.get("unit") and values["unit"].pk not in bodies:
                bodies = set()
        else:
            raise
    if part.code == "recommendation" and any(values.get(name) for name in ASSIGNING):
        raise NotYou(_("Who answers, and until when, is for the host of the session to say."))
    if len(bodies) != 1:
        raise NotYou(_("You write only for an organisation in which you hold an office."))
    act_for(
        case, (bodies.pop(), SPEAKERS), otherwise=_("You write only for an organisation in which you hold an office.")
    )


def entry_of(dossier: Dossier, part: Part, no: int) -> Any:
    entry = part.model._default_manager.filter(dossier=dossier, no=no, removed=False).first()
    if entry is None:
        raise NotFound(_("There is no such entry in this session."))
    return entry


def _same(dossier: Dossier, part: Part, entry: Any, given: Mapping[str, Any]) -> Any:
    """The entry that already says this: the same form sent twice writes once."""
    wanted = {name: plain(value) for name, value in given.items()}
    if entry.pk:
        return entry if {name: values_of(part, entry)[name] for name in wanted} == wanted else None
    likely = part.model._default_manager.filter(dossier=dossier, removed=False, text_vi=given["text_vi"])
    return next((one for one in likely if {name: values_of(part, one)[name] for name in wanted} == wanted), None)


def _check(entry: Any) -> None:
    """What no entry may say."""
    if isinstance(entry, Visit) and entry.kind != Visit.Kind.SITE and entry.unit_id is None:
        raise BadInput(_("Say which unit it is."), "unit")
    if isinstance(entry, Recommendation) and bool(entry.lead_id) != bool(entry.due):
        missing = "due" if entry.lead_id else "lead"
        raise BadInput(_("Who answers and until when are said together."), missing)
    if isinstance(entry, FollowUp) and entry.starts_on and entry.ends_on and entry.ends_on < entry.starts_on:
        raise BadInput(_("It cannot end before it begins."), "ends_on")
    if isinstance(entry, ReportCall) and entry.pk and entry.reports.exclude(call__template=entry.template).exists():
        raise BadInput(_("Units have begun to report by the template as it was."), "template")
    linked = getattr(entry, "difficulty", None) or getattr(entry, "recommendation", None)
    if isinstance(linked, Entry) and (linked.dossier_id != entry.dossier_id or linked.removed):
        raise BadInput(_("Choose one of this session."), type(linked).__name__.lower())


def _join_named(case: Case, part: Part, entry: Any) -> None:
    units = [getattr(entry, "unit", None)] if part.code in ("visit", "difficulty", "recommendation") else []
    bodies = [getattr(entry, name, None) for name in ("lead", "to", "by")]
    join(case, [unit for unit in units if unit], "unit")
    join(
        case,
        [*(body for body in bodies if body), *(b for name in part.lists for b in getattr(entry, name).all())],
        "body",
    )
