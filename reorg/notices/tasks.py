"""Jobs of the worker that tell people something."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.notices.items import tell_items
from reorg.notices.mailing import send_due
from reorg.notices.telling import behind, tell, waiting_for_deputies
from workflows.models import Task


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def tell_asked(task_id: int) -> int:
    """Tell everybody a step is asked of, at once. Tried again when the mail server does not answer."""
    tell(Task.objects.values_list("dossier_id", flat=True).get(pk=task_id))
    return send_due()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="tell_what_happened", pass_context=False)
def tell_what_happened(timestamp: int) -> int:
    """Tell of everything that nobody was told of yet, and send what may go out. Returns how many notices are new."""
    new = sum(tell(dossier) for dossier in {*behind(), *waiting_for_deputies()})
    send_due()
    return new


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="tell_of_items", pass_context=False)
def tell_of_items(timestamp: int) -> int:
    """Tell of checklist items that come due or are late. Returns how many notices are new."""
    return tell_items()
