"""The editorial group of the political report in the demonstration, named by what they do."""

from __future__ import annotations

from django.db import transaction

from reorg.demo.cast import Person, bodies, load_cast
from reorg.drafting.demo import CODE, demo_draft
from workflows.models import Dossier
from workflows.text import Text

__all__ = ["CODE", "EDITORS", "political_report"]

EDITORS: tuple[Person, ...] = (
    Person(
        "hp_editor",
        "Mẫu: Thư ký Tổ biên tập",
        Text("soạn thảo báo cáo chính trị", "drafts the political report"),
        (("hp_party", "drafter", Text("Thư ký Tổ biên tập", "Secretary of the editorial group")),),
    ),
    Person(
        "hp_chief_editor",
        "Mẫu: Tổ trưởng Tổ biên tập",
        Text("tiếp thu, giải trình ý kiến", "answers opinions"),
        (("hp_party", "drafter", Text("Tổ trưởng Tổ biên tập", "Head of the editorial group")),),
    ),
    Person(
        "hp_adviser",
        "Mẫu: Cán bộ được lấy ý kiến",
        Text("góp ý dự thảo", "gives opinions on drafts"),
        (
            ("hp_pc", "officer", Text("Chuyên viên", "Officer")),
            ("hp_front", "officer", Text("Chuyên viên", "Officer")),
        ),
    ),
)
PARTS = {key: key for key in ("hp_party", "hp_pc", "hp_front", "state_audit")}


@transaction.atomic
def political_report(password: str) -> Dossier:
    """The political report in its second draft, out for the opinions of everybody."""
    return demo_draft(load_cast(password, EDITORS), parts=bodies(PARTS))
