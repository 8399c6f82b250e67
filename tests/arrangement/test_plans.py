"""Variants of a plan, the machine's proposals, the live check, and the clauses in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from reorg.arrangement.actions import (
    change_variant,
    choose_variant,
    make_variant,
    order_plan,
    propose_variant,
    remove_variant,
    variants_of,
)
from reorg.arrangement.models import Variant
from reorg.arrangement.proposing import Place, neighbours, propose, reaches
from reorg.criteria.regimes import regimes
from reorg.criteria.screening import Facts
from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.units.clauses import Circle, clause_texts, in_order
from reorg.units.formulas import Formula, Kind
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart, as_data, balance_planned, from_data, planned_of
from tests import cast
from tests.arrangement.conftest import typed
from tests.web.reader import as_, words
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
Units = dict[str, Unit]
RULES = regimes()["76/2025"]


def merge(number: int, name: str, *units: Unit) -> PlannedClause:
    return PlannedClause(number, name, Kind.XA, [PlannedPart(unit, Formula.WHOLE) for unit in units])


def yen_mat(six: Units) -> list[PlannedClause]:
    """An divided by hamlet as Yên Mật was; the remainder stands above the clause it waits for."""
    return [
        PlannedClause(
            1,
            "Bình An",
            Kind.XA,
            [PlannedPart(six["Bình"], Formula.WHOLE), PlannedPart(six["An"], Formula.REMAINDER, after=(2,))],
        ),
        PlannedClause(
            2,
            "Chính",
            Kind.XA,
            [
                PlannedPart(six["Chính"], Formula.WHOLE),
                PlannedPart(six["An"], Formula.PART, Decimal("6.5"), 4000, detail="xóm 1, 2, 3"),
            ],
        ),
    ]


# In words


def test_a_remainder_is_put_below_the_clause_it_waits_for(six: Units) -> None:
    first, second = in_order(yen_mat(six))
    assert (first.name, second.name) == ("Chính", "Bình An")
    assert (first.number, second.number) == (1, 2)
    assert second.parts[1].after == (1,)
    texts = clause_texts([first, second], balance_planned([first, second]))
    assert texts[0].vi == (
        "1. Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã Chính và một phần diện tích tự nhiên, "
        "quy mô dân số của xã An (xóm 1, 2, 3) thành xã mới có tên gọi là xã Chính. "
        "Sau khi sắp xếp, xã Chính có diện tích tự nhiên là 24,5 km², quy mô dân số là 13.500 người."
    )
    assert texts[1].en == (
        "2. To arrange the whole natural area and population of Binh commune and the remainder after clause 1 of "
        "An commune into a new commune named Binh An commune. After the arrangement, Binh An commune has "
        "a natural area of 22.5 km² and a population of 13,000."
    )


def test_clauses_that_wait_for_each_other_have_no_order(six: Units) -> None:
    one, two = yen_mat(six)
    part = PlannedPart(six["Hải"], Formula.REMAINDER, after=(1,))
    round_and_round = [one, PlannedClause(2, "Chính", Kind.XA, [*two.parts, part])]
    with pytest.raises(Circle) as circle:
        in_order(round_and_round)
    assert circle.value.clauses == (1, 2)


def test_the_page_of_clauses_offers_to_order_them_and_the_trail_says_so(
    communes: Dossier, people: People, six: Units
) -> None:
    change_plan(communes, yen_mat(six), actor=people["anh"])
    anh, url = as_(people["anh"]), "/dossiers/KS-01/plan/clauses/"
    assert "A clause stands above one it waits for" in words(anh.get(url))
    assert anh.post(url).status_code == 302
    text = words(anh.get(url))
    assert "Put them in order" not in text
    assert "1. Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã Chính" in text
    assert as_(people["binh"]).post(url).status_code == 403
    head = Dossier.objects.get(pk=communes.pk).head_seq
    order_plan(communes, actor=people["anh"])  # in order already: nothing happens
    assert Dossier.objects.get(pk=communes.pk).head_seq == head


def test_a_plan_survives_being_put_away_as_data(six: Units) -> None:
    plan = yen_mat(six)
    again = from_data(as_data(plan))
    assert as_data(again) == as_data(plan)
    assert balance_planned(again).ok == balance_planned(plan).ok


# Variants


def test_variants_are_copied_changed_compared_and_one_is_chosen(communes: Dossier, people: People, six: Units) -> None:
    anh = people["anh"]
    change_plan(communes, [merge(1, "An Bình", six["An"], six["Bình"])], actor=anh)
    large = make_variant(communes, name="Ba xã một", actor=anh)
    change_variant(large, [merge(1, "An Bình", six["An"], six["Bình"], six["Chính"])], actor=anh)
    copy = make_variant(communes, name="Bản sao", source=Variant.objects.get(pk=large.pk), actor=anh)
    assert len(copy.clauses[0]["parts"]) == 3
    page = words(as_(anh).get("/dossiers/KS-01/plan/variants/"))
    assert "2 → 1 (−50 %)" in page
    assert "3 → 1 (−66.6 %)" in page
    assert "An + Bình + Chính → An Binh commune" in page
    choose_variant(large, actor=anh)
    assert [len(clause.parts) for clause in planned_of(communes)] == [3]
    choose_variant(large, actor=anh)  # twice is once
    assert Event.objects.filter(dossier=communes, verb="variant.chosen").count() == 1
    remove_variant(copy, actor=anh)
    assert [one.name for one in variants_of(communes)] == ["Ba xã một"]
    assert verify(Dossier.objects.get(pk=communes.pk)) is None


def test_choosing_a_variant_supersedes_what_was_signed_over_the_plan(
    communes: Dossier, people: People, six: Units
) -> None:
    anh = people["anh"]
    change_plan(communes, [merge(1, "An Bình", six["An"], six["Bình"])], actor=anh)
    other = make_variant(communes, name="Khác", actor=anh, empty=True)
    change_variant(other, [merge(1, "Chính Hải", six["Chính"], six["Hải"])], actor=anh)
    cast.drafted(communes, people)
    round_ = cast.asked(communes, anh)
    from workflows import actions

    actions.record_opinion(round_, respondent="Xã An", total=10, agree=9, disagree=1, other=0, actor=anh)
    actions.close_round(round_, actor=anh)
    cast.sign(communes, people["dung"])
    choose_variant(other, actor=anh)
    decision = communes.decisions.get()
    assert decision.superseded_at is not None


def test_a_variant_somebody_changed_meanwhile_is_not_chosen_unseen(
    communes: Dossier, people: People, six: Units
) -> None:
    anh = people["anh"]
    variant = make_variant(communes, name="Một", actor=anh, empty=True)
    change_variant(variant, [merge(1, "An Bình", six["An"], six["Bình"])], actor=anh)
    with pytest.raises(ContentChanged):
        choose_variant(variant, actor=anh, shown="0" * 64)
    with pytest.raises(ContentChanged):
        change_variant(variant, [], actor=anh, shown="0" * 64)


def test_who_may_and_when(communes: Dossier, people: People, six: Units) -> None:
    anh = people["anh"]
    change_plan(communes, [merge(1, "An Bình", six["An"], six["Bình"])], actor=anh)
    variant = make_variant(communes, name="Một", actor=anh)
    for person, expected in (("binh", 200), ("xuan", 404)):
        for page in ("variants/", f"variants/{variant.pk}/", "clauses/"):
            assert as_(people[person]).get(f"/dossiers/KS-01/plan/{page}").status_code == expected, page
    binh = as_(people["binh"])
    for page in (
        "variants/",
        f"variants/{variant.pk}/choose/",
        f"variants/{variant.pk}/1/",
        f"variants/{variant.pk}/1/remove/",
    ):
        assert binh.post(f"/dossiers/KS-01/plan/{page}").status_code == 403, page
    with pytest.raises(NotYou):
        make_variant(communes, name="Hai", actor=people["cuc"])
    with pytest.raises(BadInput, match="Một"):
        make_variant(communes, name="Một", actor=anh)
    assert as_(anh).get("/dossiers/KS-01/plan/variants/999/").status_code == 404
    cast.drafted(communes, people)
    cast.asked(communes, anh)
    from workflows import actions

    actions.withdraw(communes, reason="Thôi.", actor=people["binh"])
    with pytest.raises(NotNow):
        choose_variant(variant, actor=anh)


def test_a_clause_of_a_variant_is_edited_in_the_same_form(communes: Dossier, people: People, six: Units) -> None:
    anh = people["anh"]
    variant = make_variant(communes, name="Một", actor=anh, empty=True)
    page, url = as_(anh), f"/dossiers/KS-01/plan/variants/{variant.pk}/new/"
    assert f'<option value="{six["An"].pk}">' in page.get(url).content.decode()  # units of the screening are at hand
    sent = typed(1, "An Bình", {"unit": six["An"].pk}, {"unit": six["Bình"].pk})
    answer = page.post(url, sent | {"save": "1"})
    assert answer["Location"] == f"/dossiers/KS-01/plan/variants/{variant.pk}/"
    assert planned_of(communes) == []
    shown = words(page.get(answer["Location"]))
    assert "area 29 km² is 96.66 % of 30 km²" in shown
    assert "below the standard" in shown
    assert page.post(f"/dossiers/KS-01/plan/variants/{variant.pk}/1/remove/").status_code == 302
    assert Variant.objects.get().clauses == []


def test_the_check_says_what_the_clause_would_do_and_saves_nothing(
    communes: Dossier, people: People, six: Units
) -> None:
    anh, url = as_(people["anh"]), "/dossiers/KS-01/plan/new/"
    whole, part = (
        {"unit": six["Bình"].pk},
        {"unit": six["An"].pk, "formula": "part", "area_km2": "16", "population": "1"},
    )
    answer = anh.post(url, typed(1, "Bình", whole, part) | {"check": "1"}, headers={"HX-Request": "true"})
    text = words(answer)
    assert "the parts add up to 16 km², 1 km² more than the unit" in text
    assert "1. To arrange the whole natural area and population of Binh commune" in text
    assert "<html" not in answer.content.decode()
    without_script = anh.post(url, typed(1, "Bình", whole, part) | {"check": "1"})
    assert "<html" in without_script.content.decode()
    assert "the parts add up to 16 km²" in words(without_script)
    assert 'value="16"' in without_script.content.decode()
    half_typed = anh.post(url, typed(1, "", whole) | {"check": "1"}, headers={"HX-Request": "true"})
    assert half_typed.status_code == 200
    assert planned_of(communes) == []


def test_the_comparison_costs_the_same_for_one_clause_and_for_three(
    communes: Dossier, people: People, six: Units
) -> None:
    anh, url = as_(people["anh"]), "/dossiers/KS-01/plan/variants/"
    variant = make_variant(communes, name="Một", actor=people["anh"], empty=True)
    pairs = [("An", "Bình"), ("Chính", "Hải"), ("Đông", "Giang")]

    def queries(count: int) -> int:
        change_variant(
            variant,
            [merge(n, f"Xã {n}", six[a], six[b]) for n, (a, b) in enumerate(pairs[:count], 1)],
            actor=people["anh"],
        )
        with CaptureQueriesContext(connection) as asked:
            assert anh.get(url).status_code == 200
        return len(asked)

    assert queries(1) == queries(3) <= 30


# Proposals


def test_the_machine_merges_neighbours_until_they_reach_the_standard(
    communes: Dossier, people: People, six: Units
) -> None:
    variant, proposal = propose_variant(communes, name="Máy", most=3, actor=people["anh"])
    names = {unit.pk: name for name, unit in six.items()}
    groups = {tuple(sorted(names[key] for key in group)) for group in proposal.merged}
    assert ("Giang",) not in groups  # reaches the standard by itself
    assert not proposal.short
    known = {place.key: place for place in _places(six)}
    assert all(reaches(group, known, RULES) for group in proposal.merged)
    assert variant.computed
    page = words(as_(people["anh"]).get(f"/dossiers/KS-01/plan/variants/{variant.pk}/"))
    assert "neighbours were guessed from coordinates" in page
    assert planned_of(communes) == []  # a proposal decides nothing


def test_when_nothing_can_be_merged_the_machine_says_why(communes: Dossier, people: People, six: Units) -> None:
    with pytest.raises(BadInput, match="Allow more units"), translation.override("en"):
        propose_variant(communes, name="x", most=1, actor=people["anh"])
    assert not Variant.objects.exists()
    bare = Place(1, Facts("X", "commune", "xa"), 20.0, 106.0)
    assert propose([bare], RULES).unknown == (1,)


def _places(six: Units) -> list[Place]:
    return [
        Place(
            u.pk,
            Facts(u.name, u.level, u.kind, area=u.area_km2, population=u.population),
            float(u.lat or 0),
            float(u.lon or 0),
        )
        for u in six.values()
    ]


def test_neighbours_are_those_with_nobody_between() -> None:
    row = [Place(n, Facts(str(n), "commune", "xa"), 20.0, 106.0 + n / 10) for n in range(4)]
    assert neighbours(row) == {0: {1}, 1: {0, 2}, 2: {1, 3}, 3: {2}}


@st.composite
def maps(draw: st.DrawFn) -> Iterator[list[Place]]:
    count = draw(st.integers(1, 9))
    return [  # type: ignore[return-value]
        Place(
            n,
            Facts(
                str(n),
                "commune",
                "xa",
                area=Decimal(draw(st.integers(2, 60))),
                population=draw(st.integers(500, 30_000)),
            ),
            20 + draw(st.integers(0, 100)) / 100,
            106 + draw(st.integers(0, 100)) / 100,
        )
        for n in range(count)
    ]


@given(maps(), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_a_proposal_loses_nobody_and_merges_only_what_it_must(places: list[Place], most: int) -> None:
    found = propose(places, RULES, most=most)
    everybody = [key for group in found.merged for key in group] + list(found.alone) + list(found.unknown)
    assert sorted(everybody) == [place.key for place in places]
    known = {place.key: place for place in places}
    for group in found.merged:
        assert 2 <= len(group) <= most
        assert reaches(group, known, RULES) or group in found.short
    assert propose(list(reversed(places)), RULES, most=most) == found
