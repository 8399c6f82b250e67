"""What the trail says about variants of a plan and about the lists of a consultation."""

from workflows.trail.verbs import Weight, declare

declare(
    "variant.made",
    vi="lập phương án so sánh “{name}” từ {source}, {clauses} khoản",
    en="made the variant “{name}” from {source}, clauses: {clauses}",
    facts="digest computed",
)
declare(
    "variant.changed",
    vi="sửa phương án so sánh “{name}”, {clauses} khoản",
    en="changed the variant “{name}”, clauses: {clauses}",
    facts="digest",
)
declare("variant.removed", vi="bỏ phương án so sánh “{name}”", en="removed the variant “{name}”", facts="digest")
declare(
    "variant.chosen",
    vi="chọn “{name}” làm phương án của hồ sơ, {clauses} khoản",
    en="chose “{name}” as the plan of the dossier, clauses: {clauses}",
    facts="digest before",
    weight=Weight.DECISION,
)
declare(
    "roll.entered",
    vi="chốt danh sách {who} của {count} nơi: {listed} trong danh sách",
    en="closed the lists of {who} of {count} places: {listed} listed",
    facts="step places sample sha256",
)
