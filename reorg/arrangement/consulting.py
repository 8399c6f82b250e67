"""Consulting voters or households: the lists that are closed first, the returns held against them, the results.

The lists say how many may answer in each place; a return cannot count against another number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import IO, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from reorg.arrangement.models import Roll
from reorg.registers.definition import GIVER, Kind, day, number, text
from reorg.registers.sheets.reading import TooManyForNow, read_sheet
from reorg.registers.sheets.reasons import problem_in_words
from workflows.actions import Return, record_opinions
from workflows.actions.door import door
from workflows.actions.steps import act_on, asked_now
from workflows.errors import BadInput, NotNow
from workflows.flow import OpinionRound
from workflows.flow.rules import HALF_OF_HOUSEHOLDS, OPINION_RULES, OpinionRule
from workflows.models import Assignment, Consultation, Dossier, Opinion
from workflows.text import Text, fold
from workflows.trail.canonical import digest

MOST_PLACES = 2000
WHO = {
    Roll.Who.VOTERS: Text("cử tri", "voters"),
    Roll.Who.HOUSEHOLDS: Text("hộ gia đình", "households"),
}
PLACE = text("place", "Xã, phường, thôn", "Commune, ward or hamlet", required=True)
ROLLS = Kind(
    "rolls",
    Text("Danh sách cử tri, hộ gia đình", "Lists of voters or households"),
    Text(
        "Mỗi dòng một nơi: số người (hộ) trong danh sách, ngày niêm yết, ngày chốt.",
        "One place in a row: how many are listed, when the list was posted and when it was closed.",
    ),
    lists=(),
    items=(),
    columns=(
        PLACE,
        number("listed", "Số cử tri hoặc hộ trong danh sách", "Voters or households listed", required=True),
        day("posted_on", "Ngày niêm yết", "Posted on"),
        day("closed_on", "Ngày chốt danh sách", "Closed on", required=True),
        text("note", "Ghi chú", "Note"),
    ),
    key=("place",),
    name="place",
    sides=GIVER,
)
RETURNS = Kind(
    "returns",
    Text("Kết quả lấy ý kiến", "Returns of the consultation"),
    Text(
        "Mỗi dòng một nơi. Số trong danh sách có thể để trống nếu danh sách của nơi đó đã chốt.",
        "One place in a row. How many are listed may be left out where the list of the place is closed.",
    ),
    lists=(),
    items=(),
    columns=(
        PLACE,
        number("listed", "Số cử tri hoặc hộ trong danh sách", "Voters or households listed"),
        number("agree", "Đồng ý", "Agree", required=True),
        number("disagree", "Không đồng ý", "Disagree", required=True),
        number("other", "Ý kiến khác", "Other opinion", required=True),
        text("note", "Ghi chú", "Note"),
    ),
    key=("place",),
    name="place",
    sides=GIVER,
)
SHEETS = {kind.code: kind for kind in (ROLLS, RETURNS)}


class Line(NamedTuple):
    """The list of one place."""

    place: str
    listed: int
    closed_on: date
    posted_on: date | None = None
    note: str = ""


# The lists


def close_rolls(assignment: Assignment, lines: Sequence[Line], *, actor: Any, sample: bool = False) -> list[Roll]:
    """Enter the closed lists of places: all of them, or none. A list may be corrected until its place has answered.

    Raises:
        BadInput: a place without anybody listed, a list closed before it was posted, or one whose place has answered.
    """
    with door(assignment.dossier_id, actor=actor) as case:
        asked = asked_now(case, assignment)
        node = case.node(asked.task)
        if not isinstance(node, OpinionRound):
            raise NotNow(_("This step is not an opinion round."))
        act_on(case, asked)
        consultation = Consultation.objects.get(task=asked.task)
        who = who_answers(node.rule)
        there = {fold(roll.place): roll for roll in consultation.rolls.all()}
        answered = {fold(name): total for name, total in consultation.opinions.values_list("respondent", "total")}
        changed: list[Roll] = []
        for line in lines:
            _check_line(line, answered)
            roll = there.get(fold(line.place)) or Roll(consultation=consultation, place=line.place.strip())
            values = {
                "listed": line.listed,
                "posted_on": line.posted_on,
                "closed_on": line.closed_on,
                "note": line.note,
                "who": who,
            }
            if roll.pk and all(getattr(roll, name) == value for name, value in values.items()):
                continue
            for name, value in values.items():
                setattr(roll, name, value)
            roll.sample, roll.entered_by, roll.entered_at = sample, actor, case.now
            roll.save()
            changed.append(roll)
        if changed:
            places = {roll.place: roll.listed for roll in changed}
            case.record(
                "roll.entered",
                step=node.name,
                who=WHO[who],
                count=len(changed),
                listed=sum(places.values()),
                places=places,
                sample=sample,
                sha256=digest(places),
            )
    return changed


def _check_line(line: Line, answered: dict[str, int]) -> None:
    name = line.place.strip()
    if not name:
        raise BadInput(_("Name the place."), "place")
    if line.listed < 1:
        raise BadInput(_("“%(place)s”: a list has at least one entry.") % {"place": name}, "listed")
    if line.posted_on and line.posted_on > line.closed_on:
        raise BadInput(_("“%(place)s”: a list is posted before it is closed.") % {"place": name}, "closed_on")
    if answered.get(fold(name), line.listed) != line.listed:
        raise BadInput(
            _("“%(place)s” has answered on another list already; its list stays as it is.") % {"place": name}, "listed"
        )


def who_answers(rule: OpinionRule) -> Roll.Who:
    """Households since 2025 (Resolution 76/2025, Decree 321/2025); before, every listed voter."""
    return Roll.Who.VOTERS if rule.code == "most-voters" else Roll.Who.HOUSEHOLDS


# The returns


def record_returns(
    assignment: Assignment, returns: Sequence[Return], *, actor: Any, sample: bool = False
) -> list[Opinion]:
    """Record returns held against the closed lists: all of them, or none.

    ``total`` 0 takes the number of the list. Raises BadInput where it differs from the list, or nobody is listed.
    """
    with transaction.atomic():
        rolls = {
            fold(roll.place): roll
            for roll in Roll.objects.select_for_update().filter(consultation__task=assignment.task_id)
        }
        return record_opinions(assignment, [_against(rolls, one) for one in returns], actor=actor, sample=sample)


def _against(rolls: dict[str, Roll], one: Return) -> Return:
    roll = rolls.get(fold(one.respondent))
    if roll is None:
        if not one.total:
            raise BadInput(
                _("“%(place)s” has no closed list: say how many are listed there.") % {"place": one.respondent}, "total"
            )
        return one
    if one.total and one.total != roll.listed:
        raise BadInput(
            _("“%(place)s” has %(listed)s on its closed list, not %(total)s.")
            % {"place": roll.place, "listed": roll.listed, "total": one.total},
            "total",
        )
    return one._replace(respondent=roll.place, total=roll.listed)


def without_return(dossier: Dossier) -> list[str]:
    """The places of the open round whose list is closed and that have not answered."""
    open_ = Consultation.objects.filter(dossier=dossier, closed_at__isnull=True).order_by("-pk").first()
    if open_ is None:
        return []
    answered = {fold(name) for name in open_.opinions.values_list("respondent", flat=True)}
    return [roll.place for roll in open_.rolls.all() if fold(roll.place) not in answered]


# From a spreadsheet


@dataclass
class Read:
    """A sheet that was read: its rows, or everything that is wrong with it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """(cell, what is wrong with it)"""
    problem_count: int = 0


