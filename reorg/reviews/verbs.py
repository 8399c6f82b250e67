"""What the trail says about workstreams reported complete, the fit with planning, and evaluations afterwards."""

from workflows.trail.verbs import Weight, declare

declare(
    "stream.reported",
    vi="{body} báo cáo hoàn thành “{stream}”: {text}",
    en="{body} reported “{stream}” complete: {text}",
    facts="report remaining open total source sample",
)
declare(
    "stream.confirmed",
    vi="xác nhận “{stream}” của {body} đã hoàn thành",
    en="confirmed that “{stream}” of {body} is complete",
    facts="report note",
    weight=Weight.DECISION,
)
declare(
    "stream.returned",
    vi="trả lại báo cáo hoàn thành “{stream}” của {body}: {reason}",
    en="returned the report of {body} that “{stream}” is complete: {reason}",
    facts="report",
    weight=Weight.DECISION,
)
declare(
    "conformity.stated",
    vi="{body} nêu sự phù hợp với {level}: {conforms} phù hợp, {adjust} cần điều chỉnh, {uncovered} chưa có quy hoạch",
    en="{body} stated the fit with {level}: {conforms} conform, {adjust} need an adjustment, {uncovered} not covered",
    facts="symbol issuer issued_on units source sample",
)
declare(
    "evaluation.given",
    vi="{body} đánh giá sau {months} tháng hoạt động: {unit}",
    en="{body} evaluated after {months} months of operation: {unit}",
    facts="evaluation marks source sample",
)
declare(
    "evaluation.corrected",
    vi="{body} sửa đánh giá sau {months} tháng hoạt động của {unit}: {reason}",
    en="{body} corrected its evaluation after {months} months of operation of {unit}: {reason}",
    facts="evaluation corrects marks",
)
