"""The tree of RFC 9162."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reorg.evidence.merkle import EMPTY, Tree, leaf_hash, node_hash, proves

LEAVES = [f"leaf {n}".encode() for n in range(64)]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as RFC 9162, 2.1.1 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


@pytest.mark.parametrize("size", range(65))
def test_the_root_is_the_one_of_the_standard(size: int) -> None:
    assert Tree(LEAVES[:size]).root == by_definition(LEAVES[:size])


def test_a_tree_of_nothing_has_a_root() -> None:
    assert Tree([]).root == EMPTY


@pytest.mark.parametrize("size", range(1, 65))
def test_every_leaf_of_every_tree_is_proved(size: int) -> None:
    tree = Tree(LEAVES[:size])
    for index in range(size):
        assert proves(LEAVES[index], index, size, tree.path(index), tree.root)


@settings(deadline=None)
@given(st.data())
def test_nothing_else_is_proved(data: st.DataObject) -> None:
    leaves = data.draw(st.lists(st.binary(max_size=8), min_size=1, max_size=64, unique=True))
    tree = Tree(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = tree.path(index)
    assert proves(leaves[index], index, len(leaves), path, tree.root)
    assert not proves(leaves[index] + b"x", index, len(leaves), path, tree.root)
    for other in {index - 1, index + 1, len(leaves), -1} - {index}:
        assert not proves(leaves[index], other, len(leaves), path, tree.root)
    assert not proves(leaves[index], index, len(leaves), [*path, EMPTY], tree.root)
    if path:
        assert not proves(leaves[index], index, len(leaves), path[:-1], tree.root)
        assert not proves(leaves[index], index, len(leaves), [EMPTY, *path[1:]], tree.root)


def test_no_proof_for_a_leaf_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        Tree(LEAVES[:3]).path(3)
