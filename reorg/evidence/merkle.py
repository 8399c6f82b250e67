"""The Merkle tree of RFC 9162, section 2.1, over leaves that are given as bytes. Plain standard library."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """All levels of the tree, leaves first. A node without a sibling rises as it is."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        level = [leaf_hash(leaf) for leaf in leaves]
        self.levels = [level]
        while len(level) > 1:
            paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
            level = paired + level[-1:] if len(level) % 2 else paired
            self.levels.append(level)

    @property
    def root(self) -> bytes:
        return self.levels[-1][0] if self.size else EMPTY

    def path(self, index: int) -> list[bytes]:
        """The siblings from this leaf up to the root."""
        if not 0 <= index < self.size:
            raise IndexError(f"leaf {index} of {self.size}")
        siblings = []
        for level in self.levels[:-1]:
            if index ^ 1 < len(level):
                siblings.append(level[index ^ 1])
            index //= 2
        return siblings


def proves(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path shows that the leaf stands at this place of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, computed = index, size - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            computed = node_hash(sibling, computed)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            computed = node_hash(computed, sibling)
        place, last = place // 2, last // 2
    return last == 0 and computed == root
