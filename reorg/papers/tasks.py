"""Jobs of the worker that print."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.papers.exporting import print_export
from reorg.papers.models import Export


@app.task(retry=RetryStrategy(max_attempts=3, wait=5))
def print_trail(export_id: int) -> None:
    """Print a trail somebody asked for. Taken up again from the beginning when a worker dies over it."""
    print_export(Export.objects.get(pk=export_id))
