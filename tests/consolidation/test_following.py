"""Open work follows its agency: shown first, carried out once, told in each dossier, and undone as long as it can."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reorg.consolidation.actions import MovedOn, let_follow, undo
from reorg.consolidation.models import Absorbed, Move, Run
from reorg.consolidation.plan import PlannedAbsorbed, save_department
from reorg.consolidation.successors import preview
from reorg.people.models import Office
from tests.cast import asked, open_agency, sign, today
from tests.consolidation.conftest import People, appraised_by_hai_duong, body, home_affairs
from tests.engine.doing import give_office, told
from workflows import actions, reading
from workflows.deputies import standing_in
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Delegation, Document, Dossier, Role
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db


def follows(decided: Dossier, people: People) -> Run:
    return let_follow(decided, shown=preview(decided).digest, actor=people["binh"])


def state(*dossiers: Dossier) -> list[Any]:
    """Who answers for what in these dossiers, and who holds which office until when."""
    return [
        [
            (dossier.code, Dossier.objects.get(pk=dossier.pk).lead_id),
            sorted(dossier.parties.values_list("key", "organisation")),
            sorted(dossier.assignments.values_list("pk", "organisation", "state")),
            sorted(dossier.items.values_list("code", "owner", "state")),
            sorted(dossier.documents.values_list("pk", "owner")),
        ]
        for dossier in dossiers
    ] + [sorted(Office.objects.values_list("person", "organisation", "role", "valid_from", "valid_to"), key=str)]


def test_the_preview_names_everything_and_moves_nothing(decided: Dossier, appraised: Dossier, people: People) -> None:
    before = state(decided, appraised)
    shown = preview(decided)
    assert {kind: count for kind, count in shown.counts.items() if count} == {
        "parts": 1,
        "tasks": 1,
        "items": 12,
        "papers": 1,
        "offices": 1,
    }
    assert {row.dossier for row in shown.following.passings} == {appraised.pk}
    assert state(decided, appraised) == before
    assert preview(decided).digest == shown.digest


def test_what_cannot_follow_says_why(decided: Dossier, appraised: Dossier, people: People) -> None:
    shown = preview(decided)
    [staying] = shown.following.stayings
    assert staying.dossier == decided.pk
    assert "would stand on both sides" in str(staying.why)  # it hands over to its own successor
    [head] = shown.offices_stay
    assert head.office.person == people["vinh"]
    assert "one head only" in str(head.why)


def test_the_successor_takes_up_what_was_open(
    decided: Dossier, appraised: Dossier, vacant: None, people: People
) -> None:
    assert not reading.dossiers_for(people["uyen"]).filter(pk=appraised.pk).exists()
    paper = Document.objects.get(dossier=appraised, restricted=True)
    follows(decided, people)
    new = body("hp_home_affairs")
    assert appraised.parties.get(key="home_affairs").organisation == new
    assert asked(appraised, people["vinh"]).organisation == new
    assert Document.objects.get(pk=paper.pk).owner == new
    assert reading.documents_for(people["quynh"], appraised).filter(pk=paper.pk).exists()  # an officer of the successor
    sign(appraised, people["vinh"])
    assert verify(Dossier.objects.get(pk=appraised.pk)) is None


def test_the_trail_keeps_names_as_they_were(decided: Dossier, appraised: Dossier, people: People) -> None:
    papers = told(appraised, "document.registered")
    events = list(appraised.events.order_by("seq").values_list("record", flat=True))
    run = follows(decided, people)
    assert list(appraised.events.order_by("seq").values_list("record", flat=True))[: len(events)] == events
    assert told(appraised, "document.registered") == papers
    [told_there] = told(appraised, "organisation.succeeded")
    assert told_there["from"]["en"] == "Hải Dương Department of Home Affairs"
    assert told_there["basis"] == "HN-01"
    assert told_there["rows"]["items"] == [row.object_id for row in run.moves.filter(kind="items")]
    [told_here] = told(decided, "succession.applied")
    assert told_here["run"] == run.pk
    assert told_here["what"]["en"].startswith("parts in dossiers: 1, open tasks: 1")
    assert verify(Dossier.objects.get(pk=appraised.pk)) is None
    assert verify(Dossier.objects.get(pk=decided.pk)) is None


def test_offices_end_and_begin_without_a_gap(decided: Dossier, vacant: None, people: People) -> None:
    """Everything of the agency follows, so nobody keeps the old office."""
    decided.parties.filter(key="home_affairs").update(organisation=body("hp_finance"))
    decided.parties.filter(key="giver").update(organisation=body("hp_environment"))
    decided.assignments.filter(organisation=body("hd_home_affairs")).update(organisation=body("hp_environment"))
    decided.items.filter(owner=body("hd_home_affairs")).update(owner=body("hp_environment"))
    follows(decided, people)
    old = people["vinh"].offices.get(organisation=body("hd_home_affairs"), role="chair")
    new = people["vinh"].offices.get(organisation=body("hp_home_affairs"), role="chair")
    assert (old.valid_to, new.valid_from, new.title_en) == (today() - timedelta(days=1), today(), old.title_en)


def test_offices_are_kept_for_what_stays(decided: Dossier, appraised: Dossier, people: People) -> None:
    follows(decided, people)
    old = people["son"].offices.get(organisation=body("hd_home_affairs"), role="officer")
    assert old.valid_to is None  # HN-01 still waits for their hand-over
    assert people["son"].offices.filter(organisation=body("hp_home_affairs"), role="officer").exists()


def test_delegations_go_along_with_who_gave_them(decided: Dossier, vacant: None, people: People) -> None:
    deputy = people["khanh"]
    give_office(deputy, "hd_home_affairs", "officer")
    given = actions.give_delegation(
        organisation=body("hd_home_affairs"),
        role=Role.objects.get(pk="chair"),
        deputy=deputy,
        kind="KT.",
        valid_from=today(),
        actor=people["vinh"],
    )
    run = follows(decided, people)
    [made] = Delegation.objects.filter(organisation=body("hp_home_affairs"))
    assert (made.deputy, made.given_by, made.kind) == (deputy, people["vinh"], "KT.")
    assert made in standing_in(deputy)
    undo(run, reason="Nhầm.", actor=people["binh"])
    assert list(standing_in(deputy)) == [given]


def test_a_delegation_whose_giver_stays_is_shown_as_staying(decided: Dossier, people: People) -> None:
    give_office(people["khanh"], "hd_home_affairs", "officer")
    actions.give_delegation(
        organisation=body("hd_home_affairs"),
        role=Role.objects.get(pk="chair"),
        deputy=people["khanh"],
        kind="KT.",
        valid_from=today(),
        actor=people["vinh"],
    )
    [staying] = preview(decided).delegations_stay
    assert "does not hold that office" in str(staying.why)


def test_nobody_there_to_do_it_is_a_reason_to_stay(decided: Dossier, appraised: Dossier, people: People) -> None:
    people["uyen"].offices.filter(role="chair").update(valid_to=date(2025, 6, 30))
    people["vinh"].offices.update(valid_from=today())
    whys = {row.dossier: str(row.why) for row in preview(decided).following.stayings}
    assert "nobody holds" in whys[appraised.pk]
    assert "Hải Phòng Department of Home Affairs" in whys[appraised.pk]


def test_a_part_takes_the_dossiers_of_its_procedures_only(agency: Dossier, people: People) -> None:
    part = PlannedAbsorbed(body("hd_home_affairs"), procedures=("province_merger",))
    save_department(agency, home_affairs(absorbed=[part]), actor=people["anh"])
    appraised = appraised_by_hai_duong(people)
    whys = {row.dossier: str(row.why) for row in preview(agency).following.stayings}
    assert "no successor takes over dossiers of the procedure" in whys[appraised.pk]
    assert "several bodies" in str(preview(agency).offices_stay[0].why)
    rest = home_affairs(
        number=2,
        title=part_title(),
        organisation=body("hp_justice"),
        absorbed=[PlannedAbsorbed(body("hd_home_affairs"), procedures=("agency_consolidation",))],
    )
    save_department(agency, rest, actor=people["anh"])
    give_office(people["xuan"], "hp_justice", "chair")
    assert {row.after for row in preview(agency).following.passings if row.dossier == appraised.pk} == {
        body("hp_justice").pk
    }


def part_title() -> Any:
    return body("hp_justice").text


def test_the_same_click_twice_moves_once(decided: Dossier, appraised: Dossier, people: People) -> None:
    shown = preview(decided).digest
    first = let_follow(decided, shown=shown, actor=people["binh"])
    after = state(decided, appraised)
    assert let_follow(decided, shown=shown, actor=people["binh"]) == first
    assert state(decided, appraised) == after
    assert Run.objects.count() == 1
    assert len(told(appraised, "organisation.succeeded")) == 1


def test_who_saw_something_else_is_shown_what_would_move_now(
    decided: Dossier, appraised: Dossier, people: People
) -> None:
    shown = preview(decided).digest
    sign(appraised, people["vinh"])
    before = state(decided, appraised)
    with pytest.raises(ContentChanged):
        let_follow(decided, shown=shown, actor=people["binh"])
    assert state(decided, appraised) == before


def test_only_the_chair_of_the_lead_and_not_before_the_decision(
    agency: Dossier, decided: Dossier, people: People
) -> None:
    for name in ("anh", "cuc", "uyen", "xuan"):
        with pytest.raises(NotYou):
            let_follow(decided, shown=preview(decided).digest, actor=people[name])
    drafted = open_agency(people, "HN-03")
    save_department(drafted, home_affairs(), actor=people["anh"])
    with pytest.raises(NotNow, match="not that far"):
        let_follow(drafted, shown=preview(drafted).digest, actor=people["binh"])
    Dossier.objects.filter(pk=decided.pk).update(operation_date=today() + timedelta(days=1))
    with pytest.raises(NotNow, match="on that day"):
        follows(decided, people)


def test_undoing_restores_exactly(decided: Dossier, appraised: Dossier, people: People) -> None:
    before = state(decided, appraised)
    run = follows(decided, people)
    assert state(decided, appraised) != before
    with pytest.raises(BadInput):
        undo(run, reason=" ", actor=people["binh"])
    with pytest.raises(NotYou):
        undo(run, reason="Nhầm.", actor=people["anh"])
    undo(run, reason="Chưa bàn giao xong.", actor=people["binh"])
    assert state(decided, appraised) == before
    assert undo(run, reason="Nhấn lần hai.", actor=people["binh"]).undone_why == "Chưa bàn giao xong."
    assert len(told(appraised, "organisation.restored")) == 1
    assert verify(Dossier.objects.get(pk=appraised.pk)) is None


def test_after_undoing_it_can_be_done_again(decided: Dossier, appraised: Dossier, people: People) -> None:
    first = follows(decided, people)
    after = state(decided, appraised)
    undo(first, reason="Nhầm.", actor=people["binh"])
    second = follows(decided, people)
    assert second != first
    assert state(decided, appraised) == after


def test_undoing_is_refused_when_something_moved_on(
    decided: Dossier, appraised: Dossier, vacant: None, people: People
) -> None:
    run = follows(decided, people)
    actions.note_reading(appraised, actor=people["anh"])  # having looked is no change
    sign(appraised, people["vinh"])
    after = state(decided, appraised)
    with pytest.raises(MovedOn) as refused:
        undo(run, reason="Nhầm.", actor=people["binh"])
    assert any("HN-02 has gone on" in str(reason) for reason in refused.value.reasons)
    assert state(decided, appraised) == after
    assert Run.objects.get(pk=run.pk).undone_at is None


def test_a_dossier_that_has_ended_is_kept_by_the_successor(decided: Dossier, people: People) -> None:
    ended = appraised_by_hai_duong(people, "HN-04")
    actions.withdraw(ended, reason="Không còn cần.", actor=people["binh"])
    Dossier.objects.filter(pk=ended.pk).update(lead=body("hd_home_affairs"))
    assert preview(decided).counts["kept"] == 1
    follows(decided, people)
    assert Dossier.objects.get(pk=ended.pk).lead == body("hp_home_affairs")
    assert reading.dossiers_for(people["uyen"]).filter(pk=ended.pk).exists()


def test_what_moved_cannot_be_rewritten(decided: Dossier, appraised: Dossier, people: People) -> None:
    run = follows(decided, people)
    for statement in (
        lambda: Move.objects.filter(run=run).update(object_id=1),
        lambda: Move.objects.filter(run=run).delete(),
        lambda: Run.objects.filter(pk=run.pk).update(digest="0" * 64),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_the_preview_costs_the_same_however_much_moves(decided: Dossier, appraised: Dossier, people: People) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            preview(decided)
        return len(asked_for)

    few = queries()
    for number in range(3):
        appraised_by_hai_duong(people, f"HN-1{number}")
    assert preview(decided).counts["tasks"] == 4
    assert queries() == few
    assert few <= 20


def test_an_agency_that_is_not_in_the_directory_is_named(agency: Dossier, people: People) -> None:
    absorbed = [PlannedAbsorbed(body("hd_home_affairs")), PlannedAbsorbed(name="Ban Dân tộc")]
    save_department(agency, home_affairs(absorbed=absorbed), actor=people["anh"])
    assert [one.name for one in preview(agency).unknown] == ["Ban Dân tộc"]
    assert Absorbed.objects.filter(department__dossier=agency).count() == 2
