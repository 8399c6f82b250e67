"""Take the bytes of removed files out of the storage; the worker does it every hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reorg.registers.erasing import finish_removals
from reorg.registers.models import Import
from workflows.actions import finish_erasures
from workflows.models import Erasure


class Command(BaseCommand):
    help = "Removes from storage what is written down as removed and still there after a crash. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = finish_erasures() + finish_removals()
        left = Erasure.objects.filter(gone_at__isnull=True).count() + Import.objects.exclude(left="").count()
        self.stdout.write(f"{gone} files removed, {left} still there.")
