"""Brings the units of the country and what became of them into the database; may be run again at any time.

Names, codes, coordinates and the old-to-new pairs come from the wheel. Facts it does not have (figures of provinces,
formulas and clauses of the resolution on Hải Phòng, the arrangement of 2020 in Kim Sơn, pairs it gets wrong) come from
`fixtures/`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from reorg.units import wheel
from reorg.units.formulas import Formula, Kind, Level
from reorg.units.models import Succession, Unit
from reorg.units.text import fold
from reorg.units.wheel import Row, Wheel

OPERATING = date(2025, 7, 1)
LAST_DAY = OPERATING - timedelta(days=1)
BATCH = 2000

# The sum of a province's communes may differ from the province's own figure by this much and still be believed.
AREA_AGREES = Decimal("0.001")
UNCONFIRMED = "; diện tích chưa đối chiếu (tổng các xã không khớp với tỉnh)"

Key = tuple[str, str, date | None]
"""What tells a unit apart: its code (or its name, where no code is known), its level and its first day."""


class Contradiction(Exception):
    """Two sources, or a source and what we expect of it, do not agree."""


@dataclass
class Loaded:
    """What was done, for the command to tell."""

    created: int = 0
    updated: int = 0
    successions_created: int = 0
    successions_updated: int = 0
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def load_units(only: Iterable[str] = ()) -> Loaded:
    """Loads all provinces, or those named by their old or new codes together with what they were merged with."""
    source = Source(wheel.read(), set(only))
    loaded = Loaded(notes=source.notes)
    ids: dict[Key, int] = {}
    for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
        _sync_units(level, list(source.units(level)), ids, loaded)
    _sync_successions(list(source.successions()), ids, loaded)
    if loaded.created or loaded.successions_created:
        _tell_the_planner()
    return loaded


def _tell_the_planner() -> None:
    """Without statistics on what was just loaded, a join over both tables takes minutes until autovacuum comes by."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Unit._meta.db_table}, {Succession._meta.db_table}")


@dataclass(frozen=True)
class Wanted:
    """A unit as it should be, with the key of what it lies in."""

    unit: Unit
    parent: Key | None = None

    @property
    def key(self) -> Key:
        return _key(self.unit)


@dataclass(frozen=True)
class Fate:
    """A succession as it should be, by keys."""

    predecessor: Key
    successor: Key
    formula: Formula
    effective: date
    source: str
    after: tuple[int, ...] = ()
    clause: int | None = None
    resolution: str = ""
    detail: str = ""
    area: Decimal | None = None


def _key(unit: Unit) -> Key:
    return (unit.code or unit.full_name, unit.level, unit.valid_from)


