"""What the worker does by itself: forms nobody came back to are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from reorg.comforts import half_filled


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_half_filled", pass_context=False)
def forget_half_filled(timestamp: int) -> int:
    """Returns how many were forgotten."""
    return half_filled.forget_old()
