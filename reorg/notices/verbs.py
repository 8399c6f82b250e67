"""What the trail says of a comment, and the system's of a mail."""

from workflows.trail.verbs import declare

declare(
    "comment.added",
    vi="ghi ý kiến trao đổi: {text}",
    en="commented: {text}",
    facts="item mentioned",
)
declare(
    "mail.sent_again",
    vi="gửi lại thư thông báo cho {name}",
    en="had a notice mailed to {name} again",
    facts="person notices",
)
