"""Jobs of the worker: large sheets checked and taken over."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reorg.registers.importing import apply_now, check_now
from reorg.registers.models import Import


@app.task(retry=RetryStrategy(max_attempts=3, wait=5))
def check_sheet(import_id: int) -> None:
    """Check a sheet somebody handed in. Begun again from the first row when a worker dies over it."""
    check_now(Import.objects.get(pk=import_id))


@app.task(retry=RetryStrategy(max_attempts=3, wait=5))
def apply_sheet(import_id: int) -> None:
    """Take over a sheet somebody confirmed: all of it, or nothing when a worker dies over it."""
    apply_now(Import.objects.get(pk=import_id))
