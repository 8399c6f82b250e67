"""What is read of sessions: through the dossiers somebody may see, with queries that do not grow with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from reorg.sessions.entries import PARTS, Part
from reorg.sessions.models import Instruction, Photo, Recommendation, Report, ReportCall, Session, Visit
from reorg.sessions.people import SPEAKERS
from reorg.sessions.states import OWED, State
from workflows import reading
from workflows.errors import NotFound
from workflows.models import Dossier

PROCEDURE = "working_session"


def session_for(user: Any, code: str) -> Dossier:
    """The dossier of a session this person may see; NotFound when it is none."""
    dossier = reading.dossier_for(user, code)
    if dossier.procedure.code != PROCEDURE:
        raise NotFound(_("This dossier is not a working session."))
    return dossier


def sessions_for(user: Any) -> QuerySet[Dossier]:
    """Sessions with how many recommendations they have, and how many of them are settled."""
    kept = Q(recommendation_entries__removed=False)
    return (
        reading.dossiers_for(user)
        .filter(procedure__code=PROCEDURE)
        .select_related("session")
        .annotate(
            raised=Count("recommendation_entries", filter=kept),
            settled=Count("recommendation_entries", filter=kept & Q(recommendation_entries__state=State.CLOSED)),
        )
        .order_by("-opened_at")
    )


def entries(dossier: Dossier, part: Part) -> QuerySet[Any]:
    related = [name for name in part.fields if part.model._meta.get_field(name).many_to_one]
    found: QuerySet[Any] = part.model._default_manager.filter(dossier=dossier, removed=False)
    found = found.select_related(*related).prefetch_related(*part.lists)
    if part.model is ReportCall:
        found = found.prefetch_related("reports")
    if part.model is Visit:
        found = found.prefetch_related(Prefetch("photos", Photo.objects.order_by("id")))
    return found


def everything(dossier: Dossier) -> dict[str, list[Any]]:
    """All entries of a session by their kind."""
    return {code: list(entries(dossier, part)) for code, part in PARTS.items()}


def recommendation_for(user: Any, code: str, no: int) -> Recommendation:
    dossier = session_for(user, code)
    found = entries(dossier, PARTS["recommendation"]).filter(no=no).select_related("answered_by", "dossier").first()
    if found is None:
        raise NotFound(_("There is no such recommendation in this session."))
    result: Recommendation = found
    return result


def photo_for(user: Any, code: str, pk: int) -> Photo:
    found = Photo.objects.filter(pk=pk, visit__dossier=session_for(user, code), visit__removed=False).first()
    if found is None:
        raise NotFound(_("There is no such picture among those you can see."))
    return found


def head_of(dossier: Dossier) -> Session | None:
    return Session.objects.filter(dossier=dossier).first()


# Who owes what


@dataclass
class Owing:
    """What one body owes in the sessions somebody may see."""

    body: Any
    owed: int = 0
    late: list[tuple[str, Any, date]] = field(default_factory=list)  # kind, thing, due

    @property
    def oldest(self) -> date | None:
        return min((due for _kind, _thing, due in self.late), default=None)


def owed_by_body(user: Any, today: date) -> list[Owing]:
    """Recommendations without answer, instructions not reported and reports not handed in, by the body that owes them;
    who is late with most comes first."""
    dossiers = reading.dossiers_for(user).filter(procedure__code=PROCEDURE, phase__in=OPEN).values("pk")
    found: dict[int, Owing] = {}

    def owes(body: Any, kind: str, thing: Any, due: date) -> None:
        owing = found.setdefault(body.pk, Owing(body))
        owing.owed += 1
        if due < today:
            owing.late.append((kind, thing, due))

    recommendations = Recommendation.objects.filter(dossier__in=dossiers, removed=False, state__in=OWED)
    for one in recommendations.select_related("lead", "dossier", "unit").order_by("due", "no"):
        owes(one.lead, "recommendation", one, one.due or today)
    given = Instruction.objects.filter(
        dossier__in=dossiers.filter(phase="implementation"), removed=False, state=Instruction.State.OPEN
    )
    for told in given.select_related("to", "dossier").order_by("due", "no"):
        owes(told.to, "instruction", told, told.due)
    for call, unit in _not_handed_in(dossiers):
        owes(unit, "report", call, call.due)
    return sorted(found.values(), key=lambda one: (-len(one.late), -one.owed, one.body.title_vi))


class Asked(NamedTuple):
    """One answer or act that the offices somebody holds owe to a session."""

    kind: str
    thing: Any
    body: Any
    due: date | None


def asked_of(offices: Iterable[Any], most: int) -> list[Asked]:
    """What is asked of the bodies for which somebody speaks, the oldest deadline first."""
    bodies = {office.organisation_id for office in offices if office.role_id in SPEAKERS}
    if not bodies:
        return []
    running = {"removed": False, "dossier__phase": "implementation"}
    owed = Recommendation.objects.filter(lead__in=bodies, state__in=OWED, **running).select_related("lead", "dossier")
    told = Instruction.objects.filter(to__in=bodies, state=Instruction.State.OPEN, **running)
    found = [Asked("recommendation", one, one.lead, one.due) for one in owed.order_by("due", "id")[:most]]
    found += [
        Asked("instruction", one, one.to, one.due)
        for one in told.select_related("to", "dossier").order_by("due", "id")[:most]
    ]
    return sorted(found, key=lambda one: (one.due or date.max, one.kind, one.thing.pk))[:most]


OPEN = ("drafting", "review", "approval", "returned", "implementation")


def _not_handed_in(dossiers: Any) -> Iterable[tuple[ReportCall, Any]]:
    calls = list(ReportCall.objects.filter(dossier__in=dossiers, removed=False).select_related("dossier"))
    if not calls:
        return
    done = set(Report.objects.filter(call__in=calls, handed_in_at__isnull=False).values_list("call_id", "unit_id"))
    units: dict[int, dict[int, Any]] = {}
    visits = Visit.objects.filter(
        dossier__in=[call.dossier_id for call in calls], removed=False, kind=Visit.Kind.UNIT
    ).select_related("unit")
    for visit in visits:
        units.setdefault(visit.dossier_id, {})[visit.unit_id or 0] = visit.unit
    for call in calls:
        for pk, unit in units.get(call.dossier_id, {}).items():
            if (call.pk, pk) not in done:
                yield call, unit
