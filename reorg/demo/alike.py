"""Two more consolidations of departments, alike: they wait for the same leaders, to be signed in one go.

One of them was returned once and came back with another text, so that there is something to compare.
"""

from __future__ import annotations

from reorg.demo.acting import Stage
from reorg.demo.cast import AGENCY_PARTS
from reorg.demo.samples import sample
from reorg.demo.walk import opened
from reorg.people.models import User
from workflows import actions
from workflows.models import Dossier
from workflows.text import Text

FINANCE, CONSTRUCTION = "HP-2025-08", "HP-2025-09"


def finance(people: dict[str, User], province: Dossier) -> Dossier:
    """Waits for both leaders."""
    dossier, _stage = _drafted(FINANCE, "hd_finance", Text("Sở Tài chính", "Finance"), people, province)
    return dossier


def construction(people: dict[str, User], province: Dossier) -> Dossier:
    """Bình signed, Cúc returned it, Ánh replaced the text: both are asked again."""
    dossier, stage = _drafted(CONSTRUCTION, "hd_construction", Text("Sở Xây dựng", "Construction"), people, province)
    stage.signs("binh")
    stage.returns("cuc", "draft", "Đề nghị bổ sung phương án bố trí cấp phó dôi dư vào đề án.")
    scheme = dossier.documents.get(type="ĐA")
    second = sample(
        "Đề án (bản 2)",
        "Đề án hợp nhất hai Sở Xây dựng, bổ sung phương án bố trí cấp phó dôi dư theo lộ trình 5 năm.",
        "ĐA-draft-ban-mau-2.pdf",
    )
    actions.add_version(scheme, file=second, actor=people["anh"], note="Bổ sung phương án cấp phó dôi dư.")
    stage.done("anh", "Đã bổ sung theo ý kiến của UBND tỉnh Hải Dương.")
    return dossier


def _drafted(code: str, giver: str, name: Text, people: dict[str, User], province: Dossier) -> tuple[Dossier, Stage]:
    dossier = opened(
        "agency_consolidation",
        code,
        AGENCY_PARTS | {"giver": giver},
        people,
        links=(province,),
        operation=None,
        title=Text(
            f"Hợp nhất {name.vi} tỉnh Hải Dương và {name.vi} thành phố Hải Phòng",
            f"Consolidate the Departments of {name.en} of Hải Dương and Hải Phòng",
        ),
    )
    stage = Stage(dossier, people)
    about = Text(f"Đề án hợp nhất hai {name.vi}", f"Scheme of the consolidation ({name.en})")
    stage.files("anh", "ĐA", about, step="draft", signed=True)
    stage.done("anh", "Trình lãnh đạo hai UBND thống nhất.")
    return dossier, stage
