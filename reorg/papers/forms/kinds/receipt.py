"""The receipt of one sign-off."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from reorg.papers.forms.content import Block, Fact, FormPaper
from reorg.papers.forms.kinds.shared import (
    sign_offs,
)
from reorg.papers.forms.making import Listed, Making
from workflows.models import Decision, Dossier
from workflows.text import Text

OUTCOMES = {
    "approved": Text("đồng ý", "approved"),
    "returned": Text("trả lại", "returned"),
    "refused": Text("từ chối", "refused"),
    "waived": Text("miễn", "waived"),
}


class Receipt:
    """Phiếu xác nhận: one sign-off, for the person who gave it."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for decision in sign_offs(dossier).defer("snapshot__content"):
            name = decision.signer_name
            about = self._about(dossier, decision)
            yield Listed(
                "receipt",
                decision.pk,
                Text(f"{name} – {about.vi}", f"{name} – {about.en}"),
                timezone.localdate(decision.at),
            )

    def _about(self, dossier: Dossier, decision: Decision) -> Text:
        if decision.task is None:
            assert decision.item is not None
            return decision.item.text
        title: Text = dossier.flow.step(decision.task.step).title
        return title

    def paper(self, making: Making, pk: int) -> FormPaper:
        decision = sign_offs(making.dossier).prefetch_related("signatures__key").get(pk=pk)
        w = making.w
        return making.paper(
            "receipt",
            subject=w.fill("receipt_subject", step=making.say(self._about(making.dossier, decision))),
            head=making.head(
                decision.organisation,
                abbr="",
                on=decision.at,
                number=f"{w['code']}: {making.dossier.code}",
            ),
            at=decision.superseded_at or decision.at,
            blocks=(Block(paragraphs=(w["receipt_intro"],), facts=tuple(self._facts(making, decision))),),
            url=making.address("trail"),
            verify=w.fill("receipt_verify", code=making.dossier.code),
            recipients=(),
        )

    def _facts(self, making: Making, decision: Decision) -> Iterator[Fact]:
        w = making.w
        yield Fact(w["dossier"], f"{making.dossier.code}: {making.title}")
        yield Fact(w["signer"], decision.signer_name)
        yield Fact(w["office"], f"{making.office_of(decision)}, {making.say(decision.organisation)}")
        lines = making.signature(decision).lines
        yield Fact(w["authority"], " / ".join(line.upper() for line in lines))
        yield Fact(w["outcome"], making.say(OUTCOMES[decision.outcome]))
        if decision.outcome in (Decision.Outcome.APPROVED, Decision.Outcome.WAIVED):
            # Who returns or refuses was asked to agree to the statement, and did not.
            yield Fact(w["statement"], f"“{decision.statement}”")
        if decision.reason:
            yield Fact(w["reason"], decision.reason)
        yield Fact(w["moment"], w.moment(decision.at))
        confirmed = w.get(f"confirmed_{decision.confirmed_by}", decision.confirmed_by)
        yield Fact(w["confirmed"], confirmed)
        standing = (
            w["in_force"]
            if decision.superseded_at is None
            else w.fill("not_in_force", at=w.moment(decision.superseded_at), why=decision.superseded_why)
        )
        yield Fact(w["standing"], standing)
        yield Fact(w["receipt_digest"], decision.digest, digest=True)
        event = making.told.get(decision.pk)
        if event:
            yield Fact(w["event"], w.fill("event_text", seq=event.seq, hash=event.hash), digest=True)
        keys = [f"{w['key_' + one.key.use]}: {one.key_id}" for one in decision.signatures.all()]
        yield Fact(w["keys"], "\n".join(keys) or w["no_keys"], digest=bool(keys))
