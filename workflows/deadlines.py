"""The deadlines of a dossier's steps and items: reckoned from what is on record, and told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from workflows.calendars import calendar_for
from workflows.clock import After, Extension, Reckoning, Rule, Stop, reckon, rule_from, told
from workflows.models import ChecklistItem, ClockStop, Dossier, Task, TermExtension
from workflows.text import Text

GROUNDS = {
    ClockStop.Ground.INCOMPLETE: Text("hồ sơ chưa đầy đủ", "the dossier was incomplete"),
    ClockStop.Ground.INCORRECT: Text("hồ sơ chưa chính xác", "the dossier was incorrect"),
    ClockStop.Ground.OUTSIDE: Text("nguyên nhân khách quan", "a cause outside the office"),
}
STARTED_ITEM = Text("Hồ sơ được mở", "The dossier was opened")


class Clocks:
    """What moves the clocks of some dossiers: stops and extensions, read once, however many deadlines are reckoned."""

    def __init__(self, dossiers: Iterable[int], version: int) -> None:
        self.version = version
        self.stops: dict[int, list[ClockStop]] = defaultdict(list)
        self.longer: dict[int, list[TermExtension]] = defaultdict(list)
        self.by_pk: dict[int, ClockStop] = {}
        which = list(dossiers)
        for stop in ClockStop.objects.filter(dossier__in=which).select_related("task").order_by("since", "pk"):
            self.stops[stop.task_id].append(stop)
            self.by_pk[stop.pk] = stop
        for extension in TermExtension.objects.filter(dossier__in=which).order_by("given_at", "pk"):
            self.longer[extension.task_id].append(extension)

    def of(self, dossier: Dossier, task: Task, bodies: Iterable[int]) -> Reckoning | None:
        """How the deadline of a step comes about; None for a step without one."""
        rule = dossier.flow.step(task.step).due
        if rule is None:
            return None
        runs = self.runs(task)
        return reckon(
            rule,
            runs[0].started,
            dossier.anchor,
            calendar_for(bodies, self.version),
            [_stop(stop) for run in runs for stop in self.stops[run.pk]],
            [_extension(one) for run in runs for one in self.longer[run.pk]],
        )

    def runs(self, task: Task) -> list[Task]:
        """The runs of a step through which one term goes: it begins with the first of them."""
        runs = [task]
        while runs[0].resumes_id is not None:
            led = self.by_pk[runs[0].resumes_id]
            if led.restarts:
                break
            runs.insert(0, led.task)
        return runs

    def began_anew(self, task: Task) -> ClockStop | None:
        """The stop after which the term of a step began anew."""
        first = self.runs(task)[0]
        return self.by_pk[first.resumes_id] if first.resumes_id is not None else None

    def paragraph(self, dossier: Dossier, task: Task, found: Reckoning) -> Text:
        """How a deadline came about, in Vietnamese and English."""
        anew = self.began_anew(task)
        return told(found, anchor=_anchor(dossier, found.rule), anew=_anew(anew) if anew else None)


def reckoned(task: Task, version: int) -> tuple[Reckoning | None, Text]:
    """How the deadline of one step came about, and the paragraph that says so."""
    clocks = Clocks([task.dossier_id], version)
    found = clocks.of(task.dossier, task, asked_bodies(task))
    return found, clocks.paragraph(task.dossier, task, found) if found else Text("", "")


def reckoned_item(item: ChecklistItem, version: int) -> tuple[Reckoning | None, Text]:
    """How the deadline of an item came about, and the paragraph that says so."""
    rule = rule_from(item.due_rule)
    if rule is None:
        return None, Text("", "")
    dossier = item.dossier
    found = reckon(rule, dossier.opened_at, dossier.anchor, calendar_for([item.owner_id], version))
    return found, told(found, anchor=_anchor(dossier, rule), started=STARTED_ITEM)


def asked_bodies(task: Task) -> list[int]:
    return [asked.organisation_id for asked in task.assignments.all()]


def open_steps() -> QuerySet[Task]:
    """Steps that wait for somebody, of all dossiers."""
    return Task.objects.filter(outcome="", status="STARTED")


def _anchor(dossier: Dossier, rule: Rule) -> date | None:
    return dossier.anchor(rule.anchor) if isinstance(rule, After) else None


def _stop(stop: ClockStop) -> Stop:
    ground = GROUNDS[ClockStop.Ground(stop.ground)]
    until = timezone.localdate(stop.until) if stop.until else None
    why = Text(f"{ground.vi} ({_bare(stop.reason)})", f"{ground.en} ({_bare(stop.reason)})")
    return Stop(timezone.localdate(stop.since), until, why)


def _extension(one: TermExtension) -> Extension:
    why = f"{_bare(one.reason)} ({one.basis})"
    return Extension(one.working_days, timezone.localdate(one.given_at), Text(why, why))


def _anew(stop: ClockStop) -> Text:
    since = timezone.localdate(stop.since)
    reason = _bare(stop.reason)
    return Text(
        f"Ngày {since:%d/%m/%Y} đã đề nghị bổ sung vì hồ sơ chưa đầy đủ ({reason}); khi nhận đủ, thời hạn tính lại.",
        f"On {since.day} {since:%B} {since.year} a supplement was asked for, the dossier being incomplete ({reason}); "
        "with the answer the term began anew.",
    )


def _bare(text: str) -> str:
    return text.strip().rstrip(".;")
