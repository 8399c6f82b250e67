"""How somebody who signs proves that it is they: today the password once more. A second factor goes in here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from workflows.errors import BadInput

ATTEMPTS = 5
PAUSE = 5 * 60  # seconds


def confirm(request: HttpRequest, form: forms.Form) -> str:
    """Prove who signs, and say by what: the word goes into the decision as ``confirmed_by``.

    Raises:
        BadInput: the password is wrong, or was wrong too often in the last minutes.
    """
    user: Any = request.user
    key = f"confirm:{user.pk}"
    if cache.get(key, 0) >= ATTEMPTS:
        raise BadInput(
            _("The password was wrong %(count)d times. Wait five minutes and try again; nothing you typed is lost.")
            % {"count": ATTEMPTS},
            "password",
        )
    if not user.check_password(form.cleaned_data["password"]):
        cache.add(key, 0, PAUSE)
        cache.incr(key)
        raise BadInput(_("This is not your password. Nothing has been signed; what you typed is kept."), "password")
    cache.delete(key)
    return "password"
