"""What the trail says about papers that are drafted. Opinions of the public are told by number, not by name."""

from workflows.trail.verbs import Weight, declare

declare(
    "draft.begun",
    vi="bắt đầu soạn thảo {paper}, nội dung bắt buộc: {required}",
    en="began to draft {paper}, contents required: {required}",
    facts="document",
)
declare(
    "draft.made",
    vi="nộp dự thảo lần {no} của {paper}",
    en="made draft {no} of {paper}",
    facts="document sha256 missing note sample",
)
declare("draft.planned", vi="đặt mốc “{milestone}”, hạn {due}", en="set the milestone “{milestone}”, due {due}")
declare(
    "draft.reached", vi="hoàn thành mốc “{milestone}” ngày {day}", en="reached the milestone “{milestone}” on {day}"
)
declare(
    "draft.sent_round",
    vi="lấy ý kiến đợt {round} về dự thảo lần {no} của {paper}, {kind}, từ {opens} đến {closes}",
    en="opened round {round} on draft {no} of {paper}, {kind}, from {opens} to {closes}",
    facts="document addressees",
)
declare(
    "draft.opinion",
    vi="{body} góp ý số {no} đợt {round}",
    en="{body} gave opinion no. {no} in round {round}",
    facts="sha256 sample",
)
declare(
    "draft.opinion_of_the_public",
    vi="nhận góp ý số {no} của Nhân dân, đợt {round}",
    en="received opinion no. {no} of the public in round {round}",
    facts="sha256 sample",
)
declare(
    "draft.disposed",
    vi="tiếp thu, giải trình góp ý số {no} đợt {round}: {disposition}. {reason}",
    en="answered opinion no. {no} of round {round}: {disposition}. {reason}",
    facts="before",
    weight=Weight.DECISION,
)
