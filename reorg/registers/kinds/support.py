"""Support assignments: the communes that are helped, with their dated category, and the bodies assigned to them."""

from __future__ import annotations

from reorg.registers.definition import GIVER, Kind, choice, day, note, text
from workflows.text import Text

ASSISTED_COMMUNES = Kind(
    "assisted_communes",
    Text("Xã được giúp đỡ", "Communes that are supported"),
    Text(
        "Mỗi xã một dòng cho mỗi thời kỳ phân loại: loại xã từ ngày nào đến ngày nào, theo văn bản nào.",
        "One row for each commune and period: its category from which day to which, by which paper.",
    ),
    lists=("support_assignment",),
    items=(),
    sides=GIVER,
    key=("code", "category_from"),
    columns=(
        text("code", "Mã đơn vị", "Unit code", required=True),
        text("name", "Tên xã", "Commune", required=True),
        choice(
            "category",
            "Loại xã",
            "Category",
            {
                "iii": ("Đặc biệt khó khăn", "Especially disadvantaged"),
                "ii": ("Khó khăn", "Disadvantaged"),
                "i": ("Bước đầu phát triển", "Beginning to develop"),
                "new_rural": ("Đã đạt chuẩn nông thôn mới", "Meets the new-rural standard"),
            },
            required=True,
        ),
        day("category_from", "Từ ngày", "From", required=True),
        day("category_to", "Đến ngày", "Until"),
        text("basis", "Căn cứ", "Basis"),
        text("became", "Từ 01/7/2025 thuộc", "Part of, from 1 July 2025"),
        text("source", "Nguồn", "Source", shown=False),
        note(),
    ),
)

ASSIGNED_UNITS = Kind(
    "assigned_units",
    Text("Đơn vị được phân công giúp đỡ", "Bodies assigned to help"),
    Text("Mỗi cơ quan, đơn vị một dòng.", "One row for each body."),
    lists=("support_assignment",),
    items=(),
    sides=GIVER,
    columns=(
        text("code", "Mã", "Code", required=True),
        text("name", "Tên cơ quan, đơn vị", "Body", required=True),
        choice(
            "kind",
            "Loại",
            "Kind",
            {
                "department": ("Sở", "Department"),
                "branch": ("Chi cục", "Sub-department"),
                "mass": ("Tổ chức chính trị - xã hội", "Mass organisation"),
                "public": ("Đơn vị sự nghiệp", "Public service unit"),
                "enterprise": ("Doanh nghiệp", "Enterprise"),
            },
            required=True,
        ),
        text("source", "Nguồn", "Source", shown=False),
        note(),
    ),
)
