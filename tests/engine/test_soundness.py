"""A procedure in which a dossier could get stuck is found before anybody opens one, with the way that leads there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import SpiffWorkflow.bpmn.parser as spiff
from lxml import etree
from viewflow import this
from viewflow.workflow import flow as plain

from reorg.procedures.checks import known
from reorg.procedures.parts import APPRAISER, LEAD_CHAIR, OTHER_CHAIR, TASK_FORCE
from tests.engine.flows import AGREED, Consulted, Panel
from workflows.flow import Appraisal, Beginning, Concurrence, End, HandOver, Part, Procedure, Seat, SignOff, Step
from workflows.flow.bpmn import flow_bpmn
from workflows.flow.registry import procedures
from workflows.flow.soundness import Known, unsound
from workflows.phases import Phase
from workflows.text import Text

OFFICE = Known(roles={"drafter", "chair", "appraiser"}, lists={"seals"}, papers={"TTr"})
SAY = Text("Bước", "Step")


def says(flow: type[Procedure]) -> list[str]:
    return [str(mistake) for mistake in unsound(flow, OFFICE)]


class Sound(Procedure):
    code = "sound"
    version = "1"
    title = Text("Đúng", "Sound")
    valid_from = date(2025, 1, 1)
    lead = "lead_pc"
    parts = {key: Part(SAY) for key in ("lead_pc", "other_pc", "moha")}
    lists = ("seals",)

    begin = Beginning(SAY).Next(this.draft)
    draft = Step(SAY, by=TASK_FORCE, phase=Phase.DRAFTING, edits=True, needs=("TTr",)).Next(this.agree)
    agree = Concurrence(
        SAY, by=(LEAD_CHAIR, OTHER_CHAIR), phase=Phase.REVIEW, returns=(this.draft,), statement=AGREED
    ).Next(this.appraise)
    appraise = Appraisal(
        SAY,
        by=APPRAISER,
        phase=Phase.APPRAISAL,
        supplement=this.more,
        returns=(this.draft, this.agree),
        statement=AGREED,
    ).Next(this.decide)
    more = Step(SAY, by=TASK_FORCE, phase=Phase.APPRAISAL, edits=True).Next(this.appraise)
    decide = SignOff(SAY, by=LEAD_CHAIR, phase=Phase.APPROVAL, statement=AGREED).Next(this.hand_over)
    hand_over = HandOver(
        SAY, by=(LEAD_CHAIR, OTHER_CHAIR), phase=Phase.IMPLEMENTATION, lists=("seals",), statement=AGREED
    ).Next(this.end)
    end = End(SAY)


class Forgotten(Sound):
    """Nothing leads to a step."""

    agree = Concurrence(SAY, by=(LEAD_CHAIR, OTHER_CHAIR), phase=Phase.REVIEW, statement=AGREED).Next(this.decide)
    decide = SignOff(SAY, by=LEAD_CHAIR, phase=Phase.APPROVAL, statement=AGREED).Next(this.hand_over)


class Circle(Sound):
    """Two steps lead to each other, and neither to the end."""

    appraise = Appraisal(SAY, by=APPRAISER, phase=Phase.APPRAISAL, supplement=this.more, statement=AGREED).Next(
        this.more
    )


class Undecided(Sound):
    """From appraisal straight to carrying out: nobody has approved anything."""

    appraise = Appraisal(SAY, by=APPRAISER, phase=Phase.APPRAISAL, statement=AGREED).Next(this.decide)
    decide = SignOff(SAY, by=LEAD_CHAIR, phase=Phase.IMPLEMENTATION, statement=AGREED).Next(this.hand_over)


class LateReturn(Sound):
    """What was decided is no longer returned."""

    hand_over = HandOver(
        SAY,
        by=(LEAD_CHAIR, OTHER_CHAIR),
        phase=Phase.IMPLEMENTATION,
        lists=("seals",),
        returns=(this.draft,),
        statement=AGREED,
    ).Next(this.end)


class TwoDrafts(Sound):
    """A returned dossier goes on to review, appraisal or decision, never to a second drafting step."""

    draft = Step(SAY, by=TASK_FORCE, phase=Phase.DRAFTING, edits=True).Next(this.check)
    check = Step(SAY, by=TASK_FORCE, phase=Phase.DRAFTING).Next(this.agree)


class TwoWays(Sound):
    """One outcome, two exits."""

    agree = Concurrence(
        SAY, by=(LEAD_CHAIR, OTHER_CHAIR), phase=Phase.REVIEW, returns=(this.draft, this.draft), statement=AGREED
    ).Next(this.appraise)


class Alone(Sound):
    """The join of a concurrence waits for a second answer of one office."""

    agree = Concurrence(SAY, by=(LEAD_CHAIR, LEAD_CHAIR), phase=Phase.REVIEW, statement=AGREED).Next(this.appraise)


class Strangers(Sound):
    agree = SignOff(
        SAY, by=Seat("court", "judge"), phase=Phase.REVIEW, needs=("ZZ@each",), gates=("gold",), statement=AGREED
    ).Next(this.appraise)


class Parallel(Sound):
    """A node of viewflow's own, which has no place in a dossier."""

    agree = plain.Split().Next(this.appraise).Next(this.decide)


