"""What would follow to successors, dossier by dossier, in the reader's words; of others' dossiers only how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from reorg.consolidation.actions import OTHERS
from reorg.consolidation.models import Run
from reorg.consolidation.successors import EVERYTHING, Preview
from reorg.people.models import Organisation
from reorg.registers.models import Row
from workflows import reading
from workflows.actions.succeeding import Passing
from workflows.models import Assignment, ChecklistItem, Document, Dossier, DossierParty
from workflows.text import Text

PER_PAGE = 30
TITLES: dict[str, Text] = {one.kind: one.title for one in EVERYTHING} | OTHERS


@dataclass(frozen=True)
class Thing:
    """One thing that follows: its kind, what it is called, and where it is seen."""

    kind: Text
    label: str
    url: str


@dataclass
class DossierLine:
    """What follows in one dossier. ``dossier`` is None for one that the reader may not see."""

    dossier: Dossier | None
    counts: list[tuple[Text, int]]
    pairs: list[tuple[Organisation, Organisation]]
    things: list[Thing] = field(default_factory=list)


@dataclass(frozen=True)
class StayLine:
    dossier: Dossier | None
    body: Organisation
    why: Text


@dataclass(frozen=True)
class SuccessionPage:
    totals: list[tuple[Text, int]]
    pairs: list[tuple[Organisation, Organisation, tuple[str, ...]]]
    page: Page[Any]
    lines: list[DossierLine]
    stays: list[StayLine]
    bodies: dict[int, Organisation]


def succession_page(shown: Preview, user: Any, number: Any) -> SuccessionPage:
    rows = defaultdict(list)
    for row in shown.following.passings:
        rows[row.dossier].append(row)
    page = Paginator(sorted(rows), PER_PAGE).get_page(number)
    here = [row for pk in page.object_list for row in rows[pk]]
    wanted = {*page.object_list, *(row.dossier for row in shown.following.stayings)}
    seen = {one.pk: one for one in reading.dossiers_for(user).filter(pk__in=wanted)}
    bodies = Organisation.objects.in_bulk({body for heir in shown.heirs.all for body in (heir.before, heir.after)})
    things = _things([row for row in here if row.dossier in seen], seen)
    return SuccessionPage(
        totals=[(TITLES[kind], count) for kind, count in shown.counts.items() if count],
        pairs=[(bodies[heir.before], bodies[heir.after], heir.procedures) for heir in shown.heirs.all],
        page=page,
        lines=[
            DossierLine(
                seen.get(pk),
                _counts(rows[pk]),
                [(bodies[before], bodies[after]) for before, after in sorted({(r.before, r.after) for r in rows[pk]})],
                things.get(pk, []),
            )
            for pk in page.object_list
        ],
        stays=[StayLine(seen.get(row.dossier), bodies[row.before], row.why) for row in shown.following.stayings],
        bodies=bodies,
    )


READERS = ("drafter", "chair", "reviewer")


def sees_succession(user: Any, dossier: Dossier, offices: Iterable[Any]) -> bool:
    """The preview names other dossiers and people: it is for the lead and for auditors."""
    held = {(office.organisation_id, office.role_id) for office in offices}
    return bool(held & {(dossier.lead_id, role) for role in READERS}) or reading.is_auditor(user, dossier)


def _counts(rows: Iterable[Passing]) -> list[tuple[Text, int]]:
    counts = Counter(row.kind for row in rows)
    return [(TITLES[kind], count) for kind, count in counts.items()]


def counts_of(run: Run) -> list[tuple[Text, int]]:
    return [(TITLES[kind], count) for kind, count in run.counts.items() if count and kind in TITLES]


def _things(rows: list[Passing], seen: dict[int, Dossier]) -> dict[int, list[Thing]]:
    """Every row by its name, with one query for each kind."""
    ids = defaultdict(list)
    for row in rows:
        ids[row.kind].append(row.pk)
    named: dict[tuple[str, int], tuple[str, str]] = {}
    for party in DossierParty.objects.filter(pk__in=ids["parts"]):
        dossier = seen[party.dossier_id]
        part = dossier.flow.parts.get(party.key)
        named["parts", party.pk] = (str(part.title) if part else party.key, reverse("dossier", args=[dossier.code]))
    for task in Assignment.objects.filter(pk__in=ids["tasks"]).select_related("task", "role"):
        dossier = seen[task.dossier_id]
        title = f"{dossier.flow.step(task.task.step).title} ({task.role})"
        named["tasks", task.pk] = (title, reverse("dossier", args=[dossier.code]))
    for item in ChecklistItem.objects.filter(pk__in=ids["items"]):
        url = reverse("item", args=[seen[item.dossier_id].code, item.code])
        named["items", item.pk] = (f"{item.code} {item.title}", url)
    for paper in Document.objects.filter(pk__in=ids["papers"]).select_related("type"):
        title = f"{paper.type} {paper.told_symbol}: {paper.told_subject}"
        named["papers", paper.pk] = (title, reverse("documents", args=[seen[paper.dossier_id].code]))
    for line in Row.objects.filter(pk__in=ids["rows"]).select_related("register"):
        register = line.register
        url = reverse("register", args=[seen[register.dossier_id].code, register.kind])
        named["rows", line.pk] = (f"{register.definition.title}: {line.key}", url)
    things = defaultdict(list)
    for row in rows:
        dossier = seen[row.dossier]
        label, url = named.get((row.kind, row.pk), (str(dossier), reverse("dossier", args=[dossier.code])))
        things[row.dossier].append(Thing(TITLES[row.kind], label, url))
    return things
