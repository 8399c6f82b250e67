"""Information systems of both sides: which is kept, when it is cut over, and how to go back."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, day, note, number, text, yes_no
from workflows.text import Text

IT_SYSTEMS = Kind(
    "it_systems",
    Text("Hệ thống thông tin", "IT systems"),
    Text(
        "Mỗi hệ thống dùng chung một dòng. Hai bên phải nêu cùng một phương án.",
        "One row for each shared system. Both sides must name the same decision.",
    ),
    lists=("it_cutover",),
    items=(
        "ICT-01",
        "ICT-02",
        "ICT-03",
        "ICT-04",
        "ICT-07",
        "ICT-09",
        "ICT-11",
        "ICT-12",
        "ICT-13",
        "ICT-15",
        "ICT-16",
    ),
    columns=(
        text("code", "Mã hệ thống", "Code", required=True),
        text("name", "Hệ thống", "System", required=True),
        choice(
            "decision",
            "Phương án",
            "Decision",
            {
                "keep": ("Giữ một hệ thống", "Keep one of the two"),
                "replace": ("Thay bằng hệ thống mới", "Replace by a new one"),
                "merge": ("Hợp nhất", "Merge"),
                "open": ("Chưa thống nhất", "Not agreed"),
            },
            required=True,
        ),
        choice(
            "kept_from",
            "Giữ hệ thống của",
            "System of",
            {"giver": ("Bên giao", "The giver"), "receiver": ("Bên nhận", "The receiver")},
        ),
        day("cutover_from", "Chuyển đổi từ ngày", "Cutover from"),
        day("cutover_to", "Chuyển đổi đến ngày", "Cutover until"),
        day("rehearsed_on", "Ngày chạy thử", "Rehearsed on"),
        yes_no("rehearsal_passed", "Chạy thử đạt", "Rehearsal passed"),
        text("rollback", "Phương án quay lại", "Way back", shown=False),
        number("accounts", "Số tài khoản chuyển", "Accounts moved", summed=True),
        yes_no("unit_codes", "Đã cập nhật mã đơn vị", "Unit codes updated"),
        note(),
    ),
    watches=(
        Watch("not_agreed", Text("Chưa thống nhất phương án", "Decision not agreed"), {"decision": "open"}),
        Watch("no_rollback", Text("Chưa có phương án quay lại", "No way back"), {"rollback": None}),
        Watch("not_rehearsed", Text("Chưa chạy thử", "Not rehearsed"), {"rehearsed_on": None}),
    ),
)
