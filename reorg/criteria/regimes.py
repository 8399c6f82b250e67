"""The rules by which units are arranged, as dated data: regimes, standards, exemptions and reductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from reorg.people.loading import fixture
from workflows.text import Text

FACTORS = {
    "isolated": Text("vị trí biệt lập, khó tổ chức giao thông kết nối", "an isolated position, hard to connect"),
    "stable_since_1945": Text("địa giới ổn định từ năm 1945 đến nay", "boundaries stable since 1945"),
    "defence_or_culture": Text(
        "vị trí trọng yếu về quốc phòng, an ninh hoặc đặc thù lịch sử, văn hóa",
        "a key position for defence, or a history and culture of its own",
    ),
    "becoming_urban": Text("được quy hoạch thành đơn vị hành chính đô thị", "planned to become urban"),
    "arranged_2019_2021": Text("đã sắp xếp giai đoạn 2019–2021", "already arranged in 2019–2021"),
    "arranged_2023_2025": Text("đã sắp xếp giai đoạn 2023–2025", "already arranged in 2023–2025"),
}
RURAL = frozenset({"xa", "huyen", "thi_tran"})


@dataclass(frozen=True)
class Standard:
    """The minimum area (km²) and population of a kind of unit in a kind of place."""

    set: str
    kind: str
    where: str
    area: Decimal
    population: int
    sources: tuple[str, ...]
    confidence: str
    waived_from: int = 0
    """Not asked of a unit put together from so many units or more; 0: always asked."""


@dataclass(frozen=True)
class Reduction:
    """What lowers a standard for some places, in per cent of it; with each further ten per cent by ``step`` more."""

    set: str
    applies: str
    kinds: tuple[str, ...]
    of: str
    to: int
    article: str
    from_percent: int = 0
    step: int = 0
    floor: int = 0


@dataclass(frozen=True)
class Limit:
    """Below so many per cent of the standard's ``area`` or ``population``."""

    of: str
    below: int


@dataclass(frozen=True)
class Rule:
    """When a unit of a level is to be arranged: all of the limits, or any of them."""

    code: str
    article: Text
    levels: tuple[str, ...]
    limits: tuple[Limit, ...]
    every: bool
    sources: tuple[str, ...]
    confidence: str


@dataclass(frozen=True)
class Exemption:
    """A factor for which arrangement is not compulsory."""

    factor: str
    article: str
    rural_only: bool
    confidence: str

    @property
    def text(self) -> Text:
        return FACTORS[self.factor]


@dataclass(frozen=True)
class Regime:
    code: str
    title: Text
    valid_from: date
    valid_to: date
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    standards: tuple[Standard, ...]
    reductions: tuple[Reduction, ...]


@cache
def regimes() -> dict[str, Regime]:
    """All regimes by code, in the order of their beginning."""
    data = fixture("criteria")
    standards = [_standard(row) for row in data["standards"]]
    reductions = [_reduction(row) for row in data["reductions"]]
    return {
        row["code"]: Regime(
            code=row["code"],
            title=Text(row["title_vi"], row["title_en"]),
            valid_from=date.fromisoformat(row["from"]),
            valid_to=date.fromisoformat(row["to"]),
            rules=tuple(_rule(rule) for rule in row["rules"]),
            exemptions=tuple(
                Exemption(e["factor"], e["article"], e.get("rural_only", False), e["confidence"])
                for e in row["exemptions"]
            ),
            standards=tuple(s for s in standards if s.set == row["standards"]),
            reductions=tuple(r for r in reductions if r.set == row["standards"]),
        )
        for row in sorted(data["regimes"], key=lambda row: str(row["from"]))
    }


def _standard(row: dict[str, Any]) -> Standard:
    return Standard(
        row["set"],
        row["kind"],
        row["where"],
        Decimal(row["area_km2"]),
        row["population"],
        tuple(row["sources"]),
        row["confidence"],
        row.get("waived_from", 0),
    )


def _reduction(row: dict[str, Any]) -> Reduction:
    return Reduction(
        set=row["set"],
        applies=row["applies"],
        kinds=tuple(row["kinds"]),
        of=row["of"],
        to=row["to"],
        article=row["article"],
        from_percent=row.get("from_percent", 0),
        step=row.get("step", 0),
        floor=row.get("floor", 0),
    )


def _rule(row: dict[str, Any]) -> Rule:
    every = "all" in row
    return Rule(
        code=row["code"],
        article=Text(row["article_vi"], row["article_en"]),
        levels=tuple(row["levels"]),
        limits=tuple(Limit(of, below) for of, below in row["all" if every else "any"]),
        every=every,
        sources=tuple(row["sources"]),
        confidence=row["confidence"],
    )
