"""Who needs a place to live, and which places there are."""

from __future__ import annotations

from reorg.registers.definition import (
    GIVER,
    RECEIVER,
    Kind,
    Watch,
    choice,
    day,
    decimal,
    money,
    note,
    number,
    text,
    yes_no,
)
from workflows.text import Text

HOUSING_NEEDS = Kind(
    "housing_needs",
    Text("Nhu cầu nhà ở", "Housing needs"),
    Text(
        "Người chuyển công tác có nhu cầu thuê nhà công vụ, nhà ở xã hội.",
        "People who move with their work and ask for official or social housing.",
    ),
    lists=("housing",),
    items=("HOU-01", "HOU-03", "HOU-05", "HOU-08", "HOU-09"),
    name="full_name",
    people=True,
    sides=GIVER,
    columns=(
        text("code", "Mã cán bộ", "Staff number", required=True),
        text("full_name", "Họ và tên", "Name", required=True, personal=True),
        text("unit", "Đơn vị mới", "New unit", required=True),
        choice(
            "rank",
            "Chức vụ",
            "Rank",
            {
                "director": ("Giám đốc và tương đương", "Director"),
                "deputy": ("Phó giám đốc và tương đương", "Deputy director"),
                "head": ("Trưởng, phó phòng", "Head of division"),
                "officer": ("Chuyên viên, nhân viên", "Officer"),
            },
            required=True,
        ),
        number("household", "Số người ở cùng", "Household", required=True, summed=True),
        yes_no("owns", "Đã có nhà ở nơi đến", "Owns a home there", required=True),
        number("distance", "Khoảng cách đến nơi làm việc (km)", "Distance to work (km)", required=True, unit="km"),
        yes_no("children", "Có con dưới 6 tuổi", "Children under six", personal=True),
        yes_no("policy", "Đối tượng chính sách, khuyết tật", "Policy beneficiary or disability", personal=True),
        day("needed_from", "Cần từ ngày", "Needed from"),
        text("place", "Chỗ ở được phân bổ", "Place allocated"),
        note(),
    ),
    watches=(Watch("no_place", Text("Chưa được phân bổ", "No place allocated"), {"place": None}),),
    working="allocation",
)

HOUSING_PLACES = Kind(
    "housing_places",
    Text("Quỹ nhà ở", "Places to live"),
    Text(
        "Nhà công vụ, nhà khách, nhà ở xã hội, trụ sở chuyển công năng có thể bố trí.",
        "Official houses, guest houses, social housing and converted offices that can be given.",
    ),
    lists=("housing",),
    items=("HOU-02", "HOU-04", "HOU-05", "HOU-06", "HOU-07", "HOU-10"),
    sides=RECEIVER,
    columns=(
        text("code", "Mã chỗ ở", "Code", required=True),
        text("name", "Tên, địa chỉ", "Name and address", required=True),
        choice(
            "kind",
            "Loại",
            "Type",
            {
                "official": ("Nhà công vụ", "Official house"),
                "guest_house": ("Nhà khách", "Guest house"),
                "social": ("Nhà ở xã hội", "Social housing"),
                "commercial": ("Nhà ở thương mại", "Commercial housing"),
                "converted": ("Trụ sở chuyển công năng", "Converted office"),
            },
            required=True,
        ),
        decimal("area", "Diện tích (m²)", "Area (m²)", required=True, summed=True, unit="m²"),
        number("people", "Số người tối đa", "People at most", required=True, summed=True),
        money("rent", "Giá thuê (đồng/tháng)", "Rent (VND a month)"),
        day("free_from", "Sẵn sàng từ ngày", "Ready from"),
        choice(
            "state",
            "Tình trạng",
            "State",
            {
                "free": ("Trống", "Free"),
                "taken": ("Đã có người ở", "Taken"),
                "repair": ("Đang sửa chữa", "Under repair"),
            },
            required=True,
        ),
        text("source", "Chủ đầu tư, cam kết", "Investor and commitment", personal=True),
        note(),
    ),
    watches=(Watch("repair", Text("Đang sửa chữa", "Under repair"), {"state": "repair"}),),
    working="allocation",
)
