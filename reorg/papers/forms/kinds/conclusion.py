"""The notice of what was concluded in a working session: who was there, what is assigned to whom, until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from reorg.papers.forms.content import Block, FormPaper, Table
from reorg.papers.forms.kinds.shared import concludes, counting, ended, node_named
from reorg.papers.forms.making import Listed, Making
from reorg.sessions.entries import PARTS
from reorg.sessions.models import Session, Visit
from reorg.sessions.reading import entries
from workflows.models import Dossier


class ConclusionNotice:
    """Thông báo kết luận: in the Party's form where a Party body holds the session, else in the state's."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        session = Session.objects.filter(dossier=dossier).exclude(conclusion_vi="").first()
        if session is not None:
            decision = _signed(dossier)
            on = timezone.localdate(decision.at) if decision else None
            yield Listed("conclusion_notice", session.pk, dossier.text, on)

    def paper(self, making: Making, pk: int) -> FormPaper:
        session = Session.objects.exclude(conclusion_vi="").get(dossier=making.dossier, pk=pk)
        decision, w, host = _signed(making.dossier), making.w, making.parties["host"]
        at = decision.at if decision else making.dossier.changed_at
        signature = making.signature(decision) if decision else making.unsigned(host, "secretary")
        return making.paper(
            "conclusion_notice",
            subject=w.fill("conclusion_subject", head=making.say(session.head), title=making.title_inside),
            head=making.head(host, abbr="TB", on=decision.at if decision else None),
            at=at,
            blocks=tuple(self._blocks(making, session)),
            signatures=(signature,),
            recipients=self._recipients(making),
            draft=decision is None,
        )

    def _recipients(self, making: Making) -> tuple[str, ...]:
        named = [f"- {making.say(body)};" for key, body in making.parties.items() if key.startswith(("body-", "unit-"))]
        return (*named, *making.recipients(party=True)[-1:])

    def _blocks(self, making: Making, session: Session) -> Iterator[Block]:
        w = making.w
        yield Block(paragraphs=(self._opening(making, session), making.say(session.purpose)))
        delegates = self._entries(making, "delegate")
        if delegates:
            yield Block(f"1. {w['conclusion_who']}", items=tuple(_person(making, one) for one in delegates))
        yield Block(f"2. {w['conclusion_where']}", items=tuple(self._visits(making)))
        yield Block(f"3. {w['conclusion_said']}", paragraphs=tuple(_lines(making.say(session.conclusion))))
        yield Block(f"4. {w['conclusion_assigned']}", **self._assigned(making))
        instructions = self._entries(making, "instruction")
        if instructions:
            yield Block(
                f"5. {w['conclusion_told']}",
                items=tuple(
                    w.fill("conclusion_told_line", body=making.say(one.to), what=making.say(one), day=w.day(one.due))
                    for one in instructions
                ),
            )
        yield Block(closing=(ended(making, w["conclusion_end"]),))

    def _entries(self, making: Making, part: str) -> list[Any]:
        return list(entries(making.dossier, PARTS[part]))

    def _opening(self, making: Making, session: Session) -> str:
        w, values = making.w, {"head": making.say(session.head), "place": session.place or "……"}
        if session.held_from is None:
            return w.fill("conclusion_opening_open", **values)
        until = session.held_to or session.held_from
        days = (
            w.day(session.held_from) if until == session.held_from else f"{w.day(session.held_from)} – {w.day(until)}"
        )
        return w.fill("conclusion_opening", days=days, **values)

    def _visits(self, making: Making) -> Iterator[str]:
        w = making.w
        for one in self._entries(making, "visit"):
            said = making.say(one)
            if one.kind == Visit.Kind.HEAD_OFFICE and one.housed_vi:
                said = w.fill("conclusion_housed", what=said, bodies=one.housed_vi)
            found = making.say(one.findings) if one.findings_vi else ""
            yield w.fill("conclusion_found", what=said, findings=found) if found else f"{said};"

    def _assigned(self, making: Making) -> dict[str, Any]:
        rows = tuple(
            (
                str(one.no),
                f"{making.say(one)}{f' ({one.project})' if one.project else ''}",
                making.say(one.unit),
                self._answering(making, one),
                making.w.short_day(one.due),
            )
            for one in self._entries(making, "recommendation")
        )
        w = making.w
        if not rows:
            return {"paragraphs": (w["none_listed"],)}
        columns = (w["ordinal"], w["recommendation"], w["raised_by"], w["who_answers"], w["due_day"])
        return {"table": Table("", columns, rows, (7, 33, 21, 25, 14))}

    def _answering(self, making: Making, one: Any) -> str:
        others = ", ".join(making.say(body) for body in one.coordinating.all())
        lead = making.say(one.lead) if one.lead else "—"
        return f"{lead}\n{making.w.fill('with_bodies', bodies=others)}" if others else lead


def _signed(dossier: Dossier) -> Any:
    """The sign-off that concluded the session, if it counts."""
    for task in dossier.tasks.order_by("-id"):
        if concludes(node_named(dossier, task.step)) and (decision := counting(dossier, task).last()):
            return decision
    return None


def _person(making: Making, one: Any) -> str:
    return f"{one.name}, {making.say(one)};" if one.name else f"{making.say(one)};"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
