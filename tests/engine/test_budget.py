"""What one human step costs in statements, BEGIN, COMMIT and the job that tells people among them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import asked, paper
from tests.engine.doing import People, at_hand_over, shown
from workflows import actions
from workflows.models import Dossier
from workflows.readiness import readiness

pytestmark = pytest.mark.django_db(transaction=True)


def test_finishing_a_step_takes_at_most_sixteen_statements(agency: Dossier, people: People) -> None:
    """With papers to look for, two people to be asked, the phase to be changed and four events to be written."""
    paper(agency, "ĐA", actor=people["anh"], symbol="1/ĐA-UBND", signed=True)
    assert finishing(agency, people) <= 16


def test_signing_takes_at_most_sixteen_statements(panel: Dossier, people: People) -> None:
    finishing(panel, people)
    assert signing(panel, people, "binh") <= 16
    assert signing(panel, people, "cuc") <= 16
    assert signing(panel, people, "uyen") <= 21, "the last one opens the next step and leaves a job to tell people"


def test_a_step_costs_the_same_in_a_dossier_of_long_standing(
    panel: Dossier, consulted: Dossier, people: People
) -> None:
    for _ in range(60):
        actions.note_access(
            panel, "evidence.downloaded", actor=people["phuc"], item="SEA-01", file="a.pdf", sha256="0" * 64
        )
    assert finishing(panel, people) <= finishing(consulted, people)
    assert panel.events.count() > 60


def test_what_is_missing_is_found_at_the_same_cost_however_long_the_lists(agency: Dossier, people: People) -> None:
    at_hand_over(agency, people)
    long = looking(agency)
    agency.items.exclude(code="SEA-02").update(state="waived")
    assert looking(agency) == long <= 6


def looking(dossier: Dossier) -> int:
    found = Dossier.objects.select_related("procedure").get(pk=dossier.pk)
    with CaptureQueriesContext(connection) as captured:
        assert readiness(found)
    return len(captured)


def finishing(dossier: Dossier, people: People) -> int:
    draft = asked(dossier, people["anh"])
    with CaptureQueriesContext(connection) as captured:
        actions.complete(draft, actor=people["anh"])
    return len(captured)


def signing(dossier: Dossier, people: People, who: str) -> int:
    assignment = asked(dossier, people[who])
    seen = shown(assignment)
    with CaptureQueriesContext(connection) as captured:
        actions.sign(assignment, actor=people[who], shown=seen)
    return len(captured)
