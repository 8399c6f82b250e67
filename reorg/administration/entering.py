"""What a session knows from the moment of signing in, so that no page has to ask for it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from reorg.administration.models import TourTaken
from reorg.administration.rights import mandates_of

ADMINISTERS, TOUR = "administers", "tour"


def remember(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    """Receiver of ``user_logged_in``: whether the menu offers administration, and whether the tour is still to come.

    Only what is offered hangs on this; what somebody may do is asked anew for each act.
    """
    if request is None or not hasattr(request, "session"):
        return
    request.session[ADMINISTERS] = mandates_of(user).exists()
    if not TourTaken.objects.filter(person=user).exists():
        request.session[TOUR] = 1
