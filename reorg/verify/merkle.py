"""Inclusion in a Merkle tree (RFC 9162, 2.1.3.2)."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """RFC 8785 for ASCII member names, strings, integers, booleans and null."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def leaf_hash(dossier: str, seq: int, digest: str) -> bytes:
    leaf = canonical({"dossier": dossier, "seq": seq, "hash": digest})
    return hashlib.sha256(b"\0" + leaf).digest()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None where the path does not fit the tree."""
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            found = hashlib.sha256(b"\1" + sibling + found).digest()
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            found = hashlib.sha256(b"\1" + found + sibling).digest()
        node >>= 1
        last >>= 1
    return found if last == 0 else None
