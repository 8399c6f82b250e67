"""The plan of a dossier, changed through the engine's door like everything else of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reorg.units.plan import PlannedClause, plan_content, replace_plan
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotNow
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest


def change_plan(dossier: Dossier, clauses: Sequence[PlannedClause], *, actor: Any, shown: str = "") -> Dossier:
    """The dossier's plan becomes exactly these clauses. The lead's drafters do that while the content is open.

    ``shown`` is the digest of the plan that was being edited. The plan that is already there is saved once: saving it
    again changes nothing.

    Raises:
        NotNow: the content is held still. NotYou: not a drafter of the lead. BadInput: the clauses contradict each
            other. ContentChanged: somebody saved another plan since ``shown`` was read.
    """
    with door(dossier, actor=actor) as case:
        _must_be_open(case)
        case.act_as(case.dossier.lead_id, ("drafter",))
        before = plan_digest(case.dossier)
        try:
            replace_plan(case.dossier, clauses)
        except ValidationError as refused:
            raise BadInput(" ".join(refused.messages), "plan") from refused
        if plan_digest(case.dossier) == before:
            return case.dossier
        if shown and shown != before:
            raise ContentChanged(
                _("Somebody changed the plan since you opened this page. What you typed is kept below.")
            )
        count = len(clauses)
        case.content_changed(Text(f"phương án đơn vị, {count} khoản", f"the unit plan, clauses: {count}"))
    return case.dossier


def plan_digest(dossier: Dossier) -> str:
    """What tells one state of the plan from another; a form carries it to be told of changes made meanwhile."""
    return digest(plan_content(dossier))


def _must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its plan stays as it is."))
    if not case.content_open():
        raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
