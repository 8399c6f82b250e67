"""Light or dark, and forms that were begun and not sent."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reorg.comforts import half_filled
from reorg.comforts.models import Theme
from reorg.comforts.themes import choose
from reorg.web.templatetags.web import moment
from workflows.errors import BadInput


@require_POST
def set_theme(request: HttpRequest) -> HttpResponseBase:
    """Choose light, dark or as the system: for this browser, and for the person when they are signed in."""
    after = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = "/"
    response = HttpResponseRedirect(after)
    if (chosen := request.POST.get("theme", "")) in Theme.values:
        choose(request, response, Theme(chosen), secure=bool(settings.SESSION_COOKIE_SECURE))
    return response


@never_cache
def half_filled_forms(request: HttpRequest) -> HttpResponseBase:
    """GET: what the reader began on ``page`` and did not send. POST: a form as it stands, or ``forget``."""
    if request.method != "POST":
        kept = half_filled.kept_for(request.user, request.GET.get("page", ""))
        return JsonResponse(
            {"forms": [{"form": one.form, "fields": one.fields, "at": moment(one.changed_at)} for one in kept]}
        )
    said = _said(request)
    page, form = said["page"], said["form"]
    if said.get("forget"):
        half_filled.forget(request.user, page=page, form=form)
        return HttpResponse(status=204)
    fields = half_filled.kept_fields(said["fields"])
    kept_one = half_filled.keep(request.user, page=page, action=said["action"], form=form, fields=fields)
    if kept_one is None:
        raise BadInput(_("This form is too long to be kept while you type."))
    return JsonResponse({"at": moment(kept_one.changed_at)})


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
        texts = [said[name] for name in ("page", "form", "action")]
        whole = all(isinstance(text, str) and len(text) <= 300 for text in texts) and isinstance(said["fields"], list)
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole or len(said["form"]) > 60 or not said["page"].startswith("/"):
        raise BadInput(_("This is not a form as our pages send it."))
    return dict(said)
