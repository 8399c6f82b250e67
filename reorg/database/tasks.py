from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="take_up_stalled_jobs", pass_context=False)
async def take_up_stalled_jobs(timestamp: int) -> None:
    """A job whose worker died without a word is given to another worker."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
