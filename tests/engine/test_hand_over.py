"""Lists hold steps back, and what is handed over is signed with its evidence. Vinh gives, Bình receives."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.cast import asked, drafted, settle, sign
from tests.engine.doing import People, answers, at_hand_over, fresh, phase, prove, shown, signs, told
from workflows import actions
from workflows.errors import ContentChanged, NotNow, NotReady
from workflows.models import ChecklistItem, Dossier
from workflows.readiness import readiness
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


def settle_all(dossier: Dossier, people: People) -> None:
    """Two items the long way; the rest as if it had been done before."""
    owed = dossier.items.exclude(state__in=ChecklistItem.SETTLED).select_related("owner", "dossier")
    for item in owed.filter(code__in=("SEA-01", "SEA-02")):
        settle(item, people)
    owed.update(state="verified", verified_by=people["tuan"], verified_at=timezone.now())


def test_the_hand_over_waits_for_every_item_of_its_lists(agency: Dossier, people: People) -> None:
    giver, _receiver = at_hand_over(agency, people)
    owed = set(agency.items.values_list("code", flat=True))
    missing = [one for one in readiness(fresh(agency)) if not one.waits]
    assert {one.place for one in missing} == {("item", code) for code in owed}
    with pytest.raises(NotReady) as refusal:
        signs(giver, people["vinh"])
    assert refusal.value.missing == missing
    settle_all(agency, people)
    assert all(one.waits for one in readiness(fresh(agency)))
    signs(giver, people["vinh"])


@pytest.fixture
def handing_over(agency: Dossier, people: People) -> Dossier:
    """All items are settled; Vinh gives, then Bình receives."""
    at_hand_over(agency, people)
    settle_all(agency, people)
    return agency


def test_the_hand_over_is_signed_over_the_evidence(handing_over: Dossier, people: People) -> None:
    decision = sign(handing_over, people["vinh"])
    items = decision.snapshot.content["items"]
    for owed in handing_over.items.prefetch_related("evidence"):
        assert items[owed.code]["evidence"] == sorted(proof.sha256 for proof in owed.evidence.all())
    sign(handing_over, people["binh"])
    assert phase(handing_over) == "closed"
    assert verify(fresh(handing_over)) is None


def test_the_receiver_signs_the_same_list_as_the_giver(handing_over: Dossier, people: People) -> None:
    """After Vinh has signed, Tuấn reopens an item and other evidence comes: Vinh is asked again, before Bình."""
    before = sign(handing_over, people["vinh"])
    seen = shown(asked(handing_over, people["binh"]))
    item = handing_over.items.select_related("owner", "dossier").get(code="SEA-02")
    actions.reopen_item(item, reason="Biên bản sai", actor=people["tuan"])
    before.refresh_from_db()
    assert not before.counts
    assert told(handing_over, "signoff.superseded")[0]["why"]["en"] == "the list changed: item SEA-02"
    prove(item, people["quynh"], "biên bản mới")
    actions.report_done(item, actor=people["quynh"])
    actions.verify_item(item, actor=people["tuan"])
    receiver = handing_over.assignments.get(seat="lead_pc", task__step="hand_over")
    with pytest.raises(NotNow, match="signs before you"):
        actions.sign(receiver, actor=people["binh"], shown=seen)
    after = sign(handing_over, people["vinh"])
    assert sign(handing_over, people["binh"]).digest == after.digest
    assert phase(handing_over) == "closed"


def test_a_dossier_is_not_closed_over_an_open_item(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    answers(consulted, people["anh"])
    actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    sign(consulted, people["binh"])
    sign(consulted, people["cuc"])
    assert phase(consulted) == "implementation"
    owed = consulted.items.count()
    with pytest.raises(NotReady) as refusal:
        actions.complete(asked(consulted, people["anh"]), actor=people["anh"])
    assert len(refusal.value.missing) == owed > 0
    settle_all(consulted, people)
    actions.complete(asked(consulted, people["anh"]), actor=people["anh"])
    assert phase(consulted) == "closed"


def test_a_signed_list_is_part_of_what_the_leader_signs(consulted: Dossier, people: People) -> None:
    drafted(consulted, people)
    answers(consulted, people["anh"])
    actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    leader = asked(consulted, people["binh"])
    seen = shown(leader)
    settle(consulted.items.select_related("owner", "dossier").get(code="SEA-02"), people)
    with pytest.raises(ContentChanged) as refusal:
        actions.sign(leader, actor=people["binh"], shown=seen)
    assert [(c.what.en, c.after) for c in refusal.value.changes] == [("checklists: SEA-02", "verified")]
