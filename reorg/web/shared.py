"""What every page stands on: sign-in, the reader's language, and one place where refusals become pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import URLPattern, reverse
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from reorg.comforts import half_filled
from reorg.web.noting import note_when_sent
from workflows.errors import Refused
from workflows.models import Assignment, Dossier
from workflows.offices import offices_of
from workflows.readiness import Missing

View = Callable[..., HttpResponseBase]
GONE = (OperationalError, InterfaceError)  # the database does not answer
MAKES_DOSSIERS = "drafter"


def page(view: View) -> View:
    """A page for people who are signed in. What the engine refuses is answered by the page that says what to do."""
    from reorg.web.views import errors

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            speak(request)
            response = view(request, *args, **kwargs)
            if callable(render := getattr(response, "render", None)):
                response = render()
            note_when_sent(request, response)
            if request.method == "POST" and response.status_code == 302:
                half_filled.sent(request.user, request.path)
            return remember_language(request, response)
        except Refused as refusal:
            return errors.refused(request, refusal)
        except GONE:
            return errors.unavailable(request)

    return answered


def behind_sign_in(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, each of their views made a `page`."""
    patterns = list(patterns)
    for pattern in patterns:
        pattern.callback = page(pattern.callback)
    return patterns


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back again; a page that only asked for a part of itself goes there as a whole."""
    if getattr(request, "htmx", False):
        back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        login = redirect_to_login(back, resolve_url(settings.LOGIN_URL)).url
        return HttpResponseClientRedirect(login)
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def speak(request: HttpRequest) -> None:
    """What the reader chose for themselves goes before what the browser asks for."""
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


def remember_language(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep the language for the pages before sign-in."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
        keep_language(response, language)
    return response


def keep_language(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def offices_today(request: HttpRequest) -> list[Any]:
    """The offices the reader holds today, asked for once in a request."""
    held: list[Any] | None = getattr(request, "_offices_today", None)
    if held is None:
        signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
        held = list(offices_of(request.user)) if signed_in else []
        request._offices_today = held  # type: ignore[attr-defined]
    return held


def may_open_dossiers(request: HttpRequest) -> bool:
    """Whether to offer “new dossier”; the engine has the last word."""
    return any(office.role_id == MAKES_DOSSIERS for office in offices_today(request))


def link_for_missing(missing: Missing, dossier: Dossier) -> str:
    """Where something missing is mended."""
    kind, key = missing.place
    match kind:
        case "item":
            return reverse("item", args=[dossier.code, key])
        case "documents":
            at = f"&step={missing.step}" if missing.step else ""
            return f"{reverse('document_new', args=[dossier.code])}?type={key}{at}"
        case "replacement":
            return f"{reverse('document_new', args=[dossier.code])}?replaces={key}"
        case "basis_review":
            return f"{reverse('basis_reviews', args=[dossier.code])}#review-{key}"
        case "hold":
            return reverse("hold", args=[dossier.code])
        case "plan":
            return reverse("plan", args=[dossier.code])
        case "consultation":
            return reverse("consultation", args=[dossier.code])
        case "departments":
            return reverse("departments", args=[dossier.code])
        case "register":
            return reverse("register_reconcile", args=[dossier.code, key])
        case "drafting":
            return reverse("drafting", args=[key])
        case "session":
            part, _slash, no = key.partition("/")
            if no:
                return reverse("session_entry", args=[dossier.code, part, no])
            return reverse("session", args=[dossier.code])
        case "recommendation":
            return reverse("recommendation", args=[dossier.code, key])
        case "pairs":
            return reverse("support", args=[dossier.code])
        case "pair":
            return reverse("support_agreement", args=[dossier.code, key])
        case "step":
            asked = Assignment.objects.filter(task_id=key, dossier=dossier).exclude(state="cancelled").first()
            return reverse("step", args=[asked.pk]) if asked else reverse("dossier", args=[dossier.code])
        case _:
            return reverse("dossier", args=[dossier.code])
