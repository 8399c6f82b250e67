"""What becomes of signatures when the content changes, and when the dossier is returned."""

from __future__ import annotations

import pytest

from tests.cast import asked, drafted, paper, sign
from tests.engine.doing import (
    People,
    answers,
    at_appraisal,
    at_concurrence,
    fresh,
    open_steps,
    phase,
    retitle,
    seat_of,
    shown,
    signs,
    told,
    verbs,
)
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Assignment, Dossier
from workflows.readiness import readiness
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chairs(agency: Dossier, people: People) -> tuple[Assignment, Assignment]:
    return at_concurrence(agency, people)


# The content changes


def test_what_changed_after_the_page_was_opened_is_named_and_nothing_is_signed(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    seen = shown(chairs[0])
    retitle(agency, people["anh"], 2)
    with pytest.raises(ContentChanged) as refusal:
        actions.sign(chairs[0], actor=people["binh"], shown=seen)
    (change,) = refusal.value.changes
    assert (change.what.en, change.before, change.after) == ("dates: operation", "2025-07-01", "2025-08-02")
    assert not agency.decisions.exists()
    signs(chairs[0], people["binh"])


def test_a_new_version_of_a_paper_is_a_change_and_a_reference_paper_is_not(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    seen = shown(chairs[0])
    paper(agency, "CV", actor=people["anh"], symbol="7/UBND", signed=False)
    assert shown(chairs[0]) == seen
    paper(agency, "TTr", actor=people["anh"], symbol="8/TTr-UBND", signed=True)
    with pytest.raises(ContentChanged) as refusal:
        actions.sign(chairs[0], actor=people["binh"], shown=seen)
    assert [change.what.en for change in refusal.value.changes] == ["documents: 8/TTr-UBND"]


def test_a_digest_nobody_was_shown_signs_nothing(chairs: tuple[Assignment, Assignment], people: People) -> None:
    for made_up in ("", "0" * 64):
        with pytest.raises(ContentChanged):
            actions.sign(chairs[0], actor=people["binh"], shown=made_up)


def test_a_change_after_a_signature_supersedes_it_and_its_signer_is_asked_again(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    before = signs(chairs[0], people["binh"])
    retitle(agency, people["anh"], 3)
    before.refresh_from_db()
    assert not before.counts
    assert "nội dung thay đổi" in before.superseded_why
    facts = told(agency, "signoff.superseded")[0]
    assert (facts["signer"], facts["decision"]) == ("Trần Văn Bình", before.pk)
    assert facts["why"]["en"] == "the content changed: dates of resolution and operation"
    assert open_steps(agency) == ["concurrence"]
    signs(chairs[1], people["cuc"])
    assert open_steps(agency) == ["concurrence"], "Bình has not signed what there is now"
    after = signs(asked(agency, people["binh"]), people["binh"])
    assert after != before
    assert phase(agency) == "appraisal"
    assert verify(fresh(agency)) is None


def test_a_change_that_is_taken_back_still_asks_again(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    retitle(agency, people["anh"], 3)
    signs(chairs[0], people["binh"])
    retitle(agency, people["anh"], 4)
    retitle(agency, people["anh"], 3)
    assert not agency.decisions.filter(superseded_at__isnull=True).exists()
    assert asked(agency, people["binh"]) == chairs[0]


def test_saving_the_same_content_again_supersedes_nothing(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    retitle(agency, people["anh"], 3)
    decision = signs(chairs[0], people["binh"])
    retitle(agency, people["anh"], 3)
    decision.refresh_from_db()
    assert decision.counts


def test_a_change_goes_back_to_the_first_step_that_was_signed(merger: Dossier, people: People) -> None:
    drafted(merger, people)
    answers(merger, people["anh"])
    actions.close_round(asked(merger, people["anh"]), actor=people["anh"])
    for secretary in ("dung", "giang"):
        sign(merger, people[secretary])
    sign(merger, people["cuc"])
    assert open_steps(merger) == ["concurrence"]
    retitle(merger, people["anh"], 5)
    assert open_steps(merger) == ["party_opinion"]
    assert told(merger, "step.rewound")[0]["step"] == "party_opinion"
    assert {fact["signer"] for fact in told(merger, "signoff.superseded")} == {
        "Phạm Văn Dũng",
        "Hoàng Thị Giang",
        "Lê Thị Cúc",
    }
    for signer in ("dung", "giang", "cuc", "binh"):
        sign(merger, people[signer])
    assert open_steps(merger) == ["councils"]
    assert phase(merger) == "review"
    assert verify(fresh(merger)) is None


def test_a_sequence_that_was_interrupted_is_closed(panel: Dossier, people: People) -> None:
    drafted(panel, people)
    for who in ("binh", "cuc", "uyen"):
        sign(panel, people[who])
    sign(panel, people["cuc"])
    interrupted = seat_of(panel, "home_affairs", "line")
    retitle(panel, people["anh"], 6)
    assert open_steps(panel) == ["panel"]
    with pytest.raises(NotNow, match="moved on"):
        signs(interrupted, people["uyen"])


def test_a_signature_counts_no_more_after_a_change_while_the_dossier_is_returned(
    panel: Dossier, people: People
) -> None:
    """The council sends it back to the three signers; Bình signs again, then Ánh changes a date."""
    drafted(panel, people)
    for who in ("binh", "cuc", "uyen", "cuc", "uyen", "binh"):
        sign(panel, people[who])
    actions.send_back(asked(panel, people["hanh"]), to="panel", reason="Ký lại", actor=people["hanh"])
    assert phase(panel) == "returned"
    signed = sign(panel, people["binh"])
    retitle(panel, people["anh"], 6)
    signed.refresh_from_db()
    assert not signed.counts
    assert asked(panel, people["binh"]) == signed.assignment


def test_the_content_is_held_still_while_it_is_being_decided_on(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signs(chairs[0], people["binh"])
    signs(chairs[1], people["cuc"])
    with pytest.raises(NotNow, match="held still"):
        retitle(agency, people["anh"], 7)
    with pytest.raises(NotNow, match="held still"):
        paper(agency, "TTr", actor=people["anh"], symbol="9/TTr-UBND", signed=True)


# The dossier is returned


def test_a_return_says_why_ends_what_was_signed_and_begins_another_round(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signed = signs(chairs[0], people["binh"])
    actions.send_back(chairs[1], to="draft", reason="Bổ sung số biên chế", actor=people["cuc"])
    assert (phase(agency), open_steps(agency), fresh(agency).round) == ("returned", ["draft"], 2)
    signed.refresh_from_db()
    assert not signed.counts
    assert told(agency, "signoff.returned")[0]["reason"] == "Bổ sung số biên chế"
    assert [fact["signer"] for fact in told(agency, "signoff.superseded")] == ["Trần Văn Bình"]
    with pytest.raises(NotNow):
        signs(chairs[0], people["binh"])


def test_the_return_itself_stays_on_record(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    """Cúc's return is no sign-off of content; nothing supersedes it, and it starts nothing later."""
    actions.send_back(chairs[1], to="draft", reason="Bổ sung", actor=people["cuc"])
    (decision,) = agency.decisions.all()
    assert (decision.outcome, decision.signer, decision.counts) == ("returned", people["cuc"], True)
    retitle(agency, people["anh"], 8)
    assert open_steps(agency) == ["draft"]


def test_a_mended_dossier_goes_on_and_is_signed_anew(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signs(chairs[0], people["binh"])
    actions.send_back(chairs[1], to="draft", reason="Bổ sung", actor=people["cuc"])
    retitle(agency, people["anh"], 9)
    drafted(agency, people)
    assert (phase(agency), open_steps(agency)) == ("review", ["concurrence"])
    assert told(agency, "phase.changed")[-1]["verb"] == "resubmit"
    sign(agency, people["binh"])
    sign(agency, people["cuc"])
    assert phase(agency) == "appraisal"
    assert verify(fresh(agency)) is None


def test_a_return_needs_a_reason_and_a_step_that_is_named(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    with pytest.raises(BadInput, match="changed"):
        actions.send_back(chairs[1], to="draft", reason="  ", actor=people["cuc"])
    for elsewhere in ("council", "nowhere", ""):
        with pytest.raises(BadInput, match="named"):
            actions.send_back(chairs[1], to=elsewhere, reason="Sửa", actor=people["cuc"])
    with pytest.raises(NotYou):
        actions.send_back(chairs[1], to="draft", reason="Sửa", actor=people["uyen"])
    assert phase(agency) == "review"


def test_a_return_from_the_appraisal_leads_back_to_it(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signs(chairs[0], people["binh"])
    signs(chairs[1], people["cuc"])
    actions.send_back(asked(agency, people["uyen"]), to="draft", reason="Thiếu danh sách", actor=people["uyen"])
    assert not agency.decisions.filter(outcome="approved", superseded_at__isnull=True).exists()
    drafted(agency, people)
    sign(agency, people["binh"])
    sign(agency, people["cuc"])
    sign(agency, people["uyen"])
    assert phase(agency) == "approval"


def test_a_return_inside_the_phase_keeps_the_phase(panel: Dossier, people: People) -> None:
    drafted(panel, people)
    for who in ("binh", "cuc", "uyen"):
        sign(panel, people[who])
    actions.send_back(asked(panel, people["cuc"]), to="panel", reason="Ký lại", actor=people["cuc"])
    assert (phase(panel), open_steps(panel)) == ("review", ["panel"])
    retitle(panel, people["anh"], 10)
    assert open_steps(panel) == ["panel"]
    for who in ("binh", "cuc", "uyen"):
        sign(panel, people[who])
    assert open_steps(panel) == ["line"]


def test_a_returned_dossier_can_be_returned_further(consulted: Dossier, people: People) -> None:
    """Cúc decides and returns it to the leader; Bình, who signs there, finds that the drafter has to mend it."""
    drafted(consulted, people)
    answers(consulted, people["anh"])
    actions.close_round(asked(consulted, people["anh"]), actor=people["anh"])
    sign(consulted, people["binh"])
    actions.send_back(asked(consulted, people["cuc"]), to="leader", reason="Xem lại", actor=people["cuc"])
    assert (phase(consulted), open_steps(consulted)) == ("returned", ["leader"])
    actions.send_back(asked(consulted, people["binh"]), to="draft", reason="Sửa đề án", actor=people["binh"])
    assert (phase(consulted), open_steps(consulted)) == ("returned", ["draft"])
    drafted(consulted, people)
    assert phase(consulted) == "review"


def test_what_is_missing_names_who_has_not_signed(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signs(chairs[0], people["binh"])
    (missing,) = readiness(fresh(agency))
    assert missing.waits
    assert missing.what.en.endswith("has not signed")
    assert "Hải Dương" in missing.what.en


def test_an_appraisal_asks_for_a_supplement_and_takes_it_up_again(merger: Dossier, people: People) -> None:
    at_appraisal(merger, people)
    lam = asked(merger, people["lam"])
    with pytest.raises(BadInput):
        actions.ask_supplement(lam, reason="", actor=people["lam"])
    actions.ask_supplement(lam, reason="Bổ sung bản đồ", actor=people["lam"])
    assert (phase(merger), open_steps(merger)) == ("appraisal", ["supplement"])
    with pytest.raises(NotNow):
        signs(lam, people["lam"])
    retitle(merger, people["anh"], 11)
    actions.complete(asked(merger, people["anh"]), actor=people["anh"], note="Đã bổ sung")
    assert (phase(merger), open_steps(merger)) == ("appraisal", ["appraisal"])
    assert verbs(merger).count("supplement.given") == 1
    assert asked(merger, people["lam"]) != lam
