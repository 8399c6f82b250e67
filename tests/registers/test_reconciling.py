"""What the giver lists against what the receiver confirms. Vinh and Bình sign the hand-over; Sơn and Quỳnh list."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from reorg.people.loading import fixture
from reorg.people.models import User
from reorg.registers import listing
from reorg.registers.actions import Outcome, Result, confirm_rows, settle
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.kinds.housing import HOUSING_NEEDS
from reorg.registers.models import Register, Row, Settlement
from reorg.registers.reconciling import Difference, counts_of, lines_of
from tests.cast import sign
from tests.engine.doing import at_hand_over, fresh
from tests.registers.sheets import imported, office
from workflows.errors import BadInput, NotNow, NotReady, NotYou
from workflows.models import ChecklistItem, Dossier, Event
from workflows.readiness import readiness
from workflows.trail.verify import verify

HOA_VANG = fixture("registers_hoa_vang")


def hoa_vang() -> list[dict[str, Any]]:
    """What the two old communes had: 46 sites without survey, 18 of them unused without a plan; 13 never came."""
    kinds = [
        kind for kind in ("sports_ground", "football_pitch", "other") for _ in range(HOA_VANG["not_handed_over"][kind])
    ]
    titles = {choice.code: choice.title.vi for choice in OFFICES.by_key["kind"].choices}
    rows = []
    for number in range(1, HOA_VANG["without_certificate"] + 1):
        kind = kinds[number - 1] if number <= len(kinds) else "culture_house"
        vacant = number > HOA_VANG["without_certificate"] - HOA_VANG["vacant_without_plan"]
        rows.append(
            office(
                number,
                name=f"{titles[kind]} {number} (số liệu mẫu)",
                kind=titles[kind],
                certificate="không",
                use="Chưa sử dụng, bỏ trống" if vacant else "Đang sử dụng",
            )
        )
    return rows


@pytest.fixture
def handing_over(agency: Dossier, people: dict[str, User]) -> Dossier:
    """Everything is decided and every item settled: only the registers can hold the hand-over up."""
    at_hand_over(agency, people)
    agency.items.exclude(state__in=ChecklistItem.SETTLED).update(
        state="verified", verified_by=people["tuan"], verified_at=timezone.now()
    )
    return agency


@pytest.fixture
def inspected(handing_over: Dossier, people: dict[str, User]) -> Dossier:
    """Hòa Vang: 46 sites are listed by the giver, 13 of them never reached the receiver."""
    rows = hoa_vang()
    imported(handing_over, OFFICES, "giver", rows, actor=people["son"])
    imported(handing_over, OFFICES, "receiver", rows[13:], actor=people["quynh"])
    return handing_over


def shown(dossier: Dossier, difference: str | None = None) -> list[str]:
    register = Register.objects.get(dossier=dossier, kind="offices")
    return [line.shown for line in lines_of(register, difference=difference, unsettled=True, limit=500)]


def test_the_thirteen_properties_of_hoa_vang_hold_the_hand_over_up(inspected: Dossier, people: dict[str, User]) -> None:
    missing = [one for one in readiness(fresh(inspected)) if not one.waits]
    assert [str(one) for one in missing] == ["bảng kê Trụ sở, nhà, đất: 13 chưa nhận"]
    assert missing[0].what.en == "register Head offices, houses and land: 13 not received"
    assert missing[0].place == ("register", "offices")
    with pytest.raises(NotReady):
        sign(inspected, people["vinh"])


def test_the_thirteen_are_the_first_lines_eight_sports_grounds_and_three_pitches_among_them(
    inspected: Dossier, people: dict[str, User]
) -> None:
    register = Register.objects.get(dossier=inspected)
    lines = lines_of(register, limit=20)
    assert [line.difference for line in lines[:14]] == [Difference.MISSING] * 13 + [Difference.MATCHED]
    kinds = [line.row.values["kind"] for line in lines[:13]]
    assert (kinds.count("sports_ground"), kinds.count("football_pitch"), kinds.count("other")) == (8, 3, 2)


def test_the_eighteen_unused_sites_and_the_forty_six_without_survey_stand_out(inspected: Dossier) -> None:
    register = Register.objects.get(dossier=inspected)
    counts = {watch.code: count for watch, count in listing.watch_counts(register.rows.filter(side="giver"), OFFICES)}
    assert counts == {"no_plan": 18, "no_certificate": 46}


def test_once_received_or_explained_the_hand_over_can_be_signed(inspected: Dossier, people: dict[str, User]) -> None:
    grounds = Row.objects.filter(side="giver", values__kind="sports_ground").select_related("register")
    assert [one.done for one in confirm_rows(list(grounds), actor=people["quynh"])] == [True] * 8
    assert counts_of(inspected)["offices"].missing == 5
    left = shown(inspected, "missing")
    settle(inspected, OFFICES, left, outcome=Outcome.EXPLAINED, reason="Giao trước 20/1/2026", actor=people["binh"])
    assert [one for one in readiness(fresh(inspected)) if not one.waits] == []
    sign(inspected, people["vinh"])
    sign(inspected, people["binh"])
    assert fresh(inspected).phase == "closed"
    assert verify(fresh(inspected)) is None


def test_a_change_after_the_giver_signed_asks_the_giver_again(inspected: Dossier, people: dict[str, User]) -> None:
    left = shown(inspected)
    settle(inspected, OFFICES, left, outcome=Outcome.EXPLAINED, reason="x", actor=people["binh"])
    decision = sign(inspected, people["vinh"])
    row = Row.objects.get(side="giver", key="ts-040")
    from reorg.registers.actions import change_row

    change_row(row, {**row.values, "land_area": "10"}, version=row.version, actor=people["son"])
    decision.refresh_from_db()
    assert decision.superseded_at is not None
    assert "bảng kê" in decision.superseded_why
    assert counts_of(inspected)["offices"].differing == 1


def test_missing_surplus_and_differing_are_told_apart_with_both_values(
    people: dict[str, User], merger: Dossier
) -> None:
    imported(merger, OFFICES, "giver", [office(1), office(2, value=5), office(3)], actor=people["son"])
    imported(merger, OFFICES, "receiver", [office(2, value=7), office(3), office(4)], actor=people["quynh"])
    lines = lines_of(Register.objects.get())
    assert [(line.key, line.difference) for line in lines] == [
        ("ts-001", "missing"), ("ts-004", "surplus"), ("ts-002", "differing"), ("ts-003", "matched"),
    ]  # fmt: skip
    differing = lines[2]
    assert [column.key for column in differing.columns] == ["value"]
    assert differing.giver is not None
    assert differing.receiver is not None
    assert (differing.giver.values["value"], differing.receiver.values["value"]) == (5, 7)


def test_notes_of_one_side_are_no_difference(people: dict[str, User], merger: Dossier) -> None:
    imported(merger, OFFICES, "giver", [office(1, note="chìa khóa ở bảo vệ")], actor=people["son"])
    imported(merger, OFFICES, "receiver", [office(1)], actor=people["quynh"])
    assert counts_of(merger)["offices"].matched == 1


def test_a_register_of_one_side_is_not_compared(people: dict[str, User], filled: Dossier) -> None:
    assert HOUSING_NEEDS.code not in counts_of(filled)


@pytest.mark.parametrize(
    ("who", "outcome", "may"),
    [
        ("quynh", Outcome.GIVER, True),  # the receiver concedes
        ("son", Outcome.RECEIVER, True),  # the giver concedes
        ("son", Outcome.GIVER, False),
        ("quynh", Outcome.RECEIVER, False),
        ("quynh", Outcome.EXPLAINED, False),  # only a leader explains
        ("binh", Outcome.EXPLAINED, True),
        ("cuc", Outcome.EXPLAINED, True),
        ("phuc", Outcome.EXPLAINED, False),
        ("lam", Outcome.GIVER, False),
    ],
)
def test_a_side_concedes_for_itself_and_a_leader_explains(
    people: dict[str, User], filled: Dossier, who: str, outcome: Outcome, may: bool
) -> None:
    lines = shown(filled)
    if not may:
        with pytest.raises(NotYou):
            settle(filled, OFFICES, lines, outcome=outcome, reason="vì", actor=people[who])
        return
    results = settle(filled, OFFICES, lines, outcome=outcome, reason="vì", actor=people[who])
    assert all(result.done for result in results)
    assert counts_of(filled)["offices"].unsettled == 0
    assert Event.objects.filter(dossier=filled).latest("seq").body["facts"]["count"] == 4


def test_an_explanation_needs_its_reason(people: dict[str, User], filled: Dossier) -> None:
    with pytest.raises(BadInput):
        settle(filled, OFFICES, shown(filled), outcome=Outcome.EXPLAINED, reason=" ", actor=people["binh"])
    with pytest.raises(BadInput):
        settle(filled, OFFICES, [], outcome=Outcome.EXPLAINED, reason="x", actor=people["binh"])
    with pytest.raises(BadInput):
        settle(filled, OFFICES, ["rubbish"], outcome=Outcome.EXPLAINED, reason="x", actor=people["binh"])


def test_what_changed_since_it_was_shown_is_not_settled(people: dict[str, User], filled: Dossier) -> None:
    lines = shown(filled, "missing")
    rows = Row.objects.filter(register__kind="offices", side="giver", key="hd-009").select_related("register")
    confirm_rows(list(rows), actor=people["quynh"])
    results = settle(filled, OFFICES, lines, outcome=Outcome.GIVER, reason="", actor=people["quynh"])
    assert sorted(result.done for result in results) == [False, True]
    assert Settlement.objects.filter(register__kind="offices").count() == 1


def test_settling_twice_is_settling_once(people: dict[str, User], filled: Dossier) -> None:
    lines = shown(filled)
    settle(filled, OFFICES, lines, outcome=Outcome.GIVER, reason="", actor=people["quynh"])
    again: list[Result] = settle(filled, OFFICES, lines, outcome=Outcome.GIVER, reason="", actor=people["quynh"])
    assert all(result.done for result in again)
    assert Settlement.objects.filter(register__kind="offices").count() == 4


def test_a_settled_difference_opens_again_when_a_side_says_something_new(
    people: dict[str, User], filled: Dossier
) -> None:
    settle(filled, OFFICES, shown(filled), outcome=Outcome.GIVER, reason="", actor=people["quynh"])
    imported(filled, OFFICES, "receiver", [office(1, code="HD-009")], actor=people["quynh"])
    assert counts_of(filled)["offices"].differing == 1


def test_an_ended_dossier_settles_nothing_more(inspected: Dossier, people: dict[str, User]) -> None:
    settle(inspected, OFFICES, shown(inspected), outcome=Outcome.EXPLAINED, reason="x", actor=people["binh"])
    sign(inspected, people["vinh"])
    sign(inspected, people["binh"])
    with pytest.raises(NotNow):
        confirm_rows(list(Row.objects.filter(side="giver").select_related("register")[:1]), actor=people["quynh"])


def test_the_page_begins_with_what_is_missing_and_settles_it(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    client = goes(people["quynh"])
    address = "/dossiers/HP-01/registers/offices/reconcile/"
    page = client.get(address).content.decode()
    assert page.index("HD-009") < page.index("HD-101") < page.index("HD-004")
    assert "2450" in page.replace(",", "")
    assert "cannot be signed until every difference is settled" in page
    assert client.post(address, {"rows": shown(filled), "outcome": "explained", "reason": "x"}).status_code == 400
    done = client.post(address, {"all": "on", "found": "show=open", "outcome": "giver"}).content.decode()
    assert "4 of 4 rows done" in done
    after = client.get(address).content.decode()
    assert "the hand-over is not held up" in after
    assert "the giver&#x27;s list is right" in after


def test_what_is_missing_leads_to_the_page_where_it_is_settled(
    inspected: Dossier, people: dict[str, User], goes: Any
) -> None:
    page = goes(people["binh"]).get(f"/dossiers/{inspected.code}/").content.decode()
    assert f"/dossiers/{inspected.code}/registers/offices/reconcile/" in page
    assert "13 not received" in page


def test_the_registers_behind_an_item_are_shown_where_somebody_puts_the_tag(filled: Dossier) -> None:
    from django.template import Context, Template
    from django.utils import translation

    item = ChecklistItem.objects.select_related("dossier__procedure").get(dossier=filled, code="AST-07")
    with translation.override("en"):
        said = Template("{% load registers %}{% registers_for item %}").render(Context({"item": item}))
    assert "/dossiers/HP-01/registers/offices/" in said
    assert "4 differences to settle" in said
    other = ChecklistItem.objects.select_related("dossier__procedure").get(dossier=filled, code="CON-01")
    assert Template("{% load registers %}{% registers_for item %}").render(Context({"item": other})).strip() == ""
