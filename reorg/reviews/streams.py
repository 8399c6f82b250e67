"""Workstreams of a dossier: its checklists and, where units are arranged, what belongs to no list of it.

Each body reports its own part complete; somebody of another body confirms it or sends it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from reorg.people.models import Organisation
from reorg.reviews.models import CompletionReport
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import ChecklistItem, Dossier
from workflows.text import Text

State = CompletionReport.State
ARRANGE_UNITS = ("province_merger", "commune_arrangement")
# The two localities finish these themselves; source 003 names them.
BESIDES = {
    "end_of_district_level": Text("Kết thúc hoạt động cấp huyện", "End of the district level"),
    "commune_preparation": Text("Chuẩn bị sắp xếp cấp xã", "Preparation of the communes' arrangement"),
}
LOCALITIES = ("lead_pc", "other_pc")
REPORTERS = ("officer", "drafter")
OF_THE_LEAD = ("drafter", "chair", "reviewer")
OF_OTHERS = ("chair", "secretary", "reviewer")


@dataclass(frozen=True)
class Part:
    """What one body owes in a workstream, and the report that stands for it."""

    body: Organisation
    total: int
    settled: int
    report: CompletionReport | None
    earlier: tuple[CompletionReport, ...]

    @property
    def open(self) -> int:
        return self.total - self.settled


@dataclass(frozen=True)
class Stream:
    code: str
    title: Text
    parts: tuple[Part, ...]
    list_code: str = ""
    """The checklist behind it."""

    @property
    def confirmed(self) -> int:
        return sum(part.report is not None and part.report.state == State.CONFIRMED for part in self.parts)

    @property
    def waiting(self) -> int:
        return sum(part.report is not None and part.report.state == State.REPORTED for part in self.parts)

    @property
    def complete(self) -> bool:
        return bool(self.parts) and self.confirmed == len(self.parts)

    def part(self, body: int) -> Part:
        found = next((part for part in self.parts if part.body.pk == body), None)
        if found is None:
            raise BadInput(_("This body owes nothing in this workstream."), "body")
        return found


def streams_of(dossier: Dossier) -> list[Stream]:
    """All workstreams with who owes what in them. Five queries, however many there are."""
    owed = (
        ChecklistItem.objects.filter(dossier=dossier)
        .order_by("checklist__order", "owner__title_vi")
        .values("checklist__code", "checklist__title_vi", "checklist__title_en", "owner")
        .annotate(total=Count("id"), settled=Count("id", filter=Q(state__in=ChecklistItem.SETTLED)))
    )
    rows = [(row["checklist__code"], Text(row["checklist__title_vi"], row["checklist__title_en"]), row) for row in owed]
    reports: dict[tuple[str, int], list[CompletionReport]] = {}
    for report in dossier.completion_reports.select_related("reported_by", "decided_by", "decided_for").order_by("id"):
        reports.setdefault((report.stream, report.body_id), []).append(report)
    localities = _localities(dossier)
    bodies = Organisation.objects.in_bulk({row["owner"] for row in owed} | set(localities))

    def part(code: str, body: int, total: int = 0, settled: int = 0) -> Part:
        there = reports.get((code, body), [])
        standing = next((one for one in there if one.state != State.RETURNED), None)
        return Part(bodies[body], total, settled, standing, tuple(one for one in there if one is not standing))

    found: dict[str, list[Part]] = {}
    titles: dict[str, Text] = {}
    for code, title, row in rows:
        titles[code] = title
        found.setdefault(code, []).append(part(code, row["owner"], row["total"], row["settled"]))
    streams = [Stream(code, titles[code], tuple(parts), code) for code, parts in found.items()]
    besides = [Stream(code, title, tuple(part(code, body) for body in localities)) for code, title in BESIDES.items()]
    return [*streams, *(besides if localities else [])]


def _localities(dossier: Dossier) -> list[int]:
    if dossier.procedure.code not in ARRANGE_UNITS:
        return []
    there = dossier.parties.filter(key__in=LOCALITIES).order_by("key").values_list("organisation", flat=True)
    return list(dict.fromkeys(there))


def stream_in(dossier: Dossier, code: str) -> Stream:
    found = next((one for one in streams_of(dossier) if one.code == code), None)
    if found is None:
        raise NotFound(_("This dossier has no such workstream."))
    return found


def report_complete(
    dossier: Dossier,
    code: str,
    *,
    body: int,
    text: str,
    remaining: str = "",
    source: str = "",
    sample: bool = False,
    actor: Any,
) -> CompletionReport:
    """A body reports its part of a workstream complete. The same report again is the same one.

    Raises:
        NotYou: the actor reports for another body. NotNow: a report stands already. BadInput: no text, or items are
            still open and the report does not say what remains.
    """
    with door(dossier, actor=actor) as case:
        _must_be_open(case)
        stream = stream_in(case.dossier, code)
        case.act_as(body, REPORTERS)
        part = stream.part(body)
        text, remaining = text.strip(), remaining.strip()
        if not text:
            raise BadInput(_("Say what was done."), "text")
        if part.open and not remaining:
            raise BadInput(
                _("Of %(total)s items %(open)s are not settled yet: say what remains, and until when.")
                % {"total": part.total, "open": part.open},
                "remaining",
            )
        if part.report is not None:
            if (part.report.text, part.report.remaining) == (text, remaining):
                return part.report
            raise NotNow(_("A report of this body stands already. It can be sent back, and then be made anew."))
        report = CompletionReport.objects.create(
            dossier=case.dossier,
            stream=code,
            body=part.body,
            text=text,
            remaining=remaining,
            source=source,
            sample=sample,
            reported_by=actor,
            reported_at=case.now,
        )
        case.record(
            "stream.reported",
            report=report.pk,
            body=part.body.text,
            stream=stream.title,
            text=text,
            remaining=remaining,
            open=part.open,
            total=part.total,
            source=source,
            sample=sample,
        )
    return report


def confirm_report(report: CompletionReport, *, note: str = "", actor: Any) -> CompletionReport:
    """Another body confirms that it is so."""
    return _decide(report, State.CONFIRMED, note.strip(), actor)


def return_report(report: CompletionReport, *, reason: str, actor: Any) -> CompletionReport:
    """Another body does not confirm it, and says why; the body may then report anew."""
    if not reason.strip():
        raise BadInput(_("Say why it goes back."), "reason")
    return _decide(report, State.RETURNED, reason.strip(), actor)


def _decide(report: CompletionReport, state: State, reason: str, actor: Any) -> CompletionReport:
    with door(report.dossier_id, actor=actor) as case:
        _must_be_open(case)
        report = CompletionReport.objects.select_related("body").get(pk=report.pk, dossier=case.dossier)
        must_decide(case, report)
        if report.state == state and report.decided_by_id == actor.pk:
            return report
        if report.state != State.REPORTED:
            raise NotNow(_("This report has been decided on already."))
        assert case.person is not None
        report.state, report.reason = state, reason
        report.decided_by, report.decided_at = actor, case.now
        report.decided_for_id = case.person.organisation_id
        report.save(update_fields=["state", "reason", "decided_by", "decided_at", "decided_for"])
        stream = stream_in(case.dossier, report.stream)
        said = {"note": reason} if state == State.CONFIRMED else {"reason": reason}
        case.record(
            "stream.confirmed" if state == State.CONFIRMED else "stream.returned",
            report=report.pk,
            body=report.body.text,
            stream=stream.title,
            **said,
        )
    return report


def must_decide(case: Case, report: CompletionReport) -> None:
    """The lead decides on what others report; on its own reports the heads of another body do."""
    if report.reported_by_id == case.actor.pk:
        raise NotYou(_("Nobody confirms their own report."))
    lead = case.dossier.lead_id
    if report.body_id != lead:
        case.act_as(lead, OF_THE_LEAD)
        return
    for body in sorted(set(case.parties.values()) - {lead}):
        try:
            case.act_as(body, OF_OTHERS)
        except NotYou:
            continue
        return
    raise NotYou(_("A report of the lead is confirmed by the head of another body of this dossier."))


def bodies_reported_for(case: Case, bodies: Iterable[int]) -> set[int]:
    """For which of these bodies the actor reports."""
    held = {office.organisation_id for office in case.offices if office.role in REPORTERS}
    return held & set(bodies)


def _must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its reports stay as they are."))
