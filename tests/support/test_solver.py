"""Who should help whom: the same answer for the same registers, with reasons, fair, and with what stands kept."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reorg.registers.kinds.twinning import FIELDS
from reorg.support.solver import BALANCE, KEPT, Giver, Taker, assign, propose
from workflows.text import Text

MOUNTAIN = Text("Miền núi", "Mountain")


def pairs(found: list) -> list[tuple[str, str]]:
    return [(one.giver.code, one.taker.code) for one in found]


def test_a_need_goes_to_who_can_meet_it() -> None:
    givers = [Giver("a", "A", {"it": 1}), Giver("b", "B", {"it": 3}), Giver("c", "C", {"land": 2})]
    takers = [Taker("x", "X", {"it": 3}), Taker("y", "Y", {"land": 3})]
    found = propose(givers, takers, [], FIELDS)
    assert pairs(found) == [("a", "y"), ("b", "x"), ("c", "y")] or pairs(found) == [("a", "x"), ("b", "x"), ("c", "y")]
    why = {(one.giver.code, one.taker.code): one.reasons for one in found}
    assert why["b", "x"] == (Text("Công nghệ thông tin: cần 3, có 3", "Information technology: needs 3, has 3"),)


def test_the_second_helper_brings_what_the_first_cannot() -> None:
    """Both are strong in IT; once the first has met that need, the one who also knows land is worth more."""
    givers = [Giver("a", "A", {"it": 3}), Giver("b", "B", {"it": 3}), Giver("c", "C", {"land": 2})]
    takers = [Taker("x", "X", {"it": 3, "land": 2}), Taker("y", "Y", {"it": 1})]
    found = propose(givers, takers, [("a", "x")], FIELDS)
    assert ("c", "x") in pairs(found)
    assert ("b", "y") in pairs(found)


def test_pairs_that_stand_are_kept_and_say_so() -> None:
    givers = [Giver("a", "A"), Giver("b", "B", {"it": 3})]
    takers = [Taker("x", "X", {"it": 3}), Taker("y", "Y")]
    found = propose(givers, takers, [("a", "x")], FIELDS)
    assert pairs(found) == [("a", "x"), ("b", "y")]  # Y has nobody: fairness goes before a better fit
    assert found[0].kept
    assert found[0].reasons == (KEPT,)
    assert found[1].reasons == (BALANCE,)


def test_with_too_few_helpers_those_in_greatest_need_come_first() -> None:
    takers = [Taker("x", "X", {"it": 1}), Taker("y", "Y", {"it": 3}, (MOUNTAIN,)), Taker("z", "Z", {"it": 2})]
    found = propose([Giver("a", "A", {"it": 1}, most=1)], takers, [], FIELDS)
    assert pairs(found) == [("a", "y")]
    both = propose([Giver("a", "A", {"it": 1}, most=2)], takers, [], FIELDS)
    assert pairs(both) == [("a", "y"), ("a", "z")]


def test_nothing_to_propose_is_an_empty_proposal() -> None:
    assert propose([], [Taker("x", "X")], [], FIELDS) == []
    assert propose([Giver("a", "A")], [], [], FIELDS) == []


levels = st.dictionaries(st.sampled_from(sorted(FIELDS)), st.integers(0, 3))
helpers = st.lists(st.tuples(levels, st.integers(1, 2)), max_size=9)
communes = st.lists(levels, max_size=5)


@given(helpers, communes)
def test_whatever_the_registers_say_the_load_is_even_and_the_answer_always_the_same(given_: list, needs: list) -> None:
    givers = [Giver(f"g{n}", f"G{n}", skills, most) for n, (skills, most) in enumerate(given_)]
    takers = [Taker(f"t{n}", f"T{n}", need) for n, need in enumerate(needs)]
    found = propose(givers, takers, [], FIELDS)
    assert pairs(found) == pairs(propose(givers[::-1], takers[::-1], [], FIELDS))
    assert len(set(pairs(found))) == len(found)
    assert all(one.reasons for one in found)
    per_helper = Counter(giver for giver, _taker in pairs(found))
    assert all(per_helper[one.code] <= one.most for one in givers)
    if takers and givers:
        assert all(per_helper[one.code] for one in givers)
        load = Counter(taker for _giver, taker in pairs(found))
        assert max(load.values()) - min(load.get(one.code, 0) for one in takers) <= 1


@given(st.lists(st.lists(st.integers(-5, 40), min_size=5, max_size=5), min_size=1, max_size=5))
def test_no_other_choice_of_columns_is_worth_more(values: list[list[int]]) -> None:
    from itertools import permutations

    chosen = assign(values)
    assert len(set(chosen)) == len(values)
    best = max(sum(values[row][place] for row, place in enumerate(one)) for one in permutations(range(5), len(values)))
    assert sum(values[row][place] for row, place in enumerate(chosen)) == best
