"""The worker's job that tells registered addresses."""

from __future__ import annotations

from procrastinate.contrib.django import app

from reorg.webhooks.delivering import deliver_due


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="deliver_webhooks", pass_context=False)
def deliver_webhooks(timestamp: int) -> int:
    """Deliver what has not arrived. Returns how many events did."""
    return deliver_due()
