"""Every listed procedure can be walked: `manage.py check`, and with it `make check`, says which cannot and why."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from reorg.people.loading import fixture
from workflows.flow.registry import procedures
from workflows.flow.soundness import Known, unsound


def known() -> Known:
    """The roles, lists and types of papers that the fixtures bring into every installation."""
    return Known(
        roles={role["code"] for role in fixture("roles")},
        lists={one["code"] for one in fixture("checklists")["lists"]},
        papers={type_["abbr"] for type_ in fixture("document_types")["types"]},
    )


@register()
def every_procedure_is_sound(app_configs: Any, **_: Any) -> list[Error]:
    office = known()
    return [
        Error(str(mistake), obj=f"{flow.code} {flow.version}", id="procedures.E001")
        for flow in procedures()
        for mistake in unsound(flow, office)
    ]