def read_rows(kind: Kind, file: IO[bytes]) -> Read:
    """All rows of a sheet as plain data, or all that has to be mended; nothing is taken over here."""
    try:
        sheet = read_sheet(kind, file, at_most=MOST_PLACES)
    except TooManyForNow:
        return Read(problems=[("", _("There are more than %(most)s rows.") % {"most": MOST_PLACES})], problem_count=1)
    if sheet.problem_count:
        told = [(one.cell, problem_in_words(one.as_json())) for one in sheet.problems]
        return Read(problems=told, problem_count=sheet.problem_count)
    return Read(rows=[values for _number, values in sheet.rows])


def take_over(assignment: Assignment, kind: Kind, rows: Sequence[dict[str, Any]], *, actor: Any) -> int:
    """Write the rows of a sheet: the lists, or the returns. All of them, or none."""
    if kind is ROLLS:
        lines = [
            Line(
                row["place"],
                int(row["listed"]),
                date.fromisoformat(row["closed_on"]),
                date.fromisoformat(row["posted_on"]) if row.get("posted_on") else None,
                row.get("note") or "",
            )
            for row in rows
        ]
        return len(close_rolls(assignment, lines, actor=actor))
    returns = [
        Return(
            row["place"],
            int(row.get("listed") or 0),
            int(row["agree"]),
            int(row["disagree"]),
            int(row["other"]),
            row.get("note") or "",
        )
        for row in rows
    ]
    return len(record_returns(assignment, returns, actor=actor))


