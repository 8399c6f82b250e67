"""What the trail says of papers that are read before signing."""

from workflows.trail.verbs import Weight, declare

declare(
    "document.read",
    vi="đọc {symbol}, phiên bản {no}",
    en="read {symbol}, version {no}",
    facts="document sha256",
    weight=Weight.ACCESS,
)
declare(
    "document.compared",
    vi="so sánh phiên bản {old} và {new} của {symbol}",
    en="compared versions {old} and {new} of {symbol}",
    facts="document sha256",
    weight=Weight.ACCESS,
)