@pytest.mark.parametrize("flow", [Sound, Panel, Consulted, *procedures()])
def test_a_flow_that_can_be_walked_has_nothing_to_complain_of(flow: type[Procedure]) -> None:
    assert unsound(flow, known()) == []


@pytest.mark.parametrize(
    ("flow", "complaints"),
    [
        (Forgotten, ["“appraise” is never reached.", "“more” is never reached."]),
        (
            Circle,
            [
                "“decide” is never reached.",
                "“hand_over” is never reached.",
                "“end” is never reached.",
                "From “draft” no way leads to an end. The way there: draft.",
            ],
        ),
        (
            Undecided,
            [
                "“appraise” (done) leads to “decide”, but no dossier moves from appraisal to implementation."
                " The way there: draft (done) → agree (done) → appraise.",
                "“hand_over” is never reached.",
            ],
        ),
        (
            LateReturn,
            [
                "“hand_over” (returned) leads to “draft”, but no dossier moves from implementation to returned. The way"
                " there: draft (done) → agree (done) → appraise (done) → decide (done) → hand_over.",
            ],
        ),
        (
            TwoDrafts,
            [
                "“draft” (done) leads to “check”, but no dossier moves from returned to drafting."
                " The way there: draft (done) → check (done) → agree (returned) → draft.",
                "From “draft” no way leads to an end."
                " The way there: draft (done) → check (done) → agree (returned) → draft.",
            ],
        ),
        (
            TwoWays,
            ["“agree” has 2 exits for one outcome, returned to draft. The way there: draft (done) → agree."],
        ),
        (
            Alone,
            [
                "“agree” waits 2 times for one office, lead_pc:chair, which answers once."
                " The way there: draft (done) → agree.",
                "“agree” is a concurrence of one party; it needs at least two. The way there: draft (done) → agree.",
            ],
        ),
        (
            Strangers,
            [
                f"{what} The way there: draft (done) → agree."
                for what in (
                    "“agree” waits for the part “court”, which nobody plays.",
                    "“agree” waits for the list “gold”, which the procedure does not carry.",
                    "“agree” is asked of the role “judge”, which does not exist.",
                    "“agree” needs a paper of the type “ZZ”, which does not exist.",
                )
            ],
        ),
        (Parallel, ["“agree” is a Split, which the engine does not run. Give a step several seats."]),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_broken_flow_fails_with_the_way_that_breaks(flow: type[Procedure], complaints: list[str]) -> None:
    found = says(flow)
    for complaint in complaints:
        assert complaint in found
    if flow not in (Circle, Undecided):
        assert sorted(found) == sorted(complaints)


def test_an_installation_with_a_broken_procedure_does_not_pass_its_checks(settings: Any) -> None:
    from django.core.checks import run_checks

    settings.WORKFLOWS_PROCEDURES = "tests.engine.test_soundness.BROKEN"
    [error] = [one for one in run_checks() if one.id == "procedures.E001"]
    assert "draft (done) → agree" in error.msg


BROKEN = [TwoWays]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("flow", [Sound, *procedures()])
def test_the_exported_flow_is_bpmn_by_the_schema_of_the_standard(flow: type[Procedure], language: str) -> None:
    folder = spiff.__path__[0] + "/schema/BPMN20.xsd"  # the standard's own files, as SpiffWorkflow brings them
    schema = etree.XMLSchema(etree.parse(folder))
    exported = etree.fromstring(flow_bpmn(flow, language))
    assert schema.validate(exported), schema.error_log
