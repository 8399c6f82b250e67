"""What both trails say of guiding documents: the system's of the library, a dossier's of the reviews asked of it."""

from workflows.trail.verbs import Weight, declare

declare(
    "guidance.entered",
    vi="đưa văn bản {number} của {issuer} vào thư viện: {title}",
    en="entered {number} of {issuer} into the library: {title}",
    facts="document values",
)
declare(
    "guidance.corrected",
    vi="sửa mục {number} của {issuer} trong thư viện: {fields}",
    en="corrected the entry {number} of {issuer} in the library: {fields}",
    facts="document was values",
)
declare(
    "guidance.told",
    vi="{body} phổ biến {number} ngày {day} tới {audience}",
    en="{body} told {audience} of {number} on {day}",
    facts="document entry people evidence sample",
)
declare(
    "guidance.struck",
    vi="gạch bỏ lần phổ biến {number} ngày {day} tới {audience}: {reason}",
    en="struck out that {audience} were told of {number} on {day}: {reason}",
    facts="document entry",
)
declare(
    "guidance.asked",
    vi="yêu cầu rà soát theo {number}: {count} hồ sơ, thời hạn {days} ngày làm việc",
    en="asked for reviews because of {number}: {count} dossiers, within {days} working days",
    facts="document",
    weight=Weight.DECISION,
)
declare(
    "review.asked",
    vi="yêu cầu {body} rà soát căn cứ {cited} theo {number} ({title})",
    en="asked {body} to review the basis {cited} because of {number} ({title})",
    facts="review document due why",
)
declare(
    "review.unchanged",
    vi="rà soát theo {number}: không cần thay đổi, vì: {reason}",
    en="reviewed because of {number}: no change needed, because: {reason}",
    facts="review",
    weight=Weight.DECISION,
)
declare(
    "review.changed",
    vi="rà soát theo {number}: đã thay đổi, vì: {reason}",
    en="reviewed because of {number}: changed, because: {reason}",
    facts="review",
    weight=Weight.DECISION,
)
