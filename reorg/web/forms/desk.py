"""What of the desk is shown, and under which headings."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from reorg.desk.boxes import DOSSIER, PROCEDURE, WEEK
from workflows.flow import SignOff
from workflows.flow.registry import procedures
from workflows.models import Assignment
from workflows.text import fold

SIGN, WORK = "sign", "work"
LATE, SOON = "late", "soon"
DAYS = 7


class DeskForm(forms.Form):
    """Every field may stay empty; what is not understood is as if it had not been said."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    what = forms.ChoiceField(
        label=_("What is asked"),
        required=False,
        choices=[("", _("all")), (SIGN, _("to sign")), (WORK, _("other work"))],
    )
    due = forms.ChoiceField(
        label=_("Due"), required=False, choices=[("", _("all")), (LATE, _("overdue")), (SOON, _("within a week"))]
    )
    group = forms.ChoiceField(
        label=_("Group"),
        required=False,
        choices=[
            ("", _("not grouped")),
            (DOSSIER, _("by dossier")),
            (PROCEDURE, _("by procedure")),
            (WEEK, _("by week of the deadline")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.code, str(one.title)) for one in procedures()]
        self.fields["procedure"].choices = [("", _("all")), *listed]  # type: ignore[attr-defined]
        self.is_valid()
        self.said: dict[str, str] = {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.said.keys() - {"group"})

    @property
    def query(self) -> str:
        """The address that shows the same again."""
        return urlencode(self.said)

    def apply(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        said = self.said
        for word in fold(said.get("q", "")).split():
            rows = rows.filter(dossier__search__regex=rf"\m{re.escape(word)}")
        if "procedure" in said:
            rows = rows.filter(dossier__procedure__code=said["procedure"])
        if "what" in said:
            rows = rows.filter(signed_steps()) if said["what"] == SIGN else rows.exclude(signed_steps())
        if said.get("due") == LATE:
            rows = rows.filter(due__lt=timezone.now())
        if said.get("due") == SOON:
            rows = rows.filter(due__gte=timezone.now(), due__lt=timezone.now() + timedelta(days=DAYS))
        return rows


def signed_steps() -> Q:
    """The steps that are signed, of all procedures."""
    found = Q(pk__in=[])
    for flow in procedures():
        names = [node.name for node in flow.steps() if isinstance(node, SignOff)]
        found |= Q(dossier__procedure__code=flow.code, task__step__in=names)
    return found
