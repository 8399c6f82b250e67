"""What the trail says of archiving."""

from workflows.trail.verbs import Weight, declare

declare(
    "archive.packed",
    vi="đóng gói lưu trữ hồ sơ: {files} văn bản và minh chứng",
    en="packed the dossier for the archive: {files} papers and pieces of evidence",
    facts="withheld erased",
    weight=Weight.ACCESS,
)
declare(
    "archive.taken",
    vi="tải gói lưu trữ (SHA-256 {sha256})",
    en="downloaded the archive package (SHA-256 {sha256})",
    weight=Weight.ACCESS,
)
declare(
    "retention.extended",
    vi="gia hạn bảo quản {symbol} đến {until}: {reason}",
    en="keeps {symbol} longer, until {until}: {reason}",
    facts="document paper",
    weight=Weight.DECISION,
)
