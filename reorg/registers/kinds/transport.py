"""Who travels, on which routes, and what each way of carrying them costs."""

from __future__ import annotations

from reorg.registers.definition import GIVER, RECEIVER, Kind, choice, decimal, money, note, number, text, yes_no
from workflows.text import Text

COMMUTERS = Kind(
    "commuters",
    Text("Người đi lại", "Commuters"),
    Text(
        "Mỗi cơ quan hoặc điểm đón một dòng: bao nhiêu người đi hằng ngày, bao nhiêu người không quá ba lần mỗi tuần.",
        "One row for each agency or pick-up point: how many travel daily, how many at most three times a week.",
    ),
    lists=("transport",),
    items=("TRA-01", "TRA-06"),
    sides=GIVER,
    columns=(
        text("code", "Mã nhóm", "Group", required=True),
        text("name", "Cơ quan, điểm đón", "Agency or pick-up point", required=True, personal=True),
        number("people", "Số người chuyển công tác", "People who move", required=True, summed=True),
        number("daily", "Đi lại hằng ngày", "Travel daily", required=True, summed=True),
        number("weekly", "Không quá 3 lần/tuần", "At most 3 times a week", summed=True),
        text("route", "Tuyến", "Route"),
        note(),
    ),
    working="options",
)

ROUTES = Kind(
    "routes",
    Text("Tuyến xe", "Routes"),
    Text("Tuyến, cự ly, số xe, số chuyến.", "Routes with distance, vehicles and trips."),
    lists=("transport",),
    items=("TRA-03", "TRA-04", "TRA-06"),
    sides=RECEIVER,
    columns=(
        text("code", "Mã tuyến", "Code", required=True),
        text("name", "Tên tuyến", "Route", required=True),
        text("stops", "Điểm đón, trả", "Stops"),
        decimal("distance", "Cự ly (km)", "Distance (km)", required=True, unit="km"),
        number("vehicles", "Số xe", "Vehicles", required=True, summed=True),
        number("seats", "Số chỗ mỗi xe", "Seats in each", required=True),
        number("trips", "Số lượt khứ hồi mỗi tuần", "Round trips a week"),
        text("hours", "Giờ xuất phát", "Leaves at"),
        text("operator", "Đơn vị vận hành", "Operator", personal=True),
        note(),
    ),
)

TRANSPORT_OPTIONS = Kind(
    "transport_options",
    Text("Phương án đi lại", "Transport options"),
    Text("Chi phí mỗi người mỗi tháng theo từng phương án.", "The cost for a person and month of each option."),
    lists=("transport",),
    items=("TRA-02", "TRA-03", "TRA-04", "TRA-05"),
    sides=RECEIVER,
    columns=(
        text("code", "Mã phương án", "Code", required=True),
        text("name", "Phương án", "Option", required=True),
        choice(
            "mode",
            "Hình thức",
            "Mode",
            {
                "train_car": ("Tàu hỏa và ô tô", "Train and car"),
                "bus": ("Xe buýt cố định", "Fixed bus line"),
                "contract": ("Xe hợp đồng", "Contract cars"),
                "own": ("Tự túc, hỗ trợ tiền", "Own vehicle with support"),
            },
            required=True,
        ),
        money("low", "Chi phí thấp nhất/người/tháng (đồng)", "Least cost, person and month (VND)", required=True),
        money("high", "Chi phí cao nhất/người/tháng (đồng)", "Highest cost, person and month (VND)"),
        number("months", "Số tháng", "Months", required=True),
        yes_no("chosen", "Được chọn", "Chosen"),
        text("basis", "Nguồn, căn cứ", "Source", shown=False),
        note(),
    ),
    working="options",
)
