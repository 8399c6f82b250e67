"""The agreement of two units that one helps the other: what both signed, from what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone

from reorg.papers.forms.content import Block, Fact, FormPaper, Head, Signature, Table
from reorg.papers.forms.kinds.shared import ended
from reorg.papers.forms.making import Listed, Making
from reorg.registers.values import show
from reorg.support.books import ROADMAP
from reorg.support.models import Agreement
from workflows.models import Dossier
from workflows.text import Text


class AgreementPaper:
    """Bản thỏa thuận kết nghĩa: both units, what they agreed, the roadmap, and who signed for each."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        standing = Agreement.objects.filter(pair__dossier=dossier, pair__ended_at__isnull=True)
        for one in standing.select_related("pair").order_by("pair__place_code", "pair__helper_code"):
            yield Listed("agreement", one.pk, Text(str(one.pair), str(one.pair)), one.signed_on)

    def paper(self, making: Making, pk: int) -> FormPaper:
        one = Agreement.objects.select_related("pair", "recorded_by").get(pair__dossier=making.dossier, pk=pk)
        w, pair = making.w, one.pair
        at = one.recorded_at
        if one.signed_on:
            at = timezone.make_aware(datetime.combine(one.signed_on, time(12)))
        return making.paper(
            "agreement",
            subject=w.fill("agreement_subject", helper=pair.helper_name, place=pair.place_name),
            head=Head(
                bodies=(pair.helper_name, pair.place_name),
                number=self._number(making, one),
                place=one.venue,
                on=one.signed_on,
            ),
            at=at,
            blocks=tuple(self._blocks(making, one)),
            signatures=(
                self._signature(w["agreement_helper"], pair.helper_name, one.helper_signatory),
                self._signature(w["agreement_place"], pair.place_name, one.place_signatory),
            ),
        )

    def _number(self, making: Making, one: Agreement) -> str:
        if not one.symbol:
            return making.w.fill("number_state", symbol="BTT")
        return f"{making.w['no']}: {one.symbol}" if making.language == "vi" else f"{making.w['no']} {one.symbol}"

    def _signature(self, side: str, unit: str, who: str) -> Signature:
        return Signature((unit.upper(),), who, side=side)

    def _blocks(self, making: Making, one: Agreement) -> Iterator[Block]:
        w, pair = making.w, one.pair
        facts = (
            Fact(w["agreement_helper"], f"{pair.helper_name} ({pair.helper_code})"),
            Fact(w["agreement_place"], f"{pair.place_name} ({pair.place_code})"),
            Fact(w["agreement_signed"], w.day(one.signed_on) if one.signed_on else one.about),
        )
        yield Block(f"1. {w['agreement_parties']}", facts=facts)
        terms = tuple(line.strip() for line in one.terms.splitlines() if line.strip())
        yield Block(f"2. {w['agreement_terms']}", terms or (w["agreement_no_terms"],))
        table = self._roadmap(making, one)
        number = 3
        if table:
            yield Block(f"{number}. {w['agreement_roadmap']}", table=table)
            number += 1
        notes = [w.fill("agreement_recorded", name=one.recorded_by.get_full_name(), at=w.moment(one.recorded_at))]
        if one.source:
            notes.append(w.fill("agreement_source", source=one.source))
        proofs = [f"{proof.name}: {proof.sha256}" for proof in one.proofs.all()]
        yield Block(
            f"{number}. {w['agreement_record']}",
            items=tuple(proofs),
            closing=(*notes[:-1], ended(making, notes[-1])),
        )

    def _roadmap(self, making: Making, one: Agreement) -> Table | None:
        lines = one.pair.lines.filter(book=ROADMAP.code, removed=False).order_by("id")
        columns = [ROADMAP.kind.by_key[key] for key in ("no", "kind", "what", "by", "due")]
        rows = tuple(
            tuple(show(column, line.values.get(column.key)) or "—" for column in columns)  # in the paper's language
            for line in lines
        )
        titles = tuple(making.say(column.title) for column in columns)
        return Table("", titles, rows, (8, 14, 42, 22, 14)) if rows else None
