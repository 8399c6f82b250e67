"""Whether the new units fit the planning: national, of the province or city, of town and country.

Planning and the arrangement of units are prepared by different offices. Here each says what it finds, unit by unit,
with the document it goes by. Nothing waits for it; what has not been said is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.reviews.models import Conformity
from reorg.reviews.units import NewUnit, units_of
from workflows.actions.door import door
from workflows.errors import BadInput, NotFound, NotNow
from workflows.models import Dossier
from workflows.text import Text

Level = Conformity.Level
Result = Conformity.Result
SPEAKERS = ("officer", "drafter", "reviewer", "appraiser")
IN_WORDS = {
    Level.NATIONAL: Text("quy hoạch quốc gia", "national planning"),
    Level.GENERAL: Text("quy hoạch tỉnh, thành phố", "the planning of the province or city"),
    Level.TOWN_COUNTRY: Text("quy hoạch đô thị và nông thôn", "urban and rural planning"),
}
UNSAID, CHANGED = "unsaid", "changed"


@dataclass(frozen=True)
class Cited:
    """The planning document that is gone by."""

    symbol: str = ""
    issued_on: date | None = None
    issuer: str = ""


@dataclass(frozen=True)
class Said:
    """What is said of one unit."""

    unit: str
    result: str
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands for a unit at a level, with all that was said before."""

    unit: NewUnit
    level: Level
    latest: Conformity | None
    earlier: tuple[Conformity, ...] = ()

    @property
    def state(self) -> str:
        return self.latest.result if self.latest else UNSAID

    @property
    def changed(self) -> bool:
        """Whether the plan of the unit is another one than that the statement is about."""
        return self.latest is not None and self.latest.shape != self.unit.shape

    def matches(self, state: str) -> bool:
        return self.changed if state == CHANGED else self.state == state


@dataclass(frozen=True)
class Row:
    unit: NewUnit
    cells: tuple[Standing, ...]


@dataclass(frozen=True)
class Survey:
    """All units against all levels, and what was said of units that are in the plan no longer."""

    rows: tuple[Row, ...]
    gone: tuple[Conformity, ...]

    def at(self, level: str) -> list[Standing]:
        return [cell for row in self.rows for cell in row.cells if cell.level == level]

    def counted(self, level: str) -> Counter[str]:
        return Counter(cell.state for cell in self.at(level))

    @property
    def unsaid(self) -> int:
        return sum(cell.latest is None for row in self.rows for cell in row.cells)

    @property
    def total(self) -> int:
        return len(self.rows) * len(Level)

    def where(self, state: str) -> list[Row]:
        return [row for row in self.rows if any(cell.matches(state) for cell in row.cells)]


def survey(dossier: Dossier, units: Sequence[NewUnit] | None = None) -> Survey:
    """What stands for each unit at each level. Three queries, however many units there are."""
    units = units_of(dossier) if units is None else units
    told: dict[tuple[str, str], list[Conformity]] = {}
    for one in dossier.conformities.select_related("body", "said_by").order_by("id"):
        told.setdefault((one.unit_key, one.level), []).append(one)

    def cell(unit: NewUnit, level: Level) -> Standing:
        there = told.get((unit.key, level.value), [])
        return Standing(unit, level, there[-1] if there else None, tuple(reversed(there[:-1])))

    rows = tuple(Row(unit, tuple(cell(unit, level) for level in Level)) for unit in units)
    planned = {unit.key for unit in units}
    gone = tuple(one for (key, _level), there in told.items() if key not in planned for one in reversed(there))
    return Survey(rows, gone)


def level_of(code: str) -> Level:
    if code not in Level.values:
        raise NotFound(_("There is no such level of planning."))
    return Level(code)


def state_conformity(
    dossier: Dossier,
    level: str,
    said: Iterable[Said],
    *,
    body: int,
    cited: Cited,
    source: str = "",
    sample: bool = False,
    actor: Any,
) -> list[Conformity]:
    """A body says of units whether they fit a level of planning. What stands like that already is not said again.

    Raises:
        NotNow: the dossier has ended or has no plan. NotYou: the actor does not speak for the body. BadInput: no unit,
            no document, or an adjustment that is not named; of a unit the fields are ``result-`` and ``note-`` with its
            slug.
    """
    said = list(said)
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; what was said of the planning stays as it is."))
        if body not in case.parties.values():
            raise BadInput(_("This body takes no part in the dossier."), "body")
        case.act_as(body, SPEAKERS)
        found = survey(case.dossier)
        if not found.rows:
            raise NotNow(_("This dossier has no unit plan yet."))
        at = level_of(level)
        there = {cell.unit.key: cell for cell in found.at(at)}
        _check(said, cited, there, timezone.localdate(case.now))
        fresh = [one for one in said if not _stands(there[one.unit], one, cited, body)]
        if not fresh:
            return []
        made = Conformity.objects.bulk_create(
            Conformity(
                dossier=case.dossier,
                unit_kind=there[one.unit].unit.kind,
                unit_name=there[one.unit].unit.name,
                level=at,
                result=one.result,
                note=one.note,
                symbol=cited.symbol,
                issued_on=cited.issued_on,
                issuer=cited.issuer,
                shape=there[one.unit].unit.shape,
                body_id=body,
                source=source,
                sample=sample,
                said_by=actor,
                said_at=case.now,
            )
            for one in fresh
        )
        counts = Counter(one.result for one in fresh)
        assert case.person is not None
        case.record(
            "conformity.stated",
            body=case.person.organisation,
            level=IN_WORDS[at],
            conforms=counts[Result.CONFORMS],
            adjust=counts[Result.ADJUST],
            uncovered=counts[Result.UNCOVERED],
            symbol=cited.symbol,
            issuer=cited.issuer,
            issued_on=cited.issued_on.isoformat() if cited.issued_on else "",
            units=[
                {"unit": there[one.unit].unit.title.as_fact(), "result": one.result, "note": one.note} for one in fresh
            ],
            source=source,
            sample=sample,
        )
    return made


def _check(said: Sequence[Said], cited: Cited, there: dict[str, Standing], today: date) -> None:
    if not said:
        raise BadInput(_("Say it of at least one unit."))
    for one in said:
        if one.unit not in there:
            raise BadInput(_("A unit you answered for is in the plan no longer. Open the page again."))
        if one.result not in Result.values:
            raise BadInput(_("There is no such answer."), f"result-{there[one.unit].unit.slug}")
        if one.result == Result.ADJUST and not one.note:
            raise BadInput(
                _("%(unit)s: say what has to be adjusted.") % {"unit": there[one.unit].unit.title},
                f"note-{there[one.unit].unit.slug}",
            )
    if len({one.unit for one in said}) < len(said):
        raise BadInput(_("One answer for each unit, please."))
    if any(one.result != Result.UNCOVERED for one in said):
        if not cited.symbol:
            raise BadInput(_("Name the planning document: its number and symbol."), "symbol")
        if not cited.issuer:
            raise BadInput(_("Say who issued the planning document."), "issuer")
        if cited.issued_on is None:
            raise BadInput(_("Say on which day the planning document was issued."), "issued_on")
    if cited.issued_on is not None and cited.issued_on > today:
        raise BadInput(_("This day has not come yet."), "issued_on")


def _stands(cell: Standing, said: Said, cited: Cited, body: int) -> bool:
    one = cell.latest
    if one is None or cell.changed:
        return False
    now = (said.result, said.note, cited, body)
    return (one.result, one.note, Cited(one.symbol, one.issued_on, one.issuer), one.body_id) == now
