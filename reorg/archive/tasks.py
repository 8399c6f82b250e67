"""Housekeeping of the worker: bytes that a crash left in storage after their removal was written down."""

from __future__ import annotations

from procrastinate.contrib.django import app

from reorg.registers.erasing import finish_removals as finish_sheets
from workflows.actions import finish_erasures


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="finish_erasures", pass_context=False)
def finish_removals(timestamp: int) -> int:
    """Remove what should be gone already. Returns how many files are gone now."""
    return finish_erasures() + finish_sheets()
