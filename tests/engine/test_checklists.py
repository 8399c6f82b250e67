"""The lists of a dossier. Quỳnh and Sơn work on items, Tuấn verifies, Bình leads Hải Phòng."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from reorg.people.models import Organisation
from tests.cast import asked, drafted, settle, sign
from tests.engine.doing import (
    People,
    file,
    open_steps,
    prove,
    retitle,
    told,
    verbs,
    votes,
)
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Check, ChecklistItem, Dossier
from workflows.readiness import progress
from workflows.trail.canonical import digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(agency: Dossier) -> ChecklistItem:
    """Seals of the lead: Quỳnh's to work on."""
    return agency.items.select_related("checklist", "owner").get(code="SEA-02")


def waive(item: ChecklistItem, person: object, reason: str = "Không có con dấu riêng") -> object:
    content = actions.item_content(ChecklistItem.objects.get(pk=item.pk))
    return actions.waive_item(item, reason=reason, actor=person, shown=digest(content))


# Working on an item


def test_an_item_goes_from_open_to_verified(item: ChecklistItem, agency: Dossier, people: People) -> None:
    states = [item.state]
    states.append(actions.start_item(item, actor=people["quynh"]).state)
    proof = prove(item, people["quynh"])
    states.append(actions.report_done(item, actor=people["quynh"], note="Đã nộp").state)
    states.append(actions.verify_item(item, actor=people["tuan"]).state)
    assert states == ["open", "in_progress", "done", "verified"]
    assert verbs(agency)[-4:] == ["item.started", "item.evidence", "item.done", "item.verified"]
    assert told(agency, "item.verified")[0]["evidence"] == [proof.sha256]
    assert (proof.content_type, proof.added_by) == ("application/pdf", people["quynh"])


def test_nothing_is_done_without_evidence(item: ChecklistItem, people: People) -> None:
    with pytest.raises(BadInput, match="Add the evidence first"):
        actions.report_done(item, actor=people["quynh"])
    prove(item, people["quynh"])
    actions.report_done(item, actor=people["quynh"])


def test_what_was_not_reported_is_not_verified(item: ChecklistItem, people: People) -> None:
    prove(item, people["quynh"])
    with pytest.raises(NotNow, match="reported as done"):
        actions.verify_item(item, actor=people["tuan"])


def test_nobody_verifies_what_they_reported_or_brought(item: ChecklistItem, people: People) -> None:
    prove(item, people["anh"], "của Ánh")
    prove(item, people["quynh"], "của Quỳnh")
    actions.report_done(item, actor=people["anh"])
    with pytest.raises(NotYou, match="Somebody else"):
        actions.verify_item(item, actor=people["anh"])
    actions.verify_item(item, actor=people["tuan"])


def test_whoever_brought_a_paper_does_not_verify_it_in_another_office(item: ChecklistItem, people: People) -> None:
    from tests.engine.doing import give_office

    give_office(people["quynh"], "hp_pc", "reviewer")
    prove(item, people["quynh"])
    actions.report_done(item, actor=people["anh"])
    with pytest.raises(NotYou, match="Somebody else"):
        actions.verify_item(item, actor=people["quynh"])


@pytest.mark.parametrize("who", ["son", "phuc", "hanh", "xuan", "binh"])
def test_only_officers_of_the_owner_and_the_lead_work_on_an_item(who: str, item: ChecklistItem, people: People) -> None:
    for attempt in (actions.start_item, actions.report_done):
        with pytest.raises(NotYou, match="belongs to"):
            attempt(item, actor=people[who])
    with pytest.raises(NotYou):
        prove(item, people[who])


def test_the_owner_of_an_item_works_on_it_though_it_does_not_lead(agency: Dossier, people: People) -> None:
    theirs = agency.items.get(code="SEA-01")
    assert theirs.owner.key == "hd_pc"
    actions.start_item(theirs, actor=people["son"])


