"""Drafting a paper and consulting on it: drafts, milestones, rounds, opinions and what becomes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.drafting import contents
from reorg.drafting.models import Draft, Drafting, Milestone, Opinion, Round
from reorg.drafting.texts import LONGEST
from workflows.actions.documents import file_version, must_be_filer
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Document, DossierParty
from workflows.text import Text

EDITORS = ("drafter", "officer")
SPEAKERS = ("officer", "drafter", "chair", "secretary")
KINDS = {"bodies": Text("các cơ quan", "named bodies"), "public": Text("toàn dân", "everybody")}
DISPOSITIONS = {
    "taken": Text("tiếp thu", "taken up"),
    "partly": Text("tiếp thu một phần", "taken up in part"),
    "declined": Text("không tiếp thu", "not taken up"),
}


def begin(document: Document, *, required: str = "", actor: Any) -> Drafting:
    """Draft a document of a dossier in numbered drafts. Beginning again what has begun changes nothing."""
    with door(document.dossier_id, actor=actor) as case:
        must_be_editor(case, document)
        there = Drafting.objects.filter(document=document).first()
        if there is not None:
            return there
        known = {one.code: one for one in contents.in_force(timezone.localdate(case.now))}
        if required and required not in known:
            raise BadInput(_("Choose contents that are in force."), "required")
        drafting = Drafting.objects.create(document=document, required=required, begun_by=actor, begun_at=case.now)
        case.record(
            "draft.begun",
            paper=document.told_subject,
            document=document.pk,
            required=known[required].title if required else Text("không", "none"),
        )
    return drafting


def make_draft(drafting: Drafting, *, text: str, note: str = "", sample: bool = False, actor: Any) -> Draft:
    """The next numbered draft; it is a version of the document too. The same text again is the same draft.

    Raises:
        NotNow: opinions on the draft before are still without disposition. BadInput: there is no text.
    """
    with door(drafting.document.dossier_id, actor=actor) as case:
        document = Document.objects.get(pk=drafting.document_id)
        must_be_editor(case, document)
        text = text.strip()
        if not text:
            raise BadInput(_("There is no text in this draft."), "text")
        if len(text) > LONGEST:
            raise BadInput(_("The text is too long: at most %(most)s letters.") % {"most": LONGEST}, "text")
        last = drafting.drafts.last()
        if last is not None and last.text == text:
            return last
        no = last.no + 1 if last else 1
        file = ContentFile((text + "\n").encode(), name=f"du-thao-{no}.txt")
        version = file_version(case, document, file, _("draft %(no)s") % {"no": no})
        if hasattr(version, "draft"):
            raise BadInput(_("This text is an earlier draft, word for word."), "text")
        draft = Draft.objects.create(
            drafting=drafting,
            no=no,
            version=version,
            text=text,
            note=note.strip(),
            sample=sample,
            made_by=actor,
            made_at=case.now,
        )
        case.record(
            "draft.made",
            no=no,
            paper=document.told_subject,
            document=document.pk,
            sha256=version.sha256,
            missing=[found.item.code for found in contents.check(drafting.required, text) if not found.there],
            note=draft.note,
            sample=sample,
        )
        if document.signed:
            case.content_changed(Text(f"dự thảo lần {no}", f"draft {no}"))
    return draft


def plan(drafting: Drafting, *, title: Text, due: date, source: str = "", actor: Any) -> Milestone:
    """Set a day by which something is done."""
    with door(drafting.document.dossier_id, actor=actor) as case:
        must_be_editor(case, drafting.document)
        if not title.vi.strip():
            raise BadInput(_("Say what is done by then."), "title_vi")
        there = drafting.milestones.filter(due=due, title_vi=title.vi.strip()).first()
        if there is not None:
            return there
        made = drafting.milestones.create(title_vi=title.vi.strip(), title_en=title.en.strip(), due=due, source=source)
        case.record("draft.planned", milestone=_named(made), due=due.isoformat())
    return made


def reach(milestone: Milestone, *, on: date, actor: Any) -> Milestone:
    """Note that it is done, and on which day."""
    with door(milestone.drafting.document.dossier_id, actor=actor) as case:
        must_be_editor(case, milestone.drafting.document)
        found = Milestone.objects.get(pk=milestone.pk)
        if found.reached_on is not None:
            return found
        if on > timezone.localdate(case.now):
            raise BadInput(_("This day is still to come."), "on")
        found.reached_on = on
        found.save(update_fields=["reached_on"])
        case.record("draft.reached", milestone=_named(found), day=on.isoformat())
    return found


def _named(milestone: Milestone) -> Text:
    return Text(milestone.title_vi, milestone.title_en or milestone.title_vi)


def send_round(
    drafting: Drafting, *, kind: str, addressees: Sequence[Any] = (), opens: date, closes: date, actor: Any
) -> Round:
    """Put the newest draft before named bodies, or before everybody, until a day.

    Raises:
        NotNow: there is no draft. BadInput: the days or the addressees do not do; a restricted paper for everybody.
    """
    with door(drafting.document.dossier_id, actor=actor) as case:
        document = drafting.document
        must_be_editor(case, document)
        draft = drafting.drafts.last()
        if draft is None:
            raise NotNow(_("There is no draft yet to ask about."))
        if kind not in Round.Kind.values:
            raise BadInput(_("Say who is asked."), "kind")
        if closes < opens:
            raise BadInput(_("The round cannot end before it begins."), "closes")
        if kind == Round.Kind.BODIES and not addressees:
            raise BadInput(_("Name the bodies that are asked."), "addressees")
        if kind == Round.Kind.PUBLIC and document.restricted:
            raise BadInput(_("A restricted paper cannot be put before everybody."), "kind")
        same = drafting.rounds.filter(kind=kind, draft=draft, opens=opens, closes=closes).last()
        if same is not None and {body.pk for body in addressees} == set(same.addressees.values_list("pk", flat=True)):
            return same
        last = drafting.rounds.last()
        made = drafting.rounds.create(
            no=last.no + 1 if last else 1,
            kind=kind,
            draft=draft,
            opens=opens,
            closes=closes,
            opened_by=actor,
            opened_at=case.now,
        )
        made.addressees.set(addressees if kind == Round.Kind.BODIES else [])
        _join(case, addressees)
        case.record(
            "draft.sent_round",
            round=made.no,
            no=draft.no,
            paper=document.told_subject,
            document=document.pk,
            kind=KINDS[kind],
            opens=opens.isoformat(),
            closes=closes.isoformat(),
            addressees=[body.text.as_fact() for body in addressees],
        )
    return made


def _join(case: Case, bodies: Sequence[Any]) -> None:
    """Who is asked takes part in the dossier, and finds the draft there."""
    there = set(case.dossier.parties.values_list("organisation_id", flat=True))
    DossierParty.objects.bulk_create(
        DossierParty(dossier=case.dossier, key=f"asked-{body.pk}", organisation=body)
        for body in bodies
        if body.pk not in there
    )


def give_opinion(round_: Round, *, text: str, place: str = "", sample: bool = False, actor: Any) -> Opinion:
    """A body that is asked says what it thinks of the draft."""
    with door(round_.drafting.document.dossier_id, actor=actor) as case:
        asked = list(round_.addressees.values_list("pk", flat=True))
        for pk in asked:
            try:
                case.act_as(pk, SPEAKERS)
                break
            except NotYou:
                continue
        if case.person is None:
            raise NotYou(_("This round asks other bodies."))
        _must_be_in_time(case, round_)
        opinion, new = _keep(case, round_, text=text, place=place, body=case.person.organisation_id, sample=sample)
        if new:
            case.record(
                "draft.opinion",
                body=case.person.organisation,
                no=opinion.no,
                round=round_.no,
                sha256=_digest(opinion),
                sample=sample,
            )
    return opinion


def give_public_opinion(token: str, *, text: str, place: str = "", name: str = "", sample: bool = False) -> Opinion:
    """Somebody without an account says what they think. The trail keeps the number and the digest, not the name."""
    round_ = Round.objects.filter(token=token, kind=Round.Kind.PUBLIC).select_related("drafting__document").first()
    if round_ is None:
        raise NotFound(_("There is no such consultation."))
    with door(round_.drafting.document.dossier_id, actor=None) as case:
        _must_be_in_time(case, round_)
        opinion, new = _keep(case, round_, text=text, place=place, name=name, sample=sample)
        if new:
            case.record(
                "draft.opinion_of_the_public",
                no=opinion.no,
                round=round_.no,
                sha256=_digest(opinion),
                sample=sample,
            )
    return opinion


def _keep(case: Case, round_: Round, *, text: str, place: str, sample: bool, **who: Any) -> tuple[Opinion, bool]:
    text, place = text.strip(), " ".join(place.split())
    if len(text) < 10:
        raise BadInput(_("Write your opinion, in at least ten letters."), "text")
    if len(text) > 5000 or "\0" in text:
        raise BadInput(_("At most 5,000 letters of plain text, please."), "text")
    body = who.pop("body", None)
    same = round_.opinions.filter(text=text, place=place, body=body, **who).first()
    if same is not None:
        return same, False
    last = round_.opinions.aggregate(last=Max("no"))["last"] or 0
    made = round_.opinions.create(
        no=last + 1, text=text, place=place, body_id=body, given_by=case.actor, given_at=case.now, sample=sample, **who
    )
    return made, True


def _digest(opinion: Opinion) -> str:
    return hashlib.sha256(opinion.text.encode()).hexdigest()


def _must_be_in_time(case: Case, round_: Round) -> None:
    day = timezone.localdate(case.now)
    if not case.dossier.is_open or day > round_.closes:
        raise NotNow(_("This round has ended."))
    if day < round_.opens:
        raise NotNow(_("This round has not begun yet."))


def dispose(opinion: Opinion, *, disposition: str, reason: str, actor: Any) -> Opinion:
    """The editorial group takes an opinion up, in part, or not; with the reason, which whoever gave it may read."""
    with door(opinion.round.drafting.document.dossier_id, actor=actor) as case:
        must_be_editor(case, opinion.round.drafting.document)
        found = Opinion.objects.select_related("round").get(pk=opinion.pk)
        if disposition not in Opinion.Disposition.values:
            raise BadInput(_("Say what becomes of this opinion."), "disposition")
        if disposition != Opinion.Disposition.TAKEN and not reason.strip():
            raise BadInput(_("Say why it is not taken up, or only in part."), "reason")
        if (found.disposition, found.reason) == (disposition, reason.strip()):
            return found
        if found.given_by_id is not None and found.given_by_id == actor.pk:
            raise NotYou(_("You gave this opinion; somebody else answers it."))
        before = found.disposition
        found.disposition, found.reason = disposition, reason.strip()
        found.answered_by, found.answered_at = actor, case.now
        found.save(update_fields=["disposition", "reason", "answered_by", "answered_at"])
        case.record(
            "draft.disposed",
            no=found.no,
            round=found.round.no,
            disposition=DISPOSITIONS[disposition],
            reason=found.reason,
            before=before,
        )
    return found


def must_be_editor(case: Case, document: Document) -> None:
    """The editorial group: who may file versions of the paper, of the organisation that owns it."""
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; nothing can be filed in it any more."))
    if document.signed:
        must_be_filer(case, signed=True)
        return
    try:
        case.act_as(document.owner_id, EDITORS)
    except NotYou:
        raise NotYou(_("This paper is drafted by %(body)s.") % {"body": document.owner}) from None
