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


def test_what_is_merged_is_joined_and_north_is_up() -> None:
    root = etree.fromstring(plan_map([CLAUSE], [BESIDE], language="vi"))
    lines = root.findall("{*}line")
    circles = root.findall(".//{*}circle")
    assert (len(lines), len(circles)) == (1, 3)
    assert float(circles[0].get("cy") or 0) < float(circles[1].get("cy") or 0)
    texts = [text.text for text in root.findall(".//{*}text")]
    assert texts.count("4") == 2
    assert "<Đông>" in texts


def test_names_never_lie_over_each_other() -> None:
    crowd = [place(n, f"Tên thật dài {n}", f"20.00{n}", "106.0") for n in range(1, 9)]
    clause = PlannedClause(1, "X", Kind.XA, [PlannedPart(unit, Formula.WHOLE) for unit in crowd])
    far = place(20, "Xa", "20.9", "106.9")
    root = etree.fromstring(plan_map([clause], [far], language="vi"))
    names = root.findall("{*}text")
    assert 1 < len(names) < 9
    assert len(root.findall(".//{*}title")) == 9  # every dot has its name all the same


def test_without_coordinates_nothing_is_drawn() -> None:
    nowhere = place(5, "Đâu", None, None)
    assert plan_map([PlannedClause(1, "X", Kind.XA, [PlannedPart(nowhere, Formula.WHOLE)])], language="en") == ""
