"""What the worker does by itself: seal every ten minutes if something happened, and once a day in any case."""

import structlog
from procrastinate.contrib.django import app

from reorg.evidence import publishing, seals
from reorg.evidence.errors import NoKey

log = structlog.get_logger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="seal", pass_context=False)
def seal_what_moved(timestamp: int) -> None:
    _seal(daily=False)


@app.periodic(cron="5 17 * * *")  # five past midnight in Hà Nội
@app.task(queueing_lock="seal_the_day", pass_context=False)
def seal_the_day(timestamp: int) -> None:
    """The day's seal, which the witnesses get too: through the chain it vouches for all of the day's."""
    _seal(daily=True)


def _seal(*, daily: bool) -> None:
    try:
        made = seals.seal(if_changed=not daily)
    except NoKey as nothing:
        log.warning("evidence.not_sealed", why=str(nothing))
        return
    publishing.publish()
    if daily and made:
        publishing.mail(made)
