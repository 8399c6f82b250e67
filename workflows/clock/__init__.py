"""When things are due: one function, from a rule, a start and a calendar; and how that came about, in words."""

from workflows.clock.calendar import AFTERNOON, MORNING, OFF, WHOLE_DAY, Calendar, Ordered, calendar
from workflows.clock.counting import (
    Extension,
    Reckoning,
    Stop,
    deadline,
    reckon,
    stands,
    working_days_after,
)
from workflows.clock.escalation import STANDARD, Escalation, Level, first_look, levels
from workflows.clock.rules import COUNTED, After, Days, Months, On, Rule, Weekly, WorkingDays, rule_from
from workflows.clock.telling import told

__all__ = [
    "AFTERNOON",
    "COUNTED",
    "MORNING",
    "OFF",
    "STANDARD",
    "WHOLE_DAY",
    "After",
    "Calendar",
    "Days",
    "Escalation",
    "Extension",
    "Level",
    "Months",
    "On",
    "Ordered",
    "Reckoning",
    "Rule",
    "Stop",
    "Weekly",
    "WorkingDays",
    "calendar",
    "deadline",
    "first_look",
    "levels",
    "reckon",
    "rule_from",
    "stands",
    "told",
    "working_days_after",
]
