"""The report on a consultation of voters or households (Decree 321/2025 asks for each figure by commune)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reorg.arrangement.consulting import WHO, PlaceResult, RoundResult, rounds_of, who_answers
from reorg.papers.forms.content import Block, FormPaper, Table
from reorg.papers.forms.kinds.shared import ended
from reorg.papers.forms.making import Listed, Making
from workflows.models import Consultation, Dossier


class ConsultationReport:
    """Báo cáo tổng hợp ý kiến: how it was done, how each place answered, and what came of it."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for one in dossier.consultations.filter(opinions__isnull=False).distinct().order_by("pk"):
            yield Listed("consultation", one.pk, dossier.lead.text, one.closes)

    def paper(self, making: Making, pk: int) -> FormPaper:
        rounds = rounds_of(making.dossier)
        found = next((one for one in rounds if one.consultation.pk == pk and one.total.listed), None)
        if found is None:
            raise Consultation.DoesNotExist
        w, lead = making.w, making.dossier.lead
        done = found.consultation.closed_at is not None
        opinions = found.consultation.opinions.order_by("-recorded_at")
        at = found.consultation.closed_at or opinions[0].recorded_at
        return making.paper(
            "consultation",
            subject=w.fill("consultation_subject", title=making.title_inside),
            head=making.head(lead, abbr="BC", on=found.consultation.closed_at),
            at=at,
            blocks=tuple(self._blocks(making, found, [one for one in rounds if one.number < found.number])),
            signatures=(making.unsigned(lead, "chair"),),
            draft=not done,
        )

    def _blocks(self, making: Making, found: RoundResult, earlier: list[RoundResult]) -> Iterator[Block]:
        w, who = making.w, making.say(WHO[who_answers(found.rule)])
        opened = found.consultation
        how = [
            w.fill(
                "consultation_window",
                n=w.number(found.number),
                opens=w.day(opened.opens),
                closes=w.day(opened.closes),
                who=who,
            ),
            w.fill("consultation_rule", rule=making.say(found.rule.title)),
        ]
        if found.lists_closed:
            how.append(w.fill("consultation_lists", day=w.day(found.lists_closed), n=w.number(len(found.places))))
        yield Block(f"1. {w['consultation_how']}", tuple(how))
        yield Block(
            f"2. {w['consultation_results']}",
            (
                w.fill(
                    "consultation_total",
                    who=who,
                    listed=w.number(found.total.listed),
                    taken_part=w.number(found.total.taken_part or 0),
                    turnout=_percent(making, found.total.turnout),
                    agree=w.number(found.total.agree or 0),
                    share=_percent(making, found.total.share),
                    disagree=w.number(found.total.disagree or 0),
                    other=w.number(found.total.other or 0),
                ),
            ),
            table=self._table(making, found),
        )
        yield Block(f"3. {w['consultation_conclusion']}", tuple(self._conclusion(making, found)))
        if earlier:
            yield Block(
                f"4. {w['consultation_earlier']}",
                items=tuple(
                    w.fill(
                        "consultation_round",
                        n=w.number(one.number),
                        opens=w.day(one.consultation.opens),
                        closes=w.day(one.consultation.closes),
                        working=_working(making, one),
                    )
                    for one in earlier
                ),
            )

    def _table(self, making: Making, found: RoundResult) -> Table:
        w = making.w
        columns = ("place", "listed", "taken_part", "agree", "share", "disagree", "other", "reached")
        return Table(
            "",
            tuple(w[f"consultation_{column}"] for column in columns),
            tuple(self._row(making, place) for place in found.places),
            (26, 11, 11, 11, 11, 10, 9, 11),
        )

    def _row(self, making: Making, place: PlaceResult) -> tuple[str, ...]:
        w = making.w
        told = {True: w["consultation_yes"], False: w["consultation_no"], None: "—"}[place.reached]
        counts = [place.taken_part, place.agree]
        return (
            place.place + (f" ({w['consultation_sample']})" if place.sample else ""),
            w.number(place.listed),
            *("—" if n is None else w.number(n) for n in counts),
            _percent(making, place.share),
            *("—" if n is None else w.number(n) for n in (place.disagree, place.other)),
            told,
        )

    def _conclusion(self, making: Making, found: RoundResult) -> Iterator[str]:
        w = making.w
        if found.below:
            yield w.fill("consultation_below", places=", ".join(place.place for place in found.below))
        if found.waiting:
            yield w.fill("consultation_waiting", places=", ".join(place.place for place in found.waiting))
        if found.consultation.closed_at is None:
            yield ended(making, w["consultation_open"])
            return
        yield w.fill("working_of", working=_working(making, found))
        yield ended(making, w["consultation_passed" if found.consultation.passed else "consultation_failed"])


def _working(making: Making, found: RoundResult) -> str:
    said = found.consultation.working_en if making.language == "en" else found.consultation.working_vi
    return said.replace(" %", "\u00a0%")


def _percent(making: Making, value: Any) -> str:
    if value is None:
        return "—"
    text = f"{value:.2f}"
    return (text if making.language == "en" else text.replace(".", ",")) + "\u00a0%"
