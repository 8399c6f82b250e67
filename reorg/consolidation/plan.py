"""The departments of a scheme as they will be: changed through the door, signed as content, held against the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.consolidation.models import Absorbed, Department
from reorg.people.loading import fixture
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest


@dataclass(frozen=True)
class PlannedAbsorbed:
    """An agency that goes in. Without procedures it goes in as a whole."""

    organisation: Any = None
    name: str = ""
    procedures: tuple[str, ...] = ()
    confidence: str = "H"


@dataclass(frozen=True)
class Planned:
    """A department as somebody writes it down. Posts are persons, the budget is in million VND."""

    number: int
    title: Text
    kind: str = Department.Kind.SPECIALISED
    organisation: Any = None
    functions: str = ""
    divisions: Sequence[tuple[str, int | None]] = ()
    service_units: Sequence[tuple[str, int | None]] = ()
    posts: int | None = None
    deputies: int | None = None
    deputies_reason: str = ""
    assets: str = ""
    budget: Decimal | None = None
    finance: str = ""
    source: str = ""
    confidence: str = "H"
    absorbed: Sequence[PlannedAbsorbed] = field(default_factory=tuple)


def departments_of(dossier: Dossier) -> list[Department]:
    """The plan, with what each department absorbs, in two queries."""
    rows = dossier.departments.select_related("organisation").prefetch_related("absorbed__organisation")
    return list(rows.order_by("number"))


def plan_content(dossier: Dossier) -> dict[str, Any]:
    """What leaders sign of the plan, by number; JSON without floats."""
    return {f"{one.number:03d}": _content(one) for one in departments_of(dossier)}


def _content(one: Department) -> dict[str, Any]:
    return {
        "name": one.title_vi,
        "kind": one.kind,
        "organisation": one.organisation.key if one.organisation else None,
        "functions": one.functions,
        "divisions": one.divisions,
        "service_units": one.service_units,
        "posts": one.posts,
        "deputies": one.deputies,
        "deputies_reason": one.deputies_reason,
        "assets": one.assets,
        "budget": str(one.budget.normalize()) if one.budget is not None else None,
        "finance": one.finance,
        "absorbs": [[each.name, list(each.procedures)] for each in one.absorbed.all()],
    }


def plan_digest(dossier: Dossier) -> str:
    return digest(plan_content(dossier))


def save_department(
    dossier: Dossier, planned: Planned, *, actor: Any, number: int | None = None, shown: str = ""
) -> Department:
    """Write a department into the plan, or write ``number`` anew. Saving what is there already changes nothing.

    Raises:
        NotYou: not a drafter of the lead. NotNow: the content is held still. BadInput: says what to mend.
        ContentChanged: somebody saved another plan since ``shown`` was read.
    """
    with _changing(dossier, actor) as case:
        there = {one.number: one for one in departments_of(case.dossier)}
        if number is not None and number not in there:
            raise NotFound(_("The plan has no department %(number)s.") % {"number": number})
        saved = there.get(planned.number)
        if saved is not None and _same(saved, planned):
            return saved
        _must_be_as_shown(case, shown)
        if planned.number != number and saved is not None:
            raise BadInput(_("There is already a department %(number)s.") % {"number": planned.number}, "number")
        _check(planned, [one for one in there.values() if one.number != number])
        one = there[number] if number is not None else Department(dossier=case.dossier)
        _fill(one, planned)
        case.content_changed(Text(f"cơ quan {planned.title.vi}", f"the department {planned.title.en}"))
    return one


def remove_department(dossier: Dossier, number: int, *, actor: Any, shown: str = "") -> None:
    """Take a department out of the plan."""
    with _changing(dossier, actor) as case:
        one = case.dossier.departments.filter(number=number).first()
        if one is None:
            raise NotFound(_("The plan has no department %(number)s.") % {"number": number})
        _must_be_as_shown(case, shown)
        title = one.text
        one.delete()
        case.content_changed(Text(f"bỏ cơ quan {title.vi}", f"the department {title.en} is taken out"))


@contextmanager
def _changing(dossier: Dossier, actor: Any) -> Iterator[Case]:
    """The door, with what every change to the plan asks first."""
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; its plan stays as it is."))
        if not case.content_open():
            raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
        case.act_as(case.dossier.lead_id, ("drafter",))
        yield case


def _must_be_as_shown(case: Case, shown: str) -> None:
    if shown and shown != plan_digest(case.dossier):
        raise ContentChanged(_("Somebody changed the plan since you opened this page. What you typed is kept below."))


def _check(planned: Planned, others: Sequence[Department]) -> None:
    if not planned.title.vi.strip():
        raise BadInput(_("Give the department a name."), "title_vi")
    if planned.organisation and planned.organisation.pk in {one.organisation_id for one in others}:
        raise BadInput(_("This body is already in the plan, as another department."), "organisation")
    taken = {
        (each.organisation_id, code): one.title
        for one in others
        for each in one.absorbed.all()
        if each.organisation_id
        for code in (each.procedures or [""])
    }
    for each in planned.absorbed:
        for code in each.procedures or [""]:
            if each.organisation and (each.organisation.pk, code) in taken:
                raise BadInput(
                    _("%(agency)s already goes into %(department)s. Give one of them a part only.")
                    % {"agency": each.organisation, "department": taken[each.organisation.pk, code]},
                    "absorbed",
                )
            if each.organisation:
                taken[each.organisation.pk, code] = str(planned.title)


FIELDS = (
    "number", "kind", "organisation", "functions", "posts", "deputies", "deputies_reason", "assets", "budget",
    "finance", "source", "confidence",
)  # fmt: skip


def _fill(one: Department, planned: Planned) -> None:
    for name in FIELDS:
        setattr(one, name, getattr(planned, name))
    one.title_vi, one.title_en = planned.title.vi.strip(), planned.title.en.strip() or planned.title.vi.strip()
    one.divisions = [list(pair) for pair in planned.divisions]
    one.service_units = [list(pair) for pair in planned.service_units]
    one.save()
    one.absorbed.all().delete()
    Absorbed.objects.bulk_create(
        Absorbed(
            department=one,
            organisation=each.organisation,
            name=each.organisation.title_vi if each.organisation else each.name.strip(),
            procedures=list(each.procedures),
            confidence=each.confidence,
        )
        for each in planned.absorbed
    )


def _same(one: Department, planned: Planned) -> bool:
    """Whether the very same was saved before: a doubled click."""
    plain = all(getattr(one, name) == getattr(planned, name) for name in FIELDS)
    lists = one.divisions == [list(pair) for pair in planned.divisions] and one.service_units == [
        list(pair) for pair in planned.service_units
    ]
    absorbs = [(each.organisation_id, list(each.procedures)) for each in one.absorbed.all()]
    wanted = [(each.organisation.pk if each.organisation else None, list(each.procedures)) for each in planned.absorbed]
    return plain and lists and absorbs == wanted and one.title_vi == planned.title.vi.strip()


# The limits: dated data, held against the plan with the working shown.


@dataclass(frozen=True)
class Finding:
    """One limit held against the plan: ``kept`` is None while figures are lacking."""

    code: str
    kept: bool | None
    working: Text
    law: Text
    confidence: str


def limits_on(day: date) -> dict[str, dict[str, Any]]:
    """The limits in force on a day, by their code."""
    rows = fixture("agency_limits")["limits"]
    return {
        row["code"]: row
        for row in rows
        if row["valid_from"] <= day.isoformat() and (row["valid_to"] is None or day.isoformat() <= row["valid_to"])
    }


def day_of_rules(dossier: Dossier) -> date:
    """The day whose limits count: when the departments begin to operate, or else when the dossier was opened."""
    return dossier.operation_date or timezone.localdate(dossier.opened_at)


def findings(dossier: Dossier, departments: Sequence[Department] | None = None) -> list[Finding]:
    """Each limit with its working: how many departments, and deputies on the average."""
    rows = departments_of(dossier) if departments is None else departments
    specialised = [one for one in rows if one.kind == Department.Kind.SPECIALISED]
    limits = limits_on(day_of_rules(dossier))
    found = []
    if limit := limits.get("departments"):
        found.append(_departments(limit, len(specialised)))
    if limit := limits.get("deputies"):
        found.append(_deputies(limit, specialised))
    return found


def _departments(limit: dict[str, Any], count: int) -> Finding:
    most = limit["most"]
    kept = count <= most
    return Finding(
        "departments",
        kept,
        Text(
            f"{count} cơ quan chuyên môn {'≤' if kept else '>'} {most}",
            f"specialised departments: {count} {'≤' if kept else '>'} {most}",
        ),
        Text(limit["law_vi"], limit["law_en"]),
        limit["confidence"],
    )


def _deputies(limit: dict[str, Any], rows: Sequence[Department]) -> Finding:
    most, count = limit["most"], len(rows)
    law = Text(limit["law_vi"], limit["law_en"])
    given = [one.deputies for one in rows if one.deputies is not None]
    unknown, total = count - len(given), sum(given)
    if unknown or not rows:
        working = Text(
            f"{total} cấp phó ở {len(given)} cơ quan; {unknown} cơ quan chưa ghi số cấp phó",
            f"deputies so far: {total}; departments without their number: {unknown}",
        )
        return Finding("deputies", None, working, law, limit["confidence"])
    kept = total <= most * count
    sign = "≤" if kept else ">"
    hundredths = total * 100 // count
    whole, rest = divmod(hundredths, 100)
    working = Text(
        f"{total} cấp phó : {count} cơ quan = {whole},{rest:02d} {sign} bình quân {most}",
        f"deputies to departments: {total} : {count} = {whole}.{rest:02d} {sign} {most} on the average",
    )
    return Finding("deputies", kept, working, law, limit["confidence"])
