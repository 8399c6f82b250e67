"""People: from which post to which, and what those who leave are owed (Decree 178/2024, Decree 67/2025)."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, day, money, note, number, text
from workflows.text import Text

STAFF = Kind(
    "staff",
    Text("Cán bộ, công chức, viên chức", "Staff"),
    Text(
        "Mỗi người một dòng: vị trí hiện nay, vị trí mới, chế độ nếu nghỉ. Lương là tiền lương tháng hiện hưởng.",
        "One row for each person: the post today, the new post, benefits for those who leave. "
        "Salary is the monthly salary today.",
    ),
    lists=("staff",),
    items=("STF-01", "STF-02", "STF-03", "STF-05", "STF-07", "STF-08", "STF-09", "STF-10"),
    name="full_name",
    people=True,
    columns=(
        text("code", "Mã cán bộ", "Staff number", required=True),
        text("full_name", "Họ và tên", "Name", required=True, personal=True),
        day("born", "Ngày sinh", "Born", shown=False, personal=True),
        choice(
            "category",
            "Đối tượng",
            "Category",
            {
                "cadre": ("Cán bộ", "Cadre"),
                "civil_servant": ("Công chức", "Civil servant"),
                "public_employee": ("Viên chức", "Public employee"),
                "contract": ("Lao động hợp đồng", "Contract worker"),
                "part_time": ("Người hoạt động không chuyên trách", "Part-time worker"),
            },
            required=True,
        ),
        text("unit_from", "Đơn vị hiện nay", "Unit today", required=True),
        text("post_from", "Chức vụ, vị trí hiện nay", "Post today", required=True),
        text("unit_to", "Đơn vị mới", "New unit"),
        text("post_to", "Chức vụ, vị trí mới", "New post"),
        choice(
            "benefit",
            "Chế độ",
            "Benefit",
            {
                "none": ("Tiếp tục làm việc", "Stays"),
                "severance": ("Thôi việc", "Severance"),
                "early": ("Nghỉ hưu trước tuổi", "Early retirement"),
            },
            required=True,
        ),
        money("salary", "Tiền lương tháng hiện hưởng (đồng)", "Monthly salary (VND)", personal=True),
        number("insured_years", "Số năm đóng BHXH", "Insured years", personal=True),
        number("insured_months", "Số tháng lẻ đóng BHXH", "Odd insured months", shown=False, personal=True),
        number(
            "months",
            "Số tháng tính trợ cấp",
            "Months counted",
            shown=False,
            personal=True,
            hint=Text(
                "Thôi việc: thời gian để tính trợ cấp; nghỉ hưu: số tháng nghỉ sớm. Tối đa 60.",
                "Severance: months counted; early retirement: months before the age. At most 60.",
            ),
        ),
        day("leaves_on", "Ngày nghỉ", "Leaves on", shown=False, personal=True),
        choice(
            "excluded",
            "Chưa xem xét vì",
            "Not considered because",
            {
                "maternity": (
                    "Mang thai, nghỉ thai sản, nuôi con dưới 36 tháng",
                    "Pregnancy, maternity leave, child under 36 months",
                ),
                "discipline": ("Đang bị xem xét kỷ luật, điều tra", "Under discipline or investigation"),
            },
            shown=False,
            personal=True,
        ),
        note(),
    ),
    watches=(
        Watch(
            "no_post",
            Text("Tiếp tục làm việc, chưa có vị trí mới", "Stays, without a new post"),
            {"benefit": "none", "post_to": None},
        ),
    ),
    working="benefits",
)
