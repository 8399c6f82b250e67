"""Events as canonical JSON (RFC 8785) and their hashes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import rfc8785

FIRST = "0" * 64  # what the first event of a chain names as its predecessor


LARGEST = 2**53 - 1  # beyond it, systems that know only binary numbers read another one
SORTED_ALIKE = "\ud7ff"  # up to here, keys stand in the same order by code point and by UTF-16

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """RFC 8785 text of a value made of dicts, lists, strings, integers, booleans and None.

    For these the standard library's encoder, told to sort, writes the same in half the time of `rfc8785`, to which
    values with keys of the rare kind go (`tests/engine/test_canonical.py` holds one against the other).

    Raises:
        TypeError: a float, or what JSON does not have. ValueError: an integer that not every system reads alike.
    """
    keys: set[str] = set()
    plain = _plain(value, keys)
    if any(key and max(key) > SORTED_ALIKE for key in keys):
        return rfc8785.dumps(plain).decode()
    return _encode(plain)


def _plain(value: Any, keys: set[str]) -> Any:
    if isinstance(value, dict):
        plain = {str(key): _plain(item, keys) for key, item in value.items()}
        keys.update(plain)
        return plain
    if isinstance(value, list | tuple):
        return [_plain(item, keys) for item in value]
    if isinstance(value, float):
        raise TypeError("Floats are written differently by different systems: use a string or an integer.")
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{value} is too large for a number that every system reads alike: use a string.")
    return value


def digest(value: Any) -> str:
    """SHA-256 (hex, 64 characters) over the canonical JSON of a value."""
    return sha256(canonical(value))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """UTC with microseconds, always 27 characters: ``2025-06-12T03:04:05.000006Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
