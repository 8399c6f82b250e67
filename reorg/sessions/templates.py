"""The templates of periodic reports: their lines, and how a line reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workflows.text import Text


class LineKind(StrEnum):
    COUNT = "count"  # a whole number, no target
    TARGET = "target"  # target and result; the share is computed
    DAY = "day"  # a milestone: the day it was reached
    YES = "yes"  # there or not


@dataclass(frozen=True)
class Line:
    code: str
    title: Text
    kind: LineKind
    unit: Text | None = None
    source: str = ""


@dataclass(frozen=True)
class Section:
    title: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Template:
    code: str
    title: Text
    sections: tuple[Section, ...]

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line.code: line for section in self.sections for line in section.lines}


HOUSES, CASES, PERCENT = Text("nhà", "houses"), Text("hồ sơ", "files"), Text("%", "%")
C, T, D, Y = LineKind.COUNT, LineKind.TARGET, LineKind.DAY, LineKind.YES

PROCEDURES = Section(
    Text("Thủ tục hành chính", "Administrative procedures"),
    (
        Line("received", Text("Đã tiếp nhận", "Received"), C, CASES, "S1"),
        Line("early", Text("Giải quyết trước hạn", "Solved early"), C, CASES, "S1"),
        Line("on_time", Text("Giải quyết đúng hạn", "Solved on time"), C, CASES, "S1"),
        Line("late", Text("Giải quyết quá hạn", "Solved late"), C, CASES, "S1"),
    ),
)
HOUSING = Section(
    Text("Xóa nhà tạm, nhà dột nát", "Temporary and dilapidated houses"),
    (Line("houses", Text("Nhà tạm, nhà dột nát đã xóa", "Houses replaced"), T, HOUSES, "S1"),),
)
CONGRESS = Section(
    Text("Đại hội nhiệm kỳ 2025-2030", "Congresses for 2025-2030"),
    (
        Line("congress_cells", Text("Đại hội các chi bộ", "Congresses of the cells"), D, None, "S1"),
        Line("congress_party", Text("Đại hội Đảng bộ xã", "Congress of the commune's Party"), D, None, "S1"),
        Line("congress_front", Text("Đại hội Mặt trận Tổ quốc", "Congress of the Fatherland Front"), D, None, "S1"),
        Line("congress_mass", Text("Đại hội các đoàn thể", "Congresses of mass organisations"), D, None, "S1"),
    ),
)
TARGETS = Section(
    Text("Chỉ tiêu theo nghị quyết đại hội", "Targets of the congress resolution"),
    (
        Line("budget", Text("Thu ngân sách", "Budget revenue"), T, Text("triệu đồng", "million VND")),
        Line(
            "investment",
            Text("Giải ngân đầu tư công", "Public investment disbursed"),
            T,
            Text("triệu đồng", "million VND"),
        ),
        Line("poverty", Text("Hộ thoát nghèo", "Households out of poverty"), T, Text("hộ", "households")),
    ),
)
DIGITAL = Section(
    Text("Chuyển đổi số, cải cách hành chính", "Digital transformation and administrative reform"),
    (
        Line("digital_centre", Text("Trung tâm phục vụ hành chính công hoạt động", "Public service centre running"), Y),
        Line("digital_network", Text("Kết nối mạng dữ liệu chuyên dùng", "Connected to the government network"), Y),
        Line("digital_signatures", Text("Chữ ký số cho cán bộ", "Digital signatures for officials"), Y),
        Line("digital_online", Text("Hồ sơ nộp trực tuyến", "Files handed in online"), T, CASES),
    ),
)
TEMPLATES: dict[str, Template] = {
    one.code: one
    for one in (
        Template(
            "nine_months",
            Text("Báo cáo chín tháng", "Report on nine months"),
            (PROCEDURES, HOUSING, CONGRESS, TARGETS, DIGITAL),
        ),
        Template(
            "quarter_four",
            Text("Nhiệm vụ quý IV", "Tasks of the fourth quarter"),
            (PROCEDURES, HOUSING, TARGETS, DIGITAL),
        ),
    )
}