def test_the_same_act_twice_is_one_act(item: ChecklistItem, agency: Dossier, people: People) -> None:
    assert prove(item, people["quynh"]) == prove(item, people["quynh"])
    for _ in range(2):
        actions.report_done(item, actor=people["quynh"])
    for _ in range(2):
        actions.verify_item(item, actor=people["tuan"])
    assert verbs(agency)[-3:] == ["item.evidence", "item.done", "item.verified"]


def test_a_settled_item_takes_no_more_evidence_until_it_is_reopened(item: ChecklistItem, people: People) -> None:
    settle(item, people)
    with pytest.raises(NotNow, match="reopened"):
        prove(item, people["quynh"], "thêm")
    with pytest.raises(BadInput):
        actions.reopen_item(item, reason=" ", actor=people["tuan"])
    actions.reopen_item(item, reason="Thiếu biên bản", actor=people["tuan"])
    with pytest.raises(NotNow, match="still open"):
        actions.reopen_item(item, reason="Thiếu biên bản", actor=people["tuan"])
    prove(item, people["quynh"], "thêm")
    actions.report_done(item, actor=people["quynh"])
    actions.verify_item(item, actor=people["tuan"])


def test_the_second_of_two_tabs_is_told_what_the_first_saved(item: ChecklistItem, people: People) -> None:
    read = ChecklistItem.objects.get(pk=item.pk).version
    prove(item, people["anh"])
    actions.report_done(item, actor=people["anh"])
    for attempt in (actions.start_item, actions.report_done):
        with pytest.raises(ContentChanged, match="it is now done"):
            attempt(item, actor=people["quynh"], version=read)
    with pytest.raises(ContentChanged):
        actions.verify_item(item, actor=people["tuan"], version=read)
    actions.verify_item(item, actor=people["tuan"], version=read + 2)


def test_the_lists_of_an_ended_dossier_stay_as_they_are(item: ChecklistItem, agency: Dossier, people: People) -> None:
    actions.withdraw(agency, reason="Chờ hướng dẫn", actor=people["binh"])
    with pytest.raises(NotNow, match="ended"):
        prove(item, people["quynh"])


def test_a_dossier_keeps_the_lists_it_was_opened_with(agency: Dossier, people: People) -> None:
    from tests.cast import open_agency

    Check.objects.filter(code="SEA-02").update(title_vi="Mới", valid_to=date(2025, 1, 1), valid_from=date(2024, 1, 1))
    assert agency.items.get(code="SEA-02").title_vi != "Mới"
    assert not open_agency(people, "HN-02").items.filter(code="SEA-02").exists()


# Waiving


def test_a_waiver_is_a_leaders_signature_over_the_item_as_it_was(
    item: ChecklistItem, agency: Dossier, people: People
) -> None:
    with pytest.raises(NotYou):
        waive(item, people["quynh"])
    with pytest.raises(BadInput, match="auditors will ask"):
        waive(item, people["binh"], reason="")
    decision = waive(item, people["binh"])
    assert waive(item, people["binh"]) == decision
    item.refresh_from_db()
    assert item.state == "waived"
    assert told(agency, "item.waived")[0]["reason"] == "Không có con dấu riêng"
    assert decision.snapshot.content["now"] == {"state": "open", "evidence": []}


def test_an_item_that_changed_meanwhile_is_not_waived(item: ChecklistItem, people: People) -> None:
    seen = digest(actions.item_content(item))
    prove(item, people["quynh"])
    with pytest.raises(ContentChanged):
        actions.waive_item(item, reason="Không cần", actor=people["binh"], shown=seen)
    waive(item, people["binh"])


def test_what_is_settled_cannot_be_waived(item: ChecklistItem, people: People) -> None:
    settle(item, people)
    with pytest.raises(NotNow, match="settled"):
        waive(item, people["binh"])


def test_a_waiver_ends_when_the_item_is_reopened(item: ChecklistItem, people: People) -> None:
    first = waive(item, people["binh"])
    actions.reopen_item(item, reason="Có con dấu", actor=people["tuan"])
    first.refresh_from_db()
    assert not first.counts
    assert first.superseded_why == "Có con dấu"
    assert waive(item, people["binh"], "Đã thu hồi") != first


# Dates and progress


