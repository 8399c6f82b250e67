"""What the trail says about registers. One event for each act, however many rows it touched."""

from workflows.trail.verbs import Weight, declare

declare(
    "register.imported",
    vi="nhập bảng kê “{register}” ({side}) từ tệp {file}: {added} dòng mới, {changed} dòng thay đổi",
    en="imported the register “{register}” ({side}) from {file}: {added} rows added, {changed} changed",
    facts="kind unchanged sha256 rows_sha256 sample",
)
declare(
    "register.row_added",
    vi="thêm dòng {row} vào bảng kê “{register}” ({side})",
    en="added the row {row} to the register “{register}” ({side})",
    facts="kind values",
)
declare(
    "register.row_changed",
    vi="sửa dòng {row} của bảng kê “{register}” ({side})",
    en="changed the row {row} of the register “{register}” ({side})",
    facts="kind before after",
)
declare(
    "register.rows_removed",
    vi="bỏ {count} dòng khỏi bảng kê “{register}” ({side}): {reason}",
    en="removed {count} rows from the register “{register}” ({side}): {reason}",
    facts="kind rows rows_sha256",
)
declare(
    "register.rows_set",
    vi="ghi “{column}” = “{value}” cho {count} dòng của bảng kê “{register}” ({side})",
    en="set “{column}” to “{value}” in {count} rows of the register “{register}” ({side})",
    facts="kind rows rows_sha256",
)
declare(
    "register.rows_confirmed",
    vi="xác nhận đã nhận {count} dòng của bảng kê “{register}” đúng như bên giao kê",
    en="confirmed {count} rows of the register “{register}” as the giver lists them",
    facts="kind rows rows_sha256",
)
declare(
    "register.settled",
    vi="xử lý {count} chênh lệch của bảng kê “{register}”: {outcome}. {reason}",
    en="settled {count} differences of the register “{register}”: {outcome}. {reason}",
    facts="kind rows rows_sha256",
    weight=Weight.DECISION,
)
declare(
    "register.allocated",
    vi="phân bổ chỗ ở cho {count} người; {left} người đủ điều kiện chưa có chỗ",
    en="allocated places to {count} people; {left} eligible people have none yet",
    facts="kind rows rows_sha256 working_sha256",
    weight=Weight.DECISION,
)
declare(
    "register.erased",
    vi="xóa dữ liệu cá nhân của {count} dòng trong bảng kê “{register}” và {sheets} tệp đã nộp, "
    "theo {ground} ({paper})",
    en="removed the personal data of {count} rows of the register “{register}” and {sheets} sheets handed in, "
    "by {ground} ({paper})",
    facts="kind columns rows rows_sha256 sheets_sha256 confirmed_by",
    weight=Weight.DECISION,
)
declare(
    "register.exported",
    vi="xuất bảng kê “{register}” ({side}), {count} dòng",
    en="exported the register “{register}” ({side}), {count} rows",
    facts="kind sha256",
    weight=Weight.ACCESS,
)
