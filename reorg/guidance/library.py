"""The library of guiding documents: entered and corrected, and the log of who was told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from reorg.administration.rights import acting_for, mandates_of, scope_of
from reorg.guidance.models import Dissemination, GuidingDocument
from reorg.people.models import Organisation
from reorg.system.door import system_door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier, ProcedureVersion
from workflows.offices import Acting, acting, offices_of, today
from workflows.phases import ENDED
from workflows.text import fold

DRAFTER = "drafter"
TELLERS = ("drafter", "officer", "secretary")
SHOWN = ("number", "issuer", "title_vi", "title_en", "level", "issued_on", "in_force_from", "link", "source")
FIELDS = (*SHOWN, "unconfirmed", "replaces", "bases", "why")
STANDS = Q(disseminations__struck_at__isnull=True)


def documents(*, text: str = "", level: str = "") -> QuerySet[Any]:
    """The library, with how often people were told of each and how many they were. Open to whoever signs in."""
    found = GuidingDocument.objects.annotate(
        told=Count("disseminations", filter=STANDS), reached=Sum("disseminations__people", filter=STANDS)
    )
    for word in fold(text).split():
        found = found.filter(search__contains=word)
    found = found.order_by(F("issued_on").desc(nulls_last=True), "-pk")
    return found.filter(level=level) if level in GuidingDocument.Level.values else found


def document_of(pk: int) -> GuidingDocument:
    found = GuidingDocument.objects.select_related("entered_by", "entered_for").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such guiding document."))
    return found


def writer(user: Any) -> Acting:
    """Who enters documents, as the trail names them: a drafter of any body, or an administrator.

    Raises:
        NotYou: neither.
    """
    office = offices_of(user).filter(role=DRAFTER).order_by("pk").first()
    if office is not None:
        return acting(user, office)
    if mandates_of(user).exists():
        return acting_for(scope_of(user))
    raise NotYou(_("Guiding documents are entered by drafters and administrators."))


def corrector(user: Any, document: GuidingDocument) -> Acting:
    """Who corrects an entry: somebody of the body that entered it, or a system administrator."""
    office = offices_of(user).filter(role=DRAFTER, organisation=document.entered_for_id).first()
    if office is not None:
        return acting(user, office)
    if mandates_of(user).filter(organisation=None).exists():
        return acting_for(scope_of(user))
    raise NotYou(_("An entry is corrected by drafters of the body that made it, or by a system administrator."))


def bodies_telling(user: Any) -> QuerySet[Organisation]:
    """The bodies for which this person writes down that people were told."""
    return Organisation.objects.filter(pk__in=offices_of(user).filter(role__in=TELLERS).values("organisation"))


def must_tell(user: Any, body: int | None = None) -> Acting:
    """Whoever writes the log: a drafter, officer or secretary, of this body or of any.

    Raises:
        NotYou: none of these.
    """
    offices = offices_of(user).filter(role__in=TELLERS).order_by("pk")
    office = (offices if body is None else offices.filter(organisation=body)).first()
    if office is None:
        raise NotYou(_("A body writes down itself whom it told: you are no drafter, officer or secretary of it."))
    return acting(user, office)


def known_bases() -> list[str]:
    """Numbers that procedures or open dossiers cite, for the form to offer."""
    regimes = [*ProcedureVersion.objects.values_list("regime", flat=True)]
    regimes += Dossier.objects.exclude(phase__in=ENDED).order_by().values_list("regime", flat=True).distinct()
    return sorted({number for regime in regimes for number in cited(regime)})


def cited(regime: dict[str, Any]) -> list[str]:
    """Numbers of the documents a regime rests on."""
    return [number for number in (regime.get("name", ""), *regime.get("laws", ())) if number]


def enter(values: dict[str, Any], *, actor: Any) -> GuidingDocument:
    """Put a document into the library. The same entry sent twice is one.

    ``values`` are those of ``FIELDS``; ``bases`` a list of numbers.

    Raises:
        NotYou: neither a drafter nor an administrator. BadInput: it is there already, or something is missing.
    """
    person = writer(actor)
    values = _checked(values)
    key = _key(values)
    with system_door(person) as act:
        there = GuidingDocument.objects.filter(key=key).first()
        if there is not None:
            return _the_same(there, values)
        made = GuidingDocument(
            **values,
            key=key,
            search=_search(values),
            entered_by=actor,
            entered_for_id=person.organisation_id or None,
            entered_at=act.now,
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            return _the_same(GuidingDocument.objects.get(key=key), values)
        act.record(
            "guidance.entered",
            about=made.entered_for,
            document=made.pk,
            number=made.number,
            issuer=made.issuer,
            title=made.text,
            values=_plain(values),
        )
    return made


def correct(document: GuidingDocument, values: dict[str, Any], *, version: int, actor: Any) -> GuidingDocument:
    """Mend an entry. ``version`` is the one the person saw; reviews that were asked stay as they were asked."""
    person = corrector(actor, document)
    values = _checked(values)
    with system_door(person) as act:
        now = GuidingDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
        changed = [name for name in FIELDS if getattr(now, name) != values[name]]
        if not changed:
            return now
        if now.version != version:
            raise ContentChanged(_("Somebody corrected this entry meanwhile. Look at it again before you save."))
        key = _key(values)
        if GuidingDocument.objects.filter(key=key).exclude(pk=now.pk).exists():
            raise BadInput(_("This document is in the library already."), "number")
        was = {name: getattr(now, name) for name in changed}
        for name in changed:
            setattr(now, name, values[name])
        now.key, now.search, now.version = key, _search(values), now.version + 1
        now.save()
        act.record(
            "guidance.corrected",
            about=now.entered_for,
            document=now.pk,
            number=now.number,
            issuer=now.issuer,
            fields=", ".join(changed),
            was=_plain(was),
            values=_plain({name: values[name] for name in changed}),
        )
    return now


def tell(
    document: GuidingDocument,
    *,
    body: Organisation,
    held_on: date,
    audience: str,
    people: int | None,
    evidence: str,
    sample: bool = False,
    actor: Any,
) -> Dissemination:
    """Write down that an audience was told. The same entry sent twice is one.

    Raises:
        NotYou: the actor is no drafter, officer or secretary of the body. BadInput: a day to come, or before the
            document was issued; no audience; no evidence.
    """
    person = must_tell(actor, body.pk)
    audience, evidence = " ".join(audience.split()), evidence.strip()
    if not audience:
        raise BadInput(_("Say who was told."), "audience")
    if not evidence:
        raise BadInput(_("Say what shows it: minutes, a list of those present, papers handed out."), "evidence")
    if held_on > today():
        raise BadInput(_("This day has not come yet; write it down when people have been told."), "held_on")
    if document.issued_on and held_on < document.issued_on:
        raise BadInput(_("The document was issued only after this day."), "held_on")
    with system_door(person) as act:
        GuidingDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
        of_that_day = document.disseminations.filter(held_on=held_on, audience=audience, body=body, struck_at=None)
        there = of_that_day.first()
        if there is not None:
            if (there.people, there.evidence) == (people, evidence):
                return there
            raise BadInput(_("That this audience was told on this day is written down already."), "audience")
        entry = Dissemination.objects.create(
            document=document,
            held_on=held_on,
            audience=audience,
            body=body,
            people=people,
            evidence=evidence,
            sample=sample,
            recorded_by=actor,
            recorded_at=act.now,
        )
        act.record(
            "guidance.told",
            about=body,
            document=document.pk,
            entry=entry.pk,
            number=document.number,
            body=body.text,
            day=f"{held_on:%d/%m/%Y}",
            audience=audience,
            people=people,
            evidence=evidence,
            sample=sample,
        )
    return entry


def strike(entry: Dissemination, *, reason: str, actor: Any) -> Dissemination:
    """Take back what was written wrongly; it stays readable and no longer counts."""
    person = must_tell(actor, entry.body_id)
    if not reason.strip():
        raise BadInput(_("Say what was wrong with it."), "reason")
    with system_door(person) as act:
        now = Dissemination.objects.select_for_update(of=("self",)).select_related("document", "body").get(pk=entry.pk)
        if now.struck_at is not None:
            if now.struck_by_id == actor.pk:
                return now
            raise NotNow(_("This entry was struck out already."))
        now.struck_by, now.struck_at, now.struck_why = actor, act.now, reason.strip()
        now.save(update_fields=["struck_by", "struck_at", "struck_why"])
        act.record(
            "guidance.struck",
            about=now.body,
            document=now.document_id,
            entry=now.pk,
            number=now.document.number,
            day=f"{now.held_on:%d/%m/%Y}",
            audience=now.audience,
            reason=now.struck_why,
        )
    return now


def numbers(text: str) -> list[str]:
    """Numbers of documents as people type them: one on a line, or with a comma or semicolon between."""
    return _unique(re.split(r"[\n,;]", text))


def _unique(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, ("".join(one.split()) for one in found))))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in FIELDS}
    given["bases"] = _unique(given["bases"])
    for name in ("number", "issuer", "title_vi", "title_en"):
        given[name] = " ".join(given[name].split())
    if not given["number"] or not given["issuer"]:
        raise BadInput(_("A document has a number and somebody who issued it."), "number")
    if not given["link"] and not given["source"]:
        raise BadInput(_("Say where it can be read: a link, or the code of a source."), "link")
    if given["bases"] and not given["why"].strip():
        raise BadInput(_("Say what changes, so that those who review their dossiers know what to look at."), "why")
    return given


def _the_same(there: GuidingDocument, values: dict[str, Any]) -> GuidingDocument:
    if any(getattr(there, name) != values[name] for name in FIELDS):
        raise BadInput(_("This document is in the library already."), "number")
    return there


def _key(values: dict[str, Any]) -> str:
    return fold(f"{''.join(values['number'].split())} {values['issuer']}")


def _search(values: dict[str, Any]) -> str:
    return fold(" ".join(str(values[name]) for name in ("number", "issuer", "title_vi", "title_en", "replaces", "why")))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
