"""The trail: one append-only, hash-chained event per act."""
