"""What the trail says when open work follows the successors of agencies."""

from workflows.trail.verbs import Weight, declare

declare(
    "succession.applied",
    vi="chuyển công việc đang mở cho cơ quan kế thừa: {what}",
    en="let open work follow to the successors: {what}",
    facts="run digest pairs stays offices delegations",
    weight=Weight.DECISION,
)
declare(
    "succession.undone",
    vi="thu hồi việc chuyển công việc cho cơ quan kế thừa: {reason}",
    en="undid the passing on of open work to the successors: {reason}",
    facts="run",
    weight=Weight.DECISION,
)
