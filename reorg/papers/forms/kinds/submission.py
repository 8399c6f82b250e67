"""What the localities submit, to whom and on what grounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from reorg.papers.forms.content import Block, FormPaper
from reorg.papers.forms.kinds.plan import clauses_of, helpers_table
from reorg.papers.forms.kinds.shared import (
    APPROVED,
    addressees,
    bases_of,
    day_of,
    ended,
    sign_offs,
    submitting_step,
    working_of,
)
from reorg.papers.forms.making import Listed, Making
from workflows.content import content_of
from workflows.models import Decision, Dossier, Task


class Submission:
    """Tờ trình: what is submitted to whom, on what grounds, with the plan in clauses and the papers enclosed."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        reached = dossier.tasks.filter(step=submitting_step(dossier)).exclude(outcome=Task.Outcome.CANCELLED)
        if reached.exists():
            signed = self._signed(dossier)
            yield Listed("submission", dossier.pk, dossier.lead.text, timezone.localdate(signed.at) if signed else None)

    def _signed(self, dossier: Dossier) -> Decision | None:
        """The lead's sign-off under the submission, the last that counts."""
        given = sign_offs(dossier).filter(
            task__step=submitting_step(dossier), organisation=dossier.lead, outcome=APPROVED, superseded_at__isnull=True
        )
        last: Decision | None = given.order_by("at").last()
        return last

    def paper(self, making: Making, pk: int) -> FormPaper:
        dossier, w = making.dossier, making.w
        if pk != dossier.pk:
            raise Dossier.DoesNotExist
        signed = self._signed(dossier)
        content = signed.snapshot.content if signed else content_of(dossier)
        to = [making.say(body) for body in addressees(making)]
        return making.paper(
            "submission",
            subject=w.fill("submission_subject", title=making.title_inside),
            head=making.head(dossier.lead, abbr="TTr", on=signed.at if signed else None, number=self._number(making)),
            at=signed.at if signed else dossier.changed_at,
            to=tuple(to),
            bases=tuple(bases_of(making, signed.at if signed else dossier.changed_at)),
            blocks=tuple(self._blocks(making, content, to[0] if to else "—", signed)),
            signatures=(making.signature(signed) if signed else making.unsigned(dossier.lead, "chair"),),
            recipients=making.recipients(first="as_above"),
            draft=signed is None,
        )

    def _number(self, making: Making) -> str:
        """That of the submission registered as part of the content, if it has one."""
        papers = making.dossier.documents.filter(type="TTr", signed=True, restricted=False).exclude(symbol="")
        symbols = list(papers.values_list("symbol", flat=True)[:2])
        if len(symbols) != 1:
            return ""
        return f"{making.w['no']}: {symbols[0]}" if making.language == "vi" else f"{making.w['no']} {symbols[0]}"

    def _blocks(self, making: Making, content: dict[str, Any], to: str, signed: Decision | None) -> Iterator[Block]:
        w = making.w
        yield Block(paragraphs=(w.fill("submission_intro", lead=making.lead, to=to, title=making.title_inside),))
        clauses = tuple(clauses_of(making, content.get("plan") or {}))
        helpers = helpers_table(making, content.get("plan") or {})
        if helpers:
            yield Block(f"1. {w['assignment_table']}", table=helpers)
        else:
            yield Block(f"1. {w['submission_plan']}", () if clauses else (w["submission_no_plan"],), items=clauses)
        number = 2
        results = tuple(self._results(making, content, signed))
        if results:
            yield Block(f"{number}. {w['results']}", items=results)
            number += 1
        operation = content.get("dates", {}).get("operation")
        if operation:
            yield Block(f"{number}. {w['effect']}", (w.fill("effect_text", day=day_of(making, operation)),))
            number += 1
        table, more = making.document_table(content, w["enclosed_caption"])
        closing = (*more, ended(making, w.fill("submission_end", lead=making.lead, to=to)))
        yield Block(f"{number}. {w['enclosed']}", table=table, closing=closing)

    def _results(self, making: Making, content: dict[str, Any], signed: Decision | None) -> Iterator[str]:
        w = making.w
        samples = {f"{row.consultation_id}:{row.respondent}" for row in making.dossier.opinions.filter(sample=True)}
        # A consultation held again after a return replaces the one before.
        last = {key.split(":", 1)[-1]: (key, row) for key, row in content.get("opinions", {}).items()}
        for key, (total, _part, agree, _no, _other) in last.values():
            yield w.fill(
                "opinion_line",
                respondent=key.split(":", 1)[-1],
                agree=w.number(agree),
                total=w.number(total),
                percent=making.percent(agree, total),
                sample=w["sample_figures"] if key in samples else "",
            )
        ballots = making.dossier.ballots.filter(superseded_at__isnull=True).select_related("organisation")
        if signed is not None:
            ballots = ballots.filter(recorded_at__lte=signed.at)
        for ballot in ballots:
            yield w.fill("ballot_line", body=making.say(ballot.organisation), working=working_of(making, ballot))
