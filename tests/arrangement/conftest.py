from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reorg.criteria.actions import open_from, open_screening
from reorg.demo.cast import COMMUNE_PARTS, bodies
from reorg.people.models import User
from reorg.units.models import Unit
from tests.criteria.conftest import unit
from workflows.models import Dossier, ProcedureVersion
from workflows.text import Text

# Six communes in two rows, about ten kilometres apart; figures in km² and people.
FIGURES = {
    "An": ("15", 9000, 20.10, 106.00),
    "Bình": ("14", 8000, 20.10, 106.10),
    "Chính": ("18", 9500, 20.10, 106.20),
    "Đông": ("12", 7500, 20.20, 106.00),
    "Giang": ("40", 17000, 20.20, 106.10),
    "Hải": ("13", 7000, 20.20, 106.20),
}


@pytest.fixture
def six(db: None) -> dict[str, Unit]:
    district = unit("Kim Sơn", "376", kind="huyen", level="district")
    return {
        name: unit(name, f"1460{n}", area, people, lat=lat, lon=lon, parent=district)
        for n, (name, (area, people, lat, lon)) in enumerate(FIGURES.items(), start=1)
    }


@pytest.fixture
def communes(people: dict[str, User], six: dict[str, Unit]) -> Dossier:
    """A dossier on six communes under Resolution 76/2025, started from their screening, being drafted by Ánh."""
    anh = people["anh"]
    screening = open_screening(
        organisation=anh.offices.get().organisation,
        title="Sáu xã",
        regime="76/2025",
        day=date(2025, 4, 20),
        units=six.values(),
        actor=anh,
    )
    return open_from(
        screening,
        [],
        actor=anh,
        procedure=ProcedureVersion.objects.get(code="commune_arrangement", version="2025.1"),
        code="KS-01",
        title=Text("Sắp xếp sáu xã", "Arrange six communes"),
        parts=bodies(COMMUNE_PARTS),
    )


def typed(number: int, name: str, *parts: dict[str, Any], **more: Any) -> dict[str, str]:
    """One clause as its form sends it."""
    sent = {"number": str(number), "name": name, "kind": "xa", "code": "", "area_km2": "", "population": ""}
    sent |= {"parts-TOTAL_FORMS": str(len(parts)), "parts-INITIAL_FORMS": "0"}
    for place, part in enumerate(parts):
        values = {"find": "", "formula": "whole", "area_km2": "", "population": "", "after": "", "detail": ""} | part
        sent |= {f"parts-{place}-{key}": str(value) for key, value in values.items()}
    return sent | {key: str(value) for key, value in more.items()}
