"""What the trail says about plans of work."""

from workflows.trail.verbs import Weight, declare

declare("work.joined", vi="mời {organisation} tham gia hồ sơ", en="brought {organisation} into the dossier")
declare("work.added", vi="thêm {what} số {no}: {name}", en="added {what} no. {no}: {name}", facts="values sample")
declare("work.changed", vi="sửa {what} số {no}: {name}", en="changed {what} no. {no}: {name}", facts="before after")
declare("work.removed", vi="bỏ {what} số {no}: {name}", en="took out {what} no. {no}: {name}")
declare(
    "work.measured",
    vi="ghi chỉ tiêu số {no} “{name}” ngày {on}: {value} {unit}",
    en="measured target no. {no} “{name}” on {on}: {value} {unit}",
    facts="note sample",
)
declare(
    "work.given",
    vi="giao nhiệm vụ số {no} “{name}” cho {leads}, hạn {due}",
    en="gave task no. {no} “{name}” to {leads}, due {due}",
    facts="values sample",
    weight=Weight.DECISION,
)
declare(
    "work.handed_down",
    vi="giao tiếp phần số {no} “{name}” của nhiệm vụ số {whole} cho {leads}, hạn {due}",
    en="handed down part no. {no} “{name}” of task no. {whole} to {leads}, due {due}",
    facts="values sample",
    weight=Weight.DECISION,
)
declare(
    "work.spread",
    vi="giao nhiệm vụ số {whole} cho {count} đơn vị mới, từ số {first} đến số {last}",
    en="gave task no. {whole} for {count} new units, no. {first} to {last}",
    facts="units sample",
    weight=Weight.DECISION,
)
declare(
    "work.accepted",
    vi="nhận nhiệm vụ số {no} “{name}”, người chịu trách nhiệm: {responsible}",
    en="accepted task no. {no} “{name}”; {responsible} answers for it",
)
declare(
    "work.reported",
    vi="{body} báo cáo đã xong nhiệm vụ số {no}: {text}",
    en="{body} reported task no. {no} as done: {text}",
    facts="round paper complete",
)
declare(
    "work.confirmed",
    vi="xác nhận đã xong nhiệm vụ số {no}",
    en="confirmed that task no. {no} is done",
    facts="round note",
    weight=Weight.DECISION,
)
declare(
    "work.returned",
    vi="trả lại nhiệm vụ số {no}: {reason}",
    en="returned task no. {no}: {reason}",
    facts="round",
    weight=Weight.DECISION,
)
