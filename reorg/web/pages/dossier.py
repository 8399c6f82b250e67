"""Everything the dossier's page shows, gathered with a number of queries that does not grow with the dossier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.consolidation.models import Department
from reorg.consolidation.plan import departments_of
from reorg.consolidation.readiness import plans_departments
from reorg.criteria.models import TakenUp
from reorg.guidance.asking import hints
from reorg.notices.models import Watching
from reorg.units.map import plan_map
from reorg.units.plan import planned_of
from reorg.web.pages.papers import papers_of
from reorg.web.pages.step_story import StepStory, english, living_diagram, told
from reorg.web.pages.succession import sees_succession
from reorg.web.pages.timeline import Timeline, timeline
from reorg.web.pages.units import Picture, picture, plans_units
from reorg.workplan.people import JOINED
from workflows import reading
from workflows.actions.door import Case
from workflows.actions.holding import must_be_holder
from workflows.deputies import stands_in_for
from workflows.errors import NotYou
from workflows.flow import WorkNode
from workflows.models import Assignment, Decision, Document, Dossier, Opinion, Task
from workflows.phases import Phase
from workflows.readiness import Missing, Progress, progress, readiness

FEW = 6  # items of one list named one by one among what is missing
CLAUSES = 12  # clauses drawn on the dossier's page
SHOWN_PAPERS = 8


@dataclass(frozen=True)
class Waiting:
    """An open step: what it is, whose turn it is, and what is asked of the reader themselves."""

    task: Task
    node: WorkNode
    asked: list[Assignment]
    mine: Assignment | None

    @property
    def answered(self) -> int:
        return sum(asked.state == Assignment.State.DONE for asked in self.asked)


@dataclass(frozen=True)
class ListLine:
    checklist: Any
    progress: Progress


@dataclass(frozen=True)
class Round:
    consultation: Any
    title: str
    opinions: list[Opinion]
    total: int
    agree: int


@dataclass(frozen=True)
class Signed:
    decision: Decision
    title: str


@dataclass(frozen=True)
class DossierPage:
    dossier: Dossier
    waiting: list[Waiting]
    defects: list[Missing]
    more_items: int
    hints: list[Missing]
    plans_units: bool
    units: Picture | None
    map: str
    plans_departments: bool
    departments: list[Department]
    sees_succession: bool
    lists: list[ListLine]
    documents: list[Document]
    rounds: list[Round]
    counting: list[Signed]
    superseded: list[Signed]
    waived: list[Decision]
    ballots: list[tuple[Any, str]]
    diagram: str
    story: StepStory | None
    timeline: Timeline
    followed: bool
    parties: list[tuple[Any, str, bool]]
    linked: list[Dossier]
    may_edit: bool
    may_date: bool
    may_withdraw: bool
    may_exempt: bool
    screened: bool
    may_hold: bool
    ended_because: Task | None

    @property
    def mine(self) -> list[Waiting]:
        return [waiting for waiting in self.waiting if waiting.mine]

    @property
    def main_papers(self) -> list[Document]:
        """What is decided on first, then the newest of the others: as many as fit a glance."""
        signed = [paper for paper in self.documents if paper.signed]
        others = sorted(
            (paper for paper in self.documents if not paper.signed),
            key=lambda paper: paper.date or date.min,
            reverse=True,
        )
        return [*signed, *others][:SHOWN_PAPERS]

    @property
    def missing_count(self) -> int | None:
        return len(self.defects) + self.more_items or None

    @property
    def settled(self) -> int:
        return sum(line.progress.settled for line in self.lists)

    @property
    def items(self) -> int:
        return sum(line.progress.total for line in self.lists)


def dossier_page(dossier: Dossier, user: Any, offices: list[Any], said: Any = None) -> DossierPage:
    """``said`` is what the reader chose to see of the timeline."""
    flow = dossier.flow
    titles = {node.name: str(node.title) for node in flow.steps()}
    tasks = _tasks(dossier)
    open_tasks = [task for task in tasks if task.status == "STARTED" and not task.outcome]
    decisions = _decisions(dossier)
    signed = [Signed(one, titles.get(one.task.step, "")) for one in decisions if one.task]
    defects, more_items = _shortened(readiness(dossier, open_tasks))
    roles = {(office.organisation_id, office.role_id) for office in offices}
    waiting = _waiting(dossier, open_tasks, roles | set(stands_in_for(user, dossier)))
    drafts = dossier.is_open and not dossier.is_held and (dossier.lead_id, "drafter") in roles
    content_open = bool(waiting) and not any(one.node.frozen for one in waiting)
    units = picture(dossier, first=CLAUSES) if plans_units(dossier) else None
    return DossierPage(
        dossier=dossier,
        waiting=waiting,
        defects=defects,
        more_items=more_items,
        hints=hints(dossier),
        plans_units=plans_units(dossier),
        units=units,
        map=_map(dossier, units),
        plans_departments=plans_departments(dossier),
        departments=departments_of(dossier) if plans_departments(dossier) else [],
        sees_succession=plans_departments(dossier) and sees_succession(user, dossier, offices),
        lists=_lists(dossier),
        documents=papers_of(dossier, user),
        rounds=_rounds(dossier, titles),
        counting=[one for one in signed if one.decision.counts],
        superseded=[one for one in signed if not one.decision.counts],
        waived=[one for one in decisions if not one.task],
        ballots=[(one, titles.get(one.task.step, "")) for one in _ballots(dossier)],
        diagram=living_diagram(dossier, tasks),
        story=_story(dossier, tasks, waiting),
        timeline=timeline(dossier, user, said),
        followed=Watching.objects.filter(person=user.pk, dossier=dossier).exists(),
        parties=_parties(dossier),
        linked=_linked(dossier, user),
        may_edit=drafts and content_open,
        may_date=drafts and (content_open or dossier.phase == Phase.IMPLEMENTATION),
        may_withdraw=(dossier.lead_id, "chair") in roles and _can_be_withdrawn(dossier),
        may_exempt=(dossier.lead_id, "chair") in roles and dossier.phase == Phase.DRAFTING and plans_units(dossier),
        screened=plans_units(dossier) and TakenUp.objects.filter(dossier=dossier).exists(),
        may_hold=may_hold(dossier, user),
        ended_because=next((task for task in reversed(tasks) if task.reason), None),
    )


def _tasks(dossier: Dossier) -> list[Task]:
    asked = Assignment.objects.select_related("organisation", "role", "done_by").order_by("order", "id")
    return list(dossier.tasks.order_by("pk").prefetch_related(Prefetch("assignments", asked)))


def _map(dossier: Dossier, units: Picture | None) -> str:
    """Where the units of a short plan lie; a long one has its map on its own page."""
    if units is None or units.more:
        return ""
    return plan_map(planned_of(dossier), language="en" if english() else "vi")


def _story(dossier: Dossier, tasks: list[Task], waiting: list[Waiting]) -> StepStory | None:
    """The step the dossier stands at, or the last it was at."""
    if not tasks:
        return None
    name = waiting[0].task.step if waiting else tasks[-1].step
    node = next((one for one in dossier.flow.steps() if one.name == name), None)
    return told(dossier, node, [task for task in reversed(tasks) if task.step == name]) if node else None


def _waiting(dossier: Dossier, tasks: list[Task], roles: set[tuple[int, str]]) -> list[Waiting]:
    found = []
    for task in tasks:
        asked = [one for one in task.assignments.all() if one.state != Assignment.State.CANCELLED]
        mine = (
            one for one in asked if one.state == Assignment.State.OPEN and (one.organisation_id, one.role_id) in roles
        )
        found.append(Waiting(task, dossier.flow.step(task.step), asked, next(mine, None)))
    return found


def _shortened(missing: list[Missing]) -> tuple[list[Missing], int]:
    """Defects of the dossier; of many open items only the first are named. Answers others still owe are not defects."""
    shown: list[Missing] = []
    items = 0
    for one in missing:
        if one.waits:
            continue
        items += one.place[0] == "item"
        if one.place[0] != "item" or items <= FEW:
            shown.append(one)
    return shown, max(0, items - FEW)


def _lists(dossier: Dossier) -> list[ListLine]:
    counts = progress(dossier)
    return [
        ListLine(checklist, counts[checklist.pk]) for checklist in dossier.checklists.all() if checklist.pk in counts
    ]


def _rounds(dossier: Dossier, titles: dict[str, str]) -> list[Round]:
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in dossier.opinions.all():
        opinions[opinion.consultation_id].append(opinion)
    return [
        Round(
            consultation,
            titles.get(consultation.task.step, ""),
            opinions[consultation.pk],
            sum(one.total for one in opinions[consultation.pk]),
            sum(one.agree for one in opinions[consultation.pk]),
        )
        for consultation in dossier.consultations.select_related("task").order_by("-pk")
    ]


def _decisions(dossier: Dossier) -> list[Decision]:
    wanted = dossier.decisions.select_related("task", "item", "snapshot").defer("snapshot__content")
    return list(wanted.order_by("-at", "-id"))


def _ballots(dossier: Dossier) -> list[Any]:
    return list(dossier.ballots.select_related("task", "organisation").order_by("-recorded_at"))


def _parties(dossier: Dossier) -> list[tuple[Any, str, bool]]:
    """(party, the part's name, whether it acts in a step) in the order of the procedure."""
    parts = dossier.flow.parts
    acting = {seat.part for node in dossier.flow.steps() for seat in node.seats}
    order = {key: place for place, key in enumerate(parts)}
    rows = sorted(dossier.parties.select_related("organisation"), key=lambda party: order.get(party.key, 99))
    return [(party, _part_title(dossier, party.key), party.key in acting) for party in rows]


def _part_title(dossier: Dossier, key: str) -> str:
    part = dossier.flow.part(key)
    if part is None and key.startswith(f"{JOINED}-"):
        return _("Body with a task in the plan of work")
    return str(part.title) if part else key


def _linked(dossier: Dossier, user: Any) -> list[Dossier]:
    """Dossiers tied to this one, of those the reader may see."""
    tied = Q(links_from__target=dossier) | Q(links_to__source=dossier)
    return list(reading.dossiers_for(user).filter(tied).distinct())


def may_hold(dossier: Dossier, user: Any) -> bool:
    try:
        must_be_holder(Case(dossier, user, timezone.now()))
    except NotYou:
        return False
    return True


def _can_be_withdrawn(dossier: Dossier) -> bool:
    undecided = Phase(dossier.phase) not in (Phase.IMPLEMENTATION, Phase.CLOSED)
    return undecided and dossier.is_open and not dossier.is_held
