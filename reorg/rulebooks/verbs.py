"""What the trail of the system says of rulebooks."""

from workflows.trail.verbs import Weight, declare

declare(
    "rules.drafted",
    vi="bắt đầu dự thảo phiên bản mới của {title}",
    en="began a new version of {title}",
    facts="kind code base",
)
declare(
    "rules.line_set",
    vi="ghi dòng “{line}” vào dự thảo {title}",
    en="wrote the line “{line}” into the draft of {title}",
    facts="kind code was values",
)
declare(
    "rules.line_dropped",
    vi="bỏ dòng “{line}” khỏi dự thảo {title}",
    en="dropped the line “{line}” from the draft of {title}",
    facts="kind code",
)
declare(
    "rules.replaced",
    vi="thay dự thảo {title} bằng tệp {file}: {lines} dòng",
    en="replaced the draft of {title} by the sheet {file}: {lines} lines",
    facts="kind code lines_sha256",
)
declare(
    "rules.in_force",
    vi="ban hành phiên bản mới của {title} từ {from}: thêm {added}, sửa {changed}, bỏ {removed} ({basis})",
    en="put a new {title} in force from {from}: {added} added, {changed} changed, {removed} removed ({basis})",
    facts="kind code lines_sha256 differences",
    weight=Weight.DECISION,
)
declare(
    "rules.withdrawn",
    vi="bỏ dự thảo {title}: {reason}",
    en="withdrew the draft of {title}: {reason}",
    facts="kind code",
)
