"""What the trail says about workstreams that are reported complete."""

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
