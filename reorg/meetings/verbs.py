"""What the trail says about packs of papers for meetings."""

from workflows.trail.verbs import Weight, declare

declare(
    "pack.frozen",
    vi="chốt bộ tài liệu số {no} phục vụ {purpose} của {body} ngày {day}: {count} văn bản",
    en="froze pack no. {no} for the {purpose} by {body} on {day}, papers: {count}",
    facts="pack digest papers addressees others replaces",
    weight=Weight.DECISION,
)
declare(
    "pack.taken",
    vi="tải bộ tài liệu số {no}",
    en="downloaded pack no. {no}",
    facts="pack digest left_out",
    weight=Weight.ACCESS,
)
