"""The procedures of this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from workflows.flow.procedure import Procedure


def procedures() -> list[type[Procedure]]:
    """The procedures in the order of the list that ``settings.WORKFLOWS_PROCEDURES`` names."""
    listed: list[type[Procedure]] = import_string(settings.WORKFLOWS_PROCEDURES)
    return listed
