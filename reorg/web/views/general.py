"""Small things that belong to no page."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reorg.web import shared


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the web server and its database answer; for machines."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except shared.GONE:
        return HttpResponse(
            "database unavailable\n", status=503, content_type="text/plain", headers={"Retry-After": "10"}
        )
    return HttpResponse("ok\n", content_type="text/plain")


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language: for this browser, and for the person when they are signed in."""
    after = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    response = HttpResponseRedirect(after)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            get_user_model()._default_manager.filter(pk=request.user.pk).update(language=chosen)
        shared.keep_language(response, chosen)
    return response
