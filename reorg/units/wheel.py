"""Reads the national list of units out of the wheel `vietnamadminunits`, without importing it (that takes seconds)."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reorg.units.formulas import Kind, Level

NAME = "vietnamadminunits"


@dataclass(frozen=True)
class Row:
    """A unit of the list. Keys are the wheel's own and join its tables; districts stand in for communes on five
    islands that had none."""

    code: str
    name: str
    kind: Kind
    level: Level
    parent: str
    lat: Decimal | None = None
    lon: Decimal | None = None
    area: Decimal | None = None


@dataclass(frozen=True)
class Wheel:
    old_provinces: dict[str, Row]
    old_districts: dict[str, Row]
    old_communes: dict[str, Row]
    new_provinces: dict[str, Row]
    new_communes: dict[str, Row]
    province_pairs: list[tuple[str, str]]
    """Codes of an old province and the new one it belongs to."""
    pairs: list[tuple[str, str]]
    """Codes of an old commune (or island district) and of a new one that has all or part of it."""
    source: str


def read() -> Wheel:
    spec = find_spec(NAME)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"The package {NAME} is not installed.")
    data = Path(spec.origin).parent / "data"
    with closing(sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro&immutable=1", uri=True)) as db:
        db.row_factory = sqlite3.Row
        old = [_composed(row) for row in db.execute(OLD)]
        new = [_composed(row) for row in db.execute(NEW)]
    converter = json.loads((data / "converter_2025.json").read_text())
    return Wheel(
        old_provinces={code: _province(r) for code, r in _once(old, "provinceCode").items()},
        old_districts={code: _district(r) for code, r in _once(old, "districtCode").items()},
        old_communes={r["wardCode"]: _commune(r, "districtCode") for r in old if r["wardCode"]},
        new_provinces={code: _province(r) for code, r in _once(new, "provinceCode").items()},
        new_communes={r["wardCode"]: _commune(r, "provinceCode") for r in new},
        province_pairs=list(_province_pairs(old, new, converter)),
        pairs=list(_pairs(old, new, converter)),
        source=f"{NAME} {version(NAME)}",
    )


OLD = """
    SELECT province, provinceCode, provinceKey, provinceLat, provinceLon,
           district, districtCode, districtKey, districtLat, districtLon,
           ward, wardCode, wardKey, wardLat, wardLon, NULL AS wardAreaKm2
    FROM admin_units_legacy
"""
NEW = """
    SELECT province, provinceCode, provinceKey, provinceLat, provinceLon,
           ward, wardCode, wardKey, wardLat, wardLon, wardAreaKm2
    FROM admin_units
"""


def _once(rows: list[dict[str, Any]], code: str) -> dict[str, dict[str, Any]]:
    """The tables repeat district and province on every row; one row of each is enough."""
    return {r[code]: r for r in rows}


KIND_WORDS = ("tỉnh", "thành phố", "thị xã", "quận", "huyện", "xã", "phường", "thị trấn", "đặc khu")


def _composed(row: sqlite3.Row) -> dict[str, Any]:
    """Some names are stored letter by letter (Unicode NFD); they are composed, so that equal names are equal."""
    return {k: unicodedata.normalize("NFC", row[k]) if isinstance(row[k], str) else row[k] for k in row.keys()}  # noqa: SIM118


def named(full_name: str, level: Level) -> tuple[Kind, str]:
    """A full name taken apart, whatever the capitals of its kind. The wheel's own column for the kind is wrong for a
    few wards and not read."""
    words = next(w for w in KIND_WORDS if full_name.casefold().startswith(f"{w} "))
    return Kind.of(words, level), full_name[len(words) :].strip()


def _province(r: dict[str, Any]) -> Row:
    kind, name = named(r["province"], Level.PROVINCE)
    return Row(r["provinceCode"], name, kind, Level.PROVINCE, "", *_place(r, "province"))


def _district(r: dict[str, Any]) -> Row:
    kind, name = named(r["district"], Level.DISTRICT)
    return Row(r["districtCode"], name, kind, Level.DISTRICT, r["provinceCode"], *_place(r, "district"))


def _commune(r: dict[str, Any], parent: str) -> Row:
    kind, name = named(r["ward"], Level.COMMUNE)
    # Zero stands for unknown in the source.
    area = Decimal(str(r["wardAreaKm2"])) if r["wardAreaKm2"] else None
    return Row(r["wardCode"], name, kind, Level.COMMUNE, r[parent], *_place(r, "ward"), area)


def _place(r: dict[str, Any], what: str) -> tuple[Decimal | None, Decimal | None]:
    lat, lon = r[f"{what}Lat"], r[f"{what}Lon"]
    return (None, None) if lat is None else (Decimal(str(round(lat, 6))), Decimal(str(round(lon, 6))))


def _province_pairs(
    old: list[dict[str, Any]], new: list[dict[str, Any]], converter: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    old_codes = {r["provinceKey"]: r["provinceCode"] for r in old}
    new_codes = {r["provinceKey"]: r["provinceCode"] for r in new}
    for new_key, old_keys in converter["DICT_PROVINCE"].items():
        for old_key in old_keys:
            yield old_codes[old_key], new_codes[new_key]


def _pairs(
    old: list[dict[str, Any]], new: list[dict[str, Any]], converter: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    old_codes = {
        f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r["wardCode"] or r["districtCode"] for r in old
    }
    new_codes = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, old_keys in wards.items():
            for old_key in old_keys:
                yield old_codes[old_key], new_codes[province, ward]
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, into in divided.items():
            for ward in into:
                yield old_codes[old_key], new_codes[province, ward["newWardKey"]]
