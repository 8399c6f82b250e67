"""The departments of Hải Phòng and Hải Dương, 24 into 12: decided, and waiting for the hand-over.

Names come from the sources, those not confirmed say so; posts, deputies and divisions are samples.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from reorg.consolidation.plan import Planned, PlannedAbsorbed, save_department
from reorg.demo.acting import Stage
from reorg.demo.cast import SCHEME_PARTS, SINCE
from reorg.demo.walk import OPERATION, opened
from reorg.meetings.demo import demo_joint
from reorg.people.loading import fixture
from reorg.people.models import Office, Organisation, User
from workflows.models import Dossier
from workflows.text import Text

SCHEME = "HP-2025-04"
JUSTICE = "tu_phap"
SAMPLE = "Số liệu biên chế, cấp phó, tổ chức bên trong là số liệu mẫu."
HEADCOUNT = "Số đại biểu và ngày họp là số liệu mẫu."


def with_justice(people: dict[str, User]) -> dict[str, User]:
    """The cast and the head of the Department of Justice, who appraises the drafts; with the cast's password."""
    name = "Giám đốc Sở Tư pháp (minh họa)"
    user, _made = User.objects.get_or_create(
        username=JUSTICE, defaults={"full_name": name, "password": people["anh"].password}
    )
    Office.objects.get_or_create(
        person=user,
        organisation=Organisation.objects.get(key="hp_justice"),
        role_id="chair",
        valid_from=SINCE,
        defaults={"title_vi": "Giám đốc", "title_en": "Director"},
    )
    return people | {JUSTICE: user}


def planned_departments() -> list[Planned]:
    """The plan of the real case, with sample figures where the sources give none."""
    rows = fixture("agency_scheme_2025")["departments"]
    bodies = {body.key: body for body in Organisation.objects.all()}
    return [_planned(number, row, bodies) for number, row in enumerate(rows, 1)]


def _planned(number: int, row: dict[str, Any], bodies: dict[str, Organisation]) -> Planned:
    body = bodies[row["organisation"]]
    return Planned(
        number=number,
        title=Text(body.title_vi, body.title_en),
        kind=row["kind"],
        organisation=body,
        functions=row["functions_vi"],
        divisions=[("Văn phòng", 18), ("Phòng chuyên môn 1", 14), ("Phòng chuyên môn 2", 14)],
        posts=46 + 2,
        deputies=2,
        assets="Theo bảng kê tài sản của hồ sơ.",
        finance="Theo bảng kê tài chính của hồ sơ.",
        source=f"{', '.join(row['sources'])}. {SAMPLE}",
        confidence=row["confidence"],
        absorbed=[PlannedAbsorbed(bodies[key], confidence=row["confidence"]) for key in row["absorbs"]],
    )


@transaction.atomic
def agency_scheme(people: dict[str, User], province: Dossier) -> Dossier:
    """From the draft to the Council's vote and the decision on functions; the hand-over is open."""
    people = with_justice(people)
    dossier = opened(
        "agency_scheme",
        SCHEME,
        SCHEME_PARTS,
        people,
        links=(province,),
        operation=OPERATION,
        title=Text(
            "Thành lập, hợp nhất các cơ quan chuyên môn của thành phố Hải Phòng (24 thành 12)",
            "Arrange the specialised agencies of Hải Phòng (24 into 12)",
        ),
    )
    for planned in planned_departments():
        save_department(dossier, planned, actor=people["anh"])
    stage = Stage(dossier, people)
    scheme = Text("Đề án thành lập, hợp nhất các cơ quan chuyên môn", "Scheme of the specialised agencies")
    stage.files("anh", "ĐA", scheme, step="draft", signed=True)
    stage.files("anh", "TTr", Text("Tờ trình về đề án", "Submission on the scheme"), step="draft", signed=True)
    stage.done("anh", "Lãnh đạo hai UBND thống nhất trước khi trình, hạn 10/7/2025.")
    demo_joint(dossier, people)
    stage.signs("cuc", "binh")
    appraisal = Text("Báo cáo thẩm định", "Appraisal report")
    stage.files(JUSTICE, "BC", appraisal, step="justice", signed=False)
    stage.signs(JUSTICE)
    stage.files("uyen", "BC", appraisal, step="home_affairs", signed=False)
    stage.signs("uyen")
    stage.signs("binh")
    resolution = Text("Nghị quyết thành lập các cơ quan chuyên môn", "Resolution on the specialised agencies")
    stage.files("hanh", "NQ", resolution, step="council", signed=False)
    stage.votes("hanh", 66, HEADCOUNT, date(2025, 7, 1))
    functions = Text("Quyết định quy định chức năng, nhiệm vụ", "Decision on functions and tasks")
    stage.files("anh", "QĐ", functions, step="functions", signed=False)
    stage.signs("binh")
    return dossier
