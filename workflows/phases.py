"""The first clock of progress: where a dossier stands for the whole office. A handful of states, for every kind."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    DRAFTING = "drafting", _("Drafting")
    REVIEW = "review", _("Review")
    APPRAISAL = "appraisal", _("Appraisal")
    APPROVAL = "approval", _("Approval")
    IMPLEMENTATION = "implementation", _("Implementation")
    CLOSED = "closed", _("Closed")
    RETURNED = "returned", _("Returned")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXEMPT = "exempt", _("Exempt")

    @property
    def ended(self) -> bool:
        return self in ENDED


class Move(NamedTuple):
    """One edge of the machine: from a phase, by a verb, to a phase."""

    source: Phase
    verb: str
    target: Phase


MAIN_LINE = (
    Phase.DRAFTING,
    Phase.REVIEW,
    Phase.APPRAISAL,
    Phase.APPROVAL,
    Phase.IMPLEMENTATION,
    Phase.CLOSED,
)
ENDED = frozenset({Phase.CLOSED, Phase.REFUSED, Phase.WITHDRAWN, Phase.EXEMPT})
# What is decided in these phases can still be sent back, refused or withdrawn.
UNDECIDED = (Phase.REVIEW, Phase.APPRAISAL, Phase.APPROVAL)

MOVES: frozenset[Move] = frozenset(
    {
        Move(Phase.DRAFTING, "start_review", Phase.REVIEW),
        Move(Phase.DRAFTING, "exempt", Phase.EXEMPT),
        Move(Phase.REVIEW, "submit", Phase.APPRAISAL),
        Move(Phase.REVIEW, "submit_for_decision", Phase.APPROVAL),
        Move(Phase.APPRAISAL, "conclude_appraisal", Phase.APPROVAL),
        Move(Phase.APPROVAL, "approve", Phase.IMPLEMENTATION),
        Move(Phase.IMPLEMENTATION, "close", Phase.CLOSED),
        Move(Phase.RETURNED, "resubmit", Phase.REVIEW),
        Move(Phase.RETURNED, "resubmit_to_appraisal", Phase.APPRAISAL),
        Move(Phase.RETURNED, "resubmit_for_decision", Phase.APPROVAL),
        *(Move(phase, "send_back", Phase.RETURNED) for phase in UNDECIDED),
        *(Move(phase, "refuse", Phase.REFUSED) for phase in UNDECIDED),
        *(Move(phase, "withdraw", Phase.WITHDRAWN) for phase in (Phase.DRAFTING, Phase.RETURNED, *UNDECIDED)),
    }
)

VERB_FOR: dict[tuple[Phase, Phase], str] = {(m.source, m.target): m.verb for m in MOVES}
assert len(VERB_FOR) == len(MOVES), "two verbs for the same pair of phases would make the next one ambiguous"
