"""Events as canonical JSON (RFC 8785) and their hashes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785

FIRST = "0" * 64  # what the first event of a chain names as its predecessor


def canonical(value: Any) -> str:
    """RFC 8785 text of a value made of dicts, lists, strings, integers, booleans and None."""
    return rfc8785.dumps(_without_floats(value)).decode()


def _without_floats(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("Floats are written differently by different systems: use a string or an integer.")
    if isinstance(value, dict):
        return {str(key): _without_floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_floats(item) for item in value]
    return value


def digest(value: Any) -> str:
    """SHA-256 (hex, 64 characters) over the canonical JSON of a value."""
    return sha256(canonical(value))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """UTC with microseconds, always 27 characters: ``2025-06-12T03:04:05.000006Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
