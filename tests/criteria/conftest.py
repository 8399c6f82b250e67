from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reorg.criteria.actions import open_screening
from reorg.criteria.models import Screening
from reorg.people.models import User
from reorg.units.formulas import Formula
from reorg.units.models import Succession, Unit

DAY = date(2024, 6, 1)


def unit(name: str, code: str, km2: str | None = None, people: int | None = None, **more: object) -> Unit:
    row = Unit(name=name, code=code, kind="xa", level="commune", population=people, source="test")
    row.area_km2 = Decimal(km2) if km2 else None
    for key, value in more.items():
        setattr(row, key, value)
    row.save()
    return row


@pytest.fixture
def kim_son(db: None) -> dict[str, Unit]:
    """A district with four of its communes; Xuân Chính came out of the arrangement of 2019-2021."""
    province = unit("Ninh Bình", "37", kind="tinh", level="province")
    district = unit("Kim Sơn", "376", kind="huyen", level="district", parent=province)
    since = date(2020, 1, 1)
    units = {
        "small": unit("Hồi Ninh", "14629", "5.9", 5000, parent=district),
        "xuan_chinh": unit("Xuân Chính", "14632", "6.941", 5642, parent=district, valid_from=since),
        "kim_chinh": unit("Kim Chính", "14659", "8.555", 8698, parent=district),
        "unknown": unit("Như Hòa", "14650", parent=district),
    }
    before = unit("Xuân Thiện", "", parent=district, valid_to=date(2019, 12, 31))
    Succession.objects.create(
        predecessor=before, successor=units["xuan_chinh"], formula=Formula.WHOLE, effective=since, source="A11"
    )
    return units | {"district": district}


@pytest.fixture
def screened(people: dict[str, User], kim_son: dict[str, Unit]) -> Screening:
    """Ánh's screening of the four communes under Resolution 35/2023, 2023-2025."""
    return open_screening(
        organisation=people["anh"].offices.get().organisation,
        title="Rà soát huyện Kim Sơn",
        regime="35/2023-1",
        day=DAY,
        units=[kim_son[key] for key in ("small", "xuan_chinh", "kim_chinh", "unknown")],
        actor=people["anh"],
    )
