"""Who signs for whom: the abbreviations of Decree 30/2020, and of Guideline 36-HD/VPTW for Party bodies."""

from __future__ import annotations

import pytest

from reorg.papers.forms.bodies import authorities_in, signing_lines, symbol_of
from reorg.papers.forms.content import Signature
from reorg.people.models import Organisation

pytestmark = pytest.mark.django_db
COMMITTEE, CHAIR, DEPUTY = "TM. Ủy ban nhân dân", "Chủ tịch", "Phó Chủ tịch"
LINES = [
    ("hp_pc", CHAIR, "", "chair", (COMMITTEE, CHAIR)),
    ("hp_pc", CHAIR, "TM.", "chair", (COMMITTEE, CHAIR)),
    ("hp_pc", DEPUTY, "KT.", "chair", (COMMITTEE, "KT. Chủ tịch", DEPUTY)),
    ("hp_pc", CHAIR, "Q.", "chair", (COMMITTEE, "Q. Chủ tịch")),
    ("hp_pc", "Chánh Văn phòng", "TL.", "chair", ("TL. Chủ tịch", "Chánh Văn phòng")),
    ("hp_pc", "Giám đốc Sở Nội vụ", "TUQ.", "chair", ("TUQ. Chủ tịch", "Giám đốc Sở Nội vụ")),
    ("hp_home_affairs", "Phó Giám đốc", "KT.", "chair", ("KT. Giám đốc", "Phó Giám đốc")),
    ("hp_home_affairs", "Giám đốc", "", "chair", ("Giám đốc",)),
    ("hp_party", "Bí thư", "", "secretary", ("T/M Ban Thường vụ", "Bí thư")),
    ("hp_party", "Phó Bí thư", "KT.", "secretary", ("T/M Ban Thường vụ", "K/T Bí thư", "Phó Bí thư")),
    ("moha", "Chuyên viên chính", "", "appraiser", ("Chuyên viên chính",)),
]


@pytest.mark.parametrize(("body", "office", "authority", "role", "lines"), LINES)
def test_the_block_says_by_what_authority(
    body: str, office: str, authority: str, role: str, lines: tuple[str, ...]
) -> None:
    found = signing_lines(Organisation.objects.get(key=body), office, authority, role, "vi")
    assert found == lines


def test_signing_together_each_body_is_named_in_full(db: None) -> None:
    department = Organisation.objects.get(key="hp_home_affairs")
    assert signing_lines(department, "Giám đốc", "", "chair", "vi", together=True) == (
        "Sở Nội vụ\nthành phố Hải Phòng",
        "Giám đốc",
    )


def test_symbols_are_written_as_each_side_writes_them() -> None:
    assert symbol_of(Organisation.objects.get(key="hp_pc"), "TTr") == "TTr-UBND"
    assert symbol_of(Organisation.objects.get(key="hp_party"), "TB") == "TB/TU"


def test_the_legend_explains_only_what_is_there() -> None:
    assert authorities_in([Signature((COMMITTEE, "KT. Chủ tịch"))]) == ["TM", "KT"]
    assert authorities_in([Signature(("T/M Ban Thường vụ",))]) == ["TM"]
    assert authorities_in([Signature(("Giám đốc",))]) == []
