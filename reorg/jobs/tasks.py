"""Housekeeping of the queue: what a killed worker left behind is taken up again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from reorg.settings import environment


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_stalled", pass_context=False)
async def take_up_stalled(timestamp: int) -> int:
    """Give jobs back to the queue whose worker has not been heard of for a while. Returns how many."""
    return await retry_stalled(environment.number("STALLED_AFTER"))


async def retry_stalled(seconds: int) -> int:
    """Retry the jobs of workers that have been silent for so many seconds."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)
