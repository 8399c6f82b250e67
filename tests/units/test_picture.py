"""The picture of what becomes what."""

import re
from decimal import Decimal

import pytest
from lxml import etree

from reorg.units.formulas import Formula
from reorg.units.models import Succession
from reorg.units.picture import Group, Node, Piece, groups_of_successions, succession_svg
from workflows.text import Text

SVG = "{http://www.w3.org/2000/svg}"


def node(name: str, km2: str | None = None, heads: int | None = None, *groups: str) -> Node:
    return Node(name, Text(name, name), Decimal(km2) if km2 else None, heads, tuple(Text(g, g) for g in groups))


def piece(name: str, formula: Formula = Formula.WHOLE, km2: str | None = None, heads: int | None = None) -> Piece:
    return Piece(node(name), formula, Decimal(km2) if km2 else None, heads)


def texts(svg: str) -> list[str]:
    return [t.text or "" for t in etree.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture
def split() -> list[Group]:
    return [
        Group(node("Kim Chính"), (piece("Kim Chính cũ"), piece("Yên Mật", Formula.PART))),
        Group(node("Như Hòa"), (piece("Yên Mật", Formula.REMAINDER), piece("Như Hòa cũ"))),
    ]


def test_it_is_an_accessible_image(split: list[Group]) -> None:
    root = etree.fromstring(succession_svg(split, language="vi"))
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "Sắp xếp 3 đơn vị hành chính thành 2 đơn vị"
    assert desc.text == (
        "Kim Chính: Kim Chính cũ (toàn bộ), Yên Mật (một phần). Như Hòa: Yên Mật (phần còn lại), Như Hòa cũ (toàn bộ)."
    )


def test_a_strict_policy_lets_it_through(split: list[Group]) -> None:
    svg = succession_svg(split, language="en")
    assert not re.search(r"<style|style=|<script|\son\w+=|href|url\(", svg)


def test_a_divided_unit_shows_its_formulas(split: list[Group]) -> None:
    svg = succession_svg(split, language="en")
    assert texts(svg).count("Yên Mật") == 1
    assert {"part", "remainder"} <= set(texts(svg))
    assert svg.count("u-flow-part") == 2
    assert svg.count("stroke-dasharray") == 2


def test_names_cannot_break_out_of_it() -> None:
    svg = succession_svg([Group(node("A<b>&\"c'"), (piece("</svg><script>"),))], language="vi")
    assert "A<b>&\"c'" in texts(svg)
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("pieces", "scale"),
    [
        ((piece("a", km2="2", heads=10), piece("b", km2="1", heads=20)), "Ribbons are as wide as their population"),
        ((piece("a", km2="2", heads=10), piece("b", km2="1")), "Ribbons are as wide as their area"),
        ((piece("a", km2="2"), piece("b", heads=1)), "Ribbons are not to scale"),
    ],
)
def test_it_says_what_the_width_means(pieces: tuple[Piece, ...], scale: str) -> None:
    svg = succession_svg([Group(node("c"), pieces)], language="en")
    assert scale in texts(svg)


def test_ribbons_are_in_proportion() -> None:
    svg = succession_svg([Group(node("c"), (piece("a", heads=3000), piece("b", heads=1000)))], language="en")
    heights: dict[str, list[float]] = {"u-old": [], "u-new": []}
    for rect in etree.fromstring(svg).iter(f"{SVG}rect"):
        heights[rect.get("class")].append(float(rect.get("height")))
    assert heights["u-old"][0] == pytest.approx(3 * heights["u-old"][1], abs=0.2)
    assert sum(heights["u-old"]) == pytest.approx(heights["u-new"][0], abs=0.2)


def test_many_units_are_counted_by_province_and_kind() -> None:
    groups = [
        Group(
            node(f"new {n}", None, None, "commune" if n % 2 else "ward"),
            tuple(
                Piece(node(f"old {n}.{m}", None, None, f"district {n}", "Hải Dương"), Formula.WHOLE) for m in range(3)
            ),
        )
        for n in range(30)
    ]
    svg = succession_svg(groups, language="en")
    assert {"Hải Dương", "90 units", "15 wards", "15 communes"} <= set(texts(svg))
    assert "Hải Dương (90 units)" in svg


@pytest.mark.django_db
def test_all_of_hai_phong_fits_into_one_picture(hai_phong: object) -> None:
    rows = Succession.objects.filter(resolution="1669/NQ-UBTVQH15").order_by("clause")
    groups = groups_of_successions(rows.select_related("predecessor__parent__parent", "successor"))
    svg = succession_svg(groups, language="vi")
    assert {"Tỉnh Hải Dương", "207 đơn vị", "67 xã", "45 phường", "2 đặc khu"} <= set(texts(svg))
    assert "71 đơn vị được chia cho nhiều đơn vị mới" in svg
