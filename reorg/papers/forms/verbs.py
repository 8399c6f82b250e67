"""What the trail says of printed papers."""

from workflows.trail.verbs import Weight, declare

declare(
    "paper.printed",
    vi="in {paper} ({language}): {about}",
    en="printed the {paper} ({language}): {about}",
    facts="kind number sha256",
    weight=Weight.ACCESS,
)
declare(
    "paper.countersigned",
    vi="{signer} ký số văn bản của bước “{title}” (phiên bản {no})",
    en="{signer} countersigned the paper of the step “{title}” (version {no})",
    facts="document sha256 decision key confirmed_by",
    weight=Weight.DECISION,
)
