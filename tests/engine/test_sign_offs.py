"""Who may sign, when, and what a signature is bound to. Bình leads Hải Phòng, Cúc leads Hải Dương, Ánh drafts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import asked, drafted, today
from tests.engine.doing import (
    People,
    at_concurrence,
    at_hand_over,
    fresh,
    give_office,
    open_steps,
    phase,
    seat_of,
    shown,
    signs,
    told,
    verbs,
)
from workflows import actions
from workflows.errors import BadInput, NotFound, NotNow, NotReady, NotYou
from workflows.models import Assignment, Decision, Dossier
from workflows.trail.canonical import digest
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chairs(agency: Dossier, people: People) -> tuple[Assignment, Assignment]:
    """What is asked of Bình and of Cúc at the concurrence."""
    return at_concurrence(agency, people)


# What a signature is


def test_a_signature_is_bound_to_what_was_shown(chairs: tuple[Assignment, Assignment], people: People) -> None:
    seen, content = actions.shown_to_signer(chairs[0])
    decision = actions.sign(chairs[0], actor=people["binh"], shown=seen, confirmed_by="password")
    decision.refresh_from_db()
    assert decision.digest == seen == digest(content) == digest(decision.snapshot.content)
    assert (decision.signer_name, decision.office_title) == ("Trần Văn Bình", "Chủ tịch")
    assert decision.confirmed_by == "password"
    facts = told(chairs[0].dossier, "signoff.approved")[0]
    assert (facts["digest"], facts["decision"]) == (seen, decision.pk)


def test_the_last_signature_opens_the_next_step(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    signs(chairs[0], people["binh"])
    assert open_steps(agency) == ["concurrence"]
    signs(chairs[1], people["cuc"])
    assert (open_steps(agency), phase(agency)) == (["appraisal"], "appraisal")
    assert verify(fresh(agency)) is None


def test_a_double_click_gives_one_signature_and_one_event(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    first, again = signs(chairs[0], people["binh"]), signs(chairs[0], people["binh"])
    assert first == again
    assert verbs(agency).count("signoff.approved") == 1


def test_a_form_sent_again_after_the_dossier_went_on_gives_the_same_signature(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    seen = shown(chairs[1])
    signs(chairs[0], people["binh"])
    last = actions.sign(chairs[1], actor=people["cuc"], shown=seen)
    events = verbs(agency)
    assert actions.sign(chairs[1], actor=people["cuc"], shown=seen) == last
    assert verbs(agency) == events
    assert open_steps(agency) == ["appraisal"]


# Who


def test_nobody_signs_what_they_drafted_even_in_a_second_office(
    chairs: tuple[Assignment, Assignment], people: People
) -> None:
    with pytest.raises(NotYou, match="another office"):
        signs(chairs[1], people["anh"])
    give_office(people["anh"], "hd_pc", "chair")
    with pytest.raises(NotYou, match="took part in writing"):
        signs(chairs[1], people["anh"])
    assert not Decision.objects.exists()


def test_whoever_only_changed_the_content_is_its_author_too(agency: Dossier, people: People) -> None:
    """Cúc drafts for a day in Hải Phòng and moves a date; Ánh finishes the step."""
    give_office(people["cuc"], "hp_pc", "drafter")
    actions.set_dates(agency, operation=today() + timedelta(90), actor=people["cuc"])
    lead, other = at_concurrence(agency, people)
    with pytest.raises(NotYou, match="took part in writing"):
        signs(other, people["cuc"])
    signs(lead, people["binh"])


def test_nobody_signs_a_step_twice_in_two_offices(chairs: tuple[Assignment, Assignment], people: People) -> None:
    give_office(people["binh"], "hd_pc", "chair")
    signs(chairs[0], people["binh"])
    with pytest.raises(NotYou, match="nobody signs twice"):
        signs(chairs[1], people["binh"])
    signs(chairs[1], people["cuc"])


def test_an_author_cannot_return_or_refuse_as_a_signer_either(
    chairs: tuple[Assignment, Assignment], people: People
) -> None:
    give_office(people["anh"], "hd_pc", "chair")
    with pytest.raises(NotYou):
        actions.send_back(chairs[1], to="draft", reason="Sửa", actor=people["anh"])
    with pytest.raises(NotYou):
        actions.refuse(chairs[1], reason="Không", actor=people["anh"])


@pytest.mark.parametrize("who", ["cuc", "quynh", "phuc", "xuan"])
def test_a_signature_is_for_its_office_only(who: str, chairs: tuple[Assignment, Assignment], people: People) -> None:
    with pytest.raises(NotYou):
        signs(chairs[0], people[who])


def test_an_office_that_ended_yesterday_does_not_sign(chairs: tuple[Assignment, Assignment], people: People) -> None:
    office = people["binh"].offices.get(role="chair")
    office.valid_to = today() - timedelta(1)
    office.save()
    with pytest.raises(NotYou):
        signs(chairs[0], people["binh"])
    office.valid_to = today()
    office.save()
    signs(chairs[0], people["binh"])


def test_an_office_that_begins_tomorrow_does_not_sign_yet(
    chairs: tuple[Assignment, Assignment], people: People
) -> None:
    office = give_office(people["uyen"], "hp_pc", "chair", since=today() + timedelta(1))
    with pytest.raises(NotYou):
        signs(chairs[0], people["uyen"])
    office.valid_from = today()
    office.save()
    signs(chairs[0], people["uyen"])


def test_somebody_who_was_switched_off_does_not_sign(chairs: tuple[Assignment, Assignment], people: People) -> None:
    people["binh"].is_active = False
    with pytest.raises(NotYou):
        signs(chairs[0], people["binh"])
    people["binh"].is_active = True
    signs(chairs[0], people["binh"])


def test_a_superuser_has_no_way_round(chairs: tuple[Assignment, Assignment], people: People) -> None:
    people["xuan"].is_superuser = people["xuan"].is_staff = True
    people["xuan"].save()
    with pytest.raises(NotYou):
        signs(chairs[0], people["xuan"])
    with pytest.raises(NotYou):
        actions.withdraw(chairs[0].dossier, reason="Vì tôi", actor=people["xuan"])


# When


def test_in_a_sequence_each_waits_for_those_before(panel: Dossier, people: People) -> None:
    drafted(panel, people)
    for who in ("uyen", "binh", "cuc"):  # side by side: any order
        signs(asked(panel, people[who]), people[who])
    uyen, binh = seat_of(panel, "home_affairs", "line"), seat_of(panel, "lead_pc", "line")
    with pytest.raises(NotNow, match=r"Hải Dương.* signs before you"):
        signs(uyen, people["uyen"])
    signs(asked(panel, people["cuc"]), people["cuc"])
    signs(uyen, people["uyen"])
    signs(binh, people["binh"])
    assert phase(panel) == "approval"


def test_a_closed_step_is_signed_no_more(
    chairs: tuple[Assignment, Assignment], agency: Dossier, people: People
) -> None:
    seen = shown(chairs[0])
    actions.withdraw(agency, reason="Chờ hướng dẫn mới", actor=people["binh"])
    with pytest.raises(NotNow, match="moved on"):
        actions.sign(chairs[0], actor=people["binh"], shown=seen)


def test_somebody_elses_answer_cannot_be_given_again(chairs: tuple[Assignment, Assignment], people: People) -> None:
    give_office(people["uyen"], "hp_pc", "chair")
    signs(chairs[0], people["binh"])
    with pytest.raises(NotNow, match="Trần Văn Bình has already answered"):
        signs(chairs[0], people["uyen"])


def test_work_is_not_signed_and_a_signature_is_not_work(agency: Dossier, panel: Dossier, people: People) -> None:
    with pytest.raises(NotNow, match="not signed"):
        signs(asked(panel, people["anh"]), people["anh"])
    lead, _other = at_concurrence(agency, people)
    with pytest.raises(NotNow, match="its own form"):
        actions.complete(lead, actor=people["binh"])


def test_a_draft_without_its_papers_is_not_finished(agency: Dossier, people: People) -> None:
    with pytest.raises(NotReady) as refusal:
        actions.complete(asked(agency, people["anh"]), actor=people["anh"])
    assert [missing.place for missing in refusal.value.missing] == [("documents", "ĐA")]
    drafted(agency, people)
    assert phase(agency) == "review"


def test_a_dossier_that_is_gone_is_not_found(people: People) -> None:
    with pytest.raises(NotFound):
        actions.withdraw(Dossier(pk=0), reason="?", actor=people["binh"])


# Refusing


def test_a_refusal_ends_the_dossier(chairs: tuple[Assignment, Assignment], agency: Dossier, people: People) -> None:
    with pytest.raises(BadInput, match="why"):
        actions.refuse(chairs[1], reason=" ", actor=people["cuc"])
    actions.refuse(chairs[1], reason="Không đúng chủ trương", actor=people["cuc"])
    assert (phase(agency), open_steps(agency)) == ("refused", [])
    assert told(agency, "signoff.refused")[0]["reason"] == "Không đúng chủ trương"
    assert not agency.assignments.filter(state__in=("open", "waiting")).exists()
    with pytest.raises(NotNow):
        signs(chairs[0], people["binh"])
    with pytest.raises(NotNow):
        actions.withdraw(agency, reason="Rút", actor=people["binh"])


def test_what_is_decided_cannot_be_refused_or_withdrawn(agency: Dossier, people: People) -> None:
    giver, _receiver = at_hand_over(agency, people)
    with pytest.raises(NotNow, match="cannot be refused"):
        actions.refuse(giver, reason="Không giao", actor=people["vinh"])
    with pytest.raises(NotNow):
        actions.withdraw(agency, reason="Rút", actor=people["binh"])
    assert (phase(agency), open_steps(agency)) == ("implementation", ["hand_over"])


def test_only_the_leads_chair_withdraws_and_says_why(agency: Dossier, people: People) -> None:
    for who in ("anh", "cuc"):
        with pytest.raises(NotYou):
            actions.withdraw(agency, reason="Rút", actor=people[who])
    with pytest.raises(BadInput):
        actions.withdraw(agency, reason="", actor=people["binh"])
    actions.withdraw(agency, reason="Chờ hướng dẫn mới", actor=people["binh"])
    assert phase(agency) == "withdrawn"


def test_a_draft_can_be_found_not_to_need_anything(agency: Dossier, people: People) -> None:
    actions.exempt(agency, reason="Không thuộc diện hợp nhất", actor=people["binh"])
    assert phase(agency) == "exempt"
