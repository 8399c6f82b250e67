"""When things are due: one function, from a rule, a start and a calendar."""

from workflows.clock.calendar import Calendar, calendar
from workflows.clock.rules import After, Days, On, Rule, Weekly, WorkingDays, deadline, rule_from

__all__ = ["After", "Calendar", "Days", "On", "Rule", "Weekly", "WorkingDays", "calendar", "deadline", "rule_from"]
