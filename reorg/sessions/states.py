"""The small machine of a recommendation: from where, by which verb, to where. Everything else is impossible."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.text import Text


class State(models.TextChoices):
    RAISED = "raised", _("Raised")
    ASSIGNED = "assigned", _("Assigned")
    ESCALATED = "escalated", _("Put to a higher level")
    ANSWERED = "answered", _("Answered")
    VERIFIED = "verified", _("Verified")
    CLOSED = "closed", _("Settled")


class Move(NamedTuple):
    source: State
    verb: str
    target: State


MOVES: frozenset[Move] = frozenset(
    {
        Move(State.RAISED, "assign", State.ASSIGNED),
        Move(State.ASSIGNED, "assign", State.ASSIGNED),  # to another body, or until another day
        Move(State.ASSIGNED, "escalate", State.ESCALATED),
        Move(State.ASSIGNED, "answer", State.ANSWERED),
        Move(State.ESCALATED, "answer", State.ANSWERED),
        Move(State.ANSWERED, "send_back", State.ASSIGNED),
        Move(State.ANSWERED, "verify", State.VERIFIED),
        Move(State.VERIFIED, "close", State.CLOSED),
    }
)
# The line on which it is shown; being put to a higher level is a way round.
MAIN_LINE = (State.RAISED, State.ASSIGNED, State.ANSWERED, State.VERIFIED, State.CLOSED)
OWED = (State.ASSIGNED, State.ESCALATED)  # somebody still owes an answer

TITLES: dict[State, Text] = {
    State.RAISED: Text("Đã nêu", "Raised"),
    State.ASSIGNED: Text("Đã giao", "Assigned"),
    State.ESCALATED: Text("Trình cấp trên", "Put to a higher level"),
    State.ANSWERED: Text("Đã trả lời", "Answered"),
    State.VERIFIED: Text("Đã kiểm tra", "Verified"),
    State.CLOSED: Text("Đã giải quyết", "Settled"),
}