# The results


@dataclass(frozen=True)
class PlaceResult:
    place: str
    listed: int
    taken_part: int | None
    agree: int | None
    disagree: int | None
    other: int | None
    share: Decimal | None
    """Of all listed, in per cent."""
    turnout: Decimal | None
    reached: bool | None
    note: str = ""
    sample: bool = False


@dataclass(frozen=True)
class RoundResult:
    consultation: Consultation
    number: int
    rule: OpinionRule
    places: tuple[PlaceResult, ...]
    total: PlaceResult
    lists_closed: date | None

    @property
    def below(self) -> list[PlaceResult]:
        return [place for place in self.places if place.reached is False]

    @property
    def waiting(self) -> list[PlaceResult]:
        return [place for place in self.places if place.agree is None]


def rounds_of(dossier: Dossier) -> list[RoundResult]:
    """Every round of a dossier with its results by place, the first one first. Three queries."""
    found = dossier.consultations.select_related("task").prefetch_related("opinions", "rolls").order_by("pk")
    return [_round(consultation, number) for number, consultation in enumerate(found, start=1)]


def _round(consultation: Consultation, number: int) -> RoundResult:
    rule = OPINION_RULES.get(consultation.rule, HALF_OF_HOUSEHOLDS)
    opinions = list(consultation.opinions.all())
    rolls = list(consultation.rolls.all())
    answered = {fold(one.respondent) for one in opinions}
    places = [_place(rule, one) for one in opinions]
    places += [
        PlaceResult(roll.place, roll.listed, None, None, None, None, None, None, None, roll.note, roll.sample)
        for roll in rolls
        if fold(roll.place) not in answered
    ]
    total = PlaceResult(
        place="",
        listed=sum(one.total for one in opinions),
        taken_part=sum(one.taken_part for one in opinions),
        agree=sum(one.agree for one in opinions),
        disagree=sum(one.disagree for one in opinions),
        other=sum(one.other for one in opinions),
        share=None,
        turnout=None,
        reached=consultation.passed,
    )
    total = replace(
        total,
        share=percent(total.agree or 0, total.listed, None),
        turnout=percent(total.taken_part or 0, total.listed, None),
    )
    closed = max((roll.closed_on for roll in rolls), default=None)
    return RoundResult(consultation, number, rule, tuple(places), total, closed)


def _place(rule: OpinionRule, one: Opinion) -> PlaceResult:
    return PlaceResult(
        place=one.respondent,
        listed=one.total,
        taken_part=one.taken_part,
        agree=one.agree,
        disagree=one.disagree,
        other=one.other,
        share=percent(one.agree, one.total, rule),
        turnout=percent(one.taken_part, one.total, None),
        reached=rule.reached(one.agree, one.total),
        note=one.note,
        sample=one.sample,
    )


def percent(part: int, whole: int, rule: OpinionRule | None) -> Decimal | None:
    """Two decimals, rounded as the press rounds them; cut where rounding would show a threshold that was missed."""
    if not whole:
        return None
    exact = Decimal(part * 100) / whole
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    missed = rule is not None and rule.share is not None and rule.reached(part, whole) is False
    if missed and rule is not None and rule.share is not None and rounded >= rule.share * 100 and exact < 50:
        return exact.quantize(Decimal("0.01"), ROUND_DOWN)
    return rounded
