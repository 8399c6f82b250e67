"""Our door beside plain viewflow, in one run on the same database: ``python -m benchmarks``."""
