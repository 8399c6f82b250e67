"""How the new units fare once they operate: each body marks four criteria after a period, and gives its grounds.

What a body said stands until the same body corrects it with a reason; the first words stay readable.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.reviews.models import WHOLE, Evaluation, Mark
from reorg.reviews.units import NewUnit, units_of
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow
from workflows.models import Dossier
from workflows.phases import Phase
from workflows.text import Text

Criterion = Mark.Criterion
PERIODS = (6, 12, 24, 36, 60)  # months of operation
SPEAKERS = ("officer", "drafter", "reviewer", "chair", "secretary", "council_clerk", "front_officer")
CARRIED_OUT = (Phase.IMPLEMENTATION, Phase.CLOSED)


@dataclass(frozen=True)
class Given:
    """The mark for one criterion, 1 (worst) to 5 (best), and its grounds."""

    criterion: str
    mark: int
    text: str


def period_ends(begun: date, months: int) -> date:
    """The day on which so many months are over; six months from 31 August it is the last of February."""
    year, month = divmod(begun.year * 12 + begun.month - 1 + months, 12)
    _weekday, days = monthrange(year, month + 1)
    return date(year, month + 1, min(begun.day, days))


def periods_over(dossier: Dossier, today: date) -> list[int]:
    """The periods that can be looked back on; none before the units operate."""
    if dossier.operation_date is None or Phase(dossier.phase) not in CARRIED_OUT:
        return []
    return [months for months in PERIODS if period_ends(dossier.operation_date, months) <= today]


def must_look_back(dossier: Dossier, today: date) -> list[int]:
    """The periods that are over.

    Raises:
        NotNow: it is not carried out, or the first period still runs.
    """
    over = periods_over(dossier, today)
    if over:
        return over
    if dossier.operation_date is None or Phase(dossier.phase) not in CARRIED_OUT:
        raise NotNow(_("It is evaluated once it is decided and the new units operate."))
    ends = period_ends(dossier.operation_date, PERIODS[0])
    raise NotNow(
        _("It is evaluated from %(day)s on, when %(months)s months of operation are over.")
        % {"months": PERIODS[0], "day": f"{ends:%d/%m/%Y}"}
    )


def evaluated_in(dossier: Dossier) -> list[NewUnit]:
    """What can be evaluated; where no units are planned (agencies), the whole alone."""
    return units_of(dossier) or [NewUnit("", WHOLE, "")]


def evaluate(
    dossier: Dossier,
    marks: Iterable[Given],
    *,
    unit: str,
    months: int,
    body: int,
    source: str = "",
    sample: bool = False,
    actor: Any,
) -> Evaluation:
    """A body evaluates a unit, or the whole (``unit`` empty), after a period. The same again is the same one.

    Raises:
        NotNow: nothing operates yet, the period still runs, or the body has evaluated this already. NotYou: the actor
            does not speak for the body. BadInput: no marks, or a mark without grounds; of a criterion the fields are
            ``mark-`` and ``text-`` with its code.
    """
    marks = list(marks)
    with door(dossier, actor=actor) as case:
        if body not in case.parties.values():
            raise BadInput(_("This body takes no part in the dossier."), "body")
        case.act_as(body, SPEAKERS)
        if months not in must_look_back(case.dossier, timezone.localdate(case.now)):
            raise BadInput(_("This period is not over yet."), "months")
        about = next((one for one in evaluated_in(case.dossier) if one.key == unit), None)
        if about is None:
            raise BadInput(_("There is no such unit in the plan."), "unit")
        _check(marks)
        standing = standing_of(case.dossier, about, months, body)
        if standing is not None:
            if _same(standing, marks):
                return standing
            raise NotNow(_("This body has evaluated that already. Correct what it said, and give the reason."))
        made = Evaluation.objects.create(
            dossier=case.dossier,
            unit_kind=about.kind,
            unit_name=about.name,
            months=months,
            body_id=body,
            source=source,
            sample=sample,
            said_by=actor,
            said_at=case.now,
        )
        _mark(made, marks)
        assert case.person is not None
        case.record(
            "evaluation.given",
            body=case.person.organisation,
            months=months,
            unit=about.title,
            evaluation=made.pk,
            marks=_as_facts(marks),
            source=source,
            sample=sample,
        )
    return made


def correct_evaluation(evaluation: Evaluation, marks: Iterable[Given], *, reason: str, actor: Any) -> Evaluation:
    """The body that evaluated says it anew, with the reason; what it said first is kept.

    Raises:
        NotYou: another body's evaluation. NotNow: it was corrected already, or nothing is different. BadInput: no
            reason.
    """
    marks, reason = list(marks), reason.strip()
    with door(evaluation.dossier_id, actor=actor) as case:
        first = evaluation_in(case.dossier, evaluation.pk)
        must_correct(case, first)
        _check(marks)
        if not reason:
            raise BadInput(_("Say why it is corrected."), "reason")
        if not first.stands:
            if first.corrected_by.reason == reason and _same(first.corrected_by, marks):
                return first.corrected_by
            raise NotNow(_("This was corrected already. Correct what stands now."))
        if _same(first, marks):
            raise NotNow(_("Nothing is different from what stands."))
        made = Evaluation.objects.create(
            dossier=case.dossier,
            unit_kind=first.unit_kind,
            unit_name=first.unit_name,
            months=first.months,
            body_id=first.body_id,
            sample=first.sample,
            corrects=first,
            reason=reason,
            said_by=actor,
            said_at=case.now,
        )
        _mark(made, marks)
        assert case.person is not None
        case.record(
            "evaluation.corrected",
            body=case.person.organisation,
            months=first.months,
            unit=first.unit_title,
            reason=reason,
            evaluation=made.pk,
            corrects=first.pk,
            marks=_as_facts(marks),
        )
    return made


def must_correct(case: Case, evaluation: Evaluation) -> None:
    case.act_as(evaluation.body_id, SPEAKERS)


def evaluation_in(dossier: Dossier, pk: int) -> Evaluation:
    found: Evaluation | None = _read(dossier).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such evaluation in this dossier."))
    return found


def standing_of(dossier: Dossier, unit: NewUnit, months: int, body: int) -> Evaluation | None:
    found: Evaluation | None = (
        _read(dossier)
        .filter(unit_kind=unit.kind, unit_name=unit.name, months=months, body=body, corrected_by__isnull=True)
        .first()
    )
    return found


def _read(dossier: Dossier) -> Any:
    read = dossier.evaluations.select_related("body", "said_by", "corrected_by")
    return read.prefetch_related(Prefetch("marks", Mark.objects.order_by("id")))


def _check(marks: Sequence[Given]) -> None:
    if not marks:
        raise BadInput(_("Mark at least one criterion."))
    for one in marks:
        if one.criterion not in Criterion.values:
            raise BadInput(_("There is no such criterion."))
        if one.mark not in range(1, 6):
            raise BadInput(_("A mark is 1 to 5."), f"mark-{one.criterion}")
        if not one.text:
            raise BadInput(_("Give the grounds of this mark."), f"text-{one.criterion}")
    if len({one.criterion for one in marks}) < len(marks):
        raise BadInput(_("One mark for each criterion, please."))


def _mark(evaluation: Evaluation, marks: Sequence[Given]) -> None:
    order = list(Criterion.values)
    Mark.objects.bulk_create(
        Mark(evaluation=evaluation, criterion=one.criterion, mark=one.mark, text=one.text)
        for one in sorted(marks, key=lambda one: order.index(one.criterion))
    )


def _same(evaluation: Evaluation, marks: Sequence[Given]) -> bool:
    there = {Given(one.criterion, one.mark, one.text) for one in evaluation.marks.all()}
    return there == set(marks)


def _as_facts(marks: Sequence[Given]) -> list[dict[str, Any]]:
    return [{"criterion": one.criterion, "mark": one.mark, "text": one.text} for one in marks]


# Reading


@dataclass
class Tally:
    """Marks of several bodies; the mean is over all marks."""

    total: int = 0
    marks: int = 0
    bodies: set[int] = field(default_factory=set)

    def add(self, mark: Mark, body: int) -> None:
        self.total += mark.mark
        self.marks += 1
        self.bodies.add(body)

    @property
    def mean(self) -> float | None:
        """Rounded half up to one decimal: 3.25 is 3.3, in Python as in a spreadsheet."""
        return (self.total * 20 // self.marks + 1) // 2 / 10 if self.marks else None

    @property
    def count(self) -> int:
        return len(self.bodies)


@dataclass(frozen=True)
class Line:
    unit: str
    title: Text
    cells: tuple[Tally, ...]


@dataclass(frozen=True)
class Outlook:
    """All evaluations of a dossier, compared."""

    units: tuple[NewUnit, ...]
    evaluations: tuple[Evaluation, ...]

    @property
    def standing(self) -> list[Evaluation]:
        return [one for one in self.evaluations if one.stands]

    @property
    def months(self) -> list[int]:
        return sorted({one.months for one in self.evaluations})

    @property
    def bodies(self) -> list[Any]:
        return sorted({one.body_id: one.body for one in self.evaluations}.values(), key=str)

    def matrix(self, criterion: str = "", body: int | None = None) -> list[Line]:
        """Units that were evaluated against periods: the mean mark of one criterion, or of all."""
        tallies: dict[tuple[str, int], Tally] = {}
        titles: dict[str, Text] = {}
        for one in self.standing:
            if body is not None and one.body_id != body:
                continue
            titles[one.unit_key] = one.unit_title
            for mark in one.marks.all():
                if not criterion or mark.criterion == criterion:
                    tallies.setdefault((one.unit_key, one.months), Tally()).add(mark, one.body_id)
        order = {unit.key: place for place, unit in enumerate(self.units)}
        keys = sorted(titles, key=lambda key: (order.get(key, len(order)), key))
        return [
            Line(key, titles[key], tuple(tallies.get((key, months), Tally()) for months in self.months)) for key in keys
        ]

    def by_criterion(self, unit: str, body: int | None = None) -> list[tuple[Criterion, list[tuple[int, Tally]]]]:
        """Of one unit: for each criterion the mean mark of each period."""
        found = {criterion: {months: Tally() for months in self.months} for criterion in Criterion}
        for one in self.of(unit, body):
            if one.stands:
                for mark in one.marks.all():
                    found[Criterion(mark.criterion)][one.months].add(mark, one.body_id)
        return [(criterion, list(cells.items())) for criterion, cells in found.items()]

    def of(self, unit: str, body: int | None = None) -> list[Evaluation]:
        return [one for one in self.evaluations if one.unit_key == unit and body in (None, one.body_id)]

    def words(self, unit: str, body: int | None = None) -> list[tuple[Evaluation, list[Evaluation]]]:
        """What stands of a unit by period, each with what it corrected, latest first."""
        there = {one.pk: one for one in self.evaluations}
        found = []
        for one in sorted(self.of(unit, body), key=lambda one: (one.months, str(one.body))):
            if one.stands:
                found.append((one, _before(one, there)))
        return found


def _before(one: Evaluation, there: dict[int, Evaluation]) -> list[Evaluation]:
    before = []
    while one.corrects_id is not None:
        one = there[one.corrects_id]
        before.append(one)
    return before


def outlook(dossier: Dossier) -> Outlook:
    """Four queries, however many evaluations there are."""
    return Outlook(tuple(evaluated_in(dossier)), tuple(_read(dossier).order_by("id")))
