"""Two departments into one, walked from end to end by the functions that the pages call."""

from __future__ import annotations

from datetime import date

import pytest

from reorg.people.models import User
from tests.cast import asked, drafted, open_agency, paper, settle, sign
from workflows import actions
from workflows.models import ChecklistItem, Dossier
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


def test_the_consolidation_goes_from_drafting_to_closed(people: dict[str, User]) -> None:
    dossier = open_agency(people)
    drafted(dossier, people)
    sign(dossier, people["cuc"])
    sign(dossier, people["binh"])
    sign(dossier, people["uyen"])
    paper(dossier, "NQ", actor=people["hanh"], symbol="15/NQ-HĐND", step="council")
    actions.record_ballot(
        asked(dossier, people["hanh"]),
        electorate=60,
        present=58,
        yes=58,
        no=0,
        abstain=0,
        held_on=date(2025, 7, 1),
        actor=people["hanh"],
    )
    for item in ChecklistItem.objects.filter(dossier=dossier).select_related("owner", "dossier"):
        settle(item, people)
    sign(dossier, people["vinh"])  # the giver first,
    sign(dossier, people["binh"])  # then the receiver
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.phase == "closed"
    assert verify(dossier) is None
