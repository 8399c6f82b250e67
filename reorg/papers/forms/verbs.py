"""What the trail says of printed papers."""

from workflows.trail.verbs import Weight, declare

declare(
    "paper.printed",
    vi="in {paper} ({language}): {about}",
    en="printed the {paper} ({language}): {about}",
    facts="kind number sha256",
    weight=Weight.ACCESS,
)
