"""The second factor of somebody: what they have set up, and whether what they gave proves that it is they."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _

from workflows.errors import BadInput


class Proof(StrEnum):
    """By what somebody proved that it is they, as it stands in a decision."""

    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


class Ways(NamedTuple):
    """What somebody has set up."""

    app: bool = False
    passkey: bool = False

    @property
    def none(self) -> bool:
        return not (self.app or self.passkey)


def ways_of(user: Any) -> Ways:
    kinds = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return Ways(Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds)


def use_code(user: Any, code: str, act: str = "") -> tuple[Authenticator, Proof]:
    """Use a code of the authenticator app, or a recovery code; each serves one act, and the same ``act`` sent twice.

    Raises:
        BadInput: it is none of this person's codes, or was used already.
    """
    try:
        with transaction.atomic():
            mine = Authenticator.objects.select_for_update().filter(user_id=user.pk)
            held = {one.type: one for one in mine.exclude(type=Authenticator.Type.WEBAUTHN)}
            app, recovery = held.get(Authenticator.Type.TOTP), held.get(Authenticator.Type.RECOVERY_CODES)
            if app is not None and _is_of_app(app, code, act):
                app.record_usage()
                return app, Proof.TOTP
            if recovery is not None and recovery.wrap().validate_code(code):
                recovery.record_usage()
                return recovery, Proof.RECOVERY_CODE
    except InvalidToken:
        raise BadInput(
            _("Your second factor can no longer be read: the site's secret was changed. Ask the administrator."), "code"
        ) from None
    raise BadInput(_("This code is not right. What you typed is kept."), "code")


def _is_of_app(app: Authenticator, code: str, act: str) -> bool:
    """Whether the app shows this code now. What was used last is kept with it, so that no code serves twice."""
    secret = decrypt(app.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if not compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            continue
        used, used_for = app.data.get("used", 0), app.data.get("used_for", "")
        if counter < used or (counter == used and not (act and act == used_for)):
            raise BadInput(
                _("This code has been used already. Wait until your app shows the next one, at most 30 seconds."),
                "code",
            )
        app.data |= {"used": counter, "used_for": act}
        app.save(update_fields=["data"])
        return True
    return False


def use_passkey(user: Any, credential: str) -> Authenticator:
    """Check what the browser brought from a passkey for the challenge of this session.

    Raises:
        BadInput: it is no passkey of this person, or answers another challenge.
    """
    form = AuthenticateWebAuthnForm({"credential": credential}, user=user)
    try:
        good = form.is_valid()
    except (KeyError, TypeError, ValueError):  # fido2 takes the shape of what a browser sends for granted
        good = False
    if not good:
        raise BadInput(_("The passkey was not accepted. Try again; what you typed is kept."), "code")
    used: Authenticator = form.cleaned_data["credential"]
    used.record_usage()
    return used
