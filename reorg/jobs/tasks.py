"""What the worker does by itself: it takes up what a killed worker left behind, and watches the deadlines."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.settings import environment
from workflows.actions.deadlines import look_at_all
from workflows.actions.rederiving import rederive_all
from workflows.text import Text


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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_at_deadlines", pass_context=False)
def look_at_deadlines(timestamp: int) -> int:
    """Bring what is due soon, late or very late to those who must know. Returns how many levels were reached."""
    return look_at_all()


@app.task(queueing_lock="rederive_deadlines", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def rederive_deadlines(vi: str, en: str) -> list[int]:
    """Reckon all open deadlines again after a change of the calendar; begun again, it does what was left."""
    return list(rederive_all(Text(vi, en)))
