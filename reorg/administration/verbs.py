"""What the trail of the system says. Names are told; addresses, and what a sheet says of people, only by digest."""

from workflows.trail.verbs import Weight, declare

DECISION = Weight.DECISION

declare(
    "system.begun",
    vi="thiết lập hệ thống cho {organisation}, quản trị viên đầu tiên {name}",
    en="set the system up for {organisation}, first administrator {name}",
    facts="person language",
    weight=DECISION,
)
declare(
    "system.exported",
    vi="xuất nhật ký hệ thống đến sự kiện {to_seq}",
    en="exported the trail of the system up to event {to_seq}",
    facts="events",
    weight=Weight.ACCESS,
)
declare(
    "administrator.appointed",
    vi="cử {name} làm quản trị viên của {scope} ({basis})",
    en="made {name} administrator of {scope} ({basis})",
    facts="person from",
    weight=DECISION,
)
declare(
    "administrator.ended",
    vi="thôi giao {name} quản trị {scope}: {reason}",
    en="ended {name}’s administration of {scope}: {reason}",
    facts="person until",
    weight=DECISION,
)
declare(
    "person.invited",
    vi="mời {name}, {office}, {organisation}",
    en="invited {name}, {office}, {organisation}",
    facts="person role",
)
declare("person.linked", vi="gửi lại liên kết đặt mật khẩu cho {name}", en="sent {name} a new link", facts="person")
declare(
    "person.changed",
    vi="sửa thông tin của {name}: {fields}",
    en="changed {name}’s {fields}",
    facts="person mail_sha256",
)
declare(
    "person.deactivated",
    vi="khóa tài khoản của {name}: {reason}",
    en="closed the sign-in of {name}: {reason}",
    facts="person steps",
    weight=DECISION,
)
declare(
    "person.reactivated",
    vi="mở lại tài khoản của {name}: {reason}",
    en="opened the sign-in of {name} again: {reason}",
    facts="person",
    weight=DECISION,
)
declare(
    "person.factor_added",
    vi="{name} tự thiết lập yếu tố xác thực thứ hai: {factor}",
    en="{name} set up a second factor of their own: {factor}",
    facts="person",
    weight=DECISION,
)
declare(
    "person.factor_removed",
    vi="{name} tự gỡ yếu tố xác thực thứ hai: {factor}",
    en="{name} removed a second factor of their own: {factor}",
    facts="person",
    weight=DECISION,
)
declare(
    "person.codes_renewed",
    vi="{name} tự tạo lại mã khôi phục; mã cũ hết hiệu lực",
    en="{name} made new recovery codes; those before no longer serve",
    facts="person",
)
declare(
    "person.factors_reset",
    vi="xóa yếu tố xác thực thứ hai của {name}: {reason}",
    en="removed the second factors of {name}: {reason}",
    facts="person count",
    weight=DECISION,
)
declare(
    "people.exported",
    vi="xuất danh sách người dùng: {count} chức vụ",
    en="exported people: {count} offices",
    weight=Weight.ACCESS,
)
declare(
    "people.imported",
    vi="nhập danh sách người dùng {file}: {added} mới, {changed} thay đổi, {offices} chức vụ mới",
    en="imported people from {file}: {added} new, {changed} changed, {offices} new offices",
    facts="sha256 unchanged people",
    weight=DECISION,
)
declare(
    "people.sheet_erased",
    vi="xóa nội dung và tên tệp danh sách người dùng nộp ngày {day}, theo {ground} ({paper})",
    en="removed content and name of the sheet of people handed in on {day}, by {ground} ({paper})",
    facts="sheet sha256 state confirmed_by",
    weight=DECISION,
)
declare(
    "office.given",
    vi="giao chức vụ {office}, {organisation} cho {name} từ {from} ({basis})",
    en="gave the office {office}, {organisation} to {name} from {from} ({basis})",
    facts="person role until",
    weight=DECISION,
)
declare(
    "office.ended",
    vi="kết thúc chức vụ {office}, {organisation} của {name} sau ngày {until} ({basis})",
    en="ended the office {office}, {organisation} of {name} after {until} ({basis})",
    facts="person role",
    weight=DECISION,
)
declare(
    "office.passed_on",
    vi="bàn giao chức vụ {office}, {organisation} từ {giver} cho {receiver} ({basis})",
    en="handed the office {office}, {organisation} over from {giver} to {receiver} ({basis})",
    facts="person steps",
    weight=DECISION,
)
declare(
    "organisation.created",
    vi="lập cơ quan {organisation} từ {from} ({basis})",
    en="entered the organisation {organisation} from {from} ({basis})",
    facts="key kind parent",
    weight=DECISION,
)
declare(
    "organisation.renamed",
    vi="đổi tên {was} thành {organisation} từ {from} ({basis})",
    en="renamed {was} to {organisation} from {from} ({basis})",
    facts="key short",
    weight=DECISION,
)
declare(
    "organisation.closed",
    vi="kết thúc hoạt động của {organisation} sau ngày {until} ({basis})",
    en="closed {organisation} after {until} ({basis})",
    facts="key offices",
    weight=DECISION,
)
declare(
    "calendar.ordered",
    vi="quy định ngày {day} của {scope}: {what}, {why} ({basis})",
    en="ordered {day} for {scope}: {what}, {why} ({basis})",
    facts="halves order by",
    weight=DECISION,
)
declare(
    "calendar.reckoned",
    vi="tính lại mọi thời hạn vì ngày {day}: {steps} bước, {items} đầu việc dời hạn",
    en="reckoned all deadlines again because of {day}: {steps} steps and {items} items moved",
    facts="order reckoned",
)
declare(
    "delegation.ended",
    vi="thu hồi ủy quyền của {giver} cho {deputy} tại {organisation}: {reason}",
    en="took back the delegation from {giver} to {deputy} at {organisation}: {reason}",
    facts="delegation",
    weight=DECISION,
)
declare(
    "checklist.drafted",
    vi="bắt đầu dự thảo phiên bản mới của danh mục {title}",
    en="began a new version of the checklist {title}",
    facts="list base",
)
declare(
    "checklist.in_force",
    vi="ban hành phiên bản mới của danh mục {title} từ {from}: thêm {added}, sửa {changed}, bỏ {removed} ({basis})",
    en="put a new {title} in force from {from}: {added} added, {changed} changed, {removed} removed ({basis})",
    facts="list rows_sha256",
    weight=DECISION,
)
declare(
    "checklist.withdrawn",
    vi="bỏ dự thảo danh mục {title}: {reason}",
    en="withdrew the draft of the checklist {title}: {reason}",
    facts="list",
)
