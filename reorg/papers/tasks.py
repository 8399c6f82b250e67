"""Jobs of the worker that print."""

from __future__ import annotations

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from reorg.papers import bundles, exporting
from reorg.papers.models import Bundle, Export

TRIES = 3


@app.task(retry=RetryStrategy(max_attempts=TRIES, wait=5), pass_context=True)
def print_trail(context: JobContext, export_id: int) -> None:
    """Print a trail somebody asked for. Taken up again when a worker dies over it."""
    export = Export.objects.get(pk=export_id)
    try:
        exporting.print_export(export)
    except Exception:
        if context.job and context.job.attempts >= TRIES - 1:
            exporting.given_up(export)
        raise


@app.task(retry=RetryStrategy(max_attempts=TRIES, wait=5), pass_context=True)
def print_bundle(context: JobContext, bundle_id: int) -> None:
    """Print the trails of a bundle. Taken up again at the dossier over which a worker died."""
    bundle = Bundle.objects.get(pk=bundle_id)
    try:
        bundles.print_bundle(bundle)
    except Exception:
        if context.job and context.job.attempts >= TRIES - 1:
            bundles.given_up(bundle)
        raise
