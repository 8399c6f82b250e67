"""Screening units, saying something about them, and what a dossier takes from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reorg.criteria.judging import Row, counted, judged
from reorg.criteria.models import Said, Screening, TakenUp
from reorg.criteria.regimes import FACTORS
from reorg.criteria.screening import Verdict
from reorg.criteria.versions import all_regimes, superseded
from reorg.units.models import Unit
from workflows import actions
from workflows.actions.door import database_time, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotYou
from workflows.models import Dossier
from workflows.offices import offices_of, organisations_of
from workflows.trail.canonical import digest

MOST_UNITS = 2000
EDITOR = "drafter"
SAID = (
    "area_km2",
    "population",
    "source",
    "where",
    "minority_percent",
    "border",
    "red_river_delta",
    "coastal_hardship",
    "factors",
)


def screenings_for(user: Any) -> QuerySet[Screening]:
    """The screenings of the organisations in which this person holds an office today."""
    return Screening.objects.filter(organisation__in=organisations_of(user)).select_related("organisation", "opened_by")


def screening_for(user: Any, pk: int) -> Screening:
    found = screenings_for(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such screening among those you can see."))
    return found


def may_edit(user: Any, screening: Screening) -> bool:
    return bool(offices_of(user).filter(organisation=screening.organisation_id, role=EDITOR).exists())


@transaction.atomic
def open_screening(
    *, organisation: Any, title: str, regime: str, day: date, units: Iterable[Unit], actor: Any
) -> Screening:
    """Put units together to be judged under a regime. Drafters of the organisation do that.

    Raises:
        NotYou: not a drafter there. BadInput: no regime, no title, no units, or too many.
    """
    if not offices_of(actor).filter(organisation=organisation, role=EDITOR).exists():
        raise NotYou(_("Units are screened by the drafters of an organisation."))
    chosen = list({unit.pk: unit for unit in units}.values())
    if regime not in all_regimes():
        raise BadInput(_("Choose the rules to screen by."), "regime")
    if superseded(regime):
        raise BadInput(_("These standards were superseded. Choose the version in force."), "regime")
    if not title.strip():
        raise BadInput(_("Give the screening a title."), "title")
    if not chosen:
        raise BadInput(_("Choose the units: search for a province or a district, and tick what is to be screened."))
    if len(chosen) > MOST_UNITS:
        raise BadInput(_("That is more than %(most)s units. Screen them province by province.") % {"most": MOST_UNITS})
    screening = Screening.objects.create(
        organisation=organisation,
        title=title.strip(),
        regime=regime,
        day=day,
        opened_by=actor,
        opened_at=database_time(),
    )
    screening.units.add(*chosen)
    return screening


@transaction.atomic
def say(screening: Screening, unit: Unit, said: Mapping[str, Any], *, actor: Any, shown: int = 0) -> Said:
    """Enter figures and special factors of a unit. Saying the same again changes nothing; what was said stays.

    ``shown`` is the number of what was last said when the form was opened.

    Raises:
        NotYou: not a drafter. BadInput: a figure without its source, a factor without reason or source.
        ContentChanged: somebody else said something meanwhile.
    """
    if not may_edit(actor, screening):
        raise NotYou(
            _("What is known of a unit is entered by the drafters of %(body)s.") % {"body": screening.organisation}
        )
    Screening.objects.select_for_update().get(pk=screening.pk)
    if not screening.units.filter(pk=unit.pk).exists():
        raise NotFound(_("This unit is not part of the screening."))
    values = {name: said[name] for name in SAID if name in said}
    _check(values)
    last = screening.said.filter(unit=unit).order_by("-id").first()
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return last
    if last is not None and last.pk != shown:
        raise ContentChanged(_("Somebody entered something about this unit meanwhile. What you typed is kept below."))
    return Said.objects.create(screening=screening, unit=unit, said_by=actor, said_at=database_time(), **values)


def _check(values: Mapping[str, Any]) -> None:
    figures = values.get("area_km2") is not None or values.get("population") is not None
    if figures and not values.get("source"):
        raise BadInput(_("Say where the figures come from."), "source")
    for factor in values.get("factors", ()):
        if factor["factor"] not in FACTORS:
            raise BadInput(_("There is no such factor."), "factors")
        if not factor["why"].strip() or not factor["source"].strip():
            raise BadInput(
                _("A special factor needs a justification and a source: %(factor)s.")
                % {"factor": FACTORS[factor["factor"]]},
                f"why-{factor['factor']}",
            )


def take_up(screening: Screening, dossier: Dossier, units: Sequence[int] = (), *, actor: Any) -> TakenUp:
    """Keep the findings of a screening, or of some of its units, with the dossier that was started from it.

    Raises:
        NotFound: none of the units is in the screening. NotYou: not a drafter of the dossier's lead.
    """
    findings = [row for row in judged(screening) if not units or row["unit"] in units]
    if not findings:
        raise NotFound(_("None of these units is part of the screening."))
    with door(dossier, actor=actor) as case:
        case.act_as(case.dossier.lead_id, (EDITOR,))
        found = TakenUp.objects.filter(dossier=case.dossier).first()
        if found is not None:
            return found
        taken = TakenUp.objects.create(
            dossier=case.dossier,
            screening=screening,
            regime=screening.regime,
            findings=findings,
            digest=digest(findings),
            taken_by=actor,
            taken_at=case.now,
        )
        counts = counted(findings)
        case.record(
            "screening.taken_up",
            screening=screening.title,
            regime=screening.rules.title,
            code=screening.regime,
            units=len(findings),
            candidates=counts[Verdict.CANDIDATE],
            exempt=counts[Verdict.EXEMPT],
            not_subject=counts[Verdict.NOT_SUBJECT],
            data_missing=counts[Verdict.DATA_MISSING],
            verdicts={row["code"] or row["name"]["vi"]: row["verdict"] for row in findings},
            digest=taken.digest,
        )
    return taken


def open_from(screening: Screening, units: Sequence[int], *, actor: Any, **how: Any) -> Dossier:
    """Open a dossier for units of a screening; either both are there or neither."""
    with transaction.atomic():
        dossier = actions.open_dossier(actor=actor, **how)
        take_up(screening, dossier, units, actor=actor)
    return dossier


def conclude_exempt(dossier: Dossier, *, reason: str, actor: Any) -> Dossier:
    """The lead's chair concludes that nothing is to be arranged. Where the dossier has findings, they must say so.

    Raises:
        BadInput: some unit is to be arranged, or cannot be judged for want of figures.
    """
    taken = TakenUp.objects.filter(dossier=dossier).first()
    if taken is not None and (open_ones := against_exemption(taken.findings)):
        names = ", ".join(row["name"]["vi"] for row in open_ones[:5])
        raise BadInput(
            _("These units are to be arranged, or cannot be judged yet: %(names)s.") % {"names": names}, "reason"
        )
    return actions.exempt(dossier, reason=reason, actor=actor)


def against_exemption(findings: Iterable[Row]) -> list[Row]:
    """What speaks against closing a dossier without action."""
    return [row for row in findings if row["verdict"] in (Verdict.CANDIDATE, Verdict.DATA_MISSING)]
