"""How the cast acts: through the same functions that the pages call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from reorg.demo.case import RealPaper, papers
from reorg.demo.samples import sample
from reorg.people.models import User
from workflows import actions
from workflows.models import Assignment, ChecklistItem, Document, DocumentType, Dossier
from workflows.reading import assignments_for
from workflows.text import Text


@dataclass
class Stage:
    """One dossier and the people who act on it."""

    dossier: Dossier
    people: dict[str, User]
    track: str = ""
    _types: dict[str, DocumentType] = field(default_factory=DocumentType.objects.in_bulk)

    def asked(self, name: str) -> Assignment:
        return assignments_for(self.people[name]).get(dossier=self.dossier, state=Assignment.State.OPEN)

    def done(self, name: str, note: str = "") -> None:
        actions.complete(self.asked(name), actor=self.people[name], note=note)

    def signs(self, *names: str) -> None:
        for name in names:
            assignment = self.asked(name)
            shown, _content = actions.shown_to_signer(assignment)
            actions.sign(assignment, actor=self.people[name], shown=shown)

    def returns(self, name: str, to: str, reason: str) -> None:
        actions.send_back(self.asked(name), to=to, reason=reason, actor=self.people[name])

    def votes(self, name: str, members: int, note: str, held_on: date) -> None:
        actions.record_ballot(
            self.asked(name),
            electorate=members,
            present=members,
            yes=members,
            no=0,
            abstain=0,
            held_on=held_on,
            note=note,
            actor=self.people[name],
        )

    def registers(self, name: str, *steps: str, at: str = "", only: str = "") -> None:
        """Register the real papers of some steps, under the step that is open now."""
        for paper in papers(self.track, *steps):
            if not only or paper.issuer == only:
                self._register(paper, name, at or paper.step)

    def _register(self, paper: RealPaper, name: str, step: str) -> None:
        actions.register_document(
            self.dossier,
            type=self._types[paper.type],
            symbol=paper.symbol,
            issuer=paper.issuer,
            date=paper.date,
            subject=paper.subject,
            step=step,
            signed=False,
            source=paper.source,
            confidence=paper.confidence,
            note=paper.note,
            actor=self.people[name],
        )

    def files(self, name: str, kind: str, subject: Text, *, step: str, signed: bool) -> Document:
        """File a paper whose text is a sample: the real one is not ours to print."""
        return actions.register_document(
            self.dossier,
            type=self._types[kind],
            symbol="",
            issuer=str(self.dossier.lead.title_vi) if signed else "",
            date=None,
            subject=subject,
            step=step,
            signed=signed,
            sample=True,
            actor=self.people[name],
            file=sample(self._types[kind].title_vi, subject.vi, f"{kind}-{step}-ban-mau.pdf"),
        )

    def settles(self, item: ChecklistItem, *, verify: bool = True) -> None:
        """An officer brings evidence and reports the item done; another person verifies it."""
        worker = self.people[officer_of(item)]
        proof = sample(f"Minh chứng {item.code}", item.title_vi, f"{item.code}-ban-mau.pdf")
        actions.add_evidence(item, file=proof, sample=True, actor=worker)
        actions.report_done(item, actor=worker)
        if verify:
            actions.verify_item(item, actor=self.people["tuan"])


def officer_of(item: ChecklistItem) -> str:
    return "son" if item.owner.key.startswith("hd_") else "quynh"
