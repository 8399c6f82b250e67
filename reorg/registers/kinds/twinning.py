"""Twinning: what the communes of the mountains and islands need, and what the units of the lowland can give."""

from __future__ import annotations

from reorg.registers.definition import GIVER, Column, Kind, Watch, choice, note, number, text, yes_no
from workflows.text import Text

# The fields in which people are sent (the letter of 25 August 2025 names them), then two in which means are given.
FIELDS = {
    "it": Text("Công nghệ thông tin", "Information technology"),
    "digital": Text("Chuyển đổi số", "Digital transformation"),
    "planning": Text("Quy hoạch", "Planning"),
    "construction": Text("Xây dựng", "Construction"),
    "finance": Text("Tài chính", "Finance"),
    "land": Text("Đất đai", "Land"),
    "livelihood": Text("Sinh kế, sản xuất", "Livelihoods"),
    "social": Text("An sinh, giáo dục, y tế", "Welfare, education, health"),
}
TAGS = {
    "mountain": Text("Miền núi", "Mountain"),
    "remote": Text("Vùng sâu, vùng xa", "Remote"),
    "minority": Text("Đồng bào dân tộc thiểu số", "Ethnic minority"),
    "border": Text("Biên giới", "Border"),
    "island": Text("Hải đảo", "Island"),
}
HIGHEST = 3
NEED = Text("0 không cần, 1 ít, 2 nhiều, 3 cấp thiết; để trống nếu chưa biết", "0 none, 1 some, 2 much, 3 urgent")
SKILL = Text("0 không có, 1 ít, 2 khá, 3 mạnh; để trống nếu chưa biết", "0 none, 1 some, 2 good, 3 strong")


def _standing() -> Column:
    return choice(
        "standing",
        "Vai trò trong kết nghĩa",
        "Role in the twinning",
        {
            "confirmed": ("Có nguồn xác nhận", "confirmed by a source"),
            "inferred": ("Suy ra, chờ xác nhận", "inferred, to be confirmed"),
            "unknown": ("Chưa rõ", "not known"),
        },
        required=True,
    )


def _levels(hint: Text) -> tuple[Column, ...]:
    return tuple(number(code, title.vi, title.en, hint=hint) for code, title in FIELDS.items())


UNCONFIRMED = (
    Watch("unknown", Text("Chưa rõ vai trò", "Role not known"), {"standing": "unknown"}),
    Watch("inferred", Text("Vai trò suy ra, chờ xác nhận", "Role inferred, to be confirmed"), {"standing": "inferred"}),
)

TWINNING_NEEDS = Kind(
    "twinning_needs",
    Text("Nhu cầu của các xã được giúp", "Needs of the communes to be supported"),
    Text(
        "Mỗi xã một dòng: đặc điểm vùng và mức độ cần giúp theo từng lĩnh vực, từ 0 đến 3.",
        "One row for each commune: what kind of place it is, and how much help it needs in each field, from 0 to 3.",
    ),
    lists=("twinning",),
    items=(),
    sides=GIVER,
    columns=(
        text("code", "Mã đơn vị", "Unit code", required=True),
        text("name", "Tên xã", "Commune", required=True),
        _standing(),
        *(yes_no(code, title.vi, title.en) for code, title in TAGS.items()),
        *_levels(NEED),
        text("wishes", "Đề nghị cụ thể", "What it asks for", shown=False),
        text("source", "Nguồn", "Source", shown=False),
        note(),
    ),
    watches=UNCONFIRMED,
)

TWINNING_CAPACITIES = Kind(
    "twinning_capacities",
    Text("Nguồn lực của các xã, phường đồng bằng", "Means of the lowland units"),
    Text(
        "Mỗi xã, phường một dòng: thế mạnh theo từng lĩnh vực, từ 0 đến 3, và nhận giúp nhiều nhất mấy xã.",
        "One row for each unit: its strength in each field, from 0 to 3, and how many communes it can take on.",
    ),
    lists=("twinning",),
    items=(),
    sides=GIVER,
    columns=(
        text("code", "Mã đơn vị", "Unit code", required=True),
        text("name", "Tên xã, phường", "Unit", required=True),
        _standing(),
        number("most", "Nhận giúp nhiều nhất (xã)", "Takes at most (communes)"),
        *_levels(SKILL),
        text("strengths", "Nguồn lực hiện có", "What it has", shown=False),
        text("source", "Nguồn", "Source", shown=False),
        note(),
    ),
    watches=UNCONFIRMED,
)
