"""Light, dark, or as the system has it: kept with the person, and in a cookie for the pages before sign-in.

The session carries the choice, so that no page asks the database for it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from reorg.comforts.models import Taste, Theme

NAME = "theme"  # of the cookie, and in the session


def theme_of(request: HttpRequest | None) -> Theme:
    """What this reader chose; a stranger's is what was last chosen in this browser."""
    if request is None:
        return Theme.SYSTEM
    signed_in = getattr(getattr(request, "user", None), "is_authenticated", False)
    kept = getattr(request, "session", {}) if signed_in else request.COOKIES
    chosen = kept.get(NAME, "")
    return Theme(chosen) if chosen in Theme.values else Theme.SYSTEM


def choose(request: HttpRequest, response: HttpResponse, theme: Theme, *, secure: bool) -> None:
    if request.user.is_authenticated:
        Taste.objects.update_or_create(person_id=request.user.pk, defaults={"theme": theme})
        request.session[NAME] = theme.value
    response.set_cookie(NAME, theme, max_age=365 * 24 * 3600, secure=secure, httponly=True, samesite="Lax")


@receiver(user_logged_in)
def bring_along(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    session = getattr(request, "session", None)
    if session is not None and (taste := Taste.objects.filter(person=user.pk).first()):
        session[NAME] = taste.theme
