"""What the trail of the system says of webhooks. The address is named by its host alone."""

from workflows.trail.verbs import Weight, declare

declare(
    "webhook.registered",
    vi="đăng ký báo sự kiện của {organisation} tới {host} (“{name}”)",
    en="registered {host} to be told of events of {organisation} (“{name}”)",
    facts="webhook address_sha256",
    weight=Weight.DECISION,
)
declare(
    "webhook.stopped",
    vi="ngừng báo sự kiện tới {host} (“{name}”): {reason}",
    en="stopped telling {host} (“{name}”): {reason}",
    facts="webhook",
)
declare(
    "webhook.resumed",
    vi="báo lại sự kiện tới {host} (“{name}”)",
    en="told {host} (“{name}”) again of events",
    facts="webhook",
)
declare(
    "webhook.secret_changed",
    vi="đổi khóa ký của “{name}” ({host})",
    en="gave “{name}” ({host}) a new secret",
    facts="webhook",
)
