"""Jobs of the worker that tell auditors something."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.audit.telling import mail_of
from reorg.papers.models import Bundle


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_bundle(bundle_id: int) -> None:
    """One mail about one bundle; tried again while the mail server is away."""
    mail_of(Bundle.objects.select_related("asked_by").get(pk=bundle_id)).send()
