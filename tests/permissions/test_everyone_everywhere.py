"""Everybody × every address × every method: what is not yours is not found, what is not yours to do is refused.

The rule, for whoever has signed in: a dossier in which none of my organisations takes part does not exist for me (404);
in one that I may see, what only other offices may have or do is refused (403). Signed out, one signs in first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reorg.people.models import User
from reorg.web.urls import ADMINISTRATION
from tests.cast import PASSWORD, PDF
from tests.permissions.world import (
    AGENCY,
    DRAFTS,
    ELSEWHERE,
    LEADS,
    MERGER,
    NOBODY,
    SEE_NOTHING,
    SIGNED_OUT,
    TAKE_PART,
    Case,
    world,
)
from workflows import actions
from workflows.models import Assignment
from workflows.trail.canonical import digest

pytestmark = pytest.mark.django_db

WORKERS = {  # officers and drafters of the owner of the items, or of the lead
    MERGER: ["anh", "quynh"],
    AGENCY: ["anh", "quynh"],
    ELSEWHERE: ["yen"],
}
VERIFIERS = {  # reviewers, chairs, drafters and secretaries of the owner or of the lead
    MERGER: ["anh", "binh", "tuan", "uyen"],
    AGENCY: ["anh", "binh", "tuan", "uyen"],
    ELSEWHERE: ["yen", "zung"],
}
OWNS_ITEMS: dict[str, list[str]] = {MERGER: ["uyen"], AGENCY: ["uyen"], ELSEWHERE: []}  # heads of the items' owner
MEETS = ["hanh", "khanh", "lam", "mai", "nam", "oanh"]  # those who prepare the meetings of their bodies
EXPORTERS = {
    MERGER: ["anh", "binh", "cuc", "dung", "giang", "lam", "mai", "nam", "oanh", "phuc", "uyen"],
    AGENCY: ["anh", "binh", "cuc", "phuc", "uyen", "vinh"],
    ELSEWHERE: ["phuc", "yen", "zung"],
}
OF_THE_LEAD = {  # and auditors: they read what the lead keeps to itself
    MERGER: ["anh", "binh", "quynh", "tuan", "phuc"],
    AGENCY: ["anh", "binh", "quynh", "tuan", "phuc"],
    ELSEWHERE: ["yen", "zung", "phuc"],
}


@dataclass(frozen=True)
class Ask:
    """One request about a dossier, and its answer: ``may`` for some, ``others`` for whoever else takes part."""

    name: str
    keys: tuple[Any, ...]
    may: list[str]
    answer: int = 200
    others: int = 403
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    everywhere: int = 404  # for those who do not take part

    @property
    def path(self) -> str:
        return reverse(self.name, args=self.keys) + self.query

    def expected(self, person: str, code: str) -> int:
        if person in SIGNED_OUT:
            return 302
        if person not in TAKE_PART[code]:
            return self.everywhere
        return self.answer if person in self.may else self.others


def asks(case: Case) -> list[Ask]:
    """Every address of a dossier, with every method that means something, and who may."""
    of_steps = [*reading(case), *drafting(case), *working(case), *stepping(case), *listing(case)]
    return [*of_steps, *talking(case), *supporting(case), *consolidating(case), *working_to_plan(case), *keeping(case)]


def reading(case: Case) -> Iterator[Ask]:
    code, everybody = case.code, TAKE_PART[case.code]
    for name in ("dossier", "dossier_diagram", "dossier_bpmn", "dossier_timeplan", "deadlines", "comments"):
        yield Ask(name, (code,), everybody)
    yield Ask("dossier_step", (code, "draft"), everybody)
    yield Ask("dossier_step", (code, "no-such-step"), [], others=404)
    yield Ask("plan", (code,), everybody, 404 if code == AGENCY else 200)  # an agency has no units
    yield Ask("unit_search", (code,), everybody)
    for name in ("documents", "checklists", "trail"):
        yield Ask(name, (code,), everybody)
    yield Ask("checklist", (code, case.fresh.checklist.code), everybody)
    yield Ask("checklist", (code, "no-such-list"), [], others=404)
    for item in (case.fresh, case.proved, case.reported):
        yield Ask("item", (code, item.code), everybody)
    yield Ask("item", (code, "NO-99"), [], others=404)
    yield Ask("evidence_file", (case.evidence.pk,), everybody)
    yield Ask("document_file", (case.paper.pk,), everybody)
    yield Ask("document_file", (case.restricted.pk,), OF_THE_LEAD[code])
    yield Ask("dossier_access", (code,), [LEADS[code], "phuc"])
    yield Ask("document_read", (case.paper.pk,), everybody)
    yield Ask("document_read", (case.restricted.pk,), OF_THE_LEAD[code])
    yield Ask("document_compare", (case.paper.document_id, 1, 1), everybody)
    yield Ask("document_compare", (case.restricted.document_id, 1, 1), OF_THE_LEAD[code], others=404)
    for decision in case.dossier.decisions.all()[:1]:
        yield Ask("receipt", (decision.pk,), everybody)
    yield Ask("receipt", (999_999,), [], others=404)
    # An export is for who asked for it; the others have none.
    yield Ask("trail_file", (code,), ["phuc"], others=404)
    yield Ask("trail_file", (code,), ["phuc"], others=404, query=f"?export={case.export.pk}")
    yield Ask("trail_export", (code,), EXPORTERS[code], 302, method="post", data={"language": "vi"})


def talking(case: Case) -> Iterator[Ask]:
    code, everybody = case.code, TAKE_PART[case.code]
    yield Ask("comments", (code,), everybody, 302, method="post", data={"text": "Đã xem."})
    yield Ask("comments", (code,), everybody, 400, method="post", data={"text": " "})
    on_item = (code, case.fresh.code, "comment")
    yield Ask("item_act", on_item, everybody, 302, method="post", data={"text": "Đã xem."})
    yield Ask("follow", (code,), everybody, 302, method="post", data={"act": "follow"})


def drafting(case: Case) -> Iterator[Ask]:
    code = case.code
    drafter, chair = [DRAFTS[code]], [LEADS[code]]
    held = code == MERGER  # what is being decided on is held still: the right person, the wrong moment
    yield Ask("dossier_dates", (code,), drafter)
    yield Ask("dossier_dates", (code,), drafter, 409 if held else 302, method="post", data={"operation": "2025-08-01"})
    yield Ask("dossier_withdraw", (code,), chair)
    yield Ask("dossier_withdraw", (code,), chair, 302, method="post", data={"reason": "Không còn cần."})
    # None of these was started from a screening; only what is still a draft can be closed as exempt.
    yield Ask("dossier_screening", (code,), [], others=404)
    yield Ask("dossier_exempt", (code,), chair, 409 if held else 200)
    yield Ask("dossier_exempt", (code,), chair, 409 if held else 400, method="post", data={"reason": ""})
    yield from planning(code, held)

    files = {MERGER: ["anh", "hanh", "khanh"], AGENCY: ["anh"], ELSEWHERE: ["yen"]}[code]
    a_paper = {"type": "QĐ", "symbol": "7/QĐ", "issuer": "UBND", "subject_vi": "Quyết định", "kind": "step"}
    yield Ask("document_new", (code,), files)
    yield Ask("document_new", (code,), files, 302, method="post", data=a_paper)
    yield Ask("document_new", (code,), drafter, 409 if held else 302, method="post", data=a_paper | {"kind": "signed"})
    scheme, secret = case.paper.document_id, case.restricted.document_id
    yield Ask("document_version_add", (scheme,), drafter, 409 if held else 200)
    yield Ask("document_version_add", (scheme,), drafter, 409 if held else 302, method="post", data={"file": a_file})
    # A paper kept secret is not found by those it is kept from.
    kept_from = {person: 404 for person in TAKE_PART[code] if person not in OF_THE_LEAD[code]}
    for person, answer in kept_from.items():
        yield Ask("document_version_add", (secret,), [person], answer, method="get", others=ANY)
    yield Ask("document_version_add", (secret,), drafter, 302, method="post", data={"file": a_file}, others=ANY)


def keeping(case: Case) -> Iterator[Ask]:
    """Freezing, recalling, removing: seen by those whose act it is."""
    code, heads = case.code, [LEADS[case.code]]
    freezes = [*heads, "phuc"]
    yield Ask("dossier_archive", (code,), TAKE_PART[code])
    packs = [DRAFTS[code], *heads, "phuc"]
    yield Ask("archive_pack", (code,), packs, 409, method="post")  # none of these dossiers has ended
    yield Ask("archive_file", (code,), packs, 404)
    yield Ask("document_retention", (case.paper.document_id,), heads, 409)
    yield Ask("document_retention", (case.paper.document_id,), heads, 409, method="post", data={"nothing": "1"})
    assembles = {MERGER: ["anh", "quynh", *MEETS], AGENCY: ["anh", "quynh", "hanh"], ELSEWHERE: ["yen"]}[code]
    yield Ask("packs", (code,), TAKE_PART[code])
    yield Ask("pack_new", (code,), assembles)
    yield Ask("pack_new", (code,), assembles, 400, method="post", data={"subject": ""})
    writes = {MERGER: ["anh", "quynh", "son"], AGENCY: ["anh", "quynh", "son"], ELSEWHERE: ["yen"]}[code]
    yield Ask("joint_new", (code,), writes)
    yield Ask("joint_new", (code,), writes, 400, method="post", data={"subject_vi": ""})
    staff = (code, "staff", case.fresh.owner_id)
    yield Ask("workstreams", (code,), TAKE_PART[code])
    yield Ask("workstream_report", staff, reports(case), 400, method="post", data={"text": ""})
    yield Ask("workstream_decide", (code, 999_999, "confirm"), [], others=404, method="post")
    yield Ask("basis_reviews", (code,), TAKE_PART[code])
    yield Ask("basis_review_answer", (code, 999_999), [], others=404, method="post")
    yield from reviewing(case)
    yield Ask("joint", (code, 77), [], others=404)
    yield Ask("joint_act", (code, 77, "agree"), [], others=404, method="post")
    for name in ("pack", "pack_file"):
        yield Ask(name, (code, 77), [], others=404)
    yield Ask("paper_sign", (code, 1_000_000), [], others=404)
    yield Ask("hold", (code,), TAKE_PART[code])
    said = {"ground": "Thanh tra.", "paper": "12/QĐ-TTr"}
    yield Ask("hold", (code,), freezes, 302, method="post", data=said)
    yield Ask("hold_lift", (code, 1_000_000), [], others=404, method="post", data={"reason": "Xong."})
    files = {MERGER: ["anh", "quynh"], AGENCY: ["anh", "quynh"], ELSEWHERE: ["yen"]}[code]
    yield Ask("document_recall", (case.paper.document_id,), files)
    recall = {"authority": "UBND", "ground": "Sai số liệu.", "password": PASSWORD}
    yield Ask("document_recall", (case.paper.document_id,), files, 302, method="post", data=recall)
    erase = {"ground": "Điều 16", "paper": "3/QĐ", "password": PASSWORD}
    deciding = code == MERGER  # the text leaders are deciding on is not taken from under them
    yield Ask("version_erase", (case.paper.pk,), heads)
    answer = 302 if not deciding else ANY
    yield Ask("version_erase", (case.paper.pk,), heads, answer, method="post", data=erase)
    yield Ask("evidence_erase", (case.evidence.pk,), [*heads, *OWNS_ITEMS[code]])
    yield Ask("evidence_erase", (case.evidence.pk,), [*heads, *OWNS_ITEMS[code]], 302, method="post", data=erase)


def reviewing(case: Case) -> Iterator[Ask]:
    """The fit of new units with the planning, and evaluations: nothing operates yet in any of these dossiers."""
    code, plans = case.code, case.code != AGENCY
    states = {MERGER: ["anh", "quynh", "son", "tuan", "lam"], ELSEWHERE: ["yen"]}.get(code, [])
    everybody = TAKE_PART[code] if plans else []
    for name, keys in (("conformity", (code,)), ("conformity_level", (code, "general"))):
        yield Ask(name, keys, everybody, others=404)
    yield Ask("conformity_level", (code, "no-such-level"), [], others=404)
    planned = case.dossier.plan_clauses.exists()
    yield Ask("conformity_level", (code, "general"), states, 400 if planned else 409, 403 if plans else 404, "post")
    speaks = {
        MERGER: ["anh", "binh", "cuc", "dung", "giang", "hanh", "khanh", "quynh", "son", "tuan", "uyen"],
        AGENCY: ["anh", "binh", "cuc", "hanh", "quynh", "son", "tuan", "uyen", "vinh"],
        ELSEWHERE: ["yen", "zung"],
    }[code]
    for name in ("evaluations", "evaluations_export"):
        yield Ask(name, (code,), TAKE_PART[code])
    yield Ask("evaluation_new", (code,), speaks, 409)
    yield Ask("evaluation_new", (code,), speaks, 409, method="post")
    yield Ask("evaluation_correct", (code, 999_999), [], others=404)
    yield Ask("evaluation_correct", (code, 999_999), [], others=404, method="post")


def reports(case: Case) -> list[str]:
    """Officers and drafters of the body that owes the items."""
    offices = case.fresh.owner.offices.filter(
        role__in=("officer", "drafter"), person__username__in=TAKE_PART[case.code]
    )
    return list(offices.values_list("person__username", flat=True))


def planning(code: str, held: bool) -> Iterator[Ask]:
    """An agency has no units: there is no such page for anybody."""
    drafter, others = [DRAFTS[code]], 404 if code == AGENCY else 403

    def answer(usual: int) -> int:
        return 404 if code == AGENCY else 409 if held else usual

    for name, keys in (("plan_clause_new", (code,)), ("plan_clause", (code, 1))):
        yield Ask(name, keys, drafter, answer(200), others)
        yield Ask(name, keys, drafter, answer(400), others, method="post", data={"save": "1"})
    yield Ask("plan_clause", (code, 77), drafter, answer(404), others)
    everybody = TAKE_PART[code]
    for name in ("plan_clauses", "variants"):
        yield Ask(name, (code,), everybody, 404 if code == AGENCY else 200)
        yield Ask(name, (code,), drafter, answer(302 if name == "plan_clauses" else 400), others, method="post")
    # There are no variants here: what is not there is not found by those who take part either.
    yield Ask("variant", (code, 999_999), [], others=404)
    for name, keys in (("variant_clause_new", (code, 999_999)), ("variant_clause", (code, 999_999, 1))):
        yield Ask(name, keys, [], others=404)
    yield Ask("variant_clause_remove", (code, 999_999, 1), [], others=404, method="post")
    yield Ask("variant_act", (code, 999_999, "choose"), drafter, answer(404), others, method="post")
    yield Ask("plan_clause_remove", (code, 1), drafter, answer(302), others, method="post")


def working(case: Case) -> Iterator[Ask]:
    """The acts on items, each by those whose act it is."""
    code = case.code
    works, verifies = WORKERS[code], VERIFIERS[code]
    leaders = {MERGER: ["binh", "uyen"], AGENCY: ["binh", "uyen"], ELSEWHERE: ["zung"]}[code]
    verifies_this = ["zung"] if code == ELSEWHERE else verifies  # Yến reported it, and nobody verifies their own
    fresh, proved, reported = (code, case.fresh.code), (code, case.proved.code), (code, case.reported.code)
    yield act(fresh, "start", works)
    yield act(fresh, "evidence", works, file=a_file)
    yield act(proved, "done", works)
    yield act(reported, "verify", verifies_this)
    yield act(reported, "reopen", verifies, reason="Thiếu chữ ký.")
    shown = digest(actions.item_content(case.fresh))
    yield act(fresh, "waive", leaders, reason="Không có.", shown=shown, password=PASSWORD)
    yield act(fresh, "assign", [DRAFTS[code], LEADS[code]], organisation=case.fresh.owner_id)
    assigners = [DRAFTS[code], LEADS[code]]
    yield Ask("item_owner", fresh, assigners)
    owner = {"organisation": case.fresh.owner_id}
    yield Ask("item_owner", fresh, assigners, 200, method="post", data=owner)
    yield act(fresh, "burn", [], others=404)


def act(item: tuple[str, str], name: str, may: list[str], others: int = 403, **data: Any) -> Ask:
    return Ask("item_act", (*item, name), may, 302, others=others, method="post", data=data)


def stepping(case: Case) -> Iterator[Ask]:
    """What was asked of whom: theirs to see and to answer, whether it is open or answered."""
    given = case.dossier.assignments.select_related("organisation", "role", "task").order_by("id")
    answered = given.filter(state=Assignment.State.DONE).last()
    for asked in [*given.filter(state=Assignment.State.OPEN), *filter(None, [answered])]:
        offices = asked.organisation.offices.filter(role=asked.role, person__username__in=TAKE_PART[case.code])
        theirs = list(offices.values_list("person__username", flat=True))
        answer = ANSWERS[case.code] if asked.state == Assignment.State.OPEN else 200
        yield Ask("step", (asked.pk,), theirs)
        yield Ask("step", (asked.pk,), theirs, answer, method="post", data={"nothing": "1"})
        heads = asked.organisation.offices.filter(
            role__in=("chair", "secretary"), person__username__in=TAKE_PART[case.code]
        )
        for name in ("step_take_up", "step_give_back"):  # who holds the office has nothing to take up
            yield Ask(name, (asked.pk,), theirs, 409, method="post")
        move = [*theirs, *heads.values_list("person__username", flat=True)]
        yield Ask("deadline_act", (case.code, asked.pk, "extend"), move)
        yield Ask("deadline_act", (case.code, asked.pk, "extend"), move, 400, method="post", data={"nothing": "1"})
    yield Ask("deadline_act", (case.code, 999_999, "extend"), [], others=404)
    round_ = given.filter(task__step="household_opinion").first() or given[0]
    yield Ask("opinions", (round_.pk,), [DRAFTS[case.code]], 400, method="post", data={"nothing": "1"})
    runs_it = [DRAFTS[case.code]]
    yield Ask("consultation_template", (round_.pk, "rolls"), runs_it)
    yield Ask("consultation_template", (round_.pk, "nothing"), runs_it, 404)
    closed = round_.state != Assignment.State.OPEN
    yield Ask("consultation_sheet", (round_.pk, "returns"), runs_it, 409 if closed else 400, method="post")
    yield Ask("consultation", (case.code,), TAKE_PART[case.code], 404 if case.code == AGENCY else 200)


def listing(case: Case) -> Iterator[Ask]:
    """Registers and short papers: read by all who take part, written by the officers of the side that lists."""
    code, everybody = case.code, TAKE_PART[case.code]
    staff = (code, "staff")
    for name in ("register", "register_template", "register_export", "register_reconcile", "register_working"):
        yield Ask(name, staff, everybody)
    for name in ("registers", "dossier_papers"):
        yield Ask(name, (code,), everybody)
    gives = [] if code == ELSEWHERE else ["son"]
    yield Ask("register_row_new", staff, gives, query="?side=giver")
    yield Ask("register_row_new", staff, WORKERS[code], query="?side=receiver")
    yield Ask("register_sheet_new", staff, gives + WORKERS[code])
    yield Ask("register_bulk", staff, gives, 400, method="post", data={"act": "remove"})
    yield Ask("register_working", staff, [], others=404, method="post", data={"shown": ""})
    yield Ask("register_erase", staff, [], others=404)  # nobody is listed yet; tests/registers asks the rest
    for name, key in (("register_row", 999_999), ("register_sheet", "made-up")):
        yield Ask(name, (*staff, key), [], others=404)
    yield Ask("dossier_paper", (code, "minutes", 999_999), [], others=404)


def supporting(case: Case) -> Iterator[Ask]:
    """These dossiers assign nobody to anybody: there are no such pages for anyone. Tests of support ask the others."""
    plain = ("", "_propose", "_terms", "_admit", "_letter", "_pair_new", "_summary", "_summary_export")
    for name in plain:
        yield Ask(f"support{name}", (case.code,), [], others=404)
    for name in ("support_pair", "support_pair_end", "support_agreement", "support_line"):
        yield Ask(name, (case.code, 1), [], others=404)
    for name in ("support_book", "support_line_new", "support_book_template", "support_book_export"):
        yield Ask(name, (case.code, "ledger"), [], others=404)
    yield Ask("support_book_import", (case.code, "ledger"), [], others=404)
    yield Ask("support_book_sheet", (case.code, "ledger", "made-up"), [], others=404)
    yield Ask("support_unit", (case.code, "20242"), [], others=404)
    yield Ask("support_answer", (case.code, 1, 1), [], others=404)
    yield Ask("support_proof", (999_999,), [], others=404)


def consolidating(case: Case) -> Iterator[Ask]:
    """The plan of departments, and what follows to them; mergers of provinces have neither."""
    code, everybody = case.code, TAKE_PART[case.code]
    none = code != AGENCY
    drafter, chair = [DRAFTS[code]], [LEADS[code]]
    others = 404 if none else 403

    def answer(usual: int) -> int:
        return 404 if none else usual

    yield Ask("departments", (code,), everybody, answer(200))
    yield Ask("department_new", (code,), drafter, answer(200), others)
    yield Ask("department_new", (code,), drafter, answer(400), others, method="post", data={"number": "x"})
    yield Ask("department", (code, 77), drafter, 404, others)
    yield Ask("department_remove", (code, 77), drafter, 404, others, method="post")
    lead = {AGENCY: ["anh", "binh", "tuan", "phuc"]}.get(code, [])
    yield Ask("succession", (code,), lead, answer(200), others)
    yield Ask("succession", (code,), chair, answer(400), others, method="post", data={"shown": ""})
    yield Ask("succession_undo", (code, 999_999), chair, 404, others)
    yield Ask("succession_undo", (code, 999_999), chair, 404, others, method="post", data={"reason": "Nhầm."})


def working_to_plan(case: Case) -> Iterator[Ask]:
    """A plan of work that is empty; tests/workplan fill it."""
    code, everybody, drafter = case.code, TAKE_PART[case.code], [DRAFTS[case.code]]
    for name in ("work", "work_tasks", "work_risks", "work_report", "work_report_export"):
        yield Ask(name, (code,), everybody)
    yield Ask("work_entry_new", (code, "goal"), drafter)
    yield Ask("work_entry_new", (code, "goal"), drafter, 400, method="post", data={"year": "x"})
    yield Ask("work_entry_new", (code, "communication"), [], others=404)
    yield Ask("work_entry", (code, "goal", 77), [], others=404)
    yield Ask("work_entry_remove", (code, "goal", 77), [], others=404, method="post")
    yield Ask("work_task", (code, 77), [], others=404)
    yield Ask("work_task_act", (code, 77, "accept"), [], others=404, method="post")
    yield Ask("work_part_new", (code, 77, "task"), [], others=404)
    yield Ask("work_target", (code, 77), [], others=404)


def wrong_method(case: Case) -> Iterator[Ask]:
    """Signed in, whoever asks wrongly is told so before anything is looked up: it gives nothing away."""
    code, item = case.code, case.fresh.code
    reads: tuple[tuple[str, tuple[Any, ...]], ...] = (
        *((name, (code,)) for name in ("dossier", "dossier_diagram", "dossier_bpmn", "plan", "unit_search")),
        *((name, (code,)) for name in ("documents", "checklists", "trail", "trail_file")),
        ("checklist", (code, "staff")),
        ("item", (code, item)),
        ("document_file", (case.paper.pk,)),
        ("evidence_file", (case.evidence.pk,)),
    )
    for name, keys in reads:
        yield Ask(name, keys, [], others=405, everywhere=405, method="post")
    posts: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("item_act", (code, item, "start")),
        ("plan_clause_remove", (code, 1)),
        ("trail_export", (code,)),
        ("opinions", (case.dossier.assignments.first().pk,)),  # type: ignore[union-attr]
    )
    for name, keys in posts:
        yield Ask(name, keys, [], others=405, everywhere=405)


ANY = 0  # asked in another line of the table
# An empty answer to what is open: a vote without figures, a draft that is done, a draft that misses a paper.
ANSWERS = {MERGER: 400, AGENCY: 302, ELSEWHERE: 409}
# Without a dossier: what a stranger gets, and what somebody who has signed in gets.
GENERAL: dict[str, tuple[int, int]] = {
    "desk": (302, 200),
    "dossiers": (302, 200),
    "finding": (302, 200),
    "verify": (200, 200),
    "verify_root": (404, 404),  # no keys here
    "programmes": (302, 200),
    "screenings": (302, 200),
    "sessions": (302, 200),
    "sessions_overdue": (302, 200),
    "deputies": (302, 200),
    "absence_new": (302, 405),
    "notices": (302, 200),
    "notices_read": (302, 405),
    "notice_choices": (302, 200),
    "feed_change": (302, 405),
    "retention": (302, 200),
    "archived": (302, 200),
    "guidance": (302, 200),
    "help": (302, 200),
    "healthz": (200, 200),
    "set_language": (405, 405),
    "set_theme": (405, 405),
    "half_filled": (302, 200),
    "style": (302, 200),
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_signup": (200, 302),
    "account_inactive": (200, 200),
    "account_change_password": (302, 200),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_email": (404, 404),
    "account_email_verification_sent": (200, 200),
    "account_set_password": (302, 302),
    "account_reauthenticate": (302, 200),
    "account_confirm_login_code": (302, 302),
    "desk_filter_keep": (302, 405),
    "sign_many": (302, 302),
    "sign_many_done": (302, 302),
    "signing_passkey": (302, 405),
    # The second factor; of those who ask here nobody has one
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 302),
}
SCREENINGS = {"screening_new", "screening", "screening_export", "screening_unit"}  # asked in tests/criteria
OPENERS = ["anh", "yen"]  # who may open a dossier
# Asked in tests of their own.
OF_THEIR_OWN = {
    "account_confirm_email",
    "account_reset_password_from_key",
    "dossier_new",
    "programme",
    "programme_figures",
    "unit",
    # The auditor's room: tests/audit
    *("audit", "audit_question_keep", "audit_question", "audit_question_remove", "audit_export", "audit_access"),
    *("audit_bundles", "audit_bundle", "audit_bundle_cancel", "audit_bundle_file"),
    # Papers that are drafted: tests/drafting
    *("drafting", "draft_new", "draft_compare", "draft", "milestone_add", "milestone_reach", "draft_round_new"),
    *("draft_round", "opinion_dispose", "public_consultation"),
    # Working sessions: tests/sessions
    *("session", "session_about", "session_photo", "session_photo_add", "instruction_act", "follow_up_move"),
    *("session_entry_new", "session_entry", "session_entry_remove", "recommendation", "recommendation_act"),
    *("session_report", "session_report_sheet", "session_report_import", "session_report_act"),
    # Deputies and notices: tests/deputies, tests/notices
    *("deputy_new", "deputy_revoke", "absence_end", "office_hand_over", "notice", "feed"),
    # Filters of one's own, passkeys of one's own: tests/signing
    *("desk_filter", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    # Guiding documents: tests/guidance
    *("guiding_new", "guiding", "guiding_correct", "guiding_tell", "guiding_strike", "guiding_ask"),
    # Archived dossiers: tests/archive
    *("archived_dossier", "archived_verify", "archived_package", "archived_file"),
    # Administration: tests/administration
    *(pattern.name for pattern in ADMINISTRATION),
    *("first_run", "help_page", "tour"),
}


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("van-ban.pdf", PDF + b"anew", "application/pdf")


def at_the_site(people: dict[str, User], name: str) -> Client:
    client = Client()
    if name != NOBODY:
        client.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def status(client: Client, ask: Ask) -> int:
    """The answer, and the world as it was before."""
    data = {key: value() if callable(value) else value for key, value in ask.data.items()}
    with transaction.atomic():
        answer = getattr(client, ask.method)(ask.path, data)
        if answer.streaming:  # a file is closed when it is read
            list(answer)
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.fixture
def everything(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, people: dict[str, User]
) -> tuple[dict[str, User], dict[str, Case]]:
    caplog.set_level("CRITICAL", logger="django.request")  # thousands of refusals are meant here
    monkeypatch.setattr("reorg.papers.exporting.AT_ONCE", 0)  # nothing is printed here
    return world()


Everything = tuple[dict[str, User], dict[str, Case]]


def test_asking_in_the_wrong_way_gives_nothing_away(everything: Everything) -> None:
    people, cases = everything
    for name in ("anh", "xuan", NOBODY):
        client = at_the_site(people, name)
        for ask in wrong_method(cases[AGENCY]):
            assert status(client, ask) == ask.expected(name, AGENCY), (name, ask)


@pytest.mark.parametrize("code", [MERGER, AGENCY, ELSEWHERE])
def test_each_gets_what_is_theirs_and_nothing_else(everything: Everything, code: str) -> None:
    people, cases = everything
    table = asks(cases[code])
    wrong = []
    for name in [*people, NOBODY]:
        client = at_the_site(people, name)
        for ask in table if name in TAKE_PART[code] else one_of_each(table):
            expected = ask.expected(name, code)
            if expected != ANY and (got := status(client, ask)) != expected:
                wrong.append(f"{name or 'a stranger'}: {ask.method} {ask.path} gives {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def one_of_each(table: list[Ask]) -> list[Ask]:
    """For those to whom nothing of the dossier exists: each page once, with each method."""
    return list({(ask.name, ask.method): ask for ask in table if ask.others != ANY}.values())


def test_every_address_is_in_the_table(everything: Everything) -> None:
    """A new page is not without an owner: say here who may see it."""
    _people, cases = everything
    asked = {ask.name for case in cases.values() for ask in asks(case)}
    assert set(names(get_resolver())) == asked | set(GENERAL) | OF_THEIR_OWN | SCREENINGS


def names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name
            yield pattern.name
        else:
            yield from names(pattern)


def test_pages_without_a_dossier(everything: Everything) -> None:
    people, _cases = everything
    for name in [*people, NOBODY]:
        client = at_the_site(people, name)
        for page, (stranger, signed_in) in GENERAL.items():
            expected = stranger if name in SIGNED_OUT else signed_in
            assert client.get(reverse(page)).status_code == expected, (name, page)
        assert client.post(reverse("account_email"), {"email": "else@example.org"}).status_code == 404
        for page in ("desk", "dossiers"):
            assert client.post(reverse(page)).status_code == (302 if name in SIGNED_OUT else 405), (name, page)


@pytest.mark.parametrize("address", ["/accounts/password/reset/key/1-none/", "/accounts/confirm-email/none/"])
def test_a_made_up_link_from_a_mail_opens_nothing(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert 'type="password"' not in answer.content.decode()


def test_a_dossier_is_opened_by_drafters_only(everything: Everything) -> None:
    people, cases = everything
    address = f"{reverse('dossier_new')}?procedure={cases[AGENCY].dossier.procedure_id}"
    for name in [*people, NOBODY]:
        client = at_the_site(people, name)
        page, sent = client.get(address).status_code, client.post(address, {"nothing": "1"}).status_code
        expected = (302, 302) if name in SIGNED_OUT else (200, 400) if name in OPENERS else (403, 403)
        assert (page, sent) == expected, name


# What pages that anybody may open must not give away


def secrets(case: Case) -> list[str]:
    return [case.code, case.dossier.title_vi, case.dossier.title_en]


def test_lists_desks_and_searches_name_no_dossier_of_others(everything: Everything) -> None:
    people, cases = everything
    for name in people:
        client = at_the_site(people, name)
        for path in LISTS:
            text = without_what_was_asked(client.get(path).content.decode(), path)
            for code, case in cases.items():
                if name not in TAKE_PART[code]:
                    assert not [word for word in secrets(case) if word in text], (name, path)


LISTS = (
    *("/", "/dossiers/", "/dossiers/?phase=drafting", "/dossiers/?q=hop+nhat", "/dossiers/?q=sap+nhap"),
    *("/find/?q=sap+nhap", "/find/?q=hop+nhat"),
)


def without_what_was_asked(text: str, path: str) -> str:
    return text.replace(path.rpartition("=")[2], "") if "q=" in path else text


def test_who_has_no_part_today_finds_empty_lists(everything: Everything) -> None:
    people, _cases = everything
    for name in SEE_NOTHING:
        client = at_the_site(people, name)
        assert 'class="main-cell"' not in client.get("/dossiers/").content.decode(), name
        desk = client.get("/").content.decode()
        assert 'href="/steps/' not in desk, name
        assert "/items/" not in desk, name


def test_a_linked_dossier_is_named_only_to_those_who_take_part_in_it(everything: Everything) -> None:
    """The trail itself names the code of a linked dossier, as an act on record; nothing names its title."""
    people, cases = everything
    from tests.cast import procedure
    from workflows.text import Text

    parts = {party.key: party.organisation for party in cases[AGENCY].dossier.parties.all()}
    actions.open_dossier(
        procedure("agency_consolidation"),
        code="HN-02",
        title=Text("Hợp nhất Sở Tài chính", "Consolidate Finance"),
        parts=parts,
        links=(cases[MERGER].dossier, cases[AGENCY].dossier),
        actor=people["anh"],
    )
    title = cases[MERGER].dossier.title_vi
    for name, sees in (("anh", True), ("cuc", True), ("vinh", False)):
        client = at_the_site(people, name)
        page = client.get("/dossiers/HN-02/").content.decode()
        assert (title in page) == sees, name
        assert (f'href="/dossiers/{MERGER}/"' in page) == sees, name
        assert AGENCY in page
        assert title not in client.get("/dossiers/HN-02/trail/").content.decode()


def test_a_restricted_paper_is_named_to_nobody_it_is_kept_from(everything: Everything) -> None:
    people, cases = everything
    paper = cases[MERGER].restricted.document
    for name in TAKE_PART[MERGER]:
        client = at_the_site(people, name)
        for page in ("dossier", "documents"):
            text = client.get(reverse(page, args=[MERGER])).content.decode()
            assert (paper.subject_vi in text or paper.symbol in text) == (name in OF_THE_LEAD[MERGER]), (name, page)


def test_an_export_is_for_who_asked_for_it(everything: Everything) -> None:
    """Phúc has one; Bình, who may export too, neither sees nor gets it, nor by its number with one of his own."""
    people, cases = everything
    phuc, binh = at_the_site(people, "phuc"), at_the_site(people, "binh")
    page = reverse("trail", args=[MERGER])
    name = cases[MERGER].export.file_name
    assert name in phuc.get(page).content.decode()
    assert f"?export={cases[MERGER].export.pk}" not in binh.get(page).content.decode()
    binh.post(reverse("trail_export", args=[MERGER]), {"language": "vi"})
    mine = people["binh"].exports.get()
    mine.state, mine.file = "ready", cases[MERGER].export.file
    mine.save()
    file = reverse("trail_file", args=[MERGER])
    printed = binh.get(f"{file}?export={mine.pk}")
    assert (printed.status_code, b"".join(printed)[:5]) == (200, b"%PDF-")
    assert binh.get(f"{file}?export={cases[MERGER].export.pk}").status_code == 404
    assert phuc.get(f"{file}?export={cases[AGENCY].export.pk}").status_code == 404
