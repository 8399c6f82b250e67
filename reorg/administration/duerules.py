"""The deadline rules of checklists, written as people can type them: ``operation-30d``, ``10w``, ``friday 12:00``."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from workflows.clock import rule_from
from workflows.errors import BadInput

UNITS = {"w": "working_days", "d": "days", "m": "months"}
LETTERS = {name: letter for letter, name in UNITS.items()}
_COUNTED = re.compile(r"(\d+(?:\.5)?)([wdm])")
_ANCHORED = re.compile(r"(operation|resolution|opening)(?:([+-]\d+)([wdm]))?")


def written(rule: dict[str, Any] | None) -> str:
    """A rule as it is typed; empty for none."""
    if not rule:
        return ""
    if "anchor" in rule:
        words = [rule["anchor"] + "".join(f"{int(rule[name]):+d}{LETTERS[name]}" for name in LETTERS if rule.get(name))]
    elif "date" in rule or "weekly" in rule:
        words = [rule.get("date") or rule["weekly"]]
    else:
        name = next(name for name in LETTERS if name in rule)
        words = [f"{rule[name]}{LETTERS[name]}", *(["receipt"] if rule.get("from") == "receipt" else [])]
    return " ".join([*words, *(str(rule[name]) for name in ("time", "on_day_off") if name in rule)])


def typed(text: str) -> dict[str, Any] | None:
    """The rule somebody typed; None for nothing.

    Raises:
        BadInput: nobody can read it; says how rules are written.
    """
    first, *others = text.strip().lower().split() or [""]
    if not first:
        return None
    rule = _beginning(first)
    for word in others:
        if re.fullmatch(r"\d{1,2}:\d{2}", word):
            rule["time"] = word
        elif word in ("next", "before"):
            rule["on_day_off"] = word
        elif word == "receipt" and "working_days" in rule and "anchor" not in rule:
            rule["from"] = "receipt"
        else:
            raise _unreadable(text)
    try:
        rule_from(rule)
        time.fromisoformat(rule.get("time", "17:00").rjust(5, "0"))
    except (ValueError, KeyError):
        raise _unreadable(text) from None
    return rule


def _beginning(word: str) -> dict[str, Any]:
    if found := _COUNTED.fullmatch(word):
        count = Decimal(found[1])
        if count != int(count):
            return {UNITS[found[2]]: float(count)} if found[2] == "w" else {"weekly": word}
        return {UNITS[found[2]]: int(count)}
    if found := _ANCHORED.fullmatch(word):
        counted = {UNITS[found[3]]: int(found[2])} if found[2] else {"days": 0}
        return {"anchor": found[1]} | counted
    try:
        return {"date": date.fromisoformat(word).isoformat()}
    except ValueError:
        return {"weekly": word}


def _unreadable(text: str) -> BadInput:
    return BadInput(
        _(
            "“%(text)s” is not a deadline. Write for example 10w (working days), 30d (days), 2m (months), "
            "operation-30d, resolution+6m, 2026-06-30 or friday 12:00; nothing for none."
        )
        % {"text": text},
        "due",
    )
