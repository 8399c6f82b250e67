"""What several kinds of papers ask of a dossier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from reorg.papers.forms.making import Making
from reorg.papers.words import NBSP
from reorg.people.models import Organisation
from workflows.flow import Appraisal, Ballot, SignOff, WorkNode
from workflows.models import BallotResult, Decision, Dossier, Task
from workflows.phases import Phase
from workflows.text import Text

APPROVED = Decision.Outcome.APPROVED


def sign_offs(dossier: Dossier) -> Any:
    return dossier.decisions.select_related("task", "item", "snapshot", "organisation__parent").order_by("at", "id")


def counting(dossier: Dossier, task: Task) -> Any:
    """The approvals of a step that count, in the order in which they were given."""
    return sign_offs(dossier).filter(task=task, outcome=APPROVED, superseded_at__isnull=True)


def tasks_of(dossier: Dossier, kind: type[WorkNode]) -> Iterator[Task]:
    for task in dossier.tasks.exclude(outcome=Task.Outcome.CANCELLED).order_by("id"):
        node = node_named(dossier, task.step)
        if isinstance(node, kind):
            yield task


def node_named(dossier: Dossier, name: str) -> WorkNode | None:
    return next((node for node in dossier.flow.steps() if node.name == name), None)


def step_of(dossier: Dossier, decision: Decision) -> Any:
    return node_named(dossier, decision.task.step) if decision.task else None


def appraises(node: Any) -> bool:
    return isinstance(node, Appraisal) or (isinstance(node, SignOff) and node.name == "appraisal")


def concludes(node: Any) -> bool:
    """The sign-off that ends a working session has a notice of its own."""
    return isinstance(node, SignOff) and node.name == "conclude"


def submitting_step(dossier: Dossier) -> str:
    """The step at which the lead signs for the last time before the dossier leaves the localities."""
    seats = [
        node.name
        for node in dossier.flow.steps()
        if isinstance(node, SignOff)
        and node.phase == Phase.REVIEW
        and any(seat.part == dossier.flow.lead and seat.role == "chair" for seat in node.seats)
    ]
    return seats[-1] if seats else ""


def addressees(making: Making) -> list[Organisation]:
    """Who decides, then who appraises."""
    appraise: list[str] = []
    decide: list[str] = []
    for node in making.dossier.flow.steps():
        if isinstance(node, SignOff | Ballot) and node.phase in (Phase.APPRAISAL, Phase.APPROVAL):
            (appraise if appraises(node) else decide).extend(seat.part for seat in node.seats)
    parts = [*decide[:1], *appraise]
    return list(dict.fromkeys(making.parties[part] for part in parts if part in making.parties))


def next_part(dossier: Dossier, decision: Decision) -> str:
    """The part to which an appraisal goes: whoever is asked next in the procedure."""
    steps = [node for node in dossier.flow.steps() if isinstance(node, SignOff | Ballot)]
    names = [node.name for node in steps]
    assert decision.task is not None
    after = names.index(decision.task.step) + 1
    return steps[after].seats[0].part if decision.outcome == APPROVED and after < len(steps) else dossier.flow.lead


def working_of(making: Making, ballot: BallotResult) -> str:
    """How the result follows from the rule; a figure keeps its per cent sign."""
    working = ballot.working_en if making.language == "en" else ballot.working_vi
    return working.replace(" %", f"{NBSP}%")


def bases_of(making: Making, at: datetime) -> Iterator[str]:
    """The legal bases of programme and regime that were there on the day of the paper, then the dossier itself."""
    w, laws = making.w, making.dossier.regime.get("laws", [])
    mandate = making.dossier.programme.mandate if making.dossier.programme else []
    day = w.local(at).date().isoformat()
    for row in mandate:
        name, subject = row.get("symbol", ""), row.get("subject", "")
        if not name or (row.get("date") or day) > day:
            continue
        yield w.fill(
            "basis",
            kind=w[kind_of_basis(name, subject, laws)],
            name=name,
            dated=f" {w.fill('dated', day=day_of(making, row['date']))}" if row.get("date") else "",
            subject=f" ({subject})" if subject else "",
        )
    named = {row.get("symbol") for row in mandate}
    for name in dict.fromkeys([making.dossier.regime.get("name"), *laws]):
        if name and name not in named:
            yield w.fill("basis", kind=w[kind_of_basis(name, "", laws)], name=name, dated="", subject="")
    yield w.fill("basis_dossier", code=making.dossier.code)


def kind_of_basis(symbol: str, subject: str, laws: list[str]) -> str:
    """What a paper is, from its number and symbol; laws and resolutions of the National Assembly look alike."""
    if symbol in laws or subject.startswith("Luật"):
        return "basis_law"
    if "NĐ-" in symbol:
        return "basis_decree"
    if "QĐ-" in symbol:
        return "basis_decision"
    return "basis_resolution" if re.search(r"NQ|QH\d", symbol) else "basis_paper"


def ended(making: Making, text: str) -> str:
    """The last sentence, with the sign that ends a Vietnamese paper in place of its full stop."""
    return text.removesuffix(".") + making.w["end"] if making.w["end"] else text


def statement_of(making: Making, decision: Decision) -> str:
    """The words that were signed; in the other language those of the procedure, where they are the same statement."""
    node = step_of(making.dossier, decision)
    known = getattr(node, "statement", None)
    if isinstance(known, Text) and decision.statement in (known.vi, known.en):
        return making.say(known)
    return decision.statement


def day_of(making: Making, iso: str) -> str:
    try:
        return making.w.day(date.fromisoformat(iso))
    except ValueError:
        return iso
