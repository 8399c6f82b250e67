"""How somebody who signs proves that it is they: by their second factor, or by their password where that is enough."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reorg.web.factors import Proof, use_code, use_passkey
from reorg.web.forms.factors import Confirmed
from workflows.errors import BadInput
from workflows.trail.canonical import digest

ATTEMPTS = 5
PAUSE = 5 * 60  # seconds
TYPED = "typed"  # what somebody typed who had to set up a second factor first, in the session
KEPT_FORMS = 5
NOT_KEPT = {"csrfmiddlewaretoken", "password", "code", "credential", "shown"}


def confirm(request: HttpRequest, form: Confirmed) -> str:
    """Prove who signs, and say by what: the word goes into the decision as ``confirmed_by``.

    Raises:
        BadInput: it is not proved, or was tried too often in the last minutes, or there is no second factor yet.
    """
    field = form.confirming.name
    if form.ways.none and settings.SIGNING_FACTOR_REQUIRED:
        keep_typed(request)
        raise BadInput(
            _("Here a second factor confirms a signature, and you have none yet. Set one up; what you typed is kept."),
            field,
        )
    said = form.cleaned_data[field]
    if not said and not request.POST.get("credential"):
        raise BadInput(_("Confirm by your second factor: nothing has been signed yet."), field)
    key = f"confirm:{request.user.pk}"
    if cache.get(key, 0) >= ATTEMPTS:
        raise BadInput(_too_often(field) % {"count": ATTEMPTS}, field)
    try:
        proof = _proved(request, form)
    except BadInput:
        cache.add(key, 0, PAUSE)
        cache.incr(key)
        raise
    cache.delete(key)
    forget_typed(request)
    return proof.value


def _too_often(field: str) -> str:
    if field == "password":
        return _("The password was wrong %(count)d times. Wait five minutes and try again; nothing you typed is lost.")
    return _("The code was wrong %(count)d times. Wait five minutes and try again; nothing you typed is lost.")


def _proved(request: HttpRequest, form: Confirmed) -> Proof:
    user: Any = request.user
    said = form.cleaned_data
    if "password" in form.fields:
        if not user.check_password(said["password"]):
            raise BadInput(_("This is not your password. Nothing has been signed; what you typed is kept."), "password")
        return Proof.PASSWORD
    if credential := request.POST.get("credential", ""):
        use_passkey(user, credential)
        return Proof.PASSKEY
    return use_code(user, said["code"], _act(request))[1]


def _act(request: HttpRequest) -> str:
    """Names what is done, so that a doubled click is one act and its code serves once."""
    return digest([request.path, sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")])


# What was typed, for whoever is sent to set up a second factor first


def keep_typed(request: HttpRequest) -> None:
    kept = request.session.get(TYPED, {})
    kept.pop(request.path, None)
    kept[request.path] = {name: request.POST[name] for name in request.POST if name not in NOT_KEPT}
    request.session[TYPED] = dict(list(kept.items())[-KEPT_FORMS:])


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What this person typed on this page before they went to set up a second factor."""
    kept: dict[str, str] = request.session.get(TYPED, {}).get(request.path, {})
    return kept


def forget_typed(request: HttpRequest) -> None:
    if request.path in request.session.get(TYPED, {}):
        del request.session[TYPED][request.path]
        request.session.modified = True
