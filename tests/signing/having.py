"""Second factors for people of the cast, and the codes their apps show."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from reorg.people.models import User

PERIOD = 30  # seconds


def with_app(user: User) -> str:
    """Gives them an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or ``ahead`` codes later; the next one is accepted too, as of a clock that is fast."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + ahead))


def recovery_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).get_unused_codes())


def app_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