class Source:
    """Wheel and fixtures joined into what the tables should hold."""

    def __init__(self, data: Wheel, only: set[str]) -> None:
        self.data = data
        self.notes: list[str] = []
        self.provinces = fixture("provinces_2025")
        self.corrections = fixture("succession_corrections")
        self.kim_son = fixture("kim_son_2020")
        self.hai_phong = fixture("hai_phong_2025")
        self._correct_codes()
        self.new_of = dict(data.province_pairs)
        self.chosen = {new for old, new in data.province_pairs if not only or {old, new} & only}
        self.chosen_old = {old for old, new in data.province_pairs if new in self.chosen}
        if unknown := only - self.chosen - self.chosen_old:
            raise Contradiction(f"No province has the code {', '.join(sorted(unknown))}.")

    # Units

    def units(self, level: Level) -> Iterator[Wanted]:
        if level is Level.PROVINCE:
            yield from self._provinces()
        elif level is Level.DISTRICT:
            for row in self.data.old_districts.values():
                if row.parent in self.chosen_old:
                    yield Wanted(self._unit(row, last=LAST_DAY), self.old_province(row.parent))
        else:
            yield from self._old_communes()
            yield from self._new_communes()

    def _provinces(self) -> Iterator[Wanted]:
        former = {row["code"]: row for row in self.provinces["former"]}
        for row in self.data.old_provinces.values():
            if row.code not in self.chosen_old or row.code in self.unchanged:
                continue
            unit = self._unit(row, last=LAST_DAY)
            if facts := former.get(row.code):
                self._same_name(facts["name"], unit)
                unit.area_km2, unit.source = Decimal(facts["area_km2"]), self.provinces["source_of_former_figures"]
            yield Wanted(unit)
        for facts in self.provinces["provinces"]:
            if facts["code"] not in self.chosen:
                continue
            row = self.data.new_provinces[facts["code"]]
            unit = self._unit(row, first=None if row.code in self.unchanged else OPERATING)
            self._same_name(facts["name"], unit)
            unit.area_km2, unit.population = Decimal(facts["area_km2"]), facts["population"]
            unit.source = self.provinces["source_of_figures"]
            yield Wanted(unit)

    @cached_property
    def unchanged(self) -> set[str]:
        """Provinces that were merged with no other and kept their name."""
        parts = Counter(new for _old, new in self.data.province_pairs)
        return {
            old
            for old, new in self.data.province_pairs
            if old == new and parts[new] == 1 and _same(self.data.old_provinces[old], self.data.new_provinces[new])
        }

    def _old_communes(self) -> Iterator[Wanted]:
        for row in self.data.old_communes.values():
            if self.data.old_districts[row.parent].parent not in self.chosen_old:
                continue
            unit = self._unit(row, last=LAST_DAY)
            if facts := self.since_2020.get(row.code):
                self._same_name(facts["name"], unit)
                unit.valid_from = self.operating_2020
                unit.area_km2 = Decimal(facts["area_km2"]) if "area_km2" in facts else None
                unit.population, unit.source = facts.get("population"), self.kim_son["source"]
            yield Wanted(unit, self.old_district(row.parent))
        if self.kim_son_chosen:
            yield from map(self._until_2020, self.kim_son["before"])

    def _until_2020(self, facts: dict[str, str]) -> Wanted:
        kind, name = wheel.named(facts["name"], Level.COMMUNE)
        unit = Unit(code=facts["code"], name=name, kind=kind, level=Level.COMMUNE, source=self.kim_son["source"])
        unit.valid_to = self.operating_2020 - timedelta(days=1)
        return Wanted(unit.prepare(), self.old_district(self.kim_son["district"]["code"]))

    def _new_communes(self) -> Iterator[Wanted]:
        for row in self.data.new_communes.values():
            if row.parent in self.chosen:
                unit = self._unit(row, first=OPERATING)
                unit.area_km2 = None if row.code in self.doubtful_areas else row.area
                if unit.area_km2 is not None and row.parent not in self.agreeing:
                    unit.source += UNCONFIRMED
                yield Wanted(unit, self.new_province(row.parent))

    @cached_property
    def doubtful_areas(self) -> set[str]:
        """The wheel joined areas by name, so that homonyms in different provinces share one figure, right for one of
        them at most. They are left unknown, except where the communes add up to their province."""
        same: dict[tuple[Kind, str, Decimal], list[Row]] = defaultdict(list)
        for row in self.data.new_communes.values():
            if row.area is not None:
                same[row.kind, row.name, row.area].append(row)
        shared = [row for rows in same.values() if len(rows) > 1 for row in rows]
        doubtful = {row.code for row in shared if row.parent not in self.agreeing}
        self.notes.append(f"{len(doubtful)} communes share name and area with one of another province: area left out")
        return doubtful

    @cached_property
    def agreeing(self) -> set[str]:
        """The provinces whose communes add up to the area of the province, so that each may be believed."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.data.new_communes.values():
            sums[row.parent] += row.area or 0
        figures = {p["code"]: Decimal(p["area_km2"]) for p in self.provinces["provinces"]}
        agree = {code for code, figure in figures.items() if abs(sums[code] - figure) <= figure * AREA_AGREES}
        apart = sorted(self.data.new_provinces[code].name for code in figures.keys() - agree)
        self.notes.append(f"in {len(apart)} provinces the communes do not add up to the province: {', '.join(apart)}")
        return agree

    def _unit(self, row: Row, first: date | None = None, last: date | None = None) -> Unit:
        return Unit(
            code=row.code,
            name=row.name,
            kind=row.kind,
            level=row.level,
            lat=row.lat,
            lon=row.lon,
            valid_from=first,
            valid_to=last,
            source=self.data.source,
        ).prepare()

    # Successions

    def successions(self) -> Iterator[Fate]:
        yield from self._province_fates()
        yield from self._hai_phong_fates()
        yield from self._commune_fates()
        yield from self._kim_son_fates()

    def _province_fates(self) -> Iterator[Fate]:
        areas = {row["code"]: Decimal(row["area_km2"]) for row in self.provinces["former"]}
        for old, new in self.data.province_pairs:
            if new in self.chosen and new not in self.unchanged:
                yield Fate(
                    self.old_province(old),
                    self.new_province(new),
                    Formula.WHOLE,
                    OPERATING,
                    source=self.provinces["decided"]["resolution"],
                    resolution=self.provinces["decided"]["resolution"],
                    area=areas.get(old),
                )

    def _commune_fates(self) -> Iterator[Fate]:
        by = {p["code"]: p["communes_by"] for p in self.provinces["provinces"]}
        told = self.hai_phong["resolution"]["province"]
        formulas, pairs = self._corrected_pairs()
        successors = Counter(old for old, _new in pairs)
        for old, new in pairs:
            province = self.data.new_communes[new].parent
            if province in self.chosen and province != told:
                default = Formula.WHOLE if successors[old] == 1 else Formula.UNSTATED
                formula, clause = formulas.get((old, new), (default, None))
                yield Fate(
                    self.old_commune(old),
                    (new, Level.COMMUNE, OPERATING),
                    formula,
                    OPERATING,
                    source=self.data.source,
                    clause=clause,
                    resolution=by[province],
                )

    def _corrected_pairs(self) -> tuple[dict[tuple[str, str], tuple[Formula, int]], list[tuple[str, str]]]:
        for row in (*self.corrections["not_successors"], *self.corrections["missing"]):
            self._same_row(row["from"]["name"].split(",")[0], self.data.old_communes[row["from"]["code"]])
            self._same_row(row["to"]["name"], self.data.new_communes[row["to"]["code"]])
        wrong = {(row["from"]["code"], row["to"]["code"]) for row in self.corrections["not_successors"]}
        missing = {
            (row["from"]["code"], row["to"]["code"]): (Formula(row["formula"]), row["clause"])
            for row in self.corrections["missing"]
        }
        if stale := wrong - set(self.data.pairs):
            self.notes.append(f"the wheel no longer has the wrong pairs {sorted(stale)}: the correction can go")
        pairs = [pair for pair in self.data.pairs if pair not in wrong]
        pairs += [pair for pair in missing if pair not in self.data.pairs]
        self.notes.append(f"{len(wrong - stale)} pairs of homonyms dropped, {len(missing)} pair added")
        return missing, pairs

    def _hai_phong_fates(self) -> Iterator[Fate]:
        resolution = self.hai_phong["resolution"]
        if resolution["province"] not in self.chosen:
            return
        told: set[tuple[str, str]] = set()
        for clause in self.hai_phong["clauses"]:
            new = self.data.new_communes[clause["becomes"]["code"]]
            self._same_row(clause["becomes"]["name"], new)
            for formula, old, name, after in _parts(clause):
                self._same_row(name, self.data.old_communes.get(old) or self.data.old_districts[old])
                told.add((old, new.code))
                yield Fate(
                    self.old_commune(old),
                    (new.code, Level.COMMUNE, OPERATING),
                    formula,
                    OPERATING,
                    source=resolution["source"],
                    after=after,
                    clause=clause["clause"],
                    resolution=resolution["number"],
                )
        self._compare_hai_phong(told, resolution["province"])

    def _compare_hai_phong(self, told: set[tuple[str, str]], province: str) -> None:
        shown = {(old, new) for old, new in self.data.pairs if self.data.new_communes[new].parent == province}
        for old, new in sorted(shown ^ told):
            says = "the wheel alone" if (old, new) in shown else "the resolution alone"
            was = self.data.old_communes[old]
            self.notes.append(
                f"{says} has {old} {was.name} ({self.data.old_districts[was.parent].name})"
                f" → {new} {self.data.new_communes[new].name}; the resolution was followed"
            )

    def _kim_son_fates(self) -> Iterator[Fate]:
        if not self.kim_son_chosen:
            return
        before = {row["key"]: self._until_2020(row).key for row in self.kim_son["before"]}
        for row in self.kim_son["successions"]:
            yield Fate(
                before[row["from"]],
                (row["to"], Level.COMMUNE, self.operating_2020),
                Formula(row["formula"]),
                self.operating_2020,
                source=self.kim_son["source"],
                resolution=self.kim_son["resolution"],
                detail=row.get("detail", ""),
            )

    # Keys

    def old_province(self, code: str) -> Key:
        return (code, Level.PROVINCE, None)

    def new_province(self, code: str) -> Key:
        return (code, Level.PROVINCE, None if code in self.unchanged else OPERATING)

    def old_district(self, code: str) -> Key:
        return (code, Level.DISTRICT, None)

    def old_commune(self, code: str) -> Key:
        """Or the island district that had no communes."""
        if code not in self.data.old_communes:
            return self.old_district(code)
        return (code, Level.COMMUNE, self.operating_2020 if code in self.since_2020 else None)

    # Kim Sơn

    @cached_property
    def operating_2020(self) -> date:
        return date.fromisoformat(self.kim_son["operating"])

    @cached_property
    def since_2020(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.kim_son["after"]}

    @cached_property
    def kim_son_chosen(self) -> bool:
        return self.data.old_districts[self.kim_son["district"]["code"]].parent in self.chosen_old

    # Checks

    def _correct_codes(self) -> None:
        """The wheel kept the old code of a commune that has a new one."""
        new = self.data.new_communes
        codes = {row["in_wheel"]: row["code"] for row in self.corrections["codes"] if row["in_wheel"] in new}
        for wrong, right in codes.items():
            row = new.pop(wrong)
            new[right] = Row(right, row.name, row.kind, row.level, row.parent, row.lat, row.lon, row.area)
        self.data.pairs[:] = [(old, codes.get(to, to)) for old, to in self.data.pairs]

    def _same_name(self, told: str, unit: Unit) -> None:
        if fold(told) != fold(unit.full_name):
            raise Contradiction(f"{unit.code} is {unit.full_name} in the wheel and {told} in fixtures/.")

    def _same_row(self, told: str, row: Row) -> None:
        self._same_name(told, self._unit(row))


def fixture(name: str) -> Any:
    return json.loads((Path(settings.BASE_DIR) / "fixtures" / f"{name}.json").read_text())


def _same(old: Row, new: Row) -> bool:
    return (old.kind, fold(old.name)) == (new.kind, fold(new.name))


def _parts(clause: dict[str, Any]) -> Iterator[tuple[Formula, str, str, tuple[int, ...]]]:
    for formula in (Formula.WHOLE, Formula.PART, Formula.PART_AREA):
        for code, name in clause.get(formula.value, {}).items():
            yield formula, code, name, ()
    for code, rest in clause.get(Formula.REMAINDER.value, {}).items():
        yield Formula.REMAINDER, code, rest["name"], tuple(rest["after"])


# Into the tables

UNIT_FIELDS = (
    "name", "name_en", "kind", "parent_id", "area_km2", "population", "lat", "lon", "valid_to", "source", "search_key",
)  # fmt: skip
SUCCESSION_FIELDS = ("formula", "area_km2", "after_clauses", "detail", "clause", "resolution", "source")


def _sync_units(level: Level, wanted: list[Wanted], ids: dict[Key, int], loaded: Loaded) -> None:
    present = {_key(unit): unit for unit in Unit.objects.filter(level=level)}
    new: list[Unit] = []
    changed: list[Unit] = []
    for want in wanted:
        want.unit.parent_id = ids[want.parent] if want.parent else None
        if (unit := present.get(want.key)) is None:
            new.append(want.unit)
        elif _take_over(unit, want.unit, UNIT_FIELDS):
            changed.append(unit)
    Unit.objects.bulk_create(new, batch_size=BATCH)
    _overwrite(Unit, changed, [f.removesuffix("_id") for f in UNIT_FIELDS])
    ids |= {key: unit.pk for key, unit in present.items()} | {_key(unit): unit.pk for unit in new}
    loaded.created += len(new)
    loaded.updated += len(changed)


def _sync_successions(fates: list[Fate], ids: dict[Key, int], loaded: Loaded) -> None:
    present = {(row.predecessor_id, row.successor_id, row.effective): row for row in Succession.objects.all()}
    new: list[Succession] = []
    changed: list[Succession] = []
    for fate in fates:
        row = _succession(fate, ids)
        if (known := present.get((row.predecessor_id, row.successor_id, row.effective))) is None:
            new.append(row)
        elif _take_over(known, row, SUCCESSION_FIELDS):
            changed.append(known)
    Succession.objects.bulk_create(new, batch_size=BATCH)
    _overwrite(Succession, changed, SUCCESSION_FIELDS)
    loaded.successions_created, loaded.successions_updated = len(new), len(changed)


def _succession(fate: Fate, ids: dict[Key, int]) -> Succession:
    return Succession(
        predecessor_id=ids[fate.predecessor],
        successor_id=ids[fate.successor],
        formula=fate.formula,
        area_km2=fate.area,
        after_clauses=list(fate.after),
        detail=fate.detail,
        clause=fate.clause,
        resolution=fate.resolution,
        effective=fate.effective,
        source=fate.source,
    )


def _overwrite(model: type[Model], rows: Sequence[Model], fields: Sequence[str]) -> None:
    """`bulk_update` in the form that stays fast for thousands of rows with a dozen fields each."""
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def _take_over(known: Unit | Succession, want: Unit | Succession, fields: tuple[str, ...]) -> bool:
    """Copies what differs; says whether anything did."""
    differing = [name for name in fields if getattr(known, name) != getattr(want, name)]
    for name in differing:
        setattr(known, name, getattr(want, name))
    return bool(differing)
