"""Public property: head offices and sites, infrastructure, vehicles (Decree 151/2017, Decree 153/2025)."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, day, decimal, money, note, number, text, yes_no
from reorg.registers.vehicles import too_many_cars
from workflows.text import Text

OFFICES = Kind(
    "offices",
    Text("Trụ sở, nhà, đất", "Head offices, houses and land"),
    Text(
        "Mỗi cơ sở nhà, đất một dòng, kể cả sân thể thao, sân bóng, nhà văn hóa và đất trống.",
        "One row for each site, sports grounds, football pitches, culture houses and empty land included.",
    ),
    lists=("assets",),
    items=("AST-01", "AST-02", "AST-03", "AST-05", "AST-06", "AST-07", "AST-08", "AST-14", "AST-15", "AST-17"),
    columns=(
        text("code", "Mã cơ sở", "Code", required=True),
        text("name", "Tên cơ sở nhà, đất", "Site", required=True),
        choice(
            "kind",
            "Loại",
            "Type",
            {
                "office": ("Trụ sở làm việc", "Head office"),
                "school": ("Trường học", "School"),
                "health": ("Cơ sở y tế", "Health station"),
                "culture_house": ("Nhà văn hóa", "Culture house"),
                "sports_ground": ("Khu thể thao", "Sports ground"),
                "football_pitch": ("Sân bóng đá", "Football pitch"),
                "market": ("Chợ", "Market"),
                "land": ("Đất trống", "Empty land"),
                "other": ("Khác", "Other"),
            },
            required=True,
        ),
        text("address", "Địa chỉ", "Address", required=True),
        text("unit", "Đơn vị quản lý", "Held by", required=True),
        decimal("land_area", "Diện tích đất (m²)", "Land (m²)", summed=True, unit="m²"),
        decimal("floor_area", "Diện tích sàn (m²)", "Floor area (m²)", summed=True, unit="m²"),
        money("value", "Nguyên giá (đồng)", "Original value (VND)", summed=True),
        money("residual", "Giá trị còn lại (đồng)", "Residual value (VND)", summed=True, shown=False),
        yes_no("certificate", "Đã đo đạc, cấp giấy chứng nhận", "Surveyed, certificate issued"),
        choice(
            "use",
            "Hiện trạng sử dụng",
            "Use",
            {
                "used": ("Đang sử dụng", "In use"),
                "vacant": ("Chưa sử dụng, bỏ trống", "Not used"),
                "let": ("Cho thuê, cho mượn", "Let or lent"),
            },
            required=True,
        ),
        choice(
            "plan",
            "Phương án",
            "Plan",
            {
                "keep": ("Tiếp tục sử dụng", "Keep"),
                "share": ("Dùng chung", "Share"),
                "swap": ("Hoán đổi", "Swap"),
                "convert": ("Chuyển công năng", "Convert"),
                "land_fund": ("Giao tổ chức phát triển quỹ đất", "Hand to the land fund"),
                "sell": ("Bán, chuyển nhượng", "Sell"),
            },
        ),
        note(),
    ),
    watches=(
        Watch(
            "no_plan",
            Text("Bỏ trống, chưa có phương án", "Not used and without a plan"),
            {"use": "vacant", "plan": None},
        ),
        Watch(
            "no_certificate",
            Text("Chưa đo đạc, cấp giấy chứng nhận", "Without survey and certificate"),
            {"certificate": False},
        ),
    ),
)

INFRASTRUCTURE = Kind(
    "infrastructure",
    Text("Tài sản kết cấu hạ tầng", "Infrastructure"),
    Text(
        "Công trình thủy lợi, chợ, cấp nước, đường: theo địa giới của đơn vị tiếp nhận.",
        "Irrigation, markets, water supply, roads: they follow the territory of the unit that takes over.",
    ),
    lists=("assets",),
    items=("AST-09", "AST-10", "AST-18"),
    columns=(
        text("code", "Mã công trình", "Code", required=True),
        text("name", "Tên công trình", "Name", required=True),
        choice(
            "kind",
            "Loại",
            "Type",
            {
                "irrigation": ("Thủy lợi", "Irrigation"),
                "water": ("Cấp nước", "Water supply"),
                "road": ("Đường bộ", "Road"),
                "market": ("Chợ", "Market"),
                "drainage": ("Thoát nước", "Drainage"),
                "other": ("Khác", "Other"),
            },
            required=True,
        ),
        text("place", "Địa điểm", "Place", required=True),
        text("unit", "Đơn vị quản lý", "Held by", required=True),
        decimal("length", "Chiều dài (km)", "Length (km)", summed=True, unit="km"),
        money("value", "Nguyên giá (đồng)", "Original value (VND)", summed=True),
        yes_no("crosses", "Nằm trên nhiều địa giới", "Crosses a boundary"),
        text("to_unit", "Đơn vị tiếp nhận", "Taken over by"),
        note(),
    ),
    watches=(
        Watch(
            "crosses_open",
            Text("Nằm trên nhiều địa giới, chưa phân giao", "Crosses a boundary, not assigned"),
            {"crosses": True, "to_unit": None},
        ),
    ),
)

VEHICLES = Kind(
    "vehicles",
    Text("Xe ô tô", "Vehicles"),
    Text(
        "Xe chuyên dùng đi theo chức năng; xe phục vụ công tác chung không quá 02 xe mỗi xã.",
        "Special vehicles go with their function; no more than two general cars for a commune.",
    ),
    lists=("assets",),
    items=("AST-11", "AST-12"),
    key=("plate",),
    name="model",
    columns=(
        text("plate", "Biển số", "Plate", required=True),
        text("model", "Nhãn hiệu, loại xe", "Make and model", required=True),
        choice(
            "purpose",
            "Mục đích",
            "Purpose",
            {"general": ("Phục vụ công tác chung", "General"), "special": ("Chuyên dùng", "Special")},
            required=True,
        ),
        number("seats", "Số chỗ", "Seats"),
        number("year", "Năm sử dụng", "In use since"),
        text("unit", "Đơn vị sử dụng", "Used by", required=True),
        text("to_unit", "Đơn vị tiếp nhận", "Taken over by"),
        money("value", "Nguyên giá (đồng)", "Original value (VND)", summed=True),
        day("handed_on", "Ngày bàn giao", "Handed over on", compared=False),
        note(),
    ),
    findings=too_many_cars,
)
