"""All components in one place, in both languages, light and dark: for whoever builds pages, and for the tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from workflows.errors import NotFound
from workflows.models import ChecklistItem
from workflows.phases import Phase
from workflows.readiness import Missing
from workflows.text import Text


class Sample(forms.Form):
    """One field of each kind, some of them wrong."""

    line = forms.CharField(label=gettext_lazy("Search"), required=False)
    wrong = forms.CharField(label=gettext_lazy("Code"))
    choice = forms.ChoiceField(label=gettext_lazy("Owner"), choices=[("1", "ĐA"), ("2", "TTr")])
    long = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    if not (settings.SHOW_COMPONENTS or getattr(request.user, "is_staff", False)):
        raise NotFound(_("There is no page at this address."))
    return render(request, "style.html", {"languages": ("vi", "en"), "grounds": ("light", "dark"), **_samples()})


def _samples() -> dict[str, Any]:
    now = timezone.now()
    missing = [
        Missing(Text("Thiếu văn bản: Đề án (ĐA)", "document missing: Scheme (ĐA)"), ("documents", "ĐA")),
        Missing(Text("Chờ Sở Tài chính", "waits for the Department of Finance"), ("step", "0"), waits=True),
    ]
    return {
        "phases": Phase.values,
        "states": ChecklistItem.State.choices,
        "dues": [
            now - timedelta(days=12),
            now + timedelta(hours=20),
            now + timedelta(days=6),
            now + timedelta(days=90),
            None,
        ],
        "levels": [
            Message(constants.SUCCESS, _("Your comment is in the trail.")),
            Message(constants.INFO, _("The trail is being printed. It appears below when it is ready.")),
            Message(constants.WARNING, _("There is no plan yet.")),
            Message(constants.ERROR, _("This dossier carries no checklists")),
        ],
        "missing": missing,
        "form": Sample({"wrong": "", "line": "Sở Nội vụ", "choice": "1"}),
        "pages": Paginator(range(90), 25).get_page(2),
        "stops": [
            {"label": str(Phase(value).label), "state": state, "tone": tone}
            for value, state, tone in (
                (Phase.DRAFTING, "done", "neutral"),
                (Phase.REVIEW, "done", "going"),
                (Phase.APPRAISAL, "here", "going"),
                (Phase.APPROVAL, "ahead", "going"),
                (Phase.CLOSED, "ahead", "good"),
            )
        ],
        "moment": now - timedelta(days=2),
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }
