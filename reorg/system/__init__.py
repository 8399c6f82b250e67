"""The trail of the system: what was changed about people, organisations, calendars and definitions, in one chain."""
