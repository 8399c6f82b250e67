from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reorg.units.formulas import Formula, Kind, Level
from reorg.units.models import Succession, Unit

MERGED_2020, MERGED_2025 = date(2020, 1, 1), date(2025, 7, 1)


def unit(name: str, kind: Kind, level: Level, parent: Unit | None = None, **given: Any) -> Unit:
    made = Unit(name=name, kind=kind, level=level, parent=parent, source="kiểm thử", **given)
    made.save()
    return made


def became(old: Unit, new: Unit, on: date, formula: Formula = Formula.WHOLE) -> Succession:
    return Succession.objects.create(
        predecessor=old, successor=new, formula=formula, effective=on, source="kiểm thử", resolution="861/NQ-UBTVQH14"
    )


@pytest.fixture
def communes(db: None) -> dict[str, Unit]:
    """Xuân Thiện and Chính Tâm became Xuân Chính in 2020, which went into Chất Bình in 2025; Lai Thành stands by."""
    province = unit("Ninh Bình", Kind.TINH, Level.PROVINCE, code="37")
    district = unit("Kim Sơn", Kind.HUYEN, Level.DISTRICT, province, code="376", valid_to=date(2025, 6, 30))
    last_of_2019, last_of_2025 = date(2019, 12, 31), date(2025, 6, 30)
    made = {
        "Ninh Bình": province,
        "Kim Sơn": district,
        "Xuân Thiện": unit("Xuân Thiện", Kind.XA, Level.COMMUNE, district, valid_to=last_of_2019),
        "Chính Tâm": unit("Chính Tâm", Kind.XA, Level.COMMUNE, district, valid_to=last_of_2019),
        "Xuân Chính": unit(
            "Xuân Chính", Kind.XA, Level.COMMUNE, district, valid_from=MERGED_2020, valid_to=last_of_2025
        ),
        "Chất Bình": unit("Chất Bình", Kind.XA, Level.COMMUNE, province, code="14620", valid_from=MERGED_2025),
        "Lai Thành": unit("Lai Thành", Kind.XA, Level.COMMUNE, province, code="14692", valid_from=MERGED_2025),
    }
    became(made["Xuân Thiện"], made["Xuân Chính"], MERGED_2020)
    became(made["Chính Tâm"], made["Xuân Chính"], MERGED_2020)
    became(made["Xuân Chính"], made["Chất Bình"], MERGED_2025)
    return made
