"""Procedures as flows: kinds of steps, rules of votes, pictures."""

from workflows.flow.nodes import (
    Appraisal,
    Ballot,
    Beginning,
    Concurrence,
    End,
    HandOver,
    OpinionRound,
    Seat,
    SignOff,
    Step,
    WorkNode,
)
from workflows.flow.procedure import Part, Procedure

__all__ = [
    "Appraisal",
    "Ballot",
    "Beginning",
    "Concurrence",
    "End",
    "HandOver",
    "OpinionRound",
    "Part",
    "Procedure",
    "Seat",
    "SignOff",
    "Step",
    "WorkNode",
]
