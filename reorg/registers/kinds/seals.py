"""Seals and digital certificates (Official letters 579 and 2425/BCA-C06)."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, day, note, text
from workflows.text import Text

SEALS = Kind(
    "seals",
    Text("Con dấu, chứng thư số", "Seals and digital certificates"),
    Text(
        "Con dấu cũ giao nộp và con dấu mới được cấp: sáu con dấu cho mỗi xã.",
        "Old seals given back and new ones issued: six for each commune.",
    ),
    lists=("seals",),
    items=("SEA-01", "SEA-02", "SEA-03", "SEA-04", "SEA-05"),
    columns=(
        text("code", "Số giấy chứng nhận", "Certificate number", required=True),
        text("name", "Tên trên con dấu", "Name on the seal", required=True, personal=True),
        choice(
            "kind",
            "Loại",
            "Type",
            {
                "round": ("Dấu tròn", "Round seal"),
                "title": ("Dấu chức danh", "Title stamp"),
                "name": ("Dấu tên", "Name stamp"),
                "dry": ("Dấu nổi", "Embossed seal"),
                "digital": ("Chứng thư số", "Digital certificate"),
            },
            required=True,
        ),
        text("unit", "Cơ quan sử dụng", "Used by", required=True),
        choice(
            "state",
            "Tình trạng",
            "State",
            {
                "in_use": ("Đang sử dụng", "In use"),
                "returned": ("Đã giao nộp", "Given back"),
                "issued": ("Mới cấp", "Newly issued"),
                "lost": ("Mất", "Lost"),
            },
            required=True,
        ),
        day("on", "Ngày giao nộp hoặc cấp", "Given back or issued on"),
        note(),
    ),
    watches=(
        Watch("in_use", Text("Chưa giao nộp", "Not given back"), {"state": "in_use"}),
        Watch("lost", Text("Mất", "Lost"), {"state": "lost"}),
    ),
)
