"""The procedures of this installation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from workflows.flow.procedure import Procedure


def procedures() -> list[type[Procedure]]:
    """The procedures in the order of the list that ``settings.WORKFLOWS_PROCEDURES`` names."""
    listed: list[type[Procedure]] = import_string(settings.WORKFLOWS_PROCEDURES)
    return listed


def document_set(flow: type[Procedure], day: date) -> dict[str, list[str]] | None:
    """The papers each step needs by the set in force on a day; None: what the procedure itself asks for.

    ``settings.WORKFLOWS_DOCUMENT_SETS`` names the function that knows.
    """
    asked: Callable[[type[Procedure], date], dict[str, list[str]] | None] = import_string(
        settings.WORKFLOWS_DOCUMENT_SETS
    )
    return asked(flow, day)
