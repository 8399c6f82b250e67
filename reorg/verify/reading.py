"""JSON as the format allows it, and values of the right type out of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn

from reorg.verify import limits
from reorg.verify.report import Wrong

HEX = re.compile(r"[0-9a-f]{64}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def parse(text: str | bytes, where: str) -> Any:
    """JSON without floats, without a name twice in one object, and not too deep."""
    try:
        if isinstance(text, bytes):
            text = text.decode()
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        why = str(error).split(":", maxsplit=1)[0]
        raise Wrong(
            f"{where} không phải là JSON đúng định dạng", f"{where} is not JSON of our format ({why})", where
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def _no_float(text: str) -> NoReturn:
    raise ValueError("a number with a fraction")


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)


def too_deep(text: bytes) -> bool:
    """Whether brackets nest deeper than any paper of ours; strings are left out first."""
    depth = 0
    for found in re.finditer(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', text, re.DOTALL):
        byte = text[found.start()]
        if byte in b"[{":
            depth += 1
            if depth > limits.DEPTH:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


class Fields:
    """An object whose members are asked for by type; a wrong or missing one is said with its place."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Wrong(f"{where} không phải là một đối tượng", f"{where} is not an object", where)
        self.value, self.where = value, where

    def _wrong(self, name: str) -> Wrong:
        return Wrong(
            f"{self.where} thiếu “{name}” hoặc ghi sai",
            f"in {self.where}, “{name}” is missing or not what it should be",
            self.where,
        )

    def text(self, name: str, *, longest: int = limits.RECORD) -> str:
        found = self.value.get(name)
        if not isinstance(found, str) or len(found) > longest:
            raise self._wrong(name)
        return found

    def optional_text(self, name: str) -> str | None:
        return None if self.value.get(name) is None else self.text(name)

    def number(self, name: str) -> int:
        found = self.value.get(name)
        if type(found) is not int or not 0 <= found < 1 << 53:
            raise self._wrong(name)
        return found

    def digest(self, name: str) -> str:
        found = self.text(name)
        if not HEX.fullmatch(found):
            raise self._wrong(name)
        return found

    def moment(self, name: str) -> datetime:
        found = moment(self.text(name))
        if found is None:
            raise self._wrong(name)
        return found

    def optional_moment(self, name: str) -> datetime | None:
        return None if self.value.get(name) is None else self.moment(name)

    def fields(self, name: str) -> Fields:
        return Fields(self.value.get(name), f"{self.where}, {name}")

    def items(self, name: str, most: int) -> list[Fields]:
        found = self.value.get(name)
        if not isinstance(found, list) or len(found) > most:
            raise self._wrong(name)
        return [Fields(item, f"{self.where}, {name}[{number}]") for number, item in enumerate(found)]

    def texts(self, name: str, most: int) -> list[str]:
        found = self.value.get(name)
        if not isinstance(found, list) or len(found) > most or not all(isinstance(item, str) for item in found):
            raise self._wrong(name)
        return found


def moment(text: str) -> datetime | None:
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