def test_deadlines_follow_the_day_of_operation(agency: Dossier, people: People) -> None:
    before = agency.items.get(code="SEA-01").due
    retitle(agency, people["anh"], 1)
    after = agency.items.get(code="SEA-01").due
    assert timezone.localtime(before) == local(2025, 6, 21)
    assert timezone.localtime(after) == local(2025, 7, 22)
    moved = told(agency, "dossier.dated")[0]["moved"]
    assert moved == agency.items.filter(due_rule__anchor="operation").count()


def test_a_date_given_by_hand_stays_where_it_is_put(item: ChecklistItem, agency: Dossier, people: People) -> None:
    actions.assign_item(item, organisation=item.owner, due=local(2025, 6, 25), actor=people["anh"])
    retitle(agency, people["anh"], 1)
    item.refresh_from_db()
    assert timezone.localtime(item.due) == local(2025, 6, 25)


def test_an_item_given_to_another_body_keeps_its_rule_when_its_date_stays(
    item: ChecklistItem, agency: Dossier, people: People
) -> None:
    actions.assign_item(
        item, organisation=agency.parties.get(key="giver").organisation, due=item.due, actor=people["anh"]
    )
    retitle(agency, people["anh"], 1)
    item.refresh_from_db()
    assert (item.owner.key, timezone.localtime(item.due)) == ("hd_home_affairs", local(2025, 7, 31))


def test_items_are_given_to_bodies_that_take_part_by_those_who_lead(item: ChecklistItem, people: People) -> None:
    with pytest.raises(BadInput, match="takes part"):
        actions.assign_item(
            item, organisation=Organisation.objects.get(key="hp_justice"), due=None, actor=people["anh"]
        )
    with pytest.raises(NotYou):
        actions.assign_item(item, organisation=item.owner, due=None, actor=people["quynh"])


def test_the_deadline_of_an_open_step_follows_too(panel: Dossier, people: People) -> None:
    drafted(panel, people)
    for who in ("binh", "cuc", "uyen", "cuc", "uyen", "binh"):
        sign(panel, people[who])
    votes(asked(panel, people["hanh"]), people["hanh"])
    assert timezone.localtime(asked(panel, people["anh"]).due) == local(2025, 6, 21)
    retitle(panel, people["anh"], 20)
    assert timezone.localtime(asked(panel, people["anh"]).due) == local(2025, 8, 10)


def test_nothing_operates_before_it_is_resolved(agency: Dossier, people: People) -> None:
    with pytest.raises(BadInput, match="cannot operate before"):
        actions.set_dates(agency, resolution=date(2025, 7, 2), actor=people["anh"])
    with pytest.raises(NotYou):
        actions.set_dates(agency, operation=date(2025, 8, 1), actor=people["binh"])


def test_progress_counts_what_is_settled_done_and_late(item: ChecklistItem, agency: Dossier, people: People) -> None:
    seals = agency.checklists.get(code="seals")
    total = seals.items.count()
    settle(item, people)
    other = agency.items.select_related("owner", "dossier").get(code="SEA-04")
    prove(other, people["anh"])
    actions.report_done(other, actor=people["anh"])
    ChecklistItem.objects.filter(checklist=seals).update(due=timezone.now() + timedelta(1))
    ChecklistItem.objects.filter(code__in=["SEA-02", "SEA-05"]).update(due=timezone.now() - timedelta(1))
    now = progress(agency)[seals.pk]
    assert (now.settled, now.done, now.total, now.overdue) == (1, 1, total, 1)
    assert now.percent == 100 // total
    assert not now.complete
    assert open_steps(agency) == ["draft"]


def test_evidence_that_is_no_document_is_refused(item: ChecklistItem, people: People) -> None:
    from django.core.files.base import ContentFile

    with pytest.raises(BadInput):
        actions.add_evidence(item, file=ContentFile(b"<html>", name="minh-chung.pdf"), actor=people["quynh"])
    actions.add_evidence(item, file=file(), actor=people["quynh"])


def local(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 17, 0))  # noqa: DTZ001 - made aware here
