"""The parts that organisations play in the arrangement of units, and the offices that act for them."""

from __future__ import annotations

from workflows.flow import Part, Seat
from workflows.text import Text

# The two localities, the bodies above them, and those who owe items of the checklists.
LOCALITIES = {
    "lead_pc": Part(Text("UBND địa phương chủ trì", "People's Committee in the lead")),
    "other_pc": Part(Text("UBND địa phương phối hợp", "People's Committee of the other locality")),
    "lead_party": Part(Text("Cấp ủy địa phương chủ trì", "Party committee in the lead")),
    "other_party": Part(Text("Cấp ủy địa phương phối hợp", "Party committee of the other locality")),
    "lead_council": Part(Text("HĐND địa phương chủ trì", "People's Council in the lead")),
    "other_council": Part(Text("HĐND địa phương phối hợp", "People's Council of the other locality")),
    "front": Part(Text("Mặt trận Tổ quốc", "Fatherland Front")),
}
CENTRE = {
    "moha": Part(Text("Bộ Nội vụ", "Ministry of Home Affairs")),
    "government": Part(Text("Chính phủ", "Government")),
    "law_committee": Part(Text("Ủy ban thẩm tra", "Verifying committee")),
}
OWNERS = {
    "home_affairs": Part(Text("Sở Nội vụ", "Department of Home Affairs")),
    "finance": Part(Text("Sở Tài chính", "Department of Finance")),
    "construction": Part(Text("Sở Xây dựng", "Department of Construction")),
    "science_technology": Part(Text("Sở Khoa học và Công nghệ", "Department of Science and Technology")),
    "environment": Part(Text("Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment")),
    "pc_office": Part(Text("Văn phòng UBND", "Office of the People's Committee")),
    "police": Part(Text("Công an", "Police")),
    "treasury": Part(Text("Kho bạc Nhà nước", "State Treasury")),
    "archive": Part(Text("Lưu trữ lịch sử", "Historical archive")),
    "inspectorate": Part(Text("Thanh tra", "Inspectorate")),
}
OVERSIGHT = {"audit": Part(Text("Kiểm toán nhà nước", "State Audit"), oversight=True)}

TASK_FORCE = Seat("lead_pc", "drafter")
LEAD_CHAIR, OTHER_CHAIR = Seat("lead_pc", "chair"), Seat("other_pc", "chair")
LEAD_SECRETARY, OTHER_SECRETARY = Seat("lead_party", "secretary"), Seat("other_party", "secretary")
LEAD_CLERK, OTHER_CLERK = Seat("lead_council", "council_clerk"), Seat("other_council", "council_clerk")
APPRAISER = Seat("moha", "appraiser")
GOVERNMENT = Seat("government", "government_clerk")
VERIFIER = Seat("law_committee", "verifier")
ASSEMBLY = Seat("assembly", "assembly_clerk")

ALL_LISTS = (
    "governance",
    "assets",
    "finance",
    "seals",
    "archives",
    "staff",
    "housing",
    "transport",
    "it_cutover",
    "continuity",
)
