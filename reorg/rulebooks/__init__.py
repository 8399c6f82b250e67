"""Document sets, criteria and retention periods in dated versions: read, drafted, compared, put in force from a day."""
