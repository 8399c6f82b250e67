"""What the trail says about working sessions and recommendations."""

from workflows.trail.verbs import Weight, declare

declare(
    "session.described",
    vi="ghi thông tin buổi làm việc: {head}, {held}",
    en="described the session: {head}, {held}",
    facts="values",
)
declare("session.joined", vi="mời {organisation} tham gia hồ sơ", en="brought {organisation} into the dossier")
declare("session.added", vi="thêm {what} số {no}: {name}", en="added {what} no. {no}: {name}", facts="values sample")
declare("session.changed", vi="sửa {what} số {no}: {name}", en="changed {what} no. {no}: {name}", facts="before after")
declare("session.removed", vi="bỏ {what} số {no}: {name}", en="took out {what} no. {no}: {name}")
declare(
    "session.photographed",
    vi="nộp ảnh “{caption}” của {visit}",
    en="added the picture “{caption}” of {visit}",
    facts="file sha256 size sample",
)
declare(
    "session.photo_seen",
    vi="xem ảnh “{caption}”",
    en="looked at the picture “{caption}”",
    facts="sha256",
    weight=Weight.ACCESS,
)
declare(
    "instruction.reported",
    vi="báo đã thực hiện chỉ đạo số {no}: {note}",
    en="reported instruction no. {no} as done: {note}",
)
declare(
    "instruction.confirmed",
    vi="xác nhận đã thực hiện chỉ đạo số {no}",
    en="confirmed that instruction no. {no} is done",
    weight=Weight.DECISION,
)
declare("instruction.reopened", vi="mở lại chỉ đạo số {no}: {reason}", en="reopened instruction no. {no}: {reason}")
declare(
    "recommendation.assigned",
    vi="giao kiến nghị số {no} cho {lead}, phối hợp: {coordinating}, hạn {due}",
    en="assigned recommendation no. {no} to {lead}, with {coordinating}, due {due}",
    facts="reason",
    weight=Weight.DECISION,
)
declare(
    "recommendation.escalated",
    vi="trình kiến nghị số {no} lên {higher}: {reason}",
    en="put recommendation no. {no} to {higher}: {reason}",
    weight=Weight.DECISION,
)
declare(
    "recommendation.contributed",
    vi="góp ý cho kiến nghị số {no}: {answer}",
    en="contributed to recommendation no. {no}: {answer}",
    facts="paper",
)
declare(
    "recommendation.answered",
    vi="trả lời kiến nghị số {no}: {answer}",
    en="answered recommendation no. {no}: {answer}",
    facts="paper higher",
    weight=Weight.DECISION,
)
declare(
    "recommendation.sent_back",
    vi="trả lại câu trả lời kiến nghị số {no}: {reason}",
    en="sent the answer to recommendation no. {no} back: {reason}",
)
declare(
    "recommendation.verified",
    vi="kiểm tra, xác nhận câu trả lời kiến nghị số {no}",
    en="verified the answer to recommendation no. {no}",
    facts="note",
    weight=Weight.DECISION,
)
declare(
    "recommendation.closed",
    vi="kết thúc kiến nghị số {no}",
    en="settled recommendation no. {no}",
    facts="note",
    weight=Weight.DECISION,
)
declare(
    "follow_up.moved",
    vi="việc tiếp theo số {no} “{name}”: {state}",
    en="follow-up no. {no} “{name}”: {state}",
    facts="why",
)
declare(
    "report.saved",
    vi="ghi báo cáo “{title}” của {unit}",
    en="saved the report “{title}” of {unit}",
    facts="before after by sample",
)
declare(
    "report.handed_in",
    vi="nộp báo cáo “{title}” của {unit}",
    en="handed in the report “{title}” of {unit}",
    facts="sha256",
    weight=Weight.DECISION,
)
declare(
    "report.returned",
    vi="trả lại báo cáo “{title}” của {unit}: {reason}",
    en="returned the report “{title}” of {unit}: {reason}",
)
