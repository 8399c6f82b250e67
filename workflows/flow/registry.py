"""From the row of a procedure's version to its flow class."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from workflows.flow.procedure import Procedure
    from workflows.models import ProcedureVersion


@cache
def _load(path: str) -> type[Procedure]:
    flow: type[Procedure] = import_string(path)
    return flow


def flow_for(version: ProcedureVersion) -> type[Procedure]:
    return _load(version.flow)


def procedures() -> list[type[Procedure]]:
    """The procedures of this installation, in the order of the list that ``settings.WORKFLOWS_PROCEDURES`` names."""
    listed: list[type[Procedure]] = import_string(settings.WORKFLOWS_PROCEDURES)
    return listed
