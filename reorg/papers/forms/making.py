"""What the papers of one dossier have in common while they are gathered: words, head, signatures, documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reorg.papers.content import HANOI, Language
from reorg.papers.forms import bodies
from reorg.papers.forms.content import FormPaper, Head, Signature, Table
from reorg.papers.forms.words import FormWords
from reorg.people.models import Organisation
from workflows.models import Decision, Document, Dossier, Event
from workflows.offices import office_model
from workflows.text import Text, in_language

DIGEST_SHOWN = 16
SIGNED = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")


@dataclass(frozen=True)
class Listed:
    """A paper that exists for a dossier."""

    kind: str
    pk: int
    about: Text
    on: date | None = None


class Making:
    """One dossier, one language, and the questions that several papers ask of them."""

    def __init__(self, dossier: Dossier, language: Language) -> None:
        self.dossier = dossier
        self.language = language
        self.w = FormWords(language, HANOI)

    def say(self, text: Any) -> str:
        """Words in the paper's language, from a ``Text``, a titled record or a ``{"vi", "en"}`` fact."""
        value = text.text if hasattr(text, "text") else text
        return str(in_language(value.as_fact() if isinstance(value, Text) else value, self.language))

    def day(self, moment: datetime | date) -> str:
        return self.w.day(self.w.local(moment).date() if isinstance(moment, datetime) else moment)

    @cached_property
    def title(self) -> str:
        return self.say(self.dossier.text)

    @property
    def title_inside(self) -> str:
        """The title within a sentence: Vietnamese titles begin with a verb, which then loses its capital."""
        return self.title if self.language == "en" else self.title[:1].lower() + self.title[1:]

    @cached_property
    def lead(self) -> str:
        return self.say(self.dossier.lead.text)

    @cached_property
    def parties(self) -> dict[str, Organisation]:
        return {party.key: party.organisation for party in self.dossier.parties.select_related("organisation__parent")}

    @cached_property
    def sample(self) -> bool:
        """Whether the dossier holds sample content: whatever is printed from it is then a sample, too."""
        return (
            self.dossier.documents.filter(sample=True).exists()
            or self.dossier.opinions.filter(sample=True).exists()
            or Event.objects.filter(dossier=self.dossier, record__contains='"sample":true').exists()
        )

    def address(self, name: str = "dossier_papers") -> str:
        return str(settings.SITE_URL) + reverse(name, args=[self.dossier.code])

    def head(self, *issuers: Organisation, abbr: str, on: datetime | date | None, number: str = "") -> Head:
        first = issuers[0]
        party = bodies.is_party(first)
        symbol = bodies.symbol_of(first, abbr)
        if len(issuers) > 1:  # a joint paper: TTr-UBND, once for both when they write themselves alike
            shorts = "-".join(dict.fromkeys(body.short for body in issuers if body.short))
            symbol = f"{abbr}/{shorts}" if party else f"{abbr}-{shorts}"
        return Head(
            bodies=tuple(bodies.broken(self.say(body.text)) for body in issuers),
            parent=bodies.parent_of(first, self.language) if len(issuers) == 1 else "",
            party=party,
            number=number or self.w.fill("number_party" if party else "number_state", symbol=symbol),
            place=bodies.place_of(first),
            on=self.w.local(on).date() if isinstance(on, datetime) else on,
        )

    def paper(self, kind: str, **given: Any) -> FormPaper:
        """The paper, with what all have: language, code, address, marks, legend."""
        given.setdefault("type", self.w[kind])
        given.setdefault("url", self.address())
        given.setdefault("verify", self.w.fill("verify_paper", code=self.dossier.code))
        given.setdefault("recipients", self.recipients(party=given["head"].party))
        legend = (
            (self.w["for_information"], *(self.w[f"legend_{key}"] for key in self._authorities(given)))
            if self.language == "en"
            else ()
        )
        return FormPaper(
            language=self.language, kind=kind, code=self.dossier.code, sample=self.sample, legend=legend, **given
        )

    @staticmethod
    def _authorities(given: dict[str, Any]) -> list[str]:
        return bodies.authorities_in(given.get("signatures", ()))

    def recipients(self, *, party: bool = False, first: str = "parties_copy") -> tuple[str, ...]:
        last = "file_copy_party" if party else "file_copy"
        return (self.w[first], self.w.fill(last, code=self.dossier.code))

    # Signatures

    @cached_property
    def told(self) -> dict[int, Event]:
        """The event of the trail that tells of each sign-off."""
        events = Event.objects.filter(dossier=self.dossier, verb__in=SIGNED)
        return {event.body["facts"]["decision"]: event for event in events}

    def office_of(self, decision: Decision) -> str:
        """In the paper's language, as the trail has it; as it was written down, where the trail does not say."""
        actor = self._actor(decision)
        return self.say(actor["office"]) if actor else decision.office_title

    def role_of(self, decision: Decision) -> str:
        actor = self._actor(decision)
        return str(actor["role"]) if actor else ""

    def _actor(self, decision: Decision) -> dict[str, Any] | None:
        event = self.told.get(decision.pk)
        actor: dict[str, Any] | None = event.body["actor"] if event else None
        return actor

    def signature(self, decision: Decision, *, side: str = "", together: bool = False) -> Signature:
        moment = self.w.moment(decision.at)
        notes = [
            self.w.fill("signed_note", at=moment),
            self.w.fill("digest_note", digest=decision.digest[:DIGEST_SHOWN]),
        ]
        if not decision.counts:
            notes.append(self.w["superseded_note"])
        return Signature(
            lines=bodies.signing_lines(
                decision.organisation,
                self.office_of(decision),
                decision.authority,
                self.role_of(decision),
                self.language,
                together=together,
            ),
            name=decision.signer_name,
            side=side,
            notes=tuple(notes),
            counts=decision.counts,
        )

    def unsigned(
        self, body: Organisation, role: str, *, side: str = "", together: bool = False, on: date | None = None
    ) -> Signature:
        """The block of somebody who has not signed here: the office is known, the name only where one person holds
        the office."""
        offices = office_model()._default_manager.on(on or timezone.localdate())  # type: ignore[attr-defined]
        holder = offices.filter(organisation=body, role=role).select_related("person").first()
        office = (
            self.say(Text(holder.title_vi, holder.title_en))
            if holder
            else self.say(bodies.HEADS.get(bodies.Kind(body.kind), bodies.DIRECTOR))
        )
        lines = bodies.signing_lines(body, office, "", role, self.language, together=together)
        return Signature(lines, side=side, notes=(self.w["not_signed_yet"],))

    # Documents

    def documents(self, content: dict[str, Any]) -> tuple[list[tuple[Document, dict[str, Any]]], int]:
        """The papers of a content that was signed, and how many more there are that may not be named."""
        listed = content.get("documents", {})
        rows = Document.objects.filter(pk__in=[int(pk) for pk in listed]).select_related("type")
        found = [(row, listed[str(row.pk)]) for row in sorted(rows, key=lambda row: row.pk)]
        named = [(row, said) for row, said in found if not row.restricted]
        return named, len(found) - len(named)

    def document_table(self, content: dict[str, Any], caption: str) -> tuple[Table | None, tuple[str, ...]]:
        """The table of the papers of a content, and what is to be said besides."""
        named, hidden = self.documents(content)
        rows = tuple(
            (
                str(number),
                self._document(row, said),
                row.issuer or "—",
                (said["files"] or ["—"])[0],
            )
            for number, (row, said) in enumerate(named, start=1)
        )
        columns = (self.w["ordinal"], self.w["paper"], self.w["issuer"], self.w["sha256"])
        table = Table(caption, columns, rows, (6, 44, 20, 30), hashes=(3,)) if rows else None
        more = [] if rows else [self.w["none_listed"]]
        if hidden:
            more.append(self.w.fill("restricted_more", n=self.w.number(hidden)))
        return table, tuple(more)

    def _document(self, row: Document, said: dict[str, Any]) -> str:
        subject = row.subject_en if self.language == "en" and row.subject_en else said["subject"]
        parts = [self.say(row.type.text), said["symbol"]]
        if row.date:
            parts.append(self.w.fill("dated", day=self.day(row.date)))
        mark = f" ({self.w['sample_paper']})" if row.sample else ""
        return f"{' '.join(filter(None, parts))}: {subject}{mark}"

    def percent(self, part: int, whole: int) -> str:
        if not whole:
            return "—"
        text = f"{part * 100 / whole:.2f}".rstrip("0").rstrip(".")
        return (text if self.language == "en" else text.replace(".", ",")) + "\u00a0%"

    def steps_of(self, decisions: Iterator[Decision]) -> Iterator[tuple[Decision, Any]]:
        """Decisions about steps, each with the step as the procedure has it."""
        for decision in decisions:
            if decision.task is not None:
                yield decision, self.dossier.flow.step(decision.task.step)
