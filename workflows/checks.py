"""Mistakes in the machine or in a procedure that must be seen at start-up, not in a dossier."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from workflows.models import Dossier


@register()
def every_transition_names_who_may(app_configs: Any, **_: Any) -> list[Error]:
    """django-fsm lets everybody through a transition without permission; ours has to say who, even if nobody."""
    unnamed = [
        move.name for move in Dossier._meta.get_field("phase").get_all_transitions(Dossier) if move.permission is None
    ]
    return [
        Error(f"The transition “{name}” of a dossier names no permission.", id="workflows.E001") for name in unnamed
    ]
