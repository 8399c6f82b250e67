"""From a dossier in the database to what its trail paper shows. Asks; prints nothing and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reorg.papers import content as paper
from reorg.units.formulas import Formula, Kind
from reorg.units.models import PlanClause, PlanPart, Unit
from reorg.units.plan import balance_of, plan_of
from workflows.calendars import newest_order
from workflows.deadlines import Clocks, asked_bodies
from workflows.flow.diagram import dossier_svg
from workflows.flow.rules import BALLOT_RULES, OPINION_RULES
from workflows.holds import standing_holds
from workflows.models import ChecklistItem, Document, DocumentVersion, Dossier, Event, Evidence
from workflows.offices import Acting
from workflows.readiness import readiness
from workflows.text import Text, in_language
from workflows.trail.verbs import VERBS

# Facts that are not in an event's sentence but belong on paper, by their names in the trail.
LABELS = {
    "digest": Text("Mã băm nội dung", "Content digest"),
    "statement": Text("Lời ký", "Statement"),
    "note": Text("Ghi chú", "Note"),
    "working": Text("Cách tính", "Working"),
    "present": Text("Có mặt", "Present"),
    "no": Text("Không tán thành", "Against"),
    "abstain": Text("Không biểu quyết", "Abstained"),
    "disagree": Text("Không đồng ý", "Disagree"),
    "other": Text("Ý kiến khác", "Other opinion"),
    "taken_part": Text("Tham gia", "Took part"),
    "issuer": Text("Cơ quan ban hành", "Issuer"),
    "date": Text("Ngày văn bản", "Date"),
    "sha256": Text("SHA-256", "SHA-256"),
    "size": Text("Dung lượng (byte)", "Size (bytes)"),
    "changes": Text("Thay đổi", "Change"),
    "evidence": Text("Minh chứng (SHA-256)", "Evidence (SHA-256)"),
    "before": Text("Nội dung trước", "Content before"),
    "after": Text("Nội dung sau", "Content after"),
    "moved": Text("Số thời hạn thay đổi", "Deadlines moved"),
    "version": Text("Phiên bản quy trình", "Procedure version"),
    "head": Text("Mã băm cuối", "Last hash"),
    "sample": Text("Số liệu mẫu", "Sample"),
}


def trail_paper(dossier: Dossier, language: paper.Language, exporter: Acting | None = None) -> paper.TrailPaper:
    """Everything the trail of a dossier shows, up to its last event, in Vietnamese (``vi``) or English (``en``)."""
    with override(language):
        return _Collector(dossier, language, exporter).collect()


class _Collector:
    def __init__(self, dossier: Dossier, language: paper.Language, exporter: Acting | None) -> None:
        self.dossier = dossier
        self.language = language
        self.exporter = exporter
        self.events = list(Event.objects.filter(dossier=dossier).order_by("seq"))
        self.tasks = list(dossier.tasks.order_by("id"))
        self.kinds: dict[int, str] = {}

    def say(self, text: Any) -> str:
        """Words in the paper's language, from a ``Text`` or a ``{"vi", "en"}`` fact."""
        value = text.as_fact() if isinstance(text, Text) else text
        return str(in_language(value, self.language))

    def both(self, vi: str, en: str) -> str:
        return en if self.language == "en" else vi

    def collect(self) -> paper.TrailPaper:
        dossier = self.dossier
        last = self.events[-1]
        return paper.TrailPaper(
            language=self.language,
            code=dossier.code,
            title=dossier.title,
            issuer=str(dossier.lead),
            procedure=str(dossier.procedure),
            procedure_version=dossier.procedure.version,
            phase=str(dossier.get_phase_display()),
            opened_at=dossier.opened_at,
            updated_at=last.at,
            events=tuple(self.event(event) for event in self.events),
            head_seq=last.seq,
            head_hash=last.hash,
            exported_at=last.at if self.exporter is None else timezone.now(),
            exported_by=self.person(self.exporter.as_fact() if self.exporter else None),
            verification_url=settings.SITE_URL + reverse("trail", args=[dossier.code]),
            events_json=self.events_json(),
            programme=str(dossier.programme) if dossier.programme else "",
            notice=self.notice(),
            parties=tuple(self.parties()),
            anchors=tuple(self.anchors()),
            summary=tuple(self.summary()),
            decisions=tuple(self.decisions()),
            open_points=tuple(self.say(missing.what) for missing in readiness(dossier)[:12]),
            units=self.units(),
            diagram_svg=dossier_svg(dossier, self.language, self.tasks),
            deadlines=tuple(self.deadlines()),
            sign_offs=tuple(self.sign_offs()),
            ballots=tuple(self.ballots()),
            opinion_rounds=tuple(self.opinion_rounds()),
            checklists=tuple(self.checklists()),
            documents=tuple(self.documents()),
        )

    # The trail

    def event(self, event: Event) -> paper.Event:
        body = event.body
        verb = VERBS[event.verb]
        return paper.Event(
            seq=event.seq,
            at=event.at,
            verb=event.verb,
            sentence=verb.sentence(body["facts"], self.language),
            actor=self.person(body["actor"]),
            prev_hash=event.prev_hash,
            hash=event.hash,
            facts=tuple(self.facts(body["facts"], verb.vi)),
            weight=paper.Weight(verb.weight.value),
        )

    def facts(self, facts: dict[str, Any], sentence: str) -> Iterator[paper.Fact]:
        for name, label in LABELS.items():
            value = facts.get(name)
            if value in (None, "", [], False) or "{" + name + "}" in sentence:
                continue
            shown = ", ".join(map(str, value)) if isinstance(value, list) else self.say(value)
            yield paper.Fact(self.say(label), self.both("có", "yes") if value is True else shown)

    def person(self, actor: dict[str, Any] | None) -> paper.Person:
        if actor is None:
            return paper.Person(self.both("hệ thống", "the system"))
        return paper.Person(
            name=actor["name"],
            office=self.say(actor["office"]),
            organisation=self.say(actor["organisation"]),
            authority=actor["authority"],
            on_behalf_of=self.principal(actor),
        )

    def principal(self, actor: dict[str, Any]) -> str:
        """Whom a deputy stood in for: office and name."""
        given = actor.get("on_behalf_of")
        return f"{self.say(given['office'])} {given['name']}" if given else ""

    def events_json(self) -> bytes:
        """The records exactly as they were hashed, in order: one JSON array of objects ``{record, hash}``."""
        rows = [{"hash": event.hash, "record": event.record} for event in self.events]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    # Page one

    def notice(self) -> str:
        sample = self.dossier.documents.filter(sample=True).exists() or any(
            '"sample":true' in event.record for event in self.events
        )
        if not sample:
            return ""
        return self.both(
            "Hồ sơ trình diễn: tệp đính kèm và số liệu ghi “mẫu” không phải văn bản thật.",
            "A demonstration: attachments and figures marked as samples are not the real papers.",
        )

    def summary(self) -> Iterator[paper.SummaryLine]:
        for hold in standing_holds(self.dossier):
            label = self.both("Đang bị phong tỏa", "Frozen")
            yield paper.SummaryLine(label, f"{hold.body}, {_day(hold.placed_at)} ({hold.paper}): {hold.ground}")
        recalled = self.dossier.documents.filter(recall__isnull=False, restricted=False).order_by("id")
        if recalled:
            label = self.both("Văn bản đã thu hồi", "Recalled papers")
            yield paper.SummaryLine(label, ", ".join(one.symbol or one.subject for one in recalled))
        now = [self.dossier.flow.step(task.step) for task in self.tasks if task.outcome == "" and task.status != "DONE"]
        if now:
            waits = ", ".join(self.say(node.title) for node in now)
            yield paper.SummaryLine(self.both("Đang chờ", "It waits for"), waits)
        regime = self.dossier.regime.get("name")
        if regime:
            yield paper.SummaryLine(self.both("Căn cứ áp dụng", "Regime"), str(regime))

    def decisions(self) -> Iterator[paper.Decision]:
        """Votes, completed sign-offs and moves: what a reader wants on page one."""
        for event in self.events:
            if event.verb not in ("phase.changed", "step.approved", "step.returned", "step.refused", "ballot.recorded"):
                continue
            body = event.body
            actor = self.person(body["actor"])
            sentence = VERBS[event.verb].sentence(body["facts"], self.language)
            if event.verb == "phase.changed":
                continue
            result = {
                "step.approved": self.both("thông qua", "passed"),
                "step.returned": self.both("trả lại", "returned"),
                "step.refused": self.both("từ chối", "refused"),
            }.get(event.verb, self.say(body["facts"].get("result", "")))
            what = self.say(body["facts"].get("title", sentence))
            if event.verb == "ballot.recorded":
                what = sentence
            yield paper.Decision(event.at, actor.organisation, what, result, event.seq)

    def parties(self) -> Iterator[paper.Party]:
        """Those who are asked in a step; who only owes items of a list is named with the list."""
        parts = self.dossier.flow.parts
        asked = {seat.part for node in self.dossier.flow.steps() for seat in node.seats}
        for party in self.dossier.parties.select_related("organisation"):
            if party.key in asked:
                yield paper.Party(self.say(parts[party.key].title), str(party.organisation))

    def anchors(self) -> Iterator[paper.Anchor]:
        if self.dossier.resolution_date:
            yield paper.Anchor(self.both("Ngày nghị quyết", "Date of the resolution"), self.dossier.resolution_date)
        if self.dossier.operation_date:
            yield paper.Anchor(self.both("Ngày vận hành", "Operating from"), self.dossier.operation_date)

    # Units

    def units(self) -> paper.UnitPlan:
        clauses = plan_of(self.dossier)
        if not clauses:
            return paper.UnitPlan()
        parts = [(clause, part) for clause in clauses for part in clause.parts.all()]
        self.kinds = dict(Unit.objects.filter(pk__in={part.unit_id for _, part in parts}).values_list("pk", "kind"))
        before = {part.unit_id: self.old_unit(part) for _clause, part in parts}
        balance = balance_of(clauses)
        return paper.UnitPlan(
            before=tuple(before.values()),
            after=tuple(self.new_unit(clause) for clause in clauses),
            successions=tuple(self.succession(clause, part) for clause, part in parts),
            conservation=paper.Conservation(
                holds=None if balance.ok and balance.unknown else balance.ok,
                working="\n".join(self.say(unit.working) for unit in balance.units[:20]),
            ),
        )

    def old_unit(self, part: PlanPart) -> paper.Unit:
        return paper.Unit(
            name=self.say(part.title),
            kind=self.say(Kind(self.kinds[part.unit_id]).text),
            code=part.unit_code,
            area_km2=part.unit_area_km2,
            population=part.unit_population,
        )

    def new_unit(self, clause: PlanClause) -> paper.Unit:
        return paper.Unit(
            name=self.say(clause.title),
            kind=self.say(Kind(clause.kind).text),
            code=clause.code,
            area_km2=clause.area_km2,
            population=clause.population,
        )

    def succession(self, clause: PlanClause, part: PlanPart) -> paper.Succession:
        return paper.Succession(
            old=self.say(part.title),
            new=self.say(clause.title),
            formula=self.say(Formula(part.formula).worded(part.after_clauses)),
            area_km2=part.area_km2,
            population=part.population,
            clause=str(clause.number),
        )

    # Decisions, papers, lists

    def deadlines(self) -> Iterator[paper.Deadline]:
        """Of the open steps, and of a step whose clock stands until a supplement has come."""
        clocks = Clocks([self.dossier.pk], newest_order())
        standing = {stop.task_id for stop in clocks.by_pk.values() if stop.until is None}
        for task in self.dossier.tasks.prefetch_related("assignments").order_by("id"):
            if task.outcome and task.pk not in standing:
                continue
            found = clocks.of(self.dossier, task, asked_bodies(task))
            if found is not None:
                step = self.say(self.dossier.flow.step(task.step).title)
                yield paper.Deadline(step, found.due, self.say(clocks.paragraph(self.dossier, task, found)))

    def sign_offs(self) -> Iterator[paper.SignOff]:
        verbs = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")
        told = {event.body["facts"]["decision"]: event for event in self.events if event.verb in verbs}
        for decision in self.dossier.decisions.select_related("task", "snapshot", "item").order_by("at", "id"):
            step = self.say(self.dossier.flow.step(decision.task.step).title) if decision.task else str(decision.item)
            yield paper.SignOff(
                signer=self.person(told[decision.pk].body["actor"]),
                step=step,
                decision=str(decision.get_outcome_display()),
                statement=decision.statement,
                digest=decision.digest,
                at=decision.at,
                counting=decision.counts,
                superseded_because=decision.superseded_why,
                seq=told[decision.pk].seq,
            )

    def ballots(self) -> Iterator[paper.Ballot]:
        for ballot in self.dossier.ballots.select_related("organisation", "task"):
            yield paper.Ballot(
                body=str(ballot.organisation),
                question=self.say(self.dossier.flow.step(ballot.task.step).title),
                electorate=ballot.electorate,
                present=ballot.present,
                yes=ballot.yes,
                no=ballot.no,
                abstain=ballot.abstain,
                rule=self.say(BALLOT_RULES[ballot.rule].title),
                working=self.both(ballot.working_vi, ballot.working_en),
                passed=ballot.passed,
                at=ballot.recorded_at,
                note=ballot.note,
            )

    def opinion_rounds(self) -> Iterator[paper.OpinionRound]:
        for consultation in self.dossier.consultations.select_related("task").prefetch_related("opinions"):
            yield paper.OpinionRound(
                title=self.say(self.dossier.flow.step(consultation.task.step).title),
                asked=self.both(
                    f"{len(consultation.opinions.all())} nơi trả lời", f"{len(consultation.opinions.all())} returns"
                ),
                opened=consultation.opens,
                closed=consultation.closes,
                result=self.both(consultation.working_vi, consultation.working_en),
                rule=self.say(OPINION_RULES[consultation.rule].title),
                opinions=tuple(
                    paper.Opinion(
                        by=opinion.respondent,
                        answer=self.both(
                            f"{opinion.agree}/{opinion.total} đồng ý", f"{opinion.agree} of {opinion.total} agree"
                        ),
                        disposition=str(opinion.get_disposition_display()),
                    )
                    for opinion in consultation.opinions.all()
                ),
            )

    def checklists(self) -> Iterator[paper.Checklist]:
        items = ChecklistItem.objects.select_related("owner", "done_by", "verified_by").prefetch_related(
            "evidence__erasure"
        )
        for checklist in self.dossier.checklists.prefetch_related(Prefetch("items", items.order_by("order", "code"))):
            yield paper.Checklist(
                title=checklist.title,
                items=tuple(
                    paper.ChecklistItem(
                        code=item.code,
                        title=item.title,
                        owner=str(item.owner),
                        due=_local(item.due),
                        state=str(item.get_state_display()),
                        settled=item.state in ChecklistItem.SETTLED,
                        done_by=str(item.done_by or ""),
                        verified_by=str(item.verified_by or ""),
                        note=item.note,
                        evidence=tuple(
                            paper.Evidence(proof.name, proof.sha256, self.erased(proof))
                            for proof in item.evidence.all()
                        ),
                    )
                    for item in checklist.items.all()
                ),
            )

    def documents(self) -> Iterator[paper.Document]:
        for document in self.dossier.documents.select_related("type", "recall", "replaced_by").prefetch_related(
            "versions__erasure"
        ):
            yield paper.Document(
                type=str(document.type),
                notation=document.told_symbol,
                issuer=document.issuer,
                issued=None if document.restricted else document.date,
                subject=self.say(document.told_subject),
                versions=tuple(
                    paper.DocumentVersion(
                        version.no,
                        document.told_file(version.name),
                        version.size,
                        version.sha256,
                        version.added_at,
                        self.erased(version),
                    )
                    for version in document.versions.all()
                ),
                sample=document.sample,
                recalled=self.recalled(document),
            )

    def recalled(self, document: Document) -> str:
        if not document.recalled:
            return ""
        recall, by = document.recall, getattr(document, "replaced_by", None)
        told = self.both(
            f"Thu hồi ngày {_day(recall.recalled_at)} theo {recall.authority}: {recall.ground}",
            f"Recalled on {_day(recall.recalled_at)} by order of {recall.authority}: {recall.ground}",
        )
        named = f"{told} ({recall.paper})" if recall.paper else told
        if by is None:
            return named
        return f"{named} {self.both('Thay thế bằng', 'Replaced by')} {by.told_symbol or by.type_id}."

    def erased(self, file: DocumentVersion | Evidence) -> str:
        if file.file:
            return ""
        erasure = file.erasure
        return self.both(
            f"Nội dung đã xóa khỏi kho ngày {_day(erasure.erased_at)}: {erasure.ground} ({erasure.paper})",
            f"Content removed from storage on {_day(erasure.erased_at)}: {erasure.ground} ({erasure.paper})",
        )


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def _local(moment: datetime | None) -> Any:
    return timezone.localtime(moment).date() if moment else None
