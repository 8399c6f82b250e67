"""The worker's job that keeps the index of the search box up to date."""

from __future__ import annotations

from procrastinate.contrib.django import app

from reorg.finding.indexing import catch_up


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="catch_up_with_events", pass_context=False)
def catch_up_with_events(timestamp: int) -> int:
    """Put events that nobody has looked for yet into the index. Returns how many."""
    done = 0
    while now := catch_up():
        done += now
    return done
