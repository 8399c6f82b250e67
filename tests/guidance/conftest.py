from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reorg.administration.models import Administrator
from reorg.administration.people import appoint
from reorg.guidance.library import enter
from reorg.guidance.models import GuidingDocument
from reorg.people.models import User


def given(**other: Any) -> dict[str, Any]:
    return {
        "number": "112/2025/UBTVQH15",
        "issuer": "Ủy ban Thường vụ Quốc hội",
        "title_vi": "Tiêu chuẩn của đơn vị hành chính",
        "title_en": "Standards of administrative units",
        "level": "centre",
        "issued_on": None,
        "in_force_from": date(2026, 1, 1),
        "link": "",
        "source": "B7",
        "unconfirmed": False,
        "replaces": "1211/2016/UBTVQH13",
        "bases": ["76/2025/UBTVQH15"],
        "why": "Tiêu chuẩn mới.",
    } | other


def entered(actor: User, **other: Any) -> GuidingDocument:
    return enter(given(**other), actor=actor)


@pytest.fixture
def administrator(db: None) -> User:
    """Somebody who administers everything and holds no office."""
    person = User.objects.create(username="quantri", full_name="Quản trị viên")
    appoint(None, person, organisation=None, basis="QĐ 1")
    assert Administrator.objects.filter(person=person).exists()
    return person
