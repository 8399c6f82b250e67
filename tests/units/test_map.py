"""The sketch of a plan by coordinates: north up, what is merged joined, nothing drawn that is not known."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from reorg.units.formulas import Formula, Kind
from reorg.units.map import plan_map
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart


def place(pk: int, name: str, lat: str | None, lon: str | None) -> Unit:
    unit = Unit(pk=pk, name=name, kind="xa", level="commune").prepare()
    unit.lat, unit.lon = (Decimal(lat), Decimal(lon)) if lat and lon else (None, None)
    return unit


NORTH, SOUTH, BESIDE = (
    place(1, "Bắc", "20.2", "106.0"),
    place(2, "Nam", "20.0", "106.0"),
    place(3, "<Đông>", "20.0", "106.2"),
)
CLAUSE = PlannedClause(4, "Bắc Nam", Kind.XA, [PlannedPart(NORTH, Formula.WHOLE), PlannedPart(SOUTH, Formula.WHOLE)])


def test_what_is_merged_is_joined_in_a_ring_and_north_is_up() -> None:
    root = etree.fromstring(plan_map([CLAUSE], [BESIDE], language="vi"))
    lines = root.findall("{*}line")
    units, results = root.findall("{*}g[@class='map-unit map-4']"), root.findall("{*}g[@class='map-result map-4']")
    assert (len(lines), len(units), len(results)) == (2, 2, 1)
    north, south = (float(one.find("{*}circle").get("cy") or 0) for one in units)  # type: ignore[union-attr]
    ring = float(results[0].find("{*}circle").get("cy") or 0)  # type: ignore[union-attr]
    assert north < ring < south
    texts = [text.text for text in root.findall(".//{*}text")]
    assert texts.count("4") == 2
    assert {"<Đông>", "Xã Bắc Nam"} <= set(texts)


def test_a_disc_is_as_large_as_its_people_are_many() -> None:
    few, many = place(6, "Ít", "20.2", "106.0"), place(7, "Nhiều", "20.0", "106.0")
    few.population, many.population = 10_000, 40_000
    clause = PlannedClause(1, "X", Kind.XA, [PlannedPart(few, Formula.WHOLE), PlannedPart(many, Formula.WHOLE)])
    root = etree.fromstring(plan_map([clause], language="en"))
    small, large = (float(one.get("r") or 0) for one in root.findall("{*}g[@class='map-unit map-1']/{*}circle"))
    assert large == 2 * small
    ring = float(root.findall("{*}g[@class='map-result map-1']/{*}circle")[0].get("cy") or 0)
    ys = [float(one.get("cy") or 0) for one in root.findall("{*}g[@class='map-unit map-1']/{*}circle")]
    assert abs(ring - ys[1]) < abs(ring - ys[0])  # nearer to where most of its people are


def test_names_never_lie_over_each_other() -> None:
    crowd = [place(n, f"Tên thật dài {n}", f"20.00{n}", "106.0") for n in range(1, 9)]
    clause = PlannedClause(1, "X", Kind.XA, [PlannedPart(unit, Formula.WHOLE) for unit in crowd])
    far = place(20, "Xa", "20.9", "106.9")
    root = etree.fromstring(plan_map([clause], [far], language="vi"))
    names = root.findall("{*}text")
    assert 1 < len(names) < 9
    assert len(root.findall(".//{*}title")) == 10  # every disc has its name all the same


def test_without_coordinates_nothing_is_drawn() -> None:
    nowhere = place(5, "Đâu", None, None)
    assert plan_map([PlannedClause(1, "X", Kind.XA, [PlannedPart(nowhere, Formula.WHOLE)])], language="en") == ""
