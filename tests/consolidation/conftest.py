"""Hải Dương's Department of Home Affairs goes into Hải Phòng's; meanwhile it still appraises another dossier."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from reorg.consolidation.plan import Planned, PlannedAbsorbed, save_department
from reorg.demo.cast import AGENCY_PARTS, bodies
from reorg.people.models import Organisation, User
from tests.browser.conftest import site, troubles, window
from tests.cast import PDF, drafted, procedure, sign
from tests.engine.doing import at_hand_over
from workflows import actions
from workflows.models import DocumentType, Dossier
from workflows.text import Text

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests

People = dict[str, User]


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def home_affairs(**more: Any) -> Planned:
    """The plan of one department: Hải Dương's Home Affairs goes into Hải Phòng's."""
    values: dict[str, Any] = {
        "number": 1,
        "title": Text("Sở Nội vụ thành phố Hải Phòng", "Hải Phòng Department of Home Affairs"),
        "organisation": body("hp_home_affairs"),
        "functions": "Tổ chức bộ máy; cán bộ, công chức; lao động, việc làm.",
        "divisions": [("Văn phòng", 20), ("Phòng Tổ chức", 15)],
        "posts": 120,
        "deputies": 2,
        "assets": "Trụ sở, 03 xe ô tô.",
        "finance": "Tài khoản tại Kho bạc Nhà nước.",
        "absorbed": [PlannedAbsorbed(body("hp_home_affairs")), PlannedAbsorbed(body("hd_home_affairs"))],
    }
    return Planned(**(values | more))


@pytest.fixture
def decided(agency: Dossier, people: People) -> Dossier:
    """HN-01, decided: it waits for the hand-over, and the day of operation is over."""
    save_department(agency, home_affairs(), actor=people["anh"])
    at_hand_over(agency, people)
    return Dossier.objects.get(pk=agency.pk)


def appraised_by_hai_duong(people: People, code: str = "HN-02") -> Dossier:
    """A dossier that waits for the appraisal by Hải Dương's Home Affairs, with a restricted paper of theirs."""
    parts = bodies(AGENCY_PARTS | {"home_affairs": "hd_home_affairs", "giver": "hp_finance"})
    dossier = actions.open_dossier(
        procedure("agency_consolidation"),
        code=code,
        title=Text("Hợp nhất Sở Tài chính", "Consolidate the Departments of Finance"),
        parts=parts,
        actor=people["anh"],
        operation_date=date(2025, 9, 1),
    )
    drafted(dossier, people)
    sign(dossier, people["binh"])
    sign(dossier, people["cuc"])
    actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk="BC"),
        symbol="7/BC-SNV",
        issuer="Sở Nội vụ tỉnh Hải Dương",
        date=date(2025, 6, 20),
        subject=Text("Báo cáo thẩm định (hạn chế)", "Appraisal report (restricted)"),
        actor=people["vinh"],
        step="appraisal",
        signed=False,
        restricted=True,
        file=ContentFile(PDF, name="bc.pdf"),
    )
    return Dossier.objects.get(pk=dossier.pk)


@pytest.fixture
def appraised(people: People) -> Dossier:
    return appraised_by_hai_duong(people)


@pytest.fixture
def vacant(people: People) -> None:
    """Nobody heads Hải Phòng's Home Affairs, so that Vinh of Hải Dương can."""
    people["uyen"].offices.filter(role="chair").update(valid_to=date(2025, 6, 30))
