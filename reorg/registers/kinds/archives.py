"""Records: fonds by metres, boxes and files."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, decimal, note, number, text, yes_no
from workflows.text import Text

ARCHIVES = Kind(
    "archives",
    Text("Hồ sơ, tài liệu lưu trữ", "Records and archives"),
    Text(
        "Mỗi phông hoặc khối tài liệu một dòng: mét giá, số hộp, số hồ sơ, tình trạng.",
        "One row for each fonds: metres of shelf, boxes, files, condition.",
    ),
    lists=("archives",),
    items=("ARC-01", "ARC-02", "ARC-03", "ARC-04", "ARC-05", "ARC-06", "ARC-07", "ARC-08", "ARC-09", "ARC-10"),
    columns=(
        text("code", "Mã phông", "Code of the fonds", required=True),
        text("name", "Tên phông, khối tài liệu", "Fonds", required=True, personal=True),
        text("unit", "Cơ quan hình thành", "Formed by", required=True),
        number("from_year", "Từ năm", "From"),
        number("to_year", "Đến năm", "To"),
        decimal("metres", "Mét giá", "Metres", required=True, summed=True, unit="m"),
        number("boxes", "Số hộp", "Boxes", summed=True),
        number("files", "Số hồ sơ", "Files", summed=True),
        number("pages", "Số trang đã số hóa", "Pages digitised", summed=True, compared=False),
        choice(
            "condition",
            "Tình trạng",
            "Condition",
            {
                "sorted": ("Đã chỉnh lý", "Put in order"),
                "unsorted": ("Chưa chỉnh lý", "Not in order"),
                "damaged": ("Hư hỏng", "Damaged"),
            },
            required=True,
        ),
        yes_no("open", "Công việc đang giải quyết", "Work in progress"),
        yes_no("secret", "Có tài liệu mật", "Holds secret papers"),
        text("place", "Kho bảo quản", "Kept at", compared=False),
        note(),
    ),
    watches=(
        Watch("unsorted", Text("Chưa chỉnh lý", "Not in order"), {"condition": "unsorted"}),
        Watch("secret", Text("Có tài liệu mật: giao nhận riêng", "Secret papers: handed over apart"), {"secret": True}),
    ),
)
