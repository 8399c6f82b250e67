"""Minutes of a ballot."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.papers.forms.content import Block, FormPaper, Signature, Table
from reorg.papers.forms.kinds.shared import (
    working_of,
)
from reorg.papers.forms.making import Listed, Making
from workflows.flow.rules import BALLOT_RULES
from workflows.models import BallotResult, Dossier, Event


class Minutes:
    """Biên bản: the vote of a body, signed by its secretary and its chair."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for ballot in dossier.ballots.select_related("organisation"):
            yield Listed("minutes", ballot.pk, ballot.organisation.text, ballot.held_on)

    def paper(self, making: Making, pk: int) -> FormPaper:
        ballots = BallotResult.objects.select_related("organisation__parent", "task", "assignment", "recorded_by")
        ballot = ballots.get(dossier=making.dossier, pk=pk)
        w, body = making.w, ballot.organisation
        step = making.say(making.dossier.flow.step(ballot.task.step).title)
        name, office = self._secretary(making, ballot)
        return making.paper(
            "minutes",
            subject=w.fill("minutes_subject", step=step, title=making.title_inside),
            head=making.head(body, abbr="BB", on=ballot.held_on),
            at=ballot.recorded_at,
            blocks=tuple(self._blocks(making, ballot, step, name, office)),
            signatures=(
                Signature((w["secretary"].upper(),), name, notes=(w["signature_space"],)),
                Signature((w["presiding"].upper(),), "", notes=(w["signature_space"],)),
            ),
        )

    def _secretary(self, making: Making, ballot: BallotResult) -> tuple[str, str]:
        """Who entered the count, in the office the trail has."""
        name = ballot.recorded_by.get_full_name()
        events = Event.objects.filter(dossier=making.dossier, verb="ballot.recorded", actor=ballot.recorded_by_id)
        event = events.filter(at__gte=ballot.recorded_at).order_by("seq").first() or events.order_by("seq").last()
        return name, making.say(event.body["actor"]["office"]) if event and event.body["actor"] else ""

    def _blocks(self, making: Making, ballot: BallotResult, step: str, name: str, office: str) -> Iterator[Block]:
        w = making.w
        yield Block(
            f"1. {w['minutes_when']}",
            (w.fill("minutes_held", day=w.formal_day(ballot.held_on)), w["minutes_place"]),
        )
        yield Block(
            f"2. {w['minutes_who']}",
            (
                w.fill("minutes_body", body=making.say(ballot.organisation)),
                w.fill(
                    "minutes_present",
                    electorate=w.number(ballot.electorate),
                    present=w.number(ballot.present),
                    absent=w.number(ballot.electorate - ballot.present),
                ),
                w["minutes_chair"],
                w.fill("minutes_secretary", name=name, office=office),
            ),
        )
        yield Block(
            f"3. {w['minutes_matter']}",
            (
                w.fill("minutes_question", step=step, code=making.dossier.code, title=making.title),
                w.fill("minutes_rule", rule=making.say(BALLOT_RULES[ballot.rule].title)),
            ),
        )
        closing = [
            w.fill("working_of", working=working_of(making, ballot)),
            w["result_passed" if ballot.passed else "result_failed"],
        ]
        if ballot.note:
            closing.append(w.fill("minutes_note", note=ballot.note))
        if ballot.superseded_at:
            closing.append(w["minutes_superseded"])
        closing.append(w.fill("minutes_end", at=w.moment(ballot.recorded_at)))
        yield Block(f"4. {w['minutes_counted']}", table=self._count(making, ballot), closing=tuple(closing))

    def _count(self, making: Making, ballot: BallotResult) -> Table:
        w = making.w
        votes = [("vote_yes", ballot.yes), ("vote_no", ballot.no), ("vote_abstain", ballot.abstain)]
        silent = ballot.present - ballot.yes - ballot.no - ballot.abstain
        if silent:
            votes.append(("vote_none", silent))
        return Table(
            "",
            (w["vote"], w["count"], w["share_of_all"], w["share_of_present"]),
            tuple(
                (
                    w[key],
                    w.number(n),
                    making.percent(n, ballot.electorate),
                    making.percent(n, ballot.present),
                )
                for key, n in votes
            ),
            (40, 20, 20, 20),
        )
