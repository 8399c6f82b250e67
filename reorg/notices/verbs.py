"""What the trail says of a comment."""

from workflows.trail.verbs import declare

declare(
    "comment.added",
    vi="ghi ý kiến trao đổi: {text}",
    en="commented: {text}",
    facts="item mentioned",
)
