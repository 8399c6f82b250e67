"""Link roads and traffic axes of the merged localities, by the stage their report has reached."""

from __future__ import annotations

from collections.abc import Sequence

from reorg.registers.definition import (
    RECEIVER,
    Finding,
    Kind,
    Values,
    Watch,
    choice,
    day,
    decimal,
    money,
    note,
    text,
)
from workflows.text import Text

STAGES = {
    "idea": ("Ý tưởng, đề xuất", "Idea"),
    "preliminary": ("Báo cáo sơ bộ", "Preliminary report"),
    "prefeasibility": ("Báo cáo nghiên cứu tiền khả thi", "Pre-feasibility report"),
    "decided": ("Đã quyết định chủ trương đầu tư", "Investment decided"),
    "under_way": ("Đang thực hiện", "Under way"),
    "done": ("Hoàn thành", "Done"),
}
ORDER = list(STAGES)


def not_backed(rows: Sequence[Values]) -> list[Finding]:
    """Roads whose stage says more than the row can show: a report without its number, a decision without figures."""
    found = []
    for values in rows:
        place = ORDER.index(values["stage"])
        lacks = []
        if place >= ORDER.index("preliminary") and not values.get("report"):
            lacks.append(Text("số hiệu báo cáo", "the report"))
        if place >= ORDER.index("prefeasibility"):
            lacks += [
                title
                for key, title in (("length", Text("chiều dài", "the length")), ("cost", Text("tổng mức", "the cost")))
                if values.get(key) is None
            ]
        if place >= ORDER.index("decided") and not values.get("decision"):
            lacks.append(Text("quyết định", "the decision"))
        if lacks:
            vi, en = ", ".join(one.vi for one in lacks), ", ".join(one.en for one in lacks)
            stage_vi, stage_en = STAGES[values["stage"]]
            found.append(
                Finding(
                    Text(
                        f"{values['name']}: ghi “{stage_vi}” nhưng chưa có {vi}",
                        f"{values['name']}: at “{stage_en}”, yet without {en}",
                    ),
                    (values["code"],),
                )
            )
    return found


ROADS = Kind(
    "roads",
    Text("Tuyến giao thông kết nối", "Link roads and axes"),
    Text(
        "Mỗi tuyến một dòng: từ đâu đến đâu, báo cáo đã đến bước nào, chiều dài, kinh phí, cơ quan chủ trì, nguồn.",
        "One row for each road: from where to where, the stage of its report, length, cost, lead, source.",
    ),
    lists=("transport",),
    items=("TRA-07", "TRA-08"),
    sides=RECEIVER,
    columns=(
        text("code", "Mã tuyến", "Code", required=True),
        text("name", "Tên tuyến", "Road", required=True),
        choice(
            "kind",
            "Loại",
            "Kind",
            {
                "upgrade": ("Nâng cấp", "Upgrade"),
                "new": ("Xây mới", "New road"),
                "axis": ("Phương án hướng tuyến", "Plan of an axis"),
            },
            required=True,
        ),
        text("begins", "Điểm đầu", "From", required=True),
        text("ends", "Điểm cuối", "To", required=True),
        choice("stage", "Bước của báo cáo", "Stage of its report", STAGES, required=True),
        day("stage_on", "Đạt bước này ngày", "Reached on"),
        text("report", "Báo cáo (số, ngày)", "Report (number, date)"),
        day("next_due", "Hạn của bước tiếp theo", "Next stage due"),
        decimal("length", "Chiều dài (km)", "Length (km)", summed=True, unit="km"),
        money("cost", "Tổng mức dự kiến (đồng)", "Estimated cost (VND)", summed=True),
        text("decision", "Quyết định chủ trương", "Decision", shown=False),
        text("lead", "Cơ quan chủ trì", "Lead", required=True),
        text("source", "Nguồn", "Source", required=True, shown=False),
        choice(
            "confidence",
            "Độ tin cậy",
            "Confidence",
            {
                "H": ("Có nguồn", "In a source"),
                "M": ("Suy ra một phần", "Partly inferred"),
                "L": ("Chưa xác nhận", "Unconfirmed"),
            },
            required=True,
        ),
        note(),
    ),
    watches=(
        Watch("idea", Text("Mới là ý tưởng", "Only an idea so far"), {"stage": "idea"}),
        Watch("preliminary", Text("Ở bước báo cáo sơ bộ", "At the preliminary report"), {"stage": "preliminary"}),
        Watch("unconfirmed", Text("Chưa xác nhận", "Unconfirmed"), {"confidence": "L"}),
    ),
    findings=not_backed,
)
