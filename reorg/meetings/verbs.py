"""What the trail says about packs of papers and about sessions of two localities."""

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
declare(
    "joint.held",
    vi="lập hội nghị chung số {no} “{subject}” ngày {day} giữa {first} và {second}",
    en="set up joint session no. {no} “{subject}” on {day}, of {first} and {second}",
    facts="session place source sample",
)
declare(
    "joint.changed",
    vi="sửa hội nghị chung số {no}: “{subject}”, ngày {day}",
    en="changed joint session no. {no}: “{subject}”, on {day}",
    facts="session place first second",
)
declare(
    "joint.attended",
    vi="ghi thành phần hội nghị chung số {no}: {who} ({side}), {presence}",
    en="noted for joint session no. {no}: {who} ({side}), {presence}",
    facts="session head",
)
declare(
    "joint.struck",
    vi="bỏ khỏi thành phần hội nghị chung số {no}: {who} ({side})",
    en="struck from joint session no. {no}: {who} ({side})",
    facts="session",
)
declare(
    "joint.item",
    vi="ghi nội dung {item} của hội nghị chung số {no}: {text}. Kết luận: {conclusion}",
    en="wrote item {item} of joint session no. {no}: {text}. Conclusion: {conclusion}",
    facts="session superseded",
)
declare(
    "joint.item_removed",
    vi="bỏ nội dung {item} khỏi hội nghị chung số {no}",
    en="took item {item} off joint session no. {no}",
    facts="session",
)
declare(
    "joint.agreed",
    vi="thống nhất kết luận nội dung {items} của hội nghị chung số {no}, thay mặt {body}",
    en="agreed to the conclusions on items {items} of joint session no. {no}, for {body}",
    facts="session side digests confirmed_by",
    weight=Weight.DECISION,
)
declare(
    "joint.concluded",
    vi="hội nghị chung số {no} kết thúc: hai bên thống nhất {count} nội dung",
    en="joint session no. {no} is concluded: both sides agree on all items ({count})",
    facts="session",
    weight=Weight.DECISION,
)
