"""Minutes of a session of two localities: who was there, what both concluded, and when each head agreed."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.meetings.joint import JointShown, joints_of
from reorg.meetings.models import Attendee, Consent, Side
from reorg.papers.forms import bodies
from reorg.papers.forms.content import Block, FormPaper, Signature, Table
from reorg.papers.forms.kinds.shared import ended
from reorg.papers.forms.making import Listed, Making
from workflows.errors import NotFound
from workflows.models import Dossier

SIDES = (Side.FIRST, Side.SECOND)


class JointMinutes:
    """Biên bản hội nghị chung: a draft until both heads have agreed to every conclusion."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]:
        for shown in joints_of(dossier):
            on = shown.session.held_on if shown.session.concluded_at else None
            yield Listed("joint_minutes", shown.session.pk, shown.session.subject, on)

    def paper(self, making: Making, pk: int) -> FormPaper:
        shown = next((one for one in joints_of(making.dossier) if one.session.pk == pk), None)
        if shown is None:
            raise NotFound("There is no such session.")
        session, w = shown.session, making.w
        last = max((one.at for item in shown.items for one in (item.first, item.second) if one), default=None)
        return making.paper(
            "joint_minutes",
            subject=making.say(session.subject),
            head=making.head(session.first, session.second, abbr="BB", on=session.held_on),
            at=session.concluded_at or last or session.opened_at,
            blocks=tuple(self._blocks(making, shown)),
            signatures=tuple(self._signature(making, shown, side) for side in SIDES),
            draft=session.concluded_at is None,
            recipients=(
                *(f"- {making.say(session.body(side))};" for side in SIDES),
                w.fill("file_copy", code=making.dossier.code),
            ),
        )

    def _blocks(self, making: Making, shown: JointShown) -> Iterator[Block]:
        w, session = making.w, shown.session
        where = w.fill("joint_place", place=session.place) if session.place else ""
        yield Block(paragraphs=(w.fill("joint_opening", day=w.day(session.held_on), place=where),))
        yield Block(f"1. {w['joint_who']}", table=self._attendance(making, shown))
        yield Block(
            f"2. {w['joint_agenda']}", items=tuple(f"{i.item.no}. {making.say(i.item.text)}" for i in shown.items)
        )
        yield Block(f"3. {w['joint_concluded']}", table=self._conclusions(making, shown))
        said = w.fill("joint_end", agreed=w.number(shown.agreed), of=w.number(len(shown.items)))
        yield Block(closing=(ended(making, said),))

    def _attendance(self, making: Making, shown: JointShown) -> Table:
        w = making.w
        rows = []
        for side, people in shown.attendees.items():
            body = w["joint_invited"] if side == Side.GUEST else making.say(shown.session.body(side))
            rows += [
                (body, self._person(making, one), w["joint_there" if one.present else "joint_away"]) for one in people
            ]
        columns = (w["joint_side"], w["joint_person"], w["joint_presence"])
        return Table("", columns, tuple(rows) or (("—", "—", "—"),), (38, 46, 16))

    def _person(self, making: Making, one: Attendee) -> str:
        said = ", ".join(filter(None, (one.name, making.say(one.office))))
        return f"{said} ({making.w['joint_head']})" if one.head else said

    def _conclusions(self, making: Making, shown: JointShown) -> Table:
        w = making.w
        rows = tuple(
            (
                str(one.item.no),
                making.say(one.item.conclusion) or "—",
                *(self._agreed(making, one.by(side)) for side in SIDES),
            )
            for one in shown.items
        )
        columns = (w["ordinal"], w["conclusion"], *(making.say(shown.session.body(side)) for side in SIDES))
        return Table("", columns, rows or (("—", "—", "—", "—"),), (7, 47, 23, 23))

    def _agreed(self, making: Making, consent: Consent | None) -> str:
        if consent is None:
            return making.w["joint_open"]
        return making.w.fill("joint_agreed", name=consent.by.get_full_name(), at=making.w.moment(consent.at))

    def _signature(self, making: Making, shown: JointShown, side: str) -> Signature:
        """By whoever agreed last for the side; before all is agreed, nobody's name stands there."""
        body = shown.session.body(side)
        given = [consent for item in shown.items if (consent := item.by(side))]
        if not given or shown.session.concluded_at is None:
            return making.unsigned(body, "chair", together=True, on=shown.session.held_on)
        last = max(given, key=lambda consent: consent.at)
        lines = bodies.signing_lines(
            body, making.say(last.office), last.authority, last.role, making.language, together=True
        )
        note = making.w.fill("joint_signed", at=making.w.moment(last.at))
        return Signature(lines, name=last.by.get_full_name(), notes=(note,))
