"""Where a task stands, and the moves it can make: the one table of them."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    GIVEN = "given", _("given")
    ACCEPTED = "accepted", _("accepted")
    REPORTED = "reported", _("reported as done")
    CONFIRMED = "confirmed", _("confirmed")
    RETURNED = "returned", _("returned")


class Move(NamedTuple):
    source: str
    verb: str
    target: str


MOVES = (
    Move(State.GIVEN, "accept", State.ACCEPTED),
    Move(State.ACCEPTED, "report", State.REPORTED),
    Move(State.RETURNED, "report", State.REPORTED),
    Move(State.REPORTED, "confirm", State.CONFIRMED),
    Move(State.REPORTED, "send_back", State.RETURNED),
    Move(State.ACCEPTED, "give_anew", State.GIVEN),
    Move(State.RETURNED, "give_anew", State.GIVEN),
)
OPEN = (State.GIVEN, State.ACCEPTED, State.RETURNED)  # something is still owed
