"""Jobs of the worker that tell people something."""

from __future__ import annotations

from django.core.mail import get_connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.notices.telling import message, to_be_told


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell_asked(task_id: int) -> int:
    """Mail everybody a step is asked of. Returns how many; tried again when the mail server does not answer."""
    mails = [message(asked) for asked in to_be_told(task_id)]
    if mails:
        get_connection().send_messages(mails)
    return len(mails)
