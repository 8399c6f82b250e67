"""The province merger walked from end to end by the functions that the pages call."""

from __future__ import annotations

from datetime import date

import pytest

from reorg.people.models import User
from tests.cast import asked, drafted, open_province, paper, settle, sign, world
from workflows import actions
from workflows.models import ChecklistItem, Dossier
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    return world()


@pytest.fixture
def merger(people: dict[str, User]) -> Dossier:
    return open_province(people)


def phase(dossier: Dossier) -> str:
    return Dossier.objects.values_list("phase", flat=True).get(pk=dossier.pk)


def test_the_merger_goes_from_drafting_to_closed(merger: Dossier, people: dict[str, User]) -> None:
    drafted(merger, people)
    assert phase(merger) == "review"

    consult = asked(merger, people["anh"])
    actions.record_opinion(
        consult, respondent="Hải Dương", total=1000, agree=990, disagree=8, other=2, actor=people["anh"], sample=True
    )
    actions.close_round(
        asked(merger, people["anh"]), actor=people["anh"], opens=date(2025, 4, 19), closes=date(2025, 4, 20)
    )
    sign(merger, people["dung"])
    sign(merger, people["giang"])
    sign(merger, people["cuc"])
    sign(merger, people["binh"])
    for clerk in ("hanh", "khanh"):
        council = asked(merger, people[clerk])
        paper(merger, "NQ", actor=people[clerk], symbol=f"12-{clerk}/NQ-HĐND", step="councils")
        actions.record_ballot(
            council, electorate=60, present=58, yes=58, no=0, abstain=0, held_on=date(2025, 4, 28), actor=people[clerk]
        )
    sign(merger, people["binh"])
    assert phase(merger) == "appraisal"

    actions.ask_supplement(asked(merger, people["lam"]), reason="Bổ sung bản đồ phương án.", actor=people["lam"])
    assert phase(merger) == "appraisal"
    actions.complete(asked(merger, people["anh"]), actor=people["anh"], note="Đã bổ sung bản đồ.")
    paper(merger, "BC", actor=people["lam"], symbol="99/BC-BNV", step="appraisal")
    sign(merger, people["lam"])
    paper(merger, "NQ", actor=people["mai"], symbol="125/NQ-CP", step="government")
    sign(merger, people["mai"])
    assert phase(merger) == "approval"

    sign(merger, people["nam"])
    paper(merger, "NQ", actor=people["oanh"], symbol="202/2025/QH15", step="assembly")
    sign(merger, people["oanh"])
    assert phase(merger) == "implementation"

    for item in ChecklistItem.objects.filter(dossier=merger).select_related("owner", "dossier"):
        settle(item, people)
    actions.complete(asked(merger, people["anh"]), actor=people["anh"])
    sign(merger, people["cuc"])  # the giver first,
    sign(merger, people["binh"])  # then the receiver
    sign(merger, people["cuc"])
    sign(merger, people["binh"])
    sign(merger, people["binh"])
    assert phase(merger) == "closed"
    merger.refresh_from_db()
    assert verify(merger) is None
    assert merger.process.finished is not None
    assert not merger.assignments.filter(state__in=("open", "waiting")).exists()
