"""What the trail says about support between units."""

from workflows.trail.verbs import Weight, declare

declare(
    "support.terms_set",
    vi="đặt điều kiện chung: từ {starts_on} đến {ends_on}, ký kết xong trước ngày {complete_by}",
    en="set the terms: from {starts_on} until {ends_on}, agreements signed by {complete_by}",
    facts="helpers places basis",
)
declare(
    "support.unit_admitted",
    vi="cho {organisation} tham gia hồ sơ thay mặt đơn vị {unit}",
    en="let {organisation} take part for the unit {unit}",
)
declare(
    "support.pairs_taken_over",
    vi="lấy phương án phân công đề xuất: thêm {added} cặp, bỏ {dropped}, giữ {kept}",
    en="took over the proposed assignment: {added} pairs added, {dropped} dropped, {kept} kept",
    facts="pairs pairs_sha256",
)
declare(
    "support.pair_added",
    vi="phân công {helper} giúp {place}: {reason}",
    en="assigned {helper} to help {place}: {reason}",
    facts="pair origin standing sample",
)
declare(
    "support.pair_ended",
    vi="bỏ phân công {helper} giúp {place}: {reason}",
    en="ended the assignment of {helper} to {place}: {reason}",
    facts="pair",
)
declare(
    "support.agreement_recorded",
    vi="ghi biên bản ký kết giữa {helper} và {place}, ngày {signed}",
    en="recorded the agreement between {helper} and {place}, signed {signed}",
    facts="pair symbol signatories source",
    weight=Weight.DECISION,
)
declare(
    "support.line_added",
    vi="ghi dòng {line} vào “{book}” của {owner}",
    en="wrote line {line} into “{book}” of {owner}",
    facts="pair unit code values sample",
)
declare(
    "support.line_changed",
    vi="sửa dòng {line} của “{book}” của {owner}",
    en="changed line {line} of “{book}” of {owner}",
    facts="pair unit code before after",
)
declare(
    "support.line_removed",
    vi="bỏ dòng {line} khỏi “{book}” của {owner}: {reason}",
    en="removed line {line} from “{book}” of {owner}: {reason}",
    facts="pair unit code",
)
declare(
    "support.lines_imported",
    vi="nhập “{book}” từ tệp {file}: {added} dòng mới, {changed} dòng thay đổi",
    en="imported “{book}” from {file}: {added} lines added, {changed} changed",
    facts="code sha256 lines_sha256",
)
declare(
    "support.letter_sent",
    vi="giao nội dung “{content}” theo {letter} cho {count} đơn vị",
    en="asked {count} units for “{content}” by {letter}",
    facts="due units",
)
declare(
    "support.proof_added",
    vi="đính kèm minh chứng {file} vào {what}",
    en="attached the evidence {file} to {what}",
    facts="pair sha256 size sample",
)
declare(
    "support.proposal_answered",
    vi="{helper} trả lời đề xuất “{what}” của {place}: {outcome}. {reason}",
    en="{helper} answered the proposal “{what}” of {place}: {outcome}. {reason}",
    facts="pair line work value due sample",
    weight=Weight.DECISION,
)
declare(
    "support.exported",
    vi="xuất “{what}” ra bảng tính",
    en="exported “{what}” as a spreadsheet",
    facts="code sha256",
    weight=Weight.ACCESS,
)
